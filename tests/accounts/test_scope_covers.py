"""When one scope names all places of another."""

from __future__ import annotations

import pytest

from flyingstart.accounts.api import EVERYWHERE, NOWHERE, Scope

NORTH = Scope(neighbourhoods=frozenset({1}))
BOTH = Scope(neighbourhoods=frozenset({1, 2}))
HALL = Scope(sites=frozenset({7}))


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (EVERYWHERE, EVERYWHERE, True),
        (EVERYWHERE, BOTH, True),
        (BOTH, EVERYWHERE, False),
        (BOTH, NORTH, True),
        (NORTH, BOTH, False),
        (NORTH, NORTH, True),
        (NORTH, HALL, False),
        (HALL, NORTH, False),
        (NOWHERE, NORTH, False),
        (NORTH, NOWHERE, True),
    ],
)
def test_covers(wide: Scope, narrow: Scope, covers: bool) -> None:
    assert wide.covers(narrow) is covers

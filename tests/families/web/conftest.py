"""The town of the staff pages, on one day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.families.web.town import NOW, Town, make_town


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(_today: None, db: None) -> Town:
    """Two neighbourhoods and a family."""
    return make_town()

"""The town of the staff pages, on its day, for what safety.md demands of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.families.web.town import NOW, Town, make_town
from tests.kept import kept_for_a_module

made_town = kept_for_a_module(make_town, NOW)


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Iterator[Town]:
    """Two neighbourhoods and a family in the north."""
    with time_machine.travel(NOW, tick=False):
        yield made_town()

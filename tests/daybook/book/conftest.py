"""The hall of the day book, made once a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.daybook.book.world import Hall, make_hall
from tests.families.web.town import NOW
from tests.kept import kept_for_a_module

made_hall = kept_for_a_module(make_hall, NOW)


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        yield made_hall()

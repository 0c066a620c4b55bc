"""A day in the town, at the hour at which its session begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache

from tests.activities.door.town import Day, make_day
from tests.families.web.town import NOW, make_town
from tests.kept import kept_for_a_module

made_day = kept_for_a_module(lambda: make_day(make_town()), NOW)


@pytest.fixture
def day(made_day: Callable[[], Day], db: None) -> Iterator[Day]:
    with time_machine.travel(NOW, tick=False):
        cache.clear()
        yield made_day()

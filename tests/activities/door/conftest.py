"""A day in the town, at the hour at which its session begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache

from tests.activities.door.town import Day, make_day
from tests.families.web.town import NOW, make_town


@pytest.fixture
def day(db: None) -> Iterator[Day]:
    with time_machine.travel(NOW, tick=False):
        cache.clear()
        yield make_day(make_town())

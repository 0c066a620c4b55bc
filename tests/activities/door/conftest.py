"""A day in the town, at the hour at which its session begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import DjangoDbBlocker

from tests.activities.door.town import Day, make_day
from tests.families.web.town import NOW, make_town
from tests.kept import kept


@pytest.fixture(scope="module")
def made_day(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Day]]:
    with kept(django_db_blocker, lambda: make_day(make_town()), NOW) as day:
        yield day


@pytest.fixture
def day(made_day: Callable[[], Day], db: None) -> Iterator[Day]:
    with time_machine.travel(NOW, tick=False):
        cache.clear()
        yield made_day()

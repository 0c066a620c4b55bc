"""The town of the timetable's pages, on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.activities.web.timetable.town import NOW, Town, at_work, make_town
from tests.kept import kept


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def made_town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    with kept(django_db_blocker, make_town, NOW) as town:
        yield town


@pytest.fixture
def town(made_town: Callable[[], Town], _today: None, db: None) -> Town:
    """Two neighbourhoods, two activities, a term."""
    return made_town()


@pytest.fixture
def reader(town: Town) -> Client:
    """Somebody on the staff who plans nothing."""
    return at_work("session_staff", area=town.north)


@pytest.fixture
def manager(town: Town) -> Client:
    """A manager of the north."""
    return at_work("manager", area=town.north)


@pytest.fixture
def everywhere(town: Town) -> Client:
    """A manager of the whole authority."""
    return at_work("manager")

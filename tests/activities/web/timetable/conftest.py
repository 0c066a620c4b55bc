"""The town of the timetable's pages, on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.activities.web.timetable.town import NOW, Town, at_work, make_town
from tests.kept import kept_for_a_module


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


made_town = kept_for_a_module(make_town, NOW)


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

"""The town of the timetable's pages, on one day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.activities.web.timetable.town import NOW, Town, at_work, make_town


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(_today: None, db: None) -> Town:
    """Two neighbourhoods, two activities, a term."""
    return make_town()


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

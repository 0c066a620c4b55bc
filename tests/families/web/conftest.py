"""The town of the staff pages, on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.families.web.town import NOW, Town, at_work, make_town
from tests.kept import kept_for_a_module


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


made_town = kept_for_a_module(make_town, NOW)


@pytest.fixture
def town(made_town: Callable[[], Town], _today: None, db: None) -> Town:
    """Two neighbourhoods and a family."""
    return made_town()


@pytest.fixture
def worker(town: Town) -> Client:
    """A family worker of the north."""
    return at_work("family_worker", area=town.north)


@pytest.fixture
def base(town: Town) -> str:
    """Where the pages of the family begin."""
    return f"/staff/families/{town.family.public_id}/"


@pytest.fixture
def of_mother(base: str, town: Town) -> str:
    """Where the pages of Zofia begin."""
    return f"{base}people/{town.mother.public_id}/"


@pytest.fixture
def of_child(base: str, town: Town) -> str:
    """Where the pages of Stanisław begin."""
    return f"{base}people/{town.child.public_id}/"

"""A database with the pack, and small towns written into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from flyingstart.kernel.api import Actor, load_pack
from flyingstart.town.operations import Made, find_venues, make_town
from tests.kept import kept
from tests.town.towns import PACK, demo, town

ACTOR = Actor.command("flyingstart make-town")
NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with kept(django_db_blocker, lambda: load_pack(folder=PACK, by=ACTOR, at=NOW), NOW):
        yield


@pytest.fixture
def pack(loaded: None, db: None) -> None:
    """The pack, loaded."""


@pytest.fixture(scope="module")
def written(loaded: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], Made]]:
    def write() -> Made:
        return make_town(town=town(60, 1), venues=find_venues(demo()), by=ACTOR, at=NOW)

    with kept(django_db_blocker, write, NOW) as made:
        yield made


@pytest.fixture
def made(written: Callable[[], Made], db: None) -> Made:
    """A town of 60 children, written; `pack` alone has no place in a module that asks for it."""
    return written()

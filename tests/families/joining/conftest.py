"""A town in which one can join, one morning in June."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import DjangoDbBlocker

from tests.families.joining.visitor import Visitor, make_world
from tests.kept import kept

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def _made_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with kept(django_db_blocker, make_world, NOW):
        yield


@pytest.fixture
def world(_made_world: None, db: None) -> Iterator[None]:
    """Code lists, a privacy notice, nothing counted yet."""
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def parent(world: None) -> Visitor:
    """Somebody who has not begun."""
    return Visitor()

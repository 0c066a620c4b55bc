"""A town in which one can join, one morning in June."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache

from tests.families.joining.visitor import Visitor, make_world

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def world(db: None) -> Iterator[None]:
    """Code lists, a privacy notice, nothing counted yet."""
    make_world()
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def parent(world: None) -> Visitor:
    """Somebody who has not begun."""
    return Visitor()

"""The small town as a fixture."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from flyingstart.kernel.api import clock
from tests.activities.world import World, make_world
from tests.kept import kept


@pytest.fixture(scope="module")
def made_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], World]]:
    with kept(django_db_blocker, make_world, clock.now()) as world:
        yield world


@pytest.fixture
def world(made_world: Callable[[], World], db: None) -> World:
    return made_world()

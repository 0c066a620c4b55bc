"""The small town as a fixture."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.activities.world import World, make_world
from tests.kept import kept_for_a_module

made_world = kept_for_a_module(make_world)


@pytest.fixture
def world(made_world: Callable[[], World], db: None) -> World:
    return made_world()

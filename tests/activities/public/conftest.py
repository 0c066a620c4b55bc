"""The town as a fixture, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.activities.public.world import NOW, Town, make_town
from tests.kept import kept_for_a_module

made_town = kept_for_a_module(make_town, NOW)


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        yield made_town()

"""The hall as a fixture, on its morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.activities.registers.hall import NOW, Hall, make_hall
from tests.kept import kept_for_a_module

made_hall = kept_for_a_module(make_hall, NOW)


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        yield made_hall()

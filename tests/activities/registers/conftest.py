"""The hall as a fixture, on its morning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.activities.registers.hall import NOW, Hall, make_hall


@pytest.fixture
def hall(db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        yield make_hall()

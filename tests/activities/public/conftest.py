"""The town as a fixture, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.activities.public.world import NOW, Town, make_town
from tests.kept import kept


@pytest.fixture(scope="module")
def made_town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    with kept(django_db_blocker, make_town, NOW) as town:
        yield town


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        yield made_town()

"""The hall of the day book, made once a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.daybook.book.world import Hall, make_hall
from tests.families.web.town import NOW
from tests.kept import kept


@pytest.fixture(scope="module")
def made_hall(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Hall]]:
    with kept(django_db_blocker, make_hall, NOW) as hall:
        yield hall


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        yield made_hall()

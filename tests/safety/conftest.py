"""The town of the staff pages, on its day, for what safety.md demands of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.families.web.town import NOW, Town, make_town
from tests.kept import kept


@pytest.fixture(scope="module")
def made_town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    with kept(django_db_blocker, make_town, NOW) as town:
        yield town


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Iterator[Town]:
    """Two neighbourhoods and a family in the north."""
    with time_machine.travel(NOW, tick=False):
        yield made_town()

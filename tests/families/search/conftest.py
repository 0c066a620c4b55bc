"""Who searches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytest_django import DjangoDbBlocker

from flyingstart.accounts.api import User
from tests.accounts.people import user_with
from tests.families.world import AT
from tests.kept import kept


@pytest.fixture(scope="module")
def made_reader(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], User]]:
    with kept(django_db_blocker, partial(user_with, "business_support"), AT) as reader:
        yield reader


@pytest.fixture
def reader(made_reader: Callable[[], User], db: None) -> User:
    """Somebody who sees all families."""
    return made_reader()

"""Who searches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from flyingstart.accounts.api import User
from tests.accounts.people import user_with
from tests.families.world import AT
from tests.kept import kept_for_a_module

made_reader = kept_for_a_module(partial(user_with, "business_support"), AT)


@pytest.fixture
def reader(made_reader: Callable[[], User], db: None) -> User:
    """Somebody who sees all families."""
    return made_reader()

"""Who searches."""

from __future__ import annotations

import pytest

from flyingstart.accounts.api import User
from tests.accounts.people import user_with


@pytest.fixture
def reader(db: None) -> User:
    """Somebody who sees all families."""
    return user_with("business_support")

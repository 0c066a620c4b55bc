"""Terms are held, and two colleagues."""

from __future__ import annotations

import pytest

from flyingstart.accounts.api import User
from tests.activities.planning.plans import colleague, hold_terms
from tests.activities.world import World


@pytest.fixture
def terms(db: None) -> None:
    hold_terms()


@pytest.fixture
def asma(world: World) -> User:
    return colleague("Asma")


@pytest.fixture
def ben(world: World) -> User:
    return colleague("Ben")

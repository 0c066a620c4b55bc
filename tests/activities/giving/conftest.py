"""A day in the town, and things to hand out."""

from __future__ import annotations

import pytest

from flyingstart.activities.api import GiveItem
from tests.activities.door.conftest import day, made_day

__all__ = ["day", "drops", "made_day"]


@pytest.fixture
def drops(db: None) -> GiveItem:
    """Vitamin drops."""
    return make_drops()


def make_drops() -> GiveItem:
    return GiveItem.objects.create(
        code="drops", name="Vitamin drops", unit="bottle", units="bottles", position=1
    )

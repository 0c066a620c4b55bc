"""A world that was committed once, a snapshot of it, and reports of a few tables."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from flyingstart.evidence.api import refresh_snapshot
from flyingstart.evidence.reports import running
from flyingstart.evidence.reports.composing import compose
from flyingstart.evidence.reports.explaining import explain
from tests.cluster import committing
from tests.evidence.records import put
from tests.evidence.reports.kept import FEW
from tests.evidence.worlds import make_world


@dataclass(frozen=True)
class Committed:
    """A world in the database, and the snapshot that was taken of it."""

    snapshot: str


@pytest.fixture(scope="module")
def committed(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Committed]:
    """Committed for all tests of a module; what they write is rolled back (`held`)."""
    folder = tmp_path_factory.mktemp("reports") / "snapshots"
    with committing(django_db_blocker), override_settings(SNAPSHOTS=folder):
        put(make_world(3))
        yield Committed(refresh_snapshot().id)


@pytest.fixture
def held(committed: Committed, few_tables: None) -> Iterator[Committed]:
    """The same; whatever a test writes is undone after it."""
    with transaction.atomic():
        yield committed
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def few_tables() -> Iterator[None]:
    """Reports of four tables instead of thirty: quick, and enough to tell right from wrong."""
    with pytest.MonkeyPatch.context() as patch:
        running._composed.cache_clear()
        patch.setattr(running, "compose", functools.partial(compose, parts=FEW))
        patch.setattr(running, "explain", functools.partial(explain, parts=FEW))
        yield
        running._composed.cache_clear()

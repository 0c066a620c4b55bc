"""The small council of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from flyingstart.kernel.api import clock
from tests.kept import kept
from tests.places.files import load, write_pack


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    folder = write_pack(tmp_path_factory.mktemp("council") / "pack")
    with kept(django_db_blocker, lambda: load(folder), clock.now()):
        yield


@pytest.fixture
def pack(loaded: None, tmp_path: Path, db: None) -> Path:
    """A folder of the council's pack, which is loaded."""
    return write_pack(tmp_path / "pack")

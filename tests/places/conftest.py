"""The small council of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.places.files import load, write_pack


@pytest.fixture
def pack(tmp_path: Path, db: None) -> Path:
    """The folder of the council's pack, loaded."""
    folder = write_pack(tmp_path / "pack")
    load(folder)
    return folder

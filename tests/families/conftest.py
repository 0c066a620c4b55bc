"""A family of two at home, kept for a module, and taking in a file of registrations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flyingstart.kernel.api import ImportOptions, check_import, commit_import, imports
from flyingstart.kernel.tables.api import csv_text
from tests.families.world import AT as MADE_AT
from tests.families.world import BY, Home, make_home
from tests.kept import kept_for_a_module

Answer = dict[str, Any]
Take = Callable[..., Answer]
AT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
FIRST = dt.date(2020, 1, 20)


made_home = kept_for_a_module(make_home, MADE_AT)


@pytest.fixture
def home(made_home: Callable[[], Home], db: None) -> Home:
    """Code lists, and a family of two, its mother and its child."""
    return made_home()


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    """A file of rows in the layout of the import."""
    headings = [column.name for column in imports["registrations"].columns]
    path.write_text(csv_text(headings, rows), encoding="utf-8", newline="")
    return path


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Check and commit a file of rows; both must say the same."""

    def run(
        *rows: dict[str, str],
        as_of: dt.date = FIRST,
        source: str = "default",
        skip: bool = True,
    ) -> Answer:
        path = write(tmp_path / "registrations.csv", list(rows))
        kind = imports["registrations"]
        options = ImportOptions(source=source, as_of=as_of)
        foreseen = check_import(kind=kind, path=path, options=options).as_json()
        done = commit_import(
            kind=kind, path=path, options=options, skip_rejected=skip, by=BY, at=AT
        ).as_json()
        assert done | {"committed": False} == foreseen
        return done

    return run

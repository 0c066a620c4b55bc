"""Two families of an old system, and files of every kind about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from flyingstart.kernel.api import ImportOptions, check_import, commit_import, imports
from flyingstart.kernel.tables.api import csv_text
from tests.families.world import BY, make_codes
from tests.kept import kept

AT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
AS_OF = dt.date(2020, 1, 20)
Answer = dict[str, Any]
Send = Callable[..., Answer]
PEOPLE = [
    {
        "family_ref": "F1",
        "person_ref": "A1",
        "role": "parent",
        "given_name": "Ada",
        "family_name": "Example",
        "date_of_birth": "1990-05-05",
        "phone": "07700 900123",
        "postcode": "LU1 1AA",
        "address_line_1": "1 High Street",
        "contact_by_sms": "yes",
        "registered_on": "2018-04-01",
    },
    {
        "family_ref": "F1",
        "person_ref": "C1",
        "role": "child",
        "given_name": "Cy",
        "family_name": "Example",
        "date_of_birth": "2018-03-01",
        "postcode": "LU1 1AA",
        "address_line_1": "1 High Street",
        "registered_on": "2018-04-01",
    },
    {
        "family_ref": "F2",
        "person_ref": "A2",
        "role": "carer",
        "given_name": "Bo",
        "family_name": "Sample",
        "registered_on": "2019-01-01",
    },
]


def sender(folder: Path) -> Send:
    """Checks and commits a file of a kind, written to a folder; both must say the same."""

    def run(
        name: str, *rows: dict[str, str], source: str = "default", skip: bool = False
    ) -> Answer:
        kind = imports[name]
        path = folder / f"{name}.csv"
        headings = [column.name for column in kind.columns]
        path.write_text(csv_text(headings, list(rows)), encoding="utf-8", newline="")
        options = ImportOptions(source=source, as_of=AS_OF)
        foreseen = check_import(kind=kind, path=path, options=options).as_json()
        done = commit_import(
            kind=kind, path=path, options=options, skip_rejected=skip, by=BY, at=AT
        ).as_json()
        assert done | {"committed": False} == foreseen
        total = sum(done[key] for key in ("new", "changed", "unchanged", "skipped", "rejected"))
        assert total == done["read"] == len(rows)
        return done

    return run


@pytest.fixture
def send(tmp_path: Path) -> Send:
    return sender(tmp_path)


@pytest.fixture
def moved(db: None, send: Send) -> Send:
    """The people are there; what else the old system knew is to be sent."""
    take_people(send)
    return send


@pytest.fixture(scope="module")
def made_people(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The people, kept for a module."""
    send = sender(tmp_path_factory.mktemp("people"))
    with kept(django_db_blocker, lambda: take_people(send), AT):
        yield


def take_people(send: Send) -> None:
    make_codes()
    send("registrations", *PEOPLE)


@pytest.fixture
def travelled() -> Iterator[None]:
    """It is the day on which files are sent."""
    with time_machine.travel(AT, tick=False):
        yield

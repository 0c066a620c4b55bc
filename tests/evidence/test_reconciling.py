"""A rehearsal: an old system comes in; its figures reconcile with named differences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.evidence.reconciling.pools import Cause, Part, explained
from flyingstart.evidence.snapshot.store import Store
from flyingstart.families.gate import still_needed
from flyingstart.kernel.api import Actor, clock, imports, load_pack
from flyingstart.kernel.tables.api import csv_text
from tests.families.moving.conftest import PEOPLE
from tests.families.moving.test_kinds import ROWS

LUTON = Path("authorities/luton")
SESSION = {
    "activity": "Stay and Play",
    "site": "Limbury",
    "starts_at": "2019-02-05 10:00",
    "ends_at": "2019-02-05 11:30",
}
MARKS = [
    {"session_ref": "S1", "person_ref": "C1", "status": "attended", **SESSION},
    {"session_ref": "S1", "person_ref": "A1", "status": "attended", **SESSION},
    {"session_ref": "S1", "person_ref": "GONE", "status": "attended", **SESSION},
    {"session_ref": "S1", "status": "attended", "headcount": "4", **SESSION},
    {
        **SESSION,
        "session_ref": "S2",
        "person_ref": "C1",
        "status": "attended",
        "starts_at": "2019-02-12 10:00",
        "ends_at": "2019-02-12 11:30",
    },
    {
        **SESSION,
        "session_ref": "S2",
        "status": "cancelled",
        "starts_at": "2019-02-12 10:00",
        "ends_at": "2019-02-12 11:30",
    },
]


AREAS = st.frozensets(st.sampled_from("AB"))
CAUSES = st.builds(
    Cause, name=st.sampled_from("abc"), effect=st.sampled_from((-1, 1)), things=st.lists(AREAS)
)

# By a code or a name, of the wards of the day or of others, and by pieces of time.
WAYS_TO_ASK = [
    ("attendances", "ward", "E05002193", "2019-Q1", "1"),
    ("attendances", "ward", "barnfield", "2019-Q1", "2"),
    ("attendances", "ward", "E05014741", "2019-Q1", "3"),
    ("attendances", "quarter", "2019-Q1", "2019", "4"),
    ("attendances", "quarter,ward", "2019-Q1, Barnfield", "2019", "5"),
    ("attendances", "ward", "not known", "2019-Q1", "6"),
    ("attendances", "site", "Limbury", "2019-Q1", "6"),
    ("attendances", "site", "Nowhere", "2019-Q1", "8"),
]


@given(st.integers(-9, 9), st.lists(CAUSES), st.sampled_from((None, "A")))
@settings(max_examples=60)
def test_parts_and_rest_add_up_and_no_cause_explains_more_than_it_holds(
    difference: int, causes: list[Cause], area: str | None
) -> None:
    parts, rest = explained(difference, causes, area)

    assert sum(part.explains for part in parts) + rest == difference
    assert all(0 < abs(part.explains) <= part.held for part in parts)
    assert all(part.explains * difference > 0 for part in parts)
    assert rest * difference >= 0


@given(st.lists(AREAS))
@settings(max_examples=60)
def test_what_happened_once_explains_one_ward_alone(things: list[frozenset[str]]) -> None:
    cause = Cause(name="moved", effect=-1, things=list(things))

    taken = [explained(-99, [cause], area)[1] + 99 for area in "AB"]

    assert sum(taken) == len(things)
    assert taken[0] >= sum(areas == {"A"} for areas in things)


def test_what_fits_one_ward_alone_is_used_before_what_fits_any() -> None:
    cause = Cause(name="rejected", effect=-1, things=[frozenset(), frozenset("A")])

    assert explained(-1, [cause], "A") == ((Part(cause="rejected", held=2, explains=-1),), 0)
    assert cause.things == [frozenset()]


def write(folder: Path, name: str, headings: list[str], rows: list[dict[str, str]]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(csv_text(headings, rows), encoding="utf-8", newline="")
    return path


def take(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    headings = [column.name for column in imports[name].columns]
    path = write(folder, name, headings, rows)
    call_command("import", name, str(path), "--commit", "--skip-rejected")


def old(folder: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    headings = ["measure", "by", "value", "period", "figure"]
    return write(folder, "OLD", headings, [dict(zip(headings, row, strict=True)) for row in rows])


@pytest.mark.usefixtures("fresh_db")
def test_a_rehearsal_reconciles(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    load_pack(folder=LUTON, by=Actor.command("test"), at=clock.now())
    take(tmp_path, "registrations", PEOPLE)
    take(tmp_path, "attendances", MARKS)
    for kind, row in ROWS.items():
        take(tmp_path, kind, [row])
    figures = old(
        tmp_path,
        ("attendances", "", "", "2019-Q1", "4"),
        ("attendances", "", "", "2019-Q2", "0"),
        ("reached", "", "", "2019-Q1", "3"),
    )
    capsys.readouterr()

    call_command("reconcile", str(figures), "--format", "json")
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    call_command("reconcile", str(figures))
    words = capsys.readouterr().out
    call_command("reconcile", str(old(tmp_path, *WAYS_TO_ASK)), "--format", "json")
    asked: dict[str, Any] = json.loads(capsys.readouterr().out)

    assert still_needed() == ()
    first, second, third = answer["rows"]
    assert (first["old"], first["new"], first["difference"]) == (4, 6, 2)
    assert [(p["cause"], p["explains"]) for p in first["parts"]] == [("headcounts", 2)]
    assert (second["difference"], second["parts"], second["unexplained"]) == (0, [], 0)
    assert [(p["cause"], p["explains"]) for p in third["parts"]] == [("rejected", -1)]
    assert (third["difference"], third["unexplained"]) == (-2, -1)
    assert answer["unexplained"] == 1
    assert [row["difference"] for row in asked["rows"]] == [-1, -2, -3, 2, -5, 0, 0, -8]
    assert "attendances 2019-Q1: old 4, new 6, difference +2" in words
    assert "    -1  rows of the import that were rejected (1 held)" in words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("attendances", "", "", "2019-Q1", "many"), 1),
        (("no_such_measure", "", "", "2019-Q1", "1"), 2),
        (("attendances", "", "", "soon", "1"), 2),
        (("attendances", "colour", "", "2019-Q1", "1"), 2),
        (("attendances", "ward", "", "2019-Q1", "1"), 2),
        (("attendances", "ward", "E05999999", "2019-Q1", "1"), 2),
        (("attendances", "ward,quarter", "Alder,2020-Q1", "2019", "1"), 2),
        (("attendances", "quarter", "spring", "2019", "1"), 2),
    ],
)
def test_what_cannot_be_asked_is_refused(
    tmp_path: Path, store: Store, row: tuple[str, str, str, str, str], code: int
) -> None:
    with pytest.raises(CommandError) as raised:
        call_command("reconcile", str(old(tmp_path, row)))

    assert raised.value.returncode == code


@pytest.mark.django_db
def test_an_unknown_ward_is_refused_and_the_nearest_is_named(tmp_path: Path, store: Store) -> None:
    load_pack(folder=LUTON, by=Actor.command("test"), at=clock.now())
    with pytest.raises(CommandError) as raised:
        call_command(
            "reconcile", str(old(tmp_path, ("reached", "ward", "Barnfeild", "2019-Q1", "1")))
        )

    assert raised.value.returncode == 2
    assert (
        str(raised.value) == "row 2, value: “Barnfeild” is no ward; the nearest known is Barnfield"
    )

"""A rehearsal from an old system's exports to figures of which every difference has its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from flyingstart.activities.models import Mark
from flyingstart.evidence.snapshot.store import Store
from flyingstart.families.gate import still_needed
from flyingstart.kernel.api import Actor, clock, load_pack
from tests.evidence.old_system import (
    FIGURES,
    HEADINGS,
    QUARTERS,
    OldSystem,
    as_file,
    make_old_system,
    postcodes_of,
)

LUTON = Path("authorities/luton")
Json = dict[str, Any]


class Rehearsal:
    """A new, empty site that an old system moves into by its files."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def take(self, kind: str, content: bytes) -> Json:
        """Commit a file; what was done."""
        path = self.folder / f"{kind}.csv"
        path.write_bytes(content)
        return self._run(
            "import", kind, str(path), "--commit", "--skip-rejected", "--format", "json"
        )

    def move(self, old: OldSystem) -> list[tuple[str, int, str]]:
        """All files in the order of the how-to; kind, row and column of what was rejected."""
        self.take("postcodes", postcodes_of(old))
        rejected = []
        for kind in HEADINGS:
            done = self.take(kind, old.export(kind))
            assert done["read"] == len(old.files[kind])
            rejected += [(kind, error["row"], error["column"]) for error in done["errors"]]
        return rejected

    def reconcile(self, figures: list[dict[str, str]]) -> Json:
        """The old system's figures beside ours."""
        path = self.folder / "OLD.csv"
        path.write_bytes(as_file(FIGURES, figures))
        return self._run("reconcile", str(path), "--format", "json")

    def _run(self, *words: str) -> Json:
        self._capsys.readouterr()
        call_command(*words)
        answer: Json = json.loads(self._capsys.readouterr().out)
        return answer


@pytest.fixture
def rehearsal(
    fresh_db: None, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Rehearsal:
    """An empty site with its pack."""
    load_pack(folder=LUTON, by=Actor.command("test"), at=clock.now())
    return Rehearsal(tmp_path, capsys)


# Kind, row of its file, column, what stands there instead, and the column that is named, if any.
SPOILED = [
    ("registrations", 9, "DOB", "31/02/2017", "date_of_birth"),
    ("registrations", 26, "Role", "chld", "role"),
    ("registrations", 21, "Post Code", "LU9 9ZZ", None),
    ("registrations", 22, "Post Code", "LU1 1", None),
    ("addresses", 1, "Valid To", "01/01/2010", "ends_on"),
    ("deaths", 1, "Date of Death", "20/05/2091", "died_on"),
    ("contacts", 1, "Contact Type", "visit", "kind"),
    ("attendances", 3, "Attendance", "was there", "status"),
    ("attendances", 17, "Person ID", "P2-1x", "person_ref"),
    ("attendances", 30, "Start Time", "31/02/2019 10:00", "starts_at"),
    ("attendances", 60, "Activity Name", "Stay and Pay", "activity"),
]


def test_a_rehearsal_reconciles_by_ward_and_quarter(rehearsal: Rehearsal) -> None:
    old = make_old_system(1)
    figures = old.figures()

    rejected = rehearsal.move(old)
    answer = rehearsal.reconcile([*figures, {**figures[0], "figure": "1000"}])
    *rows, wrong = answer["rows"]

    assert rejected == []
    assert still_needed() == ()
    assert [row["unexplained"] for row in rows] == [0] * len(figures)
    assert all(adds_up(row) for row in answer["rows"])
    assert {part["cause"] for row in rows for part in row["parts"]} == {
        *("cancelled", "moved", "died", "five", "through"),
    }
    # Nothing explains a figure that is wrong by itself.
    assert wrong["unexplained"] < -800
    assert answer["unexplained"] == -wrong["unexplained"]
    for quarter in QUARTERS:
        whole = find(rows, "attendances", "", quarter)
        assert whole["difference"] == old.heads(quarter) - old.marks_of_cancelled(quarter)


def test_only_what_was_entered_here_since_counts_as_late(rehearsal: Rehearsal) -> None:
    old = make_old_system(1, families=6, sessions=2)
    none = [{**old.figures()[0], "figure": "0"}]
    rehearsal.move(old)
    before = rehearsal.reconcile(none)["rows"][0]
    absent = Mark.objects.exclude(status="attended").first()
    assert absent is not None
    person, session = absent.person, absent.session
    Mark.objects.filter(pk=absent.pk).delete()

    Mark.objects.create(session=session, person=person, family=absent.family, status="attended")
    after = rehearsal.reconcile(none)["rows"][0]

    assert [part["cause"] for part in before["parts"]] == ["headcounts"]
    assert [(part["cause"], part["held"]) for part in after["parts"]][1:] == [("late", 1)]
    assert after["new"] == before["new"] + 1


def test_what_was_spoiled_on_the_way_is_named_in_every_figure(rehearsal: Rehearsal) -> None:
    old = make_old_system(1)
    figures = old.figures()
    for kind, number, column, cell, _ in SPOILED:
        old.files[kind][number][column] = cell

    rejected = rehearsal.move(old)
    answer = rehearsal.reconcile(figures)

    named = [(kind, n + 2, column) for kind, n, _, _, column in SPOILED if column]
    assert set(named) <= set(rejected)
    assert answer["unexplained"] == 0
    assert all(adds_up(row) for row in answer["rows"])
    told = {part["cause"] for row in answer["rows"] for part in row["parts"]}
    assert {"rejected", "elsewhere"} <= told
    lost = {row for kind, row, _ in rejected if kind == "attendances"}
    for quarter in QUARTERS:
        whole = find(answer["rows"], "attendances", "", quarter)
        (part,) = [part for part in whole["parts"] if part["cause"] == "rejected"]
        assert part["held"] == old.attended(quarter, lost)


def adds_up(row: Json) -> bool:
    """Whether the parts and the rest are the difference, which is new less old."""
    told = sum(part["explains"] for part in row["parts"]) + row["unexplained"]
    return bool(told == row["difference"] == row["new"] - row["old"])


def find(rows: list[Json], measure: str, value: str, period: str) -> Json:
    """The row of a figure."""
    asked = (measure, value, period)
    (row,) = [r for r in rows if (r["measure"], r["value"], r["period"]) == asked]
    return row

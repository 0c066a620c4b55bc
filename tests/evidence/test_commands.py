"""The commands as an operator and other programs call them."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker

from flyingstart.evidence.api import measures
from flyingstart.evidence.snapshot.refresh import refresh as refresh_snapshot
from flyingstart.evidence.snapshot.store import Store
from flyingstart.evidence.tasks import refresh
from flyingstart.kernel.api import clock
from tests.cluster import committing
from tests.evidence.records import put
from tests.evidence.worlds import World, make_world

REFUSED, MISUSED = 1, 2
REACHED = ("reached", "--period", "2020")
Run = Callable[..., str]


@pytest.fixture
def world(fresh_db: None, store: Store) -> World:
    world = make_world(2)
    put(world)
    return world


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> str:
        capsys.readouterr()
        call_command(*arguments)
        return capsys.readouterr().out

    return run


def refusal(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as raised:
        call_command(*arguments)
    return raised.value.returncode, str(raised.value)


@pytest.fixture(scope="class")
def made_before(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """The folder of a snapshot of a world that all tests of a class leave as it is."""
    folder = tmp_path_factory.mktemp("made") / "snapshots"
    with committing(django_db_blocker):
        put(make_world(2))
        refresh_snapshot(Store(folder), clock.now())
        yield folder


class TestMeasure:
    @pytest.fixture(autouse=True)
    def _begin(self, made_before: Path, store: Store) -> None:
        shutil.copytree(made_before, store.folder)

    def test_json_has_the_shape_of_the_contract(self, run: Run) -> None:
        answer = json.loads(
            run("measure", "reach_rate", "--period", "2020-Q1", "--by", "ward", "--format", "json")
        )

        assert list(answer) == ["measure", "version", "period", "area_set", "as_at", "rows"]
        assert answer["period"] == {"start": "2020-01-01", "end": "2020-03-31"}
        assert answer["area_set"] == "new"
        assert answer["as_at"][-6] in "+-"
        assert [row["by"]["ward"] for row in answer["rows"]][:2] == ["V1", "V2"]
        for row in answer["rows"]:
            keys = ["by", "labels", "numerator", "denominator", "value", "unit"]
            assert list(row) == keys
            assert row["unit"] == "ratio"
        assert answer["rows"][0]["labels"] == {"ward": "Area V1"}

    def test_without_a_breakdown_there_is_one_row(self, run: Run) -> None:
        for name in measures.names():
            answer = json.loads(run("measure", name, "--period", "2020-Q1", "--format", "json"))

            expected = 14 if name == "field_completeness" else 1
            assert (name, len(answer["rows"])) == (name, expected)

    def test_figures_beside_are_keys_of_the_row(self, run: Run) -> None:
        beside = {
            "registered": {"residents"},
            "sessions_delivered": {"registers_outstanding"},
            "births_seen": {"too_young", "provisional"},
            "field_completeness": {"refused"},
        }
        usual = {"by", "labels", "numerator", "denominator", "value", "unit"}

        for name, keys in beside.items():
            answer = json.loads(run("measure", name, "--period", "2020-Q1", "--format", "json"))
            assert (name, set(answer["rows"][0]) - usual) == (name, keys)

    def test_csv_holds_the_same_figures(self, run: Run) -> None:
        asked = ("measure", "attendances", "--period", "2020-Q1", "--by", "ward,month")
        as_json = json.loads(run(*asked, "--format", "json"))["rows"]
        as_csv = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv"), newline="")))

        assert [(r["ward"], r["month"], int(r["numerator"])) for r in as_csv] == [
            (r["by"]["ward"], r["by"]["month"], r["numerator"]) for r in as_json
        ]
        assert list(as_csv[0]) == [
            *("ward", "ward_label", "month", "month_label"),
            *("numerator", "denominator", "value", "unit"),
        ]

    def test_words_say_the_question_the_figures_and_the_rule(self, run: Run) -> None:
        out = run("measure", "reach_rate", "--period", "2020-Q1")

        assert measures["reach_rate"].question in out
        assert measures["reach_rate"].rule in out

    def test_a_named_snapshot_is_counted_as_it_lies(self, run: Run) -> None:
        made = json.loads(run("snapshot", "--format", "json"))

        answer = json.loads(
            run(
                *("measure", "reached", "--period", "2020-Q1"),
                *("--snapshot", made["snapshot"], "--format", "json"),
            )
        )

        assert answer["as_at"] == made["as_at"]

    def test_wrong_usage_exits_with_2_and_what_cannot_be_answered_with_1(self) -> None:
        # What the parser finds leaves a process with 2; called from here it says 1.
        expected = [
            (MISUSED, "there is no measure nothing", ["nothing", "--period", "2020"]),
            (MISUSED, "is not a period", ["reached", "--period", "2020-13"]),
            (MISUSED, "there is no area set x", [*REACHED, "--area-set", "x"]),
            (MISUSED, "there is no breakdown colour", [*REACHED, "--by", "colour"]),
            (MISUSED, "cannot be broken down by role", [*REACHED, "--by", "role"]),
            (MISUSED, "named twice", [*REACHED, "--by", "sex,sex"]),
            (MISUSED, "only one of", [*REACHED, "--by", "month,year"]),
            (1, "invalid choice", [*REACHED, "--engine", "abacus"]),
            (1, "--period", ["reached"]),
            (REFUSED, "no term dates", ["reached", "--by", "term", "--period", "2010"]),
            (REFUSED, "is not the id of a snapshot", [*REACHED, "--snapshot", "nonsense"]),
        ]

        answers = [refusal("measure", *arguments) for _, _, arguments in expected]

        found = [
            (code, words if words in said else said, arguments)
            for (code, said), (_, words, arguments) in zip(answers, expected, strict=True)
        ]
        assert found == expected

    def test_the_live_engine_takes_no_snapshot(self) -> None:
        code, _ = refusal(
            *("measure", "reached", "--period", "2020"),
            *("--engine", "postgres", "--snapshot", "20200101T000000Z-0123456789abcdef"),
        )

        assert code == MISUSED


def test_no_pack_no_figure(fresh_db: None, store: Store) -> None:
    code, said = refusal("measure", "reach_rate", "--period", "2020")

    assert (code, "run flyingstart setup" in said) == (REFUSED, True)


def test_measures_are_all_described(run: Run) -> None:
    listed = json.loads(run("measures", "--format", "json"))

    assert [entry["name"] for entry in listed] == list(measures.names())
    for entry in listed:
        assert {"question", "rule", "unit", "base", "breakdowns", "version"} <= entry.keys()
    assert all(name in run("measures") for name in measures.names())


@pytest.mark.usefixtures("world")
def test_the_job_does_no_harm_when_it_runs_twice(store: Store) -> None:
    refresh(0)
    first = store.current()

    refresh(0)

    assert store.current() == first


@pytest.mark.usefixtures("world")
def test_a_full_disk_leaves_the_old_snapshot(store: Store, run: Run) -> None:
    before = json.loads(run("snapshot", "--format", "json"))["snapshot"]

    done = in_a_process("snapshot", "--whole", home=store.folder.parent, largest_file=2_000)

    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert "there is no room for a new snapshot" in done.stderr
    current = store.current()
    assert current is not None
    assert current.id == before
    assert {path.name for path in store.folder.iterdir()} - {"spill"} == {
        *("current", "files", "lock", "manifests")
    }


def in_a_process(
    *arguments: str, home: Path, largest_file: int
) -> subprocess.CompletedProcess[str]:
    """A command whose files cannot grow beyond a size, as on a disk that is full."""
    environment: dict[str, Any] = {**os.environ, "FLYINGSTART_HOME": str(home)}
    environment["DJANGO_SETTINGS_MODULE"] = "flyingstart.config.settings"
    return subprocess.run(
        [sys.executable, "-m", "flyingstart.config.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file)),
    )

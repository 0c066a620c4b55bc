"""`flyingstart make-town` as an operator runs it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from flyingstart.families.api import Person
from flyingstart.kernel.api import clock, load_pack
from tests.cluster import Clone
from tests.processes import flyingstart, flyingstart_here
from tests.town.conftest import ACTOR
from tests.town.towns import PACK

ARGUMENTS = ("make-town", "--children", "80", "--years", "1", "--seed", "5")
UNTIL = ("--until", "2024-06-01")


@pytest.fixture
def ready(fresh_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database with the pack and a home of its own."""
    monkeypatch.setenv("FLYINGSTART_HOME", str(tmp_path / "home"))
    load_pack(folder=PACK, by=ACTOR, at=clock.now())
    yield
    connections.close_all()


@pytest.fixture
def pack(db: None) -> None:
    """The pack for one test: others here see none, or commit for real."""
    load_pack(folder=PACK, by=ACTOR, at=clock.now())


def export_digests(capture: pytest.CaptureFixture[str]) -> list[str]:
    """Hashes of what is held, as files."""
    texts = []
    for kind in ("registrations", "attendances"):
        call_command("export", kind)
        texts.append(capture.readouterr().out)
    assert all(len(text) > 1000 for text in texts)
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def test_two_databases_hold_the_same_town_and_summary_and_progress_say_which(
    ready: None, capfd: pytest.CaptureFixture[str]
) -> None:
    first = flyingstart_here(capfd, *ARGUMENTS, *UNTIL)
    people = Person.objects.count()
    there = export_digests(capfd)
    connections.close_all()
    Clone.current().renew()
    load_pack(folder=PACK, by=ACTOR, at=clock.now())

    second = flyingstart(*ARGUMENTS, *UNTIL)

    assert first.returncode == second.returncode == 0, second.stderr
    assert export_digests(capfd) == there
    assert first.stdout == second.stdout
    summary = json.loads(first.stdout)
    asked = {"children": 80, "years": 1, "seed": 5, "from": "2023-06-01", "until": "2024-06-01"}
    assert {key: summary[key] for key in asked} == asked
    assert summary["people"] == people == Person.objects.count()
    for bar in ("families", "saving families", "saving sessions"):
        assert f"{bar}: 100%" in second.stderr
    assert "A made-up town of 80 children under five as on 1 June 2024" in second.stderr
    assert "seconds" in second.stderr


def test_a_database_with_people_is_refused(pack: None, capsys: pytest.CaptureFixture[str]) -> None:
    smaller = ("make-town", "--children", "10", "--years", "1", "--seed", "5", *UNTIL)
    call_command(*smaller)
    people = Person.objects.count()
    capsys.readouterr()

    with pytest.raises(CommandError, match="this database holds people already") as caught:
        call_command(*smaller)

    assert caught.value.returncode == 1
    assert capsys.readouterr().out == ""
    assert Person.objects.count() == people > 0


def test_a_pack_without_a_demo_is_refused(pack: None, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(PACK, other, ignore=shutil.ignore_patterns("demo"))

    with pytest.raises(CommandError, match=r"the pack other has no demo/ folder") as caught:
        call_command(*ARGUMENTS, "--authority", str(other))

    assert caught.value.returncode == 1
    assert not Person.objects.exists()


def test_a_database_without_a_pack_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="run flyingstart setup") as caught:
        call_command(*ARGUMENTS)

    assert caught.value.returncode == 1


def test_wrong_usage_exits_with_2(db: None, capfd: pytest.CaptureFixture[str]) -> None:
    done = flyingstart_here(capfd, "make-town", "--children", "many", "--years", "1", "--seed", "5")

    assert done.returncode == 2
    assert done.stdout == ""
    assert "--children" in done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"children": 0}, "--children is a whole number"),
        ({"children": 2_000_000}, "--children is a whole number"),
        ({"years": 0}, "--years is a whole number"),
        ({"until": "2999-01-01"}, "not in the future"),
        ({"until": "1890-01-01"}, "from 1950 on"),
        ({"until": "1 May"}, "is not a date"),
    ],
)
def test_values_out_of_bounds_are_misuse(
    db: None, changes: dict[str, int | str], words: str
) -> None:
    with pytest.raises(CommandError, match=words) as caught:
        call_command("make-town", **{"children": 10, "years": 1, "seed": 5, **changes})

    assert caught.value.returncode == 2

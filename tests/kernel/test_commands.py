"""The commands as an operator runs them: exits, standard output, standard error."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from flyingstart.activities.api import Session
from flyingstart.kernel.models import Import
from tests.activities.world import make_world
from tests.processes import flyingstart, flyingstart_here

HEADING = "session_ref,activity,site,starts_at,ends_at,person_ref,family_ref,status\n"
GOOD = "S1,Stay and Play,Hall,2020-01-06 10:00,,P1,,attended\n"
BAD = "S1,Stay and Play,Hall,2020-01-06 10:00,,P9,,attended\n"

EXPLAINED = (
    "  session_ref: What your system calls the session; the same on all its rows and in every file."
    " Required. Also called session_id, session_reference, session. For example S-2019-0412."
)
Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def file(fresh_db: None, tmp_path: Path) -> Path:
    """A file of one good row, in a database that knows its names."""
    make_world()
    path = tmp_path / "attendances.csv"
    path.write_text(HEADING + GOOD, encoding="utf-8")
    return path


@pytest.fixture
def here(capfd: pytest.CaptureFixture[str]) -> Run:
    """The command line without a process of its own."""
    return partial(flyingstart_here, capfd)


def counts(done: Done) -> tuple[object, ...]:
    answer = json.loads(done.stdout)
    return answer["read"], answer["new"], answer["rejected"], answer["committed"]


def test_an_import_from_check_to_export(file: Path, here: Run) -> None:
    checked = here("import", "attendances", str(file), "--format", "json")
    nothing = Session.objects.count()
    committed = here("import", "attendances", str(file), "--commit", "--format", "json")
    exported = flyingstart("export", "attendances")
    file.write_text(exported.stdout, encoding="utf-8", newline="")
    again = here("import", "attendances", str(file), "--commit")

    assert [done.returncode for done in (checked, committed, exported, again)] == [0, 0, 0, 0]
    assert (counts(checked), nothing, counts(committed)) == ((1, 1, 0, False), 0, (1, 1, 0, True))
    assert exported.stdout.splitlines() == [
        HEADING.strip() + ",headcount,counted_by",
        "S1,Stay and Play,Hall,2020-01-06 10:00:00+00:00,,P1,F1,attended,,",
    ]
    assert exported.stderr == ""
    assert (again.stdout, again.stderr) == ("", "1 row read: 1 unchanged\nSaved.\n")
    assert Import.objects.latest("pk").file_name == "attendances.csv"


def test_refusal_leaves_a_process_with_1_and_misuse_says_what_is_known(
    file: Path, here: Run
) -> None:
    file.write_text(HEADING + BAD, encoding="utf-8")

    refused = flyingstart("import", "attendances", str(file), "--commit")
    misused = here("export", "no-such-kind")

    assert (refused.returncode, misused.returncode) == (1, 2)
    assert refused.stderr.splitlines()[-1].startswith("Refused: Nothing was saved, for 1 row is")
    assert misused.stderr.startswith("Misused: there is no kind no-such-kind; known: addresses")


def test_rejected_rows_hold_back_a_commit_and_the_json_is_printed(file: Path, here: Run) -> None:
    file.write_text(HEADING + GOOD + BAD, encoding="utf-8")
    words = ["import", "attendances", str(file), "--format", "json"]

    checked = here(*words)
    refused = here(*words, "--commit")
    kept = Session.objects.count()
    skipped = here(*words, "--commit", "--skip-rejected")

    assert [done.returncode for done in (checked, refused, skipped)] == [0, 1, 0]
    assert [counts(done) for done in (checked, refused, skipped)] == [
        (2, 1, 1, False),
        (2, 1, 1, False),
        (2, 1, 1, True),
    ]
    assert json.loads(refused.stdout)["errors"] == [
        {"row": 3, "column": "person_ref", "message": "nobody is known as “P9”"}
    ]
    assert "Nothing was saved, for 1 row is rejected." in refused.stderr
    assert (kept, Session.objects.count()) == (0, 1)


def test_a_check_is_told_in_words(file: Path, here: Run) -> None:
    file.write_text(HEADING + GOOD + BAD, encoding="utf-8")

    done = here("import", "attendances", str(file), "--skip-rejected")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "2 rows read: 1 new, 1 rejected",
        "Rejected:",
        "  row 3, person_ref: nobody is known as “P9”",
        "This was a check: nothing was saved. To save, add --commit.",
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["import", "no-such-kind", "F"], 2, "there is no kind no-such-kind; known: addresses"),
        (["export", "no-such-kind"], 2, "there is no kind no-such-kind"),
        (["template", "no-such-kind"], 2, "there is no kind no-such-kind"),
        (["import", "attendances"], 2, "the following arguments are required: FILE"),
        (["import", "attendances", "F", "--as-of", "soon"], 2, "--as-of: “soon” is not a date"),
        (["import", "attendances", "F", "--source", ""], 2, "--source has 1 to 100 letters"),
        (["import", "attendances", "F", "--source", "x" * 101], 2, "--source has 1 to 100"),
        (["import", "attendances", "F", "--format", "xml"], 2, "invalid choice: 'xml'"),
        (["import", "attendances", "GOOD", "--layout", "x"], 2, "there is no layout x for"),
        (["import", "attendances", "/absent"], 1, "there is no file /absent"),
        (["import", "attendances", "/"], 1, "there is no file /"),
        (["import", "attendances", "F"], 1, "the file is no table but a PDF"),
        (["no-such-command"], 2, "there is no command 'no-such-command'"),
        (["export"], 2, "the following arguments are required: KIND"),
    ],
)
def test_wrong_usage_is_2_and_refusal_1(
    file: Path, here: Run, tmp_path: Path, arguments: list[str], status: int, words: str
) -> None:
    (tmp_path / "F").write_bytes(b"%PDF-1.7")
    names = {"F": str(tmp_path / "F"), "GOOD": str(file)}

    done = here(*[names.get(argument, argument) for argument in arguments])

    assert (done.returncode, done.stdout) == (status, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert Session.objects.count() == 0


def test_a_template_is_an_empty_file_and_its_explanation(file: Path, here: Run) -> None:
    done = here("template", "attendances")
    file.write_text(done.stdout, encoding="utf-8", newline="")
    read = here("import", "attendances", str(file), "--commit", "--format", "json")

    assert done.returncode == 0
    assert done.stdout == HEADING.strip() + ",headcount,counted_by\r\n"
    assert done.stderr.splitlines()[:2] == [
        "attendances: Attendances",
        EXPLAINED,
    ]
    assert (read.returncode, counts(read)) == (0, (0, 0, 0, True))


def test_an_export_as_json_is_a_list_of_rows(file: Path, here: Run) -> None:
    here("import", "attendances", str(file), "--commit")

    done = here("export", "attendances", "--format", "json")

    (row,) = json.loads(done.stdout)
    assert (row["session_ref"], row["person_ref"], row["headcount"]) == ("S1", "P1", "")


def test_a_command_explains_itself(here: Run) -> None:
    done = here("import", "--help")

    assert done.returncode == 0
    for option in ("--commit", "--skip-rejected", "--source", "--as-of", "--area-set"):
        assert option in done.stdout


def test_a_database_that_is_not_there_is_a_refusal_in_words(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(HEADING + GOOD, encoding="utf-8")
    address = f"postgresql://nobody@/nothing?host={tmp_path}"

    done = flyingstart("import", "attendances", str(path), changes={"DATABASE_URL": address})

    assert (done.returncode, done.stdout) == (1, "")
    assert "the connection to the database was lost" in done.stderr
    assert "Traceback" not in done.stderr

"""The command line: help everywhere, results apart from words, exact exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from flyingstart.config import cli
from flyingstart.kernel.commands import Command
from tests.processes import REPOSITORY, environment, flyingstart, flyingstart_here

OURS = sorted(name for name, app in get_commands().items() if app.startswith("flyingstart."))


def test_help_lists_our_commands_and_needs_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    nowhere = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "FLYINGSTART_HOME": str(home)}

    done = flyingstart("--help", changes=nowhere)

    listed = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: flyingstart <command> [options]")
    assert listed == OURS
    assert "migrate" not in listed
    # Without a word, too.
    monkeypatch.setattr("sys.argv", ["flyingstart"])
    monkeypatch.setattr(cli, "leave_when_told", lambda: None)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert (left.value.code, capsys.readouterr().out) == (0, done.stdout)


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_ours_in_shape_and_explains_itself(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("flyingstart", name)

    unexplained = [
        action.dest for action in parser._actions if not action.help and action.dest != "help"
    ]

    assert isinstance(command, Command)
    assert command.help
    assert unexplained == []


def test_a_command_explains_itself_without_a_database(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("FLYINGSTART_HOME", str(home))

    done = flyingstart_here(capfd, "import", "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert "--skip-rejected" in done.stdout
    assert not (home / "pg18").exists()


def test_wrong_usage_is_exit_2_with_the_reason(db: None) -> None:
    # More, without a process of their own: here and in tests/kernel/test_commands.py.
    done = flyingstart("doctor", "--format", "xml")

    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid choice: 'xml'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fly"], "there is no command 'fly'; see flyingstart --help"),
        (["template", "lists"], "there is no kind lists; known: "),
    ],
)
def test_wrong_usage_of_other_kinds(
    db: None, capfd: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    done = flyingstart_here(capfd, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_results_go_to_standard_output_and_words_to_standard_error(
    db: None, capfd: pytest.CaptureFixture[str]
) -> None:
    done = flyingstart_here(capfd, "measures", "--format", "json")

    assert (done.returncode, done.stderr) == (0, "")
    assert {measure["name"] for measure in json.loads(done.stdout)} >= {"reached", "attendances"}


def test_a_reader_that_leaves_is_no_fault(db: None) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "flyingstart.config.cli", "measures", "--format", "json"],
        cwd=REPOSITORY,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        words = process.stderr.read()

    assert (process.returncode, words) == (0, b"")

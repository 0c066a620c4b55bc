"""`make setup` and the Makefile: which changes count, which Python will do, what help says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.tree import REPOSITORY
from tools import setup

# Targets that others are made of.
STEPS = {"setup-dev", "pages"}


class Version(NamedTuple):
    major: int
    minor: int


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of lists only, with an environment that seems made."""
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("installer", "run", "dev", "spark"):
        (requirements / f"{name}.txt").write_text(f"{name}==1\n")
    (tmp_path / "pyproject.toml").write_text("")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", python)
    return tmp_path


@pytest.fixture
def steps(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a run would do; the doing itself needs a registry, and `make test` began with it."""
    done: list[str] = []
    monkeypatch.setattr(setup, "in_order", lambda: True)
    monkeypatch.setattr(setup, "install_uv", lambda: done.append("uv"))
    monkeypatch.setattr(setup, "install", done.append)
    return done


def run(monkeypatch: pytest.MonkeyPatch, contents: str) -> None:
    monkeypatch.setattr(sys, "argv", ["setup", contents])
    setup.main()


def test_the_second_run_does_nothing(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "run")
    run(monkeypatch, "run")

    assert steps == ["uv", "run"]


def test_what_serves_the_checks_serves_the_product(
    steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, "dev")
    run(monkeypatch, "run")

    assert steps == ["uv", "dev"]


def test_what_serves_the_product_does_not_serve_the_checks(
    steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, "run")
    run(monkeypatch, "dev")

    assert steps == ["uv", "run", "uv", "dev"]


def test_spark_is_laid_over_what_is_there(
    steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for contents in ("dev", "spark", "dev", "run", "spark"):
        run(monkeypatch, contents)

    assert steps == ["uv", "dev", "uv", "spark"]


def test_what_is_not_known_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="say run, dev or spark, not all"):
        run(monkeypatch, "all")


@pytest.mark.parametrize(
    "changed", ["requirements/run.txt", "requirements/installer.txt", "pyproject.toml"]
)
def test_a_changed_list_is_installed(
    project: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    run(monkeypatch, "run")
    (project / changed).write_text("other==2\n")

    run(monkeypatch, "run")

    assert steps == ["uv", "run", "uv", "run"]


def test_an_environment_whose_python_is_gone_is_made_again(
    project: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, "run")
    (project / ".venv" / "bin" / "python").unlink()

    run(monkeypatch, "run")

    assert steps == ["uv", "run", "uv", "run"]


def test_an_environment_made_elsewhere_is_not_in_order(project: Path) -> None:
    (project / ".venv" / "pyvenv.cfg").write_text("")
    (project / ".venv" / "bin" / "activate").write_text("VIRTUAL_ENV=/somewhere/else/.venv")

    assert not setup.in_order()


def test_an_old_python_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", Version(3, 9))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9\. Install"):
        setup.use_fitting_python()


@pytest.mark.parametrize("own", [Version(3, 9), Version(4, 0)], ids=["too old", "too new"])
def test_a_python_that_does_not_fit_gives_way_to_one_on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: Version
) -> None:
    fitting = tmp_path / "python3.12"
    fitting.write_text('#!/bin/sh\n[ "$1" = -m ] && echo "$@" > "$0.log"\nexit 0\n')
    fitting.chmod(0o755)
    monkeypatch.setattr(sys, "version_info", own)
    monkeypatch.setattr(sys, "argv", ["setup", "dev"])
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit) as left:
        setup.use_fitting_python()

    assert left.value.code == 0
    assert (tmp_path / "python3.12.log").read_text() == "-m tools.setup dev\n"


def test_the_newest_python_is_tried_with_a_word_where_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", Version(4, 0))
    monkeypatch.setenv("PATH", str(tmp_path))

    setup.use_fitting_python()

    assert capsys.readouterr().out == (
        "Python 4.0 is newer than the pinned packages, which are built for up to 3.14: "
        "some may have to be compiled here.\n"
    )


# --- the Makefile -----------------------------------------------------------------------------


def test_help_names_every_target_that_people_call(tmp_path: Path) -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None

    # From another folder, as `make -f` does.
    done = subprocess.run(
        ["make", "-f", str(REPOSITORY / "Makefile")],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    listed = [line.split()[1] for line in done.stdout.splitlines()]
    assert listed == [target for target in phony[1].split() if target not in STEPS]


def test_ci_runs_what_people_run() -> None:
    script = REPOSITORY / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").rstrip().endswith("exec make test </dev/null")

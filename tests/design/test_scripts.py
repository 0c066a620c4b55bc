"""The scripts are of one mind with their types."""

from __future__ import annotations

import runpy
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# The build finds the node that runs it, on PATH or in a wheel.
NPM = runpy.run_path(str(REPOSITORY / "frontend" / "build.py"))["Npm"]


def test_the_types_of_the_scripts_are_right() -> None:
    compiler = REPOSITORY / "node_modules" / "typescript" / "bin" / "tsc"

    done = subprocess.run(
        ["node", str(compiler), "-p", "frontend"],
        cwd=REPOSITORY,
        env=NPM().environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")

"""`make dev`: web and worker with error pages that show code; pages and styles follow edits.

The web server starts anew when Python changes, the front end is built anew when its sources do.
The worker keeps the code it started with.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from flyingstart.config import cli, environment
from flyingstart.kernel.embedded_postgres import EmbeddedServerError

ROOT = Path(__file__).resolve().parents[1]
FLYINGSTART = [sys.executable, "-m", "flyingstart.config.cli"]


def main() -> None:
    """Update the tables, then serve until Ctrl-C."""
    os.environ["DEBUG"] = "1"
    cli.leave_when_told()
    try:
        cli.use_database()
    except (EmbeddedServerError, environment.EnvironmentVariableError) as fault:
        sys.exit(f"make dev: {fault}")
    if subprocess.run([*FLYINGSTART, "setup"], check=False).returncode:
        sys.exit("make dev: the tables could not be made; the reason is above")
    watcher = subprocess.Popen(
        [sys.executable, str(ROOT / "frontend" / "build.py"), "--watch"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        # Both get the terminal's Ctrl-C; serve ends in its own time and says so.
        with subprocess.Popen([*FLYINGSTART, "serve"]) as site:
            sys.exit(wait(site))
    finally:
        watcher.terminate()
        watcher.wait()


def wait(site: subprocess.Popen[bytes]) -> int:
    """Its exit code, however often somebody presses Ctrl-C meanwhile."""
    while True:
        try:
            return site.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    main()

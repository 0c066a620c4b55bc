"""`make demo`: a made-up town on this machine, with a sign-in for each role, served until Ctrl-C.

Everything is made once and kept; interrupted, it goes on where it was. A database that holds
people whom the demo did not make is left alone.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

from flyingstart.config import cli, environment
from flyingstart.kernel.embedded_postgres import EmbeddedServerError, private_text
from tools.demo_people import PEOPLE, in_words, make_people
from tools.demo_reports import enter_families, sign_reports

CHILDREN, YEARS, SEED = 1500, 3, 2024
FLYINGSTART = [sys.executable, "-m", "flyingstart.config.cli"]


class DemoError(RuntimeError):
    """The demo cannot go on; the message says why."""


def main() -> None:
    """Make what is missing, then become `flyingstart serve`."""
    os.environ["FLYINGSTART_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flyingstart.config.settings")
    cli.leave_when_told()
    try:
        cli.use_database()
        prepare()
    except KeyboardInterrupt:
        sys.exit("\nStopped. Nothing is lost: `make demo` goes on from here.")
    except (DemoError, EmbeddedServerError, environment.EnvironmentVariableError) as fault:
        sys.exit(f"make demo: {fault}")
    # What serve needs, it takes for itself; a terminal's Ctrl-C now reaches it directly.
    os.execv(sys.executable, [*FLYINGSTART, "serve"])  # noqa: S606 - our own program


def prepare() -> None:
    """Tables, pack, sign-in, town, snapshot: whatever is not there yet."""
    cli.set_up()
    with told("Looking after the tables and the pack"):
        flyingstart("setup")
    has_people, has_sign_in = held()
    if has_people and not has_sign_in:
        raise DemoError(
            "this database holds people whom the demo did not make, and gives nobody a demo's "
            "sign-in. Serve it with `.venv/bin/flyingstart serve`, or let the demo live elsewhere: "
            "FLYINGSTART_HOME=~/flyingstart-demo make demo"
        )
    if not has_sign_in:
        make_sign_ins()
    if not has_people:
        with told(f"Making up a town of {CHILDREN:,} children"):
            numbers = ["--children", str(CHILDREN), "--years", str(YEARS), "--seed", str(SEED)]
            flyingstart("make-town", *numbers)
            enter_families(person.email for person in PEOPLE)
        # Later ones are the worker's; this one, so that the first page need not wait.
        with told("Taking the first snapshot"):
            flyingstart("snapshot")
        with told("Signing the reports of the last quarters"):
            sign_reports(PEOPLE[0].email)
    print(sign_in_words(), flush=True)


def flyingstart(*arguments: str) -> None:
    """Run a command in this process; its words and progress bars are shown. Raises `DemoError`."""
    from django.core.management import CommandError, call_command

    try:
        with redirect_stdout(StringIO()):
            call_command(*arguments)
    except CommandError as fault:
        raise DemoError(str(fault)) from None


def held() -> tuple[bool, bool]:
    """Whether the database holds people, and whether the demo's are among who signs in."""
    from flyingstart.accounts.api import User  # both need Django set up
    from flyingstart.families.api import Person

    return Person.objects.exists(), User.objects.filter(email=PEOPLE[0].email).exists()


def make_sign_ins() -> None:
    """Made before the town, so that a town without them is not the demo's; all or none."""
    from django.db import transaction  # needs Django set up

    with transaction.atomic():
        private_text(passwords_file(), in_words(make_people()))


def passwords_file() -> Path:
    """Where this installation keeps the demo's sign-ins."""
    return environment.make_home() / "demo-sign-ins"


def sign_in_words() -> str:
    """The sign-ins, loudly."""
    path = passwords_file()
    if path.is_file():
        table = path.read_text(encoding="utf-8")
    else:
        table = "  Passwords are lost; set one: .venv/bin/flyingstart changepassword EMAIL"
    rule = "=" * 78
    return f"""
{rule}
  A demo: everyone in it is made up. Do not enter real people.
  No phone is asked for at sign-in: never do that where people are real.

{table}
{rule}
"""


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    print(f"{what} …", flush=True)
    begun = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()

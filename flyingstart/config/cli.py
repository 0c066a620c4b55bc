"""The one command line: `flyingstart <command>`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import NoReturn

import django
from django.core.management import ManagementUtility, get_commands, load_command_class

from flyingstart.config import environment
from flyingstart.kernel import embedded_postgres

MISUSED, TERMINATED, INTERRUPTED = 2, 128 + signal.SIGTERM, 128 + signal.SIGINT
HELP = {"help", "--help", "-h"}
# These only read and write files of the repository.
NO_DATABASE = {"collectstatic", "compilemessages", "makemessages"}
# Django's own that change the database's structure.
AS_OWNER = {"migrate"}
# After how many new objects those are looked through, and how rarely the older ones.
GARBAGE = 50_000, 20, 20


def main() -> NoReturn:
    """Run a command and exit: 0 done, 1 refused, 2 wrong usage."""
    arguments = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flyingstart.config.settings")
    leave_when_told()
    try:
        if not arguments or (arguments[0] in HELP and len(arguments) == 1):
            print_help()
        else:
            run(arguments)
    except (environment.EnvironmentVariableError, embedded_postgres.EmbeddedServerError) as fault:
        sys.exit(f"flyingstart: {fault}")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has left; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def run(arguments: list[str]) -> None:
    """Give a command its database and let Django run it."""
    name = arguments[0]
    if name in AS_OWNER:
        os.environ["FLYINGSTART_LOGIN"] = "owner"
    if name == "collectstatic":
        os.environ["FLYINGSTART_COLLECT"] = "1"
    if name not in NO_DATABASE | HELP and not HELP & set(arguments):
        use_database()
    set_up()
    if not name.startswith("-") and name not in {*get_commands(), "help"}:
        sys.stderr.write(f"flyingstart: there is no command {name!r}; see flyingstart --help\n")
        sys.exit(MISUSED)
    from flyingstart.kernel.quick_migrating import adding_alone  # needs Django set up

    with adding_alone() if name in AS_OWNER else nullcontext():
        ManagementUtility(["flyingstart", *arguments]).execute()


def set_up() -> None:
    """Django, ready."""
    with loading():
        django.setup()


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded inside stays to the end, and is never looked through for garbage.

    To look for it meanwhile takes a fifth of the time, and of a first `setup` too.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        gc.enable()


def use_database() -> None:
    """Without DATABASE_URL, the embedded server; a child of ours takes hold of it for itself."""
    ours = environment.flag("FLYINGSTART_EMBEDDED")
    if os.environ.get("DATABASE_URL") and not ours:
        return
    addresses = embedded_postgres.attach(environment.make_home())
    os.environ["DATABASE_URL"] = addresses.app
    os.environ["DATABASE_OWNER_URL"] = addresses.owner
    os.environ["FLYINGSTART_EMBEDDED"] = "1"


def print_help() -> None:
    """Our own commands, one line each; Django's stay reachable by name."""
    set_up()
    ours = {name: app for name, app in get_commands().items() if app.startswith("flyingstart.")}
    width = max(map(len, ours), default=0)
    lines = ["Usage: flyingstart <command> [options]", "", "Commands:"]
    for name, app in sorted(ours.items()):
        words = load_command_class(app, name).help.strip().partition("\n")[0]
        lines.append(f"  {name:<{width}}  {words}")
    lines += ["", "Options of a command: flyingstart <command> --help"]
    print("\n".join(lines))


def leave_when_told() -> None:
    """From now on SIGTERM ends this process in order: the embedded server is let go."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)


if __name__ == "__main__":
    main()

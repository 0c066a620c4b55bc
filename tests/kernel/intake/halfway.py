"""An import in a process of its own, which stops half-way until it is told to go on.

`python -m tests.kernel.intake.halfway FILE` prints `half` and the process of the server that
works for it once all rows are written and nothing is committed; reads a line; goes on; and prints
what came of it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from flyingstart.config import cli


def main(path: Path) -> None:
    """Import a file of offers."""
    cli.set_up()
    from django.db import connection

    from tests.kernel.intake.offers import Offers, outcome

    class Halfway(Offers):
        def commit(self, *args: Any, **kwargs: Any) -> None:
            super().commit(*args, **kwargs)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                say("half", *(cursor.fetchone() or ()))
                sys.stdin.readline()
                cursor.execute("SELECT count(*) FROM activities_activity")

    say(outcome(path, Halfway()))


def say(*words: object) -> None:
    """Tell the test."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

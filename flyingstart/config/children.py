"""The two children of `flyingstart serve`: `python -m flyingstart.config.children web|worker …`.

Each takes hold of the embedded server for itself, so that it stays while any of them lives and
the last one out stops it, even when the parent was killed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import Executor
from contextlib import suppress
from types import FrameType
from typing import Any

import psycopg
from django.conf import settings
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from procrastinate.exceptions import ConnectorException

from flyingstart.config import cli, environment
from flyingstart.kernel.logs import ServerFormatter, tell_all
from flyingstart.kernel.serving import LOST_DATABASE, end_with_parent

THREADS = 8
# A thread that hears from the database waits no longer for one that computes: by itself Python
# lets it wait five milliseconds, at each of a request's queries.
SWITCH_SECONDS = 0.0005
# How long threads wait for one another as the process starts.
PATIENCE_SECONDS = 5.0
# Enough for one long job beside many short ones.
JOBS_AT_ONCE = 2
# How soon a worker that was told to end too early is told again.
AGAIN_SECONDS = 0.2


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """What gunicorn says by itself, as our own lines are; those about requests are ours alone."""

    def setup(self, cfg: Any) -> None:
        """Its handlers, with our formatter."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(ServerFormatter())


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The site under gunicorn, on a socket that is open already."""

    def __init__(self, descriptor: int, *, reload: bool) -> None:
        self.options = {
            "bind": f"fd://{descriptor}",
            "workers": settings.WEB_CONCURRENCY,
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            **({"logger_class": ServerLog} if for_machines() else {}),
            "control_socket_disable": True,
            # No header says where the site begins: whoever asks could write one.
            "forwarder_headers": "",
            "reload": reload,
            "post_worker_init": warm_up,
        }
        super().__init__()

    def load_config(self) -> None:
        """Our options, none from files or the command line."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; imported in each process, after the fork."""
        with cli.loading():
            from flyingstart.config.wsgi import application

        return application


def for_machines() -> bool:
    """Whether logs are read by machines."""
    return environment.one_of("LOG_FORMAT", "line", "json") == "json"


def warm_up(process: Any) -> None:
    """Load all pages and draw a chart before the first reader comes, who should not wait for it.

    Not in a thread beside the readers: two threads that import one large library at the same time
    can find it half loaded. The threads only open their lines to the database.
    """
    from django.urls import get_resolver

    from flyingstart.design.api import LineChart, Point, Series  # needs Django set up

    sys.setswitchinterval(SWITCH_SECONDS)
    str(LineChart(title="-", series=[Series("-", [Point("-", 1)])]).svg)
    _ = get_resolver().url_patterns
    open_lines(process.tpool)


def open_lines(threads: Executor) -> None:
    """Let each thread that answers readers open its line to the database, ahead of the first.

    A new line costs its reader some thirty milliseconds: thirty tablets that find a signal again
    would wait for as many of them as there are threads.
    """
    from django.db import DatabaseError, connection  # needs Django set up

    all_at_once = threading.Barrier(THREADS)

    def one() -> None:
        # No thread does two: each waits until all have begun.
        with suppress(threading.BrokenBarrierError):
            all_at_once.wait(PATIENCE_SECONDS)
        # Without a database the site says so itself, to whoever asks.
        with suppress(DatabaseError):
            connection.ensure_connection()

    for _ in range(THREADS):
        threads.submit(one)


def main() -> None:
    """Run one child. Arguments: its name, the parent's process id, and for web a descriptor."""
    name, parent, *rest = sys.argv[1:]
    end_with_parent(int(parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flyingstart.config.settings")
    cli.leave_when_told()
    if for_machines():
        tell_all()
    cli.use_database()
    if name == "web":
        Site(int(rest[0]), reload=environment.flag("DEBUG")).run()
    else:
        work()


def work() -> None:
    """Do jobs until told to end, or the database is gone; the ones in hand are finished."""
    cli.set_up()
    from procrastinate.contrib.django import app  # needs Django set up

    signal.signal(signal.SIGTERM, ask_again)
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    try:
        with app.replace_connector(connector):
            app.run_worker(concurrency=JOBS_AT_ONCE, delete_jobs="successful")
    except (ConnectorException, psycopg.OperationalError):
        # What could not be reached stands above, in the words of who tried.
        sys.exit(LOST_DATABASE)


def ask_again(number: int, _frame: FrameType | None) -> None:
    """Told to end before the worker listens: say it again in a moment, when it does.

    To leave at once would break off its first steps, and what they began then waits for ever.
    """
    again = threading.Timer(AGAIN_SECONDS, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()


if __name__ == "__main__":
    main()

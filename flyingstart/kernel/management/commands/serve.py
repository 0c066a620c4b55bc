"""`flyingstart serve`: web and worker in one process tree."""

from __future__ import annotations

import errno
import http.client
import logging
import os
import socket
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from flyingstart.kernel import static_files
from flyingstart.kernel.commands import Command as BaseCommand
from flyingstart.kernel.middleware import HEALTH_PATH
from flyingstart.kernel.migrating import newer_migrations, pending_migrations
from flyingstart.kernel.serving import LOOK_EVERY_SECONDS, ProcessTree

logger = logging.getLogger("flyingstart.serve")
CHILD = "flyingstart.config.children"
READY_SECONDS = 60
HIGHEST_PORT = 65535
ONLY_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class Command(BaseCommand):
    """Prints the address once it answers. Ctrl-C or SIGTERM ends it when jobs in hand are done."""

    help = "Serve the site and do its background work, until Ctrl-C"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, metavar="N", help="where to listen; 0: any free port (8000, $PORT)"
        )
        parser.add_argument(
            "--bind", metavar="ADDRESS", help="network address to listen on (this machine, $BIND)"
        )

    def say(self, words: str) -> None:
        """Words for the person at the keyboard; a line of the log where machines read it."""
        if settings.LOG_FORMAT == "json":
            logger.info(words.strip())
        else:
            super().say(words)

    def handle(self, *_args: Any, port: int | None, bind: str | None, **_options: Any) -> None:
        port = settings.PORT if port is None else port
        if not 0 <= port <= HIGHEST_PORT:
            self.misuse(f"a port is a number from 0 to {HIGHEST_PORT}, not {port}")
        bind = bind or settings.BIND
        self.check_demo(bind)
        with self.listener(bind, port) as listener:
            self.check_tables()
            self.prepare_static_files()
            # The children make connections of their own.
            connection.close()
            if not self.run(listener):
                self.refuse("The reason is above.")

    def listener(self, address: str, port: int) -> socket.socket:
        """The open socket; held from before anything starts, so that nobody takes it between."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            return socket.create_server((address, port), family=family, backlog=256)
        except PermissionError:
            self.refuse(f"port {port} is closed to this user; choose one above 1023 with --port")
        except (OSError, UnicodeError) as fault:
            if getattr(fault, "errno", None) == errno.EADDRINUSE:
                self.refuse(f"port {port} is in use; choose another with --port or PORT")
            self.refuse(f"cannot listen on {address}, port {port}: {fault}")

    def check_demo(self, bind: str) -> None:
        """Refuse a demo to the world; say what a demo leaves out."""
        if settings.DEMO and settings.PUBLIC:
            self.refuse(
                "FLYINGSTART_DEMO is on though ALLOWED_HOSTS names the site to the world: a demo's "
                "passwords are known to many. Unset one of them"
            )
        if settings.DEMO and bind not in ONLY_HERE:
            # Whoever asks can write any name of the site, `localhost` too.
            self.refuse(
                f"FLYINGSTART_DEMO is on though the site listens on {bind}: a demo's passwords are "
                "known to many. Let it listen on this machine only"
            )
        if settings.DEMO:
            self.say("A DEMO: a password alone opens everything. Never where people are real.")

    def check_tables(self) -> None:
        """Refuse a database that is not as this release needs it."""
        try:
            pending, newer = pending_migrations(), newer_migrations()
        except DatabaseError as fault:
            self.refuse(f"the database cannot be reached: {fault}")
        if newer:
            self.refuse(
                f"the database is of a newer release, with {newer[0]}, which this one does not "
                "know; start that release, or restore a backup made by this one"
            )
        if pending:
            self.refuse("the database is not up to date; run `flyingstart setup` first")

    def prepare_static_files(self) -> None:
        """Build what pages fetch if that was never done, and collect it."""
        if settings.DEBUG:
            return
        try:
            if not static_files.are_built() and not static_files.build():
                self.say("The front end is not built: pages will lack their styles.")
        except static_files.StaticFilesError as fault:
            self.say(f"Pages will lack their styles: {fault}.")
        try:
            static_files.collect()
        except static_files.StaticFilesError as fault:
            self.say(f"Pages are served as they lie, which is slower: {fault}.")

    def run(self, listener: socket.socket) -> bool:
        """Start both, say where, stay until the end; True when the end was asked for."""
        host, port = listener.getsockname()[:2]
        # Links in letters lead to where we are.
        os.environ["PORT"] = str(port)
        descriptor = listener.fileno()
        me = str(os.getpid())
        tree = ProcessTree(self.say)
        tree.heed_signals()
        tree.start(
            "web server",
            [sys.executable, "-m", CHILD, "web", me, str(descriptor)],
            pass_fds=[descriptor],
        )
        listener.close()
        if self.wait_until_ready(tree, host, port):
            # Jobs can wait while somebody looks at an empty browser.
            worker = [sys.executable, "-m", CHILD, "worker", me]
            tree.start("worker", worker, comes_back=True)
            self.say("Flying Start is running; Ctrl-C stops it. Its address:")
            self.stdout.write(f"http://localhost:{port}/")
            self.stdout.flush()
        elif not tree.ending and not tree.fallen():
            self.say(f"The site did not answer within {READY_SECONDS} seconds; stopping.")
            tree.stop()
            return False
        return tree.watch()

    def wait_until_ready(self, tree: ProcessTree, host: str, port: int) -> bool:
        """Whether the site answers before the patience, or the tree, ends."""
        open_to_all = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised, not bound
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and not tree.ending and not tree.fallen():
            if answers(open_to_all.get(host, host), port):
                return True
            time.sleep(LOOK_EVERY_SECONDS)
        return False


def answers(host: str, port: int) -> bool:
    """Whether the health check says yes."""
    client = http.client.HTTPConnection(host, port, timeout=5)
    try:
        client.request("GET", HEALTH_PATH)
        return client.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()

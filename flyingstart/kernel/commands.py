"""The shape of every command: words to standard error, results to standard output, exact exits."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from flyingstart.kernel.actor import Actor

REFUSED, MISUSED = 1, 2


class Refused(CommandError):  # noqa: N818 - Django prints the name before the reason
    """Asked rightly, but it cannot be done."""


class Misused(CommandError):  # noqa: N818 - likewise
    """The words of the call are wrong."""


class Command(BaseCommand):
    """Base of our commands: exit 0 on success, 1 on refusal, 2 on wrong usage."""

    requires_system_checks = []
    needs_tables = True
    """Whether it is refused before `flyingstart setup` was run."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, where there is something to run on."""
        if self.needs_tables and not _has_tables():
            self.refuse("the database is not set up; run `flyingstart setup` first")
        return super().execute(*args, **options)

    @property
    def actor(self) -> Actor:
        """The operator who runs this command."""
        return Actor.command(f"flyingstart {self.__module__.rpartition('.')[2]}")

    def refuse(self, reason: str) -> NoReturn:
        """Stop with exit 1: asked rightly, but it cannot be done, and why."""
        raise Refused(reason, returncode=REFUSED)

    def misuse(self, reason: str) -> NoReturn:
        """Stop with exit 2: the words of the call are wrong, and how."""
        raise Misused(reason, returncode=MISUSED)

    def say(self, words: str) -> None:
        """Words for the person at the keyboard."""
        self.stderr.write(words, style_func=lambda text: text)

    def default_pack(self) -> Path:
        """The pack named by FLYINGSTART_AUTHORITY, or the only one there is."""
        if settings.AUTHORITY:
            return Path(settings.AUTHORITY)
        folder = settings.BASE_DIR / "authorities"
        packs = sorted(path for path in folder.glob("*") if path.is_dir())
        if len(packs) != 1:
            names = ", ".join(path.name for path in packs) or "none"
            self.refuse(f"say which pack with --authority; in {folder} there are: {names}")
        return packs[0]

    def print_json(self, result: Any) -> None:
        """The machine-readable result."""
        sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")


def _has_tables() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('kernel_import') IS NOT NULL")
            return bool(cursor.fetchone()[0])
    except OperationalError:
        # Nothing answers: the command itself says what that means for its work.
        return True

"""`flyingstart template`: an empty file to fill in, its columns explained."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from flyingstart.kernel.commands import Command as BaseCommand
from flyingstart.kernel.intake.kinds import ImportRefused, imports
from flyingstart.kernel.tables.table import Column


class Command(BaseCommand):
    """The file goes to standard output, the explanations to standard error."""

    help = "Print an empty file of a kind; explain its columns"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = ", ".join(imports.names())
        parser.add_argument("kind", metavar="KIND", help=f"what the file will hold: {known}")

    def handle(self, *_args: Any, kind: str, **_options: Any) -> None:
        if kind not in imports:
            self.misuse(f"there is no kind {kind}; known: {', '.join(imports.names()) or 'none'}")
        entry = imports[kind]
        try:
            empty = entry.template()
        except ImportRefused as fault:
            self.refuse(str(fault))
        sys.stdout.write(empty)
        self.say(f"{kind}: {entry.title}")
        for column in entry.columns:
            self.say(_explained(column))


def _explained(column: Column) -> str:
    also = f" Also called {', '.join(column.synonyms)}." if column.synonyms else ""
    example = f" For example {column.example}." if column.example else ""
    needed = " Required." if column.required else ""
    return f"  {column.name}: {column.explained.rstrip('.')}.{needed}{also}{example}"

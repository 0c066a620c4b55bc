"""`flyingstart export`: what is held, in the layout in which it is imported."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from typing import Any

from flyingstart.kernel.commands import Command as BaseCommand
from flyingstart.kernel.intake.kinds import ImportRefused, imports
from flyingstart.kernel.tables.writer import csv_pieces
from flyingstart.kernel.transactions import read_only


class Command(BaseCommand):
    """Prints CSV that can be imported again unchanged, or JSON: a list of rows."""

    help = "Print what is held, in the layout of an import"

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = ", ".join(imports.names())
        parser.add_argument("kind", metavar="KIND", help=f"what to print: {known}")
        parser.add_argument(
            "--format", choices=["csv", "json"], default="csv", help="as what (default: csv)"
        )

    def handle(self, *_args: Any, kind: str, **options: Any) -> None:
        if kind not in imports:
            self.misuse(f"there is no kind {kind}; known: {', '.join(imports.names()) or 'none'}")
        headings = [column.name for column in imports[kind].columns]
        try:
            with read_only():
                rows = imports[kind].export()
                self.print_rows(headings, rows, options["format"])
        except ImportRefused as fault:
            self.refuse(str(fault))

    def print_rows(
        self, headings: list[str], rows: Iterable[Mapping[str, str]], written_as: str
    ) -> None:
        """To standard output, piece by piece."""
        if written_as == "json":
            self.print_json([{name: row.get(name, "") for name in headings} for row in rows])
        else:
            sys.stdout.writelines(csv_pieces(headings, rows))

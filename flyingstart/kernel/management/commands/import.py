"""`flyingstart import`: check a file and, if told so, commit it."""  # noqa: N999 - its name

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from flyingstart.kernel import clock
from flyingstart.kernel.commands import Command as BaseCommand
from flyingstart.kernel.intake.kinds import ImportMisused, ImportOptions, ImportRefused, imports
from flyingstart.kernel.intake.operations import check_import, commit_import
from flyingstart.kernel.intake.report import Report
from flyingstart.kernel.tables.cells import CellError, read_date
from flyingstart.kernel.tables.table import TableError

LONGEST_SOURCE = 100
_OPTIONS = ("area_set", "layout", "agreement")


class Command(BaseCommand):
    """Without --commit it only says what the file would do."""

    help = "Check a file and, with --commit, take in what it holds"

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = ", ".join(imports.names())
        parser.add_argument("kind", metavar="KIND", help=f"what the file holds: {known}")
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV, XLSX or as the kind has")
        parser.add_argument("--commit", action="store_true", help="write, if no row is rejected")
        parser.add_argument(
            "--skip-rejected", action="store_true", help="with --commit: write the good rows"
        )
        parser.add_argument("--layout", metavar="NAME", help="the sender's own headings, saved")
        parser.add_argument("--area-set", metavar="SET", help="the areas that the file speaks of")
        parser.add_argument(
            "--source",
            metavar="NAME",
            default="default",
            help="the system that gave the references (default: default)",
        )
        parser.add_argument(
            "--as-of", metavar="DATE", help="the day as of which the file holds (default: today)"
        )
        parser.add_argument(
            "--agreement", metavar="REF", help="the sharing agreement it comes under"
        )
        parser.add_argument("--format", choices=["json"], help="print the result as JSON")

    def handle(self, *_args: Any, kind: str, file: Path, **options: Any) -> None:
        if kind not in imports:
            self.misuse(f"there is no kind {kind}; known: {', '.join(imports.names()) or 'none'}")
        if not 0 < len(options["source"]) <= LONGEST_SOURCE:
            self.misuse(f"--source has 1 to {LONGEST_SOURCE} letters")
        said = ImportOptions(
            source=options["source"],
            as_of=self.day(options["as_of"]),
            file_name=file.name,
            **{name: options[name] for name in _OPTIONS},
        )
        try:
            report = self.run(
                kind, file, said, commit=options["commit"], skip_rejected=options["skip_rejected"]
            )
        except (ImportRefused, TableError) as fault:
            self.refuse(str(fault))
        except OSError as fault:
            self.refuse(f"{file} cannot be read: {fault.strerror}")
        except ImportMisused as fault:
            self.misuse(str(fault))
        self.tell(report, commit=options["commit"], as_json=options["format"] == "json")

    def run(
        self, kind: str, path: Path, said: ImportOptions, *, commit: bool, skip_rejected: bool
    ) -> Report:
        """Check or commit."""
        if not commit:
            return check_import(kind=imports[kind], path=path, options=said)
        return commit_import(
            kind=imports[kind],
            path=path,
            options=said,
            skip_rejected=skip_rejected,
            by=self.actor,
            at=clock.now(),
        )

    def tell(self, report: Report, *, commit: bool, as_json: bool) -> None:
        """Print what came of it; exit 1 when a commit was asked for and did not happen."""
        if as_json:
            self.print_json(report.as_json())
        else:
            for line in report.in_words():
                self.say(line)
        if report.committed:
            self.say("Saved.")
        elif commit:
            self.refuse(self.why_not(report))
        elif not as_json:
            self.say("This was a check: nothing was saved. To save, add --commit.")

    def why_not(self, report: Report) -> str:
        """Why nothing was committed."""
        rejected = report.checked.rejected
        rows = "1 row is" if rejected == 1 else f"{rejected:,} rows are"
        return (
            f"Nothing was saved, for {rows} rejected. Mend the file, or save the good rows with "
            "--commit --skip-rejected."
        )

    def day(self, text: str | None) -> dt.date | None:
        """The date of --as-of."""
        try:
            return read_date(text) if text else None
        except CellError as fault:
            self.misuse(f"--as-of: {fault}")

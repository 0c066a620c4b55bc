"""`flyingstart reconcile`: an old system's figures beside ours, every difference in its parts."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from flyingstart.kernel.api import Command as BaseCommand


class Command(BaseCommand):
    """Figures are neither rounded nor suppressed: an operator's tool. Nothing is written."""

    help = "Explain the differences between an old system's figures and ours"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="OLD.csv", type=Path, help="measure,by,value,period,figure"
        )
        parser.add_argument("--format", choices=["json"], help="for programs")

    def handle(self, *_args: Any, file: Path, **options: Any) -> None:
        from flyingstart.evidence.api import AskedWronglyError, EvidenceError
        from flyingstart.evidence.reconciling.lines import WORDS, Line, TableError, reconcile

        try:
            lines = reconcile(file)
        except AskedWronglyError as fault:
            self.misuse(str(fault))
        except (EvidenceError, TableError) as fault:
            self.refuse(str(fault))
        except OSError as fault:
            self.refuse(f"{file} cannot be read: {fault.strerror}")
        if options["format"] == "json":
            self.print_json(
                {
                    "rows": [line.as_json() for line in lines],
                    "unexplained": sum(abs(line.unexplained) for line in lines),
                }
            )
            return

        def told(line: Line) -> str:
            what = " ".join(t for t in (line.measure, line.by, line.value, line.period) if t)
            parts = [f"    {p.explains:+d}  {WORDS[p.cause]} ({p.held} held)" for p in line.parts]
            if line.unexplained:
                parts.append(f"    {line.unexplained:+d}  not explained")
            head = f"{what}: old {line.old}, new {line.new}, difference {line.difference:+d}"
            return "\n".join([head, *parts])

        sys.stdout.write("".join(f"{told(line)}\n" for line in lines))

"""`flyingstart measure`: one figure, or one for each value of the dimensions."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from flyingstart.kernel.api import Command as BaseCommand

# The engines take a second to load, and `flyingstart --help` loads this module: not here.


class Command(BaseCommand):
    """Figures are neither rounded nor suppressed: an operator's tool."""

    help = "Count a measure for a period, whole or by dimensions"

    def add_arguments(self, parser: ArgumentParser) -> None:
        from flyingstart.evidence.api import measures
        from flyingstart.evidence.measuring import ENGINES

        parser.add_argument("name", metavar="NAME", help=", ".join(measures.names()))
        parser.add_argument("--by", metavar="DIM[,DIM]", help="what to break the figure down by")
        parser.add_argument(
            "--period",
            metavar="P",
            required=True,
            help="2019, 2019-Q1, 2019-03, FY2019, AY2018 or 2019-01-07..2019-02-03",
        )
        parser.add_argument("--area-set", metavar="SET", help="areas and population of this set")
        parser.add_argument(
            "--engine", choices=ENGINES, default="duckdb", help="what counts (default: duckdb)"
        )
        parser.add_argument("--snapshot", metavar="ID", help="count on this snapshot as it lies")
        parser.add_argument("--format", choices=["json", "csv"], help="for programs")

    def handle(self, *_args: Any, name: str, **options: Any) -> None:
        from flyingstart.evidence.api import AskedWronglyError, EvidenceError, measure
        from flyingstart.evidence.printing import as_csv, as_lines

        try:
            answer = measure(
                name,
                period=options["period"],
                by=options["by"],
                area_set=options["area_set"],
                engine=options["engine"],
                snapshot=options["snapshot"],
            )
        except AskedWronglyError as fault:
            self.misuse(str(fault))
        except EvidenceError as fault:
            self.refuse(str(fault))
        if options["format"] == "json":
            self.print_json(answer.as_json())
        elif options["format"] == "csv":
            sys.stdout.write(as_csv(answer))
        else:
            sys.stdout.write("".join(f"{line}\n" for line in as_lines(answer)))

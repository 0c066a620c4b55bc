"""`flyingstart doctor`: what is well and what to mend."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser
from typing import Any

from flyingstart.kernel.commands import Command as BaseCommand
from flyingstart.kernel.health.checks import Finding, State, examine

MARKS = {State.OK: "ok  ", State.NOTE: "note", State.MEND: "MEND"}


class Command(BaseCommand):
    """One line for each thing examined; exit 1 when something must be mended."""

    help = "Check database, queue, storage and settings; say what to mend"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["json"], help="print the findings as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        findings: list[Finding] = []
        for finding in examine():
            findings.append(finding)
            if not options["format"]:
                self.stdout.write(in_words(finding))
        if options["format"]:
            self.print_json([dataclasses.asdict(finding) for finding in findings])
        to_mend = [finding for finding in findings if finding.state is State.MEND]
        if to_mend:
            self.refuse(f"To mend: {'; '.join(f'{f.about}: {f.mend}' for f in to_mend)}")
        self.say("All is well.")


def in_words(finding: Finding) -> str:
    """One line, and a second one when there is something to do."""
    line = f"{MARKS[finding.state]}  {finding.about}: {finding.words}"
    return f"{line}\n      → {finding.mend}" if finding.mend else line

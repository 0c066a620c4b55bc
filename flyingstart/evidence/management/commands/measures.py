"""`flyingstart measures`: what can be counted, and by which rule."""

from __future__ import annotations

import sys
import textwrap
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from flyingstart.kernel.api import Command as BaseCommand

if TYPE_CHECKING:
    from flyingstart.evidence.api import Measure

_WIDTH = 100


class Command(BaseCommand):
    """Reads what is declared; counts nothing."""

    help = "Print every declared measure: question, rule, unit, base, breakdowns, version"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["json"], help="for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        # They take a second to load, and `flyingstart --help` loads this module.
        from flyingstart.evidence.api import measures

        if options["format"] == "json":
            self.print_json([described(measure) for measure in measures.values()])
            return
        for measure in measures.values():
            sys.stdout.write(f"{measure.name}: {measure.question}\n")
            for word, text in described(measure).items():
                if word in ("numerator", "base", "rule", "breakdowns"):
                    shown = ", ".join(text) if isinstance(text, list) else text or "none"
                    line = textwrap.fill(
                        f"{word}: {shown}", _WIDTH, initial_indent="  ", subsequent_indent="    "
                    )
                    sys.stdout.write(f"{line}\n")


def described(measure: Measure) -> dict[str, Any]:
    """A measure as plain values."""
    return {
        "name": measure.name,
        "title": measure.title,
        "question": measure.question,
        "rule": measure.rule,
        "unit": measure.unit.value,
        "numerator": measure.numerator,
        "base": measure.denominator,
        "breakdowns": list(measure.breakdowns),
        "polarity": measure.polarity.value,
        "suppression": measure.suppression,
        "source": measure.source,
        "version": measure.version,
    }

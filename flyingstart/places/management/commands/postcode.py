"""`flyingstart postcode`: where a postcode lies."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from flyingstart.kernel.api import Command as BaseCommand
from flyingstart.kernel.api import clock
from flyingstart.kernel.tables.api import CellError, read_date
from flyingstart.places.queries.postcodes import PostcodeAnswer, find_postcode
from flyingstart.places.rules.postcodes import is_live, normal_postcode


class Command(BaseCommand):
    """An unknown postcode is an answer too: exit 0."""

    help = "Say in which areas of every set a postcode lies"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("postcode", metavar="POSTCODE", help="in any spelling: ab1 2cd")
        parser.add_argument(
            "--on",
            metavar="DATE",
            help="the day for which it is asked whether it is live, and for its neighbourhood "
            "(default: today)",
        )
        parser.add_argument("--format", choices=["json"], help="print the answer as JSON")

    def handle(self, *_args: Any, postcode: str, **options: Any) -> None:
        day = self.day(options["on"])
        text = normal_postcode(postcode)
        answer = find_postcode(text, day) if text else PostcodeAnswer(text=postcode.strip())
        if options["format"] == "json":
            self.print_json(as_json(answer, day))
            return
        for line in in_words(answer, day):
            self.say(line)

    def day(self, text: str | None) -> dt.date:
        """The date of --on."""
        if not text:
            return clock.today()
        try:
            return read_date(text)
        except CellError as fault:
            self.misuse(f"--on: {fault}")


def as_json(answer: PostcodeAnswer, day: dt.date) -> dict[str, Any]:
    """The answer as the contract has it."""
    neighbourhood = answer.neighbourhood
    return {
        "postcode": answer.text,
        "known": answer.known,
        "live": _is_live(answer, day),
        "district": answer.district,
        "areas": {
            set_code: {"code": area.code, "name": area.name}
            for set_code, area in sorted(answer.areas.items())
        },
        "neighbourhood": neighbourhood.name if neighbourhood else None,
    }


def in_words(answer: PostcodeAnswer, day: dt.date) -> Iterator[str]:
    """The answer for people."""
    if answer.held is None:
        yield f"{answer.text} is not known."
        return
    live = "live" if _is_live(answer, day) else "not in use"
    yield f"{answer.text}: {live} on {day.isoformat()}, district {answer.district or 'not known'}"
    for set_code, area in sorted(answer.areas.items()):
        yield f"  {set_code}: {area.name} ({area.code})"
    if answer.neighbourhood:
        yield f"  Neighbourhood: {answer.neighbourhood.name}"


def _is_live(answer: PostcodeAnswer, day: dt.date) -> bool:
    held = answer.held
    return held is not None and is_live(held.introduced, held.terminated, day)

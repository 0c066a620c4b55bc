"""`flyingstart take-in-reply`: a channel hands over what a family wrote."""  # noqa: N999 - its name

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from typing import Any

from flyingstart.families.enums import ReplyChannel
from flyingstart.families.errors import ReplyError
from flyingstart.families.operations.replies import take_in_reply
from flyingstart.kernel.api import Command as BaseCommand
from flyingstart.kernel.api import clock

ASKED = {"sender", "words", "ref", "language", "received_at"}


class Command(BaseCommand):
    """Reads JSON from standard input: words in arguments would lie in the list of processes."""

    help = "Take in what a family wrote, as JSON from standard input; prints what to answer"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", choices=ReplyChannel.values, help="how it came in")

    def handle(self, *_args: Any, channel: str, **_options: Any) -> None:
        told = self._told(sys.stdin.read())
        try:
            taken = take_in_reply(
                channel=ReplyChannel(channel),
                sender=told.get("sender", ""),
                words=told.get("words", ""),
                received_at=self._moment(told.get("received_at", "")),
                ref=told.get("ref", ""),
                language=told.get("language") or "en",
                by=self.actor,
                at=clock.now(),
            )
        except ReplyError as fault:
            self.refuse(str(fault))
        self.print_json(
            {
                "reply": str(taken.reply.public_id),
                "is_new": taken.is_new,
                "auto_reply": taken.auto_reply,
            }
        )

    def _told(self, text: str) -> dict[str, str]:
        try:
            told = json.loads(text)
        except ValueError:
            self.misuse("standard input is not JSON")
        if not isinstance(told, dict) or not told.keys() <= ASKED:
            self.misuse(f"standard input is one object of {', '.join(sorted(ASKED))}")
        if not all(isinstance(value, str) for value in told.values()):
            self.misuse("each value is a text")
        return told

    def _moment(self, text: str) -> dt.datetime | None:
        try:
            return dt.datetime.fromisoformat(text) if text else None
        except ValueError:
            self.misuse("received_at is a moment such as 2026-03-04T09:30:00+00:00")

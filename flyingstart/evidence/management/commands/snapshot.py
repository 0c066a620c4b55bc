"""`flyingstart snapshot`: bring the analytical snapshot up to date now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from flyingstart.kernel.api import Command as BaseCommand
from flyingstart.kernel.api import clock


class Command(BaseCommand):
    """Quick when nothing has changed."""

    help = "Bring the analytical snapshot up to date now"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--whole", action="store_true", help="make every file anew")
        parser.add_argument("--format", choices=["json"], help="for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        # The engines take a second to load, and `flyingstart --help` loads this module.
        from flyingstart.evidence.api import EvidenceError, refresh_snapshot

        try:
            snapshot = refresh_snapshot(whole=options["whole"])
        except EvidenceError as fault:
            self.refuse(str(fault))
        as_at = snapshot.as_at.astimezone(clock.LONDON).isoformat()
        if options["format"] == "json":
            self.print_json({"snapshot": snapshot.id, "as_at": as_at, "rows": snapshot.rows})
        else:
            self.say(f"Snapshot {snapshot.id}: {snapshot.rows:,} rows, as at {as_at}.")

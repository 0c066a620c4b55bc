"""`flyingstart make-town`: a made-up town for the demo and for benchmarks."""  # noqa: N999 - its name

from __future__ import annotations

import datetime as dt
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from flyingstart.families.api import UnknownCodesError
from flyingstart.kernel.api import Command as BaseCommand
from flyingstart.kernel.api import PackError, clock
from flyingstart.kernel.tables.api import CellError, read_date
from flyingstart.places.api import MadeUpPlacesError, NoAuthorityError, authority
from flyingstart.town.operations import (
    PeopleHeldError,
    find_venues,
    make_town,
    refuse_if_people_are_held,
)
from flyingstart.town.pack import read_demo
from flyingstart.town.plan import Step, plan_town

MOST_CHILDREN, MOST_YEARS = 1_000_000, 25


class Command(BaseCommand):
    """The same children, years, seed and day make the very same town."""

    help = "Make up a town of families and their use of services, in a database without people"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--children", type=int, required=True, metavar="N", help="children under five"
        )
        parser.add_argument(
            "--years", type=int, required=True, metavar="Y", help="years of use of the service"
        )
        parser.add_argument(
            "--seed", type=int, required=True, metavar="S", help="another number, another town"
        )
        parser.add_argument(
            "--until",
            metavar="DATE",
            help="the town as on the morning of this day (default: today)",
        )
        parser.add_argument(
            "--authority",
            type=Path,
            metavar="PATH",
            help="folder of the authority pack (default: the only one in authorities/)",
        )

    def handle(
        self,
        *_args: Any,
        children: int,
        years: int,
        seed: int,
        until: str | None,
        authority: Path | None,
        **_options: Any,
    ) -> None:
        if not 1 <= children <= MOST_CHILDREN:
            self.misuse(f"--children is a whole number from 1 to {MOST_CHILDREN:,}")
        if not 1 <= years <= MOST_YEARS:
            self.misuse(f"--years is a whole number from 1 to {MOST_YEARS}")
        day = self.day(until)
        try:
            made = self.make(authority or self.default_pack(), children, years, seed, day)
        except (
            *(PackError, NoAuthorityError, PeopleHeldError),
            *(MadeUpPlacesError, UnknownCodesError),
        ) as fault:
            self.refuse(str(fault))
        self.print_json(made)

    def make(
        self, pack: Path, children: int, years: int, seed: int, until: dt.date
    ) -> dict[str, Any]:
        """Plan and write the town; returns the summary."""
        start = time.perf_counter()
        district = authority().code
        refuse_if_people_are_held()
        demo = read_demo(pack)
        venues = find_venues(demo)
        town = plan_town(
            demo,
            district=district,
            children=children,
            years=years,
            seed=seed,
            until=until,
            progress=bar,
        )
        made = make_town(town=town, venues=venues, by=self.actor, at=clock.now(), progress=bar)
        counts = made.counts
        self.say(
            f"A made-up town of {children:,} children under five as on {until:%-d %B %Y}: "
            f"{counts['people']:,} people in {counts['families']:,} families, "
            f"{counts['sessions']:,} sessions and {counts['marks']:,} marks since "
            f"{town.begin:%-d %B %Y}. Made in {time.perf_counter() - start:.0f} seconds."
        )
        asked = {"children": children, "years": years, "seed": seed}
        return {**asked, "from": town.begin, "until": until, **counts}

    def day(self, text: str | None) -> dt.date:
        """The day of --until."""
        today = clock.today()
        try:
            day = read_date(text) if text else today
        except CellError as fault:
            self.misuse(f"--until: {fault}")
        if not dt.date(1950, 1, 1) <= day <= today:
            self.misuse("--until is a day from 1950 on, and not in the future")
        return day


@contextmanager
def bar(what: str, total: int) -> Iterator[Step]:
    """A progress bar on standard error."""
    with tqdm(total=total, desc=what, file=sys.stderr, unit_scale=True, mininterval=0.3) as drawn:
        yield drawn.update

"""Planned towns for the tests, and the ways to look at them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from flyingstart.families.api import PastAddress, PastHousehold, PastPerson
from flyingstart.town.demo import Demo
from flyingstart.town.pack import read_demo
from flyingstart.town.plan import Town, plan_town

PACK = Path(__file__).resolve().parents[2] / "authorities" / "luton"
DISTRICT = "E06000032"
UNTIL = dt.date(2024, 6, 1)
LAST = UNTIL - dt.timedelta(days=1)


@cache
def demo() -> Demo:
    """What the pack says."""
    return read_demo(PACK)


@cache
def town(children: int = 900, years: int = 2, seed: int = 7, until: dt.date = UNTIL) -> Town:
    """A town, planned once a process."""
    return plan_town(
        demo(), district=DISTRICT, children=children, years=years, seed=seed, until=until
    )


def plain(thing: Any) -> Any:
    """Nothing but lists and texts, so that it can be hashed."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {f.name: plain(getattr(thing, f.name)) for f in dataclasses.fields(thing)}
    if isinstance(thing, dict):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(one) for one in thing]
    return thing if isinstance(thing, int | float | str | None) else str(thing)


def digest(planned: Town) -> str:
    """A hash of every row of a town."""
    return hashlib.sha256(json.dumps(plain(planned)).encode()).hexdigest()


def people(planned: Town) -> Iterator[tuple[PastHousehold, PastPerson]]:
    """Everybody with their household, in the order in which marks number them."""
    for house in planned.households:
        for person in house.people:
            yield house, person


def is_child(person: PastPerson) -> bool:
    """Whether they are a child of some family."""
    return any(tie.role == "child" for tie in person.ties)


def in_force(starts: dt.date | None, ends: dt.date | None, day: dt.date) -> bool:
    """First day included, last day excluded; None: unbounded."""
    return (starts is None or starts <= day) and (ends is None or day < ends)


def is_under_five(person: PastPerson, day: dt.date) -> bool:
    """Under five, born and alive."""
    born = person.date_of_birth
    if born is None or born > day or (person.died_on and person.died_on <= day):
        return False
    fifth = (born.year + 5, born.month, born.day)
    if (born.month, born.day) == (2, 29):
        fifth = (born.year + 5, 3, 1)
    return (day.year, day.month, day.day) < fifth


def main_address(person: PastPerson, day: dt.date) -> PastAddress | None:
    """Where they are counted."""
    return next(
        (a for a in person.addresses if a.is_main and in_force(a.starts_on, a.ends_on, day)), None
    )


def is_registered(person: PastPerson, day: dt.date) -> bool:
    """Whether a registration is in force."""
    return any(in_force(on, left, day) for _, on, left in person.registrations)


def postcode(text: str) -> str:
    """The normal form of what was written, if it had one."""
    joined = text.replace(" ", "").upper()
    return f"{joined[:-3]} {joined[-3:]}"

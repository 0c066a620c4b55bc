"""What is done with a family outside sessions."""

from __future__ import annotations

import datetime as dt
import random

from flyingstart.kernel.api import clock
from flyingstart.town.chance import Chooser
from flyingstart.town.known import Knowledge
from flyingstart.town.lives import YEAR, Times

NEW_BIRTH_VISIT = 0.14
VISITS_A_YEAR = 0.05
CALLS_A_YEAR = 0.35
OTHERS: Chooser[str] = Chooser(
    [("phone", 50), ("text", 25), ("no_answer", 12), ("letter", 5), ("doorstep", 5)]
)
VISITS: Chooser[str] = Chooser([("home_visit", 7), ("one_to_one", 3)])
FACE_TO_FACE = frozenset({"home_visit", "one_to_one", "doorstep"})

PastContact = tuple[dt.datetime, str, bool]


def contacts(knowledge: Knowledge, times: Times, chance: random.Random) -> list[PastContact]:
    """Home visits, calls and the like, in the order of time; none on a weekend."""
    first = max(knowledge.joined, times.begin)
    last = min(knowledge.life.gone, times.until) - 1
    if first >= last or knowledge.life.lives_outside:
        return []
    years = (last - first) / YEAR
    happened = [
        (chance.randint(birth.day + 10, birth.day + 45), "home_visit")
        for birth, _ in knowledge.children
        if chance.random() < NEW_BIRTH_VISIT
    ]
    hardship = knowledge.life.hardship
    happened += _some(chance, first, last, years * VISITS_A_YEAR * hardship, VISITS)
    happened += _some(chance, first, last, years * CALLS_A_YEAR, OTHERS)
    return [
        (_moment(chance, day), kind, kind in FACE_TO_FACE)
        for day, kind in sorted(happened)
        if first <= day <= last and dt.date.fromordinal(day).weekday() < 5
    ]


def _some(
    chance: random.Random, first: int, last: int, expected: float, kinds: Chooser[str]
) -> list[tuple[int, str]]:
    """So many on average, sometimes several where there is one."""
    count = 0
    while chance.random() < expected / (1 + expected):
        count += 1
    return [(chance.randint(first, last), kinds.pick(chance)) for _ in range(count)]


def _moment(chance: random.Random, day: int) -> dt.datetime:
    time = dt.time(chance.randint(9, 16), chance.choice((0, 10, 15, 20, 30, 40, 45)))
    local = dt.datetime.combine(dt.date.fromordinal(day), time, tzinfo=clock.LONDON)
    return local.astimezone(dt.UTC)

"""The whole town as a plan: the same from the same pack, seed and days. Nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain

from flyingstart.families.api import PastHousehold
from flyingstart.places.api import MadeUpPopulation, MadeUpPostcode
from flyingstart.town.attendance import Attendance
from flyingstart.town.chance import stream
from flyingstart.town.demo import Demo
from flyingstart.town.homes import Land
from flyingstart.town.households import Registrar
from flyingstart.town.known import hear_of
from flyingstart.town.lives import Lives, Times
from flyingstart.town.populations import Census
from flyingstart.town.sessions import PlannedSession, plan_sessions

VISITORS = 0.02
"""Families of other districts who come, for each child of the town."""

Step = Callable[[int], object]
Progress = Callable[[str, int], AbstractContextManager[Step]]
"""Called with what is being done and how much of it; gives what is told of each step."""


def silent(_what: str, _total: int) -> AbstractContextManager[Step]:
    """Progress that nobody watches."""
    return nullcontext(lambda _step: None)


@dataclass(frozen=True, kw_only=True)
class Town:
    """All there is to record. Marks name people and families by number, as the households go."""

    begin: dt.date
    until: dt.date
    authority: str
    households: Sequence[PastHousehold]
    sessions: Sequence[PlannedSession]
    postcodes: Sequence[MadeUpPostcode]
    populations: Sequence[MadeUpPopulation]


def plan_town(
    demo: Demo,
    *,
    district: str,
    children: int,
    years: int,
    seed: int,
    until: dt.date,
    progress: Progress = silent,
) -> Town:
    """Make up a town with so many children under five on the day before `until`.

    Use of the service is told for so many years up to that day; `district` is the code of the
    authority. Each part draws from a stream of its own, so the plan depends on nothing else.
    """
    times = Times.of(until, years)
    land = Land(demo, stream(seed, "land"), children)
    lives = Lives(demo, land, times, stream(seed, "lives"))
    hearing = stream(seed, "hearing")
    registrar = Registrar(demo, times, stream(seed, "people"))
    rows = plan_sessions(demo, times, stream(seed, "sessions"), children)
    attendance = Attendance(demo, times, rows, stream(seed, "attendance"))
    census = Census(times)
    households: list[PastHousehold] = []
    people = families = 0
    everyone = chain(lives.in_town(children), lives.outside(round(children * VISITORS)))
    with progress("families", children) as step:
        for life in everyone:
            census.count(life)
            step(sum(life.lives_here(birth, times.until - 1) for birth in life.births))
            knowledge = hear_of(life, times, land, hearing)
            if knowledge is None:
                continue
            house = registrar.household(knowledge)
            attendance.attend(house, people, families)
            households.append(house.past)
            people += len(house.past.people)
            families += len(house.past.families)
    sessions = sorted(
        (session for row in rows for session in row.sessions),
        key=lambda session: (session.starts_at, session.slot.site, session.slot.activity),
    )
    return Town(
        begin=dt.date.fromordinal(times.begin),
        until=until,
        authority=district,
        households=households,
        sessions=sessions,
        postcodes=_postcodes(demo, land, district),
        populations=census.populations(demo),
    )


def _postcodes(demo: Demo, land: Land, district: str) -> list[MadeUpPostcode]:
    inside = [
        MadeUpPostcode(text=g.text, district=district, areas=demo.patches[g.patch].areas)
        for g in land.inside
    ]
    outside = [MadeUpPostcode(text=g.text, district=g.elsewhere.district) for g in land.outside]
    return [*inside, *outside]

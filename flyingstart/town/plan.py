"""The whole town as a plan: the same from the same pack, seed and days. Nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain

from flyingstart.families.api import PastHousehold
from flyingstart.places.api import MadeUpPopulation, MadeUpPostcode, Term
from flyingstart.town.attendance import Attendance
from flyingstart.town.chance import stream
from flyingstart.town.demo import Demo
from flyingstart.town.homes import Land
from flyingstart.town.households import Registrar
from flyingstart.town.known import hear_of
from flyingstart.town.lives import Lives, Times
from flyingstart.town.populations import Census
from flyingstart.town.sessions import PlannedSession, plan_sessions
from flyingstart.town.terms import Stretch, made_up_terms, stretches

VISITORS = 0.02
"""Families of other districts who come, for each child of the town."""

TERMS_AHEAD_DAYS = 120
"""The next term is always known."""
LOOK_AHEAD_DAYS = 28
"""When a programme ends sooner, the next one is planned too."""

Step = Callable[[int], object]
Progress = Callable[[str, int], AbstractContextManager[Step]]
"""Called with what is being done and how much of it; gives what is told of each step."""


def silent(_what: str, _total: int) -> AbstractContextManager[Step]:
    """Progress that nobody watches."""
    return nullcontext(lambda _step: None)


@dataclass(frozen=True, kw_only=True)
class Town:
    """All there is to record. Marks name people and families by number, as the households go.

    Of sessions `ahead` nothing is known but when they are planned.
    """

    begin: dt.date
    until: dt.date
    authority: str
    households: Sequence[PastHousehold]
    sessions: Sequence[PlannedSession]
    ahead: Sequence[PlannedSession]
    stretches: Sequence[Stretch]
    terms: Sequence[Term]
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
    ahead = until + dt.timedelta(days=TERMS_AHEAD_DAYS)
    terms = made_up_terms(demo, dt.date.fromordinal(times.begin), ahead)
    parts = stretches(terms)
    rows = plan_sessions(
        demo, times, stream(seed, "sessions"), children, ahead_to=_planned_to(parts, until)
    )
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
    return Town(
        begin=dt.date.fromordinal(times.begin),
        until=until,
        authority=district,
        households=households,
        sessions=_in_order(session for row in rows for session in row.sessions),
        ahead=_in_order(session for row in rows for session in row.ahead),
        stretches=parts,
        terms=terms,
        postcodes=_postcodes(demo, land, district),
        populations=census.populations(demo),
    )


def _planned_to(parts: Sequence[Stretch], until: dt.date) -> int:
    """The first day for which nothing is planned: after the term or holiday, and after the next
    one when that is near."""
    now = next(part for part in parts if part.kind != "half term" and part.last >= until)
    near = now.last - until < dt.timedelta(days=LOOK_AHEAD_DAYS)
    following = next((part for part in parts if part.first > now.last), now)
    return (following if near else now).last.toordinal() + 1


def _in_order(sessions: Iterable[PlannedSession]) -> list[PlannedSession]:
    def when_and_where(session: PlannedSession) -> tuple[dt.datetime, str, str]:
        return session.starts_at, session.slot.site, session.slot.activity

    return sorted(sessions, key=when_and_where)


def _postcodes(demo: Demo, land: Land, district: str) -> list[MadeUpPostcode]:
    inside = [
        MadeUpPostcode(text=g.text, district=district, areas=demo.patches[g.patch].areas)
        for g in land.inside
    ]
    outside = [MadeUpPostcode(text=g.text, district=g.elsewhere.district) for g in land.outside]
    return [*inside, *outside]

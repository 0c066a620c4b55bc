"""A school year, a programme, and short words to plan with."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any

from flyingstart.accounts.api import User
from flyingstart.activities.api import (
    Planned,
    Programme,
    ProgrammeDetails,
    ProgrammeKind,
    Series,
    SeriesDetails,
    SeriesRow,
    Session,
    draft_programme,
    plan_programme,
)
from flyingstart.activities.queries.series import details_of, series_of
from flyingstart.kernel.api import clock
from flyingstart.places.api import Term
from tests.activities.world import OPERATOR, World

TERMS = (
    ("autumn", "2019-09-03", "2019-12-20", "2019-10-28", "2019-11-01"),
    ("spring", "2020-01-06", "2020-04-03", "2020-02-17", "2020-02-21"),
    ("summer", "2020-04-20", "2020-07-21", "2020-05-25", "2020-05-29"),
)
DECEMBER = dt.datetime(2019, 12, 2, 9, tzinfo=dt.UTC)
SPRING = ProgrammeDetails(
    name="Spring 2020",
    kind=ProgrammeKind.TERM,
    starts_on=dt.date(2020, 1, 6),
    ends_on=dt.date(2020, 4, 3),
)
SUMMER = ProgrammeDetails(
    name="Summer 2020",
    kind=ProgrammeKind.TERM,
    starts_on=dt.date(2020, 4, 20),
    ends_on=dt.date(2020, 7, 21),
)
MONDAYS = [
    dt.date(2020, *day)
    for day in (
        *((1, 6), (1, 13), (1, 20), (1, 27), (2, 3), (2, 10)),
        *((2, 24), (3, 2), (3, 9), (3, 16), (3, 23), (3, 30)),
    )
]
_numbers = itertools.count(1)


def make_terms() -> list[Term]:
    """Three terms as they would be held, not saved."""
    return [
        Term(code=code, name=code.title(), **_named(map(dt.date.fromisoformat, days)))
        for code, *days in TERMS
    ]


def _named(days: Iterable[dt.date]) -> dict[str, dt.date]:
    names = ("starts_on", "ends_on", "half_term_starts_on", "half_term_ends_on")
    return dict(zip(names, days, strict=True))


def hold_terms() -> None:
    """Hold the three terms."""
    Term.objects.bulk_create(make_terms())


def colleague(name: str, **changes: Any) -> User:
    """Somebody who may be asked to work."""
    email = f"planned{next(_numbers)}@example.org"
    return User.objects.create_user(email, name=name, **({"is_staff": True} | changes))


def drafted(details: ProgrammeDetails = SPRING) -> Programme:
    """A programme without series."""
    return draft_programme(details=details, by=OPERATOR, at=DECEMBER)


def mondays(world: World, **changes: Any) -> SeriesDetails:
    """Stay and Play in the hall on Mondays in term, 10 to half past eleven, unless changed."""
    said: dict[str, Any] = {
        "activity_id": world.play.pk,
        "site_id": world.hall.pk,
        "weekday": 1,
        "starts": dt.time(10),
        "ends": dt.time(11, 30),
        "first_on": SPRING.starts_on,
        "last_on": SPRING.ends_on,
    }
    return SeriesDetails(**(said | changes))


def plan(
    programme: Programme, *rows: SeriesRow | SeriesDetails, at: dt.datetime = DECEMBER
) -> Planned:
    """Save a grid, as somebody who has just read it."""
    programme.refresh_from_db()
    given = [row if isinstance(row, SeriesRow) else SeriesRow(details=row) for row in rows]
    return plan_programme(programme=programme, rows=given, by=OPERATOR, at=at)


def rows_of(programme: Programme, **changes: Any) -> list[SeriesRow]:
    """The grid as it is held, in order; changes go to every row."""
    return [
        SeriesRow(
            series_public_id=series.public_id,
            details=dataclasses.replace(details_of(series), **changes),
        )
        for series in series_of(programme)
    ]


def only(programme: Programme) -> Series:
    """The only series."""
    return programme.series.get()


def london(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment by London's clock."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.LONDON)


def days_held(programme: Programme) -> list[dt.date]:
    """The days for which sessions of a programme are planned."""
    held = Session.objects.filter(series__programme=programme).order_by("planned_on")
    return [day for day in held.values_list("planned_on", flat=True) if day]


def on(programme: Programme, day: dt.date) -> Session:
    """The session planned for a day."""
    return Session.objects.get(series__programme=programme, planned_on=day)

"""Where people lived on a day, and whom somebody reaches: for those who reconcile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from flyingstart.evidence.measures.dimensions import OUTSIDE
from flyingstart.kernel.api import facts, fetch

# From five to eighteen: no children for us, but for an old system.
LONGER_A_CHILD = dt.timedelta(days=13 * 365)
CARERS = "('parent', 'carer', 'expectant_parent')"


class Event(NamedTuple):
    """Somebody on a day. `person` is None, and a postcode may be written, where no one is held."""

    person: int | None
    day: dt.date
    postcode: str = ""


class Life(NamedTuple):
    """The first day no longer under five, and the last day if there was one."""

    fifth_birthday: dt.date
    died_on: dt.date | None

    def is_under_five(self, day: dt.date) -> bool:
        """Whether a day counts for the child."""
        return day < self.fifth_birthday and (self.died_on is None or day <= self.died_on)

    def is_child(self, day: dt.date) -> bool:
        """Whether an old system may call somebody a child."""
        return day < self.fifth_birthday + LONGER_A_CHILD


def areas_of(area_set: str | None, events: Sequence[Event]) -> list[str | None]:
    """The area of each event, `outside`, or None where that is not known. One query."""
    if not events:
        return []
    statement = f"""
        SELECT e.n, coalesce(w.area, CASE p.lies WHEN 'outside' THEN '{OUTSIDE}' END)
        FROM unnest(%s::bigint[], %s::date[], %s::text[])
            WITH ORDINALITY AS e (person, day, written, n)
        LEFT JOIN ({facts["address"].select}) a ON a.person = e.person
            AND a.starts_on <= e.day AND a.ends_on > e.day
        JOIN ({facts["postcode"].select}) p
            ON p.postcode = coalesce(a.postcode, nullif(e.written, ''))
        LEFT JOIN ({facts["postcode_area"].select}) w ON w.home = p.home AND w.area_set = %s
    """  # noqa: S608 - our own names
    people, days, written = zip(*events, strict=True)
    rows = fetch(statement, [list(people), list(days), list(written), area_set])
    found = dict(rows)
    return [found.get(n) for n in range(1, len(events) + 1)]


def under_five(events: Collection[Event]) -> list[Event]:
    """Those of children who are under five, and alive, on their day. One query."""
    lives = lives_of({event.person for event in events if event.person is not None})
    return [
        event
        for event in events
        if event.person in lives and lives[event.person].is_under_five(event.day)
    ]


def reached_by(events: Collection[Event]) -> list[Event]:
    """The under-fives of the families in which these are parent or carer on their day."""
    statement = f"""
        SELECT DISTINCT c.person, e.day
        FROM unnest(%s::bigint[], %s::date[]) AS e (person, day)
        JOIN ({facts["tie"].select}) t ON t.person = e.person AND t.role IN {CARERS}
            AND t.starts_on <= e.day AND t.ends_on > e.day
        JOIN ({facts["tie"].select}) c ON c.family = t.family AND c.role = 'child'
            AND c.starts_on <= e.day AND c.ends_on > e.day
        JOIN ({facts["person"].select}) p ON p.person = c.person
            AND p.date_of_birth <= e.day AND p.fifth_birthday > e.day
            AND (p.died_on IS NULL OR p.died_on >= e.day)
        ORDER BY e.day, c.person
    """  # noqa: S608 - our own names
    return _of_days(statement, [(e.person, e.day) for e in events if e.person is not None])


def carers_of(events: Collection[Event]) -> list[Event]:
    """Those of people who are parent, carer or expectant parent of a family on their day."""
    statement = f"""
        SELECT DISTINCT e.person, e.day
        FROM unnest(%s::bigint[], %s::date[]) AS e (person, day)
        JOIN ({facts["tie"].select}) t ON t.person = e.person AND t.role IN {CARERS}
            AND t.starts_on <= e.day AND t.ends_on > e.day
        ORDER BY e.day, e.person
    """  # noqa: S608 - our own names
    return _of_days(statement, [(e.person, e.day) for e in events if e.person is not None])


def families_of(events: Collection[Event]) -> list[int]:
    """The families to which people belong on their day. One query."""
    statement = f"""
        SELECT DISTINCT t.family, e.day
        FROM unnest(%s::bigint[], %s::date[]) AS e (person, day)
        JOIN ({facts["tie"].select}) t ON t.person = e.person
            AND t.starts_on <= e.day AND t.ends_on > e.day
    """  # noqa: S608 - our own names
    held = [(e.person, e.day) for e in events if e.person is not None]
    return [family for family, _, _ in _of_days(statement, held) if family is not None]


def children_of(families: Collection[tuple[int, dt.date]]) -> list[Event]:
    """The under-fives of families on a day. One query."""
    statement = f"""
        SELECT DISTINCT c.person, e.day
        FROM unnest(%s::bigint[], %s::date[]) AS e (family, day)
        JOIN ({facts["tie"].select}) c ON c.family = e.family AND c.role = 'child'
            AND c.starts_on <= e.day AND c.ends_on > e.day
        JOIN ({facts["person"].select}) p ON p.person = c.person
            AND p.date_of_birth <= e.day AND p.fifth_birthday > e.day
            AND (p.died_on IS NULL OR p.died_on >= e.day)
        ORDER BY e.day, c.person
    """  # noqa: S608 - our own names
    return _of_days(statement, families)


def lives_of(people: Collection[int]) -> dict[int, Life]:
    """The lives of those whose birth date is held. One query."""
    statement = f"""
        SELECT person, fifth_birthday, died_on FROM ({facts["person"].select}) p
        WHERE person = ANY(%s) AND fifth_birthday IS NOT NULL
    """  # noqa: S608 - our own names
    rows = fetch(statement, [list(people)]) if people else []
    return {person: Life(fifth, died) for person, fifth, died in rows}


def _of_days(statement: str, asked: Collection[tuple[int, dt.date]]) -> list[Event]:
    if not asked:
        return []
    whose, days = zip(*asked, strict=True)
    return [Event(person, day) for person, day in fetch(statement, [list(whose), list(days)])]

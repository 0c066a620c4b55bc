"""Who is expected at a session: the families that came to the last ones like it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Session
from flyingstart.families.api import PresentFamily, PresentPerson, present_families
from flyingstart.families.facts import FAMILY_ROOTS, PERSON_ROOTS
from flyingstart.kernel.api import birthdays, clock, fetch

SESSIONS = 4
# A group that met last a year ago tells nothing of who comes today.
NOT_LONGER_AGO = dt.timedelta(weeks=26)
# In the morning come other families than in the afternoon.
SAME_HOUR = dt.timedelta(minutes=90)
WEEK = dt.timedelta(days=7)

# Sessions of its own series first; those like it make up what a new series has not had yet.
_LAST = """
    SELECT o.id, o.starts_at FROM activities_session o
    WHERE o.id <> %(session)s AND o.cancelled_at IS NULL
      AND o.starts_at < %(starts_at)s AND o.starts_at >= %(not_before)s
      AND (o.series_id = %(series)s OR (
          o.activity_id = %(activity)s AND o.site_id = %(site)s
          AND extract(isodow FROM o.starts_at AT TIME ZONE 'Europe/London') = %(weekday)s
          AND abs(extract(epoch FROM (o.starts_at AT TIME ZONE 'Europe/London')::time
                  - %(hour)s::time)) <= %(same_hour)s
      ))
      AND EXISTS (SELECT FROM activities_mark m WHERE m.session_id = o.id AND m.status = %(came)s)
    ORDER BY (o.series_id = %(series)s) IS TRUE DESC, o.starts_at DESC, o.id DESC
    LIMIT %(many)s
"""
_CAME = f"""
    WITH last (id, starts_at) AS ({_LAST})
    SELECT DISTINCT last.starts_at, last.id, coalesce(f.root, m.family_id),
           coalesce(p.root, m.person_id)
    FROM last
    JOIN activities_mark m ON m.session_id = last.id AND m.status = %(came)s
    LEFT JOIN {FAMILY_ROOTS} f ON f.id = m.family_id
    LEFT JOIN {PERSON_ROOTS} p ON p.id = m.person_id
"""  # noqa: S608 - our own names


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedPerson:
    """Somebody of a family that is expected, to be ticked with `id` and the family's.

    `times`: at how many of the last sessions they were seen; `last_week`: at the last one.
    `birthday` is the day of a child's birthday in the week of the session, from Monday to Sunday,
    and `turns` how old the child will be; None: none.
    """

    id: int
    public_id: uuid.UUID
    name: str
    role: str
    is_child: bool
    age: int | None
    months: int | None
    times: int
    last_week: bool
    birthday: dt.date | None = None
    turns: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedFamily:
    """A family that is expected: children first, then adults, seen or not.

    `last_on` is the day on which it was seen last, `times` at how many of the last sessions.
    """

    id: int
    public_id: uuid.UUID
    people: tuple[ExpectedPerson, ...]
    times: int
    last_week: bool
    last_on: dt.date


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """Who was seen at the last sessions like one: by family and person, at which.

    `starts`: when these sessions were, the newest first.
    """

    families: Mapping[int, Mapping[int, set[int]]]
    starts: Mapping[int, dt.datetime]


def expected_at(session: Session, *, with_objectors: bool = False) -> list[ExpectedFamily]:
    """The families seen at the last four sessions like this one, those seen last first.

    Like it are those of its series, then those of the same activity, site and weekday at about the
    same hour, in the half year before it; sessions at which nobody was marked tell nothing. Records
    that were joined are one. Left out are the dead, those who belong to the family no longer on
    the day, families whose messages are paused, and people who object to any use of their data,
    unless `with_objectors`: nobody asks after them by routine. Who they are is for those who take
    this register. Four queries.
    """
    seen, day = seen_before(session), clock.london_day(session.starts_at)
    present = present_families(seen.families, on=day)
    return expected_of(seen, present, day, with_objectors=with_objectors)


def expected_of(
    seen: Seen,
    present: Mapping[int, PresentFamily],
    day: dt.date,
    *,
    with_objectors: bool = False,
) -> list[ExpectedFamily]:
    """The same, of who was seen and who is in families on the day; `present` may hold more."""
    families = (
        _family(present[pk] if with_objectors else _willing(present[pk]), people, seen.starts, day)
        for pk, people in seen.families.items()
        if pk in present and not present[pk].is_paused
    )
    # The newest first; of one day, those who come most often.
    found = [family for family in families if family is not None]
    return sorted(found, key=lambda one: (-one.last_on.toordinal(), -one.times, _called(one)))


def seen_before(session: Session) -> Seen:
    """Who was seen at the last sessions like one. One query."""
    local = session.starts_at.astimezone(clock.LONDON)
    asked = {
        "session": session.pk,
        "series": session.series_id,
        "starts_at": session.starts_at,
        "not_before": session.starts_at - NOT_LONGER_AGO,
        "activity": session.activity_id,
        "site": session.site_id,
        "weekday": local.isoweekday(),
        "hour": local.time(),
        "same_hour": SAME_HOUR.total_seconds(),
        "came": MarkStatus.ATTENDED.value,
        "many": SESSIONS,
    }
    families: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    starts: dict[int, dt.datetime] = {}
    for starts_at, held, family, person in sorted(fetch(_CAME, asked), reverse=True):
        starts[held] = starts_at
        families[family][person].add(held)
    return Seen(families=families, starts=starts)


def _willing(family: PresentFamily) -> PresentFamily:
    return replace(family, people=tuple(one for one in family.people if not one.objects))


def _family(
    family: PresentFamily,
    seen: Mapping[int, set[int]],
    starts: Mapping[int, dt.datetime],
    day: dt.date,
) -> ExpectedFamily | None:
    """A family of which somebody who was seen still belongs to it; None without."""
    here = {person.id for person in family.people}
    at = set().union(*(sessions for person, sessions in seen.items() if person in here))
    if not at:
        return None
    newest = next(iter(starts))
    return ExpectedFamily(
        id=family.id,
        public_id=family.public_id,
        people=tuple(_person(one, seen.get(one.id, ()), newest, day) for one in family.people),
        times=len(at),
        last_week=newest in at,
        last_on=clock.london_day(max(starts[pk] for pk in at)),
    )


def _person(person: PresentPerson, at: Iterable[int], newest: int, day: dt.date) -> ExpectedPerson:
    seen = set(at)
    birthday = birthday_in_week(person.born, day) if person.is_child and person.born else None
    return ExpectedPerson(
        id=person.id,
        public_id=person.public_id,
        name=person.name,
        role=person.role,
        is_child=person.is_child,
        age=person.age,
        months=person.months,
        times=len(seen),
        last_week=newest in seen,
        birthday=birthday,
        turns=birthday.year - person.born.year if birthday and person.born else None,
    )


def birthday_in_week(born: dt.date, day: dt.date) -> dt.date | None:
    """The birthday in the week of a day, from Monday to Sunday; never the day of birth itself."""
    monday = day - dt.timedelta(days=day.weekday())
    for year in {monday.year, (monday + WEEK).year}:
        if year > born.year:
            its = birthdays.birthday(born, age=year - born.year)
            if monday <= its < monday + WEEK:
                return its
    return None


def _called(family: ExpectedFamily) -> tuple[str, int]:
    return family.people[0].name.casefold(), family.id

"""Whose place in a register somebody may say, and with which family they may have come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from flyingstart.accounts.api import User
from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Session
from flyingstart.activities.queries.expected import expected_at
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.families.api import Person
from flyingstart.families.facts import FAMILY_ROOTS, PERSON_RECORDS
from flyingstart.kernel.api import fetch

# Each record that speaks for a person asked for by internal id.
_RECORD = f"{PERSON_RECORDS.replace('{asked}', '%(people)s')} record"
_BELONG = f"""
    SELECT record.kept, coalesce(f.root, t.family_id), bool_or(t.ends_on IS NULL)
    FROM {_RECORD} JOIN families_familytie t ON t.person_id = record.id
    LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
    GROUP BY 1, 2
"""  # noqa: S608 - our own names, here and below
_HELD = f"""
    SELECT m.session_id, record.kept, m.id, m.person_id, coalesce(f.root, m.family_id), m.status,
           m.marked_at
    FROM {_RECORD} JOIN activities_mark m ON m.person_id = record.id
    LEFT JOIN {FAMILY_ROOTS} f ON f.id = m.family_id
    WHERE m.session_id = ANY(%(sessions)s)
    ORDER BY m.id
"""  # noqa: S608
# A session that does not say when it ends is there for the moment at which it starts.
_ALSO_AT = f"""
    SELECT DISTINCT here.id, record.kept, there.id
    FROM {_RECORD}
    JOIN activities_mark m ON m.person_id = record.id AND m.status = %(came)s
    JOIN activities_session there ON there.id = m.session_id AND there.cancelled_at IS NULL
    JOIN activities_session here ON here.id = ANY(%(sessions)s) AND here.id <> there.id
    WHERE tstzrange(here.starts_at, greatest(here.ends_at, here.starts_at), '[]')
       && tstzrange(there.starts_at, greatest(there.ends_at, there.starts_at), '[]')
      AND coalesce(nullif(here.ends_at, here.starts_at) > there.starts_at, true)
      AND coalesce(nullif(there.ends_at, there.starts_at) > here.starts_at, true)
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The sessions whose register somebody may take, and the people they see.

    People who were marked at a session, or who came to the last ones like it, may be marked there
    by whoever takes its register, seen elsewhere or not.
    """

    sessions: QuerySet[Session]
    people: QuerySet[Person]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldPlace:
    """A place that is held in a register, by the person as whom it is read.

    `record_id` is the record that was marked: another one where two were joined since.
    """

    mark_id: int
    record_id: int
    family_id: int
    status: str
    marked_at: dt.datetime


def reach_of(user: User | AnonymousUser) -> Reach:
    """What a user may say in registers."""
    return Reach(
        sessions=sessions_visible_to(user),
        people=Person.objects.visible_to(user, one_by_one=True),
    )


def families_ever(person_ids: Collection[int]) -> dict[int, dict[int, bool]]:
    """Every family to which people ever belonged, and whether they do still. One query."""
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for person, family, still in fetch(_BELONG, {"people": list(person_ids)}):
        found[person][family] = still
    return found


def places_held(
    session_ids: Collection[int], person_ids: Collection[int]
) -> dict[tuple[int, int], list[HeldPlace]]:
    """What the registers hold of people, taken back or not, by session and person. One query."""
    asked = {"people": list(person_ids), "sessions": list(session_ids)}
    found: dict[tuple[int, int], list[HeldPlace]] = defaultdict(list)
    for session, person, mark, record, family, status, marked_at in fetch(_HELD, asked):
        place = HeldPlace(
            mark_id=mark, record_id=record, family_id=family, status=status, marked_at=marked_at
        )
        found[session, person].append(place)
    return found


def also_at(
    session_ids: Collection[int], person_ids: Collection[int]
) -> dict[tuple[int, int], list[int]]:
    """Other sessions at the same time at which people are marked as present. One query."""
    asked = {
        "people": list(person_ids),
        "sessions": list(session_ids),
        "came": MarkStatus.ATTENDED.value,
    }
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for here, person, there in sorted(fetch(_ALSO_AT, asked)):
        found[here, person].append(there)
    return found


def people_in_reach(person_ids: Collection[int], reach: Reach) -> set[int]:
    """Of people, those within sight. One query."""
    return set(reach.people.filter(pk__in=person_ids).values_list("pk", flat=True))


def came_before(session: Session) -> set[int]:
    """Those who came to the last sessions like this one, expected or not. Four queries."""
    expected = expected_at(session, with_objectors=True)
    return {person.id for family in expected for person in family.people if person.times}

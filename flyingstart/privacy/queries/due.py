"""Who has not been in touch for so long that their record is due; who must be kept all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from flyingstart.activities.api import Mark
from flyingstart.families.api import (
    Contact,
    ExpectedBirth,
    Family,
    FamilyTie,
    Note,
    Person,
    Registration,
    WarningNote,
)
from flyingstart.kernel.api import clock, records
from flyingstart.privacy.clocks import months_after
from flyingstart.privacy.enums import CountsFrom
from flyingstart.privacy.households import groups
from flyingstart.privacy.models import Complaint, LegalHold, RetentionRule, SubjectRequest

Node = tuple[str, int]
PERSON, FAMILY = "person", "family"
Days = dict[Node, dt.date]


@dataclass(frozen=True, kw_only=True)
class Household:
    """People who are erased together, all records of each; when there last was anything."""

    people: Sequence[int]
    last_on: dt.date


def households() -> list[Household]:
    """Everybody, by whom they are bound to; the longest silent first."""
    days, made = _days(), _made()
    found = []
    for members in groups(_pairs()):
        people = sorted(pk for what, pk in members if what == PERSON)
        if people:
            # Of whom nothing is known, it counts from when they were written down.
            said = [days[one] for one in members if one in days] or [made[pk] for pk in people]
            found.append(Household(people=people, last_on=max(said)))
    return sorted(found, key=lambda one: (one.last_on, one.people))


def due_households(rule: RetentionRule, today: dt.date) -> list[Household]:
    """Those whose time is over under the rule for all records, and whom nothing keeps."""
    over = [one for one in households() if months_after(one.last_on, rule.months) <= today]
    kept = kept_people({pk for one in over for pk in one.people}, today)
    return [one for one in over if kept.isdisjoint(one.people)]


def held_people() -> set[int]:
    """Whom a legal hold names that lasts, with everybody who would be erased with them."""
    named = set(
        LegalHold.objects.filter(ends_on=None)
        .exclude(person=None)
        .values_list("person_id", flat=True)
    )
    if not named:
        return set()
    return {pk for one in households() if named & set(one.people) for pk in one.people}


def kept_people(people: Collection[int], today: dt.date) -> set[int]:
    """Of these, whom a hold, an open request or complaint, or a longer rule keeps."""
    holds = LegalHold.objects.filter(ends_on=None)
    if holds.filter(person=None).exists():
        return set(people)
    named: set[int] = set()
    for rows in (
        holds.filter(person__in=people),
        SubjectRequest.objects.filter(person__in=people, closed_at=None),
        Complaint.objects.filter(person__in=people, answered_on=None),
    ):
        named |= set(rows.exclude(person=None).values_list("person_id", flat=True))
    return named | _longer(set(people) - named, today)


def _longer(people: Collection[int], today: dt.date) -> set[int]:
    """Whom a record of a class that is kept until an age keeps; unknown birth dates keep too."""
    rules = RetentionRule.objects.filter(is_current=True, counts_from=CountsFrom.BORN)
    kept: set[int] = set()
    born = dict(Person.objects.filter(pk__in=people).values_list("pk", "date_of_birth"))
    for rule in rules:
        entries = [records[name] for name in rule.records if name in records]
        # Of those the database shows nothing here, and they outlive the record.
        entries = [entry for entry in entries if not entry.answered_apart]
        for pk, day in born.items():
            young = day is None or months_after(day, rule.months) > today
            if entries and young and any(_any(entry.rows_about(pk)) for entry in entries):
                kept.add(pk)
    return kept


def _any(rows: Iterable[object]) -> bool:
    return next(iter(rows), None) is not None


def _pairs() -> Iterable[tuple[Node, Node]]:
    for pk, into in Person.objects.values_list("pk", "merged_into_id"):
        yield (PERSON, pk), (PERSON, into or pk)
    for pk, into in Family.objects.values_list("pk", "merged_into_id"):
        yield (FAMILY, pk), (FAMILY, into or pk)
    for person, family in FamilyTie.objects.values_list("person_id", "family_id"):
        yield (PERSON, person), (FAMILY, family)


def _days() -> Days:
    """The last day on which anything is known of each person and each family."""
    days: Days = {}
    _note(days, PERSON, Person.objects.values_list("pk").annotate(at=Max("date_of_birth")))
    for model, what, column in (
        (Registration, PERSON, "registered_on"),
        (Registration, PERSON, "left_on"),
        (ExpectedBirth, PERSON, "due_on"),
        (ExpectedBirth, PERSON, "ended_on"),
        (Contact, FAMILY, "happened_at"),
        (Note, FAMILY, "written_at"),
        (WarningNote, FAMILY, "written_at"),
        (Mark, PERSON, "session__starts_at"),
        (Mark, FAMILY, "session__starts_at"),
    ):
        rows = model._base_manager.order_by().values_list(f"{what}_id").annotate(at=Max(column))
        _note(days, what, rows)
    return days


def _made() -> dict[int, dt.date]:
    made = Person.objects.values_list("pk", "created_at")
    return {pk: clock.london_day(at) for pk, at in made}


def _note(days: Days, what: str, rows: Iterable[tuple[int, dt.date | dt.datetime | None]]) -> None:
    for pk, at in rows:
        if at is not None:
            day = clock.london_day(at) if isinstance(at, dt.datetime) else at
            days[what, pk] = max(day, days.get((what, pk), day))


def last_days(found: Iterable[Household]) -> Mapping[int, dt.date]:
    """By person: when there last was anything."""
    return {pk: one.last_on for one in found for pk in one.people}

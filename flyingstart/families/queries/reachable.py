"""What decides whether something may be sent to people: so many queries, however many they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from flyingstart.families.enums import AlertKind, Channel, ObjectsTo
from flyingstart.families.gate import is_moving
from flyingstart.families.models import (
    Address,
    Alert,
    ContactDetail,
    FamilyTie,
    MessagePause,
    Objection,
    Person,
)
from flyingstart.families.queries.hiding import hidden_people
from flyingstart.families.queries.merged import (
    family_records,
    family_roots,
    own_of,
    person_records,
    person_roots,
)
from flyingstart.families.queries.people import rows_of_people

ANSWERS: Mapping[Channel, str] = {
    Channel.SMS: "contact_by_sms",
    Channel.EMAIL: "contact_by_email",
    Channel.CALL: "contact_by_call",
    Channel.VOICEMAIL: "contact_by_voicemail",
    Channel.LETTER: "contact_by_letter",
}
"""Where the answer to "may we?" is kept."""


@dataclass(kw_only=True)
class Reachable:
    """What is known of a person that decides about messages, of all their records together.

    `person` is the internal id of the record that was kept. `answers` holds every answer to "may
    we?" by channel, but a "yes" that others heard: of these `overheard` holds the channels.
    `objects`: they are not written to, or all use is restricted. `roles` are the roles of the day,
    `details` what is in use by kind, `home` the main address in one line, read for letters only.
    """

    person: int
    date_of_birth: dt.date | None = None
    has_died: bool = False
    is_paused: bool = False
    is_moving: bool = False
    """The site has not moved in from its old system."""
    objects: bool = False
    roles: set[str] = field(default_factory=set)
    answers: dict[Channel, set[bool]] = field(default_factory=lambda: defaultdict(set))
    overheard: set[Channel] = field(default_factory=set)
    details: dict[str, str] = field(default_factory=dict)
    home: str = ""
    home_is_hidden: bool = False


def reachable(
    people: Collection[int], day: dt.date, *, with_homes: bool = False
) -> dict[int, Reachable]:
    """What is known of people by the ids that are asked for; those merged into another one are
    found as that one. Nine queries, eleven with homes."""
    roots = person_roots(people)
    records = person_records(set(roots.values()))
    found = {root: Reachable(person=root) for root in records}
    whose = {record: found[root] for root, own in records.items() for record in own}
    order = {record: place for own in records.values() for place, record in enumerate(own)}
    _read_people(whose, order)
    _read_signs(whose, day)
    rows = [row for row in rows_of_people(ContactDetail, list(whose)) if row.ended_at is None]
    for row in sorted(rows, key=lambda row: order[row.person_id]):
        whose[row.person_id].details.setdefault(row.kind, row.value)
    _read_families(whose, day)
    if with_homes:
        _read_homes(whose, order, day)
    return {asked: found[root] for asked, root in roots.items()}


def _read_people(whose: Mapping[int, Reachable], order: Mapping[int, int]) -> None:
    moving = RawSQL(is_moving(), [], output_field=BooleanField())  # noqa: S611 - our own words
    rows = Person.objects.filter(pk__in=whose).annotate(is_moving=moving)
    for person in sorted(rows, key=lambda row: order[row.pk]):
        known = whose[person.pk]
        known.date_of_birth = known.date_of_birth or person.date_of_birth
        known.has_died = known.has_died or person.died_on is not None
        known.is_moving = known.is_moving or person.is_moving
        for channel, column in ANSWERS.items():
            answer = getattr(person, column)
            if answer and person.asked_alone is False:
                known.overheard.add(channel)
            elif answer is not None:
                known.answers[channel].add(answer)


def _read_signs(whose: Mapping[int, Reachable], day: dt.date) -> None:
    """What was decided on any record: one sign or objection outweighs every "yes"."""
    signs = Alert.objects.filter(_holds(day), person__in=whose, kind=AlertKind.NO_MESSAGES)
    silent = [ObjectsTo.MESSAGES, ObjectsTo.PROCESSING]
    objections = Objection.objects.filter(_holds(day), person__in=whose, to__in=silent)
    rows = signs.order_by().values_list("person_id", flat=True)
    for pk in rows.union(objections.order_by().values_list("person_id", flat=True)):
        whose[pk].objects = True


def _read_homes(whose: Mapping[int, Reachable], order: Mapping[int, int], day: dt.date) -> None:
    """Where letters go: the main home of the day, unless it is hidden from anybody."""
    hidden = hidden_people({known.person for known in whose.values()})
    rows = Address.objects.filter(_holds(day), person__in=whose, is_main=True)
    for row in sorted(rows, key=lambda row: (order[row.person_id], row.pk)):
        known = whose[row.person_id]
        known.home_is_hidden = known.person in hidden
        lines = (row.line_1, row.line_2, row.town, row.postcode or row.postcode_as_written)
        if row.line_1 and not known.home and not known.home_is_hidden:
            known.home = ", ".join(line for line in lines if line)


def _holds(day: dt.date) -> Q:
    return (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gt=day))


def _read_families(whose: Mapping[int, Reachable], day: dt.date) -> None:
    """The roles of the day; and whether any family a person ever belonged to is paused."""
    ties = rows_of_people(FamilyTie, list(whose))
    roots = family_roots({tie.family_id for tie in ties})
    records = family_records(set(roots.values()))
    pauses = MessagePause.objects.filter(family__in=own_of(records), resumed_at=None)
    silent = set(pauses.values_list("family_id", flat=True))
    for tie in ties:
        known = whose[tie.person_id]
        if (tie.starts_on is None or tie.starts_on <= day) and (
            tie.ends_on is None or day < tie.ends_on
        ):
            known.roles.add(tie.role)
        if not silent.isdisjoint(records[roots[tie.family_id]]):
            known.is_paused = True

"""What decides whether something may be sent to people: so many queries, however many they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from flyingstart.families.enums import AlertKind, Channel, LawKey, ObjectsTo
from flyingstart.families.gate import is_moving
from flyingstart.families.models import (
    Address,
    Alert,
    ContactDetail,
    FamilyTie,
    Objection,
    Person,
)
from flyingstart.families.queries.hiding import hidden_people
from flyingstart.families.queries.law import newest
from flyingstart.families.queries.merged import person_records, person_roots

ANSWERS: Mapping[Channel, str] = {
    Channel.SMS: "contact_by_sms",
    Channel.EMAIL: "contact_by_email",
    Channel.CALL: "contact_by_call",
    Channel.VOICEMAIL: "contact_by_voicemail",
    Channel.LETTER: "contact_by_letter",
}
"""Where the answer to "may we?" is kept."""

# A family is paused with every record of it, merged or kept; a person with any family they ever
# belonged to.
_PAUSED = """
    WITH RECURSIVE paused (id) AS (
        SELECT family_id FROM families_messagepause WHERE resumed_at IS NULL
        UNION
        SELECT near.id FROM paused CROSS JOIN LATERAL (
            SELECT f.merged_into_id AS id FROM families_family f
            WHERE f.id = paused.id AND f.merged_into_id IS NOT NULL
            UNION ALL
            SELECT f.id FROM families_family f WHERE f.merged_into_id = paused.id
        ) near
    )
    SELECT id FROM paused
"""


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
    many_from: int | None = None
    """The age from which something that goes to many may reach somebody; None: nobody knows it."""
    is_moving: bool = False
    """The site has not moved in from its old system."""
    objects: bool = False
    refuses_any_use: bool = False
    """They object to any use of their data: nothing is asked of them by routine."""
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
    found as that one. Three queries, five with homes."""
    roots = person_roots(people)
    records = person_records(set(roots.values()))
    found = reachable_by(records, day, with_homes=with_homes)
    return {asked: found[root] for asked, root in roots.items()}


def reachable_by(
    records: Mapping[int, Sequence[int]], day: dt.date, *, with_homes: bool = False
) -> dict[int, Reachable]:
    """What is known of people whose records are known, the one that was kept first. One query,
    three with homes."""
    found = {root: Reachable(person=root) for root in records}
    whose = {record: found[root] for root, own in records.items() for record in own}
    order = {record: place for own in records.values() for place, record in enumerate(own)}
    for row in sorted(_rows(whose, day), key=lambda row: order[row.pk]):
        _read(whose[row.pk], row)
    if with_homes:
        _read_homes(whose, order, day)
    return found


def _rows(people: Collection[int], day: dt.date) -> QuerySet[Any]:
    """Records of people, with all that decides in one statement: lists ask it for every row."""
    theirs = OuterRef("pk")
    details = ContactDetail.objects.filter(person=theirs, ended_at=None).order_by("pk")
    ties = FamilyTie.objects.filter(person=theirs)
    signs = Alert.objects.filter(_holds(day), person=theirs, kind=AlertKind.NO_MESSAGES)
    silent = [ObjectsTo.MESSAGES, ObjectsTo.PROCESSING]
    objections = Objection.objects.filter(_holds(day), person=theirs, to__in=silent)
    return Person._base_manager.filter(pk__in=people).annotate(
        many_from=Subquery(newest(LawKey.MANY_FROM, day)),
        is_moving=RawSQL(is_moving(), [], output_field=BooleanField()),  # noqa: S611 - our words
        has_objected=Exists(signs) | Exists(objections),
        refuses_any_use=Exists(objections.filter(to=ObjectsTo.PROCESSING)),
        is_paused=Exists(ties.filter(family__in=RawSQL(_PAUSED, []))),  # noqa: S611 - as above
        roles=ArraySubquery(ties.filter(_holds(day)).order_by("pk").values("role")),
        detail_kinds=ArraySubquery(details.values("kind")),
        detail_values=ArraySubquery(details.values("value")),
    )


def _read(known: Reachable, row: Any) -> None:
    """One more record: a sign, an objection or a pause on any outweighs every "yes"."""
    known.many_from = row.many_from
    known.date_of_birth = known.date_of_birth or row.date_of_birth
    known.has_died = known.has_died or row.died_on is not None
    known.is_moving = known.is_moving or row.is_moving
    known.is_paused = known.is_paused or row.is_paused
    known.objects = known.objects or row.has_objected
    known.refuses_any_use = known.refuses_any_use or row.refuses_any_use
    known.roles.update(row.roles)
    for kind, value in zip(row.detail_kinds, row.detail_values, strict=True):
        known.details.setdefault(kind, value)
    for channel, column in ANSWERS.items():
        answer = getattr(row, column)
        if answer and row.asked_alone is False:
            known.overheard.add(channel)
        elif answer is not None:
            known.answers[channel].add(answer)


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

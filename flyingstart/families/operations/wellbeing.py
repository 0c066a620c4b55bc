"""What keeps people safe on the day: care needs, who may collect, whom to ring."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import CareKind
from flyingstart.families.errors import NotInFamilyError
from flyingstart.families.models import CareNeed, Collector, EmergencyContact, Family, Person
from flyingstart.families.operations.members import hold_family
from flyingstart.families.operations.saving import locked_people
from flyingstart.families.queries.merged import whole_family, whole_person
from flyingstart.families.rules import answering
from flyingstart.kernel.api import Actor, clock, operation


@operation
def record_care_need(
    *,
    person: Person,
    kind: CareKind,
    text: str,
    what_to_do: str = "",
    at_the_door: bool,
    by: Actor,
    at: dt.datetime,
) -> CareNeed:
    """Say what colleagues must know to keep a person well, from today on.

    The same words that hold are one need; said again, what to do and where it shows are put right.
    Raises `TextError`.
    """
    said, doing = answering.words(text), answering.words(what_to_do, required=False)
    locked_people([person])
    people = whole_person(person.pk)
    held = CareNeed.objects.filter(
        person__in=people, kind=kind.value, text=said, ends_on=None
    ).first()
    if held is None:
        held = CareNeed(
            person_id=people[0], kind=kind.value, text=said, starts_on=clock.london_day(at)
        )
    elif (held.what_to_do, held.at_the_door) == (doing, at_the_door):
        return held
    held.what_to_do, held.at_the_door = doing, at_the_door
    held.save()
    held.refresh_from_db()
    return held


@operation
def end_care_need(*, need: CareNeed, by: Actor, at: dt.datetime) -> None:
    """It no longer holds. One that was recorded today was a mistake, and is history only."""
    held = CareNeed.objects.select_for_update(no_key=True).filter(pk=need.pk).first()
    if held is not None:
        _end(held, clock.london_day(at))


@operation
def add_collector(
    *,
    child: Person,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
    relationship: str = "",
    by: Actor,
    at: dt.datetime,
) -> Collector:
    """Say that somebody may take a child home: somebody on record, or a name.

    The same one is not added twice. Raises `TextError`, `DetailError`, and `NotInFamilyError` when
    the child would take itself.
    """
    called = answering.words(name, required=person is None)
    said = {
        "person": person,
        "name": called,
        "phone": answering.phone(phone, required=False),
        "relationship": answering.words(relationship, required=False)[:100],
    }
    locked_people([child])
    children = whole_person(child.pk)
    if person is not None and person.pk in children:
        raise NotInFamilyError("Somebody else takes the child home.")
    twice = Collector.objects.filter(child__in=children, ends_on=None, **said).first()
    if twice is not None:
        return twice
    made = Collector.objects.create(child_id=children[0], starts_on=clock.london_day(at), **said)
    made.refresh_from_db()
    return made


@operation
def end_collector(*, collector: Collector, by: Actor, at: dt.datetime) -> None:
    """They may no longer take the child home, from today on."""
    held = Collector.objects.select_for_update(no_key=True).filter(pk=collector.pk).first()
    if held is not None:
        _end(held, clock.london_day(at))


@operation
def add_emergency_contact(
    *,
    family: Family,
    name: str,
    phone: str,
    relationship: str = "",
    by: Actor,
    at: dt.datetime,
) -> EmergencyContact:
    """Somebody to ring, after those who are there. The same name and number are one.

    Raises `TextError` and `DetailError`.
    """
    called, number = answering.words(name), answering.phone(phone, required=True)
    hold_family(family)
    families = whole_family(family.pk)
    held = list(EmergencyContact.objects.filter(family__in=families, ended_at=None))
    for one in held:
        if (one.name, one.phone) == (called, number):
            return one
    made = EmergencyContact.objects.create(
        family_id=families[0],
        name=called,
        phone=number,
        relationship=answering.words(relationship, required=False)[:100],
        position=max((one.position for one in held), default=0) + 1,
    )
    made.refresh_from_db()
    return made


@operation
def end_emergency_contact(
    *, contact: EmergencyContact, by: Actor, at: dt.datetime
) -> EmergencyContact:
    """They are rung no longer. Ended twice, the first moment stays."""
    held = EmergencyContact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        held.refresh_from_db()
    return held


def _end(held: CareNeed | Collector, today: dt.date) -> None:
    if held.ends_on is not None and held.ends_on <= today:
        return
    if held.starts_on is not None and held.starts_on >= today:
        held.delete()
        return
    held.ends_on = today
    held.save(update_fields=["ends_on"])

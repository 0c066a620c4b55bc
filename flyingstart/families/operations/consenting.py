"""What a person allows, or whoever decides for a child does: said, said otherwise, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flyingstart.families.enums import (
    CARING_ROLES,
    Answerable,
    CodeKind,
    DayToDayConsent,
    Role,
)
from flyingstart.families.errors import NotAllowedError, UnknownCodeError
from flyingstart.families.models import Code, Consent, FamilyTie, Person, Responsibility
from flyingstart.families.operations.saving import locked_people
from flyingstart.families.queries.decided import in_force_on
from flyingstart.families.queries.merged import whole_family, whole_person
from flyingstart.families.queries.placements import placement_on
from flyingstart.families.rules import placing
from flyingstart.families.rules.days import holds
from flyingstart.kernel.api import Actor, clock, operation


@operation
def say_consent(
    *, person: Person, code: str, given: bool, said_by: Person, by: Actor, at: dt.datetime
) -> Consent:
    """Write down from today that something is allowed, or refused; `said_by` may be the person.

    A child's is given only by an adult who has parental responsibility, by evidence that was seen;
    while it lives with a carer, by whom the council left it to. Anybody may refuse. What was said
    before ends; the same again is the same row. Raises `UnknownCodeError` for what is not on the
    pack's list, and `NotAllowedError`.
    """
    del by  # told by the history
    today = clock.london_day(at)
    if not Code.objects.filter(kind=CodeKind.CONSENT, code=code).exists():
        raise UnknownCodeError("That is not on the list of permissions.")
    locked_people([person, said_by])
    people, speakers = whole_person(person.pk), whole_person(said_by.pk)
    if given and not _may_give(people, speakers, code, today):
        raise NotAllowedError(
            "Only an adult with parental responsibility, by evidence that was seen, can allow this."
        )
    own = Consent.objects.filter(person__in=people, code=code).select_for_update(no_key=True)
    for held in [row for row in own if holds(row, today)]:
        if (held.given, held.said_by_id) == (given, speakers[0]):
            return held
        _end(held, today)
    later = own.filter(starts_on__gt=today).order_by("starts_on").first()
    return Consent.objects.create(
        person_id=people[0],
        code=code,
        given=given,
        said_by_id=speakers[0],
        starts_on=today,
        ends_on=later.starts_on if later else None,
    )


@operation
def withdraw_consent(*, consent: Consent, by: Actor, at: dt.datetime) -> None:
    """Take back what was allowed, whoever of the family says so. Withdrawn twice, the first stays.

    One that was given today never was; that it was is in the history.
    """
    del by
    today = clock.london_day(at)
    held = Consent.objects.select_for_update(no_key=True).filter(pk=consent.pk).first()
    if held is not None and (held.ends_on is None or held.ends_on > today):
        _end(held, today)


def _may_give(
    people: Collection[int], speakers: Collection[int], code: str, today: dt.date
) -> bool:
    """Whether somebody speaks for themselves, or answers for a child by what was seen.

    Raises `NotAllowedError` where the council decides for a child who lives with a carer.
    """
    if set(people) == set(speakers):
        child = FamilyTie.objects.filter(in_force_on(today), person__in=people, role=Role.CHILD)
        return not child.exists()
    placed = placement_on(people, today)
    if placed is not None:
        agrees = placing.agrees(placed, code)
        if agrees in {DayToDayConsent.COUNCIL, DayToDayConsent.UNKNOWN}:
            raise NotAllowedError(
                "This child lives with a carer: ask the council, which decides about this."
            )
        if agrees is DayToDayConsent.CARER:
            carers = FamilyTie.objects.filter(
                in_force_on(today), person__in=speakers, role__in=CARING_ROLES
            )
            return carers.filter(family__in=whole_family(placed.carers_id)).exists()
    answers = Responsibility.objects.filter(
        in_force_on(today), adult__in=speakers, child__in=people, answer=Answerable.YES
    )
    return answers.exclude(evidence="").exists()


def _end(held: Consent, today: dt.date) -> None:
    if held.starts_on is not None and held.starts_on >= today:
        held.delete()
        return
    held.ends_on = today
    held.save(update_fields=["ends_on"])

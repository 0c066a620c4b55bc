"""A child lives with a carer outside its home: placed, who agrees to what, told, ended.

The carer's family is one of its own. The child belongs to both, as a child of two homes does:
neither page says anything of the other home.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from flyingstart.families.enums import CARING_ROLES, DayToDayConsent, PlacementKind, Role
from flyingstart.families.errors import DayError, NotInFamilyError, PlacementError
from flyingstart.families.models import Family, FamilyTie, Person, Placement
from flyingstart.families.operations.forms import AddressLines
from flyingstart.families.operations.homes import move_home
from flyingstart.families.operations.saving import locked_people
from flyingstart.families.operations.ties import join_family, leave_family
from flyingstart.families.queries.decided import in_force_on
from flyingstart.families.queries.merged import (
    family_records,
    family_roots,
    person_roots,
    whole_family,
    whole_person,
)
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.rules import checks, placing
from flyingstart.families.rules.days import holding, holds
from flyingstart.kernel.api import Actor, clock, operation


@dataclass(frozen=True, kw_only=True)
class Agrees:
    """Who agrees to what for the child, as the council delegated it."""

    consents: DayToDayConsent = DayToDayConsent.UNKNOWN
    consents_photos: DayToDayConsent = DayToDayConsent.UNKNOWN
    consents_health: DayToDayConsent = DayToDayConsent.UNKNOWN


@operation
def place_child(
    *,
    child: Person,
    carers: Family,
    kind: PlacementKind,
    agrees: Agrees,
    starts_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Placement:
    """Say that a child lives with a carer from a day on; the placement before ends.

    The child belongs to the carer's family from then, and is at home where that is at home. The
    same again is the same placement. Raises `DayError`, `PlacementError` where nobody of the family
    is a carer, and `NotInFamilyError` for who is no child.
    """
    today = clock.london_day(at)
    checks.not_future(starts_on, today)
    locked_people([child])
    children, families = whole_person(child.pk), whole_family(carers.pk)
    held = _placements(children)
    now = next((one for one in held if holds(one, starts_on)), None)
    if now is not None and now.carers_id in families and now.kind == kind:
        return now
    _demand_carer(families, children, starts_on)
    if any(one.starts_on > starts_on for one in held):
        raise DayError("Another placement began later: say when this one began and ended.")
    if now is not None:
        _finish(now, starts_on, by, at)
    root = Family.objects.get(pk=families[0])
    if not _ties(children, families, starts_on).exists():
        _let_live(Person.objects.get(pk=children[0]), root, starts_on, by, at)
    made = Placement.objects.create(
        child_id=children[0],
        carers=root,
        kind=kind.value,
        starts_on=starts_on,
        **{name: answer.value for name, answer in vars(agrees).items()},
    )
    made.refresh_from_db()
    return made


@operation
def say_who_agrees(
    *, placement: Placement, agrees: Agrees, by: Actor, at: dt.datetime
) -> Placement:
    """Say who agrees to what from now on; what it was before is in the history.

    Raises `PlacementError` when the placement is over.
    """
    held = _locked(placement)
    if not holds(held, clock.london_day(at)):
        raise PlacementError("This placement is over.")
    for name, answer in vars(agrees).items():
        setattr(held, name, answer.value)
    held.save(update_fields=list(vars(agrees)))
    held.refresh_from_db()
    return held


@operation
def say_front_door_told(
    *, placement: Placement, told_on: dt.date, by: Actor, at: dt.datetime
) -> Placement:
    """Say that the front door was told of a private fostering; told twice, the first day stays.

    Raises `DayError` and `PlacementError`.
    """
    held = _locked(placement)
    day = placing.told_day(held, told_on, clock.london_day(at))
    if held.told_mash_on is None:
        held.told_mash_on = day
        held.save(update_fields=["told_mash_on"])
        held.refresh_from_db()
    return held


@operation
def end_placement(
    *, placement: Placement, ends_on: dt.date, by: Actor, at: dt.datetime
) -> Placement:
    """Say the first day on which the child lives there no longer; it leaves the carer's family.

    Ended twice, the first day stays. Raises `DayError`.
    """
    held = _locked(placement)
    if held.ends_on is None:
        _finish(held, placing.end_day(held, ends_on, clock.london_day(at)), by, at)
        held.refresh_from_db()
    return held


def _finish(held: Placement, ends_on: dt.date, by: Actor, at: dt.datetime) -> None:
    if ends_on <= held.starts_on:
        raise DayError("It ends after it begins.")
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    child = Person.objects.get(pk=person_roots([held.child_id])[held.child_id])
    carers = Family.objects.get(pk=family_roots([held.carers_id])[held.carers_id])
    if _ties(whole_person(child.pk), whole_family(carers.pk), ends_on).exists():
        leave_family(person=child, family=carers, on=ends_on, by=by, at=at)


def _let_live(child: Person, carers: Family, on: dt.date, by: Actor, at: dt.datetime) -> None:
    """The child belongs to the carer's family, and is at home where somebody of it is."""
    join_family(person=child, family=carers, role=Role.CHILD, on=on, by=by, at=at)
    adults = FamilyTie.objects.filter(
        in_force_on(on), family__in=family_records([carers.pk])[carers.pk], role__in=CARING_ROLES
    )
    for state in person_states(set(adults.values_list("person_id", flat=True))).values():
        for home in holding(state.homes, on):
            if home.is_main and home.family == carers.pk:
                lines = home.lines
                address = AddressLines(
                    line_1=lines.line_1,
                    line_2=lines.line_2,
                    town=lines.town,
                    postcode=lines.postcode_as_written,
                )
                move_home(
                    people=[child],
                    family=carers,
                    address=address,
                    on=on,
                    make_main=True,
                    by=by,
                    at=at,
                )
                return


def _demand_carer(families: tuple[int, ...], children: tuple[int, ...], on: dt.date) -> None:
    is_child = FamilyTie.objects.filter(in_force_on(on), person__in=children, role=Role.CHILD)
    if not is_child.exclude(family__in=families).exists():
        raise NotInFamilyError("Only a child of another family is placed with a carer.")
    adults = FamilyTie.objects.filter(in_force_on(on), family__in=families, role__in=CARING_ROLES)
    if not adults.exists():
        raise PlacementError("Nobody of that family is a carer: register the carer first.")


def _ties(children: tuple[int, ...], families: tuple[int, ...], on: dt.date) -> QuerySet[FamilyTie]:
    return FamilyTie.objects.filter(in_force_on(on), person__in=children, family__in=families)


def _placements(children: tuple[int, ...]) -> list[Placement]:
    rows = Placement.objects.filter(child__in=children).select_for_update(no_key=True)
    return list(rows.order_by("starts_on", "pk"))


def _locked(placement: Placement) -> Placement:
    return Placement.objects.select_for_update(no_key=True).get(pk=placement.pk)

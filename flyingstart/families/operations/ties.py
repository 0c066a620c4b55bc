"""Who belongs to a family, as what and since when; in force from the first day, to the last but
one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flyingstart.families.enums import Role
from flyingstart.families.errors import DayError, NotInFamilyError, OtherRoleError
from flyingstart.families.models import Family, FamilyTie, Person
from flyingstart.families.operations.saving import locked, rows_of, save
from flyingstart.families.queries.held import PersonState, Tie
from flyingstart.families.rules import checks
from flyingstart.families.rules.days import Day, holding
from flyingstart.families.rules.homes import ended, home_family, with_home
from flyingstart.families.rules.ties import families_on, first_day, tie_in, with_role, without
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, clock, operation


@operation
def join_family(
    *,
    person: Person,
    family: Family,
    role: Role,
    on: dt.date | None = None,
    relationship: str = "",
    by: Actor,
    at: dt.datetime,
) -> FamilyTie:
    """Let a person who is held belong to a family from a day on, beside other families.

    `on` None: from the beginning, a child from birth. Who belongs to it already in this role stays
    as is. Raises `OtherRoleError`, `BirthDateError` and `DayError`.
    """
    before = locked(person)
    today = clock.london_day(at)
    born = before.answers.date_of_birth
    checks.birth_date(born, role, on or born or today, today)
    starts = checks.not_future(on, today) if on else first_day(role, born)
    held = tie_in(before.ties, family.pk, starts or dt.date.min)
    if held is None and starts is None:
        held = next((tie for tie in before.ties if tie.family == family.pk), None)
    if held is not None:
        if held.role != role:
            raise OtherRoleError("This person belongs to the family already, in another role.")
        return next(tie for tie in rows_of(FamilyTie, person, family) if tie.pk == held.id)
    stays = {tie.family for tie in before.ties}
    if starts is None:
        ties = (*before.ties, Tie(None, family.pk, role.value, None, None))
    else:
        ties = with_role(before.ties, family.pk, role.value, starts, stays)
    save(person.pk, before, replace(before, ties=ties), at)
    tie = FamilyTie.objects.filter(person=person, family=family, starts_on=starts).get()
    if relationship:
        tie.relationship = tidy(relationship)
        tie.save(update_fields=["relationship"])
    tie.refresh_from_db()
    return tie


@operation
def leave_family(
    *, person: Person, family: Family, on: dt.date, by: Actor, at: dt.datetime
) -> None:
    """End a person's place in a family on a day, the first on which it does not hold.

    The address of another family of the person, if there is one, becomes the main one; else the
    last known stays. Once left on that day, nothing changes. Raises `NotInFamilyError` and
    `DayError`.
    """
    before = locked(person)
    checks.not_future(on, clock.london_day(at))
    tie = tie_in(before.ties, family.pk, on)
    if tie is None:
        if any(t.family == family.pk and t.ends_on == on for t in before.ties):
            return
        raise NotInFamilyError("This person does not belong to the family on that day.")
    ties = without(before.ties, tie, on)
    save(person.pk, before, _rehomed(replace(before, ties=ties), family.pk, on), at)


@operation
def change_role(
    *,
    person: Person,
    family: Family,
    role: Role,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> FamilyTie:
    """Give a person another role in a family from a day on. The same role changes nothing.

    Raises `NotInFamilyError`, `BirthDateError` and `DayError`.
    """
    before = locked(person)
    today = clock.london_day(at)
    checks.not_future(on, today)
    if tie_in(before.ties, family.pk, on) is None:
        raise NotInFamilyError("This person does not belong to the family on that day.")
    born = before.answers.date_of_birth
    if born and on < born:
        raise DayError("The day is before birth.")
    checks.birth_date(born, role, on, today)
    ties = with_role(before.ties, family.pk, role.value, on, {family.pk})
    save(person.pk, before, replace(before, ties=ties), at)
    standing = holding(rows_of(FamilyTie, person, family), on)
    return next(tie for tie in standing if tie.role == role)


def _rehomed(state: PersonState, left: int, on: Day) -> PersonState:
    """The addresses after a family is left."""
    present = holding(state.homes, on)
    seconds = [home for home in present if home.family == left and not home.is_main]
    homes = ended(state.homes, seconds, on)
    was_home = any(home.family == left and home.is_main for home in present)
    family = home_family(holding(homes, on), families_on(state.ties, on))
    other = next((h for h in present if h.family == family and family != left), None)
    if was_home and family is not None and other is not None:
        # The other address stays the same and becomes the main one.
        homes = ended(homes, [other], on)
        homes = with_home(homes, family, other.lines, on, is_main=True, joined=True)
    return replace(state, homes=homes)

"""Reading a person under lock, and writing back what a rule made of them.

Whoever changes what belongs to a person holds the person's row, so that two screens and an import
take turns and each sees what the other left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from flyingstart.families.models import ContactDetail, Person
from flyingstart.families.operations.parts import SORTS, Sort, differences
from flyingstart.families.queries.held import FamilyKey, PersonState
from flyingstart.families.queries.registrations import person_states


def locked(person: Person) -> PersonState:
    """A person as held now, until the transaction ends."""
    return locked_people([person])[person.pk]


def locked_people(people: Iterable[Person]) -> dict[int, PersonState]:
    """People as held now by id, locked in one order whoever asks."""
    ids = {person.pk for person in people}
    held = Person.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return person_states(list(held.values_list("pk", flat=True)))


def save(pk: int, before: PersonState | None, after: PersonState, at: dt.datetime) -> None:
    """Write what differs; `before` None: the person's own row was just made."""
    for sort in SORTS:
        _save_parts(sort, pk, before, after)
    _save_details(pk, before.details if before else {}, after.details, at)
    if before and before.answers != after.answers:
        Person.objects.filter(pk=pk).update(**after.answers._asdict())


def _save_parts(sort: Sort, pk: int, before: PersonState | None, after: PersonState) -> None:
    found = differences(sort, [(pk, before, after)], _internal)
    rows = sort.model._base_manager
    if found.gone:
        rows.filter(pk__in=found.gone).delete()
    for part, *values in (*found.ends, *found.changes):
        rows.filter(pk=part).update(**dict(zip(sort.columns, values, strict=True)))
    names = ("person_id", *sort.columns, *sort.blank)
    rows.bulk_create(sort.model(**dict(zip(names, row, strict=True))) for row in found.new)


def _save_details(
    pk: int, before: Mapping[str, str], after: Mapping[str, str], at: dt.datetime
) -> None:
    for kind in {**before, **after}:
        if before.get(kind) == after.get(kind):
            continue
        ContactDetail.objects.filter(person=pk, kind=kind, ended_at=None).update(ended_at=at)
        if kind in after:
            ContactDetail.objects.create(person_id=pk, kind=kind, value=after[kind])


def _internal(family: FamilyKey | None) -> int | None:
    if isinstance(family, str):
        raise TypeError(f"{family} is a ref; operations know families by id")
    return family

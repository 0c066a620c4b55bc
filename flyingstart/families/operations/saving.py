"""Reading a person under lock, and writing back what a rule made of them.

Whoever changes what belongs to a person holds the person's row, so that two screens and an import
take turns and each sees what the other left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from flyingstart.families.models import ContactDetail, Family, Person
from flyingstart.families.operations.parts import SORTS, Sort, differences, written_answers
from flyingstart.families.queries.held import FamilyKey, PersonState
from flyingstart.families.queries.merged import family_records, own_of, person_records
from flyingstart.families.queries.registrations import person_states

M = TypeVar("M", bound=models.Model)


def locked(person: Person) -> PersonState:
    """A person as held now, until the transaction ends."""
    return locked_people([person])[person.pk]


def locked_people(people: Iterable[Person]) -> dict[int, PersonState]:
    """People as held now by id, in the order given, with the records merged into them; they are
    locked in one order."""
    ids = dict.fromkeys(person.pk for person in people)
    records = own_of(person_records(ids))
    held = Person.objects.filter(pk__in=records).order_by("pk").select_for_update(no_key=True)
    found = set(held.values_list("pk", flat=True))
    return person_states([pk for pk in ids if pk in found])


def rows_of(model: type[M], person: Person, family: Family) -> list[M]:
    """The rows of a person in a family by any record of theirs: the person's own first."""
    people, families = person_records([person.pk]), family_records([family.pk])
    rows: Iterable[Any] = model._base_manager.filter(
        person__in=own_of(people), family__in=own_of(families)
    ).order_by("pk")
    return sorted(rows, key=lambda row: (row.person_id != person.pk, row.family_id != family.pk))


def save(pk: int, before: PersonState | None, after: PersonState, at: dt.datetime) -> None:
    """Write what differs; `before` None: the person's own row was just made."""
    for sort in SORTS:
        _save_parts(sort, pk, before, after)
    _save_details(pk, before, after.details, at)
    if before and before.answers != after.answers:
        Person.objects.filter(pk=pk).update(**written_answers(before, after)._asdict())


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
    pk: int, state: PersonState | None, after: Mapping[str, str], at: dt.datetime
) -> None:
    before = state.details if state else {}
    records = state.beneath.records if state and state.beneath else ()
    for kind in {**before, **after}:
        if before.get(kind) == after.get(kind):
            continue
        # Of a record that was merged, the one that was replaced; another number stays in use.
        replaced = Q(person=pk) | Q(person__in=records, value=before.get(kind))
        held = ContactDetail.objects.filter(replaced, kind=kind, ended_at=None)
        held.update(ended_at=at)
        if kind in after:
            ContactDetail.objects.create(person_id=pk, kind=kind, value=after[kind])


def _internal(family: FamilyKey | None) -> int | None:
    if isinstance(family, str):
        raise TypeError(f"{family} is a ref; operations know families by id")
    return family

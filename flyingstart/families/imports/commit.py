"""Writes what a file of registrations would do: a fixed number of statements, by `COPY`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, models

from flyingstart.families.enums import RegisteredBy
from flyingstart.families.models import (
    ContactDetail,
    Family,
    FamilyRef,
    Person,
    PersonRef,
    Registration,
)
from flyingstart.families.operations.parts import (
    SORTS,
    FamilyId,
    Sort,
    Values,
    differences,
    written_answers,
)
from flyingstart.families.queries.held import Answers, PersonState
from flyingstart.families.queries.merged import own_of, person_records
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.rules.person import PlannedPerson
from flyingstart.kernel.api import StaleRowsError, allocate_ids, copy_rows, update_rows

Pair = tuple[int, PersonState | None, PersonState]
"""A person by id, before and after."""


def write_plan(plan: Sequence[PlannedPerson], *, source: str, at: dt.datetime) -> None:
    """Make and update people and their families, inside the transaction of the import.

    Raises `StaleRowsError` when somebody changed one of these people since the plan was made.
    """
    known = {p.id: p.before for p in plan if p.id is not None and p.before is not None}
    _lock(known)
    families = _write_families(plan, source)
    ids = _write_people(plan, source)
    people = [(pk, planned.before, planned.after) for pk, planned in zip(ids, plan, strict=True)]
    for sort in SORTS:
        _write_parts(sort, people, families)
    _write_details(people, at)


def _lock(known: dict[int, PersonState]) -> None:
    """Hold people as those do who change them, and see that they are as they were read."""
    if not known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM families_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [own_of(person_records(known))],
        )
    if person_states(known) != known:
        raise StaleRowsError("people were changed while the file was read")


def _write_families(plan: Sequence[PlannedPerson], source: str) -> FamilyId:
    """Make the families that have no id yet; returns how to find the id of any."""
    refs = dict.fromkeys(
        tie.family for planned in plan for tie in planned.after.ties if isinstance(tie.family, str)
    )
    made = dict(zip(refs, allocate_ids(Family, len(refs)), strict=True))
    copy_rows(Family, ["id"], ((pk,) for pk in made.values()))
    copy_rows(
        FamilyRef,
        ["source", "ref", "family_id"],
        ((source, ref, pk) for ref, pk in made.items()),
    )
    return lambda family: made[family] if isinstance(family, str) else family


def _write_people(plan: Sequence[PlannedPerson], source: str) -> list[int]:
    """Write the people's own rows; returns their ids in the order of the plan."""
    fresh = iter(allocate_ids(Person, sum(planned.id is None for planned in plan)))
    ids = [next(fresh) if planned.id is None else planned.id for planned in plan]
    pairs = list(zip(ids, plan, strict=True))
    copy_rows(
        Person,
        ["id", *Answers._fields, "read_language"],
        ((pk, *planned.after.answers, "") for pk, planned in pairs if planned.before is None),
    )
    copy_rows(
        PersonRef,
        ["source", "ref", "person_id"],
        ((source, planned.ref, pk) for pk, planned in pairs if planned.before is None),
    )
    _update(
        Person,
        Answers._fields,
        [
            (pk, *written_answers(planned.before, planned.after))
            for pk, planned in pairs
            if planned.before and planned.before.answers != planned.after.answers
        ],
    )
    return ids


def _write_parts(sort: Sort, people: list[Pair], family: FamilyId) -> None:
    found = differences(sort, people, family)
    if found.gone:
        sort.model._base_manager.filter(pk__in=found.gone).delete()
    _update(sort.model, sort.columns, found.ends)
    _update(sort.model, sort.columns, found.changes)
    columns, rows = ["person_id", *sort.columns, *sort.blank], found.new
    if sort.model is Registration:
        columns, rows = [*columns, "came_by"], [(*row, RegisteredBy.FILE.value) for row in rows]
    copy_rows(sort.model, columns, rows)


def _write_details(people: Iterable[Pair], at: dt.datetime) -> None:
    """End contact details that were replaced, and add the new ones."""
    new = [
        (pk, kind, value, before)
        for pk, before, after in people
        for kind, value in after.details.items()
        if before is None or before.details.get(kind) != value
    ]
    replaced = {
        (record, kind, before.details[kind])
        for pk, kind, _, before in new
        if before and kind in before.details
        for record in (pk, *(before.beneath.records if before.beneath else ()))
    }
    held = ContactDetail.objects.filter(person__in={pk for pk, _, _ in replaced}, ended_at=None)
    ended = [
        (pk, at)
        for pk, *detail in held.values_list("pk", "person_id", "kind", "value")
        if tuple(detail) in replaced
    ]
    _update(ContactDetail, ["ended_at"], ended)
    copy_rows(ContactDetail, ["person_id", "kind", "value"], (row[:3] for row in new))


def _update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Values]) -> None:
    if rows:
        update_rows(model, ["id", *columns], rows)

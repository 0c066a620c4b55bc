"""An adopted child's record is sealed: it names nobody, is found nowhere, and is still counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from flyingstart.accounts.api import Permission, User
from flyingstart.families.enums import Role
from flyingstart.families.envelope import Contents, enclosed, opened
from flyingstart.families.errors import NotAllowedError, NotInFamilyError
from flyingstart.families.models import (
    Address,
    Family,
    FamilyTie,
    Need,
    Person,
    Registration,
    SealedRecord,
)
from flyingstart.families.operations.saving import locked
from flyingstart.families.queries.merged import whole_person
from flyingstart.families.rules import keeping
from flyingstart.kernel.api import Actor, PersonalRecord, clock, operation, records


@operation
def seal_record(*, person: Person, evidence: str, by: Actor, at: dt.datetime) -> SealedRecord:
    """Seal the record of a child that was adopted; `evidence` says what was seen. For good.

    Everything that is held is enclosed, in every app; then names, numbers, words and histories are
    taken away, and what totals of the past rest on hangs on families that nobody sees. Merges of
    the record are forgotten with the rest: there is nothing left to part. Sealed twice, the first
    stays. Raises `NotAllowedError` for who does not seal records, `NotInFamilyError` for somebody
    who is a child of no family, and `TextError`.
    """
    user = _named(by)
    if user is None or not user.has_perm(Permission.SEAL_RECORDS):
        raise NotAllowedError("Only a named worker who may seal records does this.")
    seen = keeping.reason(evidence)
    locked(person)
    people = whole_person(person.pk)
    held = SealedRecord.objects.filter(person__in=people).first()
    if held is not None:
        return held
    if not user.has_perm(Permission.SEAL_RECORDS, person):
        raise NotAllowedError("Only a named worker who may seal records does this.")
    if not FamilyTie.objects.filter(person__in=people, role=Role.CHILD).exists():
        raise NotInFamilyError("Only the record of a child is sealed.")
    contents = {record.name: list(record.rows_about(people[0])) for record in _concerned()}
    _end(people, clock.london_day(at))
    families = {
        old: Family.objects.create(sealed_at=at, counted_as_id=old).pk
        for old in sorted(_families_of(people))
    }
    Person.objects.filter(pk__in=people).update(sealed_at=at)
    _take_away(people, families)
    sealed = SealedRecord.objects.create(
        person_id=people[0],
        contents=enclosed(contents),
        evidence=seen,
        sealed_at=at,
        sealed_by_name=by.name,
    )
    _forget_versions()
    return sealed


@operation
def open_sealed_record(
    *, sealed: SealedRecord, reason: str, by: Actor, at: dt.datetime
) -> Contents:
    """Everything that a sealed record held, for a court or for the person once grown up.

    Nothing is put back; who opened it, and why, is kept. Raises `NotAllowedError` for who does not
    protect data, and `TextError`.
    """
    user = _named(by)
    if user is None or not user.has_perm(Permission.PROTECT_DATA):
        raise NotAllowedError("Only the data protection officer opens a sealed record.")
    said = keeping.reason(reason)
    held = SealedRecord.objects.select_for_update().get(pk=sealed.pk)
    held.opened_at, held.opened_by_name, held.opened_why = at, by.name, said
    held.save(update_fields=["opened_at", "opened_by_name", "opened_why"])
    return opened(bytes(held.contents))


def _named(by: Actor) -> User | None:
    return User.objects.filter(public_id=by.id).first() if by.id else None


def _concerned() -> Iterator[PersonalRecord]:
    """What is held of people, in the order in which it is taken away."""
    for record in records.newest_first():
        if record.erase is not None or record.keep_for_counting is not None:
            yield record


def _families_of(people: Collection[int]) -> set[int]:
    found: set[int] = set()
    for model in (FamilyTie, Registration, Address):
        rows = model._base_manager.filter(person__in=people, family__isnull=False)
        found.update(rows.values_list("family_id", flat=True))
    return found


def _end(people: Collection[int], today: dt.date) -> None:
    """From today the old record is nobody's: what still holds ends."""
    for model, first, last in (
        (FamilyTie, "starts_on", "ends_on"),
        (Address, "starts_on", "ends_on"),
        (Need, "starts_on", "ends_on"),
        (Registration, "registered_on", "left_on"),
    ):
        rows: models.QuerySet[models.Model] = model._base_manager.filter(
            Q(**{last: None}) | Q(**{f"{last}__gt": today}), person__in=people
        )
        rows.filter(**{f"{first}__gte": today}).delete()
        rows.update(**{last: today})


def _take_away(people: Collection[int], families: dict[int, int]) -> None:
    for record in _concerned():
        if record.keep_for_counting is not None:
            record.keep_for_counting(people, families)
    for record in _concerned():
        if record.keep_for_counting is None and record.erase is not None:
            record.erase(people)


def _forget_versions() -> None:
    """Take the versions of all rows about sealed people out of the histories of every table."""
    told = [("families_person", "")]
    for model in apps.get_models(include_auto_created=True):
        if model is not SealedRecord:
            told += [
                (model._meta.db_table, str(field.column))
                for field in model._meta.concrete_fields
                if field.related_model is Person and field.model is model and field.column
            ]
    with connection.cursor() as cursor:
        for named in told:
            cursor.execute("SELECT families_forget_sealed(%s::regclass, %s)", named)

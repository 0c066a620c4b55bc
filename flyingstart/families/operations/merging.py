"""Two records of one person or family: joined by a pointer, or said to be two.

A merge moves nothing: every row stays where it was entered, and is read with the record that was
kept (`queries/merged.py`). `parting.py` takes a merge back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db import models
from django.db.models import Q

from flyingstart.families.errors import MergedAlreadyError, MergeError, MergeReasonError
from flyingstart.families.models import Distinct, Family, FamilyTie, Merge, Person
from flyingstart.families.operations.pausing import DEATH, pause
from flyingstart.families.queries.merged import (
    family_records,
    family_roots,
    own_of,
    person_records,
    person_roots,
)
from flyingstart.families.queries.together import spoken
from flyingstart.families.rules.merging import (
    Candidate,
    Doubt,
    demand_mergeable,
    demand_no_doubt,
    demand_pairs,
    doubts,
)
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, ActorKind, operation

M = TypeVar("M", bound=models.Model)


@operation
def merge_people(
    *,
    kept: Person,
    merged: Person,
    reason: str,
    knows_they_are_one: bool = False,
    by: Actor,
    at: dt.datetime,
) -> Merge:
    """Join a record to the one that is kept. The same again is the same merge.

    `knows_they_are_one`: a person's word against a doubt; no command's and no job's. Raises
    `MergeReasonError`, `MergeError` for a record and itself, `MergedAlreadyError`,
    `NhsNumbersDifferError`, `SaidDistinctError` and `MergeDoubtError`.
    """
    said = demand_reason(reason)
    locked_together(Person, [kept, merged])
    return _merge_people(kept, merged, said, by, at, knows=knows_they_are_one)


@operation
def merge_families(
    *,
    kept: Family,
    merged: Family,
    pairs: Sequence[tuple[Person, Person]] = (),
    reason: str,
    knows_they_are_one: bool = False,
    by: Actor,
    at: dt.datetime,
) -> Merge:
    """Join a family to the one that is kept, and its people to those whom they turn out to be.

    `pairs`: who is kept, and who of the merged family is the same. Who belongs to both families
    already, or is in no pair, stays as is and belongs to the family that is kept. The same again
    is the same merge. Raises what `merge_people` raises, and `MergeError` when somebody is named
    twice or belongs to neither family; then nothing is joined.
    """
    said = demand_reason(reason)
    families = locked_together(Family, [kept, merged])
    locked_together(Person, [person for pair in pairs for person in pair])
    now_kept, now_merged = families[kept.pk], families[merged.pk]
    standing = Merge.objects.filter(kept_family=kept, merged_family=merged, undone_at=None).first()
    if standing is not None:
        return standing
    if kept.pk == merged.pk:
        raise MergeError("This is one family already.")
    if now_kept.merged_into_id is not None:
        raise MergedAlreadyError("The family to keep was joined to another one: choose that one.")
    if now_merged.merged_into_id is not None:
        raise MergedAlreadyError("This family was joined to another one before.")
    demand_pairs([(one.pk, other.pk) for one, other in pairs], _members(kept), _members(merged))
    whole = Merge.objects.create(
        kept_family=kept,
        merged_family=merged,
        reason=said,
        merged_at=at,
        merged_by_name=by.name,
    )
    now_merged.merged_into = kept
    now_merged.save(update_fields=["merged_into"])
    for one, other in pairs:
        _merge_people(one, other, said, by, at, knows=knows_they_are_one, whole=whole)
    whole.refresh_from_db()
    return whole


@operation
def say_distinct(
    *, first: Person, second: Person, reason: str, by: Actor, at: dt.datetime
) -> Distinct:
    """Say that two records which look alike are two people. Said twice, the first word stays.

    Raises `MergeReasonError`, and `MergedAlreadyError` while they are joined.
    """
    said = demand_reason(reason)
    locked_together(Person, [first, second])
    roots = person_roots([first.pk, second.pk])
    if roots[first.pk] == roots[second.pk]:
        raise MergedAlreadyError("These records are joined: part them first.")
    one, other = sorted((first.pk, second.pk))
    distinct, _ = Distinct.objects.get_or_create(
        first_id=one,
        second_id=other,
        defaults={"reason": said, "said_at": at, "said_by_name": by.name},
    )
    distinct.refresh_from_db()
    return distinct


@operation
def withdraw_distinct(*, distinct: Distinct, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take back that two records are two people; history keeps both words. Twice is once.

    Raises `MergeReasonError`.
    """
    said = demand_reason(reason)
    for held in Distinct.objects.filter(pk=distinct.pk).select_for_update():
        held.reason = said
        held.save(update_fields=["reason"])
        held.delete()


def merge_doubts(kept: Person, merged: Person, *, with_families: bool = False) -> tuple[Doubt, ...]:
    """Why these two are perhaps not one person, for whoever is about to join them.

    `with_families`: their families become one as well, in which they may be twins.
    """
    candidates = _candidates([kept.pk, merged.pk])
    one, other = candidates[kept.pk], candidates[merged.pk]
    if with_families:
        one = replace(one, families=one.families | other.families)
    return doubts(one, other)


def demand_reason(reason: str) -> str:
    """The reason as it is kept. Raises `MergeReasonError`."""
    said = tidy(reason)
    if not said:
        raise MergeReasonError("Say why.")
    return said


def locked_together(model: type[M], rows: Iterable[M]) -> dict[int, M]:
    """Rows as held now by id, locked in one order whoever asks."""
    ids = {row.pk for row in rows}
    held = model._base_manager.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in held}


def _merge_people(
    kept: Person,
    merged: Person,
    said: str,
    by: Actor,
    at: dt.datetime,
    *,
    knows: bool,
    whole: Merge | None = None,
) -> Merge:
    """Join two people whose rows are locked."""
    standing = Merge.objects.filter(kept_person=kept, merged_person=merged, undone_at=None).first()
    if standing is not None:
        return standing
    candidates = _candidates([kept.pk, merged.pk])
    one, other = candidates[kept.pk], candidates[merged.pk]
    demand_mergeable(one, other, said_distinct=_said_distinct(kept.pk, merged.pk))
    found = doubts(one, other)
    demand_no_doubt(found, knows=knows, is_person=by.kind is ActorKind.USER)
    merge = Merge.objects.create(
        kept_person=kept,
        merged_person=merged,
        whole=whole,
        reason=said,
        merged_at=at,
        merged_by_name=by.name,
    )
    Person.objects.filter(pk=merged.pk).update(merged_into=kept)
    if Doubt.DEATH in found:
        # What one record knew holds for the families of both.
        for family in sorted(one.families | other.families):
            pause(family, DEATH, by, at)
    merge.refresh_from_db()
    return merge


def _candidates(ids: Sequence[int]) -> dict[int, Candidate]:
    """Two people as they are read, with the records that were merged into each of them."""
    records = person_records(ids)
    ties = FamilyTie.objects.filter(person__in=own_of(records))
    places = list(ties.values_list("person_id", "family_id"))
    roots = family_roots({family for _, family in places})
    found = {}
    people = {person.pk: person for person in Person.objects.filter(pk__in=own_of(records))}
    for pk in ids:
        own = records[pk]
        rows = [people[record] for record in own]
        found[pk] = Candidate(
            id=pk,
            given_name=rows[0].given_name,
            family_name=rows[0].family_name,
            date_of_birth=spoken([row.date_of_birth for row in rows]),
            died_on=spoken([row.died_on for row in rows]),
            nhs_number=spoken([row.nhs_number for row in rows]),
            merged_into=rows[0].merged_into_id,
            families=frozenset(roots[family] for who, family in places if who in own),
        )
    return found


def _said_distinct(one: int, other: int) -> bool:
    """Whether somebody said so of any record of the two."""
    records = person_records([one, other])
    either = Q(first__in=records[one], second__in=records[other])
    return Distinct.objects.filter(
        either | Q(first__in=records[other], second__in=records[one])
    ).exists()


def _members(family: Family) -> set[int]:
    """Who ever belonged to a family, by any record."""
    ties = FamilyTie.objects.filter(family__in=family_records([family.pk])[family.pk])
    ids = set(ties.values_list("person_id", flat=True))
    return ids | set(person_roots(ids).values())

"""Taking a merge back: both records are again what they were, and what came since is dealt out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flyingstart.families.errors import UndecidedError
from flyingstart.families.models import Family, Merge, MessagePause, Person
from flyingstart.families.operations.changed import changed_since
from flyingstart.families.operations.dealing import families_own
from flyingstart.families.operations.merging import demand_reason, locked_together
from flyingstart.families.queries.merged import FAMILIES, PEOPLE, chains
from flyingstart.families.since import Parting, Side, SinceEntry, Stand, entered_elsewhere
from flyingstart.kernel.api import Actor, operation

Pairs = list[tuple[int, int]]


@operation
def unmerge(
    *, merge: Merge, belongs: Mapping[str, Side], reason: str, by: Actor, at: dt.datetime
) -> Merge:
    """Part two records again. Taken back twice, the first time stays.

    `belongs` says of each entry of `entered_since`, by its key, to which record it belongs. A
    merge of families parts the people whom it joined as well. Raises `MergeReasonError`,
    `UndecidedError` when an entry has no answer, and `CannotGoError`; then nothing is parted.
    """
    said = demand_reason(reason)
    _lock(merge)
    held = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    if held.undone_at is not None:
        return held
    entries = entered_since(held)
    undecided = [entry for entry in entries if entry.key not in belongs]
    if undecided:
        first = undecided[0]
        text = first.masked if first.where_of else first.text
        raise UndecidedError(f"Say to whom it belongs: {first.what}, {text}.")
    for entry in entries:
        if belongs[entry.key] is not entry.stands_with:
            entry.move(belongs[entry.key])
    _pause_both(held)
    for one in _pieces(held):
        one.undone_at, one.undone_by_name, one.undone_why = at, by.name, said
        one.save(update_fields=["undone_at", "undone_by_name", "undone_why"])
        if one.merged_person_id:
            Person.objects.filter(pk=one.merged_person_id).update(merged_into=None)
        if one.merged_family_id:
            Family.objects.filter(pk=one.merged_family_id).update(merged_into=None)
    held.refresh_from_db()
    return held


def entered_since(merge: Merge) -> list[SinceEntry]:
    """What was entered about either record since they were joined, in the order of time.

    Empty once the merge is taken back.
    """
    if merge.undone_at is not None:
        return []
    parting = _parting(merge)
    entries = [
        *families_own(parting),
        *changed_since(parting),
        *entered_elsewhere.entries(parting),
    ]
    return sorted(entries, key=lambda entry: (entry.entered_at, entry.key))


def _pieces(merge: Merge) -> list[Merge]:
    """A merge, and those of people that it brought with it and that stand."""
    return [*merge.pieces.filter(undone_at=None).order_by("pk"), merge]


def _pairs(merge: Merge) -> tuple[Pairs, Pairs]:
    """The people, and the families, that it joined: the kept one and the merged one of each."""
    people: Pairs = []
    families: Pairs = []
    for one in _pieces(merge):
        if one.kept_person_id and one.merged_person_id:
            people.append((one.kept_person_id, one.merged_person_id))
        if one.kept_family_id and one.merged_family_id:
            families.append((one.kept_family_id, one.merged_family_id))
    return people, families


def _parting(merge: Merge) -> Parting:
    people, families = _pairs(merge)
    return Parting(
        since=merge.created_at,
        merged_at=merge.merged_at,
        people=_stands(merge, PEOPLE, people),
        families=_stands(merge, FAMILIES, families),
    )


def _stands(merge: Merge, table: str, pairs: Pairs) -> dict[int, Stand]:
    """Every record on either side: what came in since may stand with whom the kept one is now."""
    above = chains(table, {kept for kept, _ in pairs})
    joined = _joined_at(table, {pk for chain in above.values() for pk in chain})
    found: dict[int, Stand] = {}
    for kept, merged in pairs:
        since = merge.created_at
        for pk in above[kept]:
            found[pk] = Stand(since=since, side=Side.KEPT, kept=pk, merged=merged)
            since = max(since, joined.get(pk, since))
        found[merged] = Stand(
            since=merge.created_at, side=Side.MERGED, kept=above[kept][-1], merged=merged
        )
    return found


def _joined_at(table: str, ids: set[int]) -> dict[int, dt.datetime]:
    """When those were joined that are merged into others."""
    name = "merged_person" if table == PEOPLE else "merged_family"
    standing = Merge.objects.filter(undone_at=None, **{f"{name}__in": ids})
    return dict(standing.values_list(name, "created_at"))


def _lock(merge: Merge) -> None:
    """Hold all whom it concerns, families first, as those do who join them."""
    people, families = _pairs(merge)
    for model, table, pairs in ((Family, FAMILIES, families), (Person, PEOPLE, people)):
        ids = {pk for chain in chains(table, {k for k, _ in pairs}).values() for pk in chain}
        ids |= {merged for _, merged in pairs}
        locked_together(model, model._base_manager.filter(pk__in=ids))


def _pause_both(merge: Merge) -> None:
    """Who was silent together stays so apart, until a worker resumes each."""
    _, families = _pairs(merge)
    for kept, merged in families:
        pauses = MessagePause.objects.filter(resumed_at=None)
        pause = pauses.filter(family=kept, created_at__gt=merge.created_at).first()
        if pause is not None and not pauses.filter(family=merged).exists():
            MessagePause.objects.create(
                family_id=merged,
                reason=pause.reason,
                started_at=pause.started_at,
                started_by_name=pause.started_by_name,
            )

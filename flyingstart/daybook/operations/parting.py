"""Entries about a person since two records were joined, when the merge is taken back."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.models import EntryVersion
from flyingstart.design.api import formats
from flyingstart.families.api import Parting, Side, SinceEntry


def versions_since(parting: Parting) -> Iterator[SinceEntry]:
    """An entry for each version that was written about either person since the merge."""
    versions = EntryVersion.objects.filter(
        person__in=parting.people, created_at__gt=parting.since
    ).select_related("entry")
    for version in versions.order_by("pk"):
        stand = parting.stands(person=version.person_id)
        if stand is not None and version.created_at > stand.since:
            yield _since(version, stand.side, parting)


def _since(version: EntryVersion, side: Side, parting: Parting) -> SinceEntry:
    def move(to: Side) -> None:
        person = parting.person(version.person_id, to)
        EntryVersion.objects.filter(pk=version.pk).update(person=person)

    kind = EntryKind(version.entry.kind).label
    return SinceEntry(
        key=f"daybook:{version.pk}",
        what=_("entry of the day book"),
        text=f"{kind}, {formats.date(version.entry.day)}",
        about=version.called,
        entered_at=version.created_at,
        stands_with=side,
        move=move,
    )

"""Personal data of the day book: what happened to somebody at a site, and who signed for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Q

from flyingstart.daybook.models import DayEntry, DaySignature, EntryVersion
from flyingstart.daybook.queries.so_called import versions_so_called
from flyingstart.families.api import person_records, person_roots
from flyingstart.kernel.api import Erased, PersonalRecord, erase_rows, records

Ids = Collection[int]
Row = Mapping[str, Any]


def entries_about(person_id: int) -> Iterable[Row]:
    """What was written about a person, each version of it, the oldest first.

    Also where they were only called by their name, at a place and on a day where they were.
    """
    root = person_roots([person_id])[person_id]
    people = person_records([root])[root]
    so_called = versions_so_called(people)
    found = EntryVersion.objects.filter(Q(person__in=people) | Q(pk__in=so_called))
    rows = found.select_related("entry__site").prefetch_related("signatures")
    return [
        {
            "site": one.entry.site.name,
            "kind": one.entry.kind,
            "happened_at": one.happened_at.isoformat(),
            "came_at": one.came_at.isoformat() if one.came_at else "",
            "called": one.called,
            "happened": one.happened,
            "done": one.done,
            "witnesses": one.witnesses,
            "told": one.told,
            "why": one.why,
            "written_at": one.written_at.isoformat(),
            "written_by_name": one.written_by_name,
            "signatures": "\n".join(
                f"{each.signed_at.isoformat()} {each.signs} {each.how}: {each.name} {each.note}"
                for each in one.signatures.all()
            ),
        }
        for one in rows.order_by("happened_at", "pk")
    ]


def erase_entries(people: Ids) -> Erased:
    """What was written about people. An entry that was corrected to somebody else stays theirs."""
    about = EntryVersion.objects.filter(person__in=people)
    others = EntryVersion.objects.exclude(person=None).exclude(person__in=people)
    entries = DayEntry.objects.filter(versions__in=about).exclude(versions__in=others)
    whole = DayEntry.objects.filter(pk__in=list(entries.values_list("pk", flat=True)))
    versions = EntryVersion.objects.filter(Q(person__in=people) | Q(entry__in=whole))
    signatures = DaySignature.objects.filter(version_signed__in=versions)
    return erase_rows(signatures, versions, whole)


def take_away_sealed(people: Ids, _families: Mapping[int, int]) -> None:
    """What was written about a sealed child is in the envelope alone: nothing here is counted.

    Where they were only called by their name it is found now, for names are taken away next.
    """
    EntryVersion.objects.filter(pk__in=versions_so_called(people)).update(person=min(people))
    erase_entries(people)
    # History too: its first version may name nobody registered.
    with connection.cursor() as cursor:
        cursor.execute("SELECT daybook_forget_sealed()")


ENTRY = PersonalRecord(
    name="day book",
    holds="What happened to somebody at a site: accident, incident, injury seen, first aid, "
    "medicine; what was done, who saw it, who was told, who signed",
    purpose="To keep sites safe, to tell families, and to answer for accidents",
    lawful_basis="Legal obligation and public task; health under UK GDPR, article 9(2)(g)",
    retention="About a child until they are 25; about an adult as long as their record",
    rows_about=entries_about,
    purpose_key="day-book",
    written=("called", "happened", "done", "told", "why"),
    of_others=("written_by_name", "witnesses", "signatures"),
    erase=erase_entries,
    keep_for_counting=take_away_sealed,
    tells_where=("site",),
)
records.register(ENTRY.name, ENTRY)


def visits_about(person_id: int) -> Iterable[Row]:  # noqa: ARG001 - see below
    """Nothing: a visitor is a name, tied to nobody registered."""
    return []


VISITORS = PersonalRecord(
    name="visitors and checks",
    holds="Names of visitors, when they came and left; roll calls; who opened a site and what they "
    "found",
    purpose="To know who is in the building, and that it was safe",
    lawful_basis="Legal obligation and public task",
    retention="Three years",
    rows_about=visits_about,
    purpose_key="day-book",
)
UNNAMED = PersonalRecord(
    name="unnamed entries",
    holds="What happened at a site to somebody who is not registered",
    purpose="To keep sites safe, and to answer for accidents",
    lawful_basis="Legal obligation and public task",
    retention="25 years: it may have been a child",
    rows_about=visits_about,
    purpose_key="day-book",
)
for _entry in (VISITORS, UNNAMED):
    records.register(_entry.name, _entry)

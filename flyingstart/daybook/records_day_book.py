"""Personal data of the day book: what happened to somebody at a site, and who signed for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from operator import itemgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from flyingstart.daybook.models import DayEntry, DaySignature, EntryVersion
from flyingstart.daybook.queries.so_called import (
    is_of,
    names_of,
    versions_so_called,
    where_they_came,
)
from flyingstart.families.api import About, every_record
from flyingstart.kernel.api import Erased, PersonalRecord, erase_rows, records

Ids = Collection[int]
Row = Mapping[str, Any]


_SIGNATURES = (
    DaySignature.objects.filter(version_signed=OuterRef("pk"))
    .order_by("signed_at", "pk")
    .values(one=JSONObject(at="signed_at", signs="signs", how="how", name="name", note="note"))
)


def _versions(which: Callable[[Any, Any], Q]) -> About:
    return About(
        model=EntryVersion,
        fields=(
            *("happened_at", "came_at", "called", "happened", "done", "witnesses", "told", "why"),
            *("written_at", "written_by_name"),
        ),
        named={
            "site": F("entry__site__name"),
            "kind": F("entry__kind"),
            "signatures": ArraySubquery(_SIGNATURES),
        },
        which=which,
        by_family=False,
        order=("happened_at", "pk"),
    )


_of_people = _versions(lambda people, _families: Q(person__in=people))
_where_they_came = _versions(lambda people, _families: where_they_came(people))


def entries_about(person_id: int) -> Iterable[Row]:
    """What was written about a person, each version of it, the oldest first.

    Also where they were only called by their name, at a place and on a day where they were.
    """
    rows, called = _of_people(person_id), _where_they_came(person_id)
    if called:
        names = names_of(every_record(person_id))
        theirs = [row for row in called if is_of(row["called"], names)]
        # Both are in their order, and every moment is written in UTC.
        rows = sorted([*rows, *theirs], key=itemgetter("happened_at"))
    return [row | {"signatures": _lines(row["signatures"])} for row in rows]


def _lines(signatures: Iterable[Row]) -> str:
    return "\n".join("{at} {signs} {how}: {name} {note}".format_map(one) for one in signatures)


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

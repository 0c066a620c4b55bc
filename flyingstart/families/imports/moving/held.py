"""What is known and held of whom a file speaks: so many queries, however long the file is."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet

from flyingstart.families.enums import CodeKind
from flyingstart.families.imports.moving.describing import (
    Cells,
    Described,
    Known,
    Lane,
    Part,
    Sheet,
)
from flyingstart.families.models import FamilyRef, FamilyTie, Person, PersonRef
from flyingstart.families.queries.codes import code_indexes
from flyingstart.families.queries.merged import (
    family_records,
    family_roots,
    person_records,
    person_roots,
)
from flyingstart.families.queries.refs import families_by_ref, people_by_ref
from flyingstart.families.rules.laying import Strip
from flyingstart.kernel.api import clock
from flyingstart.places.api import known_postcodes, normal_postcode

HINTS = 50
"""Of so many unknown refs of a file the nearest known one is looked for; it takes a while."""


def load_known(described: Described, rows: Sequence[Cells], source: str) -> Known:
    """What rows are read against."""
    people = people_by_ref(source, _refs(rows, described.people))
    families = families_by_ref(source, _refs(rows, described.families))
    records = person_records(set(people.values()))
    root_of = {record: root for root, own in records.items() for record in own}
    written = {cells["postcode"] for cells in rows if "postcode" in cells}
    ties, roles = _ties(root_of)
    codes = code_indexes()
    return Known(
        people=people,
        families=families,
        births=_births(root_of),
        ties=ties,
        roles=roles,
        needs=codes[CodeKind.NEED],
        consents=codes[CodeKind.CONSENT],
        postcodes=known_postcodes({normal_postcode(text) for text in written}),
        nearest_person=_nearest(lambda: PersonRef.objects.filter(source=source)),
        nearest_family=_nearest(lambda: FamilyRef.objects.filter(source=source)),
        today=clock.today(),
        now=clock.now(),
    )


def held_strips(sheets: Iterable[Sheet], parts: Sequence[Part]) -> dict[Lane, list[Strip]]:
    """What is held of the people and families that parts speak of, by lane."""
    found: dict[Lane, list[Strip]] = defaultdict(list)
    for sheet in sheets:
        asked = {part.key[0] for part in parts if part.sheet is sheet}
        for lane, strip in _strips(sheet, asked) if asked else ():
            found[lane].append(strip)
    return dict(found)


def _strips(sheet: Sheet, asked: Collection[int]) -> Iterator[tuple[Lane, Strip]]:
    """The rows of a table, the record that was kept before those merged into it."""
    first = sheet.key[0]
    records = person_records(asked) if first in sheet.people else family_records(asked)
    owner = {record: root for root, own in records.items() for record in own}
    names = {*sheet.key, *sheet.blank, "pk", "version"}
    if sheet.dated:
        names |= {"starts_on", "ends_on"}
    rows = list(sheet.model._base_manager.filter(**{f"{first}__in": list(owner)}).values(*names))
    rows.sort(key=lambda row: (row[first] != owner[row[first]], row["pk"]))
    roots = _roots(sheet, rows)
    for row in rows:
        kept = {name: roots.get((name, value), value) for name, value in row.items()}
        kept[first] = owner[row[first]]
        strip = Strip(
            pk=row["pk"],
            version=row["version"],
            starts_on=row.get("starts_on"),
            ends_on=row.get("ends_on"),
            values={name: kept[name] for name in sheet.blank},
        )
        yield sheet.lane(kept), strip


def _roots(sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, Any], int]:
    """The records that were kept, of the people and families beside whose rows they are."""
    found: dict[tuple[str, Any], int] = {}
    for names, roots_of in ((sheet.people, person_roots), (sheet.families, family_roots)):
        for name in set(names) - {sheet.key[0]}:
            ids = {row[name] for row in rows if row[name] is not None}
            found.update({(name, pk): root for pk, root in roots_of(ids).items()})
    return found


def _refs(rows: Sequence[Cells], columns: Iterable[str]) -> set[str]:
    return {ref for column in columns for cells in rows if (ref := cells[column])}


def _births(owner: Mapping[int, int]) -> dict[int, dt.date]:
    """Birth dates by the record that was kept."""
    born = Person.objects.filter(pk__in=owner).exclude(date_of_birth=None)
    rows = dict(born.values_list("pk", "date_of_birth"))
    rest = {owner[pk]: day for pk, day in rows.items() if day}
    return rest | {pk: day for pk, day in rows.items() if day and owner[pk] == pk}


def _ties(
    owner: Mapping[int, int],
) -> tuple[dict[int, tuple[int, ...]], dict[tuple[int, int], str]]:
    """The families people ever belonged to, and their newest role in each."""
    rows = FamilyTie.objects.filter(person__in=owner).order_by(
        F("starts_on").asc(nulls_first=True), "pk"
    )
    ties = list(rows.values_list("person_id", "family_id", "role"))
    roots = family_roots({family for _, family, _ in ties})
    families: dict[int, dict[int, None]] = defaultdict(dict)
    roles: dict[tuple[int, int], str] = {}
    for person, family, role in ties:
        families[owner[person]][roots[family]] = None
        roles[owner[person], roots[family]] = role
    return {person: tuple(of) for person, of in families.items()}, roles


def _nearest(refs: Callable[[], QuerySet[Any]]) -> Callable[[str], str]:
    """How to find the known ref nearest to one that is not known; "" when none is near."""
    hints = iter(range(HINTS))

    @functools.cache
    def known() -> list[str]:
        return list(refs().values_list("ref", flat=True))

    @functools.cache
    def nearest(ref: str) -> str:
        if next(hints, None) is None:
            return ""
        return next(iter(difflib.get_close_matches(ref, known(), n=1)), "")

    return nearest

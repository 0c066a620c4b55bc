"""What is held, in the layout of each kind: imported again, it changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from flyingstart.families.imports.moving import tables
from flyingstart.families.imports.moving.describing import Cells, Sheet
from flyingstart.families.models import ContactPerson, Person
from flyingstart.families.queries.hiding import hidden_by_sign
from flyingstart.families.queries.merged import family_roots, person_roots
from flyingstart.families.queries.refs import family_refs, person_refs
from flyingstart.kernel.api import ImportOptions, clock

SOURCE = ImportOptions().source
"""References of this source are written as they are; everything else by its public id."""

Row = Mapping[str, Any]


class Refs:
    """What the sending system calls the people and families of rows."""

    def __init__(self, rows: Iterable[Row], people: Iterable[str], families: Iterable[str]) -> None:
        rows, self._names, self._family_names = list(rows), list(people), list(families)
        self._people = person_roots(_ids(rows, self._names))
        self._families = family_roots(_ids(rows, self._family_names))
        self._person = person_refs(SOURCE, set(self._people.values()))
        self._family = family_refs(SOURCE, set(self._families.values()))

    def tells(self, row: Row) -> bool:
        """Whether a row may leave: nobody whom it names is sealed."""
        people = (row.get(name) for name in self._names)
        families = (row.get(name) for name in self._family_names)
        return all(pk is None or self._people[pk] in self._person for pk in people) and all(
            pk is None or self._families[pk] in self._family for pk in families
        )

    def person(self, pk: int | None) -> str:
        """A person's ref."""
        return "" if pk is None else self._person[self._people[pk]]

    def family(self, pk: int | None) -> str:
        """A family's ref."""
        return "" if pk is None else self._family[self._families[pk]]


def _ids(rows: Iterable[Row], columns: Iterable[str]) -> set[int]:
    names = list(columns)
    return {row[name] for row in rows for name in names if row.get(name) is not None}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.astimezone(clock.LONDON).isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def _lines(
    sheet: Sheet,
    cells: Callable[[Row, Refs], Mapping[str, Any]],
    *,
    of: Iterable[Row] | None = None,
) -> Iterator[Cells]:
    names = {*sheet.key, *sheet.blank, *(("starts_on", "ends_on") if sheet.dated else ())}
    rows = list(sheet.model._base_manager.order_by("pk").values(*names) if of is None else of)
    refs = Refs(
        rows,
        [name for name in (*sheet.people, "said_by_id") if not name.startswith("contact__")],
        sheet.families,
    )
    for row in filter(refs.tells, rows):
        days = {name: row[name] for name in ("starts_on", "ends_on") if name in row}
        line = {**days, **cells(row, refs)}
        yield {name: _cell(value) for name, value in line.items()}


def _of_person(sheet: Sheet, **columns: str) -> Callable[[], list[Cells]]:
    """Rows of a person whose columns go by another name, or by their own."""

    def cells(row: Row, refs: Refs) -> Mapping[str, Any]:
        told = {name: row[column] for name, column in columns.items()}
        return {"person_ref": refs.person(row["person_id"]), **told}

    return lambda: list(_lines(sheet, cells))


alerts = _of_person(
    tables.ALERTS, kind="kind", reason="reason", source="source", review_on="review_on"
)
objections = _of_person(tables.OBJECTIONS, objects_to="to", words="words")
needs = _of_person(tables.NEEDS, need="code", source="source")
notices = _of_person(
    tables.NOTICES, shown_on="shown_on", notice_version="notice_version", language="language"
)


def permissions() -> list[Cells]:
    """What was allowed or refused."""

    def cells(row: Row, refs: Refs) -> Mapping[str, Any]:
        return {
            "person_ref": refs.person(row["person_id"]),
            "permission": row["code"],
            "given": row["given"],
            "said_by_ref": refs.person(row["said_by_id"]),
        }

    return list(_lines(tables.CONSENTS, cells))


def addresses() -> list[Cells]:
    """Homes, main and other; none that is hidden, for extracts carry no place of those."""

    def cells(row: Row, refs: Refs) -> Mapping[str, Any]:
        return {
            "person_ref": refs.person(row["person_id"]),
            "family_ref": refs.family(row["family_id"]),
            "is_main": row["is_main"],
            "address_line_1": row["line_1"],
            "address_line_2": row["line_2"],
            "town": row["town"],
            "postcode": row["postcode_as_written"],
        }

    rows = list(tables.ADDRESSES.model._base_manager.order_by("pk").values())
    roots = person_roots({row["person_id"] for row in rows})
    hidden = hidden_by_sign(set(roots.values()))
    said = ("line_1", "line_2", "town", "postcode_as_written")
    shown = [
        row
        for row in rows
        if roots[row["person_id"]] not in hidden and any(row[name] for name in said)
    ]
    return list(_lines(tables.ADDRESSES, cells, of=shown))


def relationships() -> list[Cells]:
    """What people are to families, then who has parental responsibility for whom."""

    def ties(row: Row, refs: Refs) -> Mapping[str, Any]:
        return {
            "person_ref": refs.person(row["person_id"]),
            "family_ref": refs.family(row["family_id"]),
            "role": row["role"],
            "relationship": row["relationship"],
        }

    def responsible(row: Row, refs: Refs) -> Mapping[str, Any]:
        return {
            "person_ref": refs.person(row["adult_id"]),
            "child_ref": refs.person(row["child_id"]),
            "responsibility": row["answer"],
            "evidence": row["evidence"],
            "seen_on": row["seen_on"],
        }

    return [*_lines(tables.TIES, ties), *_lines(tables.RESPONSIBILITIES, responsible)]


def contacts() -> list[Cells]:
    """Contacts, a row for each person; one row where nobody is named."""
    rows = list(tables.CONTACTS.model._base_manager.order_by("pk").values())
    met: dict[int, list[Row]] = {}
    for one in ContactPerson.objects.order_by("pk").values("contact_id", "person_id", "seen"):
        met.setdefault(one["contact_id"], []).append(one)
    of = [
        {**row, "person_id": one["person_id"], "seen": one["seen"]}
        for row in rows
        for one in met.get(row["id"], [{"person_id": None, "seen": None}])
    ]
    refs = Refs(of, ["person_id"], ["family_id"])

    def cells(row: Row, _refs: Refs) -> Mapping[str, Any]:
        same = ("happened_at", "kind", "face_to_face", "seen", "note", "next_step", "next_on")
        return {
            "family_ref": refs.family(row["family_id"]),
            **{name: row[name] for name in same},
            "person_ref": refs.person(row["person_id"]),
            "worker": row["worker_name"],
        }

    return list(_lines(tables.CONTACTS, cells, of=of))


def deaths() -> list[Cells]:
    """Who died, and when."""
    dead = Person.objects.filter(sealed_at=None).exclude(died_on=None)
    rows = dead.order_by("pk").values("id", "died_on")
    refs = Refs(rows, ["id"], [])
    return [
        {"person_ref": refs.person(row["id"]), "died_on": _cell(row["died_on"])} for row in rows
    ]

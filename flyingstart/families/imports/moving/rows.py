"""What a row of each kind says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flyingstart.families.enums import (
    IN_PERSON,
    AlertKind,
    Answerable,
    ContactKind,
    ObjectsTo,
    Role,
)
from flyingstart.families.imports.moving import tables
from flyingstart.families.imports.moving.describing import Lane, Part, Sheet
from flyingstart.families.imports.moving.reading import RowReader
from flyingstart.families.rules.laying import Said
from flyingstart.families.text import plain
from flyingstart.kernel.intake.api import quoted
from flyingstart.places.api import normal_postcode

LONGEST_RELATIONSHIP = 100
LONGEST_SOURCE = 200
LONGEST_CODE = 40
LONGEST_LANGUAGE = 10


def _said(starts_on: dt.date | None, ends_on: dt.date | None, **values: Any) -> Said:
    """What is said: blank values were not."""
    told = {name: value for name, value in values.items() if value not in {"", None}}
    return Said(starts_on=starts_on, ends_on=ends_on, values=told)


def _of_person(
    sheet: Sheet, code: Callable[[RowReader], str], **columns: Callable[[RowReader], Any]
) -> Callable[[RowReader], list[Part]]:
    """Rows of a person and a code, with days: alerts, objections, permissions, needs."""

    def read(row: RowReader) -> list[Part]:
        person = row.person()
        starts_on, ends_on = row.days(person)
        meant = code(row)
        values = {name: column(row) for name, column in columns.items()}
        return [Part(sheet=sheet, key=(person, meant), said=_said(starts_on, ends_on, **values))]

    return read


def relationships(row: RowReader) -> list[Part]:
    """What somebody is to a family, and whether they have parental responsibility for a child."""
    person = row.person()
    child = row.person("child_ref", required=False)
    answer = row.choice("responsibility", Answerable, required=bool(row.cells["child_ref"]))
    starts_on, ends_on = row.days(person)
    relationship = row.text("relationship", longest=LONGEST_RELATIONSHIP)
    role = row.choice("role", Role, required=False)
    evidence, seen_on = row.text("evidence"), row.past("seen_on")
    if answer and not row.cells["child_ref"]:
        row.fault("child_ref", "for whom is missing: the child’s reference")
    if not (role or relationship or answer):
        row.fault("role", "the row says nothing: no role, no relationship, no responsibility")
    parts = []
    if role or relationship:
        family = row.family_of(person)
        held = row.known.roles.get((person or 0, family or 0), "")
        if not role and not held and not row.faults:
            row.fault("role", "the role is missing, and the person is not of that family yet")
        said = _said(starts_on, ends_on, role=role or held, relationship=relationship)
        parts.append(Part(sheet=tables.TIES, key=(person, family), said=said))
    if child is not None:
        if child == person:
            row.fault("child_ref", "it is the person’s own reference")
        said = _said(starts_on, ends_on, answer=answer, evidence=evidence, seen_on=seen_on)
        parts.append(Part(sheet=tables.RESPONSIBILITIES, key=(person, child), said=said))
        if answer in {Answerable.YES, Answerable.SHARED} and not evidence:
            row.remark("evidence", "no evidence is named; permissions need it")
    return parts


def addresses(row: RowReader) -> list[Part]:
    """Where a person lived or lives: a main address, or another one with a family."""
    person = row.person()
    family = row.family_of(person)
    starts_on, ends_on = row.days(person)
    is_main = row.yes_no("is_main") is not False
    written = row.text("postcode")
    lines = {
        "line_1": row.text("address_line_1"),
        "line_2": row.text("address_line_2"),
        "town": row.text("town"),
    }
    postcode = normal_postcode(written) if written else ""
    if not written and not any(lines.values()):
        row.fault("postcode", "there is no address")
    elif written and postcode not in row.known.postcodes:
        what = f"the postcode {postcode} is not known" if postcode else "it is no postcode"
        row.remark("postcode", f"{what}; it is kept as written")
    said = _said(
        starts_on,
        ends_on,
        family_id=family,
        **lines,
        postcode_as_written=written,
        postcode=postcode,
    )
    other, main = Lane("Address", (person, family)), Lane("Address", (person, None))
    if is_main:
        return [Part(sheet=tables.ADDRESSES, key=main.key, said=said, clears=(other,))]
    words = "the main address is with that family then; say which of the two is not"
    return [Part(sheet=tables.ADDRESSES, key=other.key, said=said, yields_to=(main, words))]


alerts = _of_person(
    tables.ALERTS,
    lambda row: row.choice("kind", AlertKind),
    reason=lambda row: row.paragraphs("reason"),
    source=lambda row: row.text("source", longest=LONGEST_SOURCE),
    review_on=lambda row: row.day("review_on"),
)
objections = _of_person(
    tables.OBJECTIONS,
    lambda row: row.choice("objects_to", ObjectsTo),
    words=lambda row: row.paragraphs("words"),
)


def _permission(row: RowReader) -> str:
    code = row.text("permission", longest=LONGEST_CODE)
    if not code:
        row.fault("permission", "what is permitted is missing, such as photo_wall")
        return ""
    entry = row.known.consents.find(code)
    if entry is None:
        # An authority that keeps no list takes any.
        say = row.fault if len(row.known.consents) else row.remark
        say("permission", f"{quoted(code)} is not on the list of permissions")
    return entry.code if entry else code


def _need(row: RowReader) -> str:
    text = row.text("need")
    if not text:
        row.fault("need", "the need is missing")
        return ""
    entry = row.known.needs.find(text)
    if entry is not None:
        return entry.code
    row.text("need", longest=LONGEST_CODE)
    row.remark("need", f"{quoted(text)} is in no list; it is kept as written")
    return text


permissions = _of_person(
    tables.CONSENTS,
    _permission,
    given=lambda row: row.yes_no("given", required=True),
    said_by_id=lambda row: row.person("said_by_ref", required=False),
)
needs = _of_person(
    tables.NEEDS, _need, source=lambda row: row.text("source", longest=LONGEST_SOURCE)
)


def notices(row: RowReader) -> list[Part]:
    """Which privacy notice somebody was shown, in which language, when."""
    person = row.person()
    shown_on = row.past("shown_on", required=True)
    version = row.text("notice_version", longest=LONGEST_CODE)
    if not version:
        row.fault("notice_version", "the version is missing")
    language = row.text("language", longest=LONGEST_LANGUAGE)
    key = (person, version, language, shown_on)
    return [Part(sheet=tables.NOTICES, key=key, said=_said(None, None))]


def contacts(row: RowReader) -> list[Part]:
    """Something done with a family outside a session; repeated, it adds who else was there."""
    person = row.person(required=False)
    family = row.family_of(person) if row.cells["person_ref"] else row.family()
    happened_at = row.moment("happened_at", row.known.now)
    kind = row.choice("kind", ContactKind)
    in_person = kind in IN_PERSON
    face = row.yes_no("face_to_face")
    if face and kind and not in_person:
        row.fault("face_to_face", f"a {plain(kind)} is not face to face")
    step, next_on = row.text("next_step"), row.day("next_on")
    if next_on and not step:
        row.fault("next_step", "there is a day for the next step, and no step")
    said = _said(
        None,
        None,
        face_to_face=in_person if face is None else face,
        note=row.paragraphs("note"),
        next_step=step,
        next_on=next_on,
        worker_name=row.text("worker", longest=LONGEST_SOURCE),
    )
    key = (family, happened_at, kind)
    parts = [Part(sheet=tables.CONTACTS, key=key, said=said)]
    if person is not None:
        seen = row.yes_no("seen")
        met = _said(None, None, seen=bool(face or in_person) if seen is None else seen)
        parts.append(Part(sheet=tables.MET, key=(*key, person), said=met))
        if family is not None and family not in row.known.ties.get(person, ()):
            row.remark("person_ref", "the person is not known to belong to that family")
    return parts


def deaths(row: RowReader) -> list[Part]:
    """That a person died, and when."""
    person = row.person()
    died_on = row.past("died_on", required=True)
    born = row.known.births.get(person or 0)
    if died_on and born and died_on < born:
        row.fault("died_on", "it is before birth")
    return [Part(sheet=tables.DEATHS, key=(person,), said=_said(None, None, died_on=died_on))]

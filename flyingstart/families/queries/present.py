"""Who is in families on a day, for those who meet them: so many queries, however many families."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flyingstart.families.enums import Role
from flyingstart.families.queries.colleagues import ALIASED
from flyingstart.families.queries.lists.pieces import put, value
from flyingstart.families.queries.lists.sets import Sets
from flyingstart.families.queries.objecting import objecting_on
from flyingstart.families.queries.together import spoken
from flyingstart.families.roots import FAMILY_RECORDS, PERSON_RECORDS
from flyingstart.kernel.api import birthdays, clock, fetch

_OURS = f"""
    ours (id, root) AS {FAMILY_RECORDS.replace("{asked}", "{families}")}"""
_MEMBERS = f"""
    WITH {_OURS}
    SELECT m.family, f.public_id, m.person, m.role
    FROM {{member}} m JOIN families_family f ON f.id = m.family
    ORDER BY m.family, m.person
"""  # noqa: S608
_PEOPLE = f"""
    WITH record (id, kept) AS {PERSON_RECORDS.replace("{asked}", "%s")}
    SELECT record.kept, p.public_id, p.given_name, p.family_name, p.date_of_birth,
           record.kept IN ({{objecting}})
    FROM record JOIN families_person p ON p.id = record.id
    ORDER BY record.kept, record.id <> record.kept, record.id
"""  # noqa: S608
_PAUSED, _ALIAS = "paused", "alias"
_ABOUT = f"""
    WITH {_OURS}
    SELECT DISTINCT '{_PAUSED}', ours.root, ''
    FROM ours JOIN families_messagepause m ON m.family_id = ours.id
    WHERE m.resumed_at IS NULL
    UNION ALL
    SELECT '{_ALIAS}', ours.root, min(aliased.alias)
    FROM ours JOIN families_familytie t ON t.family_id = ours.id
    JOIN ({ALIASED}) aliased ON aliased.id = t.person_id
    GROUP BY ours.root
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True, slots=True)
class PresentPerson:
    """Somebody of a family on a day. `id` is the internal id of the record that was kept.

    `age` is in whole years and `months` in whole months, on that day; None where no birth date is
    held, or for a birth to come. Who `objects` today to any use of their data is greeted and marked
    like everybody; nobody is prompted to look for them, or to ask them anything.
    """

    id: int
    public_id: uuid.UUID
    given_name: str
    family_name: str
    role: str
    born: dt.date | None
    age: int | None
    months: int | None
    objects: bool = False

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_child(self) -> bool:
        """Whether they are a child of this family."""
        return self.role == Role.CHILD


@dataclass(frozen=True, kw_only=True, slots=True)
class PresentFamily:
    """A family on a day: its children, the oldest first, then the others by name.

    `is_paused`: somebody died, or a pregnancy ended; nobody is prompted to ask after them. `alias`:
    what registers call the family of a colleague; "" for any other.
    """

    id: int
    public_id: uuid.UUID
    people: tuple[PresentPerson, ...]
    is_paused: bool
    alias: str = ""


def present_families(family_ids: Collection[int], *, on: dt.date) -> dict[int, PresentFamily]:
    """Families that were kept, by internal id, with the living who belong to them on a day.

    Records that were joined are read as one. A family to which nobody belongs is left out. Three
    queries, none for no ids.
    """
    if not family_ids:
        return {}
    families = value(list(family_ids))
    member = Sets(day=on, seen=None).member("AND t.family_id IN (SELECT id FROM ours)")
    rows = fetch(*put(_MEMBERS, families=families, member=member))
    answers = _answers({person for _, _, person, _ in rows})
    about = fetch(*put(_ABOUT, families=families))
    paused = {pk for kind, pk, _ in about if kind == _PAUSED}
    aliases = {pk: alias for kind, pk, alias in about if kind == _ALIAS}
    ids: dict[int, uuid.UUID] = {}
    people: dict[int, list[PresentPerson]] = defaultdict(list)
    for family, public_id, person, role in rows:
        ids[family] = public_id
        people[family].append(_person(person, role, answers[person], on))
    return {
        pk: PresentFamily(
            id=pk,
            public_id=public_id,
            people=tuple(sorted(people[pk], key=_order)),
            is_paused=pk in paused,
            alias=aliases.get(pk, ""),
        )
        for pk, public_id in ids.items()
    }


def _answers(people: Collection[int]) -> Mapping[int, Sequence[Sequence[Any]]]:
    """What is held of people, column by column, the record that was kept first."""
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    statement = _PEOPLE.format(objecting=objecting_on(clock.today()))
    for kept, *row in fetch(statement, [list(people)]):
        rows[kept].append(tuple(row))
    return {pk: list(zip(*own, strict=True)) for pk, own in rows.items()}


def _person(pk: int, role: str, columns: Sequence[Sequence[Any]], on: dt.date) -> PresentPerson:
    public_ids, given, family, born_on, objects = columns
    born: dt.date | None = spoken(born_on)
    known = born if born is not None and born <= on else None
    return PresentPerson(
        id=pk,
        public_id=public_ids[0],
        given_name=spoken(given),
        family_name=spoken(family),
        role=role,
        born=born,
        age=birthdays.age_on(known, on) if known else None,
        months=_months(known, on) if known else None,
        objects=objects[0],
    )


def _months(born: dt.date, on: dt.date) -> int:
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def _order(person: PresentPerson) -> tuple[bool, dt.date, str, str, int]:
    born = (person.born or dt.date.max) if person.is_child else dt.date.max
    family, given = person.family_name.casefold(), person.given_name.casefold()
    return not person.is_child, born, given, family, person.id

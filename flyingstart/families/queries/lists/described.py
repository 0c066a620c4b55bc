"""What a page of a list says of its rows: so many queries, however many rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flyingstart.families.enums import Role
from flyingstart.families.queries.hiding import NOBODY
from flyingstart.families.queries.lists.asked import GAPS, Gap, Kind
from flyingstart.families.queries.lists.pieces import put, value
from flyingstart.families.queries.lists.places import Places
from flyingstart.families.queries.lists.sets import Sets, holds
from flyingstart.families.queries.together import OPEN, spoken
from flyingstart.families.roots import FAMILY_ROOTS, PERSON_RECORDS
from flyingstart.kernel.api import fetch

NO_ANSWER = {"", *OPEN}
ENGLISH = "English"

_RECORD = f"record (id, kept) AS {PERSON_RECORDS.replace('{asked}', '{people}')}"
# The families of these people, with every record of each; then who belongs to them.
_OF_PEOPLE = f"""
    WITH {_RECORD}, root (id) AS (
        SELECT coalesce(f.root, t.family_id)
        FROM families_familytie t LEFT JOIN {FAMILY_ROOTS} f ON f.id = t.family_id
        WHERE t.person_id IN (SELECT id FROM record)
    )"""  # noqa: S608
_OF_FAMILIES = "WITH root (id) AS (SELECT id FROM unnest({people}::bigint[]) AS id)"
_MEMBERS = f"""
    {{asked}}, ours (id) AS (
        SELECT id FROM root UNION SELECT f.id FROM {FAMILY_ROOTS} f JOIN root ON root.id = f.root
    )
    SELECT m.family, f.public_id, m.person, m.role
    FROM {{member}} m JOIN families_family f ON f.id = m.family
    ORDER BY m.family, m.person
"""  # noqa: S608
_PEOPLE = f"""
    WITH {_RECORD}
    SELECT record.kept, p.id, p.given_name, p.family_name, p.date_of_birth, p.ethnicity,
           p.spoken_language, p.interpreter_needed
    FROM record JOIN families_person p ON p.id = record.id
    ORDER BY record.kept, record.id <> record.kept, record.id
"""  # noqa: S608
_HOMES = f"WITH {_RECORD} SELECT h.person, h.family, h.postcode FROM {{home}} h"  # noqa: S608


_DAYS = f"""
    WITH {_RECORD}
    SELECT g.person, g.family, false, g.registered_on FROM {{registration}} g WHERE {{in_force}}
    UNION ALL
    SELECT e.person, e.family, true, e.due_on FROM {{expected}} e
"""  # noqa: S608


_MASKED = "SELECT id FROM ({masked}) masked WHERE id = ANY({people})"


class Number(NamedTuple):
    """A phone number of somebody, whether it may be rung, and whether there is any way at all."""

    phone: str
    may_ring: bool
    is_in_reach: bool


Numbers = Callable[[Mapping[int, Sequence[int]]], Mapping[int, Number]]
"""Says of people by internal id, with all their records, what `consent` says: it stands above
what only reads."""


class Named(NamedTuple):
    """Somebody of a household: what a row says of them."""

    name: str
    born: dt.date | None
    role: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A row: somebody, or a family.

    `family` is the page it opens. `others` are the parents and carers of a child; of an adult or a
    family, the children. `phone` is a number of theirs. `silent`: there is one, but they are not to
    be rung. `gaps` is what nobody has told us yet.
    """

    name: str
    family: uuid.UUID
    born: dt.date | None
    role: str
    others: Sequence[Named]
    neighbourhood: str
    ward: str
    languages: Sequence[str]
    interpreter: bool
    phone: str
    silent: bool
    registered_on: dt.date | None
    due_on: dt.date | None
    gaps: Sequence[Gap]


@dataclass
class _Someone:
    """What is held of one person, through merges."""

    pk: int
    given_name: str
    family_name: str
    born: dt.date | None
    ethnicity: str
    language: str
    interpreter: bool | None
    records: Sequence[int]
    home: tuple[int | None, str] = (None, "")
    phone: str = ""
    may_ring: bool = False
    is_masked: bool = False
    is_in_reach: bool = False
    since: list[tuple[int, dt.date]] = field(default_factory=list)
    due: list[tuple[int, dt.date]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def order(self) -> tuple[str, str, int]:
        return self.family_name.casefold(), self.given_name.casefold(), self.pk


@dataclass
class _Household:
    """A family of today."""

    pk: int
    public_id: uuid.UUID
    roles: dict[int, str] = field(default_factory=dict)


def described(
    kind: Kind, ids: Collection[int], sets: Sets, places: Places, numbers: Numbers
) -> Mapping[int, Listed]:
    """Rows by the ids of people, or of families. Seven queries and those of `numbers`; none for no
    ids."""
    if not ids:
        return {}
    read = _Read(kind, list(ids), sets, numbers)
    homes = places.of(person.home[1] for person in read.people.values())
    if kind is Kind.FAMILIES:
        return {
            pk: _family_row(read.households[pk], read, homes) for pk in ids if pk in read.households
        }
    rows = ((pk, _person_row(kind, read.people[pk], read, homes)) for pk in ids)
    return {pk: row for pk, row in rows if row is not None}


Homes = Mapping[str, tuple[str, str]]


class _Read:
    """Everybody of the households of some rows."""

    def __init__(self, kind: Kind, ids: list[int], sets: Sets, numbers: Numbers) -> None:
        self._sets = sets
        self.households: dict[int, _Household] = {}
        self.of: dict[int, list[_Household]] = defaultdict(list)
        self._read_members(kind, ids)
        everyone = set(self.of) | (set() if kind is Kind.FAMILIES else set(ids))
        self.people = self._read_people(sorted(everyone))
        self._read_homes()
        self._read_reach(numbers)
        self._read_days()
        self._mask()

    def adults(self, household: _Household) -> list[_Someone]:
        """Those who are not children of it, by name."""
        return self._sorted(pk for pk, role in household.roles.items() if role != Role.CHILD)

    def children(self, household: _Household) -> list[_Someone]:
        """Its children, the youngest last."""
        found = self._sorted(pk for pk, role in household.roles.items() if role == Role.CHILD)
        return sorted(found, key=lambda one: one.born or dt.date.max)

    def _sorted(self, ids: Iterable[int]) -> list[_Someone]:
        return sorted((self.people[pk] for pk in ids), key=lambda one: one.order)

    def _read_members(self, kind: Kind, ids: list[int]) -> None:
        asked = _OF_FAMILIES if kind is Kind.FAMILIES else _OF_PEOPLE
        statement = put(
            _MEMBERS,
            asked=put(asked, people=value(ids)),
            member=self._sets.member("AND t.family_id IN (SELECT id FROM ours)"),
        )
        for pk, public_id, person, role in fetch(*statement):
            household = self.households.setdefault(pk, _Household(pk, public_id))
            household.roles[person] = role
            self.of[person].append(household)

    def _read_people(self, ids: list[int]) -> dict[int, _Someone]:
        rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for kept, *row in fetch(*put(_PEOPLE, people=value(ids))):
            rows[kept].append(tuple(row))
        return {pk: _someone(pk, own) for pk, own in rows.items()}

    def _read_homes(self) -> None:
        home = self._sets.home("AND t.person_id IN (SELECT id FROM record)")
        statement = put(_HOMES, people=value(list(self.people)), home=home)
        for person, family, postcode in fetch(*statement):
            self.people[person].home = family, postcode

    def _read_reach(self, numbers: Numbers) -> None:
        for pk, number in numbers({pk: one.records for pk, one in self.people.items()}).items():
            person = self.people[pk]
            person.is_in_reach, person.phone = number.is_in_reach, number.phone
            person.may_ring = number.may_ring

    def _read_days(self) -> None:
        """Since when they are registered, and when births are due; in families in sight."""
        theirs = "AND t.person_id IN (SELECT id FROM record)"
        statement = put(
            _DAYS,
            people=value(list(self.people)),
            registration=self._sets.registration(theirs),
            in_force=holds("g", self._sets.day, "registered_on", "left_on"),
            expected=self._sets.expected(theirs),
        )
        for person, family, is_due, day in fetch(*statement):
            someone = self.people[person]
            (someone.due if is_due else someone.since).append((family, day))

    def _mask(self) -> None:
        """Of those whose home is hidden from the reader: no place, and no number."""
        rows = put(_MASKED, masked=self._sets.masked, people=value(list(self.people)))
        for (pk,) in fetch(*rows) if self._sets.masked != NOBODY else ():
            person = self.people.get(pk)
            if person is not None:
                person.is_masked, person.is_in_reach = True, True
                person.home, person.phone = (None, ""), ""


def _someone(pk: int, rows: Sequence[tuple[Any, ...]]) -> _Someone:
    """A person of the rows of all their records, the one that was kept first."""
    records, *columns = zip(*rows, strict=True)
    given, family, born, ethnicity, language, interpreter = columns
    return _Someone(
        pk=pk,
        given_name=spoken(given),
        family_name=spoken(family),
        born=spoken(born),
        ethnicity=spoken(ethnicity),
        language=spoken(language),
        interpreter=spoken(interpreter),
        records=records,
    )


def _person_row(kind: Kind, one: _Someone, read: _Read, homes: Homes) -> Listed | None:
    households = sorted(read.of[one.pk], key=lambda each: (each.pk != one.home[0], each.pk))
    wanted = [each for each in households if _is_listed(kind, each.roles[one.pk])]
    if not wanted:
        return None
    home, present = wanted[0], {each.pk for each in households}
    adults, children = read.adults(home), read.children(home)
    is_child = kind is Kind.CHILDREN
    reached = adults if is_child else [one]
    speakers = [one, *adults] if is_child else [one]
    phone, silent = _phone(reached)
    others = adults if is_child else [child for child in children if child is not one]
    neighbourhood, ward = homes.get(one.home[1], ("", ""))
    return Listed(
        name=one.name,
        family=home.public_id,
        born=one.born,
        role=home.roles[one.pk],
        others=_named(others, home),
        neighbourhood=neighbourhood,
        ward=ward,
        languages=_languages(speakers),
        interpreter=any(each.interpreter for each in reached),
        phone=phone,
        silent=silent,
        registered_on=min((day for _, day in one.since), default=None),
        due_on=min((day for family, day in one.due if family in present), default=None),
        gaps=_in_order(kind, _gaps_of(one, is_grown=not is_child) | _alone(kind, households)),
    )


def _family_row(home: _Household, read: _Read, homes: Homes) -> Listed:
    adults, children = read.adults(home), read.children(home)
    everyone = [*adults, *children]
    phone, silent = _phone(adults)
    # The first of them who is at home somewhere that is known says where.
    places = [homes[one.home[1]] for one in everyone if one.home[1] in homes]
    if any(one.is_masked for one in everyone):
        places = []
    since = [day for one in everyone for family, day in one.since if family == home.pk]
    due = [day for one in everyone for family, day in one.due if family == home.pk]
    gaps = {gap for one in everyone for gap in _gaps_of(one, is_grown=one in adults)}
    gaps -= {Gap.HOME, Gap.CONTACT}
    gaps |= family_gaps(
        has_home=any(one.home[1] or one.is_masked for one in everyone),
        reach=[one.is_in_reach for one in adults],
    )
    neighbourhood, ward = places[0] if places else ("", "")
    return Listed(
        name=", ".join(one.name for one in adults or children),
        family=home.public_id,
        born=None,
        role="",
        others=_named(children if adults else [], home),
        neighbourhood=neighbourhood,
        ward=ward,
        languages=_languages(everyone),
        interpreter=any(one.interpreter for one in adults),
        phone=phone,
        silent=silent,
        registered_on=min(since, default=None),
        due_on=min(due, default=None),
        gaps=_in_order(Kind.FAMILIES, gaps),
    )


def family_gaps(*, has_home: bool, reach: Sequence[bool]) -> set[Gap]:
    """What a family as such lacks: a home, grown people, a way to reach any of them."""
    gaps = set() if has_home else {Gap.HOME}
    if not reach:
        return gaps | {Gap.CARER}
    return gaps if any(reach) else gaps | {Gap.CONTACT}


def _gaps_of(one: _Someone, *, is_grown: bool) -> set[Gap]:
    asks_interpreter = is_grown and one.language not in {*NO_ANSWER, ENGLISH}
    gaps = {
        Gap.ETHNICITY: one.ethnicity in NO_ANSWER,
        Gap.BORN: one.born is None,
        Gap.HOME: not (one.home[1] or one.is_masked),
        Gap.LANGUAGE: is_grown and one.language in NO_ANSWER,
        Gap.INTERPRETER: asks_interpreter and one.interpreter is None,
        Gap.CONTACT: is_grown and not one.is_in_reach,
    }
    return {gap for gap, is_open in gaps.items() if is_open}


def _alone(kind: Kind, households: Sequence[_Household]) -> set[Gap]:
    roles = (role for each in households for role in each.roles.values())
    is_alone = kind is Kind.CHILDREN and all(role == Role.CHILD for role in roles)
    return {Gap.CARER} if is_alone else set()


def _in_order(kind: Kind, gaps: Collection[Gap]) -> tuple[Gap, ...]:
    return tuple(gap for gap in GAPS[kind] if gap in gaps)


def _is_listed(kind: Kind, role: str) -> bool:
    return (role == Role.CHILD) == (kind is Kind.CHILDREN)


def _named(people: Iterable[_Someone], home: _Household) -> tuple[Named, ...]:
    return tuple(Named(one.name, one.born, home.roles[one.pk]) for one in people)


def _languages(people: Iterable[_Someone]) -> tuple[str, ...]:
    said = [one.language for one in people]
    return tuple(dict.fromkeys(each for each in said if each not in {*NO_ANSWER, "refused"}))


def _phone(people: Sequence[_Someone]) -> tuple[str, bool]:
    """The first number that may be rung; else whether there is one that may not."""
    known = [one for one in people if one.phone]
    allowed = [one.phone for one in known if one.may_ring]
    return (allowed[0], False) if allowed else ("", bool(known))

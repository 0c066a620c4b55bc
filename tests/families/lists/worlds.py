"""Small made-up worlds of families, and who is on which list, in plain Python.

A world is written down row by row; a row that the database refuses never was. Who sees which family
is taken as given: `tests/families/sight_oracle.py` reads that.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction

from flyingstart.families.api import (
    Address,
    ContactDetail,
    ExpectedBirth,
    Family,
    FamilyTie,
    Need,
    Person,
    Registration,
    Role,
)
from flyingstart.families.queries.lists.asked import Kind

TODAY = dt.date(2026, 3, 4)
NAMES = ("Ann", "Bo", "Anna Lee", "Cy", "Annis")
FAMILY_NAMES = ("", "Ash", "Birch", "Lee")
LANGUAGES = ("", "", "unknown", "not_asked", "refused", "English", "Polish", "Urdu")
ETHNICITIES = ("", "unknown", "refused", "not_asked", "WBRI")
POSTCODES = ("", "LU9 1AA", "LU9 1AA", "LU9 9ZZ", "LU9 5XX")
# Of each age that a list is narrowed to, and the days on either side of a birthday.
BIRTHS = (
    *(None, None, TODAY, dt.date(2025, 3, 4), dt.date(2025, 3, 5), dt.date(2024, 2, 29)),
    *(dt.date(2021, 3, 4), dt.date(2021, 3, 5), dt.date(2022, 6, 1), dt.date(2018, 1, 1)),
    *(dt.date(2008, 3, 4), dt.date(2008, 3, 5), dt.date(2001, 3, 4), dt.date(1990, 1, 1)),
)
NONE = "none"


@dataclass
class World:
    """Every row, by the order in which it was written."""

    people: dict[int, Person] = field(default_factory=dict)
    families: dict[int, Family] = field(default_factory=dict)
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def of(self, model: type[models.Model]) -> list[Any]:
        return self.rows.get(model, [])

    # --- who is one ---------------------------------------------------------------------------

    def root(self, pk: int) -> int:
        above = self.people[pk].merged_into_id
        return pk if above is None else self.root(above)

    def family_root(self, pk: int) -> int:
        above = self.families[pk].merged_into_id
        return pk if above is None else self.family_root(above)

    def records(self, pk: int) -> list[Person]:
        others = sorted(each for each in self.people if self.root(each) == pk and each != pk)
        return [self.people[each] for each in (pk, *others)]

    def says(self, pk: int, column: str) -> Any:
        given = [getattr(record, column) for record in self.records(pk)]
        answers = [each for each in given if each not in (None, "")]
        sure = [each for each in answers if each not in ("unknown", "not_asked")]
        return (sure or answers or given)[0]

    def is_dead(self, pk: int) -> bool:
        return any(record.died_on for record in self.records(pk))

    # --- where they are today -----------------------------------------------------------------

    def members(self) -> dict[tuple[int, int], str]:
        """Roles by person and family, of the living in families in sight."""
        found: dict[tuple[int, int], list[tuple[bool, int, str]]] = {}
        for tie in self.of(FamilyTie):
            if holds(tie.starts_on, tie.ends_on):
                key = self.root(tie.person_id), self.family_root(tie.family_id)
                is_own = key == (tie.person_id, tie.family_id)
                found.setdefault(key, []).append((not is_own, tie.pk, tie.role))
        return {
            key: min(ties)[2]
            for key, ties in found.items()
            if key[1] in self.seen and not self.is_dead(key[0])
        }

    def home(self, pk: int) -> str:
        """The postcode of the main home, if it lies in a family in sight."""
        mains = [
            (self.root(a.person_id) != a.person_id, a.pk, a)
            for a in self.of(Address)
            if a.is_main and holds(a.starts_on, a.ends_on) and self.root(a.person_id) == pk
        ]
        if not mains:
            return ""
        home = min(mains)[2]
        is_seen = home.family_id is None or self.family_root(home.family_id) in self.seen
        return str(home.postcode) if is_seen else ""

    def registrations(self, pk: int, family: int | None = None) -> list[Registration]:
        return [
            row
            for row in self.of(Registration)
            if self.root(row.person_id) == pk
            and self.family_root(row.family_id) in ({family} if family else self.seen)
        ]

    def due(self, pk: int) -> list[tuple[int, dt.date]]:
        present = {family for person, family in self.members() if person == pk}
        return [
            (self.family_root(row.family_id), row.due_on)
            for row in self.of(ExpectedBirth)
            if self.root(row.person_id) == pk
            and row.outcome == ""
            and (row.due_on - TODAY).days > -42
            and self.family_root(row.family_id) in present
        ]

    def has_need(self, pk: int, code: str) -> bool:
        return any(
            need.code == code
            and holds(need.starts_on, need.ends_on)
            and self.root(need.person_id) == pk
            for need in self.of(Need)
        )

    def is_in_reach(self, pk: int) -> bool:
        return any(
            detail.ended_at is None and self.root(detail.person_id) == pk
            for detail in self.of(ContactDetail)
        )

    # --- who is on a list ---------------------------------------------------------------------

    def listed(self, kind: Kind) -> set[int]:
        if kind is Kind.FAMILIES:
            return {family for _person, family in self.members()}
        return {
            person
            for (person, _family), role in self.members().items()
            if (role == Role.CHILD) == (kind is Kind.CHILDREN)
        }

    def own(self, kind: Kind, test: Callable[[int], bool], roles: Iterable[str] = Role) -> set[int]:
        """Those on a list of whom something is true; families of anybody in one of the roles."""
        if kind is not Kind.FAMILIES:
            return {pk for pk in self.listed(kind) if test(pk)}
        wanted = set(roles)
        return {f for (p, f), role in self.members().items() if role in wanted and test(p)}

    def household(
        self, kind: Kind, test: Callable[[int], bool], *, only_grown: bool = False
    ) -> set[int]:
        """The same; of a child, of itself or of grown people of a family of its."""
        if kind is not Kind.CHILDREN:
            return self.own(kind, test, GROWN if only_grown else Role)
        grown = {f for (p, f), role in self.members().items() if role in GROWN and test(p)}
        with_them = {p for (p, f) in self.members() if f in grown}
        by_itself = set() if only_grown else {pk for pk in self.listed(kind) if test(pk)}
        return (with_them | by_itself) & self.listed(kind)


GROWN = tuple(role for role in Role if role is not Role.CHILD)


def holds(starts: dt.date | None, ends: dt.date | None) -> bool:
    return (starts is None or starts <= TODAY) and (ends is None or ends > TODAY)


def age(born: dt.date) -> int:
    """Whole years; who is born on 29 February has a birthday on the 28th in other years."""
    years = TODAY.year - born.year
    try:
        birthday = born.replace(year=TODAY.year)
    except ValueError:
        birthday = dt.date(TODAY.year, 2, 28)
    return years - (birthday > TODAY)


def make_world(seed: int) -> World:
    """Write one down."""
    chance = random.Random(seed)
    world = World()
    for _each in range(14):
        _add_person(world, chance)
    for _each in range(7):
        merged = chance.choice([None] * 3 + list(world.families))
        family = Family.objects.create(merged_into_id=merged)
        world.families[family.pk] = family
    for _each in range(30):
        _add(world, FamilyTie, chance, role=chance.choice(Role.values), **_days(chance))
    for _each in range(18):
        postcode = chance.choice(POSTCODES)
        _add(world, Address, chance, is_main=chance.random() < 0.8, postcode=postcode,
             **_days(chance))  # fmt: skip
    for _each in range(14):
        since = TODAY - dt.timedelta(days=chance.choice([0, 5, 400]))
        left = chance.choice([None, None, since, TODAY, since + dt.timedelta(days=400)])
        _add(world, Registration, chance, registered_on=since, left_on=left)
    for _each in range(8):
        outcome = chance.choice(["", "", "ended"])
        due = TODAY + dt.timedelta(days=chance.choice([-43, -42, -41, 0, 28, 100]))
        ended = TODAY if outcome else None
        _add(world, ExpectedBirth, chance, due_on=due, outcome=outcome, ended_on=ended)
    for _each in range(8):
        _add(world, Need, chance, code=chance.choice(["send", "food"]), **_days(chance))
    for _each in range(8):
        ended_at = chance.choice([None, None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)])
        kind = chance.choice(["phone", "email"])
        _add(world, ContactDetail, chance, kind=kind, value="07700 900123", ended_at=ended_at)
    return world


def _add_person(world: World, chance: random.Random) -> None:
    born = chance.choice(BIRTHS)
    person = Person.objects.create(
        given_name=chance.choice(NAMES),
        family_name=chance.choice(FAMILY_NAMES),
        date_of_birth=born,
        died_on=chance.choice([None] * 9 + [TODAY]),
        ethnicity=chance.choice(ETHNICITIES),
        spoken_language=chance.choice(LANGUAGES),
        interpreter_needed=chance.choice([None, True, False]),
        contact_by_call=chance.choice([None, True, False]),
        merged_into_id=chance.choice([None] * 5 + list(world.people)),
    )
    world.people[person.pk] = person


def _add(world: World, model: type[models.Model], chance: random.Random, **values: Any) -> None:
    """Write a row about somebody; it never was if the database refuses it."""
    values["person_id"] = chance.choice(list(world.people))
    if "family" in {each.name for each in model._meta.get_fields()}:
        values["family_id"] = chance.choice(list(world.families))
    try:
        with transaction.atomic():
            row = model._base_manager.create(**values)
    except IntegrityError:
        return
    world.rows.setdefault(model, []).append(row)


def _days(chance: random.Random) -> dict[str, dt.date | None]:
    starts = chance.choice([None, None, -9, 0, 1])
    ends = chance.choice([None, None, None, 0, 1])
    if starts is not None and ends is not None and ends <= starts:
        ends = None
    return {
        "starts_on": None if starts is None else TODAY + dt.timedelta(days=starts),
        "ends_on": None if ends is None else TODAY + dt.timedelta(days=ends),
    }

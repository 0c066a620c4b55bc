"""Who sees whom, in plain Python: made-up worlds of few people, and what each user should see.

Days are counted from today; None is without bound. `merged[i]` is whom record i was merged into.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from flyingstart.accounts.api import ROLES, Permission

Days = tuple[int | None, int | None]
ALWAYS: Days = (None, None)

HOODS = ("Upper", "Lower", "Former")
"""The last belongs to a set of its own, which divides the same town otherwise."""
SITES = ("mill", "church")
WHERE: dict[str, tuple[str, ...]] = {
    "LU9 1AA": ("Upper", "Former"),
    "LU9 1AB": ("Lower",),
    "LU9 1AD": ("Lower", "Former"),  # printed as Upper, but its point lies in Lower
    "LU9 1AE": (),  # held, and in no area
    "LU9 9ZZ": (),  # not held
    "": (),
}
POSTCODES = tuple(WHERE)
SPANS: tuple[Days, ...] = (
    ALWAYS,
    ALWAYS,
    (-9, None),
    (0, None),
    (None, 0),
    (-9, 1),
    (1, None),
    (-9, -1),
)
AHEAD: tuple[Days, ...] = ((-9, None), (0, None), (-9, 1), (-9, 0), (1, None))
ROLE_NAMES = ("manager", "session_staff", "family_worker", "business_support", "analyst", "partner")
OF_FAMILIES = tuple(p for p in Permission if p.startswith("families."))


@dataclass(frozen=True, kw_only=True)
class Home:
    """A main address, or a second one."""

    person: int
    postcode: str
    is_main: bool
    days: Days


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A place in a family."""

    person: int
    family: int
    days: Days


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a family is looked after."""

    family: int
    hood: str
    site: str
    days: Days


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role in a neighbourhood or at a site; in neither: everywhere."""

    name: str
    hood: str = ""
    site: str = ""
    days: Days


@dataclass(kw_only=True)
class World:
    """Records by number. A note and two warnings hang on each family, the second one limited."""

    people: list[int | None] = field(default_factory=list)
    families: list[int | None] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)

    def scope(self, permission: Permission) -> list[Role]:
        """The roles in force that allow something."""
        return [r for r in self.roles if holds(r.days) and permission in ROLES[r.name].permissions]

    def family_lies(self, family: int, scope: list[Role]) -> bool:
        """Whether one of the records of a family lies in a scope."""
        group = same(self.families, family)
        at_home = {
            hood
            for tie in self.ties
            if tie.family in group and holds(tie.days)
            for hood in WHERE[self.home(tie.person)]
        }
        places = [p for p in self.places if p.family in group and holds(p.days)]
        return any(
            not (role.hood or role.site)
            or role.hood in at_home
            or (role.hood and role.hood in {place.hood for place in places})
            or (role.site and role.site in {place.site for place in places})
            for role in scope
        )

    def home(self, person: int) -> str:
        """Where a person is at home today: the record that was kept says it before the others."""
        group = same(self.people, person)
        kept = next((one for one in group if self.people[one] is None), None)
        for one in sorted(group, key=lambda each: (each != kept, self.first_home(each))):
            for home in self.homes:
                if home.person == one and home.is_main and holds(home.days):
                    return home.postcode
        return ""

    def first_home(self, person: int) -> int:
        """The place among all homes of the one in force."""
        return next(
            (
                number
                for number, home in enumerate(self.homes)
                if home.person == person and home.is_main and holds(home.days)
            ),
            len(self.homes),
        )

    def person_lies(self, person: int, scope: list[Role]) -> bool:
        """Whether a family that a person ever belonged to does."""
        if any(not (role.hood or role.site) for role in scope):
            return True
        group = same(self.people, person)
        return any(tie.person in group and self.family_lies(tie.family, scope) for tie in self.ties)

    def sees(self, kind: str, number: int, permission: Permission) -> bool:
        """Whether the user may use a permission on a record."""
        lies = self.person_lies if kind == "person" else self.family_lies
        further = {"note": Permission.WRITE_NOTES, "limited": Permission.SEE_WARNINGS}
        asked = {permission, further.get(kind, permission)}
        return all(lies(number, self.scope(each)) for each in asked)


def holds(days: Days) -> bool:
    """Whether today, day 0, is among them."""
    first, last = days
    return (first is None or first <= 0) and (last is None or last > 0)


def same(merged: list[int | None], one: int) -> set[int]:
    """The records that are one with this one."""

    def end(record: int) -> int:
        into = merged[record]
        return record if into is None else end(into)

    return {other for other in range(len(merged)) if end(other) == end(one)}


def dense_world(seed: int) -> World:
    """Few people in few families, so that everything meets."""
    chance = random.Random(seed)
    people, families = 4, 3
    world = World(people=_merged(chance, people, 0.35), families=_merged(chance, families, 0.3))
    for person in range(people):
        world.homes += _homes(chance, person)
        for family in range(families):
            if chance.random() < 0.4:
                world.ties.append(Tie(person=person, family=family, days=chance.choice(SPANS)))
    for family in range(families):
        if chance.random() < 0.3:
            hood, site = chance.choice(HOODS), chance.choice(("", *SITES))
            days = chance.choice(AHEAD)
            world.places.append(Place(family=family, hood=hood, site=site, days=days))
    if chance.random() < 0.8:
        name, where = chance.choice(ROLE_NAMES[:4]), chance.choice(_WHERES[:-1])
        world.roles.append(Role(name=name, days=(-9, None), **where))
    for _ in range(chance.choice((0, 0, 1, 2))):
        role = Role(
            name=chance.choice(ROLE_NAMES), days=chance.choice(AHEAD), **chance.choice(_WHERES)
        )
        given = {(held.name, held.hood, held.site) for held in world.roles}
        if (role.name, role.hood, role.site) not in given:
            world.roles.append(role)
    return world


_WHERES: tuple[dict[str, str], ...] = (
    *({"hood": hood} for hood in HOODS),
    *({"hood": hood} for hood in HOODS),
    *({"site": site} for site in SITES),
    {},
)


_OFTEN = (*POSTCODES, *("LU9 1AA", "LU9 1AB") * 4)
"""Two postcodes of two neighbourhoods come up most."""


def _merged(chance: random.Random, number: int, often: float) -> list[int | None]:
    """Records that were merged into one before them, or after; never round in a circle."""
    order = list(range(number))
    chance.shuffle(order)
    merged: list[int | None] = [None] * number
    for place, one in enumerate(order[1:], start=1):
        if chance.random() < often:
            merged[one] = chance.choice(order[:place])
    return merged


def _homes(chance: random.Random, person: int) -> list[Home]:
    first, second = chance.choice(_OFTEN), chance.choice(_OFTEN)
    day = chance.choice((-5, 0, 1))
    shape = chance.choice((0, 1, 1, 2, 2, 2, 3, 3))
    if shape == 0:
        return []
    if shape == 1:
        days: list[Days] = [(None, day), (day, None)]
        return [
            Home(person=person, postcode=code, is_main=True, days=span)
            for code, span in zip((first, second), days, strict=True)
        ]
    homes = [Home(person=person, postcode=first, is_main=True, days=chance.choice(SPANS))]
    if shape == 2:
        homes.append(Home(person=person, postcode=second, is_main=False, days=ALWAYS))
    return homes

"""How families of the town live: who is born when, who moves, parts, dies. Days are ordinals.

This is what happens; what the service hears of it is told by `known` and `people`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from flyingstart.kernel.api import birthdays
from flyingstart.town.demo import Community, Demo
from flyingstart.town.homes import Home, Land

EVER, NEVER = dt.date(1900, 1, 1).toordinal(), dt.date(2400, 1, 1).toordinal()
YEAR = 365.25

# How many go on from one child to the next, with the years between.
ANOTHER_CHILD = (0.74, 0.47, 0.38, 0.33, 0.3)
MOST_CHILDREN = 6
GAP = (400, 2000, 800)
TWINS = 0.016
OLDEST_FIRST_BIRTH = 12 * 365
PREGNANCY = 266

# Of families, or of them in a year.
CAME_FROM_ELSEWHERE = 0.36
LEAVE_A_YEAR = 0.045
MOVE_A_YEAR = 0.09
STAYS_NEAR = 0.55
BOTH_PARENTS = 0.85
PART_A_YEAR = 0.022
MARRY_A_YEAR = 0.02
TWO_COMMUNITIES = 0.07
# Of children, and of adults in all the years.
CHILD_DIES = 0.0016
ADULT_DIES = 0.0008


@dataclass(frozen=True, slots=True)
class Times:
    """The days that matter: use of the service is told from `begin` up to, not with, `until`.

    `look_back` is early enough for the mid-year before `begin`.
    """

    look_back: int
    begin: int
    until: int

    @classmethod
    def of(cls, until: dt.date, years: int) -> Times:
        """So many years up to a day."""
        begin = birthdays.birthday(until, age=-years).toordinal()
        return cls(begin - 400, begin, until.toordinal())


@dataclass(slots=True)
class Birth:
    """A child of a family; `died` is `NEVER` for nearly all."""

    day: int
    sex: str
    died: int

    @property
    def fifth(self) -> int:
        """The first day no longer under five."""
        return fifth_birthday(self.day)


@dataclass(slots=True)
class Life:
    """A family as it lives.

    `homes` are `(since, home)`, the first one since ever; `came` and `gone` bound its days in
    the town. `births` may lie after `until`: those children are expected. `parted` is the day on
    which the parents separate, `married` the one on which the mother takes the father's name.
    """

    mother_community: Community
    father_community: Community
    births: list[Birth]
    came: int
    gone: int
    homes: list[tuple[int, Home]]
    has_father: bool
    parted: int
    married: int
    mother_died: int
    lives_outside: bool = False
    gone_to: Home | None = None
    use: float = 1.0
    hardship: float = 1.0

    def home_on(self, day: int) -> Home:
        """Where the mother's household lives."""
        return next(home for since, home in reversed(self.homes) if since <= day)

    def lives_here(self, birth: Birth, day: int) -> bool:
        """Whether a child lives in the town as an under-five on a day."""
        if self.lives_outside or not self.came <= day < self.gone:
            return False
        return birth.day <= day < min(birth.fifth, birth.died)


@cache
def fifth_birthday(day: int) -> int:
    """The fifth birthday of one born on a day."""
    return birthdays.fifth_birthday(dt.date.fromordinal(day)).toordinal()


@dataclass(slots=True)
class Lives:
    """Draws families, one after the other, in the town or just outside."""

    demo: Demo
    land: Land
    times: Times
    chance: random.Random
    _patches: list[int] = field(init=False)
    _bounds: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self._patches = list(range(len(self.demo.patches)))
        weights = [patch.weight for patch in self.demo.patches]
        self._bounds = [sum(weights[: n + 1]) for n in self._patches]

    def in_town(self, children: int) -> Iterator[Life]:
        """Families until so many children under five live in the town on the last day."""
        last = self.times.until - 1
        missing = children
        while missing:
            life = self._draw(lives_outside=False)
            if life is None:
                continue
            here = sum(life.lives_here(birth, last) for birth in life.births)
            if here <= missing:
                missing -= here
                yield life

    def outside(self, families: int) -> Iterator[Life]:
        """Families of other districts, who only visit."""
        while families:
            life = self._draw(lives_outside=True)
            if life is not None:
                families -= 1
                yield life

    def _draw(self, *, lives_outside: bool) -> Life | None:
        """A family, or None when nobody of it is under five, or expected, in these years."""
        chance, times = self.chance, self.times
        first = chance.randint(times.look_back - 5 * 365 - OLDEST_FIRST_BIRTH, times.until + 200)
        patch = self._patch()
        mother = self.demo.community_of[patch].pick(chance)
        births = _births(chance, first, mother.children)
        # Of children to come only the next is expected yet.
        births = [b for b in births if b.day < times.until + PREGNANCY - 60]
        came, gone = (EVER, NEVER) if lives_outside else _stay(chance, first)
        if not _matters(births, came, gone, times):
            return None
        father = mother
        if chance.random() < TWO_COMMUNITIES:
            father = self.demo.community_of[patch].pick(chance)
        has_father = chance.random() < BOTH_PARENTS
        life = Life(
            mother_community=mother,
            father_community=father,
            births=births,
            came=came,
            gone=gone,
            homes=[],
            has_father=has_father,
            parted=_when(chance, first, PART_A_YEAR) if has_father else NEVER,
            married=_when(chance, first, MARRY_A_YEAR) if has_father else NEVER,
            mother_died=_somewhen(chance, times, ADULT_DIES),
            lives_outside=lives_outside,
        )
        self._settle(life, patch)
        return life

    def _settle(self, life: Life, patch: int) -> None:
        """Give a family its homes over time, and the way of its first patch."""
        chance = self.chance
        near = self.demo.patches[patch]
        life.use, life.hardship = near.use * life.mother_community.use, near.hardship
        if life.lives_outside:
            life.homes.append((EVER, self.land.outside_home(chance)))
            return
        life.homes.append((EVER, self.land.home(chance, patch)))
        since = max(life.came, life.births[0].day - 365)
        while (since := _when(chance, since, MOVE_A_YEAR)) < min(life.gone, self.times.until):
            if chance.random() >= STAYS_NEAR:
                patch = self._patch()
            life.homes.append((since, self.land.home(chance, patch)))
        if life.gone < self.times.until:
            life.gone_to = self.land.outside_home(chance)

    def _patch(self) -> int:
        return self.chance.choices(self._patches, cum_weights=self._bounds)[0]


def _births(chance: random.Random, first: int, more: float) -> list[Birth]:
    births: list[Birth] = []
    day = first
    for again in (*ANOTHER_CHILD, 0):
        for _ in range(2 if chance.random() < TWINS else 1):
            sex = "F" if chance.random() < 0.488 else "M"
            births.append(Birth(day, sex, _child_dies(chance, day)))
        if chance.random() >= again * more or len(births) >= MOST_CHILDREN:
            break
        day += int(chance.triangular(*GAP))
    return births


def _child_dies(chance: random.Random, born: int) -> int:
    if chance.random() >= CHILD_DIES:
        return NEVER
    return born + 1 + int(chance.expovariate(1 / 240))


def _stay(chance: random.Random, first: int) -> tuple[int, int]:
    """From when to when a family lives in the town."""
    came = EVER
    if chance.random() < CAME_FROM_ELSEWHERE:
        came = first + chance.randint(-900, 2000)
    return came, _when(chance, max(came, first), LEAVE_A_YEAR)


def _matters(births: list[Birth], came: int, gone: int, times: Times) -> bool:
    """Whether a child is under five in the town in the years told, or expected at their end."""
    return any(
        max(b.day - PREGNANCY, came, times.look_back)
        < min(fifth_birthday(b.day), gone, times.until)
        for b in births
    )


def _when(chance: random.Random, since: int, a_year: float) -> int:
    """The day on which something happens that happens to so many in a year."""
    return since + 1 + int(chance.expovariate(a_year) * YEAR)


def _somewhen(chance: random.Random, times: Times, share: float) -> int:
    """A day of the years told, for so many; `NEVER` for the others."""
    if chance.random() >= share:
        return NEVER
    return chance.randint(times.begin, times.until)

"""What the service hears of a family, and when."""

from __future__ import annotations

import random
from dataclasses import dataclass

from flyingstart.town.homes import Home, Land
from flyingstart.town.lives import EVER, NEVER, Birth, Life, Times

# Families who never come near, and those who come and never fill in a form.
STRANGERS = 0.02
UNREGISTERED = 0.008
# Of first births in the town: those who register while they expect.
IN_PREGNANCY = 0.36
# Days until the others register: share and mean of each sort.
DELAYS = ((0.74, 25), (0.19, 100), (0.07, 300))
LATER_CHILD_DELAY = 32
LATER_CHILD_MISSED = 0.02
OLDER_CHILD_KNOWN = 0.55
FATHER_KNOWN = 0.84
MOVE_HEARD_OF = 0.88
SECOND_HOME = 0.5
# What is heard of a family that moves away: share of each.
ADDRESS_AND_LEFT, LEFT, ADDRESS = 0.6, 0.27, 0.06

# Postcodes as written: share of each slip.
NO_ADDRESS, NO_POSTCODE, WRONG, ILL_FORMED, UNTIDY = 0.005, 0.008, 0.009, 0.003, 0.05


@dataclass(frozen=True, slots=True)
class WrittenHome:
    """An address as written down, the days it held and whether it is that of the household."""

    since: int
    until: int
    line_1: str
    line_2: str
    town: str
    postcode: str


@dataclass(slots=True)
class Knowledge:
    """What the service knows of a life: nothing is later than the last day told.

    `joined` is the day of the first registration (or of the first visit). `children` are those on
    record, each with its day of registration, `NEVER` if there is none. `left` is the day the
    family is said to have left. `expected` are births known of before they happened.
    """

    life: Life
    joined: int
    registered: bool
    father: bool
    children: list[tuple[Birth, int]]
    expected: list[Birth]
    homes: list[WrittenHome]
    left: int = NEVER
    second_home: WrittenHome | None = None

    @property
    def parted(self) -> int:
        """The day on which the father leaves, as far as it matters here."""
        return self.life.parted if self.father else NEVER


def hear_of(life: Life, times: Times, land: Land, chance: random.Random) -> Knowledge | None:
    """What is known of a family by the last day; None if it is unknown."""
    if chance.random() < STRANGERS:
        return None
    joined = _joined(life, times, chance)
    if joined is None:
        return None
    registered = chance.random() >= (0.4 if life.lives_outside else UNREGISTERED)
    knowledge = Knowledge(
        life=life,
        joined=joined,
        registered=registered,
        father=life.has_father and life.parted > joined and chance.random() < FATHER_KNOWN,
        children=_children(life, joined, times, chance, registered=registered),
        expected=_expected(life, joined, times, chance),
        homes=_homes(life, joined, times, land, chance),
    )
    if not knowledge.children and not knowledge.expected:
        return None
    if life.gone < times.until:
        _leave(knowledge, times, land, chance)
    if knowledge.parted < min(times.until, life.gone) and chance.random() < SECOND_HOME:
        knowledge.second_home = _second_home(life, land, chance)
    return knowledge


def _joined(life: Life, times: Times, chance: random.Random) -> int | None:
    """The day on which the family becomes known, if it does in time."""
    if life.lives_outside:
        joined = chance.randint(times.begin, times.until - 1)
        young = any(b.day <= joined < b.fifth for b in life.births)
        return joined if young else None
    anchor = next((b for b in life.births if b.fifth > life.came), None)
    if anchor is None:
        return None
    base = max(anchor.day, life.came)
    if base == anchor.day and chance.random() < IN_PREGNANCY:
        joined = max(base - chance.randint(25, 190), life.came + 1)
    else:
        joined = base + 1 + _delay(chance)
    last = max(b.fifth for b in life.births)
    return joined if joined < min(times.until, life.gone, last) else None


def _delay(chance: random.Random) -> int:
    roll = chance.random()
    for share, mean in DELAYS:
        if roll < share:
            return int(chance.expovariate(1 / mean))
        roll -= share
    return 0


def _children(
    life: Life, joined: int, times: Times, chance: random.Random, *, registered: bool
) -> list[tuple[Birth, int]]:
    """Children on record and the day of registration of each."""
    known = []
    for birth in life.births:
        if birth.day >= min(times.until, life.gone) or birth.died <= joined:
            continue
        if birth.fifth <= joined and chance.random() >= OLDER_CHILD_KNOWN:
            continue
        day = joined
        if birth.day > joined - 1:
            day = birth.day + 1 + int(chance.expovariate(1 / LATER_CHILD_DELAY))
            if chance.random() < LATER_CHILD_MISSED:
                day = NEVER
        in_time = day < min(times.until, life.gone, birth.died)
        if in_time or chance.random() < 0.5:
            known.append((birth, day if in_time and registered else NEVER))
    return known


def _expected(life: Life, joined: int, times: Times, chance: random.Random) -> list[Birth]:
    """Births that the service knew of before: the first of twins stands for both."""
    known: list[Birth] = []
    for birth in life.births:
        before = birth.day - chance.randint(14, 200)
        if known and known[-1].day == birth.day:
            continue
        unborn_first = birth is life.births[0] and joined < birth.day
        heard = max(before, joined)
        told = chance.random() < 0.55
        if heard < min(times.until, life.gone, birth.day) and (unborn_first or told):
            known.append(birth)
    return known


def _homes(
    life: Life, joined: int, times: Times, land: Land, chance: random.Random
) -> list[WrittenHome]:
    """The addresses that the family gave, first and later ones."""
    end = min(life.gone, times.until)
    moves = [(EVER, life.home_on(joined))]
    moves += [
        (since, home)
        for since, home in life.homes
        if joined < since < end and chance.random() < MOVE_HEARD_OF
    ]
    ends = [since for since, _ in moves[1:]] + [NEVER]
    return [
        written(home, since, until, land, chance)
        for (since, home), until in zip(moves, ends, strict=True)
    ]


def _leave(knowledge: Knowledge, times: Times, land: Land, chance: random.Random) -> None:
    """Move a family away, as far as anybody tells the service."""
    life, roll = knowledge.life, chance.random()
    if roll < ADDRESS_AND_LEFT + LEFT:
        knowledge.left = life.gone
    told = roll < ADDRESS_AND_LEFT or 0 <= roll - ADDRESS_AND_LEFT - LEFT < ADDRESS
    if told and life.gone_to and life.gone < times.until:
        last = knowledge.homes.pop()
        knowledge.homes += [
            WrittenHome(last.since, life.gone, last.line_1, last.line_2, last.town, last.postcode),
            written(life.gone_to, life.gone, NEVER, land, chance),
        ]


def _second_home(life: Life, land: Land, chance: random.Random) -> WrittenHome:
    here = life.home_on(life.parted).patch
    if here is None or chance.random() < 0.12:
        home = land.outside_home(chance)
    else:
        home = land.home(chance, here)
    return written(home, life.parted, NEVER, land, chance)


def written(home: Home, since: int, until: int, land: Land, chance: random.Random) -> WrittenHome:
    """An address as somebody wrote it down."""
    roll = chance.random()
    if roll < NO_ADDRESS:
        return WrittenHome(since, until, "", "", "", "")
    postcode = home.postcode
    roll -= NO_ADDRESS
    if roll < NO_POSTCODE:
        postcode = ""
    elif roll < NO_POSTCODE + WRONG:
        postcode = land.unknown_postcode(chance)
    elif roll < NO_POSTCODE + WRONG + ILL_FORMED:
        postcode = postcode[:-1]
    elif roll < NO_POSTCODE + WRONG + ILL_FORMED + UNTIDY:
        postcode = chance.choice((postcode.lower(), postcode.replace(" ", "")))
    return WrittenHome(since, until, home.line_1, home.line_2, home.town, postcode)

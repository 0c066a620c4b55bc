"""Phones, emails, numbers and answers: such as registers hold, none of them anybody's."""

from __future__ import annotations

import random
from collections.abc import Iterator

from flyingstart.town.demo import Community, Demo
from flyingstart.town.lives import Birth, Life
from flyingstart.town.names import without_accents

# Numbers that Ofcom keeps for drama: nobody has them. The last three digits are free.
MOBILES = "07700 900"
LANDLINES = (
    *("0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0", "0118 496 0"),
    *("0121 496 0", "0131 496 0", "0141 496 0", "0151 496 0", "0161 496 0", "0191 498 0"),
    *("020 7946 0", "028 9649 6", "029 2018 0", "01632 960"),
)
MOBILE_SHARE = 0.75
MAIL_HOSTS = ("example.org", "example.com", "example.net")
NHS_TESTS = 999
"""The range of NHS numbers that is never given out begins so."""

# The four ways of having no ethnicity, and how often each.
NO_ETHNICITY = (("", 0.055), ("not_asked", 0.03), ("refused", 0.022), ("unknown", 0.018))


class Numbers:
    """Phone and NHS numbers, each given out once while they last."""

    def __init__(self, chance: random.Random) -> None:
        """Shuffle what there is."""
        self._chance = chance
        self._mobiles = _endless(chance, [f"{MOBILES}{n:03d}" for n in range(1000)])
        lines = [f"{line}{n:03d}" for line in LANDLINES for n in range(1000)]
        self._landlines = _endless(chance, lines)
        self._mobiles_left = 1000
        # Steps of this length come to every six digits before they come to any again.
        self._six, self._step = (
            chance.randrange(1_000_000),
            10 * chance.randrange(40_000, 60_000) + 7,
        )

    def phone(self) -> str:
        """A phone number; a mobile while there are any that nobody else has."""
        mobile = self._mobiles_left > 0 and self._chance.random() < MOBILE_SHARE
        self._mobiles_left -= mobile
        number = next(self._mobiles if mobile else self._landlines)
        return number.replace(" ", "") if self._chance.random() < 0.15 else number

    def nhs_number(self) -> str:
        """Ten digits, the last of which fits the others."""
        while True:
            self._six = (self._six + self._step) % 1_000_000
            nine = f"{NHS_TESTS}{self._six:06d}"
            total = sum(w * int(d) for w, d in zip(range(10, 1, -1), nine, strict=True))
            check = (11 - total % 11) % 11
            if check < 10:
                return f"{nine}{check}"


def _endless(chance: random.Random, things: list[str]) -> Iterator[str]:
    shuffled = chance.sample(things, len(things))
    while True:
        yield from shuffled


def email(chance: random.Random, given: str, family: str) -> str:
    """An address at a host that no mail reaches."""
    words = without_accents(f"{given} {family}").casefold().replace("'", "").split()
    name = "".join(letter for letter in ".".join(words) if letter.isascii())
    return f"{name}{chance.randint(1, 99)}@{chance.choice(MAIL_HOSTS)}"


def ethnicity(chance: random.Random, code: str) -> str:
    """A code, or one of the four ways of having none."""
    roll = chance.random()
    for answer, share in NO_ETHNICITY:
        if roll < share:
            return answer
        roll -= share
    return code


def child_ethnicity(chance: random.Random, demo: Demo, life: Life) -> str:
    """The code of a child of this mother and father."""
    mother, father = life.mother_community, life.father_community
    if mother.group == father.group or chance.random() < 0.25:
        return mother.ethnicities.pick(chance)
    return demo.mixed.get(frozenset({mother.group, father.group}), demo.mixed_otherwise)


def languages(chance: random.Random, community: Community) -> tuple[str, str, bool | None]:
    """What an adult speaks and reads, and whether an interpreter is needed; often unanswered."""
    spoken = community.spoken.pick(chance)
    read, needed = "English", False
    if spoken != "English":
        read = community.read.pick(chance)
        needed = chance.random() < community.interpreter
    return (
        spoken if chance.random() < 0.9 else "",
        read if chance.random() < 0.55 else "",
        needed if needed or chance.random() < 0.8 else None,
    )


def sex(chance: random.Random, birth: Birth) -> str:
    """As recorded: now and then not at all."""
    roll = chance.random()
    return "" if roll < 0.025 else "unknown" if roll < 0.03 else birth.sex


def yes_no(chance: random.Random, yes: float, blank: float) -> bool | None:
    """Yes for so many of those who answered at all."""
    if chance.random() < blank:
        return None
    return chance.random() < yes

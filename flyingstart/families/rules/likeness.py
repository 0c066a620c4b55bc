"""Whether two records are of one person: pure, on plain facts. Nothing is ever joined by these.

What they hold to: an NHS number tells people apart as well as together. Of given name, family
name, birth date and postcode three never suffice when the given name or the birth date is the one
that is missing. A newborn's placeholder is no name. Who shares a birth date, a family name and a
home, under another given name, may be a twin. A father and a son may have one name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum, auto

from django.utils.translation import gettext as _

from flyingstart.families.queries.candidates import NameFacts

NO_NAME = NameFacts()


class Strength(IntEnum):
    """How likely it is that two records are of one person."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


class NameLikeness(IntEnum):
    """How alike two names are."""

    UNKNOWN = 0
    OTHER = 1
    ALIKE = 2
    NEAR = 3
    SAME = 4


class DateLikeness(Enum):
    """How alike two birth dates are."""

    UNKNOWN = auto()
    OTHER = auto()
    NEAR = auto()
    SAME = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What tells people apart: folded names, digits, postcodes without spaces, emails in small
    letters, families by internal id."""

    given: NameFacts = NO_NAME
    family: NameFacts = NO_NAME
    earlier: tuple[NameFacts, ...] = ()
    date_of_birth: dt.date | None = None
    nhs_number: str = ""
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    families: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How strongly two records look like one person, and why, in words."""

    strength: Strength
    reasons: tuple[str, ...]
    may_be_twins: bool = False


@dataclass(frozen=True, slots=True)
class _Shared:
    """What two records have in common."""

    given: NameLikeness
    family: NameLikeness
    birth_date: DateLikeness
    phone: bool
    email: bool
    postcode: bool
    family_record: bool

    @property
    def reach(self) -> bool:
        """Whether one would reach both in the same way."""
        return self.phone or self.email

    @property
    def home(self) -> bool:
        """Whether both are of one household, as far as we can tell."""
        return self.reach or self.postcode or self.family_record

    @property
    def name(self) -> NameLikeness:
        """Of the two names, the less alike."""
        return min(self.given, self.family)


_TELLS = re.compile(r"(baby|twin|triplet|infant|newborn|unborn|unnamed|unknown|bump)[0-9]*")
SLIPS_ALLOWED = 1
SURE_SOUND = 4
"""Hassan and Hussain sound alike, and are twins' names: so short a sound proves little."""
YEARS_OF_A_SLIP = 1
BORNE_BY_BROTHERS = frozenset({"mhmd", "abdl", "sd"})
"""Muhammad, Abdul, Syed: before another name they do not tell one brother from the other."""


def is_placeholder(given: NameFacts) -> bool:
    """Whether a given name stands for one to come: `Baby Ahmed`, `Twin 1`."""
    return any(_TELLS.fullmatch(word) for word in given.words)


def likeness(one: Facts, other: Facts) -> Likeness | None:
    """Whether two records may be of one person; None: nothing says so, or something forbids it."""
    if one.nhs_number and other.nhs_number:
        if one.nhs_number != other.nhs_number:
            return None
        return Likeness(Strength.CERTAIN, (_("same NHS number"),))
    shared = _shared(one, other)
    if shared.birth_date is DateLikeness.OTHER:
        # A father and a son.
        return None
    if _may_be_twins(shared):
        return Likeness(
            Strength.POSSIBLE,
            (_("may be a twin: same birth date, family name and home, another given name"),),
            may_be_twins=True,
        )
    strength = _strength(shared)
    return Likeness(strength, tuple(_reasons(shared))) if strength else None


def _may_be_twins(shared: _Shared) -> bool:
    """Names that only sound alike are no proof against it."""
    return (
        shared.birth_date is DateLikeness.SAME
        and shared.home
        and shared.family >= NameLikeness.ALIKE
        and shared.given in {NameLikeness.OTHER, NameLikeness.ALIKE}
    )


def _strength(shared: _Shared) -> Strength | None:
    if shared.birth_date is DateLikeness.SAME:
        return _of_one_birth_date(shared)
    if shared.name < NameLikeness.ALIKE or not shared.reach:
        # The birth date is not known, or is another: name and postcode alone never suffice.
        return None
    if shared.birth_date is DateLikeness.UNKNOWN and shared.name >= NameLikeness.NEAR:
        return Strength.LIKELY
    return Strength.POSSIBLE


def _of_one_birth_date(shared: _Shared) -> Strength | None:
    if shared.name == NameLikeness.SAME:
        return Strength.CERTAIN if shared.home else Strength.LIKELY
    if shared.name >= NameLikeness.ALIKE:
        return Strength.LIKELY if shared.given >= NameLikeness.NEAR else Strength.POSSIBLE
    if shared.given >= NameLikeness.NEAR and shared.home:
        # Another family name, as after a marriage.
        return Strength.LIKELY if shared.reach else Strength.POSSIBLE
    if shared.given is NameLikeness.UNKNOWN and shared.reach:
        # A newborn without a name yet; which of twins, only a person can say.
        return Strength.POSSIBLE
    return None


def _reasons(shared: _Shared) -> Iterator[str]:
    if shared.name == NameLikeness.SAME:
        yield _("same name")
    elif shared.name >= NameLikeness.ALIKE:
        yield _("name spelled alike")
    elif shared.given >= NameLikeness.NEAR:
        yield _("same given name")
    else:
        yield _("no given name yet")
    if shared.birth_date is DateLikeness.SAME:
        yield _("same birth date")
    elif shared.birth_date is DateLikeness.NEAR:
        yield _("birth dates differ by a slip")
    if shared.phone:
        yield _("same phone")
    if shared.email:
        yield _("same email")
    if shared.postcode:
        yield _("same postcode")
    if shared.family_record:
        yield _("same family")


def _shared(one: Facts, other: Facts) -> _Shared:
    given, family = _names(one, other)
    return _Shared(
        given=given,
        family=family,
        birth_date=dates_alike(one.date_of_birth, other.date_of_birth),
        phone=bool(one.phones & other.phones),
        email=bool(one.emails & other.emails),
        postcode=bool(one.postcodes & other.postcodes),
        family_record=bool(one.families & other.families),
    )


def _names(one: Facts, other: Facts) -> tuple[NameLikeness, NameLikeness]:
    """Likeness of given and of family names, whichever field they were written in."""
    if is_placeholder(one.given) or is_placeholder(other.given):
        given = NameLikeness.UNKNOWN
    else:
        given = names_alike(one.given, other.given)
        whole, other_whole = _whole(one), _whole(other)
        if len(whole) > 1 and whole == other_whole:
            return NameLikeness.SAME, NameLikeness.SAME
    mine, theirs = (one.family, *one.earlier), (other.family, *other.earlier)
    return given, max(names_alike(a, b) for a in mine for b in theirs)


def _whole(facts: Facts) -> list[str]:
    return sorted(facts.given.words + facts.family.words)


def names_alike(one: NameFacts, other: NameFacts) -> NameLikeness:
    """How alike two names are: every word of the shorter must be in the longer."""
    if not one.words or not other.words:
        return NameLikeness.UNKNOWN
    if one.words == other.words or "".join(one.words) == "".join(other.words):
        return NameLikeness.SAME
    if sorted(one.words) == sorted(other.words):
        return NameLikeness.SAME
    short, long = sorted((one, other), key=lambda name: len(name.words))
    alike = min(
        max(_words_alike(word, sound, *rest) for rest in zip(long.words, long.sounds, strict=True))
        for word, sound in zip(short.words, short.sounds, strict=True)
    )
    if len(short.words) < len(long.words) and BORNE_BY_BROTHERS.issuperset(short.sounds):
        return min(alike, NameLikeness.ALIKE)
    return alike


def _words_alike(word: str, sound: str, other: str, other_sound: str) -> NameLikeness:
    """`NEAR`: one is surely the other; a part of a longer name is near, never the same."""
    if word == other:
        return NameLikeness.NEAR
    if min(len(word), len(other)) > 3 and slips(word, other) <= SLIPS_ALLOWED:
        return NameLikeness.NEAR
    if sound == other_sound and len(sound) > 1:
        return NameLikeness.NEAR if len(sound) >= SURE_SOUND else NameLikeness.ALIKE
    return NameLikeness.OTHER


def slips(one: str, other: str) -> int:
    """How many slips two words are apart: a letter more, less, or another, or two swapped."""
    if abs(len(one) - len(other)) > SLIPS_ALLOWED:
        return SLIPS_ALLOWED + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, other_letter in enumerate(other, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                steps = min(steps, earlier[j - 2] + 1)
            row.append(steps)
    return row[-1]


def dates_alike(one: dt.date | None, other: dt.date | None) -> DateLikeness:
    """How alike two birth dates are."""
    if one is None or other is None:
        return DateLikeness.UNKNOWN
    if one == other:
        return DateLikeness.SAME
    return DateLikeness.NEAR if differ_by_a_slip(one, other) else DateLikeness.OTHER


def differ_by_a_slip(one: dt.date, other: dt.date) -> bool:
    """Day and month swapped, or one of day, month and year another, the year by one."""
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return True
    apart = (one.day != other.day, one.month != other.month, one.year != other.year)
    return sum(apart) == 1 and abs(one.year - other.year) <= YEARS_OF_A_SLIP


def dates_a_slip_away(born: dt.date) -> Collection[dt.date]:
    """Birth dates that `differ_by_a_slip` takes for this one."""
    years = {born.year - YEARS_OF_A_SLIP, born.year + YEARS_OF_A_SLIP}
    tries = [(year, born.month, born.day) for year in years]
    tries += [(born.year, month, born.day) for month in range(1, 13)]
    tries += [(born.year, born.month, day) for day in range(1, 32)]
    tries.append((born.year, born.day, born.month))
    found = set()
    for parts in tries:
        try:
            found.add(dt.date(*parts))
        except ValueError:
            continue
    return found - {born}

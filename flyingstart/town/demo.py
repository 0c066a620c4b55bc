"""What a pack's `demo/` folder says of the made-up town, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flyingstart.town.chance import Chooser


class Naming(StrEnum):
    """How a community hands on names."""

    SHARED = "shared"
    """A family name for all; `Kowalski/Kowalska` where it differs by sex."""
    OWN = "own"
    """Each adult has a name of their own; children mostly the father's."""
    PATRONYMIC = "patronymic"
    """A child's second name is the father's first."""
    DOUBLE = "double"
    """A child has the first family name of each parent."""


class Who(StrEnum):
    """Whom a row of the timetable is for."""

    FAMILIES = "families"
    EXPECTANT = "expectant"
    ADULTS = "adults"
    CHILDREN = "children"


class Runs(StrEnum):
    """When a row of the timetable runs."""

    TERM = "term"
    YEAR = "year"
    HOLIDAYS = "holidays"


class Counted(StrEnum):
    """Whether a register has names or only a number of heads, and who counted them."""

    NAMES = "names"
    US = "us"
    PARTNER = "partner"


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A piece of the town that lies in one area of each set.

    `weight` is its share of families, `use` how eagerly they come (1: as elsewhere), `hardship`
    how often they have needs (1: as elsewhere), `near` the sites they walk to.
    """

    areas: Mapping[str, str]
    weight: float
    use: float
    hardship: float
    near: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class NameLists:
    """Names of a community. A family name is a pair: a man's form and a woman's."""

    girls: Sequence[str]
    boys: Sequence[str]
    women: Sequence[str]
    men: Sequence[str]
    families: Sequence[tuple[str, str]]
    families_women: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Community:
    """People with names, languages and customs in common; shares are from 0 to 1.

    `interpreter` is the share of adults speaking another language than English who need one,
    `single` of people with one name only, `swapped` of records with the names in each other's
    place, `married_name` of couples with one name; `children` and `use` are beside the usual 1.
    """

    code: str
    group: str
    ethnicities: Chooser[str]
    spoken: Chooser[str]
    read: Chooser[str]
    interpreter: float
    naming: Naming
    single: float
    swapped: float
    married_name: float
    children: float
    use: float
    names: NameLists


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A row of the timetable: an activity at a site at a time, every so many weeks.

    `places` is how many children (expectant parents, adults) usually fit. `weeks` is the length of
    a course, 0 for coming as one likes. `months` bounds ages, the second being too old.
    """

    site: str
    activity: str
    weekday: int
    starts: dt.time
    minutes: int
    runs: Runs
    every: int
    places: int
    who: Who
    months: tuple[int, int]
    need: str
    counted: Counted
    weeks: int


@dataclass(frozen=True, kw_only=True)
class NeedRate:
    """How often people have a need: of children, mothers or young mothers (`about`)."""

    code: str
    about: str
    share: float
    follows_hardship: bool


@dataclass(frozen=True, kw_only=True)
class Season:
    """Days of the year as (month, day), both included; `come` is the share who still come."""

    first: tuple[int, int]
    last: tuple[int, int]
    closed: bool
    holidays: bool
    come: float

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies in it; the first may be later in the year than the last."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A district and town around, where people come from or move to."""

    district: str
    town: str


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The whole folder."""

    town: str
    outward: str
    outward_outside: str
    outward_never: str
    elsewhere: Chooser[Elsewhere]
    patches: Sequence[Patch]
    communities: Mapping[str, Community]
    community_of: Sequence[Chooser[Community]]
    """For each patch, in their order."""
    streets: Sequence[str]
    timetable: Sequence[Slot]
    needs: Sequence[NeedRate]
    seasons: Sequence[Season]
    closed_mondays: frozenset[tuple[int, str]]
    mixed: Mapping[frozenset[str], str]
    mixed_otherwise: str
    practices: Sequence[str]
    settings: Sequence[str]

    def season(self, day: dt.date) -> Season | None:
        """The first season that holds on a day."""
        return next((season for season in self.seasons if season.holds(day)), None)

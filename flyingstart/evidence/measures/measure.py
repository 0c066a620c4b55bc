"""What a measure is: a declared figure with its words, its rule and its body."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

import ibis.expr.types as ir

from flyingstart.evidence.measures.tables import Facts
from flyingstart.evidence.measures.tallies import Tally
from flyingstart.kernel.api import Registry

Body = Callable[[Facts], ir.Table]


class Unit(enum.StrEnum):
    """What `value` counts."""

    PEOPLE = "people"
    FAMILIES = "families"
    MARKS = "marks"
    SESSIONS = "sessions"
    RATIO = "ratio"


class Behind(enum.StrEnum):
    """Whom a figure opens to, for those who may see them."""

    NOBODY = "nobody"
    PEOPLE = "people"
    FAMILIES = "families"


class Base(enum.StrEnum):
    """What a measure is divided by."""

    NONE = "none"
    POPULATION = "population"
    COUNTED = "counted"


class Polarity(enum.StrEnum):
    """Which way is better."""

    HIGHER = "higher is better"
    LOWER = "lower is better"
    NEITHER = "neither way"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure as it is declared once and printed wherever it appears.

    `body` gives the events: one row for each thing that may count, with the columns `piece` (the
    piece of the period), and as they apply `thing` (what is counted once), `person`, `day`,
    `session`, `family`, `home`. `tally` says how rows of one group become figures; it has a
    `numerator`, a `denominator` if the base is counted, and anything printed beside them.
    `needs_history`: null in pieces that begin before the authority's `history_from`.
    `always_by`: a dimension without which the figure has no meaning. `behind` says what `thing` is,
    where a figure opens to the records that it counts. Pages say a rate of small figures as so many
    `per` hundred, not as a percentage: 2 for each 100; `value` stays numerator ÷ base. `adds_up`:
    what is counted belongs to one month alone, so that months add up to their quarter and year.
    """

    name: str
    title: str
    question: str
    numerator: str
    denominator: str | None
    unit: Unit
    base: Base
    polarity: Polarity
    rule: str
    breakdowns: tuple[str, ...]
    suppression: str
    source: str
    version: int
    body: Body = field(repr=False, compare=False)
    tally: Tally = field(repr=False, compare=False)
    value_of: str = "numerator"
    needs_history: bool = False
    always_by: tuple[str, ...] = ()
    behind: Behind = Behind.NOBODY
    per: int = 1
    adds_up: bool = False


measures: Registry[Measure] = Registry("measure")

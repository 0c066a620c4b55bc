"""An answer: rows of figures, and everything a page must say beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flyingstart.evidence.measures.measure import Measure, Unit
from flyingstart.kernel.api import Period

Value = str | int | None


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """The figures of one combination of values.

    `by` holds the value of each dimension: a code, an age, `outside`, `not known`, or None where
    nothing is held; `labels` says it in words. `numerator` is None where the figure cannot be
    known, `denominator` where there is no base, `value` where either is so. `beside` holds what is
    printed with this measure: `residents`, `registers_outstanding`, `too_young`, `provisional`,
    `refused`. `withheld`: a page of staff holds the figures back; the command never does.
    """

    by: Mapping[str, Value]
    labels: Mapping[str, str]
    numerator: int | None
    denominator: int | None
    value: float | int | None
    unit: Unit
    beside: Mapping[str, int | bool] = field(default_factory=dict)
    withheld: bool = False

    def as_json(self) -> dict[str, Any]:
        """The row as the command prints it."""
        return {
            "by": dict(self.by),
            "labels": dict(self.labels),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "unit": self.unit.value,
            **self.beside,
        }


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Figures of a measure for a period.

    `area_set` is the code of the set in which places and bases are counted, None when there is
    none; `base_year` the mid-year of the population of the whole period, None without one.
    `snapshot` is the id of the snapshot counted on, None on the live database.
    """

    measure: Measure
    period: Period
    by: tuple[str, ...]
    area_set: str | None
    base_year: int | None
    as_at: dt.datetime
    engine: str
    snapshot: str | None
    rows: tuple[AnswerRow, ...]

    @property
    def unit(self) -> Unit:
        """What `value` counts."""
        return self.measure.unit

    @property
    def rule(self) -> str:
        """The rule, to be printed wherever the figures are."""
        return self.measure.rule

    def as_json(self) -> dict[str, Any]:
        """The answer as the command prints it."""
        return {
            "measure": self.measure.name,
            "version": self.measure.version,
            "period": {
                "start": self.period.start.isoformat(),
                "end": self.period.end.isoformat(),
            },
            "area_set": self.area_set,
            "as_at": self.as_at.isoformat(),
            "rows": [row.as_json() for row in self.rows],
        }


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a figure counts, by internal ids: of people or of families, as `measure.behind` says."""

    measure: Measure
    period: Period
    area_set: str | None
    as_at: dt.datetime
    ids: frozenset[int]

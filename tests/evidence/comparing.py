"""An answer beside the oracle's figures."""

from __future__ import annotations

from typing import Any

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.answering import answer, find
from flyingstart.evidence.measures.measure import Base
from flyingstart.evidence.question import Source
from flyingstart.kernel.api import Period
from tests.evidence.oracle import Oracle, pieces, set_on

TIMES = ("month", "quarter", "term", "year")
FIGURES = ("numerator", "denominator", "residents", "registers_outstanding", "too_young", "refused")
Figures = dict[str, int]


def asked(
    source: Source,
    measure: str,
    period: str,
    by: tuple[str, ...] = (),
    area_set: str | None = None,
) -> Answer:
    return answer(*find(measure, by), Period.parse(period), area_set, source)


def figures_of(found: Answer) -> dict[tuple[object, ...], Figures]:
    """Every row that is not all zero."""
    rows: dict[tuple[object, ...], Figures] = {}
    for row in found.rows:
        figures: dict[str, Any] = {"numerator": row.numerator, **row.beside}
        if found.measure.base is Base.COUNTED:
            figures["denominator"] = row.denominator
        figures.pop("provisional", None)
        if kept := {name: number for name, number in figures.items() if number}:
            rows[tuple(row.by[name] for name in found.by)] = kept
    return rows


def expected(
    oracle: Oracle,
    measure: str,
    period: str,
    by: tuple[str, ...] = (),
    area_set: str | None = None,
) -> dict[tuple[object, ...], Figures]:
    """The same by hand."""
    asked_period = Period.parse(period)
    time = next((name for name in by if name in TIMES), None)
    by = by if measure != "field_completeness" or "field" in by else (*by, "field")
    others = tuple(name for name in by if name not in TIMES)
    chosen = area_set or set_on(asked_period.end)
    rows: dict[tuple[object, ...], Figures] = {}
    for code, start, end in pieces(asked_period.start, asked_period.end, time):
        history_from = oracle.world.history_from
        unknowable = measure == "new_families" and (not history_from or start < history_from)
        if unknowable:
            continue
        for key, figures in oracle.count(measure, start, end, others, chosen).items():
            values = dict(zip(others, key, strict=True)) | {time: code}
            if kept := {name: number for name, number in figures.items() if number}:
                rows[tuple(values[name] for name in by)] = kept
    return rows

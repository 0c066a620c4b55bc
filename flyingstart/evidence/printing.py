"""An answer as text: a table for programs, lines for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flyingstart.evidence.answer import Answer
from flyingstart.kernel.api import PeriodKind

_SHARE_DIGITS = 3


def as_csv(answer: Answer) -> str:
    """A row a combination: for each dimension its value and its words, then the figures."""
    text = io.StringIO()
    beside = list(answer.rows[0].beside) if answer.rows else []
    writer = csv.writer(text, lineterminator="\r\n")
    dimensions = [heading for name in answer.by for heading in (name, f"{name}_label")]
    writer.writerow([*dimensions, "numerator", "denominator", "value", "unit", *beside])
    for row in answer.rows:
        values = [cell for name in answer.by for cell in (row.by[name], row.labels[name])]
        figures = [row.numerator, row.denominator, row.value, row.unit.value]
        writer.writerow([*values, *figures, *(row.beside[name] for name in beside)])
    return text.getvalue()


def as_lines(answer: Answer) -> Iterator[str]:
    """The question, the figures, and the rule by which they were counted."""
    start, end = answer.period.start, answer.period.end
    named = answer.period.kind is not PeriodKind.RANGE
    period = f"{answer.period} ({start} to {end})" if named else f"{start} to {end}"
    yield f"{answer.measure.question} {period}"
    if answer.area_set:
        yield f"Areas: {answer.area_set}. As at {answer.as_at.isoformat(timespec='minutes')}."
    yield ""
    for row in answer.rows:
        words = ", ".join(row.labels.values()) or "all"
        beside = "".join(
            f", {name.replace('_', ' ')} {value}" for name, value in row.beside.items()
        )
        yield f"{words}: {_figure(row.numerator, row.denominator, row.value)}{beside}"
    yield ""
    yield f"Counted: {answer.measure.numerator}. {answer.rule}"
    if answer.measure.denominator:
        base = f", mid-{answer.base_year}" if answer.base_year else ""
        yield f"Base: {answer.measure.denominator}{base}."


def _figure(numerator: int | None, denominator: int | None, value: float | None) -> str:
    if numerator is None:
        return "not known"
    if denominator is None:
        return f"{numerator:,}"
    share = "no share" if value is None else f"{value:.{_SHARE_DIGITS}f}"
    return f"{numerator:,} of {denominator:,} ({share})"

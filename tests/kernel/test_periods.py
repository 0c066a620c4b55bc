"""Periods as people write them, and their pieces."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.kernel.api import Period, PeriodError, PeriodKind

days = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("2019", "2019-01-01", "2019-12-31", PeriodKind.YEAR),
        ("2019-Q1", "2019-01-01", "2019-03-31", PeriodKind.QUARTER),
        ("2019-q4", "2019-10-01", "2019-12-31", PeriodKind.QUARTER),
        ("2020-02", "2020-02-01", "2020-02-29", PeriodKind.MONTH),
        ("2019-12", "2019-12-01", "2019-12-31", PeriodKind.MONTH),
        ("FY2019", "2019-04-01", "2020-03-31", PeriodKind.FINANCIAL_YEAR),
        ("AY2018", "2018-09-01", "2019-08-31", PeriodKind.ACADEMIC_YEAR),
        ("2019-01-07..2019-02-03", "2019-01-07", "2019-02-03", PeriodKind.RANGE),
        (" 2019-01-07..2019-01-07 ", "2019-01-07", "2019-01-07", PeriodKind.RANGE),
    ],
)
def test_period_is_read(text: str, start: str, end: str, kind: PeriodKind) -> None:
    period = Period.parse(text)

    assert (period.start.isoformat(), period.end.isoformat(), period.kind) == (
        start,
        end,
        kind,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "last year",
        "2019-Q5",
        "2019-Q0",
        "2019-13",
        "2019-00",
        "19",
        "0000",
        "1066",
        "9999",
        "FY19",
        "2019-02-03..2019-01-07",
        "2019-02-30..2019-03-01",
        "2019-01-07..",
        "２０１９",  # noqa: RUF001 - wide digits, as Asian keyboards write them
    ],
)
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(PeriodError, match=r"period|ends before it starts"):
        Period.parse(text)


@given(days, days)
def test_a_period_reads_back_as_it_is_written(one: dt.date, other: dt.date) -> None:
    period = Period(min(one, other), max(one, other))

    assert Period.parse(str(period)) == period


@given(days, days, st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]))
def test_pieces_cover_the_period_once(one: dt.date, other: dt.date, kind: PeriodKind) -> None:
    period = Period(min(one, other), max(one, other))

    pieces = period.pieces(kind)

    assert pieces[0].start == period.start
    assert pieces[-1].end == period.end
    assert all(a.after == b.start for a, b in itertools.pairwise(pieces))
    assert len({piece.code for piece in pieces}) == len(pieces)


def test_pieces_are_cut_to_the_period() -> None:
    pieces = Period.parse("2019-01-07..2019-05-02").pieces(PeriodKind.QUARTER)

    assert [(p.code, p.start.isoformat(), p.end.isoformat()) for p in pieces] == [
        ("2019-Q1", "2019-01-07", "2019-03-31"),
        ("2019-Q2", "2019-04-01", "2019-05-02"),
    ]


def test_a_period_holds_its_first_and_last_day_and_no_other() -> None:
    month = Period.parse("2019-02")

    assert dt.date(2019, 2, 1) in month
    assert dt.date(2019, 2, 28) in month
    assert dt.date(2019, 1, 31) not in month
    assert month.after not in month
    assert "2019-02-01" not in month

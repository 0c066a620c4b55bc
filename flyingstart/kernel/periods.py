"""Periods as values: a stretch of whole days with the name people gave it.

Written `2019`, `2019-Q1` (calendar quarter), `2019-03`, `FY2019` (April 2019 to March 2020),
`AY2018` (September 2018 to August 2019) or `2019-01-07..2019-02-03`.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from dataclasses import dataclass

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


class PeriodError(ValueError):
    """The text is not a period; the message says what would be."""


class PeriodKind(enum.StrEnum):
    """What sort of stretch it is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    FINANCIAL_YEAR = "financial year"
    ACADEMIC_YEAR = "academic year"
    TERM = "term"
    RANGE = "range"


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: dt.date
    end: dt.date
    kind: PeriodKind = PeriodKind.RANGE
    code: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError(f"{self.start} to {self.end} ends before it starts")
        if self.start.year < EARLIEST_YEAR or self.end.year > LATEST_YEAR:
            raise PeriodError(f"a period lies between {EARLIEST_YEAR} and {LATEST_YEAR}")

    def __str__(self) -> str:
        return self.code or f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def after(self) -> dt.date:
        """The first day that is no longer in the period."""
        return self.end + dt.timedelta(days=1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.start <= day <= self.end

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as people write it. Raises `PeriodError`."""
        written = text.strip().upper()
        try:
            for pattern, make in _FORMS:
                if found := pattern.fullmatch(written):
                    return make(*found.groups())
        except (ValueError, OverflowError) as error:
            if isinstance(error, PeriodError):
                raise
        raise PeriodError(
            f"“{text}” is not a period: write 2019, 2019-Q1, 2019-03, FY2019, AY2018 "
            "or 2019-01-07..2019-02-03"
        )

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31), PeriodKind.YEAR, f"{year:04d}")

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """A calendar quarter, 1 to 4."""
        start = dt.date(year, 3 * quarter - 2, 1)
        end = _month_end(year, 3 * quarter)
        return cls(start, end, PeriodKind.QUARTER, f"{year:04d}-Q{quarter}")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month."""
        start, end = dt.date(year, month, 1), _month_end(year, month)
        return cls(start, end, PeriodKind.MONTH, f"{year:04d}-{month:02d}")

    @classmethod
    def financial_year(cls, year: int) -> Period:
        """April of `year` to March of the next."""
        start, end = dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
        return cls(start, end, PeriodKind.FINANCIAL_YEAR, f"FY{year:04d}")

    @classmethod
    def academic_year(cls, year: int) -> Period:
        """September of `year` to August of the next."""
        start, end = dt.date(year, 9, 1), dt.date(year + 1, 8, 31)
        return cls(start, end, PeriodKind.ACADEMIC_YEAR, f"AY{year:04d}")

    def pieces(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The calendar months, quarters or years that P touches, cut to P's ends."""
        makers = {
            PeriodKind.MONTH: lambda d: Period.month(d.year, d.month),
            PeriodKind.QUARTER: lambda d: Period.quarter(d.year, (d.month + 2) // 3),
            PeriodKind.YEAR: lambda d: Period.year(d.year),
        }
        pieces, day = [], self.start
        while day <= self.end:
            whole = makers[kind](day)
            pieces.append(
                Period(
                    max(whole.start, self.start),
                    min(whole.end, self.end),
                    kind,
                    whole.code,
                )
            )
            if whole.end >= self.end:
                break
            day = whole.after
        return tuple(pieces)


def _month_end(year: int, month: int) -> dt.date:
    if month == 12:
        return dt.date(year, 12, 31)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)


_FORMS = (
    (re.compile(r"(\d{4})", re.ASCII), lambda y: Period.year(int(y))),
    (
        re.compile(r"(\d{4})-Q([1-4])", re.ASCII),
        lambda y, q: Period.quarter(int(y), int(q)),
    ),
    (
        re.compile(r"(\d{4})-(\d{2})", re.ASCII),
        lambda y, m: Period.month(int(y), int(m)),
    ),
    (re.compile(r"FY(\d{4})", re.ASCII), lambda y: Period.financial_year(int(y))),
    (re.compile(r"AY(\d{4})", re.ASCII), lambda y: Period.academic_year(int(y))),
    (
        re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", re.ASCII),
        lambda a, b: Period(dt.date.fromisoformat(a), dt.date.fromisoformat(b)),
    ),
)

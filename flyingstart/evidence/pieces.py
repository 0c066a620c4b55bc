"""Cutting a period: months, quarters, years, and the authority's school terms."""

from __future__ import annotations

from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.question import Piece, Source
from flyingstart.kernel.api import Period, PeriodKind

TERM = "term"


def cut(period: Period, by: str | None, source: Source) -> tuple[Piece, ...]:
    """The pieces of a period by a dimension of time, cut to its ends; without one, the whole.

    Raises `EvidenceError` when terms are asked for and none of them falls in the period.
    """
    if by is None:
        return (Piece(str(period), str(period), period.start, period.end),)
    if by == TERM:
        return _terms(period, source)
    return tuple(
        Piece(piece.code, _words(piece), piece.start, piece.end)
        for piece in period.pieces(PeriodKind(by))
    )


def _terms(period: Period, source: Source) -> tuple[Piece, ...]:
    rows = sorted(source.fact(TERM), key=lambda row: (row["starts_on"], row["term"]))
    pieces = tuple(
        Piece(
            row["term"],
            row["name"],
            max(row["starts_on"], period.start),
            min(row["ends_on"], period.end),
        )
        for row in rows
        if row["starts_on"] <= period.end and period.start <= row["ends_on"]
    )
    if not pieces:
        raise EvidenceError(f"the authority pack holds no term dates for {period}")
    return pieces


def _words(piece: Period) -> str:
    if piece.kind is PeriodKind.MONTH:
        return f"{piece.start:%B %Y}"
    if piece.kind is PeriodKind.QUARTER:
        return f"{piece.start.year} quarter {(piece.start.month + 2) // 3}"
    return piece.code

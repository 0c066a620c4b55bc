"""Small numbers: which cells of a published table are held back, so that nobody works one out.

A published cell is a sum over *pieces*, the smallest groups that its tables speak of: a ward, or a
ward in a month. The law kept here: from all that was ever published together nobody can show that
a piece of one to four people holds fewer than five. What a reader knows is taken to be everything
printed: the cells that are shown, that a cell held back is not nought (noughts are shown), and that
people come in whole numbers. Each question is put to a solver of whole-number programmes (HiGHS),
so the law holds for any shape of tables: totals of totals, months within a quarter, two ward sets.

People who moved count in two areas and once in the whole; a total is taken here as the sum of its
pieces, which a reader who does not know of the movers would do as well.

Primary and complementary suppression are the field's: Hundepool and others, *Statistical
Disclosure Control* (2012), chapter 4. That one to four are small is the plan's own convention.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import highspy

SMALL = range(1, 5)
"""Numbers that are never shown."""
FIRST_SAFE = SMALL.stop

_MANY = 10_000_000
"""More than live anywhere: keeps a question from having no answer."""

P = TypeVar("P", bound=Hashable)
K = TypeVar("K", bound=Hashable)


class CannotBePublishedError(ValueError):
    """Beside what was published before, even the bare minimum would give a small number away."""


@dataclass(frozen=True)
class Shown(Generic[P]):
    """A cell as its readers have it: the pieces it sums, and its number; None: held back."""

    pieces: frozenset[P]
    count: int | None


def held_back(
    counts: Mapping[P, int],
    cells: Mapping[K, frozenset[P]],
    *,
    before: Sequence[Shown[P]] = (),
) -> frozenset[K]:
    """The cells of new tables that must be held back, those of one to four people among them.

    `counts` is the number of each piece, of the pieces of cells shown `before` as well; `cells`
    says what each cell of the new tables sums. Cells already shown stay shown. The smallest cells
    that help are chosen, noughts never. Raises `CannotBePublishedError` and `KeyError` for a piece
    without a count.
    """
    sums = {key: sum(counts[piece] for piece in pieces) for key, pieces in cells.items()}
    small = {key for key, total in sums.items() if total in SMALL}
    hidden = set(small)
    reader = _Reader(counts, _printed(cells, sums, hidden, before))
    reader.try_together(_small_pieces(counts))
    for piece in _small_pieces(counts):
        # Who is told less never works more out: pieces that are safe stay so.
        while not reader.is_safe(piece):
            hidden.add(_next_to_hide(piece, cells, sums, hidden, before))
            reader = _Reader(counts, _printed(cells, sums, hidden, before))
    # What was taken along on the way and is not needed in the end is shown, the largest first.
    for key in sorted(hidden - small, key=lambda key: (-sums[key], repr(key))):
        told = gives_away(counts, _printed(cells, sums, hidden - {key}, before))
        if not any(True for _ in told):
            hidden.remove(key)
    return frozenset(hidden)


def as_shown(
    counts: Mapping[P, int], cells: Mapping[K, frozenset[P]], hidden: Collection[K]
) -> dict[K, Shown[P]]:
    """The cells as their readers will have them, for the register of what was published."""
    return {
        key: Shown(pieces, None if key in hidden else sum(counts[piece] for piece in pieces))
        for key, pieces in cells.items()
    }


def gives_away(counts: Mapping[P, int], printed: Sequence[Shown[P]]) -> Iterator[P]:
    """The pieces of one to four people that printed cells show to hold fewer than five."""
    reader = _Reader(counts, printed)
    reader.try_together(_small_pieces(counts))
    for piece in _small_pieces(counts):
        if not reader.is_safe(piece):
            yield piece


def _small_pieces(counts: Mapping[P, int]) -> list[P]:
    return [piece for piece in sorted(counts, key=repr) if counts[piece] in SMALL]


def _printed(
    cells: Mapping[K, frozenset[P]],
    sums: Mapping[K, int],
    hidden: Collection[K],
    before: Sequence[Shown[P]],
) -> list[Shown[P]]:
    new = [Shown(cells[key], None if key in hidden else sums[key]) for key in cells]
    return [*before, *new]


def _next_to_hide(
    told: P,
    cells: Mapping[K, frozenset[P]],
    sums: Mapping[K, int],
    hidden: Collection[K],
    before: Sequence[Shown[P]],
) -> K:
    """Of the cells still shown the smallest that is likely to help.

    That is one which is part of the same printed whole as the piece, else one that holds the
    piece, else any.
    """
    shown = [key for key in cells if key not in hidden and sums[key]]
    printed = [*(cells[key] for key in shown), *(cell.pieces for cell in before if cell.count)]
    wholes = [pieces for pieces in printed if told in pieces]
    beside = [key for key in shown if told not in cells[key]]
    joined = [key for key in beside if any(cells[key] < whole for whole in wholes)]
    around = [key for key in shown if told in cells[key]]
    for choice in (joined, around, beside):
        if choice:
            return min(choice, key=lambda key: (sums[key], repr(key)))
    raise CannotBePublishedError(
        "Beside what was published before, this would show a number under five."
    )


class _Reader(Generic[P]):
    """Somebody who has everything printed, and works out what a piece can be at most."""

    def __init__(self, pieces: Collection[P], printed: Sequence[Shown[P]]) -> None:
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # it brings half its types
        self._solver.silent()
        self._numbers = {
            piece: self._solver.addIntegral(lb=0, ub=_MANY) for piece in sorted(pieces, key=repr)
        }
        self._safe: set[P] = set()
        for cell in printed:
            total = self._solver.qsum(self._numbers[piece] for piece in cell.pieces)
            if cell.count is None:
                self._solver.addConstr(total >= 1)
            else:
                self._solver.addConstr(total == cell.count)

    def is_safe(self, piece: P) -> bool:
        """Whether the piece may hold five people or more for all its reader knows."""
        if piece not in self._safe:
            self._try([piece])
        return piece in self._safe

    def try_together(self, pieces: Sequence[P]) -> None:
        """Look for one answer in which many pieces hold five: one search instead of many."""
        if pieces:
            self._try(pieces)

    def _try(self, pieces: Sequence[P]) -> None:
        """Whether a piece may be more than five is no question: it makes the search long."""
        numbers = [self._numbers[piece] for piece in pieces]
        for number in numbers:
            self._solver.changeColBounds(number.index, 0, FIRST_SAFE)
        self._solver.maximize(self._solver.qsum(numbers))
        found = {piece: float(self._solver.val(self._numbers[piece])) for piece in self._numbers}
        self._safe |= {piece for piece, most in found.items() if round(most) >= FIRST_SAFE}
        for number in numbers:
            self._solver.changeColBounds(number.index, 0, _MANY)

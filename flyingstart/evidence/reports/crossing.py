"""Where the areas of two reports cross: how many people are in both, measure by measure.

A ward less its part in one neighbourhood is a sliver, and sums of wards, neighbourhoods and the
whole can be taken from each other, within a report and between the town's and a neighbourhood's.
So each report is frozen with the counts of all crossings of the whole authority: every report that
was counted on the same snapshot holds the same, and withholds the same for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flyingstart.evidence.answer import AnswerRow, Value
from flyingstart.evidence.measures.dimensions import NOT_KNOWN
from flyingstart.evidence.measures.measure import Base, Measure, measures
from flyingstart.evidence.places import NEIGHBOURHOOD, WARD, Places
from flyingstart.evidence.reports.counting import OpenSnapshot
from flyingstart.evidence.reports.frozen import Crossing
from flyingstart.evidence.reports.sections import PARTS, TIME, Asked, Part, Where, parts_for
from flyingstart.evidence.suppression import CannotBePublishedError, Shown, as_shown, held_back
from flyingstart.kernel.api import Period, PeriodKind

Cell = tuple[str, ...]
# Ward or site, neighbourhood, period.
Piece = tuple[str, str, str]
WHOLE, BOTH, SITE = "whole", "both", "site"
# Sessions and small areas are no people.
NOT_PEOPLE = ("sessions_delivered", "supply", "deprived")


def crossings(
    source: OpenSnapshot, *, period: Period, wards: str, trend: Period, parts: Sequence[Part]
) -> tuple[Crossing, ...]:
    """The crossings of all measures of people that reports give of areas, for each of their pieces.

    A month or quarter before the report's own is crossed with the wards of its own last day, as its
    own report was. What adds up over time is crossed by the months of quarters too.
    Raises `EvidenceError`.
    """
    places = Places(source)
    if places.choose(None, NEIGHBOURHOOD, trend.end) is None:
        return ()
    pieces = trend.pieces(period.kind)
    sets = {piece: places.choose(None, WARD, piece.end) for piece in pieces} | {period: wards}
    found: list[Crossing] = []
    for (measure, fine), cells in _printed(parts).items():
        # Wards of two sets cannot be asked for at once; where none are printed none are asked for.
        asked_in = sets if cells & {WARD, BOTH} else dict.fromkeys(pieces, "")
        for chosen, group in itertools.groupby(pieces, asked_in.__getitem__):
            some = [*group]
            asked = _Asked(measure, fine, frozenset(cells), chosen or "")
            if chosen is None:
                # Of a time without wards the trends of the whole and of each neighbourhood stay.
                asked = replace(asked, printed=asked.printed - {WARD, BOTH})
            found += _counted(source, asked, some)
            if period.kind is PeriodKind.QUARTER and measures[measure].adds_up:
                months = Period(some[0].start, some[-1].end).pieces(PeriodKind.MONTH)
                found += _counted(source, asked, months)
    return tuple(found)


def by_neighbourhood_alone(measure: str) -> bool:
    """Whether reports give a measure by neighbourhood and by no ward."""
    return NEIGHBOURHOOD in _in_parts(measure) and WARD not in _in_parts(measure)


def _in_parts(measure: str) -> set[str]:
    return _printed(PARTS).get((measure, WARD), set())


@dataclass(frozen=True)
class _Asked:
    """A measure, what its figures belong to a neighbourhood by, and what is printed of it.

    `wards`: the set, empty where no ward is printed; then the neighbourhoods are the pieces.
    """

    measure: str
    fine: str
    printed: frozenset[str]
    wards: str

    @property
    def by(self) -> tuple[str, ...]:
        """What it is asked by."""
        if self.fine == SITE:
            return (SITE,)
        return (WARD, NEIGHBOURHOOD) if self.wards else (NEIGHBOURHOOD,)


def _printed(parts: Sequence[Part]) -> dict[tuple[str, str], set[str]]:
    """What is printed of each measure, in the town's reports and the neighbourhoods' together.

    By measure and what its figures belong to a neighbourhood by: the people's wards, or the sites.
    """
    printed: dict[tuple[str, str], set[str]] = {}
    for town, asked in _tables(parts):
        declared = measures[asked.measure]
        fine = SITE if asked.where is Where.HELD else WARD
        if asked.measure in NOT_PEOPLE or not {fine, NEIGHBOURHOOD} <= set(declared.breakdowns):
            continue
        cells = printed.setdefault((asked.measure, fine), {WHOLE, NEIGHBOURHOOD})
        if asked.by == fine:
            # Pages of staff, read beside reports, give whole wards: less their part in a
            # neighbourhood they tell the sliver.
            cells |= {fine} if town or fine == SITE else {BOTH, fine}
    return printed


def printed_by_home(measure: str) -> tuple[str, ...]:
    """What pages of staff and reports print together of a measure, by where people live."""
    in_reports = _in_parts(measure)
    return tuple(sorted({WARD, WHOLE, NEIGHBOURHOOD} | in_reports))


def _tables(parts: Sequence[Part]) -> Iterator[tuple[bool, Asked]]:
    for town in (True, False):
        for part in parts_for(town=town, parts=parts):
            for asked in part.asked:
                if asked.by in (TIME, WARD, NEIGHBOURHOOD, SITE):
                    yield town, asked


def _counted(source: OpenSnapshot, asked: _Asked, pieces: Sequence[Period]) -> Iterator[Crossing]:
    time, stretch = pieces[0].kind.value, Period(pieces[0].start, pieces[-1].end)
    answer = source.measure(
        asked.measure, period=stretch, by=(*asked.by, time), area_set=asked.wards or None
    )
    sites = {row["site"]: row["neighbourhood"] or NOT_KNOWN for row in source.fact("site")}
    held: dict[Value, list[tuple[str, str, int, int]]] = {piece.code: [] for piece in pieces}
    for row in answer.rows:
        counted, rest = _numbers(row, answer.measure)
        if counted or rest:
            fine = str(row.by.get(asked.fine, ""))
            hood = sites.get(fine, NOT_KNOWN) if asked.fine == SITE else row.by[NEIGHBOURHOOD]
            held[row.by[time]].append((fine, str(hood), counted, rest))
    for piece in pieces:
        yield Crossing(
            measure=asked.measure,
            period=piece.code,
            wards=asked.wards,
            fine=asked.fine,
            printed=tuple(sorted(asked.printed)),
            pieces=tuple(sorted(held[piece.code])),
        )


def _numbers(row: AnswerRow, measure: Measure) -> tuple[int, int]:
    """How many are counted, and of a base that we counted how many are not."""
    of = measure.value_of
    counted = (row.numerator if of == "numerator" else int(row.beside[of])) or 0
    if measure.base is not Base.COUNTED or row.denominator is None:
        return counted, 0
    return counted, row.denominator - counted


@lru_cache(maxsize=1024)
def withheld(
    crossing: Crossing, months: tuple[Crossing, ...] = (), *, beside_reports: bool = False
) -> frozenset[Cell]:
    """The cells that no report may show of a measure and period: `("ward", code)` and so on.

    `months`: of a quarter that is their sum, as their own reports show them. `beside_reports`: on
    pages by ward, read beside reports that give neighbourhoods and have judged them without wards.
    """
    hidden: set[Cell] = set()
    for place in (0, 1):
        counts: dict[Piece, int] = {}
        before: list[Shown[Piece]] = []
        told = place == 0 or _counts_others(crossing)
        adding = months if told else ()
        for one in adding or (crossing,):
            own = _people(one, place)
            counts |= own
            if adding:
                shut = withheld(one, beside_reports=beside_reports)
                before += as_shown(own, _cells(one, own), shut).values()
            if beside_reports and told:
                before += _in_reports(one, own)
        if beside_reports and adding:
            before += _in_reports(crossing, counts, months)
        cells = _cells(crossing, counts)
        try:
            hidden |= held_back(counts, cells, before=before)
        except CannotBePublishedError:
            hidden |= cells.keys()
    return frozenset(hidden)


def _counts_others(crossing: Crossing) -> bool:
    """Whether those who are not counted are told as well: a base adds up, families known do not."""
    return measures[crossing.measure].base is Base.COUNTED


def _in_reports(
    crossing: Crossing, pieces: Mapping[Piece, int], months: tuple[Crossing, ...] = ()
) -> Iterable[Shown[Piece]]:
    """What reports show of pieces that give neighbourhoods and the whole."""
    shut = withheld(_by_neighbourhood(crossing), tuple(map(_by_neighbourhood, months)))
    return as_shown(pieces, _cells(_by_neighbourhood(crossing), pieces), shut).values()


def _by_neighbourhood(crossing: Crossing) -> Crossing:
    """As reports judge what they give by neighbourhood alone."""
    numbers: dict[str, tuple[int, int]] = {}
    for _fine, hood, counted, rest in crossing.pieces:
        before = numbers.get(hood, (0, 0))
        others = rest if _counts_others(crossing) else 0
        numbers[hood] = (before[0] + counted, before[1] + others)
    pieces = tuple(("", hood, *both) for hood, both in sorted(numbers.items()) if any(both))
    return replace(crossing, printed=(NEIGHBOURHOOD, WHOLE), wards="", pieces=pieces)


def _people(crossing: Crossing, place: int) -> dict[Piece, int]:
    """People by piece: those who are counted, or those of the base who are not.

    Who is in no piece is left out: readers are taken to know what is nought.
    """
    return {
        (fine, hood, crossing.period): numbers[place]
        for fine, hood, *numbers in crossing.pieces
        if numbers[place]
    }


def _cells(crossing: Crossing, pieces: Iterable[Piece]) -> dict[Cell, frozenset[Piece]]:
    """The sums that are printed, and what each adds up."""
    cells: dict[Cell, set[Piece]] = {}
    for piece in pieces:
        fine, hood, _ = piece
        named: dict[str, Cell] = {
            WHOLE: (WHOLE,),
            crossing.fine: (crossing.fine, fine),
            NEIGHBOURHOOD: (NEIGHBOURHOOD, hood),
            BOTH: (BOTH, fine, hood),
        }
        for name in crossing.printed:
            cells.setdefault(named[name], set()).add(piece)
    return {cell: frozenset(summed) for cell, summed in cells.items()}

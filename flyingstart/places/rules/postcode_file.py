"""A file of postcodes against what is held, so many rows at a time: it may have millions."""

from __future__ import annotations

import enum
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flyingstart.kernel.api import Row, Table
from flyingstart.places.queries.held import (
    Geography,
    HeldPostcode,
    PostcodeState,
    held_postcodes,
    outlines_by_set,
)
from flyingstart.places.rules.points import AreaFinder, Point
from flyingstart.places.rules.postcode_rows import Fault, RowReader, Said, merged

BATCH = 10_000


class Outcome(enum.Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REJECTED = "rejected"


class JudgedRow(NamedTuple):
    """A row with what becomes of it; `state` is what is to be held, None if nothing is."""

    number: int
    outcome: Outcome
    text: str = ""
    held: HeldPostcode | None = None
    state: PostcodeState | None = None
    faults: Sequence[Fault] = ()
    unknown: Sequence[str] = ()
    is_repeated: bool = False

    @property
    def differs(self) -> bool:
        """Whether something is to be written."""
        if self.state is None:
            return False
        return self.held is None or self.held.state != self.state


def judged_batches(table: Table, geography: Geography) -> Iterator[list[JudgedRow]]:
    """All rows of a file, judged in their order."""
    reader = RowReader(geography, table.headings)
    seen = _Seen()
    rows = table.rows
    while batch := list(itertools.islice(rows, BATCH)):
        yield _judge(batch, reader, seen)


class _Seen:
    """The postcodes of a file so far: a bit for each of the last two letters of a sector."""

    def __init__(self) -> None:
        self._sectors: dict[str, int] = defaultdict(int)

    def add(self, text: str) -> bool:
        """Whether the postcode was there already; from now on it is."""
        first, second = ord(text[-2]) - ord("A"), ord(text[-1]) - ord("A")
        bit = 1 << (26 * first + second)
        before = self._sectors[text[:-2]]
        self._sectors[text[:-2]] = before | bit
        return bool(before & bit)


def _judge(rows: Sequence[Row], reader: RowReader, seen: _Seen) -> list[JudgedRow]:
    read = [(row, *reader.read(row)) for row in rows]
    held = held_postcodes({said.text for _, said, _ in read if said})
    return [_judge_row(row, said, faults, reader, seen, held) for row, said, faults in read]


def _judge_row(
    row: Row,
    said: Said | None,
    faults: Sequence[Fault],
    reader: RowReader,
    seen: _Seen,
    held: Mapping[str, HeldPostcode],
) -> JudgedRow:
    ours = reader.is_ours(row)
    if said is None:
        outcome = Outcome.REJECTED if ours else Outcome.SKIPPED
        return JudgedRow(row.number, outcome, faults=faults if ours else ())
    if seen.add(said.text):
        outcome = Outcome.UNCHANGED if ours else Outcome.SKIPPED
        return JudgedRow(row.number, outcome, said.text, is_repeated=True)
    old = held.get(said.text)
    state = merged(old.state if old else None, said)
    if not ours:
        outcome = Outcome.SKIPPED
    elif old is None:
        outcome = Outcome.NEW
    else:
        outcome = Outcome.UNCHANGED if old.state == state else Outcome.CHANGED
    return JudgedRow(row.number, outcome, said.text, old, state, unknown=said.unknown)


class Locator:
    """Finds the area of every set in which points lie; only sets with outlines have any."""

    def __init__(self) -> None:
        self._finders = {
            set_id: AreaFinder(outlines) for set_id, outlines in outlines_by_set().items()
        }

    def locate(self, states: Sequence[PostcodeState]) -> list[dict[int, int]]:
        """For each postcode, the ids of its areas by set."""
        located: list[dict[int, int]] = [{} for _ in states]
        places: list[int] = []
        points: list[Point] = []
        for place, state in enumerate(states):
            if state.longitude is not None and state.latitude is not None:
                places.append(place)
                points.append((state.longitude, state.latitude))
        for set_id, finder in self._finders.items():
            for place, area in zip(places, finder.find(points), strict=True):
                if area is not None:
                    located[place][set_id] = area
        return located

"""The engine of all files from an old system: read, lay over what is held, say, write.

A row is taken whole or not at all. Rows are laid in their order; of rows of one lane, one without
an end ends where the next of the file starts, and rows that contradict each other are all rejected.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flyingstart.families.imports.moving.describing import (
    Cells,
    Described,
    Lane,
    Part,
    Sheet,
)
from flyingstart.families.imports.moving.held import held_strips, load_known
from flyingstart.families.imports.moving.reading import RowReader
from flyingstart.families.imports.moving.writing import write_lanes
from flyingstart.families.rules.laying import Strip, cleared, lay, overlap
from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    ImportKind,
    ImportMisused,
    ImportOptions,
    Table,
)
from flyingstart.kernel.intake.api import Outcome, Verdict, problems

LONGEST_SOURCE = 100


@dataclass(kw_only=True)
class Plan:
    """Lanes as they are held and as they are to be."""

    before: dict[Lane, list[Strip]] = field(default_factory=dict)
    after: dict[Lane, list[Strip]] = field(default_factory=dict)


class MovingKind(ImportKind[Table]):
    """A kind of file from an old system, as it is described. A file is a delta."""

    lock = "moving"

    def __init__(self, described: Described) -> None:
        self.described = described
        # What one class holds of itself in other kinds is said of each here.
        self.name = described.name  # type: ignore[misc]
        self.title = described.title  # type: ignore[misc]
        self.columns = described.columns  # type: ignore[misc]

    def check(self, content: Table, options: ImportOptions) -> CheckedFile:
        """Judge the file against what is held."""
        if len(options.source) > LONGEST_SOURCE:
            raise ImportMisused(f"a source has a name of up to {LONGEST_SOURCE} letters")
        names = [column.name for column in self.columns]
        rows = [(row.number, {name: row[name] for name in names}) for row in content.rows]
        readings = self._read(rows, options)
        _reject_contradictions(readings)
        return _judge(self.described, readings, options.day).checked()

    def commit(
        self,
        checked: CheckedFile,
        options: ImportOptions,  # noqa: ARG002 - the plan says it all
        *,
        by: Actor,
        at: dt.datetime,
    ) -> None:
        """Write what the file would do."""
        for plan in checked.plan:
            write_lanes(self.described.sheets, plan.before, plan.after)
        self.afterwards(checked, by=by, at=at)

    def afterwards(self, checked: CheckedFile, *, by: Actor, at: dt.datetime) -> None:
        """What follows from what was written."""

    def export(self) -> Iterable[Mapping[str, str]]:
        """What is held."""
        return self.described.lines()

    def _read(self, rows: Sequence[tuple[int, Cells]], options: ImportOptions) -> list[_Reading]:
        known = load_known(self.described, [cells for _, cells in rows], options.source)
        readings = []
        for number, cells in rows:
            reader = RowReader(number, cells, known)
            parts = self.described.read(reader)
            readings.append(_Reading(reader, [] if reader.faults else parts))
        return readings


@dataclass
class _Reading:
    reader: RowReader
    parts: list[Part]


def _reject_contradictions(readings: list[_Reading]) -> None:
    """Of one lane: rows without an end end where the next starts; rows that overlap are faults."""
    lanes: dict[Lane, list[tuple[Part, _Reading]]] = defaultdict(list)
    for reading in readings:
        for part in reading.parts:
            lanes[part.lane].append((part, reading))
    for rows in lanes.values():
        if len(rows) > 1 and rows[0][0].sheet.dated:
            _compare(rows)


def _compare(rows: list[tuple[Part, _Reading]]) -> None:
    starts = sorted({part.said.starts_on for part, _ in rows if part.said.starts_on})
    spans = []
    for part, reading in rows:
        begin, end = part.said.starts_on, part.said.ends_on
        later = [day for day in starts if begin is None or day > begin]
        spans.append(((begin, end or next(iter(later), None)), reading))
    at_fault = {
        id(reading): (reading, other.reader.number)
        for place, (span, reading) in enumerate(spans)
        for number, (second, other) in enumerate(spans)
        if place != number
        and reading is not other
        and span[0] != second[0]
        and overlap(span, second)
    }
    for reading, number in at_fault.values():
        words = f"its days overlap those of row {number}, which speaks of the same"
        reading.reader.fault("starts_on", words)
        reading.parts = []


def _judge(described: Described, readings: list[_Reading], as_of: dt.date) -> Verdict[Plan]:
    parts = [part for reading in readings for part in reading.parts]
    before = held_strips(described.sheets, parts)
    after = {lane: list(strips) for lane, strips in before.items()}
    verdict: Verdict[Plan] = Verdict(outcomes=[], plan=[Plan(before=before, after=after)])
    ends = _next_starts(parts)
    for reading in readings:
        reader = reading.reader
        outcomes = _lay_row(reading, after, ends, as_of)
        if reader.faults:
            verdict.outcomes.append(Outcome.REJECTED)
            verdict.errors += problems(reader.number, reader.faults)
            continue
        verdict.outcomes.append(_weightiest(outcomes))
        verdict.warnings += problems(reader.number, reader.remarks)
    return verdict


def _next_starts(parts: list[Part]) -> dict[Lane, list[dt.date]]:
    starts: dict[Lane, set[dt.date]] = defaultdict(set)
    for part in parts:
        if part.said.starts_on:
            starts[part.lane].add(part.said.starts_on)
    return {lane: sorted(days) for lane, days in starts.items()}


def _lay_row(
    reading: _Reading,
    lanes: dict[Lane, list[Strip]],
    starts: Mapping[Lane, list[dt.date]],
    as_of: dt.date,
) -> list[Outcome]:
    """Lay all parts of a row, or none of them if one cannot be."""
    laid: dict[Lane, list[Strip]] = {}
    outcomes = []
    for part in reading.parts:
        strips = laid.get(part.lane, lanes.setdefault(part.lane, []))
        after, outcome, strip = _lay_part(part, strips, starts.get(part.lane, []), as_of)
        laid[part.lane] = after
        outcomes.append(outcome)
        span = (strip.starts_on, strip.ends_on)
        for other in part.clears:
            laid[other] = cleared(laid.get(other, lanes.setdefault(other, [])), *span)
        if part.yields_to is not None and _is_taken(part.yields_to[0], lanes, strip):
            reading.reader.fault("starts_on", part.yields_to[1])
    if not reading.reader.faults:
        lanes.update(laid)
    return outcomes


def _lay_part(
    part: Part, strips: list[Strip], starts: list[dt.date], as_of: dt.date
) -> tuple[list[Strip], Outcome, Strip]:
    sheet, said = part.sheet, part.said
    if said.ends_on is None and said.starts_on is None and starts:
        said = replace(said, ends_on=starts[0])
    if not sheet.dated:
        return _lay_once(sheet, strips, part)
    after, meant, strip = lay(strips, said, as_of=as_of, blank=sheet.blank, merge=sheet.merge)
    if meant is None:
        return after, Outcome.NEW, strip
    return after, Outcome.UNCHANGED if strip == meant else Outcome.CHANGED, strip


def _lay_once(sheet: Sheet, strips: list[Strip], part: Part) -> tuple[list[Strip], Outcome, Strip]:
    if not strips:
        strip = Strip(values={**sheet.blank, **part.said.values})
        return [strip], Outcome.NEW, strip
    first, *others = strips
    strip = replace(first, values=sheet.merge(first.values, part.said.values))
    return [strip, *others], Outcome.UNCHANGED if strip == first else Outcome.CHANGED, strip


def _is_taken(lane: Lane, lanes: Mapping[Lane, list[Strip]], strip: Strip) -> bool:
    """Whether a lane holds something of the strip's family on its days."""
    return any(
        other.values["family_id"] == strip.values["family_id"]
        and overlap((other.starts_on, other.ends_on), (strip.starts_on, strip.ends_on))
        for other in lanes.get(lane, [])
    )


def _weightiest(outcomes: list[Outcome]) -> Outcome:
    """A row is new if something it says is, else changed if something is."""
    for outcome in (Outcome.NEW, Outcome.CHANGED):
        if outcome in outcomes:
            return outcome
    return Outcome.UNCHANGED

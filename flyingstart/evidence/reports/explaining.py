"""Why a signed figure is another one today: shares that add up to the whole difference.

The figures are counted on a row of snapshots that lead from the signed one to today's. Each step
puts today's facts of one group in place of those signed; what it changes is that group's share.
The order is fixed, and printed where shares are shown: what a later group does together with an
earlier one is the later one's. The first step counts by today's rules on the facts as signed.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from flyingstart.evidence.answer import Value
from flyingstart.evidence.measures.tables import FACTS
from flyingstart.evidence.reports.composing import Composer, Plan, reads
from flyingstart.evidence.reports.counting import OpenSnapshot, differing, hybrid, opened
from flyingstart.evidence.reports.frozen import Figures, Line, Result
from flyingstart.evidence.reports.sections import PARTS, Asked, Part, parts_for
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.evidence.snapshot.store import Store


class Cause(enum.Enum):
    """What can have changed, in the order in which it is put in place."""

    RULES = "rules"
    REGISTERS = "registers"
    PEOPLE = "people"
    HOMES = "homes"
    PLACES = "places"
    TIME = "time"


_REGISTERS = frozenset({"session", "mark", "headcount", "contact"})
_PEOPLE = frozenset({"person", "tie", "registration", "need", "expected_birth", "answer"})
_HOMES = frozenset({"address"})

GROUPS: Mapping[Cause, frozenset[str]] = {
    Cause.RULES: frozenset(),
    Cause.REGISTERS: _REGISTERS,
    Cause.PEOPLE: _PEOPLE,
    Cause.HOMES: _HOMES,
    Cause.PLACES: frozenset(FACTS) - _REGISTERS - _PEOPLE - _HOMES,
    Cause.TIME: frozenset(),
}
"""The facts that each step puts in place; every fact is in one."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one cause did to a figure: to its count, and to what it is divided by."""

    cause: Cause
    counted: int
    base: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A line that is another one today. The shares add up to today's figures less those signed.

    `signed` or `today` is None where the line is in one of the two only. A figure that cannot be
    known counts as nought in the shares.
    """

    value: Value
    label: str
    signed: Line | None
    today: Line | None
    shares: tuple[Share, ...] = ()

    @property
    def counted(self) -> int:
        """By how many more it counts today."""
        return _counted(self.today) - _counted(self.signed)

    @property
    def base(self) -> int:
        """By how many more it is divided today."""
        return _base(self.today) - _base(self.signed)

    def share(self, cause: Cause) -> Share | None:
        """What a cause did, if it did anything."""
        return next((share for share in self.shares if share.cause is cause), None)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A table with lines that are others today."""

    table: Figures
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """All that is otherwise today. `why_not`: the snapshot that was signed cannot be counted on
    any more, so there are no shares."""

    result: Result
    tables: tuple[Changed, ...]
    causes: frozenset[Cause] = field(default_factory=frozenset)
    why_not: str = ""

    @property
    def lines(self) -> int:
        """How many lines are others."""
        return sum(len(table.differences) for table in self.tables)


def compare(signed: Result, today: Result) -> tuple[Changed, ...]:
    """The lines that differ, table by table, without shares."""
    live = {table.key: table for table in today.tables()}
    found = []
    for table in signed.tables():
        differences = tuple(_differences(table, live.get(table.key)))
        if differences:
            found.append(Changed(table=table, differences=differences))
    return tuple(found)


def explain(
    *,
    plan: Plan,
    signed: Result,
    today: Result,
    old: Manifest,
    new: Manifest,
    store: Store,
    parts: Sequence[Part] = PARTS,
) -> Explanation:
    """The differences with their shares. Raises `SnapshotError` for files that are damaged."""
    changed = compare(signed, today)
    if not changed:
        return Explanation(result=today, tables=())
    with ExitStack() as stack:
        asked = {
            asked.key: asked
            for part in parts_for(town=plan.place is None, parts=parts)
            for asked in part.asked
        }
        steps = _Steps(plan, old, new, store, stack, asked)
        tables = tuple(_shared_out(table, steps) for table in changed)
    causes = {
        share.cause for table in tables for found in table.differences for share in found.shares
    }
    return Explanation(result=today, tables=tables, causes=frozenset(causes))


class _Steps:
    """The snapshots between the signed one and today's, each opened when it is asked for."""

    def __init__(
        self,
        plan: Plan,
        old: Manifest,
        new: Manifest,
        store: Store,
        stack: ExitStack,
        asked: Mapping[str, Asked],
    ) -> None:
        self._plan, self._old, self._new = plan, old, new
        self._store, self._stack, self._asked = store, stack, asked
        self._opened: dict[tuple[frozenset[str], bool], Composer] = {}
        self._differing = differing(old, new)

    def tables(self, signed: Figures) -> Iterator[tuple[Cause, Figures]]:
        """A table after each step that has anything to change."""
        asked = self._asked.get(signed.key)
        if asked is None:
            # Reports have it no more.
            yield Cause.RULES, replace(signed, lines=())
            return
        taken: frozenset[str] = frozenset()
        for cause, group in GROUPS.items():
            changes = group & self._differing
            taken |= changes
            later = cause is Cause.TIME
            if cause is Cause.RULES or later or self._matters(asked, cause, changes):
                yield cause, self._table(asked, taken, later=later)

    def _matters(self, asked: Asked, cause: Cause, changes: frozenset[str]) -> bool:
        """Whether a table is counted from any of these facts; populations and names always are."""
        if cause is Cause.PLACES:
            return bool(changes)
        return bool(changes & reads(self._plan, asked))

    def _table(self, asked: Asked, taken: frozenset[str], *, later: bool) -> Figures:
        key = (taken, later)
        if key not in self._opened:
            as_at = self._new.as_at if later else self._old.as_at
            made = hybrid(self._old, self._new, taken, as_at=as_at)
            source: OpenSnapshot = self._stack.enter_context(opened(self._store, made))
            self._opened[key] = Composer(self._plan, source)
        return self._opened[key].table(asked)


def _shared_out(changed: Changed, steps: _Steps) -> Changed:
    """The same with shares."""
    before: Mapping[Value, Line] = {line.value: line for line in changed.table.lines}
    shares: dict[Value, list[Share]] = {found.value: [] for found in changed.differences}
    for cause, table in steps.tables(changed.table):
        after = {line.value: line for line in table.lines}
        for value, held in shares.items():
            counted = _counted(after.get(value)) - _counted(before.get(value))
            base = _base(after.get(value)) - _base(before.get(value))
            if counted or base:
                held.append(Share(cause=cause, counted=counted, base=base))
        before = after
    return Changed(
        table=changed.table,
        differences=tuple(
            Difference(
                value=found.value,
                label=found.label,
                signed=found.signed,
                today=found.today,
                shares=tuple(shares[found.value]),
            )
            for found in changed.differences
        ),
    )


def _differences(signed: Figures, today: Figures | None) -> Iterator[Difference]:
    held = {line.value: line for line in signed.lines}
    live = {line.value: line for line in today.lines} if today else {}
    for value in dict.fromkeys([*held, *live]):
        one, other = held.get(value), live.get(value)
        if _figures(one) != _figures(other):
            label = (other or one).label  # type: ignore[union-attr]  # it is in one of them
            yield Difference(value=value, label=label, signed=one, today=other)


def _figures(line: Line | None) -> tuple[int | None, ...]:
    """What may be another: a line that counts nobody says no more than none."""
    if line is None:
        return (0, None)
    return (line.counted, line.denominator)


def _counted(line: Line | None) -> int:
    return (line.counted or 0) if line else 0


def _base(line: Line | None) -> int:
    return (line.denominator or 0) if line else 0

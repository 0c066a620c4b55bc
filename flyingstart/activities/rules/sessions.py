"""What the rows of one session say of it together: activity, site and times.

The rows of a session stand or fall together: they must agree, blank cells say nothing, and what
none of them says is as it is held.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from flyingstart.activities.queries.held import Details, Held, HeldSession
from flyingstart.activities.rules.rows import AttendanceRow
from flyingstart.kernel.api import folded
from flyingstart.kernel.intake.api import Remark, quoted
from flyingstart.kernel.tables.api import CellError, read_moment

SUGGESTIONS = 500
"""A file with more different unknown names has no misspelt ones, and looking takes time."""

T = TypeVar("T")


class Cell(NamedTuple, Generic[T]):
    """What a cell means, or why it means nothing; `same` is equal for cells that agree."""

    same: object
    value: T | None = None
    fault: str = ""


class Found(NamedTuple):
    """The details of a session, or the faults that all its rows share."""

    details: Details | None
    faults: list[Remark]


class SessionReader:
    """Reads the cells that speak of a session, each different text once."""

    def __init__(self, held: Held, now: dt.datetime) -> None:
        self._held, self._now = held, now
        self._suggested = 0
        self._activity = functools.cache(self._read_activity)
        self._site = functools.cache(self._read_site)
        self._moment = functools.cache(self._read_moment)

    def together(self, rows: Sequence[AttendanceRow], held: HeldSession | None) -> Found:
        """What the rows of one session, held or new, say together."""
        old = held.details if held else None
        faults: list[Remark] = []
        activity = self._one(
            "activity", (r.activity for r in rows), self._activity, old and old.activity_id, faults
        )
        site = self._one("site", (r.site for r in rows), self._site, old and old.site_id, faults)
        starts = self._one(
            "starts_at", (r.starts_at for r in rows), self._moment, old and old.starts_at, faults
        )
        ends = self._one(
            "ends_at", (r.ends_at for r in rows), self._moment, old and old.ends_at, faults
        )
        if starts and starts > self._now:
            faults.append(Remark("starts_at", "the session starts in the future"))
        if faults or activity is None or site is None or starts is None:
            return Found(None, faults)
        return Found(Details(activity, site, starts, ends), [])

    def _one(
        self,
        column: str,
        texts: Iterable[str],
        read: Callable[[str], Cell[T]],
        held: T | None,
        faults: list[Remark],
    ) -> T | None:
        said = {
            cell.same: (text, cell)
            for text in dict.fromkeys(texts)
            if text
            for cell in [read(text)]
        }
        faults += [Remark(column, cell.fault) for _, cell in said.values() if cell.fault]
        if len(said) > 1:
            one, other = [text for text, _ in said.values()][:2]
            words = f"the rows of this session disagree: {quoted(one)} and {quoted(other)}"
            faults.append(Remark(column, words))
        if said:
            return next(cell.value for _, cell in said.values())
        if held is None and column != "ends_at":
            faults.append(Remark(column, "missing, and the session is not held yet"))
        return held

    def _read_activity(self, text: str) -> Cell[int]:
        activity = self._held.activities.find(text)
        if activity:
            return Cell(activity.id, activity.id)
        near = self._suggestion(self._held.activities.nearest_of_all, text)
        return Cell(folded(text), fault=f"there is no activity {quoted(text)}{near}")

    def _read_site(self, text: str) -> Cell[int]:
        site = self._held.sites.find(text)
        if site is not None:
            return Cell(site, site)
        near = self._suggestion(self._held.sites.nearest_of_all, text)
        return Cell(folded(text), fault=f"there is no site {quoted(text)}{near}")

    def _read_moment(self, text: str) -> Cell[dt.datetime]:
        try:
            moment = read_moment(text)
        except CellError as fault:
            return Cell(text, fault=str(fault))
        return Cell(moment, moment)

    def _suggestion(self, nearest: Callable[[str], str | None], text: str) -> str:
        self._suggested += 1
        near = nearest(text) if self._suggested <= SUGGESTIONS else None
        return f"; the nearest known is {quoted(near)}" if near else ""

"""An independent reading of the contract: files of attendances over time, in plain Python.

It looks texts up in tables instead of parsing them, goes row by row through copies of everything,
and shares no code with what it is compared with.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, str]

# What people write, and what it means; None: nothing that is known.
ACTIVITIES = {
    "Stay and Play": "stay",
    "stay AND   play": "stay",
    "Stay & Play": "stay",
    "Bump to Babe": "bump",
    "Stay and Plai": None,
    "Juggling": None,
}
SITES = {"Hall": "hall", "hALL": "hall", "The Hall": "hall", "Church": "church", "Chruch": None}
TIMES = {
    "2020-01-10 10:00": dt.datetime(2020, 1, 10, 10, tzinfo=dt.UTC),
    "10/01/2020 10:00": dt.datetime(2020, 1, 10, 10, tzinfo=dt.UTC),
    "2020-01-10T11:00:00+01:00": dt.datetime(2020, 1, 10, 10, tzinfo=dt.UTC),
    "2020-06-10 10:00": dt.datetime(2020, 6, 10, 9, tzinfo=dt.UTC),
    "2020-06-10T09:00:00Z": dt.datetime(2020, 6, 10, 9, tzinfo=dt.UTC),
    "2999-01-01 10:00": dt.datetime(2999, 1, 1, 10, tzinfo=dt.UTC),
    "2020-02-30 10:00": None,
    "soon": None,
}
STATUSES = {
    "attended": "attended",
    "Attended": "attended",
    "did_not_attend": "did_not_attend",
    "Did not attend": "did_not_attend",
    "cancelled": "cancelled",
    "maybe": None,
}
COUNTERS = {"": "us", "us": "us", "US": "us", "partner": "partner", "Partner": "partner"}
PEOPLE = {"P1": {"F1"}, "P2": {"F1", "F2"}, "P3": set[str](), "P4": {"F2"}}
FAMILIES = {"F1", "F2", "F3"}
DETAILS: dict[str, Mapping[str, Any]] = {
    "activity": ACTIVITIES,
    "site": SITES,
    "starts_at": TIMES,
    "ends_at": TIMES,
}
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass
class Books:
    """Everything held, by the refs of one source."""

    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    marks: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    heads: dict[tuple[str, str], int] = field(default_factory=dict)

    def get(self, key: tuple[str, ...]) -> Any:
        """What is held of a mark, a headcount or a cancellation."""
        what, ref, *who = key
        if what == "mark":
            return self.marks.get((ref, who[0]))
        if what == "heads":
            return self.heads.get((ref, who[0]))
        return self.sessions[ref]["cancelled"] if ref in self.sessions else None

    def put(self, key: tuple[str, ...], value: Any) -> None:
        """Hold it."""
        what, ref, *who = key
        if what == "mark":
            self.marks[ref, who[0]] = value
        elif what == "heads":
            self.heads[ref, who[0]] = value
        else:
            self.sessions[ref]["cancelled"] = True


def take(books: Books, rows: list[Row]) -> tuple[Books, list[str]]:
    """The books after a file whose bad rows are left out, and what became of each row."""
    details = {ref: _together(books, ref, rows) for ref in {row["session_ref"] for row in rows}}
    after = copy.deepcopy(books)
    outcomes: list[str] = []
    keys: list[tuple[str, ...] | None] = []
    for row in rows:
        ref = row["session_ref"]
        meant = None if details[ref] is None else _meaning(after, row)
        keys.append(meant and meant[0])
        if meant is None:
            outcomes.append("rejected")
            continue
        key, value = meant
        before = after.get(key)
        # That a session which the file brings is cancelled is news, not a change.
        after.sessions.setdefault(ref, {"cancelled": None})
        after.sessions[ref] |= details[ref] or {}
        after.put(key, value)
        if before is None:
            outcomes.append("new")
        else:
            outcomes.append("unchanged" if before == value else "changed")
    for session in after.sessions.values():
        session["cancelled"] = bool(session["cancelled"])
    for place, spoken_of in enumerate(keys):
        if spoken_of is None:
            continue
        if after.get(spoken_of) == books.get(spoken_of):
            outcomes[place] = "unchanged"
        held = books.sessions.get(spoken_of[1])
        if outcomes[place] == "unchanged" and held is not None:
            now = after.sessions[spoken_of[1]]
            if any(held[name] != now[name] for name in DETAILS):
                outcomes[place] = "changed"
    return after, outcomes


def _together(books: Books, ref: str, rows: list[Row]) -> dict[str, Any] | None:
    """Activity, site and times of a session after the file; None: all its rows are rejected."""
    if not ref:
        return None
    held = books.sessions.get(ref, {})
    details: dict[str, Any] = {}
    for name, meanings in DETAILS.items():
        texts = {row[name] for row in rows if row["session_ref"] == ref and row[name]}
        # An unknown text means itself: it disagrees with all others.
        if len({meanings[text] or text for text in texts}) > 1:
            return None
        if texts:
            details[name] = meanings[next(iter(texts))]
            if details[name] is None:
                return None
        else:
            details[name] = held.get(name)
            if details[name] is None and name != "ends_at":
                return None
    return details if details["starts_at"] <= NOW else None


def _meaning(books: Books, row: Row) -> tuple[tuple[str, ...], Any] | None:
    """The key of a row and its value; None: it is rejected."""
    ref, person, family = row["session_ref"], row["person_ref"], row["family_ref"]
    status = STATUSES.get(row["status"])
    if (family and family not in FAMILIES) or (row["status"] and status is None):
        return None
    if person and row["headcount"]:
        return None
    if person:
        return _mark(books, ref, person, family, status)
    if row["headcount"]:
        if not row["headcount"].isdigit():
            return None
        return ("heads", ref, COUNTERS.get(row["counted_by"], "us")), int(row["headcount"])
    return (("cancelled", ref), True) if status == "cancelled" else None


def _mark(
    books: Books, ref: str, person: str, family: str, status: str | None
) -> tuple[tuple[str, ...], Any] | None:
    if person not in PEOPLE or status is None:
        return None
    standing = books.marks.get((ref, person))
    if family:
        with_whom = family
    elif standing:
        with_whom = standing[0]
    elif len(PEOPLE[person]) == 1:
        (with_whom,) = PEOPLE[person]
    else:
        return None
    return ("mark", ref, person), (with_whom, status)

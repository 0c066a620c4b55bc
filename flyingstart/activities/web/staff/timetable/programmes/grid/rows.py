"""Rows of a programme's grid: texts in boxes, read into what a series is, and back."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.activities.enums import Pattern
from flyingstart.activities.models import Programme
from flyingstart.activities.timetable import SeriesDetails
from flyingstart.activities.web.staff.timetable.days import (
    day_written,
    read_day,
    read_days,
    read_time,
    time_written,
)
from flyingstart.activities.web.staff.timetable.known import Known
from flyingstart.activities.web.staff.timetable.pounds import pounds_written, read_pounds
from flyingstart.activities.web.staff.timetable.programmes.grid.columns import YES
from flyingstart.kernel.api import NameIndex

# What is chosen or ticked in every row says nothing alone.
UNSAID = {"weekday", "pattern", "every", "listed"}


class BoxError(ValueError):
    """What stands in a box cannot be; the message is for who wrote it."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something wrong with a row: in a box by its name, or "" for the row; `href` shows more."""

    box: str
    words: str
    href: str = ""
    href_words: str = ""


@dataclass(kw_only=True)
class Row:
    """One row as it was written. `series` is the one it stands for, None for a new one."""

    texts: dict[str, str]
    series: uuid.UUID | None = None
    is_removed: bool = False
    remarks: list[Remark] = field(default_factory=list)
    details: SeriesDetails | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into a new row: then it is not there."""
        return self.series is None and not any(
            text for name, text in self.texts.items() if name not in UNSAID
        )

    def remark(self, box: str) -> Remark | None:
        """The first thing wrong with a box."""
        return next((one for one in self.remarks if one.box == box), None)

    @property
    def whole(self) -> list[Remark]:
        """What is wrong with the row as such."""
        return [one for one in self.remarks if not one.box]

    def copied(self) -> Row:
        """A new row that says the same."""
        return Row(texts=dict(self.texts))


def new_row(programme: Programme) -> Row:
    """A row in which nothing is written yet."""
    pattern = Pattern.HOLIDAYS if programme.kind == "holiday" else Pattern.TERM_TIME
    return Row(texts={"pattern": pattern.value, "every": "1", "listed": YES})


def written(details: SeriesDetails, programme: Programme, known: Known) -> dict[str, str]:
    """A series as it stands in the boxes of its row."""
    site = known.sites[details.site_id]
    return {
        "activity": known.activities[details.activity_id],
        "site": site.name,
        "room": site.rooms.get(details.room_id or 0, ""),
        "weekday": str(details.weekday),
        "starts": time_written(details.starts),
        "ends": time_written(details.ends),
        "lead": known.people.get(details.lead_id or 0, ""),
        "workers": ", ".join(known.people[one] for one in details.worker_ids),
        "pattern": Pattern(details.pattern).value,
        "every": str(details.every_weeks),
        "first": "" if details.first_on == programme.starts_on else day_written(details.first_on),
        "last": "" if details.last_on == programme.ends_on else day_written(details.last_on),
        "excluded": ", ".join(day_written(day) for day in details.excluded),
        "capacity": "" if details.capacity is None else str(details.capacity),
        "cost": pounds_written(details.cost_pence),
        "language": known.languages.get(details.language, details.language),
        "note": details.note,
        "listed": YES if details.listed else "",
    }


def read_capacity(text: str) -> int | None:
    """How many families fit; None for no limit. Raises `BoxError`."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise BoxError(_("“%(words)s” is not a number of families") % {"words": text})
    return int(text)


class Reader:
    """Reads rows of one programme."""

    def __init__(self, programme: Programme, known: Known) -> None:
        self._programme, self._known = programme, known

    def read(self, row: Row) -> None:
        """Set the row's `details`, or remark on what is wrong with its boxes."""
        said: dict[str, Any] = {}
        for box, field_name, reader in self._readers():
            try:
                said[field_name] = reader(row.texts.get(box, ""))
            except ValueError as fault:
                row.remarks.append(Remark(box=box, words=str(fault)))
        if "site_id" in said:
            self._read_room(row, said)
        if not row.remarks:
            row.details = SeriesDetails(**said)

    def _readers(self) -> list[tuple[str, str, Callable[[str], Any]]]:
        known, programme = self._known, self._programme
        near = programme.starts_on + (programme.ends_on - programme.starts_on) / 2
        what, where = (known.activity_index, _("activity")), (known.site_index, _("site"))
        return [
            ("activity", "activity_id", lambda text: self._named(text, *what)),
            ("site", "site_id", lambda text: self._named(text, *where)),
            ("weekday", "weekday", _weekday),
            ("starts", "starts", lambda text: _asked(text, _("Enter when it begins"), read_time)),
            ("ends", "ends", lambda text: _asked(text, _("Enter when it ends"), read_time)),
            ("lead", "lead_id", lambda text: self._person(text) if text else None),
            ("workers", "worker_ids", self._people),
            ("pattern", "pattern", _pattern),
            ("every", "every_weeks", _weeks),
            ("first", "first_on", lambda text: _day(text, near, programme.starts_on)),
            ("last", "last_on", lambda text: _day(text, near, programme.ends_on)),
            ("excluded", "excluded", lambda text: tuple(read_days(text, near=near))),
            ("capacity", "capacity", read_capacity),
            ("cost", "cost_pence", read_pounds),
            ("language", "language", self._language),
            ("note", "note", str),
            ("listed", "listed", lambda text: text == YES),
        ]

    def _read_room(self, row: Row, said: dict[str, Any]) -> None:
        name, site = row.texts.get("room", ""), self._known.sites[said["site_id"]]
        said["room_id"] = self._known.room(site.id, name) if name else None
        if name and said["room_id"] is None:
            rooms = ", ".join(site.rooms.values())
            words = (
                _("%(site)s has no room “%(room)s”; it has: %(rooms)s")
                if rooms
                else _("%(site)s has no rooms that are booked by themselves: leave this empty")
            )
            words %= {"site": site.name, "room": name, "rooms": rooms}
            row.remarks.append(Remark(box="room", words=words))

    def _named(self, text: str, index: NameIndex[int], what: str) -> int:
        if not text:
            raise BoxError(_("Enter the %(what)s") % {"what": what})
        found = index.find(text)
        if found is not None:
            return found
        raise BoxError(_nothing(text, what, index.nearest(text)))

    def _person(self, text: str) -> int:
        index = self._known.people_index
        found = index.find(text)
        if found is not None:
            return found
        raise BoxError(_nothing(text, _("colleague"), index.nearest(text)))

    def _people(self, text: str) -> tuple[int, ...]:
        names = [name.strip() for name in re.split(r"[,;\n]", text)]
        return tuple(dict.fromkeys(self._person(name) for name in names if name))

    def _language(self, text: str) -> str:
        if not text or text.casefold() in {"english", _("English").casefold()}:
            return ""
        index = self._known.language_index
        found = index.find(text)
        if found is not None:
            return found
        raise BoxError(_nothing(text, _("language"), index.nearest(text)))


def _nothing(text: str, what: str, nearest: str | None) -> str:
    words = _("There is no %(what)s “%(text)s”.") % {"what": what, "text": text[:100]}
    if nearest:
        return f"{words} {_('Is it %(name)s?') % {'name': nearest}}"
    return words


def _weekday(text: str) -> int:
    if text not in {"1", "2", "3", "4", "5", "6", "7"}:
        raise BoxError(_("Choose a day of the week"))
    return int(text)


def _pattern(text: str) -> Pattern:
    if text not in Pattern.values:
        raise BoxError(_("Choose when it runs"))
    return Pattern(text)


def _weeks(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise BoxError(_("Choose how often it runs"))
    return int(text)


def _asked(text: str, missing: str, reader: Callable[[str], dt.time]) -> dt.time:
    if not text:
        raise BoxError(missing)
    return reader(text)


def _day(text: str, near: dt.date, otherwise: dt.date) -> dt.date:
    return read_day(text, near=near) if text else otherwise

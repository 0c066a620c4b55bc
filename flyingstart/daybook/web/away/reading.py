"""Reading what tablets say of a day and of worries, with words for what cannot be read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.daybook.enums import ConcernKind, EntryKind
from flyingstart.daybook.kinds import ABOUT_SOMEBODY, WITHOUT_A_NETWORK, adult_signs
from flyingstart.kernel.api import is_public_id

LONGEST_TEXT = 10_000
LONGEST_LINE = 500
LONGEST_NAME = 200
MOST_PEOPLE = 2_000
MOST_POINTS = 200
OF_ANOTHER = {"name", "safe"}
ANSWERS = {"yes": True, "no": False}
OF_A_CONCERN = frozenset({"about", "name", "seen", "said", "danger", "told"})
OF_AN_ENTRY = frozenset(
    {"site", "what", "time", "person", "called", "happened", "done", "witnesses", "told"}
    | {"signed_by", "has_read"}
)
OF_AN_OPENING = frozenset({"site", "time", "points", "fine", "note"})
OF_A_VISITOR = frozenset({"site", "time", "called", "happened", "done"})
OF_LEAVING = frozenset({"visitor"})
OF_A_ROLL = frozenset({"site", "people", "safe", "heads", "others"})


@dataclass(frozen=True, kw_only=True)
class SaidConcern:
    """A worry."""

    about: ConcernKind
    name: str
    seen: str
    said: str
    danger_now: bool
    told: str


@dataclass(frozen=True, kw_only=True)
class SaidEntry:
    """What happened at a site at a time of the day on which it was said."""

    site: uuid.UUID
    what: EntryKind
    time: dt.time
    person: uuid.UUID | None
    called: str
    happened: str
    done: str
    witnesses: str
    told: str
    signed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class SaidOpening:
    """The opening check of a site: by code what was looked at, and what of it was fine."""

    site: uuid.UUID
    time: dt.time
    points: tuple[str, ...]
    fine: frozenset[str]
    note: str


@dataclass(frozen=True, kw_only=True)
class SaidVisitor:
    """Somebody who came in and is on no register."""

    site: uuid.UUID
    time: dt.time
    called: str
    happened: str
    done: str


@dataclass(frozen=True, kw_only=True)
class SaidLeaving:
    """That a visitor left; `visitor` is the id of the word, or of the form, by which they came."""

    visitor: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SaidRoll:
    """Who was on a roll, who of them was ticked as safe, how many heads were without a name.

    `others` are visitors, by name; True: ticked.
    """

    site: uuid.UUID
    people: tuple[uuid.UUID, ...]
    safe: frozenset[uuid.UUID]
    heads: int
    others: tuple[tuple[str, bool], ...] = ()


def read_concern(said: Mapping[str, Any]) -> SaidConcern:
    """Raises `ValueError`."""
    words = {name: _text(said, name) for name in ("seen", "said", "told")}
    name = _line(said, "name")
    if not name:
        raise ValueError(_("Say whom it is about, as well as you can"))
    if not (words["seen"] or words["said"]):
        raise ValueError(_("Write what you saw, or what was said"))
    danger, about = _line(said, "danger"), _line(said, "about")
    if danger not in ANSWERS or about not in ConcernKind.values:
        raise ValueError(_("Say who it is, and whether somebody is in danger now"))
    return SaidConcern(about=ConcernKind(about), name=name, danger_now=ANSWERS[danger], **words)


def read_entry(said: Mapping[str, Any]) -> SaidEntry:
    """Raises `ValueError`."""
    what, called = _line(said, "what"), _line(said, "called")
    if what not in WITHOUT_A_NETWORK:
        raise ValueError(_("This is not written without a network."))
    person = said.get("person")
    words = {name: _text(said, name) for name in ("happened", "done")}
    if not words["happened"]:
        raise ValueError(_("Write what happened"))
    if what in ABOUT_SOMEBODY and not called:
        raise ValueError(_("Say whom it is about"))
    signed_by = _text(said, "signed_by", LONGEST_NAME)
    if signed_by and said.get("has_read") != "yes":
        raise ValueError(_("Tick that you have read it, or sign on paper"))
    if signed_by and not adult_signs(what):
        raise ValueError(_("No parent or carer signs this."))
    return SaidEntry(
        site=_id(said.get("site")),
        what=EntryKind(what),
        time=_time(said),
        signed_by=signed_by,
        person=_id(person) if person else None,
        called=called,
        witnesses=_line(said, "witnesses"),
        told=_line(said, "told"),
        **words,
    )


def read_opening(said: Mapping[str, Any]) -> SaidOpening:
    """Raises `ValueError`."""
    points, fine = (_codes(said.get(name)) for name in ("points", "fine"))
    note = _text(said, "note")
    if not points:
        raise ValueError(_("There is nothing to look at: the authority’s list is empty."))
    if not note and set(points) - set(fine):
        raise ValueError(_("Say what was not right, and what you did about it"))
    return SaidOpening(
        site=_id(said.get("site")),
        time=_time(said),
        points=points,
        fine=frozenset(fine),
        note=note,
    )


def read_visitor(said: Mapping[str, Any]) -> SaidVisitor:
    """Raises `ValueError`."""
    called = _text(said, "called", LONGEST_NAME)
    if not called:
        raise ValueError(_("Say whom it is about"))
    return SaidVisitor(
        site=_id(said.get("site")),
        time=_time(said),
        called=called,
        happened=_line(said, "happened"),
        done=_line(said, "done"),
    )


def read_leaving(said: Mapping[str, Any]) -> SaidLeaving:
    """Raises `ValueError`."""
    return SaidLeaving(visitor=_id(said.get("visitor")))


def read_roll(said: Mapping[str, Any]) -> SaidRoll:
    """Raises `ValueError`."""
    people, safe, heads = said.get("people"), said.get("safe"), said.get("heads")
    if not isinstance(people, list) or not isinstance(safe, list) or len(people) > MOST_PEOPLE:
        raise ValueError(_("A roll is a list of people."))
    if type(heads) is not int or heads < 0:
        raise ValueError(_("Heads are a whole number."))
    ids = tuple(dict.fromkeys(map(_id, people)))
    return SaidRoll(
        site=_id(said.get("site")),
        people=ids,
        safe=frozenset(map(_id, safe)).intersection(ids),
        heads=heads,
        others=_others(said.get("others", [])),
    )


def _others(value: Any) -> tuple[tuple[str, bool], ...]:
    """Visitors of a roll: each with a name, and whether they were ticked."""
    if not isinstance(value, list) or len(value) > MOST_PEOPLE:
        raise ValueError(_("A roll is a list of people."))
    found = []
    for one in value:
        if not isinstance(one, dict) or one.keys() != OF_ANOTHER or type(one["safe"]) is not bool:
            raise ValueError(_("A roll is a list of people."))
        found.append((_text(one, "name", LONGEST_NAME), one["safe"]))
    return tuple(found)


def _codes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(_("What was looked at is a list."))
    return tuple(dict.fromkeys(value[:MOST_POINTS]))


def _time(said: Mapping[str, Any]) -> dt.time:
    try:
        return dt.time.fromisoformat(str(said.get("time"))).replace(tzinfo=None)
    except ValueError:
        raise ValueError(_("Write the time by the clock, like 10:40 or 14:05")) from None


def _line(said: Mapping[str, Any], name: str) -> str:
    return _text(said, name, LONGEST_LINE)


def _text(said: Mapping[str, Any], name: str, longest: int = LONGEST_TEXT) -> str:
    words = said.get(name, "")
    if not isinstance(words, str) or "\0" in words or len(words) > longest:
        raise ValueError(_("These words are too long, or are none."))
    return words.strip()


def _id(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or not is_public_id(value):
        raise ValueError(_("This is no id."))
    return uuid.UUID(value)

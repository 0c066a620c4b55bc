"""Reading what tablets say of a day and of worries, with words for what cannot be read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.daybook.enums import ConcernKind, EntryKind
from flyingstart.daybook.kinds import ABOUT_SOMEBODY, WITHOUT_A_NETWORK
from flyingstart.kernel.api import is_public_id

LONGEST_TEXT = 10_000
LONGEST_LINE = 500
MOST_PEOPLE = 2_000
ANSWERS = {"yes": True, "no": False}
OF_A_CONCERN = frozenset({"about", "name", "seen", "said", "danger", "told"})
OF_AN_ENTRY = frozenset(
    {"site", "what", "time", "person", "called", "happened", "done", "witnesses", "told"}
)
OF_A_ROLL = frozenset({"site", "people", "safe", "heads"})


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


@dataclass(frozen=True, kw_only=True)
class SaidRoll:
    """Who was on a roll, who of them was ticked as safe, how many heads were without a name."""

    site: uuid.UUID
    people: tuple[uuid.UUID, ...]
    safe: frozenset[uuid.UUID]
    heads: int


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
    try:
        time = dt.time.fromisoformat(str(said.get("time")))
    except ValueError:
        raise ValueError(_("Write the time by the clock, like 10:40 or 14:05")) from None
    return SaidEntry(
        site=_id(said.get("site")),
        what=EntryKind(what),
        time=time.replace(tzinfo=None),
        person=_id(person) if person else None,
        called=called,
        witnesses=_line(said, "witnesses"),
        told=_line(said, "told"),
        **words,
    )


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
    )


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

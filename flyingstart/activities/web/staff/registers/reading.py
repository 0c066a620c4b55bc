"""Reading what tablets send: who is here, who is new, heads, that a register is closed, and what
later apps take in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from flyingstart.activities.enums import CountedBy, MarkStatus, NewcomerKind, RegisterStep
from flyingstart.activities.operations.closing import LONGEST_REASON
from flyingstart.activities.operations.entries import RegisterWord
from flyingstart.activities.operations.offline import (
    HeadsWord,
    Newcomer,
    NewcomersWord,
    ShownNotice,
    Word,
)
from flyingstart.activities.operations.registers import LARGEST_COUNT
from flyingstart.activities.operations.story import StepWord
from flyingstart.activities.sayings import Saying, kinds_of_sayings
from flyingstart.kernel.api import is_public_id

# A tablet whose battery was empty says 1970; what lies beyond was made by no clock.
YEARS = range(1970, 2100)
MOST_NEWCOMERS = 12
LONGEST_NAME = 200
MOST_MONTHS = 18 * 12
LONGEST_INITIAL = 3
# Of a version of the privacy notice, and of a language.
LONGEST_CODE = 40
# What an entry is that does not say.
MARK = "mark"
OF_EVERY_WORD = {"id", "kind", "session", "said_at"}
OF_EVERY_SAYING = {"id", "kind", "said_at"}
FIELDS = {
    MARK: {"person", "family", "status"},
    "newcomers": {"family", "people", "notice"},
    "heads": {"counted_by", "count"},
    "close": {"words"},
    "reopen": {"words"},
}
OF_A_NOTICE = {"version", "language"}
OF_A_NEWCOMER = {"person", "given_name", "initial", "is", "months"}

T = TypeVar("T")
C = TypeVar("C", bound=models.TextChoices)


class BatchError(ValueError):
    """What was sent cannot be read; `faults` say where and why."""

    def __init__(self, faults: list[dict[str, Any]], status: HTTPStatus) -> None:
        super().__init__(status)
        self.faults, self.status = faults, status


def words_of(entries: list[Any]) -> list[Word | Saying]:
    """All entries of a batch. Raises `BatchError` with what is wrong with each."""
    faults: list[dict[str, Any]] = []
    read = [_word(place, entry, faults) for place, entry in enumerate(entries)]
    if faults:
        raise BatchError(faults, HTTPStatus.BAD_REQUEST)
    return [word for word in read if word is not None]


def word_of(entry: Any) -> Word | Saying:
    """One entry as a word. Raises `BatchError`."""
    (word,) = words_of([entry])
    return word


def _word(place: int, entry: Any, faults: list[dict[str, Any]]) -> Word | Saying | None:
    """One entry; notes what is wrong with each of its fields."""
    if not isinstance(entry, dict):
        faults.append({"entry": place, "words": _("An entry is an object.")})
        return None
    kind = entry.get("kind", MARK)
    if isinstance(kind, str) and kind in kinds_of_sayings:
        return _saying(place, entry, faults)
    if not isinstance(kind, str) or kind not in FIELDS:
        words = _("A kind is one of: %(known)s.") % {"known": ", ".join(FIELDS)}
        faults.append({"entry": place, "field": "kind", "words": words})
        return None
    if strange := sorted(str(name) for name in entry.keys() - OF_EVERY_WORD - FIELDS[kind]):
        faults.append({"entry": place, "field": strange[0][:40], "words": _("No such field.")})
    before = len(faults)
    reader = _Reader(place, entry, faults)
    said: dict[str, Any] = {
        "id": reader.read("id", _uuid),
        "session_id": reader.read("session", _uuid),
        **KINDS[kind](reader, entry),
        "said_at": reader.read("said_at", _moment),
    }
    return CLASSES[kind](**said) if len(faults) == before else None


def _saying(place: int, entry: Mapping[str, Any], faults: list[dict[str, Any]]) -> Saying | None:
    """A word that another app takes in, as that app understands it."""
    kind = kinds_of_sayings[entry["kind"]]
    fields = {name: value for name, value in entry.items() if name not in OF_EVERY_SAYING}
    if strange := sorted(str(name) for name in fields.keys() - kind.fields):
        faults.append({"entry": place, "field": strange[0][:40], "words": _("No such field.")})
        return None
    before = len(faults)
    reader = _Reader(place, entry, faults)
    word_id, said_at = reader.read("id", _uuid), reader.read("said_at", _moment)
    said: Any = None
    try:
        said = kind.read(fields)
    except ValueError as fault:
        faults.append({"entry": place, "words": str(fault)})
    if len(faults) > before or word_id is None or said_at is None:
        return None
    return Saying(id=word_id, kind=entry["kind"], said_at=said_at, said=said)


class _Reader:
    """Reads the fields of one entry."""

    def __init__(self, place: int, entry: Mapping[str, Any], faults: list[dict[str, Any]]) -> None:
        self._place, self._entry, self._faults = place, entry, faults

    def read(self, name: str, read: Callable[[Any], T]) -> T | None:
        """The value of a field; None, and a fault noted, where it is none."""
        try:
            return read(self._entry.get(name))
        except ValueError as fault:
            self._faults.append({"entry": self._place, "field": name, "words": str(fault)})
            return None


def _mark(reader: _Reader, entry: Mapping[str, Any]) -> dict[str, Any]:
    statuses = _("A status is one of: %(known)s.")
    return {
        "person_id": reader.read("person", _uuid),
        "family_id": reader.read("family", _uuid) if entry.get("family") is not None else None,
        "status": reader.read("status", _choice_of(MarkStatus, statuses)),
    }


def _newcomers(reader: _Reader, _entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "family_id": reader.read("family", _uuid),
        "people": reader.read("people", _people),
        "notice": reader.read("notice", _notice),
    }


def _heads(reader: _Reader, _entry: Mapping[str, Any]) -> dict[str, Any]:
    counters = _("Counted is by one of: %(known)s.")
    return {
        "counted_by": reader.read("counted_by", _choice_of(CountedBy, counters)),
        "count": reader.read("count", _number_up_to(LARGEST_COUNT)),
    }


def _closing(reader: _Reader, _entry: Mapping[str, Any]) -> dict[str, Any]:
    words = reader.read("words", _text_up_to(LONGEST_REASON))
    return {"step": RegisterStep.CLOSED, "words": words}


def _reopening(reader: _Reader, _entry: Mapping[str, Any]) -> dict[str, Any]:
    words = reader.read("words", _text_up_to(LONGEST_REASON, at_least=1))
    return {"step": RegisterStep.REOPENED, "words": words}


KINDS: Mapping[str, Callable[[_Reader, Mapping[str, Any]], dict[str, Any]]] = {
    MARK: _mark,
    "newcomers": _newcomers,
    "heads": _heads,
    "close": _closing,
    "reopen": _reopening,
}
CLASSES: Mapping[str, Callable[..., Word]] = {
    MARK: RegisterWord,
    "newcomers": NewcomersWord,
    "heads": HeadsWord,
    "close": StepWord,
    "reopen": StepWord,
}


def _people(value: Any) -> tuple[Newcomer, ...]:
    """Who is new; each with a first name, which is enough."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST_NEWCOMERS:
        raise ValueError(_("People are a list of 1 to %(most)s.") % {"most": MOST_NEWCOMERS})
    return tuple(_newcomer(one) for one in value)


def _newcomer(value: Any) -> Newcomer:
    if not isinstance(value, dict) or value.keys() != OF_A_NEWCOMER:
        fields = ", ".join(sorted(OF_A_NEWCOMER))
        raise ValueError(_("Somebody new has just these fields: %(fields)s.") % {"fields": fields})
    kinds = _("Somebody new is one of: %(known)s.")
    months = value["months"]
    return Newcomer(
        person_id=_uuid(value["person"]),
        given_name=_text_up_to(LONGEST_NAME, at_least=1)(value["given_name"]),
        initial=_text_up_to(LONGEST_INITIAL)(value["initial"]),
        kind=_choice_of(NewcomerKind, kinds)(value["is"]),
        months=None if months is None else _number_up_to(MOST_MONTHS)(months),
    )


def _notice(value: Any) -> ShownNotice | None:
    """What they were shown; words from before it was asked do not say."""
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != OF_A_NOTICE:
        raise ValueError(_("A notice has a version and a language."))
    read = _text_up_to(LONGEST_CODE, at_least=1)
    return ShownNotice(version=read(value["version"]), language=read(value["language"]))


def _text_up_to(longest: int, at_least: int = 0) -> Callable[[Any], str]:
    """Reads words on one line."""

    def read(value: Any) -> str:
        words = " ".join(value.split()) if isinstance(value, str) else None
        if words is None or "\0" in words or not at_least <= len(words) <= longest:
            asked = {"least": at_least, "most": longest}
            raise ValueError(_("These are no words of %(least)s to %(most)s signs.") % asked)
        return words

    return read


def _number_up_to(most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not 0 <= value <= most:
            raise ValueError(_("This is no whole number from 0 to %(most)s.") % {"most": most})
        return value

    return read


def _choice_of(choices: type[C], words: str) -> Callable[[Any], C]:
    def read(value: Any) -> C:
        try:
            return choices(value)
        except ValueError:
            raise ValueError(words % {"known": ", ".join(choices.values)}) from None

    return read


def _uuid(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or not is_public_id(value):
        raise ValueError(_("This is no id."))
    return uuid.UUID(value)


def _moment(value: Any) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(_("This is no ISO time.")) from None
    if moment.tzinfo is None:
        raise ValueError(_("The time has no offset."))
    if moment.year not in YEARS:
        raise ValueError(_("No clock says this year."))
    return moment.astimezone(dt.UTC)

"""What the macros of `design/components/` are called with, where it is more than words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.http import JsonResponse


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """A question, its answer in words, and where the answer can be changed.

    `value` is None or empty where nothing was given; several lines are a sequence. `change_what`
    completes "Change" for those who hear the link alone.
    """

    key: str
    value: str | Sequence[str] | None
    change_href: str = ""
    change_what: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines of the answer; none where nothing was given."""
        lines = [self.value] if isinstance(self.value, str) else list(self.value or ())
        return [part for line in lines for part in (line.splitlines() or [line]) if part]


class TaskState(StrEnum):
    """How far a task is."""

    TODO = "todo"
    STARTED = "started"
    DONE = "done"
    LATER = "later"  # something else comes first


@dataclass(frozen=True, kw_only=True)
class Task:
    """A line of a task list. What cannot be done yet has no address."""

    title: str
    state: TaskState
    href: str = ""
    hint: str = ""


class Sign(StrEnum):
    """A small drawing before an entry: decoration, never the only way to say something."""

    NOTE = "note"
    VISIT = "visit"
    SESSION = "session"
    HOME = "home"
    BIRTH = "birth"
    PEOPLE = "people"
    TALK = "talk"
    CARE = "care"
    MERGE = "merge"
    CHANGE = "change"


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """Something that happened: a day, or a moment, and who says so."""

    at: dt.date | dt.datetime
    title: str
    text: str = ""
    by: str = ""
    href: str = ""
    icon: Sign = Sign.NOTE

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return isinstance(self.at, dt.datetime)


class Plight(StrEnum):
    """Why a page, or a part of it, has nothing to show."""

    EMPTY = "empty"
    ERROR = "error"
    DENIED = "denied"
    OFFLINE = "offline"


@dataclass(frozen=True, kw_only=True)
class SearchBox:
    """The search in the head of staff pages.

    `action` is the page that shows what is found: it is sent `name`, and works without script.
    `suggest` is sent the same as one writes, and answers with `Suggestions`.
    """

    action: str
    suggest: str
    label: str
    name: str = "q"
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Something found: `text` tells it from others of the same title."""

    title: str
    href: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    """What a search finds while one writes; `words` says how many, as in "3 families"."""

    words: str
    found: Iterable[Suggestion] = field(default_factory=tuple)

    def response(self) -> JsonResponse:
        """As the script of the search box reads it; nobody keeps a copy."""
        found = [{"title": s.title, "text": s.text, "href": s.href} for s in self.found]
        return JsonResponse(
            {"words": self.words, "found": found}, headers={"Cache-Control": "no-store"}
        )

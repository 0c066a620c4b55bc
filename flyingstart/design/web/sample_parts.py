"""Made-up contents for the gallery of parts: tasks, facts, a story, people to search for."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design import formats
from flyingstart.design.components import (
    AnswerRow,
    SearchBox,
    Sign,
    Suggestion,
    Suggestions,
    Task,
    TaskState,
    TimelineEntry,
)

PEOPLE = (
    ("Zoë O’Neill", "XX1 1XX"),
    ("Łucja Wiśniewska", "XX1 2XX"),
    ("عائشہ خان", "XX2 1XX"),
    ("Ștefan", "XX2 2XX"),
)


def tasks() -> list[Task]:
    """A list of tasks in every state."""
    return [
        Task(title=_("Your family"), state=TaskState.DONE, href="#lists"),
        Task(title=_("Your children"), state=TaskState.STARTED, href="#states"),
        Task(
            title=_("Your home"),
            state=TaskState.TODO,
            href="#story",
            hint=_("So that we can tell you what is near."),
        ),
        Task(title=_("What we may tell you"), state=TaskState.LATER),
    ]


def answers() -> list[AnswerRow]:
    """Rows to check, one without an answer."""
    change = "#lists"
    return [
        AnswerRow(key=_("Name"), value="Łucja", change_href=change, change_what=_("name")),
        AnswerRow(
            key=_("Born"),
            value=formats.date(dt.date(2025, 3, 27)),
            change_href=change,
            change_what=_("date of birth"),
        ),
        AnswerRow(
            key=_("Address"),
            value=["1 Harbour Row", "XX1 2XX"],
            change_href=change,
            change_what=_("address"),
        ),
        AnswerRow(
            key=_("Telephone number"),
            value=None,
            change_href=change,
            change_what=_("telephone number"),
        ),
    ]


def story() -> list[TimelineEntry]:
    """What happened with a family."""
    moment = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
    return [
        TimelineEntry(
            at=moment,
            title=_("Stay and play"),
            text=_("Came with both children."),
            href="#story",
            icon=Sign.SESSION,
        ),
        TimelineEntry(
            at=moment.replace(hour=14, minute=30),
            title=_("Telephone call"),
            text=_("Asked about the baby café."),
            by="Sam Okafor",
            icon=Sign.TALK,
        ),
        TimelineEntry(
            at=dt.date(2026, 2, 11), title=_("Home visit"), by="عائشہ خان", icon=Sign.VISIT
        ),
        TimelineEntry(at=dt.date(2026, 1, 9), title=_("Moved house"), icon=Sign.HOME),
        TimelineEntry(at=dt.date(2025, 12, 20), title=_("A child was born"), icon=Sign.BIRTH),
        TimelineEntry(at=dt.date(2025, 11, 2), title=_("Two records became one"), icon=Sign.MERGE),
    ]


def search_box() -> SearchBox:
    """A search of its own, for the gallery's people."""
    return SearchBox(
        action=reverse("gallery-parts"),
        suggest=reverse("gallery-search"),
        label=_("Find somebody who does not exist"),
        hint=_("Name or postcode"),
    )


def found(written: str) -> Suggestions:
    """The people whose name or postcode holds what was written."""
    wanted = written.casefold().strip()
    hits = [
        Suggestion(title=name, text=postcode, href=f"{reverse('gallery-parts')}?q={postcode}")
        for name, postcode in PEOPLE
        if wanted and (wanted in name.casefold() or wanted in postcode.casefold())
    ]
    if not hits:
        return Suggestions(words=_("Nothing found"))
    count = len(hits)
    words = ngettext("%(count)s family", "%(count)s families", count) % {"count": count}
    return Suggestions(words=words, found=hits)

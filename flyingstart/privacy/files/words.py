"""Columns and values of records as people read them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import formats
from flyingstart.kernel.api import records

# Of use to machines alone: they are in the data files.
NOT_READ = frozenset({"public_id", "family", "session", "notice_version"})
# Columns whose names say less than a person would.
_HEADINGS = {
    "asked_alone": gettext_lazy("Asked when alone"),
    "at": gettext_lazy("When"),
    "came_by": gettext_lazy("How they came to us"),
    "code": gettext_lazy("What"),
    "contact_asked_by": gettext_lazy("Who asked how to reach them"),
    "contact_asked_on": gettext_lazy("Asked how to reach them on"),
    "contact_by_call": gettext_lazy("May be called"),
    "contact_by_email": gettext_lazy("May be written to by email"),
    "contact_by_letter": gettext_lazy("May be written to by letter"),
    "contact_by_sms": gettext_lazy("May be texted"),
    "contact_by_voicemail": gettext_lazy("May be left a voicemail"),
    "consents": gettext_lazy("Who agrees to sessions and outings"),
    "consents_health": gettext_lazy("Who agrees to medicines and first aid"),
    "consents_photos": gettext_lazy("Who agrees to photos"),
    "contact_happened_at": gettext_lazy("When"),
    "contact__happened_at": gettext_lazy("When"),
    "contact__kind": gettext_lazy("How"),
    "created_at": gettext_lazy("Written down"),
    "date_of_birth": gettext_lazy("Born"),
    "died_on": gettext_lazy("Died"),
    "dated": gettext_lazy("Date on it"),
    "due_on": gettext_lazy("Expected on"),
    "ended_at": gettext_lazy("Ended"),
    "ended_on": gettext_lazy("Ended"),
    "ends_at": gettext_lazy("Ended"),
    "ends_on": gettext_lazy("No longer since"),
    "gp_practice": gettext_lazy("Doctor’s practice"),
    "happened_at": gettext_lazy("When"),
    "is_main": gettext_lazy("Main home"),
    "left_on": gettext_lazy("Left on"),
    "line_1": gettext_lazy("Address"),
    "line_2": gettext_lazy("Second line of the address"),
    "marked_at": gettext_lazy("Marked"),
    "name_of_hold": gettext_lazy("Name of the hold"),
    "next_done_at": gettext_lazy("Next step done"),
    "next_on": gettext_lazy("Next step by"),
    "nhs_number": gettext_lazy("NHS number"),
    "postcode_as_written": gettext_lazy("Postcode"),
    "received_at": gettext_lazy("Came in"),
    "raised_at": gettext_lazy("When somebody was worried"),
    "said_at": gettext_lazy("Said"),
    "setting": gettext_lazy("Nursery or school"),
    "sight": gettext_lazy("Who may see it"),
    "starts_at": gettext_lazy("Began"),
    "starts_on": gettext_lazy("Since"),
    "told_mash_on": gettext_lazy("Front door for children told on"),
    "written_at": gettext_lazy("Written"),
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def heading(column: str) -> str:
    """`line_1` is "Line 1", `postcode_as_written` "Postcode as written"."""
    if column in _HEADINGS:
        return str(_HEADINGS[column])
    words = column.replace("__", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def labels_of(record: str) -> Mapping[str, Mapping[str, str]]:
    """What codes of a record are called, by column and code; none where it has no lists."""
    return records[record].labels() if record in records else {}


def value_words(value: Any, labels: Mapping[str, str] | None = None) -> str:
    """A plain value of a record, in words; "" for none. `labels` say what codes are called."""
    if value is None or value == "":
        return ""
    if labels and str(value) in labels:
        words = str(labels[str(value)])
        return words[:1].upper() + words[1:]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _moment_words(str(value))


def _moment_words(text: str) -> str:
    """A day or a moment as people say it; any other text as it is."""
    try:
        if _DATE.fullmatch(text):
            return formats.date(dt.date.fromisoformat(text))
        if _DATE.match(text) and text[10:11] == "T":
            return formats.moment(dt.datetime.fromisoformat(text))
    except ValueError:
        pass
    return text


def readable(
    values: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]] | None = None
) -> list[tuple[str, str]]:
    """What there is to read in a row, as (heading, words); `labels` by column, as `labels_of`."""
    labels = labels or {}
    return [
        (heading(name), words)
        for name, value in values.items()
        if name not in NOT_READ and (words := value_words(value, labels.get(name)))
    ]

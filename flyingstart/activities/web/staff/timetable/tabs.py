"""The pages of the timetable beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of them."""

    words: str
    href: str
    is_chosen: bool


def tabs(chosen: str) -> list[Tab]:
    """All of them; `chosen` is the name of the one that is open."""
    return [
        Tab(words=words, href=reverse(name), is_chosen=name == chosen)
        for name, words in (
            ("week", _("Week")),
            ("sessions", _("All sessions")),
            ("programmes", _("Programmes")),
        )
    ]

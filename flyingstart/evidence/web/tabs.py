"""The pages of figures beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.kernel.api import Period

PAGES = (
    *("reach", "figures-who-came", "figures-sessions", "figures-supply", "figures-lost"),
    "figures-help-wanted",
)
"""The names of their addresses, in their order."""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of them."""

    words: str
    href: str
    is_chosen: bool


def figure_tabs(chosen: str, period: Period | None) -> list[Tab]:
    """All of them, each for the period that is looked at; `chosen` is the page that is open."""
    query = QueryDict(mutable=True)
    if period is not None:
        query["period"] = str(period)
    asked = f"?{query.urlencode()}" if query else ""
    words = (
        _("Whom we reach"),
        _("Who came"),
        _("Sessions"),
        _("Offer and need"),
        _("Who have we lost?"),
        _("Help wanted"),
    )
    return [
        Tab(words=said, href=reverse(name) + asked, is_chosen=name == chosen)
        for name, said in zip(PAGES, words, strict=True)
    ]

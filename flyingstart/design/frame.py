"""What every page needs round its content: language, council, navigation, the script nonce."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from flyingstart.design.components import SearchBox
from flyingstart.design.slots import (
    Link,
    authority,
    navigation,
    public_links,
    staff_footer,
    staff_links,
    staff_search,
)
from flyingstart.kernel.api import Slot


@dataclass(frozen=True)
class Language:
    """A language one can switch to, by its own name."""

    code: str
    name: str
    direction: str
    href: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """The frame of one page. A bare one asks nothing of the database: for pages about faults."""

    request: HttpRequest
    bare: bool = False

    @property
    def language(self) -> str:
        """The language of the page."""
        return translation.get_language() or settings.LANGUAGE_CODE

    @property
    def direction(self) -> str:
        """Which way it is written."""
        return "rtl" if translation.get_language_bidi() else "ltr"

    @property
    def nonce(self) -> str:
        """The nonce of this page's scripts; reading it is what puts it into the policy."""
        return str(getattr(self.request, "csp_nonce", ""))

    @cached_property
    def council(self) -> str:
        """The council's name; "" when it cannot be told."""
        return "" if self.bare else authority(self.request)

    @property
    def authority(self) -> str:
        """The council, as a sentence calls it."""
        return self.council or _("your council")

    @property
    def languages(self) -> list[Language]:
        """The languages that the page can be had in."""
        codes = getattr(self.request, "languages", [code for code, _name in settings.LANGUAGES])
        back = urlencode({"next": self.request.get_full_path()})
        return [
            Language(
                code,
                translation.get_language_info(code)["name_local"],
                "rtl" if translation.get_language_info(code)["bidi"] else "ltr",
                f"{reverse('language', args=[code])}?{back}",
                code == self.language,
            )
            for code in codes
        ]

    @property
    def person(self) -> str:
        """Who has signed in; "" for a visitor."""
        user = None if self.bare else getattr(self.request, "user", None)
        return str(user) if user is not None and user.is_authenticated else ""

    @property
    def on_tablet(self) -> bool:
        """Whether a shared tablet asks: it opens registers, and nothing that a menu leads to."""
        return hasattr(self.request, "idle_seconds")

    @cached_property
    def search(self) -> SearchBox | None:
        """The search of staff pages; None where nobody offers one, and on a shared tablet."""
        if self.bare or self.on_tablet:
            return None
        return next(iter(staff_search.entries(self.request)), None)

    @property
    def public_navigation(self) -> Sequence[dict[str, object]]:
        """The public navigation, as the GOV.UK component takes it."""
        return self._items([Link(text=_("Home"), href=reverse("home"), order=0)], public_links)

    @property
    def staff_navigation(self) -> Sequence[dict[str, object]]:
        """The staff navigation, as the GOV.UK component takes it; empty on a shared tablet."""
        if self.on_tablet:
            return []
        return self._items([Link(text=_("Today"), href=reverse("staff"), order=0)], staff_links)

    @property
    def staff_footer(self) -> Sequence[Link]:
        """What every staff page offers at its end to who has signed in."""
        return navigation(staff_footer, self.request) if self.person else []

    def _items(self, own: Sequence[Link], slot: Slot[Link]) -> list[dict[str, object]]:
        links = [*own, *([] if self.bare else navigation(slot, self.request))]
        here = self.request.path
        return [
            {
                "text": link.text,
                "href": link.href,
                "current": link.href == here,
                "active": link.current(here),
            }
            for link in links
        ]


def frame(request: HttpRequest) -> Frame:
    """The frame of a page."""
    return Frame(request)


def bare_frame(request: HttpRequest) -> Frame:
    """A frame that cannot fail: no database, no session."""
    return Frame(request, bare=True)

"""A parent at the public pages, without a browser."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from flyingstart.families.api import Code, CodeKind, Draft, begin_draft, keep_notice
from flyingstart.families.sealing import sealed, token_hash
from flyingstart.families.web.join.passes import Pass, give_pass
from flyingstart.kernel.api import clock
from tests.families.world import AT, BY, make_codes

WORD = "bluebird"
CHILD = "0192d3a0-0000-7000-8000-00000000000a"
TWIN = "0192d3a0-0000-7000-8000-00000000000b"

YOU = {"given_name": "Agnieszka", "family_name": "", "roles": ["parent"]}
LUCJA = {
    "given_name": "Łucja",
    "family_name": "",
    "date_of_birth-day": "29",
    "date_of_birth-month": "2",
    "date_of_birth-year": "2024",
}
ANSWERS: dict[str, dict[str, Any]] = {
    "you": YOU,
    f"children/{CHILD}": LUCJA,
    "children": {"another": "no"},
    "another-adult": {"is_there": "no"},
    "home": {"where": "address", "postcode": "lu91aa", "line_1": "1 High Street"},
    "phone": {"phone": "07700 900123"},
    "texts": {"is_safe": "no"},
    "calls": {"is_safe": "yes"},
    "email": {"email": ""},
    "languages": {"spoken": "Polish", "interpreter": "yes"},
    "ethnicity": {"own": "WBRI", "children": "same"},
    "support": {},
}


# The same, as it is kept: what most tests begin with, without opening a page.
KEPT: dict[str, dict[str, Any]] = {
    "you": {"given_name": "Agnieszka", "family_name": "", "roles": ["parent"]},
    f"child-{uuid.UUID(CHILD).hex}": {
        "given_name": "Łucja",
        "family_name": "",
        "date_of_birth": "2024-02-29",
        "sex": "",
    },
    "children": {"another": False},
    "another-adult": {
        "is_there": False,
        "given_name": "",
        "family_name": "",
        "role": "",
        "relationship": "",
    },
    "home": {
        "where": "address",
        "postcode": "LU9 1AA",
        "line_1": "1 High Street",
        "line_2": "",
        "town": "",
    },
    "phone": {"phone": "07700 900123"},
    "texts": {"is_safe": False},
    "calls": {"is_safe": True},
    "email": {"email": ""},
    "languages": {"spoken": "Polish", "read": "", "other": "", "interpreter": True},
    "ethnicity": {"own": "WBRI", "children": "same"},
    "support": {"asked": [uuid.UUID(CHILD).hex], "needs": {"send": []}},
}


def make_world() -> None:
    """Code lists and a privacy notice."""
    make_codes()
    Code.objects.filter(kind=CodeKind.NEED, code="send").update(parents_say=True)
    keep_notice(version="2026-05", texts={"en": "# Why\nWe ask.\n- one\n- two"}, by=BY, at=AT)


class _Reader(HTMLParser):
    """Words of the page's content, and the values of its controls."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.values: dict[str, str] = {}
        self.links: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = self._inside or tag == "main"
        if self._inside and tag == "input" and given.get("type") != "radio":
            self.values[given.get("name", "")] = given.get("value", "")
        if self._inside and tag == "a":
            self.links.append(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "main"

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.words.append(" ".join(data.split()))


@dataclass
class Visitor:
    """Opens pages, fills them in, and remembers what the last one said."""

    client: Client = field(default_factory=Client)
    status: int = 0
    at: str = ""
    html: str = ""

    def open(self, path: str, **headers: str) -> Visitor:
        """Go to an address, and on to where it leads."""
        return self._took(self.client.get(path, follow=True, headers=headers))

    def send(self, path: str, answer: dict[str, Any], **more: Any) -> Visitor:
        """Open a page, fill it in and press Continue."""
        self.open(path)
        return self.press(path, answer, **more)

    def press(self, path: str, answer: dict[str, Any], **more: Any) -> Visitor:
        """Send what the page shows, as it was opened."""
        seen = self.read.values.get("seen", "")
        return self._took(self.client.post(path, {"seen": seen, **answer, **more}, follow=True))

    def begins(self) -> Visitor:
        """Read the notice and go on."""
        self.open("/join/privacy/")
        version = self.read.values["version"]
        return self._took(self.client.post("/join/privacy/", {"version": version}, follow=True))

    def has_answered(self, until: str = "check", **changes: dict[str, Any]) -> Visitor:
        """Somebody who has answered every question up to one, and opens its page."""
        kept = {}
        for name, answer in {**KEPT, **changes}.items():
            if address_of(name) == until:
                break
            kept[name] = answer
        secret = begin_draft(language="en", notice_version="2026-05", by=BY, at=clock.now())
        Draft.objects.filter(token_hash=token_hash(secret)).update(answers=sealed(kept, secret))
        cookie = HttpResponse()
        give_pass(cookie, Pass(secret=secret))
        self.client.cookies.update(cookie.cookies)
        return self.open(f"/join/{until}/")

    def walks(self) -> Visitor:
        """Begin, and answer every question on its page."""
        self.begins()
        for name, answer in ANSWERS.items():
            self.send(f"/join/{name}/", answer)
        return self

    def sends(self) -> Visitor:
        """Send what the page of the check shows."""
        version = self.read.values["version"]
        return self._took(self.client.post("/join/check/", {"version": version}, follow=True))

    def stops(self, word: str = WORD) -> str:
        """Choose a word: the link."""
        self.open("/join/later/")
        self._took(self.client.post("/join/later/", {"word": word}, follow=True))
        return self.link

    @property
    def link(self) -> str:
        """The path of the link that the page shows."""
        found = re.search(r"/join/resume/[\w-]+/", self.html)
        assert found, self.words
        return found[0]

    @property
    def read(self) -> _Reader:
        """The last page, read."""
        reader = _Reader()
        reader.feed(self.html)
        return reader

    @property
    def words(self) -> str:
        """What the last page says."""
        return " ".join(self.read.words)

    def _took(self, response: Any) -> Visitor:
        self.status = response.status_code
        self.at = response.request["PATH_INFO"]
        query = response.request.get("QUERY_STRING", "")
        self.at += f"?{query}" if query else ""
        self.html = response.content.decode()
        return self


def address_of(name: str) -> str:
    """The page on which an answer is given."""
    return f"children/{CHILD}" if name.startswith("child-") else name


def new_child() -> str:
    """An id for one more child."""
    return str(uuid.uuid4())

"""Which draft a browser may open: a signed cookie, no session, nothing in the address.

A link brings the secret once. From then on it is in the cookie, together with whether its answers
may be shown: only the browser that began, or one in which the word was given that she chose, and
only for a day since its last page. After that the cookie is worth as much as the link.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "flyingstart_join"
PATH = "/join/"
SALT = "flyingstart.join"
OPEN_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Pass:
    """`secret` opens a draft; `locked` would, once the word is given. `near` is the neighbourhood
    of a family that has joined, to say what is near."""

    secret: str = ""
    locked: str = ""
    near: str = ""

    def unlocked(self) -> Pass:
        """Once the word was given."""
        return Pass(secret=self.locked)

    def closed(self) -> Pass:
        """Put away on this device."""
        return replace(self, secret="", near="")


def read_pass(request: HttpRequest) -> Pass:
    """What a browser holds. A forged cookie is none; an old one is locked."""
    text = request.COOKIES.get(COOKIE, "")
    if not text:
        return Pass()
    try:
        return _pass(signing.loads(text, salt=SALT, max_age=OPEN_SECONDS))
    except signing.SignatureExpired:
        held = _pass(signing.loads(text, salt=SALT))
        return Pass(locked=held.secret or held.locked)
    except signing.BadSignature:
        return Pass()


def give_pass(response: HttpResponse, held: Pass) -> None:
    """Let the browser hold it until it is closed; from now on it is a day."""
    if held == Pass():
        response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        signing.dumps([held.secret, held.locked, held.near], salt=SALT),
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _pass(content: Any) -> Pass:
    secret, locked, near = content
    return Pass(secret=secret, locked=locked, near=near)

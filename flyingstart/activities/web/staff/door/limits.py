"""How often somebody may try codes that nobody has: counted as attempts to sign in are."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

# Slips are told as such and are not counted: what is left are guesses, and cards that were ended.
RATES = {"miss": "20/h/user"}
_ASKED = {"app": "flyingstart.door", "action": "miss", "config": RATES, "limit_get": True}


def may_try(request: HttpRequest) -> bool:
    """Whether one more code may be looked up within the hour."""
    return ratelimit.consume(request, dry_run=True, **_ASKED) is not None


def note_miss(request: HttpRequest) -> None:
    """Count a code that nobody has."""
    ratelimit.consume(request, **_ASKED)

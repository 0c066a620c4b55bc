"""How often somebody may try: counted in the cache that all processes share, without names."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# A hall of families behind one address begins in ten minutes what a robot begins in one.
RATES = {"begin": "120/h/ip", "word": "5/h/key"}


def may_begin(request: HttpRequest) -> bool:
    """Whether one more registration may be begun from this address within the hour."""
    return _allowed(request, "begin")


def may_try_word(request: HttpRequest, secret: str) -> bool:
    """Whether one more word may be tried on a link within the hour, from wherever."""
    return _allowed(request, "word", salted_hmac("flyingstart.join", secret).hexdigest())


def _allowed(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """As attempts to sign in are counted: those of one moment one by one, networks as a whole."""
    usage = ratelimit.consume(request, app="flyingstart.join", action=action, config=RATES, key=key)
    return usage is not None

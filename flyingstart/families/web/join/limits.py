"""How often somebody may try: counted in the cache that all processes share, without names."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = 60 * 60
# A hall of families behind one address begins in ten minutes what a robot begins in one.
MOST_BEGUN = 120
MOST_WORDS = 5


def may_begin(request: HttpRequest) -> bool:
    """Whether one more registration may be begun from this address within the hour."""
    address = get_adapter(request).get_client_ip(request)
    return _allowed("begin", address, MOST_BEGUN)


def may_try_word(secret: str) -> bool:
    """Whether one more word may be tried on a link within the hour."""
    return _allowed("word", secret, MOST_WORDS)


def _allowed(what: str, who: str, most: int) -> bool:
    key = f"join-{what}-{salted_hmac('flyingstart.join', who).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= most
    except ValueError:
        # It ran out between the two: an hour has passed.
        return True

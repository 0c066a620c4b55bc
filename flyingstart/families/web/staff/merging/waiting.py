"""How many pairs wait, as somebody last saw it: working it out anew is too slow for every page."""

from __future__ import annotations

from django.core.cache import cache

from flyingstart.accounts.api import User

HELD_FOR = 7 * 24 * 60 * 60


def pairs_waiting(user: User) -> int | None:
    """How many pairs the list had when the user last saw it; None: not lately."""
    found: int | None = cache.get(_key(user))
    return found


def keep_waiting(user: User, count: int) -> None:
    """Keep how many there are."""
    cache.set(_key(user), count, HELD_FOR)


def _key(user: User) -> str:
    return f"families:pairs-waiting:{user.public_id}"

"""What else is said on a tablet without a network: later apps take these words in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flyingstart.accounts.api import User
from flyingstart.kernel.api import Actor, Registry
from flyingstart.places.api import Site


class SayingRefusedError(ValueError):
    """A word cannot be kept; the message is for the person who said it."""


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A word of a kind that another app takes in: `said` is what the kind's `read` made of it."""

    id: uuid.UUID
    kind: str
    said_at: dt.datetime
    said: Any


@dataclass(frozen=True, kw_only=True)
class KindOfSaying:
    """How words of a kind are understood and taken in.

    `read` raises `ValueError` with what cannot be read. `take` is called with the word, who may say
    it, who said it and now; it answers whether the word was new, and raises `SayingRefusedError`.
    """

    fields: frozenset[str]
    read: Callable[[Mapping[str, Any]], Any]
    take: Callable[[Saying, User, Actor, dt.datetime], bool]


@dataclass(frozen=True, kw_only=True)
class AwayForm:
    """A form that stands for a page where there is no way to it; `template` draws it as `form`.

    `stands_for`: how addresses of that page begin; of two forms the longer is meant. `kept_words`:
    what is said once it is kept, where it is not that nobody reads it there again.
    """

    template: str
    stands_for: str
    title: str
    context: Mapping[str, Any]
    kept_words: str = ""


@dataclass(frozen=True, kw_only=True)
class AwayPage:
    """Where forms are kept for a user: beside a register of a site, or on the page for all others.

    `site` None: that page on a device of no site.
    """

    user: User
    site: Site | None
    has_register: bool


kinds_of_sayings: Registry[KindOfSaying] = Registry("kind of saying")

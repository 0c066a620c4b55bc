"""What is held of the things a file of attendances speaks of, as plain values."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from flyingstart.activities.catalogue import KnownActivity
from flyingstart.kernel.api import NameIndex


class Details(NamedTuple):
    """What all rows of a session say alike."""

    activity_id: int
    site_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None


class MarkState(NamedTuple):
    """A mark, as far as a file can say it."""

    family_id: int
    status: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldSession:
    """A session that is held."""

    id: int
    details: Details
    cancelled: bool
    register_closed: bool


class Names(Protocol):
    """Finds sites by the names people write."""

    def find(self, name: str) -> int | None:
        """The id of the site of that name or alias."""

    def nearest_of_all(self, name: str) -> str | None:
        """The name that was probably meant."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """Everything held that a file of attendances can touch or name, by its refs."""

    activities: NameIndex[KnownActivity]
    sites: Names
    sessions: Mapping[str, HeldSession]
    people: Mapping[str, int]
    families: Mapping[str, int]
    families_of: Mapping[int, AbstractSet[int]]
    children_born: Mapping[int, dt.date]
    marks: Mapping[tuple[int, int], MarkState] = field(default_factory=dict)
    headcounts: Mapping[tuple[int, str], int] = field(default_factory=dict)

    @functools.cached_property
    def catalogue(self) -> dict[int, KnownActivity]:
        """The activities by their ids."""
        return {activity.id: activity for activity in self.activities.things}

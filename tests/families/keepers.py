"""Colleagues who keep something about a family, and the places where they work, for tests."""

from __future__ import annotations

import datetime as dt

from flyingstart.accounts.api import User
from flyingstart.kernel.api import Actor, ActorKind
from flyingstart.places.api import Area, Site
from flyingstart.places.models import AreaSet
from tests.families.world import AT

MINUTE = dt.timedelta(minutes=1)
SOON = AT + dt.timedelta(seconds=20)
LATER = AT + 3 * MINUTE


def acting(user: User) -> Actor:
    """A user at work."""
    user.refresh_from_db()
    return Actor(kind=ActorKind.USER, name=user.name, id=user.public_id)


def neighbourhoods(*names: str) -> list[Area]:
    """Neighbourhoods of one set."""
    held, _ = AreaSet.objects.get_or_create(code="hoods", name="Hoods", kind="neighbourhood")
    return [Area.objects.create(area_set=held, code=name, name=name) for name in names]


def site_in(area: Area | None, name: str = "Mill") -> Site:
    """A site of a neighbourhood, or of none."""
    return Site.objects.create(code=name.lower(), name=name, neighbourhood=area)

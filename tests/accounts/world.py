"""Two neighbourhoods, a site in each, and hands that change sign-ins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flyingstart.accounts.api import Invitation, RoleAt, User, accept_invitation, invite, make_link
from flyingstart.kernel.api import Actor, ActorKind
from flyingstart.places.api import Area, AreaSet, Site

BY = Actor.command("test")
AT = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)
TODAY = AT.date()
PASSWORD = "plum teapot orbit 12"
MANAGER = RoleAt(role_name="manager")
ADMINISTRATOR = RoleAt(role_name="administrator")


def places() -> tuple[Area, Area, Site, Site]:
    """North and South, and a site of each."""
    areas = AreaSet.objects.create(code="parts", name="Parts", kind="neighbourhood")
    north, south = (
        Area.objects.create(area_set=areas, code=name.lower(), name=name)
        for name in ("North", "South")
    )
    hub = Site.objects.create(code="hub", name="Alder Hub", neighbourhood=north, is_main=True)
    hall = Site.objects.create(code="hall", name="Birch Hall", neighbourhood=south)
    return north, south, hub, hall


def invited(
    email: str = "new@example.org",
    name: str = "Nadia Example",
    roles: Sequence[RoleAt] = (MANAGER,),
    *,
    by: Actor = BY,
    at: dt.datetime = AT,
) -> Invitation:
    """Somebody who has been invited."""
    return invite(email=email, name=name, roles=roles, by=by, at=at)


def joined(
    email: str = "new@example.org",
    roles: Sequence[RoleAt] = (MANAGER,),
    *,
    name: str = "Nadia Example",
    at: dt.datetime = AT,
) -> User:
    """Somebody who has been invited, and has accepted."""
    invitation = invited(email, name, roles, at=at)
    link = make_link(invitation=invitation, by=BY, at=at)
    user = accept_invitation(link=link, password=PASSWORD, by=BY, at=at)
    user.refresh_from_db()
    return user


def hand_of(user: User) -> Actor:
    """The actor that a person is."""
    return Actor(kind=ActorKind.USER, name=user.name, id=user.public_id)

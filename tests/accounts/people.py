"""People who sign in, made for tests."""

from __future__ import annotations

import datetime as dt
import itertools

from flyingstart.accounts.api import Grant, Reach, User
from flyingstart.places.api import Area, Site

_numbers = itertools.count(1)


def user_with(
    role: str = "",
    *,
    neighbourhood: Area | None = None,
    site: Site | None = None,
    name: str = "Sam Okafor",
    starts_on: dt.date = dt.date(2015, 1, 1),
    ends_on: dt.date | None = None,
) -> User:
    """Somebody who has a role in a place, everywhere when none is named; "" is no role at all."""
    user = User.objects.create_user(f"person{next(_numbers)}@example.org", name=name, is_staff=True)
    if role:
        add_grant(
            user, role, neighbourhood=neighbourhood, site=site, starts_on=starts_on, ends_on=ends_on
        )
    return user


def add_grant(
    user: User,
    role: str,
    *,
    neighbourhood: Area | None = None,
    site: Site | None = None,
    starts_on: dt.date = dt.date(2015, 1, 1),
    ends_on: dt.date | None = None,
) -> Grant:
    """A further role of somebody."""
    reach = Reach.SITE if site else Reach.NEIGHBOURHOOD if neighbourhood else Reach.AUTHORITY
    grant = Grant.objects.create(
        user=user,
        role_name=role,
        reach=reach,
        neighbourhood=neighbourhood,
        site=site,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    user.__dict__.pop("_grants_on", None)
    return grant

"""Where a person who signed in may do something."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.models import User
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.roles import ROLES
from flyingstart.kernel.api import clock, fetch


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Everywhere, or neighbourhoods and sites by their internal ids; empty: nowhere.

    A site that lies in a neighbourhood of the scope is not repeated among its sites.
    """

    whole: bool = False
    neighbourhoods: frozenset[int] = frozenset()
    sites: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Nowhere at all."""
        return not (self.whole or self.neighbourhoods or self.sites)

    def covers(self, other: Scope) -> bool:
        """Whether all places of another scope are named here."""
        if self.whole or other.whole:
            return self.whole
        return other.neighbourhoods <= self.neighbourhoods and other.sites <= self.sites


NOWHERE = Scope()
EVERYWHERE = Scope(whole=True)


class Held(NamedTuple):
    """What a grant gives: a role, everywhere or in a place by its internal id."""

    role: str
    reach: str
    neighbourhood: int | None
    site: int | None


_HELD = """
    SELECT role_name, reach, neighbourhood_id, site_id FROM accounts_grant
    WHERE user_id = %(user)s AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)
"""


def grants_on(user: User, day: dt.date) -> list[Held]:
    """The grants in force on a day. Read once a request: a user object is a request's own."""
    held: dict[dt.date, list[Held]] = user.__dict__.setdefault("_grants_on", {})
    if day not in held:
        held[day] = [Held(*row) for row in fetch(_HELD, {"user": user.pk, "day": day})]
    return held[day]


def scope_of(user: User | AnonymousUser, permission: Permission) -> Scope:
    """Where a user may do something today; who cannot sign in may do nothing anywhere.

    A superuser, who sets the system up, may do everything everywhere.
    """
    if not isinstance(user, User) or not user.is_active:
        return NOWHERE
    if user.is_superuser:
        return EVERYWHERE
    held = grants_on(user, clock.today())
    grants = [g for g in held if permission in ROLES[g.role].permissions]
    if any(grant.reach == Reach.AUTHORITY for grant in grants):
        return EVERYWHERE
    return Scope(
        neighbourhoods=frozenset(g.neighbourhood for g in grants if g.neighbourhood),
        sites=frozenset(g.site for g in grants if g.site),
    )


def work_together(one: str, other: str) -> str:
    """That two people have roles today in one neighbourhood, or at a site of it: SQL.

    Both are columns that name them, or ids.
    """
    today = f"date '{clock.today().isoformat()}'"
    places = f"""
        SELECT coalesce(g.neighbourhood_id, s.neighbourhood_id) FROM accounts_grant g
        LEFT JOIN places_site s ON s.id = g.site_id
        WHERE g.user_id = {{who}} AND g.starts_on <= {today}
          AND (g.ends_on IS NULL OR g.ends_on > {today})
          AND (g.neighbourhood_id IS NOT NULL OR g.site_id IS NOT NULL)
    """  # noqa: S608 - our own names
    mine, theirs = (places.format(who=who) for who in (one, other))
    return f"EXISTS ({mine} INTERSECT {theirs})"


def may(user: User | AnonymousUser, permission: Permission) -> bool:
    """Whether a user may do something somewhere."""
    return not scope_of(user, permission).is_empty

"""Giving and ending roles."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.errors import LastAdministratorError, OwnRoleError, RoleError
from flyingstart.accounts.models import Grant, User
from flyingstart.accounts.queries.people import administrators_on
from flyingstart.accounts.roles import ROLES
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.places.api import Area, Site

# Any number: who changes administrators takes turns.
LOCK = 0x61646D69


@dataclass(frozen=True, kw_only=True)
class RoleAt:
    """A role in a place: a neighbourhood, a site, or everywhere.

    `until` is the first day no longer; None: until it is ended.
    """

    role_name: str
    neighbourhood: Area | None = None
    site: Site | None = None
    until: dt.date | None = None

    @property
    def reach(self) -> Reach:
        """How far it reaches."""
        if self.site is not None:
            return Reach.SITE
        return Reach.NEIGHBOURHOOD if self.neighbourhood is not None else Reach.AUTHORITY


@operation
def give_role(*, user: User, role: RoleAt, by: Actor, at: dt.datetime) -> Grant:
    """Let somebody do, from today, what a role allows in a place.

    Raises `OwnRoleError` when they give it to themselves, and `RoleError` when there is no such
    role, it cannot be had in that place, they have it there, or it would end before it begins.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return give_roles(held, [role], by, at)[0]


@operation
def end_role(*, grant: Grant, by: Actor, at: dt.datetime) -> Grant:
    """From today somebody no longer has a role in a place; their sessions end at once.

    Raises `RoleError` when it has ended, and `LastAdministratorError`.
    """
    today = clock.london_day(at)
    user = User.objects.select_for_update(no_key=True).get(pk=grant.user_id)
    grant = Grant.objects.get(pk=grant.pk)
    if grant.ends_on is not None and grant.ends_on <= today:
        raise RoleError(_("This role has ended already."))
    administrates = is_administrator(user, today)
    grant.ends_on = max(grant.starts_on, today)
    grant.save()
    user.session_stamp = uuid.uuid4()
    user.save()
    if administrates:
        keep_administrator(today)
    return grant


def give_roles(user: User, roles: Sequence[RoleAt], by: Actor, at: dt.datetime) -> list[Grant]:
    """Give several; the person's row is held. Raises as `give_role`."""
    if by.id is not None and by.id == user.public_id:
        raise OwnRoleError(_("Nobody can give a role to themselves: ask another administrator."))
    today = clock.london_day(at)
    return [_give(user, role, today) for role in roles]


def end_roles(user: User, today: dt.date) -> None:
    """End all that a person has; the person's row is held."""
    for grant in user.grants.filter(Q(ends_on=None) | Q(ends_on__gt=today)):
        grant.ends_on = max(grant.starts_on, today)
        grant.save()


def is_administrator(user: User, today: dt.date) -> bool:
    """Whether somebody can look after sign-ins."""
    return administrators_on(today).filter(pk=user.pk).exists()


def keep_administrator(today: dt.date) -> None:
    """Raises `LastAdministratorError` when nobody is left who can look after sign-ins.

    Called after a change to one who could. Two changes at once take turns, so that neither
    overlooks the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not administrators_on(today).exists():
        raise LastAdministratorError(
            _(
                "This is the last administrator: without one nobody could look after sign-ins. "
                "Make another person administrator first."
            )
        )


def _give(user: User, role: RoleAt, today: dt.date) -> Grant:
    if role.role_name not in ROLES:
        raise RoleError(_("There is no such role."))
    if role.neighbourhood is not None and role.site is not None:
        raise RoleError(_("A role is for a neighbourhood or for a site, not for both."))
    why_everywhere = ROLES[role.role_name].everywhere_because
    if why_everywhere and role.reach != Reach.AUTHORITY:
        raise RoleError(why_everywhere)
    if role.until is not None and role.until <= today:
        raise RoleError(_("The last day of a role lies in the future."))
    same = user.grants.filter(
        role_name=role.role_name, neighbourhood=role.neighbourhood, site=role.site
    )
    if same.filter(Q(ends_on=None) | Q(ends_on__gt=today)).exists():
        raise RoleError(_("%(name)s has this role there already.") % {"name": user})
    return Grant.objects.create(
        user=user,
        role_name=role.role_name,
        reach=role.reach,
        neighbourhood=role.neighbourhood,
        site=role.site,
        starts_on=today,
        ends_on=role.until,
    )

"""Which sessions somebody may do something with: those held in a place of theirs.

The timetable itself is no secret: every member of staff reads it. Registers and changes are asked
for here.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from flyingstart.accounts.api import Permission, Scope, User, current_tablet, lies_in, scope_of
from flyingstart.activities.models import Session


def sessions_visible_to(
    user: User | AnonymousUser, permission: Permission = Permission.TAKE_REGISTERS
) -> QuerySet[Session]:
    """The sessions with which a user may do what a permission allows.

    On a shared tablet those of its site alone.
    """
    tablet = current_tablet()
    reach = _in_scope(user, permission)
    return reach if tablet is None else reach.filter(site=tablet.site_id)


def _in_scope(user: User | AnonymousUser, permission: Permission) -> QuerySet[Session]:
    scope = scope_of(user, permission)
    if scope.whole:
        return Session.objects.all()
    if scope.is_empty:
        return Session.objects.none()
    return Session.objects.filter(
        Q(site__in=scope.sites) | Q(site__neighbourhood__in=scope.neighbourhoods)
    )


@lies_in(Session)
def _session_lies_in(session: Session, scope: Scope) -> bool:
    site = session.site
    return site.pk in scope.sites or site.neighbourhood_id in scope.neighbourhoods

"""Whose own figures somebody reads: colleagues who work in the reader's places and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from flyingstart.accounts.api import Grant, Permission, Scope, User, roles_with, scope_of
from flyingstart.kernel.api import clock


def colleagues_of(user: User) -> dict[str, str]:
    """Names, by public id as facts write it, of those who register families in the places whose
    reports the user signs; the user's own as well. Two queries."""
    scope = scope_of(user, Permission.SIGN_REPORTS)
    today = clock.today()
    grants = Grant.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today),
        starts_on__lte=today,
        user__is_active=True,
        role_name__in=roles_with(Permission.REGISTER_FAMILIES),
    ).select_related("user", "site")
    held: dict[User, list[Grant]] = {}
    if not scope.is_empty:
        for grant in grants:
            held.setdefault(grant.user, []).append(grant)
    within = [one for one, theirs in held.items() if _all_within(theirs, scope)]
    return {str(one.public_id): one.name for one in {*within, user}}


def _all_within(grants: Iterable[Grant], scope: Scope) -> bool:
    return scope.whole or all(
        grant.neighbourhood_id in scope.neighbourhoods
        or (
            grant.site is not None
            and (
                grant.site.pk in scope.sites or grant.site.neighbourhood_id in scope.neighbourhoods
            )
        )
        for grant in grants
    )

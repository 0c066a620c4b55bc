"""Reads about who signs in."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from flyingstart.accounts.enums import SignInState
from flyingstart.accounts.models import Grant, Invitation, User
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.roles import roles_with
from flyingstart.accounts.scopes import may


def administrators_on(day: dt.date) -> QuerySet[User]:
    """Who can look after sign-ins, and can sign in themselves."""
    granted = Grant.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day),
        user=OuterRef("pk"),
        role_name__in=roles_with(Permission.MANAGE_ACCOUNTS),
        starts_on__lte=day,
    )
    return User.objects.filter(Q(is_superuser=True) | Exists(granted), is_active=True)


def sign_ins(user: User | AnonymousUser) -> QuerySet[User]:
    """All who sign in, with their `state`; none for who may not manage sign-ins."""
    if not may(user, Permission.MANAGE_ACCOUNTS):
        return User.objects.none()
    invited = Invitation.objects.filter(user=OuterRef("pk"), accepted_at=None, withdrawn_at=None)
    return User.objects.annotate(
        state=Case(
            When(is_active=True, then=Value(SignInState.ACTIVE)),
            When(Exists(invited), then=Value(SignInState.INVITED)),
            default=Value(SignInState.CLOSED),
            output_field=CharField(),
        )
    )

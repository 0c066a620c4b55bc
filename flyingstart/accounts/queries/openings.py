"""Reads about sign-ins: who looked at what."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from flyingstart.accounts.models import AccessLog, User
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.scopes import may


def openings_of(
    kind: str, public_id: uuid.UUID, *, user: User | AnonymousUser
) -> QuerySet[AccessLog]:
    """Who looked at a record, refused attempts included, newest first; for who may know of it."""
    return openings(user).filter(kind=kind, thing=public_id)


def openings(user: User | AnonymousUser) -> QuerySet[AccessLog]:
    """The whole access log, newest first; empty for who may not manage sign-ins."""
    log = AccessLog.objects.select_related("user")
    return log if may(user, Permission.MANAGE_ACCOUNTS) else log.none()

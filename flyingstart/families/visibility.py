"""Who sees whom: the one place that says so. Lists of people and families start here."""

from __future__ import annotations

from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from flyingstart.accounts.api import User

M = TypeVar("M", bound=models.Model)


def may_see_families(user: User | AnonymousUser) -> bool:
    """Staff who may sign in see all families; nobody else sees any."""
    return isinstance(user, User) and user.is_active and user.is_staff


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to families."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those that a user may see; for anyone who may not, none."""
        return self.all() if may_see_families(user) else self.none()

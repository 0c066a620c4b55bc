"""Who may be asked to work at a session: those who sign in, or are invited to."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from flyingstart.accounts.api import Invitation, User


def people_to_ask() -> QuerySet[User]:
    """All who may be asked to work, by name: members of staff whose sign-in was not closed."""
    invited = Invitation.objects.filter(user=OuterRef("pk"), accepted_at=None, withdrawn_at=None)
    return User.objects.filter(Q(is_active=True) | Q(Exists(invited)), is_staff=True).order_by(
        "name", "pk"
    )


def names_of(ids: Collection[int]) -> dict[int, str]:
    """The names of people, of those who left too."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))

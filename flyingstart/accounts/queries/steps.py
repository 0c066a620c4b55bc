"""What somebody who signed in has yet to do before they see anything."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from flyingstart.accounts.models import Terms, User
from flyingstart.accounts.queries.tablets import current_tablet

# The names of the pages where each is done.
SET_UP_SECOND_STEP, AGREE_TO_TERMS = "mfa_activate_totp", "terms"


def has_second_step(user: User) -> bool:
    """Whether signing in asks for more than a password."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists())


def current_terms() -> Terms | None:
    """The rules of use that hold; None: the pack has none."""
    return Terms.objects.filter(is_current=True).first()


def terms_to_agree(user: User) -> Terms | None:
    """The rules of use that hold and that this person has not agreed to; None: none."""
    return _not_agreed(user).first()


def next_step(user: User | AnonymousUser) -> str:
    """The name of the page that must come first; "" when nothing is missing.

    On a shared tablet the tablet itself is the second step.
    """
    if not isinstance(user, User):
        return ""
    if settings.SECOND_STEP_REQUIRED and current_tablet() is None and not has_second_step(user):
        return SET_UP_SECOND_STEP
    if settings.TERMS_REQUIRED and _not_agreed(user).exists():
        return AGREE_TO_TERMS
    return ""


def _not_agreed(user: User) -> QuerySet[Terms]:
    return Terms.objects.filter(is_current=True).exclude(acceptances__user_id=user.pk)

"""Reads about invitations."""

from __future__ import annotations

import datetime as dt
import hashlib

from flyingstart.accounts.models import Invitation, User


def link_hash(link: str) -> str:
    """What is kept of a link: it cannot be followed with that."""
    return hashlib.sha256(link.encode()).hexdigest()


def fresh_invitation(link: str, at: dt.datetime) -> Invitation | None:
    """The invitation of a link that works; None for any other."""
    found = Invitation.objects.select_related("user").filter(link_hash=link_hash(link)).first()
    return found if found is not None and found.is_fresh(at) else None


def open_invitation(user: User) -> Invitation | None:
    """The invitation that somebody has neither accepted nor lost."""
    return user.invitations.filter(accepted_at=None, withdrawn_at=None).first()

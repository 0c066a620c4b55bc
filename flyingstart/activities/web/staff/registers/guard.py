"""Finding the register that a page is about: only of a session where its reader takes registers."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from flyingstart.accounts.api import User, log_opening
from flyingstart.activities.models import Session
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.kernel.api import clock

REGISTER = "register"


def signed_in(request: HttpRequest) -> User:
    """Who asks. Strangers never come so far. Raises `Http404` for anybody else."""
    if isinstance(request.user, User):
        return request.user
    raise Http404


def register_in_reach(request: HttpRequest, session_id: uuid.UUID) -> Session:
    """The session whose register the reader may take; put on record as opened.

    Raises `Http404`; the refusal is put on record.
    """
    user = signed_in(request)
    found = (
        sessions_visible_to(user)
        .filter(public_id=session_id)
        .select_related("activity", "site__neighbourhood", "room", "creche")
        .defer("site__neighbourhood__geometry")
        .first()
    )
    if found is not None or Session.objects.filter(public_id=session_id).exists():
        log_opening(
            kind=REGISTER,
            public_id=session_id,
            user=user,
            allowed=found is not None,
            at=clock.now(),
        )
    if found is None:
        raise Http404
    return found

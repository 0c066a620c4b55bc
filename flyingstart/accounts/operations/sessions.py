"""Letting go of sessions that are over."""

from __future__ import annotations

import datetime as dt

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from flyingstart.kernel.api import Actor, operation


@operation
def forget_sessions(*, by: Actor, at: dt.datetime) -> int:
    """Delete the sessions that nobody can go on with, and the devices they were on; how many.

    Who closes a browser never signs out: what was in the session, and from which device and
    network they came, would stay for good.
    """
    _, deleted = Session.objects.filter(expire_date__lte=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return deleted.get(Session._meta.label, 0)

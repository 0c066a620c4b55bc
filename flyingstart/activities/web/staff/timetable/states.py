"""How far a session and its register are: told of one session, and asked of many."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from flyingstart.activities.models import Session
from flyingstart.kernel.api import clock


class State(TextChoices):
    """What is to be said of a session's register."""

    COMING = "coming", _("Not yet")
    OPEN = "open", _("Register open")
    LATE = "late", _("Register late")
    CLOSED = "closed", _("Register closed")
    CANCELLED = "cancelled", _("Cancelled")


def state_of(session: Session, now: dt.datetime) -> State:
    """How far a session is. A register is late when the day of its session is over."""
    if session.cancelled_at:
        return State.CANCELLED
    if session.register_closed_at:
        return State.CLOSED
    if session.starts_at > now:
        return State.COMING
    today = clock.london_day(session.starts_at) == clock.london_day(now)
    return State.OPEN if today else State.LATE


def in_state(state: State, now: dt.datetime) -> Q:
    """The sessions of a state, as `state_of` tells it."""
    midnight = clock.london_midnight(clock.london_day(now))
    standing = Q(cancelled_at=None)
    waiting = standing & Q(register_closed_at=None)
    return {
        State.CANCELLED: Q(cancelled_at__isnull=False),
        State.CLOSED: standing & Q(register_closed_at__isnull=False),
        State.COMING: waiting & Q(starts_at__gt=now),
        State.OPEN: waiting & Q(starts_at__gte=midnight, starts_at__lte=now),
        State.LATE: waiting & Q(starts_at__lt=midnight),
    }[state]

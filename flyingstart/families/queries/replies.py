"""What families wrote: from whom, what waits, and for how long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from flyingstart.accounts.api import Permission, User, may
from flyingstart.families.enums import AlertKind
from flyingstart.families.models import Alert, Person, Reply
from flyingstart.families.queries.merged import own_of, person_records, person_roots
from flyingstart.families.working_days import working_days_since
from flyingstart.kernel.api import clock, fetch

FEWEST_DIGITS = 7
_BY_PHONE = """
    SELECT d.person_id FROM families_contactdetail d
    WHERE d.kind = 'phone' AND d.ended_at IS NULL AND d.digits = families_digits(%s)
      AND length(d.digits) >= %s
"""
_BY_EMAIL = """
    SELECT d.person_id FROM families_contactdetail d
    WHERE d.kind = 'email' AND d.ended_at IS NULL AND lower(btrim(d.value)) = lower(btrim(%s))
"""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many replies wait in a user's sight, how many nobody took on, and how long the oldest."""

    open: int
    unread: int
    risky: int
    oldest_days: int


def from_whom(sender: str) -> Person | None:
    """The one living person whose number or address it is; None for none, several, or hidden.

    Of somebody hidden nobody is told that a number is theirs: it waits without a name.
    """
    if not sender:
        return None
    if "@" in sender:
        rows = fetch(_BY_EMAIL, [sender])
    else:
        rows = fetch(_BY_PHONE, [sender, FEWEST_DIGITS])
    roots = set(person_roots([pk for (pk,) in rows]).values())
    if len(roots) != 1:
        return None
    (root,) = roots
    records = own_of(person_records([root]))
    if _is_hidden(records) or Person.objects.filter(pk__in=records, died_on__isnull=False).exists():
        return None
    return Person.objects.get(pk=root)


def replies_visible_to(user: User) -> QuerySet[Reply]:
    """Those that a user reads: of people in their places, and those from nobody known."""
    if not may(user, Permission.READ_REPLIES):
        return Reply.objects.none()
    known = Reply.objects.visible_to(user, Permission.READ_REPLIES).values("pk")
    return Reply.objects.filter(Q(person=None) | Q(pk__in=known))


def queue(user: User, *, done: bool = False) -> list[Reply]:
    """What waits, words of danger first, then the oldest; or what was dealt with, the last first.

    One query.
    """
    rows = replies_visible_to(user).filter(done_at__isnull=not done).select_related("person")
    if done:
        return list(rows.order_by("-done_at", "-pk")[:200])
    unread_first = F("taken_by").asc(nulls_first=True)
    return list(rows.order_by("-is_risk", unread_first, "received_at", "pk"))


def waiting(user: User, now: dt.datetime) -> Waiting:
    """What waits for a user's place. One query."""
    rows = replies_visible_to(user).filter(done_at=None)
    found = list(rows.values_list("received_at", "is_risk", "taken_by"))
    unread = [row for row in found if row[2] is None]
    oldest = min((row[0] for row in unread), default=now)
    return Waiting(
        open=len(found),
        unread=len(unread),
        risky=sum(row[1] for row in unread),
        oldest_days=working_days_since(oldest, now),
    )


def too_long_unread(now: dt.datetime) -> int:
    """How many wait unread for more than one working day, wherever."""
    unread = Reply.objects.filter(done_at=None, taken_by=None)
    moments = unread.values_list("received_at", flat=True)
    return sum(working_days_since(moment, now) > 1 for moment in moments)


def _is_hidden(records: list[int]) -> bool:
    today = clock.today()
    alerts = Alert.objects.filter(person__in=records, kind=AlertKind.HIDDEN_HOME)
    return alerts.filter(Q(ends_on=None) | Q(ends_on__gt=today)).exists()

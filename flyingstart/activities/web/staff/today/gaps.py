"""What sessions lack, in words: on the register of each, and on Today of those who plan them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import Permission, User, may
from flyingstart.activities.models import Session
from flyingstart.activities.queries.care import Gaps, gaps_of
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.design.api import TodayPart, formats, today_parts
from flyingstart.kernel.api import clock

AHEAD = dt.timedelta(days=3)
SHOWN = 5


def gap_words(gaps: Gaps | None) -> list[str]:
    """What a session lacks, each in a few words."""
    if gaps is None:
        return []
    missing = ngettext("%(n)s colleague missing", "%(n)s colleagues missing", gaps.missing)
    return [
        *([_("nobody leads it")] if gaps.no_lead else []),
        *([_("no first-aider")] if gaps.no_first_aider else []),
        *([missing % {"n": formats.number(gaps.missing)}] if gaps.missing else []),
    ]


def _parts(request: HttpRequest) -> Iterable[TodayPart]:
    """Sessions of today and the three days after that lack somebody, for those who plan them."""
    user = request.user
    if not isinstance(user, User) or not may(user, Permission.PLAN_SESSIONS):
        return
    today = clock.today()
    ends = clock.london_midnight(today + AHEAD + dt.timedelta(days=1))
    sessions = list(
        sessions_visible_to(user, Permission.PLAN_SESSIONS)
        .filter(starts_at__gte=clock.london_midnight(today), starts_at__lt=ends)
        .filter(cancelled_at=None, register_closed_at=None, source="")
        .select_related("activity", "site")
        .order_by("starts_at", "pk")
    )
    found = gaps_of(sessions) if sessions else {}
    rows = [_row(one, found[one.pk]) for one in sessions if one.pk in found]
    if rows:
        yield TodayPart(
            template="activities/today/gaps.jinja",
            context={
                "rows": rows[:SHOWN],
                "more": max(len(rows) - SHOWN, 0),
                "first_aiders": reverse("first-aiders"),
            },
            order=15,
        )


def _row(session: Session, gaps: Gaps) -> dict[str, str]:
    return {
        "title": session.activity.name,
        "where": f"{session.site.name}, {formats.moment(session.starts_at)}",
        "words": ", ".join(gap_words(gaps)),
        "href": reverse("session", args=[session.public_id]),
    }


today_parts.fill(_parts)

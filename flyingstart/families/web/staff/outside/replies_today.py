"""What the staff landing page says of what families wrote: for those who read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import Permission, User, may
from flyingstart.design.api import TodayPart, formats, today_parts
from flyingstart.families.queries.replies import Waiting, waiting
from flyingstart.kernel.api import clock


def _parts(request: HttpRequest) -> Iterable[TodayPart]:
    """One query for who reads replies, none for others."""
    user = request.user
    if not isinstance(user, User) or not may(user, Permission.READ_REPLIES):
        return
    held = waiting(user, clock.now())
    yield TodayPart(
        template="families/staff/outside/replies_today.jinja",
        context={
            "words": waiting_words(held),
            "risky": held.risky,
            "late": held.oldest_days > 1,
            "href": reverse("replies"),
        },
        order=12,
    )


def waiting_words(held: Waiting) -> str:
    """How many nobody has read, and for how long the oldest waits."""
    if not held.unread:
        return _("Everything that families wrote was read.")
    many = ngettext("%(n)s is not read yet", "%(n)s are not read yet", held.unread) % {
        "n": formats.number(held.unread)
    }
    if held.oldest_days == 0:
        return _("%(many)s. They came today.") % {"many": many}
    days = ngettext(
        "the oldest waits for %(n)s working day",
        "the oldest waits for %(n)s working days",
        held.oldest_days,
    ) % {"n": formats.number(held.oldest_days)}
    return f"{many}; {days}."


today_parts.fill(_parts)

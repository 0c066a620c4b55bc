"""What waits for the data protection officer, and where everything else is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import User, requires
from flyingstart.design.api import Card, Column, Table, formats, show
from flyingstart.kernel.api import clock
from flyingstart.privacy.models import Breach, Complaint, Disposal
from flyingstart.privacy.operations.keeping import is_of_worries
from flyingstart.privacy.queries.requests import holds_of, requests_of
from flyingstart.privacy.web.base import PROTECT
from flyingstart.privacy.web.states import (
    Standing,
    Waiting,
    breach_standing,
    complaint_standing,
    hold_standing,
    request_standing,
    waiting,
)


@require_safe
@requires(PROTECT)
def home(request: HttpRequest) -> HttpResponse:
    """What waits, the most pressing first."""
    now = clock.now()
    lines = sorted(everything_waiting(request.user, now), key=lambda line: line.sort)
    context = {
        "table": show(_table(lines), request.GET),
        "late": sum(line.standing.is_late for line in lines),
        "cards": _cards(),
    }
    return TemplateResponse(request, "privacy/home.jinja", context)


def everything_waiting(user: User | AnonymousUser, now: dt.datetime) -> Iterator[Waiting]:
    """Open requests, breaches, complaints, lists to approve, holds to look at. Six queries."""
    for asked in requests_of(user).filter(closed_at=None).prefetch_related("pauses"):
        words = _("Request: %(wants)s") % {"wants": asked.get_wants_display()}
        yield waiting(words, request_standing(asked, now), "privacy-request", asked.public_id)
    for breach in Breach.objects.filter(closed_at=None):
        words = _("Breach: %(what)s") % {"what": breach.get_kind_display()}
        yield waiting(words, breach_standing(breach, now), "privacy-breach", breach.public_id)
    for complaint in Complaint.objects.filter(answered_on=None):
        words = _("Complaint of %(day)s") % {"day": formats.date(complaint.received_on)}
        standing = complaint_standing(complaint, now)
        yield waiting(words, standing, "privacy-complaint", complaint.public_id)
    lists = Disposal.objects.filter(erased_at=None, cancelled_at=None, approved_at=None)
    for listed in lists.select_related("rule"):
        words = _("List to erase: %(rule)s") % {"rule": listed.rule.name}
        standing = Standing(
            state=_("New"), next_step=_next_of_list(listed, user), due=None, is_late=False
        )
        yield waiting(words, standing, "privacy-disposal", listed.public_id)
    for hold in holds_of(user).filter(ends_on=None):
        words = _("Legal hold: %(name)s") % {"name": hold.name}
        yield waiting(words, hold_standing(hold, now), "privacy-hold", hold.public_id)


def _next_of_list(listed: Disposal, user: User | AnonymousUser) -> str:
    """Two people decide about a list: what is for this one to do."""
    if listed.put_forward_at is None:
        return _("Look through it, and put it forward")
    if is_of_worries(listed.rule):
        return _("Waits for those who read these worries")
    if isinstance(user, User) and listed.put_forward_by == user.public_id:
        return _("Waits for somebody else")
    return _("Approve it, or throw it away")


def _due(line: Waiting) -> str | None:
    """By when, as people say it, and whether that is past."""
    words = line.standing.due_words
    if line.standing.is_late:
        return _("Overdue: %(day)s") % {"day": words}
    return words or None


def _table(lines: list[Waiting]) -> Table[Waiting]:
    return Table(
        key="waiting",
        caption=_("What waits"),
        columns=[
            Column(
                key="what",
                heading=_("What"),
                value=lambda line: line.what,
                link=lambda line: line.href,
                link_of=lambda line: line.href.rsplit("/", 2)[-2][-4:],
            ),
            Column(key="next", heading=_("Next step"), value=lambda line: line.standing.next_step),
            Column(
                key="due",
                heading=_("By"),
                value=_due,
                sort=lambda line: line.sort,
            ),
        ],
        rows=lines,
        exportable=False,
        empty=_("Nothing waits."),
    )


def _cards() -> list[Card]:
    pages = (
        ("privacy-requests", _("Requests"), _("Copies of what is held, and what is put right.")),
        ("privacy-breaches", _("Breaches"), _("What went wrong, with its 72 hours.")),
        ("privacy-complaints", _("Complaints"), _("Who complained, with their 30 days.")),
        ("privacy-retention", _("Keep and erase"), _("Rules, lists to approve, legal holds.")),
        ("privacy-unusual", _("Unusual looks"), _("Own names, many at once, odd hours.")),
        ("privacy-purposes", _("Purposes"), _("Why each record is held, and what allows it.")),
        ("privacy-agreements", _("Sharing agreements"), _("Who sends what, and until when.")),
        ("privacy-notices", _("Notices"), _("What families were told, and who was shown it.")),
        ("privacy-objections", _("Objections"), _("What people object to, and restrictions.")),
        ("privacy-documents", _("Documents"), _("Assessment, policy and list of assets.")),
    )
    return [Card(title=title, text=text, href=reverse(page)) for page, title, text in pages]

"""How requests, breaches and complaints stand, what is next, and whether it is late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import formats
from flyingstart.kernel.api import clock
from flyingstart.privacy.clocks import acknowledgement_due, regulator_due
from flyingstart.privacy.enums import AskerIs, Risk, Wanted
from flyingstart.privacy.models import Breach, Complaint, LegalHold, SubjectRequest
from flyingstart.privacy.queries.requests import due_on


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How something stands: in words, what is next, by when in words, and whether that is past."""

    state: str
    next_step: str
    due: dt.datetime | dt.date | None
    is_late: bool
    is_open: bool = True

    @property
    def due_words(self) -> str:
        """By when, as people say it; "" when nothing runs."""
        if self.due is None:
            return ""
        if isinstance(self.due, dt.datetime):
            return formats.moment(self.due)
        return formats.date(self.due)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A line of what waits for the data protection officer."""

    what: str
    standing: Standing
    href: str
    sort: dt.datetime


def request_standing(request: SubjectRequest, now: dt.datetime) -> Standing:
    """How a request stands. Reads its pauses."""
    if request.closed_at is not None:
        return Standing(state=_("Closed"), next_step="", due=None, is_late=False, is_open=False)
    due = due_on(request)
    late = due is not None and due < clock.london_day(now)
    state = _("Open") if due else _("The clock stands still")
    return Standing(state=state, next_step=_next_of(request), due=due, is_late=late)


def _next_of(request: SubjectRequest) -> str:
    steps = (
        (request.identity_on is None, _("See who they are")),
        (
            request.asker_is != AskerIs.SELF and request.acts is None,
            _("Decide whether they act for this person"),
        ),
        (request.acts is False, _("Tell them no, and close it")),
        (request.wants == Wanted.RECTIFY, _("Put it right, and close it")),
        (request.gathered_at is None, _("Gather what is held")),
        (request.released_at is None, _("Look through the rows, and release")),
    )
    return next((words for holds, words in steps if holds), _("Hand the pack over"))


def breach_standing(breach: Breach, now: dt.datetime) -> Standing:
    """How a breach stands."""
    if breach.closed_at is not None:
        return Standing(state=_("Closed"), next_step="", due=None, is_late=False, is_open=False)
    due: dt.datetime | None = regulator_due(breach.known_at)
    if breach.regulator_at is not None or breach.risk == Risk.UNLIKELY:
        due = None
    steps = (
        (not breach.risk, _("Say how likely harm is")),
        (due is not None, _("Tell the regulator")),
        (
            breach.risk == Risk.HIGH and breach.people_told_at is None,
            _("Tell the people it is about"),
        ),
    )
    return Standing(
        state=_("Open"),
        next_step=next((words for holds, words in steps if holds), _("Close it")),
        due=due,
        is_late=due is not None and due < now,
    )


def complaint_standing(complaint: Complaint, now: dt.datetime) -> Standing:
    """How a complaint stands."""
    if complaint.answered_on is not None:
        return Standing(state=_("Answered"), next_step="", due=None, is_late=False, is_open=False)
    if complaint.acknowledged_on is not None:
        return Standing(state=_("Acknowledged"), next_step=_("Answer it"), due=None, is_late=False)
    due = acknowledgement_due(complaint.received_on)
    return Standing(
        state=_("New"),
        next_step=_("Acknowledge it"),
        due=due,
        is_late=due < clock.london_day(now),
    )


def hold_standing(hold: LegalHold, now: dt.datetime) -> Standing:
    """How a legal hold stands."""
    if hold.ends_on is not None:
        return Standing(state=_("Over"), next_step="", due=None, is_late=False, is_open=False)
    return Standing(
        state=_("Holds"),
        next_step=_("Look whether it is needed still"),
        due=hold.review_on,
        is_late=hold.review_on < clock.london_day(now),
    )


def waiting(what: str, standing: Standing, page: str, public_id: object) -> Waiting:
    """A line of what waits."""
    due = standing.due
    if due is None:
        sort = dt.datetime.max.replace(tzinfo=dt.UTC)
    else:
        sort = due if isinstance(due, dt.datetime) else clock.london_midnight(due)
    return Waiting(what=what, standing=standing, href=reverse(page, args=[public_id]), sort=sort)

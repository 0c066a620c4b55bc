"""Visiting alone: going, staying longer, being back; and telling managers who is not."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.activities.errors import VisitError
from flyingstart.activities.models import LoneVisit
from flyingstart.kernel.api import Actor, operation
from flyingstart.kernel.jobs import enqueue
from flyingstart.places.api import Site

LONGEST = dt.timedelta(hours=8)


@operation
def start_visit(
    *, worker: User, site: Site, whereabouts: str, minutes: int, by: Actor, at: dt.datetime
) -> LoneVisit:
    """Say where somebody goes alone, and in how many minutes they are back.

    Who is on a visit already stays on that one. Raises `VisitError`.
    """
    where = " ".join(whereabouts.split())[:200]
    if not where:
        raise VisitError(_("Say where you go, so that you are found."))
    until = dt.timedelta(minutes=minutes)
    if not dt.timedelta(0) < until <= LONGEST:
        raise VisitError(_("Say in how many minutes you are back: 1 to 480."))
    # Two presses of one button take turns.
    User.objects.select_for_update(no_key=True).get(pk=worker.pk)
    held = LoneVisit.objects.filter(worker=worker, ended_at=None).first()
    return held or LoneVisit.objects.create(
        worker=worker, site=site, whereabouts=where, started_at=at, expected_at=at + until
    )


@operation
def prolong_visit(*, visit: LoneVisit, minutes: int, by: Actor, at: dt.datetime) -> LoneVisit:
    """Say that it takes so many minutes from now; managers are told anew when it is late then.

    Raises `VisitError`. A visit that is over stays over.
    """
    held = LoneVisit.objects.select_for_update().get(pk=visit.pk)
    if not 0 < minutes * 60 <= LONGEST.total_seconds():
        raise VisitError(_("Say in how many minutes you are back: 1 to 480."))
    if held.ended_at is None:
        held.expected_at, held.told_at = at + dt.timedelta(minutes=minutes), None
        held.save(update_fields=["expected_at", "told_at"])
    return held


@operation
def end_visit(*, visit: LoneVisit, by: Actor, at: dt.datetime) -> LoneVisit:
    """Say that somebody is back; where they were is forgotten. Twice does no harm."""
    held = LoneVisit.objects.select_for_update().get(pk=visit.pk)
    if held.ended_at is None:
        held.ended_at, held.whereabouts = at, ""
        held.save(update_fields=["ended_at", "whereabouts"])
    return held


@operation
def tell_of_late_visits(*, by: Actor, at: dt.datetime) -> int:
    """Have managers written to of each visit that is late, once; answers how many."""
    late = LoneVisit.objects.select_for_update(skip_locked=True).filter(
        ended_at=None, told_at=None, expected_at__lt=at
    )
    visits = list(late.order_by("pk"))
    for visit in visits:
        visit.told_at = at
        visit.save(update_fields=["told_at"])
        enqueue("activities.tell_of_late_visit", visit=str(visit.public_id))
    return len(visits)

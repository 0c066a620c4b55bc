"""What a shared tablet opens: today's registers of its site, for whoever takes them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import (
    TABLET_HOME,
    AtSite,
    Permission,
    Tablet,
    TabletPage,
    User,
    at_work,
    current_tablet,
    requires,
    tablet_pages,
)
from flyingstart.activities.models import Session, SessionWorker
from flyingstart.activities.queries.today import sessions_of_day
from flyingstart.activities.ways import site_ways
from flyingstart.activities.web.staff.today.presenters import today_row
from flyingstart.kernel.api import clock

# Of one session: those that its register needs.
OF_A_REGISTER = (
    *("", "-marks", "-search", "-elsewhere", "-newcomer", "-heads", "-close", "-reopen"),
    *("-creche", "-creche-out"),
)


@never_cache
@require_safe
@requires(Permission.TAKE_REGISTERS)
def registers(request: HttpRequest) -> HttpResponse:
    """Today's registers of the tablet's site, in order of time; on any other device, Today."""
    tablet = current_tablet()
    if tablet is None or not isinstance(request.user, User):
        return HttpResponseRedirect(reverse("staff"))
    now = clock.now()
    here = [
        one
        for one in sessions_of_day(request.user, clock.today())
        if one.session.site_id == tablet.site_id and one.may_take
    ]
    context = {
        "site": tablet.site,
        "rows": [today_row(one, now) for one in here],
        "ways": site_ways.entries(tablet.site),
    }
    return TemplateResponse(request, "activities/today/tablet.jinja", context)


def _today_here(tablet: Tablet, parts: Mapping[str, Any]) -> bool:
    """Whether a session is held at the tablet's site, today."""
    session_id = parts.get("session_id")
    if not isinstance(session_id, uuid.UUID):
        return False
    return _of_day(tablet.site_id, clock.today()).filter(public_id=session_id).exists()


def _of_day(site_id: int, day: dt.date) -> QuerySet[Session]:
    begins, ends = clock.london_midnight(day), clock.london_midnight(day + dt.timedelta(days=1))
    return Session.objects.filter(site=site_id, starts_at__gte=begins, starts_at__lt=ends)


def _working(at: AtSite) -> Iterable[int]:
    sessions = _of_day(at.site.pk, at.day).filter(cancelled_at=None)
    return SessionWorker.objects.filter(session__in=sessions).values_list("worker_id", flat=True)


at_work.fill(_working)
tablet_pages.register(TABLET_HOME, TabletPage())
# What is sent may be of yesterday, from a hall without a network; it tells nothing back. That it is
# of this site is seen to by `sessions_visible_to`.
tablet_pages.register("register-batch", TabletPage())
# Sealed words too; and what makes a register work without a network.
for named in ("register-sealed", "staff-worker", "staff-offline"):
    tablet_pages.register(named, TabletPage())
for ending in OF_A_REGISTER:
    tablet_pages.register(f"register{ending}", TabletPage(allows=_today_here))

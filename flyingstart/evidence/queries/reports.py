"""Reports that were signed, as held."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from flyingstart.accounts.api import Permission, Scope, User, lies_in, scope_of
from flyingstart.activities.api import Session
from flyingstart.evidence.enums import ReportKind
from flyingstart.evidence.errors import ReportPeriodError
from flyingstart.evidence.models import Recount, Report, SignOff
from flyingstart.kernel.api import Period, PeriodKind, clock
from flyingstart.places.api import Area, ward_set_on

# As long as the files of a signed snapshot are kept: a year and a month.
FILES_KEPT = dt.timedelta(days=396)


def draft_report(period: Period, neighbourhood: Area | None) -> Report:
    """A report that nobody has signed yet: it is kept nowhere.

    Raises `ReportPeriodError` for what is neither a month nor a quarter, and `NoWardSetError`.
    """
    kinds = {PeriodKind.MONTH: ReportKind.MONTH, PeriodKind.QUARTER: ReportKind.QUARTER}
    if period.kind not in kinds:
        raise ReportPeriodError(f"{period} is neither a month nor a quarter")
    return Report(
        kind=kinds[period.kind],
        period=str(period),
        starts_on=period.start,
        ends_on=period.end,
        neighbourhood=neighbourhood,
        area_set=ward_set_on(period.end),
    )


def reports_visible_to(
    user: User | AnonymousUser, permission: Permission = Permission.VIEW_FIGURES
) -> QuerySet[Report]:
    """The signed reports with which a user may do what a permission allows.

    Whoever sees figures reads them all; where they are signed from is a place.
    """
    scope = scope_of(user, permission)
    if scope.is_empty:
        return Report.objects.none()
    if scope.whole or permission is Permission.VIEW_FIGURES:
        return Report.objects.all()
    return Report.objects.filter(neighbourhood__in=scope.neighbourhoods)


@lies_in(Report)
def _report_lies_in(report: Report, scope: Scope) -> bool:
    """The report of a neighbourhood is that of whoever manages all of it; the town's of nobody
    whose scope is not the whole."""
    return report.neighbourhood_id in scope.neighbourhoods


def newest_sign_offs(reports: Collection[int]) -> Mapping[int, SignOff]:
    """The newest signature of each report, without the rows, by the report's internal id."""
    found = (
        SignOff.objects.filter(report__in=reports)
        .order_by("report_id", "-number")
        .distinct("report_id")
        .defer("result")
    )
    return {sign_off.report_id: sign_off for sign_off in found}


def recounts(reports: Collection[int]) -> Mapping[int, Recount]:
    """How each report's newest signature stood when it was last looked at."""
    return {found.report_id: found for found in Recount.objects.filter(report__in=reports)}


def recently_signed(now: dt.datetime) -> list[Report]:
    """The reports whose newest signature can still be explained."""
    since = SignOff.objects.filter(signed_at__gt=now - FILES_KEPT)
    return list(
        Report.objects.filter(pk__in=since.values("report"))
        .select_related("neighbourhood", "area_set")
        .order_by("pk")
    )


def signed_snapshots(now: dt.datetime) -> frozenset[str]:
    """The snapshots whose files are kept because a report was signed on them."""
    since = SignOff.objects.filter(signed_at__gt=now - FILES_KEPT)
    return frozenset(since.values_list("snapshot", flat=True))


@dataclass(frozen=True, kw_only=True)
class OpenRegister:
    """A session of a period whose register is still open."""

    public_id: uuid.UUID
    starts_at: dt.datetime
    activity: str
    site: str


def open_registers(
    period: Period, neighbourhood: Area | None, at: dt.datetime
) -> list[OpenRegister]:
    """The registers of sessions begun in a period that nobody has closed, site by site."""
    sessions = Session.objects.filter(
        starts_at__gte=clock.london_midnight(period.start),
        starts_at__lt=clock.london_midnight(period.after),
        starts_at__lte=at,
        cancelled_at=None,
        register_closed_at=None,
    )
    if neighbourhood is not None:
        sessions = sessions.filter(site__neighbourhood=neighbourhood)
    return [
        OpenRegister(public_id=public_id, starts_at=starts_at, activity=activity, site=site)
        for public_id, starts_at, activity, site in sessions.order_by(
            "site__name", "starts_at", "pk"
        ).values_list("public_id", "starts_at", "activity__name", "site__name")
    ]


def session_ids(ids: Collection[int]) -> Mapping[int, uuid.UUID]:
    """The public ids of sessions that are held."""
    return dict(Session.objects.filter(pk__in=ids).values_list("pk", "public_id"))

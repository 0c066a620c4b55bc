"""What an address of a report asks for: a place and a period, or one that was signed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from flyingstart.accounts.api import Permission, User
from flyingstart.evidence.models import Report, SignOff
from flyingstart.evidence.queries.reports import draft_report, reports_visible_to
from flyingstart.evidence.reports.files.edition import Edition
from flyingstart.evidence.reports.publishing import published
from flyingstart.evidence.reports.running import frozen
from flyingstart.evidence.rules.reports import report_period
from flyingstart.evidence.web.choices import period_words
from flyingstart.kernel.api import Period, is_public_id
from flyingstart.places.api import Area, AreaKind, NoWardSetError

SIGN = Permission.SIGN_REPORTS


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A report that can be signed by its reader: kept nowhere yet."""

    report: Report
    period: Period
    neighbourhood: Area | None

    @property
    def address(self) -> str:
        """Of the page that shows it."""
        return draft_address("report-draft", self.period, self.neighbourhood)

    @property
    def sign_address(self) -> str:
        """Of the page that signs it."""
        return draft_address("report-sign", self.period, self.neighbourhood)


def draft_address(page: str, period: Period, neighbourhood: Area | None) -> str:
    """The address of a page about a report that may not be signed yet."""
    query = QueryDict(mutable=True)
    if neighbourhood is not None:
        query["place"] = str(neighbourhood.public_id)
    query["period"] = str(period)
    return f"{reverse(page)}?{query.urlencode()}"


def draft_asked(request: HttpRequest) -> Draft:
    """What the address asks for, of a place whose reports the reader signs.

    Raises `Http404` for what is no report, and `PermissionDenied` for a place of others.
    """
    period = report_period(request.GET.get("period", ""))
    if period is None:
        raise Http404
    neighbourhood = _neighbourhood(request.GET.get("place", ""))
    try:
        report = draft_report(period, neighbourhood)
    except NoWardSetError:
        raise Http404 from None
    if not may_sign(request, report):
        raise PermissionDenied
    return Draft(report=report, period=period, neighbourhood=neighbourhood)


def signed_asked(request: HttpRequest, public_id: uuid.UUID, number: int | None = None) -> SignOff:
    """A signature of a report, the newest unless one is named. Raises `Http404`."""
    assert isinstance(request.user, User)  # noqa: S101 - `requires` lets nobody else in
    found = SignOff.objects.filter(
        report__in=reports_visible_to(request.user), report__public_id=public_id
    ).select_related("report__neighbourhood", "report__area_set")
    if number is not None:
        found = found.filter(number=number)
    sign_off = found.order_by("-number").first()
    if sign_off is None:
        raise Http404
    return sign_off


def may_sign(request: HttpRequest, report: Report) -> bool:
    """Whether the reader signs the reports of this place; then she sees all of it."""
    return bool(request.user.has_perm(SIGN, report))


def edition_for(request: HttpRequest, sign_off: SignOff) -> Edition:
    """A signed report as its reader may have it. Raises `FrozenError`."""
    whole = may_sign(request, sign_off.report)
    result = frozen(sign_off)
    return Edition(
        result=result if whole else published(result),
        period_words=period_words(Period.parse(sign_off.report.period)),
        number=sign_off.number,
        words=sign_off.words,
        signed_by=sign_off.signed_by_name,
        signed_at=sign_off.signed_at,
        small_withheld=not whole,
    )


def _neighbourhood(text: str) -> Area | None:
    if not text:
        return None
    found = None
    if is_public_id(text):
        found = Area.objects.filter(public_id=text, area_set__kind=AreaKind.NEIGHBOURHOOD).first()
    if found is None:
        raise Http404
    return found

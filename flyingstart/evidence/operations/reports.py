"""Signing a report, and looking whether signed ones still hold."""

from __future__ import annotations

import datetime as dt

from flyingstart.evidence.errors import (
    CountedTooLongAgoError,
    NotEndedError,
    SnapshotError,
    WordsTooLongError,
)
from flyingstart.evidence.models import Recount, Report, SignOff
from flyingstart.evidence.queries.reports import draft_report
from flyingstart.evidence.reports.running import composed, explained, plan_of
from flyingstart.evidence.rules.reports import STILL_SEEN, has_ended
from flyingstart.kernel.api import Actor, Period, operation
from flyingstart.places.api import Area

LONGEST_WORDS = 10_000


@operation
def sign_report(
    *,
    period: Period,
    neighbourhood: Area | None,
    snapshot: str,
    words: str,
    by: Actor,
    at: dt.datetime,
) -> SignOff:
    """Freeze a report as its reader saw it, counted on a snapshot, and put a name to it.

    The next signature leaves this one as it is. Signing twice what was counted once is one
    signature. Raises `ReportPeriodError` for what is neither a month nor a quarter,
    `NotEndedError`, `WordsTooLongError`, `CountedTooLongAgoError` when the figures must be looked
    at again, and other `EvidenceError`s where they cannot be had.
    """
    said = words.strip()
    if len(said) > LONGEST_WORDS:
        raise WordsTooLongError(f"Say it in at most {LONGEST_WORDS:,} characters.")
    if not has_ended(period, at):
        raise NotEndedError("This period is not over yet: it can be signed on the day after.")
    report = _report(period, neighbourhood)
    twice = report.sign_offs.filter(snapshot=snapshot, signed_by=by.id, words=said).first()
    if twice is not None:
        return twice
    result = composed(plan_of(report), snapshot)
    if not at - STILL_SEEN <= result.as_at <= at:
        raise CountedTooLongAgoError("These figures were counted a while ago: look at them again.")
    if not has_ended(period, result.as_at):
        raise NotEndedError("These figures were counted before the period was over.")
    sign_off = SignOff.objects.create(
        report=report,
        number=report.sign_offs.count() + 1,
        result=result.as_json(),
        snapshot=snapshot,
        as_at=result.as_at,
        words=said,
        signed_by=by.id,
        signed_by_name=by.name,
        signed_at=at,
    )
    sign_off.refresh_from_db()
    return sign_off


@operation
def recount_report(*, report: Report, by: Actor, at: dt.datetime) -> Recount | None:
    """Note how many rows of the newest signature are others today; None where nobody signed."""
    sign_off = report.sign_offs.order_by("-number").first()
    if sign_off is None:
        return None
    try:
        changed: int | None = explained(sign_off, shares=False).lines
    except SnapshotError:
        changed = None
    recount, _ = Recount.objects.update_or_create(
        report=report, defaults={"sign_off": sign_off, "changed": changed, "counted_at": at}
    )
    return recount


def _report(period: Period, neighbourhood: Area | None) -> Report:
    """The report of a place and period, held until the end of the transaction."""
    draft = draft_report(period, neighbourhood)
    report, _ = Report.objects.get_or_create(
        period=draft.period,
        neighbourhood=draft.neighbourhood,
        defaults={
            "kind": draft.kind,
            "starts_on": draft.starts_on,
            "ends_on": draft.ends_on,
            "area_set": draft.area_set,
        },
    )
    return Report.objects.select_for_update().get(pk=report.pk)

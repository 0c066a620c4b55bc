"""Reports counted and counted again: on which snapshot, and what has changed since."""

from __future__ import annotations

from functools import lru_cache

from flyingstart.evidence.errors import SnapshotError
from flyingstart.evidence.latest import store
from flyingstart.evidence.measuring import manifest_of
from flyingstart.evidence.models import Report, SignOff
from flyingstart.evidence.reports import causes
from flyingstart.evidence.reports.causes import ChangedPeople, ChangedSession
from flyingstart.evidence.reports.composing import Plan, compose
from flyingstart.evidence.reports.counting import opened
from flyingstart.evidence.reports.explaining import Explanation, compare, explain
from flyingstart.evidence.reports.frozen import Result, read_result
from flyingstart.evidence.snapshot.manifest import Manifest
from flyingstart.kernel.api import Period
from flyingstart.places.api import authority

GONE = "The data of the day of signing are no longer kept, so the difference cannot be explained."


def plan_of(report: Report) -> Plan:
    """What is asked for a report, signed or not."""
    neighbourhood = report.neighbourhood
    return Plan(
        period=Period.parse(report.period),
        place=neighbourhood.code if neighbourhood else None,
        place_name=neighbourhood.name if neighbourhood else authority().name,
        wards=report.area_set.code,
    )


def composed(plan: Plan, snapshot: str) -> Result:
    """The report as a snapshot tells it; asked again it is at hand. Raises `EvidenceError`."""
    return _composed(plan, snapshot, str(store().folder))


def frozen(sign_off: SignOff) -> Result:
    """The report as it was signed. Raises `FrozenError`."""
    return read_result(sign_off.result)


def explained(
    sign_off: SignOff, *, snapshot: str | None = None, shares: bool = True
) -> Explanation:
    """What a signed report would say otherwise today, and why.

    `snapshot`: that of today; None brings it up to date first. Without `shares` only what differs.
    Raises `SnapshotError` when today cannot be counted, and other `EvidenceError`s.
    """
    new = manifest_of(snapshot)
    plan = plan_of(sign_off.report)
    signed, today = frozen(sign_off), composed(plan, new.id)
    if not shares:
        return Explanation(result=today, tables=compare(signed, today))
    try:
        old = manifest_of(sign_off.snapshot)
        return explain(plan=plan, signed=signed, today=today, old=old, new=new, store=store())
    except SnapshotError:
        return Explanation(result=today, tables=compare(signed, today), why_not=GONE)


def sessions_since(sign_off: SignOff, snapshot: str) -> list[ChangedSession]:
    """The sessions of the period of which something was said after signing.

    Raises `SnapshotError` when the data of that day are gone.
    """
    period = Period.parse(sign_off.report.period)
    return causes.changed_sessions(store(), *_both(sign_off, snapshot), period)


def people_since(sign_off: SignOff, snapshot: str) -> ChangedPeople:
    """What became of people's records after signing. Raises as `sessions_since`."""
    return causes.changed_people(store(), *_both(sign_off, snapshot))


def _both(sign_off: SignOff, snapshot: str) -> tuple[Manifest, Manifest]:
    return manifest_of(sign_off.snapshot), manifest_of(snapshot)


@lru_cache(maxsize=16)
def _composed(plan: Plan, snapshot: str, _folder: str) -> Result:
    with opened(store(), manifest_of(snapshot)) as source:
        return compose(plan, source)

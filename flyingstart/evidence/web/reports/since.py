"""What changed since a report was signed, and why: for those who may sign it again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import PlainTable, formats
from flyingstart.evidence.api import latest_snapshot
from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.measures.measure import Unit, measures
from flyingstart.evidence.models import SignOff
from flyingstart.evidence.queries.reports import session_ids
from flyingstart.evidence.reports.causes import ChangedPeople, ChangedSession
from flyingstart.evidence.reports.explaining import Cause, Changed, Difference, Explanation
from flyingstart.evidence.reports.frozen import Figures, Line
from flyingstart.evidence.reports.layout import laid_out
from flyingstart.evidence.reports.running import explained, people_since, sessions_since
from flyingstart.evidence.web.addresses import behind_link
from flyingstart.evidence.web.behind import opens_for
from flyingstart.evidence.web.choices import period_words
from flyingstart.evidence.web.reports.asking import draft_address, may_sign, signed_asked
from flyingstart.kernel.api import Period

MOST_SESSIONS = 30


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A headline that is another one today, in sentences; `behind`: those it counts now."""

    heading: str
    signed: str
    today: str
    because: Sequence[str]
    behind: str


@dataclass(frozen=True, kw_only=True)
class SessionWords:
    """A session of which something was said after signing."""

    words: str
    said: str
    href: str


@require_safe
@requires(Permission.SIGN_REPORTS)
def since(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """The signed figures beside today's, each difference shared out among its causes."""
    sign_off = signed_asked(request, public_id, number)
    if not may_sign(request, sign_off.report):
        raise PermissionDenied
    report = sign_off.report
    period = Period.parse(report.period)
    context: dict[str, Any] = {
        "sign_off": sign_off,
        "place": report.neighbourhood or sign_off.result["place_name"],
        "period": period_words(period),
        "back": reverse("report-number", args=[report.public_id, sign_off.number]),
        "again": draft_address("report-sign", period, report.neighbourhood),
        "page": None,
        "fault": "",
    }
    snapshot = latest_snapshot()
    if snapshot is None:
        context["fault"] = _("Nothing has been counted yet. Come back in a few minutes.")
    else:
        try:
            found = explained(sign_off, snapshot=snapshot.id)
        except EvidenceError as fault:
            context["fault"] = str(fault)
        else:
            context["page"] = _page(request, sign_off, found, snapshot.id)
    return TemplateResponse(request, "evidence/reports/since.jinja", context)


def _page(
    request: HttpRequest, sign_off: SignOff, found: Explanation, snapshot: str
) -> dict[str, Any]:
    sessions: list[ChangedSession] = []
    if Cause.REGISTERS in found.causes:
        sessions = sessions_since(sign_off, snapshot)
    page: dict[str, Any] = {
        "as_at": found.result.as_at,
        "rows": found.lines,
        "headlines": [
            _headline(request, table, difference, found, len(sessions))
            for table in found.tables
            for difference in table.differences
            if difference.value == found.result.period
        ],
        "tables": [_table(table, found) for table in found.tables],
        "why_not": found.why_not,
        "order": [cause_words(cause) for cause in Cause],
        "sessions": list(_sessions(sessions[:MOST_SESSIONS])),
        "more_sessions": max(0, len(sessions) - MOST_SESSIONS),
        "people": "",
    }
    if found.causes & {Cause.PEOPLE, Cause.HOMES}:
        page["people"] = _people(people_since(sign_off, snapshot))
    return page


def cause_words(cause: Cause) -> str:
    """A cause, as it ends a sentence."""
    return {
        Cause.RULES: _("the way of counting was changed"),
        Cause.REGISTERS: _("registers or visits came in, or were changed"),
        Cause.PEOPLE: _("people’s records were added, joined or corrected"),
        Cause.HOMES: _("addresses were added or corrected"),
        Cause.PLACES: _("areas, populations or names were changed"),
        Cause.TIME: _("time has passed"),
    }[cause]


def _cause_heading(cause: Cause) -> str:
    return {
        Cause.RULES: _("Way of counting"),
        Cause.REGISTERS: _("Registers"),
        Cause.PEOPLE: _("People"),
        Cause.HOMES: _("Addresses"),
        Cause.PLACES: _("Areas, populations"),
        Cause.TIME: _("Time"),
    }[cause]


def _headline(
    request: HttpRequest,
    changed: Changed,
    difference: Difference,
    found: Explanation,
    registers: int,
) -> Headline:
    table = changed.table
    return Headline(
        heading=table.heading,
        signed=_words(difference.signed, table, found),
        today=_words(difference.today, table, found),
        because=list(_because(difference, registers)),
        behind=_behind(request, table, found),
    )


def _words(line: Line | None, table: Figures, found: Explanation) -> str:
    """A figure, with what it is made of when it is a share."""
    if line is None:
        return _("none")
    laid = laid_out(table, found.result.kind)
    words = laid.columns[0].cell(line).words
    if table.unit is not Unit.RATIO or line.counted is None:
        return words
    parts = {"figure": words, "counted": formats.number(line.counted)}
    if line.denominator is None:
        return _("%(figure)s (%(counted)s)") % parts
    parts["base"] = formats.number(line.denominator)
    return _("%(figure)s (%(counted)s of %(base)s)") % parts


def _because(difference: Difference, registers: int) -> Iterator[str]:
    for share in difference.shares:
        because = cause_words(share.cause)
        if share.cause is Cause.REGISTERS and registers:
            because = ngettext(
                "%(count)d register came in, or was changed, after signing",
                "%(count)d registers came in, or were changed, after signing",
                registers,
            ) % {"count": registers}
        if share.counted:
            yield _("%(change)s because %(cause)s") % {
                "change": _signed(share.counted),
                "cause": because,
            }
        if share.base:
            yield _("divided by %(change)s because %(cause)s") % {
                "change": _signed(share.base),
                "cause": because,
            }


def _signed(number: int) -> str:
    """With its sign: +19, −3."""
    words = formats.number(number)
    return f"+{words}" if number > 0 else words


def _behind(request: HttpRequest, table: Figures, found: Explanation) -> str:
    """The page of those whom the figure counts today, for those who may see them."""
    result = found.result
    if result.place is not None or table.measure not in measures:
        return ""
    if not opens_for(request.user, measures[table.measure].behind):
        return ""
    return behind_link(
        measure=table.measure,
        period=Period.parse(result.period),
        area_set=result.wards,
        ward=None,
    )


def _table(changed: Changed, found: Explanation) -> PlainTable:
    """The lines that differ, with a column for each cause that did anything."""
    table = changed.table
    causes = [cause for cause in Cause if any(one.share(cause) for one in changed.differences)]
    return PlainTable(
        caption=table.heading,
        headings=(
            laid_out(table, found.result.kind).first,
            *(_("Signed"), _("Today"), _("Difference")),
            *(_cause_heading(cause) for cause in causes),
        ),
        rows=[
            (
                one.label,
                _words(one.signed, table, found),
                _words(one.today, table, found),
                _change(one.counted, one.base),
                *(_share(one, cause) for cause in causes),
            )
            for one in changed.differences
        ],
    )


def _share(difference: Difference, cause: Cause) -> str:
    share = difference.share(cause)
    return _change(share.counted, share.base) if share else "–"


def _change(counted: int, base: int) -> str:
    if not base:
        return _signed(counted)
    return _("%(counted)s of %(base)s") % {"counted": _signed(counted), "base": _signed(base)}


def _sessions(sessions: Sequence[ChangedSession]) -> Iterator[SessionWords]:
    held = session_ids([one.session for one in sessions])
    for one in sessions:
        public_id = held.get(one.session)
        yield SessionWords(
            words=_("%(activity)s, %(site)s, %(day)s")
            % {"activity": one.activity, "site": one.site, "day": formats.date(one.day)},
            said="; ".join(_said(one)),
            href=reverse("session", args=[public_id]) if public_id else "",
        )


def _said(one: ChangedSession) -> Iterator[str]:
    if one.added:
        yield _("entered after signing")
    if one.gone:
        yield _("cancelled, or moved out of the period")
    if one.marks:
        yield ngettext("%(change)s attendance", "%(change)s attendances", abs(one.marks)) % {
            "change": _signed(one.marks)
        }
    if one.heads:
        yield ngettext("%(change)s head counted", "%(change)s heads counted", abs(one.heads)) % {
            "change": _signed(one.heads)
        }
    if one.others and not one.marks:
        yield _("other people marked")
    if one.closed is not None and not one.added:
        yield _("register closed") if one.closed else _("register open again")
    if not (one.added or one.gone or one.marks or one.heads or one.others) and one.closed is None:
        yield _("moved")


def _people(found: ChangedPeople) -> str:
    """What became of records in the whole authority, in a sentence."""
    parts = [
        ngettext("%(count)d person added", "%(count)d people added", found.added)
        % {"count": found.added},
        ngettext("%(count)d record joined", "%(count)d records joined", found.joined)
        % {"count": found.joined},
        ngettext("%(count)d record corrected", "%(count)d records corrected", found.corrected)
        % {"count": found.corrected},
        ngettext("%(count)d address changed", "%(count)d addresses changed", found.moved)
        % {"count": found.moved},
    ]
    return _("Since signing, in the whole authority: %(changes)s.") % {"changes": ", ".join(parts)}

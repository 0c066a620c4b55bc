"""The pages of one report: as it would be now, signing it, and as it was signed."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import forms
from flyingstart.evidence.api import latest_snapshot
from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.models import Recount, SignOff
from flyingstart.evidence.operations.reports import LONGEST_WORDS, sign_report
from flyingstart.evidence.queries.reports import open_registers
from flyingstart.evidence.reports.files.csv import as_csv
from flyingstart.evidence.reports.files.pdf import as_pdf
from flyingstart.evidence.reports.files.xlsx import as_xlsx
from flyingstart.evidence.reports.running import composed, plan_of
from flyingstart.evidence.rules.reports import has_ended
from flyingstart.evidence.web.choices import period_words
from flyingstart.evidence.web.reports.asking import (
    Draft,
    draft_asked,
    edition_for,
    may_sign,
    signed_asked,
)
from flyingstart.evidence.web.reports.presenters import (
    glance_table,
    missing_by_site,
    sections_of,
)
from flyingstart.kernel.api import actor_of, clock
from flyingstart.places.api import PlacesError

FILES = {
    "pdf": (as_pdf, "application/pdf"),
    "xlsx": (
        as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}


class SignForm(forms.Form):
    """The words beside the figures, and which figures were seen."""

    marks_optional = False

    words = forms.TextAreaField(
        label=gettext_lazy("What should readers know?"),
        hint=gettext_lazy(
            "What went well, what did not, what you will do. Name no families: everyone who "
            "sees figures reads this."
        ),
        required=False,
        rows=8,
        max_length=LONGEST_WORDS,
    )
    checked = forms.CheckboxField(
        label=gettext_lazy("I have looked at these figures, and they are right as far as I know")
    )
    snapshot = forms.HiddenField(max_length=50)


@require_safe
@requires(Permission.SIGN_REPORTS)
def draft(request: HttpRequest) -> HttpResponse:
    """A report as it would be now, with what is missing in it."""
    asked = draft_asked(request)
    context, status = _counted(asked)
    return TemplateResponse(request, "evidence/reports/draft.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGN_REPORTS)
def sign(request: HttpRequest) -> HttpResponse:
    """What signing does; then it is done."""
    asked = draft_asked(request)
    context, status = _counted(asked)
    form = SignForm(request.POST or None, initial={"snapshot": context["snapshot"]})
    if request.method == "POST" and form.is_valid():
        try:
            sign_off = sign_report(
                period=asked.period,
                neighbourhood=asked.neighbourhood,
                snapshot=form.cleaned_data["snapshot"],
                words=form.cleaned_data["words"],
                by=actor_of(request),
                at=clock.now(),
            )
        except (EvidenceError, PlacesError) as fault:
            form = _again(request, context["snapshot"])
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Signed. This is how it stays."))
            return HttpResponseRedirect(reverse("report", args=[sign_off.report.public_id]))
    return TemplateResponse(
        request, "evidence/reports/sign.jinja", {**context, "form": form}, status=status
    )


@require_safe
@requires(Permission.VIEW_FIGURES)
def report(request: HttpRequest, public_id: uuid.UUID, number: int | None = None) -> HttpResponse:
    """A signed report, the newest signature unless one is named."""
    sign_off = signed_asked(request, public_id, number)
    edition = edition_for(request, sign_off)
    address = [sign_off.report.public_id, sign_off.number]
    context = {
        "edition": edition,
        "number": sign_off.number,
        "signatures": _signatures(sign_off),
        "paragraphs": [line for line in sign_off.words.splitlines() if line.strip()],
        "glance": glance_table(edition.result),
        "sections": sections_of(edition.result),
        "signs": may_sign(request, sign_off.report),
        "recount": _recount(sign_off),
        "since": reverse("report-since", args=address),
        "files": [(kind, reverse("report-file", args=[*address, kind])) for kind in FILES],
    }
    return TemplateResponse(request, "evidence/reports/signed.jinja", context)


@require_safe
@requires(Permission.VIEW_FIGURES)
def report_file(request: HttpRequest, public_id: uuid.UUID, number: int, kind: str) -> HttpResponse:
    """A signed report as a file: pdf, xlsx or csv."""
    if kind not in FILES:
        raise Http404
    edition = edition_for(request, signed_asked(request, public_id, number))
    make, content_type = FILES[kind]
    return HttpResponse(
        make(edition),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{edition.file_name}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _recount(sign_off: SignOff) -> Recount | None:
    """What was found when this signature was last looked at, if anything has changed."""
    return Recount.objects.filter(sign_off=sign_off, changed__gt=0).first()


def _counted(asked: Draft) -> tuple[dict[str, Any], HTTPStatus]:
    """What the pages of a draft show."""
    now, snapshot = clock.now(), latest_snapshot()
    plan = plan_of(asked.report)
    context: dict[str, Any] = {
        "asked": asked,
        "place": plan.place_name,
        "period": period_words(asked.period),
        "ended": has_ended(asked.period, now),
        "first_day_after": asked.period.after,
        "registers": open_registers(asked.period, asked.neighbourhood, now),
        "snapshot": snapshot.id if snapshot else "",
        "result": None,
        "fault": "" if snapshot else _("Nothing has been counted yet. Come back in a few minutes."),
        "earlier": _earlier(asked),
    }
    context["missing"] = missing_by_site(context["registers"])
    if snapshot is not None:
        try:
            result = composed(plan, snapshot.id)
        except EvidenceError as fault:
            context["fault"] = str(fault)
        else:
            context |= {
                "result": result,
                "glance": glance_table(result),
                "sections": sections_of(result),
            }
    return context, HTTPStatus.OK


def _again(request: HttpRequest, snapshot: str) -> SignForm:
    """The form as it was sent, of the figures that stand on the page now."""
    sent = request.POST.copy()
    sent["snapshot"] = snapshot
    sent.pop("checked", None)
    form = SignForm(sent)
    form.is_valid()
    form.errors.clear()
    return form


def _earlier(asked: Draft) -> SignOff | None:
    return (
        SignOff.objects.filter(
            report__period=str(asked.period), report__neighbourhood=asked.neighbourhood
        )
        .select_related("report")
        .order_by("-number")
        .first()
    )


def _signatures(sign_off: SignOff) -> list[dict[str, Any]]:
    """All signatures of a report, the newest first, each with its page."""
    found = sign_off.report.sign_offs.order_by("-number").defer("result")
    return [
        {
            "number": one.number,
            "by": one.signed_by_name,
            "at": one.signed_at,
            "href": reverse("report-number", args=[sign_off.report.public_id, one.number]),
            "here": one.number == sign_off.number,
        }
        for one in found
    ]

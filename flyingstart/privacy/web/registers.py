"""Purposes, sharing agreements, notices and who was shown which, objections."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import requires
from flyingstart.design.api import Column, Kind, Table, formats, show
from flyingstart.families.api import NoticeShown, Objection, PrivacyNotice, Registration
from flyingstart.kernel.api import clock
from flyingstart.privacy.models import SharingAgreement
from flyingstart.privacy.queries.assets import Asset, assets
from flyingstart.privacy.queries.requests import people_of
from flyingstart.privacy.web.base import PROTECT


@require_safe
@requires(PROTECT)
def purposes(request: HttpRequest) -> HttpResponse:
    """What is held, why, on which basis and how long."""
    table = Table(
        key="purposes",
        caption=_("Purposes"),
        caption_hidden=True,
        columns=[
            Column(key="record", heading=_("Record"), value=lambda row: row.record.name),
            Column(key="holds", heading=_("Holds"), value=lambda row: row.record.holds),
            Column(key="purpose", heading=_("Purpose"), value=_purpose),
            Column(key="basis", heading=_("Basis"), value=_basis),
            Column(key="kept", heading=_("Kept"), value=lambda row: row.record.retention),
        ],
        rows=assets(),
        file_name="purposes",
        wide=True,
        page_size=100,
    )
    if table.wants_export(request.GET):
        return table.export(request.GET)
    return _list(
        request,
        _("Purposes"),
        _("Every record that the software keeps of people. The purposes come from the pack."),
        table,
    )


@require_safe
@requires(PROTECT)
def agreements(request: HttpRequest) -> HttpResponse:
    """With whom data is shared, and whether that is in force."""
    today = clock.today()
    table = Table(
        key="agreements",
        caption=_("Sharing agreements"),
        caption_hidden=True,
        columns=[
            Column(key="ref", heading=_("Reference"), value=lambda row: row.ref),
            Column(key="name", heading=_("What"), value=lambda row: row.name),
            Column(key="sender", heading=_("From"), value=lambda row: row.sender),
            Column(key="fields", heading=_("Fields"), value=lambda row: ", ".join(row.fields)),
            Column(key="basis", heading=_("Basis"), value=_agreement_basis),
            Column(
                key="confidentiality",
                heading=_("Confidentiality"),
                value=lambda row: row.confidentiality,
            ),
            Column(key="signed", heading=_("Signed"), value=_signatures),
            Column(key="keep", heading=_("Kept until"), value=lambda row: row.keep_until),
            Column(
                key="force",
                heading=_("In force"),
                value=lambda row: _("yes") if row.in_force(today) else _("no"),
            ),
        ],
        rows=list(SharingAgreement.objects.select_related("purpose")),
        file_name="agreements",
        wide=True,
        empty=_("No agreement is held. Lists from partners cannot be taken in without one."),
    )
    if table.wants_export(request.GET):
        return table.export(request.GET)
    return _list(
        request,
        _("Sharing agreements"),
        _("Nothing from a partner is stored unless its agreement is signed twice and in force."),
        table,
    )


@require_safe
@requires(PROTECT)
def notices(request: HttpRequest) -> HttpResponse:
    """Which notices families were shown, by version and language."""
    people = people_of(request.user)
    shown = {
        (version, language): count
        for version, language, count in NoticeShown.objects.filter(person__in=people)
        .order_by()
        .values_list("notice_version", "language")
        .annotate(count=Count("person", distinct=True))
    }
    registered = dict(
        Registration.objects.filter(person__in=people)
        .order_by()
        .values_list("notice_version")
        .annotate(count=Count("person", distinct=True))
    )
    table = Table(
        key="notices",
        caption=_("Notices"),
        caption_hidden=True,
        columns=[
            Column(key="version", heading=_("Version"), value=lambda row: row.notice_version),
            Column(key="language", heading=_("Language"), value=lambda row: row.language),
            Column(
                key="now",
                heading=_("In use"),
                value=lambda row: _("yes") if row.is_current else _("no"),
            ),
            Column(
                key="shown",
                heading=_("People shown it"),
                value=lambda row: shown.get((row.notice_version, row.language), 0),
                kind=Kind.NUMBER,
            ),
            Column(
                key="registered",
                heading=_("Registered with this version"),
                value=lambda row: registered.get(row.notice_version, 0),
                kind=Kind.NUMBER,
            ),
        ],
        rows=list(PrivacyNotice.objects.order_by("-notice_version", "language")),
        file_name="notices",
        empty=_("The pack holds no notice."),
    )
    if table.wants_export(request.GET):
        return table.export(request.GET)
    return _list(
        request,
        _("Notices"),
        _("What families were told about their data. Which one a person saw stands in their copy."),
        table,
    )


@require_safe
@requires(PROTECT)
def objections(request: HttpRequest) -> HttpResponse:
    """What people object to, or want restricted; screens and jobs obey it."""
    held = Objection.objects.filter(person__in=people_of(request.user)).select_related("person")
    table = Table(
        key="objections",
        caption=_("Objections"),
        caption_hidden=True,
        columns=[
            Column(key="who", heading=_("Who"), value=lambda row: str(row.person)),
            Column(key="to", heading=_("Objects to"), value=lambda row: row.get_to_display()),
            Column(key="since", heading=_("Since"), value=lambda row: row.starts_on),
            Column(key="until", heading=_("Until"), value=lambda row: row.ends_on),
        ],
        rows=list(held.order_by("-pk")),
        exportable=False,
        empty=_("Nobody objects to anything."),
    )
    return _list(
        request,
        _("Objections"),
        _("They are written on a family’s page, and every list and message obeys them."),
        table,
    )


def _list(request: HttpRequest, title: str, intro: str, table: Table[Any]) -> HttpResponse:
    context = {"title": title, "intro": intro, "table": show(table, request.GET), "action": None}
    return TemplateResponse(request, "privacy/list.jinja", context)


def _purpose(row: Asset) -> str:
    return row.purpose.name if row.purpose else row.record.purpose


def _basis(row: Asset) -> str:
    if row.purpose is None:
        return row.record.lawful_basis
    return ". ".join(words for words in (row.purpose.basis, row.purpose.condition) if words)


def _agreement_basis(row: SharingAgreement) -> str:
    return ". ".join(words for words in (row.basis, row.condition) if words)


def _signatures(row: SharingAgreement) -> str:
    signed = [
        f"{who}, {formats.date(day)}"
        for who, day in ((row.caldicott_by, row.caldicott_on), (row.dpo_by, row.dpo_on))
        if day
    ]
    return "; ".join(signed) or _("by nobody")

"""The list of registers that were left open."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, User, requires
from flyingstart.activities.addresses import register_address
from flyingstart.activities.queries.today import LateRegister, late_registers
from flyingstart.design.api import ChoiceFilter, Column, Kind, SearchFilter, Table, show
from flyingstart.kernel.api import clock

MINE, WITHOUT_LEAD = "mine", "nobody"


@require_safe
@requires(Permission.TAKE_REGISTERS)
def late(request: HttpRequest) -> HttpResponse:
    """Registers of days before that are open still: the reader's own, and those in their places."""
    rows = late_registers(request.user, clock.today()) if isinstance(request.user, User) else []
    table = late_table(rows)
    if table.wants_export(request.GET):
        return table.export(request.GET)
    context = {"table": show(table, request.GET), "leads_are_reminded": bool(settings.SMTP_URL)}
    return TemplateResponse(request, "activities/today/late_page.jinja", context)


def late_table(rows: Sequence[LateRegister]) -> Table[LateRegister]:
    """The list; names of colleagues only, never of families."""
    today = clock.today()
    return Table(
        caption=_("Registers that are late"),
        caption_hidden=True,
        key="late",
        rows=rows,
        sort="day",
        file_name="late-registers",
        empty=_("Every register is closed. Thank you."),
        columns=[
            Column(
                key="session",
                heading=_("Session"),
                value=lambda one: one.session.activity.name,
                link=lambda one: register_address(one.session) if one.may_take else None,
                link_of=lambda one: f"{one.session.site.name}, {one.day:%-d %B}",
            ),
            Column(key="day", heading=_("Day"), value=lambda one: one.day),
            Column(
                key="waits",
                heading=_("Waits"),
                note=_("days"),
                kind=Kind.NUMBER,
                value=lambda one: (today - one.day).days,
            ),
            Column(key="site", heading=_("Site"), value=lambda one: str(one.session.site.name)),
            Column(key="lead", heading=_("Lead"), value=lambda one: one.lead or _("Nobody")),
            Column(
                key="chased",
                heading=_("Reminded"),
                note=_("times"),
                kind=Kind.NUMBER,
                value=lambda one: one.chased,
            ),
        ],
        filters=[
            ChoiceFilter(
                key="whose",
                label=_("Whose"),
                choices=[(MINE, _("Mine")), (WITHOUT_LEAD, _("Nobody’s"))],
                keep=lambda one, wanted: one.is_mine if wanted == MINE else not one.lead,
            ),
            SearchFilter(
                key="words",
                label=_("Session, site or lead"),
                text=lambda one: f"{one.session.activity.name} {one.session.site.name} {one.lead}",
            ),
        ],
    )

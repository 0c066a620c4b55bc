"""All that was given out in the reader's places, and what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import Permission, log_download, requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import GiveItem, GivenOut
from flyingstart.activities.operations.giving import count_stock, stock_in
from flyingstart.activities.queries.giving import (
    amount,
    newest_days,
    people_words,
    sites_of,
    stocks_of,
)
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.design.api import (
    ChoiceFilter,
    Column,
    Kind,
    SearchFilter,
    Table,
    forms,
    show,
)
from flyingstart.kernel.api import actor_of, clock
from flyingstart.places.api import Site

# As far back as the list goes; figures go further.
SHOWN = dt.timedelta(days=365)
CAME, COUNTED = "came", "counted"


class StockForm(forms.Form):
    """So many came in, or so many are there."""

    marks_optional = False

    item = forms.SelectField(label=gettext_lazy("What?"), called=gettext_lazy("what it is"))
    site = forms.SelectField(label=gettext_lazy("Where?"), called=gettext_lazy("the site"))
    what = forms.RadiosField(
        label=gettext_lazy("What do you say?"),
        called=gettext_lazy("whether they came in or were counted"),
        choices=[
            (CAME, gettext_lazy("So many came in")),
            (COUNTED, gettext_lazy("I counted them: so many are here")),
        ],
    )
    how_many = forms.WholeNumberField(
        label=gettext_lazy("How many?"), called=gettext_lazy("how many"), max_value=10_000
    )

    def __init__(
        self, *args: Any, items: Sequence[GiveItem], sites: Sequence[Site], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "item": [(item.code, item.name) for item in items],
            "site": [(site.code, site.name) for site in sites],
        }
        for name, own in choices.items():
            self.fields[name].choices = own  # type: ignore[attr-defined]  # selects


@require_safe
@requires(Permission.TAKE_REGISTERS)
def given_out(request: HttpRequest) -> HttpResponse:
    """What was given out during a year; no family is named."""
    user = signed_in(request)
    table = _table(newest_days(user, clock.today() - SHOWN))
    if table.wants_export(request.GET):
        count = table.chosen(request.GET).count()
        log_download(what="given out", rows=count, user=user, at=clock.now())
        return table.export(request.GET)
    context = {
        "table": show(table, request.GET),
        "left": [
            {
                "site": one.site.name,
                "item": one.item.name,
                "left": amount(one.item, one.left),
                "few": one.left < 5,
            }
            for one in stocks_of(sites_of(user))
        ],
    }
    return TemplateResponse(request, "activities/giving/list.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def stock(request: HttpRequest) -> HttpResponse:
    """That something came in, or was counted by hand."""
    items = {item.code: item for item in GiveItem.objects.filter(is_offered=True)}
    sites = {site.code: site for site in sites_of(signed_in(request)).order_by("name")}
    form = StockForm(
        request.POST if request.method == "POST" else None,
        items=list(items.values()),
        sites=list(sites.values()),
        initial={"what": CAME},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        item, site = items[said["item"]], sites[said["site"]]
        by, at, number = actor_of(request), clock.now(), said["how_many"]
        try:
            if said["what"] == CAME:
                held = stock_in(item=item, site=site, how_many=number, by=by, at=at)
            else:
                held = count_stock(item=item, site=site, left=number, by=by, at=at)
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            words = {"left": amount(item, held.left), "site": site.name}
            messages.success(request, _("%(left)s are left at %(site)s.") % words)
            return HttpResponseRedirect(reverse("given-out"))
    return TemplateResponse(request, "activities/giving/stock.jinja", {"form": form})


def _table(rows: Sequence[GivenOut]) -> Table[GivenOut]:
    items = {one.item.code: one.item.name for one in rows}
    sites = {one.site.code: one.site.name for one in rows}
    return Table(
        caption=_("Given out"),
        caption_hidden=True,
        key="given",
        rows=rows,
        sort="-day",
        file_name="given-out",
        empty=_("Nothing was given out during the last year."),
        columns=[
            Column(key="day", heading=_("Day"), value=lambda one: one.day),
            Column(key="item", heading=_("What"), value=lambda one: one.item.name),
            Column(
                key="number",
                heading=_("How many"),
                kind=Kind.NUMBER,
                value=lambda one: one.how_many,
            ),
            Column(
                key="whom",
                heading=_("To whom"),
                value=lambda one: people_words(one.heads) if one.heads else _("A family"),
            ),
            Column(key="site", heading=_("Where"), value=lambda one: one.site.name),
            Column(key="by", heading=_("By"), value=lambda one: one.given_by_name),
        ],
        filters=[
            ChoiceFilter(
                key="what",
                label=_("What"),
                choices=sorted(items.items(), key=lambda pair: pair[1]),
                keep=lambda one, wanted: one.item.code == wanted,
            ),
            ChoiceFilter(
                key="where",
                label=_("Where"),
                choices=sorted(sites.items(), key=lambda pair: pair[1]),
                keep=lambda one, wanted: one.site.code == wanted,
            ),
            SearchFilter(
                key="words",
                label=_("What, where or by whom"),
                text=lambda one: f"{one.item.name} {one.site.name} {one.given_by_name}",
            ),
        ],
    )

"""Visiting alone: going, staying longer, being back; and for managers, who is not back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, User, may, requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import LoneVisit
from flyingstart.activities.operations.visits import end_visit, prolong_visit, start_visit
from flyingstart.activities.queries.giving import sites_of
from flyingstart.activities.queries.visits import late_visits, visit_of
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.design.api import TodayPart, formats, forms, today_parts
from flyingstart.kernel.api import actor_of, clock
from flyingstart.places.api import Site


class MinutesForm(forms.Form):
    """In how many minutes somebody is back."""

    marks_optional = False

    minutes = forms.WholeNumberField(
        label=gettext_lazy("In how many minutes are you back?"),
        called=gettext_lazy("in how many minutes you are back"),
        max_value=480,
    )


class GoForm(MinutesForm):
    """Where somebody goes alone, and from which site."""

    field_order = ("whereabouts", "site", "minutes")

    whereabouts = forms.TextField(
        label=gettext_lazy("Where do you go?"),
        hint=gettext_lazy("A manager reads it if you are late. It is forgotten when you are back."),
        called=gettext_lazy("where you go"),
        autocomplete="off",
        max_length=200,
        width=30,
    )
    site = forms.SelectField(
        label=gettext_lazy("From which site?"),
        called=gettext_lazy("the site"),
        empty_words=gettext_lazy("Choose"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def visits(request: HttpRequest) -> HttpResponse:
    """The reader's own visit; and for who reads day books, whoever is late."""
    user, now = signed_in(request), clock.now()
    mine = visit_of(user)
    late = list(late_visits(user, now)) if may(user, Permission.READ_DAY_BOOK) else []
    sent = request.POST if request.method == "POST" else None
    if sent is not None and sent.get("act"):
        return _ended(request, [*([mine] if mine else []), *late])
    form = MinutesForm(sent) if mine else GoForm(sent)
    sites = {one.code: one for one in sites_of(user).order_by("name")}
    if mine is None:
        form.fields["site"].choices = [(code, one.name) for code, one in sites.items()]  # type: ignore[attr-defined]  # a select
        form.initial["site"] = next(iter(sites)) if len(sites) == 1 else ""
    if sent is not None and form.is_valid() and _said(request, mine, form, sites):
        return HttpResponseRedirect(reverse("visits"))
    context = {"form": form, "mine": mine, "late": late}
    return TemplateResponse(request, "activities/visits/visits.jinja", context)


def _ended(request: HttpRequest, known: Iterable[LoneVisit]) -> HttpResponse:
    """Somebody is back, or was found: said of the reader's own visit, or of one that is late."""
    for visit in known:
        if str(visit.public_id) == request.POST.get("act"):
            end_visit(visit=visit, by=actor_of(request), at=clock.now())
            messages.success(request, _("Good. The visit is over."))
            break
    return HttpResponseRedirect(reverse("visits"))


def _said(
    request: HttpRequest, mine: LoneVisit | None, form: forms.Form, sites: Mapping[str, Site]
) -> bool:
    """Whether it was kept that a visit begins or takes longer; if not, the form says why."""
    said, by, at = form.cleaned_data, actor_of(request), clock.now()
    try:
        if mine:
            prolong_visit(visit=mine, minutes=said["minutes"], by=by, at=at)
        else:
            start_visit(
                worker=signed_in(request),
                site=sites[said["site"]],
                whereabouts=said["whereabouts"],
                minutes=said["minutes"],
                by=by,
                at=at,
            )
    except ActivitiesError as fault:
        form.add_error(None, str(fault))
        return False
    return True


def _parts(request: HttpRequest) -> Iterable[TodayPart]:
    """Who is not back, first of all; and the reader's own visit."""
    user = request.user
    if not isinstance(user, User):
        return
    late = list(late_visits(user, clock.now())) if may(user, Permission.READ_DAY_BOOK) else []
    mine = visit_of(user) if may(user, Permission.TAKE_REGISTERS) else None
    if late or mine:
        yield TodayPart(
            template="activities/visits/today.jinja",
            context={"late": [late_words(one) for one in late], "mine": mine},
            order=1,
        )


def late_words(visit: LoneVisit) -> str:
    """Who was to be back when."""
    return _("%(who)s was to be back at %(time)s. Call them now.") % {
        "who": visit.worker,
        "time": formats.moment(visit.expected_at),
    }


today_parts.fill(_parts)

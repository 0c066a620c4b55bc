"""Handing out at a session: whom, how many, and one press a thing."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import GiveItem, GivenOut, Session
from flyingstart.activities.operations.giving import give_out, take_back_given
from flyingstart.activities.queries.giving import (
    FamilyHere,
    amount,
    families_here,
    given_at,
    given_visible_to,
    items_at,
    people_words,
)
from flyingstart.activities.web.staff.registers.guard import register_in_reach, signed_in
from flyingstart.design.api import forms
from flyingstart.families.api import Family
from flyingstart.kernel.api import actor_of, clock

NOBODY = "heads"


class GiveForm(forms.Form):
    """To whom, and how many of the thing whose button is pressed."""

    marks_optional = False

    whom = forms.SelectField(label=gettext_lazy("To whom?"), called=gettext_lazy("to whom"))
    how_many = forms.WholeNumberField(
        label=gettext_lazy("How many?"),
        called=gettext_lazy("how many"),
        min_value=1,
        max_value=1_000,
        width=4,
    )

    def __init__(self, *args: Any, families: list[FamilyHere], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [  # type: ignore[attr-defined]  # a select
            (NOBODY, _("People without names, one each")),
            *((str(family.public_id), family.names) for family in families),
        ]


class TakeBackForm(forms.Form):
    """Why something was not given."""

    reason = forms.TextField(
        label=gettext_lazy("Why do you take it back?"),
        called=gettext_lazy("why you take it back"),
        max_length=300,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def at_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """What can be given at a session, and what was."""
    session = register_in_reach(request, session_id)
    families = families_here(session)
    form = GiveForm(
        request.POST if request.method == "POST" else None,
        families=families,
        initial={"whom": NOBODY, "how_many": 1},
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = _give(request, session, form.cleaned_data)
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            words = {"amount": amount(given.item, given.how_many), "item": given.item.name}
            messages.success(request, _("Given: %(amount)s, %(item)s.") % words)
            return HttpResponseRedirect(reverse("given-at-session", args=[session_id]))
    names = {family.public_id: family.names for family in families}
    context = {
        "session": session,
        "form": form,
        "submission": uuid.uuid4(),
        "items": items_at(session.site),
        "given": [
            {
                "words": f"{amount(one.item, one.how_many)}, {one.item.name}",
                "whom": names.get(one.family.public_id, _("A family"))
                if one.family
                else people_words(one.heads or 0),
                "by": one.given_by_name,
                "href": reverse("given-take-back", args=[one.public_id]),
            }
            for one in given_at(session)
        ],
        "is_to_come": clock.london_day(session.starts_at) > clock.today(),
    }
    return TemplateResponse(request, "activities/giving/session.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def take_back(request: HttpRequest, given_id: uuid.UUID) -> HttpResponse:
    """Something that was not given after all."""
    own = given_visible_to(signed_in(request)).select_related("item", "session", "site")
    given = own.filter(public_id=given_id).first()
    if given is None:
        raise Http404
    back = (
        reverse("given-at-session", args=[given.session.public_id])
        if given.session
        else reverse("given-out")
    )
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        take_back_given(
            given=given,
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=clock.now(),
        )
        messages.success(request, _("It is taken back."))
        return HttpResponseRedirect(back)
    words = f"{amount(given.item, given.how_many)}, {given.item.name}"
    context = {"form": form, "words": words, "back": back}
    return TemplateResponse(request, "activities/giving/take_back.jinja", context)


def _give(request: HttpRequest, session: Session, said: dict[str, Any]) -> GivenOut:
    """Give what the button says. Raises `Http404` for a button that is none, `StockError`."""
    # Looked for here: the database takes no text with a NUL in it.
    offered = {item.code: item for item in GiveItem.objects.filter(is_offered=True)}
    item = offered.get(request.POST.get("item", ""))
    if item is None:
        raise Http404
    try:
        page = uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        page = uuid.uuid4()
    family = None if said["whom"] == NOBODY else Family.objects.get(public_id=said["whom"])
    return give_out(
        item=item,
        site=session.site,
        day=clock.london_day(session.starts_at),
        how_many=said["how_many"],
        family=family,
        heads=None if family else said["how_many"],
        session=session,
        # Of the button: another thing, or to another family, from the same page is another gift.
        submission=uuid.uuid5(page, f"{item.code} {said['whom']}"),
        by=actor_of(request),
        at=clock.now(),
    )

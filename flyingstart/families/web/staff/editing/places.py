"""Where a family is looked after besides where it lives: colleagues there see it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import EVERYWHERE, Permission
from flyingstart.design.api import forms
from flyingstart.families.models import Family, FamilyPlace
from flyingstart.families.operations.places import end_place, share_family
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    family_page,
    own_or_404,
)
from flyingstart.families.web.staff.editing.deaths import ReasonForm
from flyingstart.families.web.staff.welcome import welcomes_in
from flyingstart.kernel.api import actor_of, clock


class ShareForm(forms.Form):
    """With whom, and why."""

    place = forms.AutocompleteField(
        label=gettext_lazy("Which colleagues shall see this family?"),
        called=gettext_lazy("the place"),
    )
    reason = forms.TextAreaField(
        label=gettext_lazy("Why?"),
        hint=gettext_lazy("Such as: comes to a group there"),
        called=gettext_lazy("the reason"),
        rows=3,
        max_length=500,
    )


@changes(Permission.EDIT_FAMILIES)
def share(request: HttpRequest, family: Family) -> HttpResponse:
    """Let colleagues of a further place see a family."""
    offered = {one.value: one for one in welcomes_in(EVERYWHERE)}
    form = ShareForm(request.POST if request.method == "POST" else None)
    form.fields["place"].choices = [  # type: ignore[attr-defined]  # a select
        (one.value, one.words) for one in offered.values()
    ]
    page = SmallForm(
        title=_("Share with colleagues elsewhere"),
        form=form,
        save=lambda said: share_family(
            family=family,
            neighbourhood=offered[said["place"]].where.neighbourhood,
            site=offered[said["place"]].where.site,
            reason=said["reason"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("Colleagues there see this family now."),
        foreseen=[
            _("Everyone who works with families there can open this page from today."),
            _("It can be ended at any time."),
        ],
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def end(request: HttpRequest, family: Family, place_id: uuid.UUID) -> HttpResponse:
    """Let a place no longer look after a family."""
    rows = FamilyPlace.objects.select_related("neighbourhood", "site")
    place: FamilyPlace = own_or_404(rows, family, place_id)
    if place.ends_on is not None and request.method != "POST":
        return HttpResponseRedirect(family_page(family))
    page = SmallForm(
        title=_("No longer looked after there"),
        about=str(place.site or place.neighbourhood),
        facts=[(_("Because of"), place.reason)],
        form=ReasonForm(request.POST if request.method == "POST" else None),
        save=lambda said: end_place(
            place=place, reason=said["reason"], by=actor_of(request), at=clock.now()
        ),
        done=_("It is ended."),
        foreseen=[
            _("Colleagues there see the family no longer, unless it lives in their neighbourhood.")
        ],
        # Whoever ends it may no longer see the family.
        back="/staff/" if request.method == "POST" else "",
    )
    return answer(request, family, page)

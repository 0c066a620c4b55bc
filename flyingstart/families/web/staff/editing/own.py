"""Own family, friends and neighbours: a member of staff says so, and sees them no more."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import formats, forms
from flyingstart.families.errors import FamiliesError
from flyingstart.families.models import Family, OwnPeople
from flyingstart.families.operations.own_people import declare_own_people, end_own_people
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import actor_of, clock

MOST = 200


class OwnForm(forms.Form):
    """How one knows them, and that one knows what follows."""

    how = forms.TextField(
        label=gettext_lazy("How do you know them?"),
        hint=gettext_lazy("Such as: my sister, a friend, next door. Write no names."),
        called=gettext_lazy("how you know them"),
        max_length=200,
    )
    is_sure = forms.CheckboxField(
        label=gettext_lazy("I know that I shall not see this family’s record any more")
    )


@dataclass(frozen=True, kw_only=True)
class OwnRow:
    """One declaration. `end` is where the officer ends it; "" where the reader may not."""

    who: str
    how: str
    day: str
    end: str = ""


@changes(Permission.VIEW_FAMILIES)
def declare(request: HttpRequest, family: Family) -> HttpResponse:
    """Say that one knows a family oneself."""
    user = signed_in(request)
    page = SmallForm(
        title=_("I know this family myself"),
        form=OwnForm(request.POST if request.method == "POST" else None),
        save=lambda said: declare_own_people(
            user=user, family=family, how=said["how"], by=actor_of(request), at=clock.now()
        ),
        done=_("Thank you. You do not see this family any more; your colleagues do."),
        button=_("I know them"),
        is_grave=True,
        foreseen=[
            _("You do not find this family in any search, list or page from now on."),
            _("On a register somebody of it has no name for you: a colleague greets them."),
            _("Only the data protection officer can take this back."),
        ],
        back=reverse("own-people") if request.method == "POST" else "",
    )
    return answer(request, family, page)


@require_safe
@requires(Permission.VIEW_FAMILIES)
def own_people(request: HttpRequest) -> HttpResponse:
    """What one declared oneself; for the data protection officer, what everybody did.

    No family is named: who may not see it would learn of it here.
    """
    user = signed_in(request)
    standing = OwnPeople.objects.filter(ended_at=None).order_by("-declared_at")
    others = standing.exclude(user=user) if user.has_perm(Permission.PROTECT_DATA) else None
    context = {
        "mine": [_row(one) for one in standing.filter(user=user)[:MOST]],
        "others": None
        if others is None
        else [_row(one, may_end=True) for one in others.select_related("user")[:MOST]],
    }
    return TemplateResponse(request, "families/staff/own.jinja", context)


@require_POST
@requires(Permission.PROTECT_DATA)
def end(request: HttpRequest, declared_id: uuid.UUID) -> HttpResponse:
    """Let a colleague see a family again."""
    declared = OwnPeople.objects.filter(public_id=declared_id, ended_at=None).first()
    if declared is None:
        raise Http404
    try:
        end_own_people(
            declared=declared, ended_by=signed_in(request), by=actor_of(request), at=clock.now()
        )
    except FamiliesError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("It is taken back. They see the family again."))
    return HttpResponseRedirect(reverse("own-people"))


def _row(one: OwnPeople, *, may_end: bool = False) -> OwnRow:
    return OwnRow(
        who=one.user.name if may_end else "",
        how=one.how,
        day=formats.date(one.declared_at),
        end=reverse("own-people-end", args=[one.public_id]) if may_end else "",
    )

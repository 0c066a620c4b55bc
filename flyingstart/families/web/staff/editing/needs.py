"""Needs: recorded with who says so, ended on a day."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.enums import CodeKind
from flyingstart.families.models import Family, Need
from flyingstart.families.operations.needs import end_need, record_need
from flyingstart.families.queries.codes import code_labels, codes_in
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, member_of
from flyingstart.kernel.api import actor_of, clock


class NeedForm(forms.Form):
    """A need, who says so, since when."""

    code = forms.AutocompleteField(label=gettext_lazy("Need"), called=gettext_lazy("the need"))
    source = forms.TextField(
        label=gettext_lazy("Who says so?"),
        hint=gettext_lazy("Such as mother, health visitor, nursery"),
        called=gettext_lazy("who says so"),
        autocomplete="off",
    )
    starts_on = forms.DateField(label=gettext_lazy("Since when?"), latest=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]  # a select
            (code.code, code.label) for code in codes_in(CodeKind.NEED, "en")
        ]


class NeedEndForm(forms.Form):
    """The first day on which it no longer holds."""

    ends_on = forms.DateField(
        label=gettext_lazy("First day on which it no longer holds"), latest=clock.today
    )


@changes(Permission.EDIT_FAMILIES)
def add(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """A need of somebody."""
    person = member_of(family, person_id)
    sent = request.POST if request.method == "POST" else None
    page = SmallForm(
        title=_("Record a need"),
        about=str(person),
        form=NeedForm(sent, initial={"starts_on": clock.today()}),
        save=lambda said: record_need(
            person=person,
            code=said["code"],
            source=said["source"],
            starts_on=said["starts_on"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The need is recorded."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def end(request: HttpRequest, family: Family, need_id: uuid.UUID) -> HttpResponse:
    """A need that no longer holds."""
    need = Need.objects.filter(public_id=need_id).select_related("person").first()
    if need is None:
        raise Http404
    person = member_of(family, need.person.public_id)
    words = code_labels(CodeKind.NEED).get(need.code, need.code)
    sent = request.POST if request.method == "POST" else None
    page = SmallForm(
        title=_("End a need: %(need)s") % {"need": words},
        about=str(person),
        form=NeedEndForm(sent, initial={"ends_on": clock.today()}),
        save=lambda said: end_need(
            need=need, ends_on=said["ends_on"], by=actor_of(request), at=clock.now()
        ),
        done=_("The need has ended. It stays in the history."),
    )
    return answer(request, family, page)

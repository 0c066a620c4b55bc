"""What a family allows: one permission at a time, by who may give it, withdrawn at any time."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.enums import CodeKind
from flyingstart.families.models import Code, Consent, Family, FamilyTie, Person
from flyingstart.families.operations.consenting import say_consent, withdraw_consent
from flyingstart.families.queries.merged import family_records, person_records, person_roots
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    member_of,
    members_of,
)
from flyingstart.kernel.api import actor_of, clock

YES, NO = "yes", "no"


class ConsentForm(forms.Form):
    """What, whether, and who says so."""

    code = forms.RadiosField(label=gettext_lazy("What is it about?"))
    given = forms.RadiosField(
        label=gettext_lazy("Is it allowed?"),
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))],
    )
    said_by = forms.SelectField(
        label=gettext_lazy("Who says so?"),
        hint=gettext_lazy(
            "For a child, a yes needs an adult whose parental responsibility you have seen"
        ),
    )

    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(one.public_id): one for one in members}
        codes = Code.objects.filter(kind=CodeKind.CONSENT).values_list("code", "label")
        choices = {"code": list(codes), "said_by": [(k, str(p)) for k, p in self.members.items()]}
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # both choose


@changes(Permission.EDIT_FAMILIES)
def consent(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Write down one permission of somebody."""
    person = member_of(family, person_id)
    form = ConsentForm(
        request.POST if request.method == "POST" else None, members=members_of(family)
    )
    page = SmallForm(
        title=_("A permission"),
        about=str(person),
        form=form,
        save=lambda said: say_consent(
            person=person,
            code=said["code"],
            given=said["given"] == YES,
            said_by=form.members[said["said_by"]],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is written down. It can be withdrawn at any time."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def withdraw(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """Withdraw a permission of somebody of the family."""
    ties = FamilyTie.objects.filter(family__in=family_records([family.pk])[family.pk])
    roots = set(person_roots(list(ties.values_list("person_id", flat=True))).values())
    people = {pk for own in person_records(roots).values() for pk in own}
    held = Consent.objects.filter(public_id=row_id, person__in=people).first()
    if held is None:
        raise Http404
    page = SmallForm(
        title=_("This permission is withdrawn"),
        about=str(held.person),
        form=forms.Form(request.POST if request.method == "POST" else None),
        save=lambda _said: withdraw_consent(consent=held, by=actor_of(request), at=clock.now()),
        done=_("It is withdrawn. Take down what was put up."),
        button=_("Withdraw"),
        foreseen=[_("From today it is not allowed any more. What was allowed before is history.")],
    )
    return answer(request, family, page)

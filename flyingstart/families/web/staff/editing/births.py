"""A pregnancy: a due date, then a birth without a second record, or an end without questions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import formats, forms
from flyingstart.families.enums import ExpectedBirthOutcome, Sex
from flyingstart.families.models import ExpectedBirth, Family
from flyingstart.families.operations.births import end_pregnancy, expect_birth, record_birth
from flyingstart.families.operations.forms import PersonDetails
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    family_page,
    member_of,
    own_or_404,
)
from flyingstart.kernel.api import actor_of, clock

BORN, ENDED = ExpectedBirthOutcome.BORN.value, ExpectedBirthOutcome.ENDED.value


class ExpectingForm(forms.Form):
    """The due date."""

    due_on = forms.DateField(
        label=gettext_lazy("When is the baby due?"), called=gettext_lazy("the due date")
    )


class BirthForm(forms.Form):
    """What became of a pregnancy. Of an end nothing more is asked."""

    marks_optional = False

    outcome = forms.RadiosField(
        label=gettext_lazy("What do you want to say?"),
        called=gettext_lazy("what you want to say"),
        choices=[
            (BORN, gettext_lazy("The baby is born")),
            (ENDED, gettext_lazy("Nothing is expected any more")),
        ],
    )
    given_name = forms.TextField(
        label=gettext_lazy("First name"),
        hint=gettext_lazy("If there is none yet: Baby"),
        autocomplete="off",
    )
    family_name = forms.TextField(
        label=gettext_lazy("Family name"), required=False, autocomplete="off"
    )
    date_of_birth = forms.DateField(label=gettext_lazy("Date of birth"), latest=clock.today)
    sex = forms.SelectField(
        label=gettext_lazy("Sex"),
        required=False,
        choices=Sex.choices,
        empty_words=gettext_lazy("Not asked"),
    )
    is_registered = forms.YesNoField(
        label=gettext_lazy("Did a parent register the baby with you?"), required=False
    )
    ended_on = forms.DateField(
        label=gettext_lazy("Since when?"),
        hint=gettext_lazy("Today, if you do not know. Why is not asked, and nothing is sent"),
        latest=clock.today,
    )

    class Rules:
        """A birth and an end ask different things."""

        only_when = {
            "given_name": ("outcome", BORN),
            "family_name": ("outcome", BORN),
            "date_of_birth": ("outcome", BORN),
            "sex": ("outcome", BORN),
            "is_registered": ("outcome", BORN),
            "ended_on": ("outcome", ENDED),
        }


@changes(Permission.EDIT_FAMILIES)
def expecting(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Somebody expects a birth, or the date is put right."""
    person = member_of(family, person_id)
    held = ExpectedBirth.objects.filter(person=person, family=family, outcome="").first()
    sent = request.POST if request.method == "POST" else None
    page = SmallForm(
        title=_("Expecting a baby"),
        about=str(person),
        form=ExpectingForm(sent, initial={"due_on": held.due_on if held else None}),
        save=lambda said: expect_birth(
            person=person,
            family=family,
            due_on=said["due_on"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The due date is saved."),
        foreseen=[_("A due date alone sends nothing to anybody.")],
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def birth(request: HttpRequest, family: Family, birth_id: uuid.UUID) -> HttpResponse:
    """What became of a pregnancy."""
    held: ExpectedBirth = own_or_404(
        ExpectedBirth.objects.select_related("person", "family"), family, birth_id
    )
    if held.outcome and request.method != "POST":
        return HttpResponseRedirect(family_page(family))
    sent = request.POST if request.method == "POST" else None
    form = BirthForm(
        sent, initial={"ended_on": clock.today(), "family_name": held.person.family_name}
    )
    page = SmallForm(
        title=_("A birth that was expected"),
        about=str(held.person),
        facts=[(_("Due on"), formats.date(held.due_on))],
        form=form,
        save=lambda said: _save(request, held, said),
        done=_("It is saved."),
        context={
            "twin_href": reverse("person-add", args=[family.public_id]),
            "lost_href": reverse("person-death", args=[family.public_id, held.person.public_id]),
        },
    )
    return answer(request, family, page)


def _save(request: HttpRequest, held: ExpectedBirth, said: Mapping[str, Any]) -> None:
    by, at = actor_of(request), clock.now()
    if said["outcome"] == ENDED:
        end_pregnancy(pregnancy=held, ended_on=said["ended_on"], by=by, at=at)
        return
    baby = PersonDetails(
        given_name=said["given_name"],
        family_name=said["family_name"],
        date_of_birth=said["date_of_birth"],
        sex=said["sex"],
    )
    record_birth(
        pregnancy=held,
        babies=[baby],
        registered_on=clock.london_day(at) if said["is_registered"] else None,
        by=by,
        at=at,
    )

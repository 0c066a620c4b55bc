"""How to reach somebody: phone, email, and what they agreed to."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.enums import DetailKind
from flyingstart.families.errors import PersonChangedError
from flyingstart.families.models import Family, Person
from flyingstart.families.operations.forms import PersonDetails
from flyingstart.families.operations.people import set_contact_detail, update_details
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, member_of
from flyingstart.families.web.staff.guard import demand_home
from flyingstart.kernel.api import actor_of, clock

AGREED = ("contact_by_call", "contact_by_sms", "contact_by_email")


class ReachingForm(forms.Form):
    """Phone and email, each with whether we may use it. Asked alone, for phones are shared."""

    marks_optional = False

    phone = forms.PhoneField(label=gettext_lazy("Phone"), required=False, autocomplete="off")
    contact_by_call = forms.YesNoField(
        label=gettext_lazy("May we call?"),
        hint=gettext_lazy("Ask when nobody else listens"),
        required=False,
    )
    contact_by_sms = forms.YesNoField(label=gettext_lazy("May we text?"), required=False)
    email = forms.EmailField(label=gettext_lazy("Email"), required=False, autocomplete="off")
    contact_by_email = forms.YesNoField(label=gettext_lazy("May we email?"), required=False)
    # As they stood when the page was opened.
    phone_was = forms.HiddenField(required=False)
    email_was = forms.HiddenField(required=False)


@changes(Permission.EDIT_FAMILIES)
def reaching(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Phone, email, and what they agreed to."""
    person = member_of(family, person_id)
    demand_home(request, family, [person])
    held = _held(person)
    form = ReachingForm(
        request.POST if request.method == "POST" else None,
        initial={
            **held,
            **{name: getattr(person, name) for name in AGREED},
            "phone_was": held["phone"],
            "email_was": held["email"],
        },
    )
    page = SmallForm(
        title=_("Phone and email"),
        about=str(person),
        form=form,
        save=lambda said: _save(request, person, said),
        done=_("How to reach %(name)s is saved.") % {"name": person},
    )
    return answer(request, family, page)


def _held(person: Person) -> dict[str, str]:
    details = person_states([person.pk])[person.pk].details
    return {kind.value: details.get(kind.value, "") for kind in DetailKind}


def _save(request: HttpRequest, person: Person, said: Mapping[str, Any]) -> None:
    by, at = actor_of(request), clock.now()
    with transaction.atomic():
        held = _held(Person.objects.select_for_update(no_key=True).get(pk=person.pk))
        for kind in DetailKind:
            typed, was, now = said[kind.value], said[f"{kind.value}_was"], held[kind.value]
            if now not in {was, typed}:
                raise PersonChangedError(
                    _("A colleague wrote “%(theirs)s” while you were typing: open the page again.")
                    % {"theirs": now or _("nothing")}
                )
            if typed != was:
                set_contact_detail(person=person, kind=kind, value=typed, by=by, at=at)
        update_details(person=person, details=_agreed(person, said), by=by, at=at)


def _agreed(person: Person, said: Mapping[str, Any]) -> PersonDetails:
    """All details as they are held, but what was agreed to."""
    person.refresh_from_db()
    held = person_states([person.pk])[person.pk].answers._asdict()
    return PersonDetails(
        **{
            **held,
            "read_language": person.read_language,
            **{name: said[name] for name in AGREED},
        }
    )

"""Who belongs to a family: somebody more, another role, leaving, a second family."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.enums import Role
from flyingstart.families.models import Family, FamilyTie
from flyingstart.families.operations.forms import AddressLines, Member, PersonDetails
from flyingstart.families.operations.members import add_person
from flyingstart.families.operations.ties import change_role, join_family, leave_family
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.queries.search import find_people
from flyingstart.families.rules.days import holding
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    member_of,
)
from flyingstart.families.web.staff.search.presenters import about
from flyingstart.kernel.api import actor_of, clock

ROLES = (
    (Role.CHILD, gettext_lazy("Child")),
    (Role.PARENT, gettext_lazy("Parent")),
    (Role.CARER, gettext_lazy("Carer, such as a grandparent")),
    (Role.EXPECTANT_PARENT, gettext_lazy("Expecting a first child")),
    (Role.OTHER, gettext_lazy("Somebody else of the family")),
)


class PersonForm(forms.Form):
    """Somebody more in a family."""

    marks_optional = False

    role = forms.RadiosField(label=gettext_lazy("Who are they?"), choices=ROLES, coerce=Role)
    given_name = forms.TextField(label=gettext_lazy("First name"), autocomplete="off")
    family_name = forms.TextField(
        label=gettext_lazy("Family name"), required=False, autocomplete="off"
    )
    date_of_birth = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, latest=clock.today
    )
    relationship = forms.TextField(
        label=gettext_lazy("Relationship, in the family’s words"),
        hint=gettext_lazy("Such as mother, dad’s partner, gran"),
        required=False,
        autocomplete="off",
        max_length=100,
    )
    phone = forms.PhoneField(label=gettext_lazy("Phone"), required=False, autocomplete="off")
    lives_here = forms.YesNoField(
        label=gettext_lazy("Do they live with the family?"), required=False
    )
    is_here = forms.YesNoField(
        label=gettext_lazy("Did they, or a parent, give you these details?"),
        hint=gettext_lazy("Of an adult who does not know of it keep the name, nothing else"),
        label_size="s",
    )


class RoleForm(forms.Form):
    """Another role from a day on."""

    role = forms.RadiosField(label=gettext_lazy("Role"), choices=ROLES, coerce=Role)
    on = forms.DateField(label=gettext_lazy("Since when?"), latest=clock.today)


class LeavingForm(forms.Form):
    """The first day on which somebody no longer belongs to a family."""

    on = forms.DateField(
        label=gettext_lazy("First day on which they no longer belong to it"), latest=clock.today
    )


class JoiningForm(forms.Form):
    """A second family, one of those that were found."""

    family = forms.RadiosField(
        label=gettext_lazy("Which family?"), called=gettext_lazy("the family")
    )
    role = forms.RadiosField(label=gettext_lazy("Role there"), choices=ROLES, coerce=Role)
    on = forms.DateField(
        label=gettext_lazy("Since when?"),
        hint=gettext_lazy("Leave it out if it was always so"),
        required=False,
        latest=clock.today,
    )

    def __init__(self, *args: Any, found: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = found  # type: ignore[attr-defined]  # radios


@changes(Permission.EDIT_FAMILIES)
def add(request: HttpRequest, family: Family) -> HttpResponse:
    """Somebody who is new to the service."""
    form = PersonForm(_sent(request))
    page = SmallForm(
        title=_("Add somebody"),
        form=form,
        save=lambda said: _add(request, family, said),
        done=_("They belong to the family now."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def role(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Another role in the family."""
    person = member_of(family, person_id, or_did=True)
    tie = FamilyTie.objects.filter(person=person, family=family).order_by("-pk").first()
    form = RoleForm(_sent(request), initial={"role": tie.role if tie else "", "on": clock.today()})
    page = SmallForm(
        title=_("Role in the family"),
        about=str(person),
        form=form,
        save=lambda said: change_role(
            person=person,
            family=family,
            role=said["role"],
            on=said["on"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The role is saved."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def leave(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Somebody who no longer belongs to the family."""
    person = member_of(family, person_id, or_did=True)
    page = SmallForm(
        title=_("No longer in this family"),
        about=str(person),
        form=LeavingForm(_sent(request), initial={"on": clock.today()}),
        save=lambda said: leave_family(
            person=person, family=family, on=said["on"], by=actor_of(request), at=clock.now()
        ),
        done=_("%(name)s no longer belongs to this family.") % {"name": person},
        foreseen=[
            _("The name stays on this page, under who was in it before."),
            _("What was done together stays with this family."),
            _("If they belong to another family too, that becomes their main home."),
        ],
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def join(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """A second family of somebody: a child of two homes."""
    person = member_of(family, person_id)
    text = request.GET.get("q", "").strip()[:200]
    found = families_found(request, text, family)
    page = SmallForm(
        title=_("Belongs to another family too"),
        about=str(person),
        form=JoiningForm(_sent(request), found=found, initial={"role": Role.CHILD}),
        save=lambda said: join_family(
            person=person,
            family=Family.objects.get(public_id=said["family"]),
            role=said["role"],
            on=said["on"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("%(name)s belongs to both families now.") % {"name": person},
        foreseen=[
            _("It is one person in two families: each keeps its own notes and its own home."),
            _("Neither family sees anything of the other."),
        ],
        template="families/staff/join_family.jinja",
        context={"text": text, "found": found},
    )
    return answer(request, family, page)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _add(request: HttpRequest, family: Family, said: Mapping[str, Any]) -> None:
    by, at = actor_of(request), clock.now()
    is_here = said["is_here"]
    details = PersonDetails(
        given_name=said["given_name"],
        family_name=said["family_name"],
        date_of_birth=said["date_of_birth"] if is_here or said["role"] == Role.CHILD else None,
    )
    add_person(
        family=family,
        member=Member(
            details=details,
            role=said["role"],
            relationship=said["relationship"],
            phone=said["phone"] if is_here else "",
            is_registered=is_here,
        ),
        address=_home_of(family) if said["lives_here"] else None,
        registered_on=clock.london_day(at) if is_here else None,
        by=by,
        at=at,
    )


def _home_of(family: Family) -> AddressLines | None:
    """Where most of a family live today."""
    today = clock.today()
    ties = FamilyTie.objects.filter(family=family, ends_on=None).values_list("person_id", flat=True)
    for state in person_states(set(ties)).values():
        for home in holding(state.homes, today):
            if home.family == family.pk:
                held = home.lines
                return AddressLines(
                    line_1=held.line_1,
                    line_2=held.line_2,
                    town=held.town,
                    postcode=held.postcode_as_written,
                )
    return None


def families_found(
    request: HttpRequest, text: str, family: Family, *, only_adults: bool = False
) -> list[tuple[str, str]]:
    """Other families within sight of the reader that a text means: (public id, words).

    `only_adults`: a text that is of a child there means nobody.
    """
    if not text:
        return []
    found: dict[str, str] = {}
    for person in find_people(text, user=request.user).people:
        for other in person.families:
            if only_adults and other.role == Role.CHILD:
                continue
            if other.public_id != family.public_id:
                found.setdefault(str(other.public_id), f"{person.name}, {about(person)}")
    return list(found.items())

"""Moving home: everybody or some, within the authority or out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.models import Family, Person
from flyingstart.families.operations.forms import AddressLines
from flyingstart.families.operations.homes import move_home
from flyingstart.families.operations.moving import move_family
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.rules.days import holding
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, members_of
from flyingstart.families.web.staff.guard import demand_home
from flyingstart.kernel.api import actor_of, clock


class HomeForm(forms.Form):
    """Who moves, where to, since when."""

    marks_optional = False

    people = forms.CheckboxesField(
        label=gettext_lazy("Who lives there?"), called=gettext_lazy("who moves")
    )
    line_1 = forms.TextField(
        label=gettext_lazy("House number and street"), required=False, autocomplete="off"
    )
    line_2 = forms.TextField(
        label=gettext_lazy("Second line of the address"), required=False, autocomplete="off"
    )
    town = forms.TextField(label=gettext_lazy("Town"), required=False, autocomplete="off")
    postcode = forms.TextField(
        label=gettext_lazy("Postcode"),
        required=False,
        autocomplete="off",
        autocapitalize="characters",
        spellcheck=False,
        direction="ltr",
        max_length=40,
        width=10,
    )
    on = forms.DateField(
        label=gettext_lazy("First day there"),
        hint=gettext_lazy("Visits and sessions before that day stay with the old address"),
        latest=clock.today,
    )
    is_main = forms.YesNoField(
        label=gettext_lazy("Is it their main home?"),
        hint=gettext_lazy("A child of two homes is counted at the main one"),
        required=False,
    )
    leaves = forms.CheckboxField(
        label=gettext_lazy("The whole family has left the area: end their registrations"),
        required=False,
    )

    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not _anybody_of_two_families(members):
            del self.fields["is_main"]
        self.fields["people"].choices = [  # type: ignore[attr-defined]  # checkboxes
            (str(person.public_id), str(person)) for person in members
        ]


@changes(Permission.EDIT_FAMILIES)
def move(request: HttpRequest, family: Family) -> HttpResponse:
    """Say where some or all of a family live from a day on."""
    members = [person for person in members_of(family) if not person.died_on]
    demand_home(request, family, members)
    form = HomeForm(
        request.POST if request.method == "POST" else None,
        members=members,
        initial={"people": [str(person.public_id) for person in members], "on": clock.today()},
    )
    page = SmallForm(
        title=_("Move home"),
        form=form,
        save=lambda said: _save(request, family, members, said),
        done=_("The new home is saved. The old one stays in the history."),
    )
    return answer(request, family, page)


def _save(
    request: HttpRequest, family: Family, members: list[Person], said: Mapping[str, Any]
) -> None:
    by, at = actor_of(request), clock.now()
    address = AddressLines(
        line_1=said["line_1"],
        line_2=said["line_2"],
        town=said["town"],
        postcode=said["postcode"],
    )
    if said["leaves"]:
        move_family(
            family=family, address=address, on=said["on"], ends_registrations=True, by=by, at=at
        )
        return
    chosen = set(said["people"])
    move_home(
        people=[person for person in members if str(person.public_id) in chosen],
        family=family,
        address=address,
        on=said["on"],
        make_main=bool(said.get("is_main")),
        by=by,
        at=at,
    )


def _anybody_of_two_families(members: list[Person]) -> bool:
    """Whether the question of the main home arises at all."""
    today = clock.today()
    states = person_states([person.pk for person in members]).values()
    return any(len({tie.family for tie in holding(state.ties, today)}) > 1 for state in states)

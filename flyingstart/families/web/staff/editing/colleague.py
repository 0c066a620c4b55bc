"""That somebody of a family is also a colleague: said by the safeguarding lead, and taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission, User
from flyingstart.design.api import formats, forms
from flyingstart.families.models import Colleague, Family, Person
from flyingstart.families.operations.colleagues import (
    LONGEST_ALIAS,
    ColleagueSaid,
    end_colleague,
    keep_from_colleagues,
)
from flyingstart.families.queries.colleagues import standing_of
from flyingstart.families.queries.merged import own_of, person_records
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    members_of,
)
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import actor_of, clock
from flyingstart.places.api import Area, areas_of, neighbourhood_set_on


class ColleagueForm(forms.Form):
    """Who it is, which colleague that is, who looks after the record, and the alias."""

    marks_optional = False

    person = forms.SelectField(
        label=gettext_lazy("Who of this family works for us?"), called=gettext_lazy("who it is")
    )
    user = forms.SelectField(
        label=gettext_lazy("Which colleague is that?"), called=gettext_lazy("the colleague")
    )
    held_by = forms.SelectField(
        label=gettext_lazy("Which neighbourhood looks after the record?"),
        hint=gettext_lazy("One in which they do not work"),
        called=gettext_lazy("the neighbourhood"),
    )
    alias = forms.TextField(
        label=gettext_lazy("What registers call the family"),
        hint=gettext_lazy("Such as: Robin. No part of a name of theirs. Agree it with them"),
        called=gettext_lazy("the alias"),
        max_length=LONGEST_ALIAS,
    )

    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = neighbourhood_set_on(clock.today())
        areas = list(areas_of(edition.code).defer("geometry")) if edition else []
        staff = User.objects.filter(is_active=True).order_by("name", "pk")
        self.found: dict[str, dict[str, Any]] = {
            "person": {str(one.public_id): one for one in members},
            "user": {str(one.public_id): one for one in staff},
            "held_by": {area.code: area for area in areas},
        }
        for name, found in self.found.items():
            words = [
                (value, one.name if isinstance(one, (User, Area)) else str(one))
                for value, one in found.items()
            ]
            self.fields[name].choices = words  # type: ignore[attr-defined]  # a select

    def chosen(self, name: str) -> Any:
        """What one of the lists names, of a valid form."""
        return self.found[name][self.cleaned_data[name]]


class EndForm(forms.Form):
    """That colleagues may see the record again."""

    is_sure = forms.CheckboxField(
        label=gettext_lazy("They do not work here any more, or it was a mistake")
    )


@changes(Permission.LEAD_SAFEGUARDING)
def colleague(request: HttpRequest, family: Family) -> HttpResponse:
    """Keep the record from colleagues; where it is kept, what stands, and take it back."""
    members = members_of(family)
    records = own_of(person_records([one.pk for one in members]))
    standing = standing_of(records)
    page = _keep(request, members) if standing is None else _end(request, standing)
    return answer(request, family, page)


def _keep(request: HttpRequest, members: list[Person]) -> SmallForm:
    form = ColleagueForm(request.POST if request.method == "POST" else None, members=members)

    def save(said: Any) -> Colleague:
        return keep_from_colleagues(
            person=form.chosen("person"),
            said=ColleagueSaid(
                user=form.chosen("user"), held_by=form.chosen("held_by"), alias=said["alias"]
            ),
            lead=signed_in(request),
            by=actor_of(request),
            at=clock.now(),
        )

    return SmallForm(
        title=_("Somebody of this family works for us"),
        form=form,
        save=save,
        done=_("The record is kept from them and those they work with."),
        button=_("Keep it from colleagues"),
        is_grave=True,
        foreseen=[
            _("Neither they nor anybody they work with find the family in Flying Start."),
            _("The neighbourhood you choose looks after the record; who works everywhere sees it."),
            _("Registers on screens, tablets and paper call the family by the alias."),
        ],
        back=reverse("families") if request.method == "POST" else "",
    )


def _end(request: HttpRequest, standing: Colleague) -> SmallForm:
    return SmallForm(
        title=_("Somebody of this family works for us"),
        about=str(standing.person),
        form=EndForm(request.POST if request.method == "POST" else None),
        save=lambda _said: end_colleague(
            colleague=standing, lead=signed_in(request), by=actor_of(request), at=clock.now()
        ),
        done=_("It is taken back. Colleagues see the family again where they work."),
        button=_("Let colleagues see it again"),
        is_grave=True,
        facts=[
            (_("Colleague"), standing.user.name),
            (_("Looked after by"), standing.held_by.name),
            (_("Alias"), standing.alias),
            (
                _("Said"),
                _("%(day)s by %(name)s")
                % {"day": formats.date(standing.set_at), "name": standing.set_by_name},
            ),
        ],
        back=reverse("families") if request.method == "POST" else "",
    )

"""From the page of a family to somebody of it who was written down twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission, User
from flyingstart.design.api import forms
from flyingstart.families.models import Family, Person
from flyingstart.families.queries.search import FoundPerson, find_people
from flyingstart.families.web.staff.editing.base import changes, family_page
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.families.web.staff.merging.asking import member_words
from flyingstart.families.web.staff.merging.reading import likeliest, members_of
from flyingstart.families.web.staff.search.presenters import about

LONGEST = 200


class TwiceForm(forms.Form):
    """Who of the family is whom of those that were found."""

    here = forms.RadiosField(
        label=gettext_lazy("Who of this family?"), called=gettext_lazy("who of this family")
    )
    there = forms.RadiosField(
        label=gettext_lazy("And which other record?"), called=gettext_lazy("the other record")
    )

    def __init__(
        self,
        data: Any,
        *,
        members: Sequence[Person],
        found: Sequence[FoundPerson],
        likely: tuple[str, str],
    ) -> None:
        super().__init__(data, initial={"here": likely[0], "there": likely[1]})
        fields: Any = self.fields
        fields["here"].choices = [(str(one.public_id), member_words(one)) for one in members]
        fields["there"].choices = [(str(one.public_id), one.name) for one in found]
        fields["there"].choice_hints = {str(one.public_id): about(one) for one in found}

    def clean(self) -> dict[str, Any]:
        """Two different records. Raises `ValidationError`."""
        said = super().clean() or self.cleaned_data
        if said.get("here") and said.get("here") == said.get("there"):
            self.add_error("there", _("That is the same record: choose another one"))
        return said


@changes(Permission.MERGE_FAMILIES)
def twice(request: HttpRequest, family: Family) -> HttpResponse:
    """Find the other record, then look at the two. Nothing is changed here."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    people = [member.person for member in members_of([family.pk]).get(family.pk, ())]
    found = list(find_people(text, user=signed_in(request)).people) if text else []
    form = TwiceForm(
        request.POST if request.method == "POST" else None,
        members=people,
        found=found,
        likely=_likely(people, found, signed_in(request)) if found else ("", ""),
    )
    if form.is_bound and form.is_valid():
        ids = [form.cleaned_data["here"], form.cleaned_data["there"]]
        return HttpResponseRedirect(reverse("pair", args=ids))
    context = {
        "form": form,
        "text": text,
        "found": found,
        "back": family_page(family),
    }
    return TemplateResponse(request, "families/staff/merging/twice.jinja", context)


def _likely(people: Sequence[Person], found: Sequence[FoundPerson], user: User) -> tuple[str, str]:
    """The likeliest two, by public id; "" where nobody looks like anybody."""
    ids = {one.public_id for one in found} - {one.public_id for one in people}
    others = list(Person.objects.filter(public_id__in=ids))
    by_id = {person.pk: str(person.public_id) for person in (*people, *others)}
    best = likeliest(people, others, user) if people and others else {}
    one, other = next(iter(best.items()), (0, 0))
    return by_id.get(one, ""), by_id.get(other, "")

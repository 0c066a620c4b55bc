"""A person's details, changed by one colleague at a time: the second is told, and loses nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.enums import CodeKind, NoAnswer, Sex
from flyingstart.families.errors import PersonChangedError
from flyingstart.families.models import Family, Person
from flyingstart.families.operations.forms import PersonDetails
from flyingstart.families.operations.people import update_details
from flyingstart.families.queries.codes import code_labels, languages_in
from flyingstart.families.queries.merged import whole_family, whole_person
from flyingstart.families.queries.placements import placed_elsewhere
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, draw, member_of
from flyingstart.families.web.staff.editing.meantime import Meantime, meantime
from flyingstart.families.web.staff.guard import demand_home
from flyingstart.kernel.api import actor_of, clock

ASKED = (
    "given_name",
    "family_name",
    "date_of_birth",
    "sex",
    "spoken_language",
    "read_language",
    "interpreter_needed",
    "ethnicity",
    "nhs_number",
    "gp_practice",
    "health_visiting_team",
    "setting",
)
# What is near a home: on the page of a home that a child does not live in now they are not asked.
NEAR = ("gp_practice", "health_visiting_team", "setting")
# Kept as they are: they are asked beside phone and email.
BESIDE = ("contact_by_sms", "contact_by_email", "contact_by_call")


class DetailsForm(forms.Form):
    """Everything that is kept on the person's own row, but how to reach them."""

    marks_optional = False

    given_name = forms.TextField(
        label=gettext_lazy("First name"), required=False, autocomplete="off", spellcheck=False
    )
    family_name = forms.TextField(
        label=gettext_lazy("Family name"), required=False, autocomplete="off", spellcheck=False
    )
    date_of_birth = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, latest=clock.today
    )
    sex = forms.SelectField(
        label=gettext_lazy("Sex"),
        required=False,
        choices=Sex.choices,
        empty_words=gettext_lazy("Not asked"),
    )
    spoken_language = forms.AutocompleteField(
        label=gettext_lazy("Language they speak"),
        required=False,
        empty_words=gettext_lazy("Not asked"),
    )
    read_language = forms.AutocompleteField(
        label=gettext_lazy("Language they read"),
        hint=gettext_lazy("It may be another one, or none"),
        required=False,
        empty_words=gettext_lazy("Not asked"),
    )
    interpreter_needed = forms.YesNoField(
        label=gettext_lazy("Do they need an interpreter?"),
        hint=gettext_lazy("Children never interpret."),
        required=False,
    )
    ethnicity = forms.AutocompleteField(
        label=gettext_lazy("Ethnicity, in their own words"),
        required=False,
        empty_words=gettext_lazy("Not asked"),
    )
    nhs_number = forms.TextField(
        label=gettext_lazy("NHS number"),
        required=False,
        autocomplete="off",
        inputmode="numeric",
        direction="ltr",
        width=20,
    )
    gp_practice = forms.TextField(
        label=gettext_lazy("GP practice"), required=False, autocomplete="off"
    )
    health_visiting_team = forms.TextField(
        label=gettext_lazy("Health-visiting team"), required=False, autocomplete="off"
    )
    setting = forms.TextField(
        label=gettext_lazy("Nursery, school or childminder"), required=False, autocomplete="off"
    )
    version = forms.HiddenField()

    def __init__(
        self, *args: Any, person: Person, without: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in without:
            del self.fields[name]
        languages = [label for label, _words in languages_in("en")]
        offered = {
            "spoken_language": [(label, label) for label in languages],
            "read_language": [(label, label) for label in languages],
            "ethnicity": list(code_labels(CodeKind.ETHNICITY).items()),
        }
        for name, pairs in offered.items():
            if name != "ethnicity":
                pairs += [(one.value, str(one.label)) for one in NoAnswer]
            held = getattr(person, name)
            # What no list knows was kept as written: it can stay.
            if held and held not in dict(pairs):
                pairs.append((held, held))
            self.fields[name].choices = pairs  # type: ignore[attr-defined]  # a select
        if person.sex and person.sex not in Sex.values:
            self.fields["sex"].choices = [*Sex.choices, (person.sex, person.sex)]  # type: ignore[attr-defined]

    def clean_nhs_number(self) -> str:
        """As people write it, and as it is kept."""
        return "".join(self.cleaned_data["nhs_number"].split())

    def clean_version(self) -> int:
        """The version that was read; of a page that is not ours, one that never was."""
        written = self.cleaned_data["version"]
        return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def said_of(person: Person) -> dict[str, Any]:
    """A person's details as the form asks for them, through all records of theirs."""
    answers = person_states([person.pk])[person.pk].answers._asdict()
    return {name: answers.get(name, getattr(person, name)) for name in ASKED}


@changes(Permission.EDIT_FAMILIES)
def details(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Names, birth date, languages, numbers."""
    person = member_of(family, person_id)
    # The surgery and the nursery tell where somebody lives.
    demand_home(request, family, [person])
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        person=person,
        without=_unasked(family, person),
        initial={**said_of(person), "version": str(person.version)},
    )
    page = SmallForm(
        title=_("Details"),
        about=str(person),
        form=form,
        save=lambda said: _save(request, person, said),
        done=_("The details of %(name)s are saved.") % {"name": person},
        template="families/staff/details.jinja",
        context={"news": None},
    )
    try:
        return answer(request, family, page)
    except _Changed as fault:
        return _show_again(request, family, page, person, fault.meantime)


def _unasked(family: Family, person: Person) -> Sequence[str]:
    """What is not asked on this page: what is near the carer of a child who lives elsewhere."""
    people, families = whole_person(person.pk), whole_family(family.pk)
    return NEAR if placed_elsewhere(people, families, clock.today()) else ()


class _Changed(Exception):  # noqa: N818 - it carries news, not an error
    """Somebody else saved in the meantime."""

    def __init__(self, news: Meantime) -> None:
        super().__init__()
        self.meantime = news


def _save(request: HttpRequest, person: Person, said: Mapping[str, Any]) -> None:
    read = Person.objects.get(pk=person.pk)
    read.version = said["version"]
    asked = [name for name in ASKED if name in said]
    given = {**said_of(read), **{name: said[name] for name in asked}}
    beside = {name: getattr(person, name) for name in BESIDE}
    try:
        update_details(
            person=read,
            details=PersonDetails(**given, **beside),
            by=actor_of(request),
            at=clock.now(),
        )
    except PersonChangedError:
        held = Person.objects.get(pk=person.pk)
        if said_of(held) == given:
            # The same was sent twice, or said by both.
            return
        raise _Changed(meantime(held, said["version"], asked, given)) from None


def _show_again(
    request: HttpRequest, family: Family, page: SmallForm, person: Person, news: Meantime
) -> HttpResponse:
    """The form with all that was typed; what only the other one changed is taken over."""
    held = Person.objects.get(pk=person.pk)
    typed = {name: said for name, said in page.form.cleaned_data.items() if name in ASKED}
    form = DetailsForm(
        person=held,
        without=[name for name in ASKED if name not in typed],
        initial={
            **typed,
            **{change.name: change.theirs for change in news.taken_over},
            "version": str(held.version),
        },
    )
    again = SmallForm(
        title=page.title,
        about=page.about,
        form=form,
        save=page.save,
        done=page.done,
        button=_("Save mine"),
        template=page.template,
        context={"news": news.shown(form)},
    )
    return draw(request, family, again)

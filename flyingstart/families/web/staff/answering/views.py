"""Pages that say who answers for a child, who is kept from it, who collects, what keeps it well."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.enums import Answerable, CareKind, OrderKind
from flyingstart.families.models import (
    CareNeed,
    Collector,
    CourtOrder,
    EmergencyContact,
    Family,
    Person,
    Responsibility,
)
from flyingstart.families.operations import answering, wellbeing
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    member_of,
    members_of,
    own_or_404,
)
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import actor_of, clock


class OneOfFamilyForm(forms.Form):
    """A form that may name somebody else of the family."""

    def __init__(
        self, *args: Any, members: list[Person], apart_from: Person, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(p.public_id): p for p in members if p.pk != apart_from.pk}
        self.fields["person"].choices = [  # type: ignore[attr-defined]  # a select
            (public_id, str(person)) for public_id, person in self.members.items()
        ]

    def chosen(self) -> Person | None:
        """Who was chosen, of a valid form."""
        return self.members.get(self.cleaned_data["person"])


class ResponsibilityForm(OneOfFamilyForm):
    """Whose answer it is, what was seen and when."""

    person = forms.SelectField(label=gettext_lazy("Which adult?"))
    said = forms.RadiosField(
        label=gettext_lazy("Do they have parental responsibility?"),
        hint=gettext_lazy("Being a parent is not enough. “Not known” stops nothing at a session"),
        choices=Answerable.choices,
        coerce=Answerable,
    )
    evidence = forms.TextField(
        label=gettext_lazy("What did you see?"),
        hint=gettext_lazy("Such as the birth certificate, an agreement, an order"),
        required=False,
        autocomplete="off",
    )
    seen_on = forms.DateField(
        label=gettext_lazy("When did you see it?"), latest=clock.today, required=False
    )


class OrderForm(OneOfFamilyForm):
    """An order: the reason is asked of those only who may read it."""

    kind = forms.SelectField(
        label=gettext_lazy("Which order?"), choices=OrderKind.choices, coerce=OrderKind
    )
    person = forms.SelectField(
        label=gettext_lazy("Who must keep away?"),
        required=False,
        empty_words=gettext_lazy("Somebody else, or nobody"),
    )
    name = forms.TextField(
        label=gettext_lazy("Their name, if they are not on the list"),
        required=False,
        autocomplete="off",
    )
    about = forms.TextAreaField(
        label=gettext_lazy("What does the lead have to know?"),
        hint=gettext_lazy("Only family workers and managers read it"),
        required=False,
        rows=3,
        max_length=500,
    )
    seen_on = forms.DateField(
        label=gettext_lazy("When did you see the order?"), latest=clock.today, required=False
    )


class CollectorForm(OneOfFamilyForm):
    """Somebody of the family, or a name."""

    person = forms.SelectField(
        label=gettext_lazy("Who may collect?"),
        required=False,
        empty_words=gettext_lazy("Somebody else"),
    )
    name = forms.TextField(
        label=gettext_lazy("Their name, if they are not on the list"),
        required=False,
        autocomplete="off",
    )
    relationship = forms.TextField(
        label=gettext_lazy("What are they to the child?"), required=False, autocomplete="off"
    )
    phone = forms.PhoneField(label=gettext_lazy("Their phone number"), required=False)


class EmergencyForm(forms.Form):
    """Whom to ring."""

    name = forms.TextField(label=gettext_lazy("Name"), autocomplete="off")
    phone = forms.PhoneField(label=gettext_lazy("Phone number"))
    relationship = forms.TextField(
        label=gettext_lazy("What are they to the family?"), required=False, autocomplete="off"
    )


class CareForm(forms.Form):
    """What colleagues must know."""

    kind = forms.RadiosField(
        label=gettext_lazy("What is it?"), choices=CareKind.choices, coerce=CareKind
    )
    text = forms.TextField(
        label=gettext_lazy("In a few words"),
        hint=gettext_lazy("Such as “Nuts” or “Wheelchair”"),
        autocomplete="off",
    )
    what_to_do = forms.TextField(
        label=gettext_lazy("What should colleagues do?"), required=False, autocomplete="off"
    )
    at_the_door = forms.YesNoField(
        label=gettext_lazy("Should it show on registers and tablets, at the door?")
    )


class EndForm(forms.Form):
    """Nothing to say: it ends today."""


@changes(Permission.EDIT_FAMILIES)
def responsibility(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Whether an adult of the family has parental responsibility for a child."""
    child = member_of(family, person_id)
    form = ResponsibilityForm(_sent(request), members=members_of(family), apart_from=child)
    page = SmallForm(
        title=_("Parental responsibility"),
        about=str(child),
        form=form,
        save=lambda said: answering.say_responsibility(
            adult=form.members[said["person"]],
            child=child,
            answer=said["said"],
            evidence=said["evidence"],
            seen_on=said["seen_on"],
            starts_on=clock.today(),
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is saved."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def order(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """An order about a child. Who may not read reasons is not asked for one."""
    child = member_of(family, person_id)
    form = OrderForm(_sent(request), members=members_of(family), apart_from=child)
    if not signed_in(request).has_perm(Permission.SEE_WARNINGS, family):
        del form.fields["about"]
    page = SmallForm(
        title=_("Record an order"),
        about=str(child),
        form=form,
        foreseen=[_("Everyone at the door reads: do not hand over, call the lead.")],
        save=lambda said: answering.record_order(
            child=child,
            kind=said["kind"],
            restrained=form.chosen(),
            restrained_name=said["name"],
            about=said.get("about", ""),
            seen_on=said["seen_on"],
            starts_on=clock.today(),
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The order is recorded."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def collector(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Somebody who may take a child home."""
    child = member_of(family, person_id)
    form = CollectorForm(_sent(request), members=members_of(family), apart_from=child)
    page = SmallForm(
        title=_("Who may collect"),
        about=str(child),
        form=form,
        save=lambda said: wellbeing.add_collector(
            child=child,
            person=form.chosen(),
            name=said["name"],
            phone=said["phone"],
            relationship=said["relationship"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is saved."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def emergency(request: HttpRequest, family: Family) -> HttpResponse:
    """Whom to ring when something happens."""
    page = SmallForm(
        title=_("Add an emergency contact"),
        form=EmergencyForm(_sent(request)),
        save=lambda said: wellbeing.add_emergency_contact(
            family=family, **said, by=actor_of(request), at=clock.now()
        ),
        done=_("It is saved."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def care(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """An allergy, a medicine, an access need, a special need."""
    person = member_of(family, person_id)
    page = SmallForm(
        title=_("Allergy, medicine or need"),
        about=str(person),
        form=CareForm(_sent(request)),
        save=lambda said: wellbeing.record_care_need(
            person=person, **said, by=actor_of(request), at=clock.now()
        ),
        done=_("It is saved."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def end_responsibility(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """What was said of parental responsibility holds no longer; nothing is known from today."""
    held = _of_child(Responsibility, family, row_id)
    return _end(
        request,
        family,
        _("Parental responsibility: no longer"),
        held.child,
        lambda: answering.say_responsibility(
            adult=held.adult,
            child=held.child,
            answer=Answerable.UNKNOWN,
            starts_on=clock.today(),
            by=actor_of(request),
            at=clock.now(),
        ),
    )


@changes(Permission.SEE_WARNINGS)
def end_order(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """An order that is over: said by those who may read why it was made."""
    held = _of_child(CourtOrder, family, row_id)
    return _end(
        request,
        family,
        _("The order is over"),
        held.child,
        lambda: answering.end_order(
            order=held, ends_on=clock.today(), by=actor_of(request), at=clock.now()
        ),
    )


@changes(Permission.EDIT_FAMILIES)
def end_collector(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """Somebody who may no longer take a child home."""
    held = _of_child(Collector, family, row_id)
    return _end(
        request,
        family,
        _("May no longer collect"),
        held.child,
        lambda: wellbeing.end_collector(collector=held, by=actor_of(request), at=clock.now()),
    )


@changes(Permission.EDIT_FAMILIES)
def end_care(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """A need that holds no longer."""
    held = CareNeed.objects.filter(public_id=row_id).select_related("person").first()
    if held is None:
        raise Http404
    person = member_of(family, held.person.public_id)
    return _end(
        request,
        family,
        _("No longer needed: %(what)s") % {"what": held.text},
        person,
        lambda: wellbeing.end_care_need(need=held, by=actor_of(request), at=clock.now()),
    )


@changes(Permission.EDIT_FAMILIES)
def end_emergency(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """Somebody who is rung no longer."""
    held: EmergencyContact = own_or_404(EmergencyContact.objects.all(), family, row_id)
    return _end(
        request,
        family,
        _("Do not ring %(name)s any more") % {"name": held.name},
        None,
        lambda: wellbeing.end_emergency_contact(contact=held, by=actor_of(request), at=clock.now()),
    )


def _end(
    request: HttpRequest,
    family: Family,
    title: str,
    about: Person | None,
    save: Callable[[], object],
) -> HttpResponse:
    page = SmallForm(
        title=title,
        about=str(about) if about else "",
        form=EndForm(_sent(request)),
        foreseen=[_("It ends today, and stays in the history.")],
        button=_("End it"),
        save=lambda _said: save(),
        done=_("It has ended."),
    )
    return answer(request, family, page)


def _of_child(model: type[Model], family: Family, public_id: uuid.UUID) -> Any:
    """A row about a child of the family. Raises `Http404`."""
    rows = model._base_manager.filter(public_id=public_id).select_related("child")
    held: Any = rows.first()
    if held is None:
        raise Http404
    member_of(family, held.child.public_id)
    return held


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None

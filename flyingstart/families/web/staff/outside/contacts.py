"""Contacts of a family: a quick form, put right, taken back; and that the next step is done."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import formats, forms
from flyingstart.families.enums import IN_PERSON, AlertKind, ContactKind
from flyingstart.families.errors import ContactError, FamiliesError
from flyingstart.families.models import Contact, ContactPerson, Family, Person
from flyingstart.families.operations.contacts import (
    correct_contact,
    finish_next_step,
    record_contact,
    says,
    take_back_contact,
)
from flyingstart.families.queries.contacts import heed_before_visiting, may_read
from flyingstart.families.queries.merged import person_roots
from flyingstart.families.rules.contacts import Met
from flyingstart.families.rules.contacts import said as as_told
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    family_page,
    members_of,
    own_or_404,
)
from flyingstart.families.web.staff.editing.times import read_time
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import actor_of, clock

PAGE = "families/staff/outside/contact.jinja"
YES, NO = "yes", "no"
HEED = {
    AlertKind.NO_VISITS: gettext_lazy("Do not visit without asking the lead first"),
    AlertKind.TWO_WORKERS: gettext_lazy("Visit in twos"),
}


class ContactForm(forms.Form):
    """How colleagues were in touch, when, with whom, and what comes next."""

    kind = forms.RadiosField(
        label=gettext_lazy("How were you in touch?"),
        called=gettext_lazy("how you were in touch"),
        choices=[(kind, str(kind.label).capitalize()) for kind in ContactKind],
        coerce=ContactKind,
    )
    seen = forms.RadiosField(
        label=gettext_lazy("Did you see somebody of the family face to face?"),
        called=gettext_lazy("whether you saw somebody"),
        hint=gettext_lazy("For a home visit, a doorstep talk or a one to one"),
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))],
    )
    with_whom = forms.CheckboxesField(
        label=gettext_lazy("Whom did you see or speak to?"), required=False
    )
    day = forms.DateField(
        label=gettext_lazy("Which day?"), called=gettext_lazy("the day"), latest=clock.today
    )
    time = forms.TextField(
        label=gettext_lazy("At what time?"),
        hint=gettext_lazy("Such as 10:30 or 2pm"),
        called=gettext_lazy("the time"),
        width=10,
        max_length=20,
        direction="ltr",
        autocomplete="off",
    )
    note = forms.TextAreaField(
        label=gettext_lazy("What you saw and did"),
        hint=gettext_lazy("The family may read it one day"),
        required=False,
        rows=4,
        max_length=10_000,
    )
    next_step = forms.TextField(
        label=gettext_lazy("What comes next?"), required=False, max_length=300
    )
    next_on = forms.DateField(
        label=gettext_lazy("By when?"),
        called=gettext_lazy("the day by which"),
        hint=gettext_lazy("It stands on your page Today until you say that it is done"),
        required=False,
    )

    class Rules:
        """Who rings sees nobody."""

        only_when = {"seen": ("kind", IN_PERSON)}

    def __init__(self, *args: Any, members: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(person.public_id): person for person in members}
        self.fields["with_whom"].choices = [  # type: ignore[attr-defined]  # checkboxes
            (public_id, str(person)) for public_id, person in self.members.items()
        ]
        if not members:
            del self.fields["with_whom"]

    def clean_time(self) -> dt.time:
        """Raises `ValidationError` for what is no time of day."""
        return read_time(self.cleaned_data["time"])


class TakeBackForm(forms.Form):
    """Why a contact never was."""

    reason = forms.TextAreaField(
        label=gettext_lazy("Why do you take it back?"),
        called=gettext_lazy("why you take it back"),
        hint=gettext_lazy("Such as: entered for the wrong family"),
        rows=2,
        max_length=500,
    )


@changes(Permission.EDIT_FAMILIES)
def add(request: HttpRequest, family: Family) -> HttpResponse:
    """Something done with the family outside a session."""
    now, members = clock.now(), members_of(family)
    initial = {"day": clock.london_day(now), "time": f"{now.astimezone(clock.LONDON):%H:%M}"}
    form = ContactForm(_sent(request), members=members, initial=initial)
    page = SmallForm(
        title=_("Record a contact"),
        form=form,
        save=lambda said: _record(request, family, _told(form, said)),
        done=_("The contact is saved."),
        template=PAGE,
        context={"heed": _heed(members)},
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def correct(request: HttpRequest, family: Family, contact_id: uuid.UUID) -> HttpResponse:
    """What a contact should have said."""
    held = _contact(request, family, contact_id)
    met = list(ContactPerson.objects.filter(contact=held).select_related("person"))
    members = _with_former(members_of(family), met)
    form = ContactForm(_sent(request), members=members, initial=_as_held(held, met))
    read = _version_read(request, held)
    page = SmallForm(
        title=_("Correct a contact"),
        facts=[(_("In touch"), held.worker_name)] if held.worker_name else [],
        form=form,
        save=lambda said: correct_contact(
            contact=read, **_told(form, said), by=actor_of(request), at=clock.now()
        ),
        done=_("The contact is corrected. What it said before stays in the history."),
        template=PAGE,
        context={
            "heed": [],
            "version": read.version,
            "take_back": reverse("contact-take-back", args=[family.public_id, held.public_id]),
        },
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def take_back(request: HttpRequest, family: Family, contact_id: uuid.UUID) -> HttpResponse:
    """A contact that never was goes; history keeps it."""
    held = _contact(request, family, contact_id)
    page = SmallForm(
        title=_("Take a contact back"),
        facts=[
            (_("Contact"), str(ContactKind(held.kind).label)),
            (_("When"), formats.moment(held.happened_at)),
        ],
        form=TakeBackForm(_sent(request)),
        save=lambda said: take_back_contact(
            contact=held, reason=said["reason"], by=actor_of(request), at=clock.now()
        ),
        done=_("The contact is taken back. The history keeps what it said, and why it went."),
        button=_("Take it back"),
        is_grave=True,
        foreseen=[_("It stands on the family’s page no more, and is not counted.")],
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def step_done(request: HttpRequest, family: Family, contact_id: uuid.UUID) -> HttpResponse:
    """What came next is done; back to where the button was."""
    held = _contact(request, family, contact_id)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = family_page(family)
    if request.method == "POST":
        try:
            finish_next_step(contact=held, by=actor_of(request), at=clock.now())
        except FamiliesError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("Done. Thank you."))
    return HttpResponseRedirect(back)


def _record(request: HttpRequest, family: Family, told: dict[str, Any]) -> None:
    """Save a contact. Raises `ContactError` where another is held, so that no words are dropped."""
    at = clock.now()
    contact = record_contact(family=family, **told, by=actor_of(request), at=at)
    if not says(contact, as_told(**told, at=at)):
        raise ContactError(_("There is such a contact at that time already."))


def _contact(request: HttpRequest, family: Family, contact_id: uuid.UUID) -> Contact:
    """A contact whose words the reader may read. Raises `Http404` and `PermissionDenied`."""
    held: Contact = own_or_404(Contact.objects.all(), family, contact_id)
    if not may_read(held, signed_in(request)):
        raise PermissionDenied
    return held


def _told(form: ContactForm, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, as the operations take it."""
    seen = {YES: True, NO: False}.get(said["seen"] or "")
    return {
        "kind": said["kind"],
        "happened_at": dt.datetime.combine(said["day"], said["time"], tzinfo=clock.LONDON),
        "face_to_face": seen,
        "with_whom": [
            Met(person=form.members[public_id], seen=bool(seen))
            for public_id in said.get("with_whom") or ()
        ],
        "note": said["note"],
        "next_step": said["next_step"],
        "next_on": said["next_on"],
    }


def _as_held(held: Contact, met: Sequence[ContactPerson]) -> dict[str, Any]:
    roots = person_roots([one.person_id for one in met])
    people = dict(Person.objects.filter(pk__in=roots.values()).values_list("pk", "public_id"))
    moment = held.happened_at.astimezone(clock.LONDON)
    return {
        "kind": held.kind,
        "seen": YES if held.face_to_face else NO,
        "with_whom": [str(people[roots[one.person_id]]) for one in met],
        "day": moment.date(),
        "time": f"{moment:%H:%M}",
        "note": held.note,
        "next_step": held.next_step,
        "next_on": held.next_on,
    }


def _with_former(members: list[Person], met: Sequence[ContactPerson]) -> list[Person]:
    """Those of the family, and whoever was met and left since."""
    roots = person_roots([one.person_id for one in met])
    missing = set(roots.values()) - {person.pk for person in members}
    return [*members, *Person.objects.filter(pk__in=missing).order_by("pk")]


def _version_read(request: HttpRequest, held: Contact) -> Contact:
    """The contact with the version that the reader saw, when they send something."""
    sent = request.POST.get("version", "")
    if sent.isascii() and sent.isdigit() and len(sent) < 9:
        held.version = int(sent)
    return held


def _heed(members: Sequence[Person]) -> list[str]:
    """What must be heeded before somebody knocks at the family's door."""
    alerts = heed_before_visiting([person.pk for person in members], clock.today())
    return list(dict.fromkeys(str(HEED[AlertKind(alert.kind)]) for alert in alerts))


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None

"""A child who lives with a carer outside its home: pages of those who read warnings."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import formats, forms
from flyingstart.families.enums import DayToDayConsent, PlacementKind
from flyingstart.families.front_door import front_door_on
from flyingstart.families.models import Family, Placement
from flyingstart.families.operations.placements import (
    Agrees,
    end_placement,
    place_child,
    say_front_door_told,
    say_who_agrees,
)
from flyingstart.families.rules.placing import is_to_tell
from flyingstart.families.web.staff.answering.placed import (
    FRONT_DOOR,
    days_to_tell,
    ring_words,
    tell_words,
)
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, member_of
from flyingstart.families.web.staff.editing.belonging import families_found
from flyingstart.kernel.api import actor_of, clock

AGREES = ("consents", "consents_photos", "consents_health")


def _who(label: Any) -> forms.RadiosField:
    return forms.RadiosField(
        label=label,
        label_size="s",
        choices=DayToDayConsent.choices,
        coerce=DayToDayConsent,
        required=False,
        empty_value=DayToDayConsent.UNKNOWN,
    )


class AgreesForm(forms.Form):
    """Who agrees to what."""

    marks_optional = False

    consents = _who(gettext_lazy("Who agrees to sessions and outings?"))
    consents_photos = _who(gettext_lazy("Who agrees to photos?"))
    consents_health = _who(gettext_lazy("Who agrees to medicines and first aid?"))

    def agrees(self) -> Agrees:
        """What was said, of a valid form."""
        said = self.cleaned_data
        return Agrees(**{name: said[name] or DayToDayConsent.UNKNOWN for name in AGREES})


class PlacementForm(AgreesForm):
    """With which family a child lives, of what kind, since when, who agrees."""

    family = forms.RadiosField(label=gettext_lazy("Who is the carer?"))
    kind = forms.RadiosField(
        label=gettext_lazy("What is it?"),
        hint=gettext_lazy(
            "Private fostering: somebody who is no close relative, by arrangement with the parents"
        ),
        choices=PlacementKind.choices,
        coerce=PlacementKind,
    )
    starts_on = forms.DateField(label=gettext_lazy("Since when?"), latest=clock.today)

    field_order = ("family", "kind", "starts_on", *AGREES)

    def __init__(self, *args: Any, found: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = list(found)  # type: ignore[attr-defined]  # radios


class ToldForm(forms.Form):
    """When the front door was told."""

    told_on = forms.DateField(label=gettext_lazy("When was it told?"), latest=clock.today)


class EndingForm(forms.Form):
    """The first day on which the child lives there no longer."""

    ends_on = forms.DateField(
        label=gettext_lazy("First day on which they no longer live there"), latest=clock.today
    )


@changes(Permission.SEE_WARNINGS)
def place(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """With which carer a child lives: a family that is found first."""
    child = member_of(family, person_id)
    text = request.GET.get("q", "").strip()[:200]
    found = families_found(request, text, family, only_adults=True)
    form = PlacementForm(_sent(request), found=found, initial={"starts_on": clock.today()})
    page = SmallForm(
        title=_("Lives with a carer"),
        about=str(child),
        form=form,
        save=lambda said: place_child(
            child=child,
            carers=Family.objects.get(public_id=said["family"]),
            kind=said["kind"],
            agrees=form.agrees(),
            starts_on=said["starts_on"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is saved. This page says nothing of where the child is."),
        foreseen=[
            _("The child belongs to both families, and is at home with the carer."),
            _("Neither page says anything of the other home. Tell nobody where the child is."),
        ],
        template="families/staff/join_family.jinja",
        context={"text": text, "found": found},
    )
    return answer(request, family, page)


@changes(Permission.SEE_WARNINGS)
def placement(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """Who agrees to what for a child with a carer; and the way to where it is told, and ends."""
    held = _of(family, row_id)
    form = AgreesForm(_sent(request), initial={name: getattr(held, name) for name in AGREES})
    ids = [family.public_id, held.public_id]
    links = [(_("They no longer live there"), reverse("placement-end", args=ids))]
    if is_to_tell(held, clock.today()):
        links.insert(0, (_("The front door was told"), reverse("placement-told", args=ids)))
    page = SmallForm(
        title=_("Who agrees to what"),
        about=str(held.child),
        form=form,
        facts=_facts(held),
        save=lambda _said: say_who_agrees(
            placement=held, agrees=form.agrees(), by=actor_of(request), at=clock.now()
        ),
        done=_("It is saved."),
        template="families/staff/answering/placement.jinja",
        context={"links": links if held.ends_on is None else []},
    )
    return answer(request, family, page)


@changes(Permission.SEE_WARNINGS)
def told(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """The front door was told of a private fostering."""
    held = _of(family, row_id)
    page = SmallForm(
        title=_("Tell the council’s front door for children"),
        about=str(held.child),
        form=ToldForm(_sent(request), initial={"told_on": clock.today()}),
        facts=_facts(held),
        foreseen_title=_("What to do"),
        foreseen=[ring_words(front_door_on(clock.today())), _("Then say here on which day.")],
        save=lambda said: say_front_door_told(
            placement=held, told_on=said["told_on"], by=actor_of(request), at=clock.now()
        ),
        done=_("It is kept that the front door was told."),
    )
    return answer(request, family, page)


@changes(Permission.SEE_WARNINGS)
def end(request: HttpRequest, family: Family, row_id: uuid.UUID) -> HttpResponse:
    """The child lives there no longer."""
    held = _of(family, row_id)
    page = SmallForm(
        title=_("They no longer live there"),
        about=str(held.child),
        form=EndingForm(_sent(request), initial={"ends_on": clock.today()}),
        foreseen=[
            _("The child no longer belongs to the carer’s family. The history stays."),
            _("Check who answers for the child, and who may collect it."),
        ],
        save=lambda said: end_placement(
            placement=held, ends_on=said["ends_on"], by=actor_of(request), at=clock.now()
        ),
        done=_("It has ended."),
    )
    return answer(request, family, page)


def _facts(held: Placement) -> list[tuple[str, str]]:
    today = clock.today()
    facts: Mapping[str, str] = {
        _("What it is"): str(PlacementKind(held.kind).label),
        _("Since"): formats.date(held.starts_on),
        str(FRONT_DOOR): tell_words(held, today, days_to_tell([held], today)),
    }
    return [(question, words) for question, words in facts.items() if words]


def _of(family: Family, public_id: uuid.UUID) -> Placement:
    """A placement of a child of the family, whichever of the two it is. Raises `Http404`."""
    held = Placement.objects.select_related("child").filter(public_id=public_id).first()
    if held is None:
        raise Http404
    member_of(family, held.child.public_id)
    return held


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None

"""Raising a worry: is somebody in danger now, whom is it about, what was seen and said."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import User, current_tablet
from flyingstart.daybook.enums import ConcernKind, DutyKey
from flyingstart.daybook.errors import ConcernError
from flyingstart.daybook.operations.concerns import raise_concern
from flyingstart.daybook.queries.concerns import duty_on, readers_of
from flyingstart.daybook.web.keys import key_of
from flyingstart.design.api import forms
from flyingstart.families.api import Family, Person
from flyingstart.kernel.api import actor_of, clock, for_staff, is_public_id

OTHER = "other"
ANSWERS = {"yes": True, "no": False}


class DangerForm(forms.Form):
    """The first question."""

    danger = forms.YesNoField(
        label=gettext_lazy("Is somebody in danger now?"),
        label_size="l",
        error_messages={
            "required": gettext_lazy("Choose yes or no. If you are not sure, choose yes")
        },
    )


class ConcernForm(forms.Form):
    """A worry. `key` is made with the page: the same words sent twice are one worry."""

    marks_optional = False

    key = forms.HiddenField()
    kind = forms.RadiosField(
        label=gettext_lazy("Whom are you worried about?"),
        hint=gettext_lazy(
            "Choose the second also when it is a colleague, or somebody who helps here"
        ),
        choices=ConcernKind.choices,
        coerce=ConcernKind,
    )
    person = forms.RadiosField(
        label=gettext_lazy("Is it somebody of this family?"), required=False, empty_value=""
    )
    name = forms.TextField(
        label=gettext_lazy("What are they called?"),
        hint=gettext_lazy("If you do not know, say what you do: “a boy of about three, red coat”"),
        required=False,
        max_length=500,
        autocomplete="off",
    )
    seen = forms.TextAreaField(
        label=gettext_lazy("What did you see?"),
        hint=gettext_lazy("What happened, when and where. No guesses about why"),
        required=False,
        rows=5,
        max_length=10_000,
    )
    said = forms.TextAreaField(
        label=gettext_lazy("What was said?"),
        hint=gettext_lazy("In their own words, as near as you can"),
        required=False,
        rows=4,
        max_length=10_000,
    )
    told = forms.TextAreaField(
        label=gettext_lazy("Whom have you told so far?"), required=False, rows=2, max_length=1_000
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            cast("forms.RadiosField", self.fields["person"]).choices = [
                *((str(one.public_id), str(one)) for one in people),
                (OTHER, _("Somebody else")),
            ]
        else:
            del self.fields["person"]

    def clean_key(self) -> uuid.UUID:
        """The key of the page; another one where it was tampered with."""
        key = self.cleaned_data["key"]
        return uuid.UUID(key) if is_public_id(key) else uuid.uuid4()


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new(request: HttpRequest) -> HttpResponse:
    """The first question; after it, the form."""
    family = request.GET.get("family", "")
    danger = ANSWERS.get(request.GET.get("danger", ""))
    if danger is None:
        context = {"form": DangerForm(request.GET if "asked" in request.GET else None)}
        return _draw(request, "daybook/danger.jinja", {**context, "family": family})
    people = _people(request, family)
    form = ConcernForm(
        request.POST if request.method == "POST" else None,
        people=people,
        initial={"key": str(uuid.uuid4())},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = [one for one in people if str(one.public_id) == said.get("person")]
        try:
            raise_concern(
                concern_id=key_of(said["key"], {**said, "danger": danger}),
                kind=said["kind"],
                person=chosen[0] if chosen else None,
                name=said["name"],
                seen=said["seen"],
                said=said["said"],
                danger_now=danger,
                told=said["told"],
                by=actor_of(request),
                at=clock.now(),
            )
        except ConcernError as fault:
            form.add_error(None, str(fault))
        else:
            return HttpResponseRedirect(f"{reverse('concern-sent')}?kind={said['kind'].value}")
    return _draw(request, "daybook/new.jinja", {"form": form, "danger": danger})


@require_safe
@for_staff
def sent(request: HttpRequest) -> HttpResponse:
    """It is with those who read it; what there is to do besides."""
    adult = request.GET.get("kind") == ConcernKind.ADULT
    kind = ConcernKind.ADULT if adult else ConcernKind.CHILD
    context = {
        "is_adult": adult,
        "is_read": readers_of(kind, clock.today()).exists(),
        "on_tablet": current_tablet() is not None,
    }
    return _draw(request, "daybook/sent.jinja", context)


def _draw(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    today = clock.today()
    duties = {
        "front_door_duty": duty_on(DutyKey.FRONT_DOOR, today),
        "officer": duty_on(DutyKey.OFFICER, today),
    }
    return TemplateResponse(request, template, {**duties, **context})


def _people(request: HttpRequest, family: str) -> list[Person]:
    """Who belongs to the family from whose page they come, as far as they may see it."""
    if not is_public_id(family) or not isinstance(request.user, User) or current_tablet():
        return []
    held = Family.objects.visible_to(request.user).filter(public_id=uuid.UUID(family)).first()
    if held is None:
        return []
    seen = Person.objects.visible_to(request.user)
    own = seen.filter(ties__family=held, ties__ends_on=None).distinct()
    return list(own.order_by("-date_of_birth", "pk"))

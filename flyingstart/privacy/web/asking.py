"""Requests: the list, a new one, one of them, and the steps until rows are gathered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import requires
from flyingstart.design.api import Column, Table, formats, forms, show
from flyingstart.families.api import Person, find_people
from flyingstart.kernel.api import actor_of, clock
from flyingstart.privacy.enums import AskerIs, PauseFor, Wanted
from flyingstart.privacy.models import SubjectRequest
from flyingstart.privacy.operations import asking
from flyingstart.privacy.operations.packing import gather_rows
from flyingstart.privacy.queries.homes import possible_askers
from flyingstart.privacy.queries.requests import people_of, request_of, requests_of
from flyingstart.privacy.web import asked as asked_page
from flyingstart.privacy.web.base import (
    PROTECT,
    SmallForm,
    Step,
    Thing,
    answer,
    draw,
    note_opening,
    sent,
)
from flyingstart.privacy.web.states import request_standing

FORM = ["GET", "HEAD", "POST"]
KIND = "request"
NOBODY = "nobody"


class AskForm(forms.Form):
    """Who asks for what."""

    marks_optional = False

    wants = forms.RadiosField(
        label=gettext_lazy("What do they ask for?"), choices=Wanted.choices, coerce=Wanted
    )
    asker_is = forms.RadiosField(
        label=gettext_lazy("Who asks?"), choices=AskerIs.choices, coerce=AskerIs
    )
    asker = forms.RadiosField(
        label=gettext_lazy("Which of these are they?"),
        hint=gettext_lazy(
            "Everybody who ever belonged to a family with the child. What is of a home to which "
            "they do not belong waits for you"
        ),
        called=gettext_lazy("who they are"),
        choices=[],
    )
    asker_name = forms.TextField(
        label=gettext_lazy("Their name"), max_length=200, autocomplete="off"
    )
    reach = forms.TextAreaField(
        label=gettext_lazy("Where does the answer go?"),
        hint=gettext_lazy("An address that is safe: another parent may open the post"),
        required=False,
        rows=2,
        max_length=500,
    )
    words = forms.TextAreaField(
        label=gettext_lazy("What they want, in their words"),
        required=False,
        rows=3,
        max_length=5_000,
    )
    asked_on = forms.DateField(label=gettext_lazy("When did it come?"), latest=clock.today)

    class Rules:
        """Who asks for a child is named, if they are on record."""

        only_when = {"asker": ("asker_is", "for_child")}

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.public_id): one for one in people}
        self.fields["asker"].choices = [  # type: ignore[attr-defined]
            *((key, str(one)) for key, one in self._people.items()),
            (NOBODY, _("Somebody who is not on this list")),
        ]

    @property
    def said(self) -> dict[str, Any]:
        """What `open_request` takes, of a valid form."""
        asker = self._people.get(self.cleaned_data["asker"])
        return self.cleaned_data | {"asker": asker}


class IdentityForm(forms.Form):
    """What shows who they are."""

    identity = forms.TextField(
        label=gettext_lazy("What did you see?"),
        hint=gettext_lazy("Such as a passport. Keep no copy of it"),
        called=gettext_lazy("what you saw"),
        max_length=300,
        autocomplete="off",
    )
    seen_on = forms.DateField(label=gettext_lazy("When?"), latest=clock.today)


class ActingForm(forms.Form):
    """Whether somebody acts for a person."""

    acts = forms.YesNoField(label=gettext_lazy("Do they act for this person?"))
    evidence = forms.TextAreaField(
        label=gettext_lazy("What shows it?"),
        hint=gettext_lazy(
            "A birth certificate or an order, and that this serves the child; or a signed "
            "letter of authority"
        ),
        required=False,
        rows=3,
        max_length=2_000,
    )
    why = forms.TextAreaField(
        label=gettext_lazy("Why do you decide so?"),
        called=gettext_lazy("why"),
        rows=3,
        max_length=2_000,
    )


class PauseForm(forms.Form):
    """Why the clock stands still."""

    waits_for = forms.RadiosField(
        label=gettext_lazy("What do we wait for?"), choices=PauseFor.choices, coerce=PauseFor
    )
    day = forms.DateField(label=gettext_lazy("Since when?"), latest=clock.today)


class DayForm(forms.Form):
    """A day."""

    day = forms.DateField(label=gettext_lazy("When did they answer?"), latest=clock.today)


class WhyForm(forms.Form):
    """A reason."""

    why = forms.TextAreaField(
        label=gettext_lazy("Why?"), called=gettext_lazy("why"), rows=3, max_length=2_000
    )


@require_safe
@requires(PROTECT)
def listed(request: HttpRequest) -> HttpResponse:
    """All requests, the newest first."""
    now = clock.now()
    rows = list(requests_of(request.user).order_by("-asked_on", "-pk").prefetch_related("pauses"))
    table = Table(
        key="requests",
        caption=_("Requests"),
        caption_hidden=True,
        columns=[
            Column(
                key="about",
                heading=_("About"),
                value=lambda row: str(row.person),
                link=lambda row: reverse("privacy-request", args=[row.public_id]),
                link_of=lambda row: formats.date(row.asked_on),
            ),
            Column(key="wants", heading=_("Wants"), value=lambda row: row.get_wants_display()),
            Column(key="asked", heading=_("Came on"), value=lambda row: row.asked_on),
            Column(
                key="next",
                heading=_("Next step"),
                value=lambda row: request_standing(row, now).next_step or _("Closed"),
            ),
            Column(
                key="due",
                heading=_("Answer by"),
                value=lambda row: request_standing(row, now).due_words or None,
            ),
        ],
        rows=rows,
        exportable=False,
        empty=_("Nobody has asked yet."),
    )
    context = {
        "title": _("Requests"),
        "intro": _(
            "Anybody may ask for a copy of what is held about them. The answer goes out within a "
            "calendar month."
        ),
        "table": show(table, request.GET),
        "action": Step(words=_("Write a request down"), href=reverse("privacy-find")),
    }
    return TemplateResponse(request, "privacy/list.jinja", context)


@require_safe
@requires(PROTECT)
def find(request: HttpRequest) -> HttpResponse:
    """About whom a request is, found by name, phone or birth date."""
    text = request.GET.get("q", "").strip()[:200]
    found = find_people(text, user=request.user, limit=20) if text else None
    people = [
        {
            "name": one.name,
            "about": formats.date(one.date_of_birth) if one.date_of_birth else "",
            "ask": reverse("privacy-ask", args=[one.public_id]),
            "looked": reverse("privacy-looked", args=[one.public_id]),
            "number": number,
        }
        for number, one in enumerate(found.people if found else [], start=1)
    ]
    context = {"text": text, "people": people, "refusal": found.refusal if found else ""}
    return TemplateResponse(request, "privacy/find.jinja", context)


@require_http_methods(FORM)
@requires(PROTECT)
def ask(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """A new request about a person."""
    person = person_or_404(request, person_id)
    form = AskForm(
        sent(request), people=possible_askers(person), initial={"asked_on": clock.today()}
    )
    page = SmallForm(
        title=_("Write a request down"),
        caption=str(person),
        form=form,
        save=lambda _said: asking.open_request(
            person=person, **form.said, by=actor_of(request), at=clock.now()
        ),
        done=_("The request is written down. Its month runs from the day it came."),
        back=reverse("privacy-requests"),
        then=lambda made: reverse("privacy-request", args=[made.public_id]),
    )
    return answer(request, page)


@require_safe
@requires(PROTECT)
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A request: how it stands and what can be done."""
    asked = request_or_404(request, public_id)
    note_opening(request, KIND, asked.public_id)
    standing = request_standing(asked, clock.now())
    return draw(
        request,
        Thing(
            title=str(asked.get_wants_display()).capitalize(),
            caption=str(asked.person),
            back=reverse("privacy-requests"),
            back_words=_("Requests"),
            state=standing.state,
            due=_("Answer by %(day)s") % {"day": standing.due_words} if standing.due else "",
            is_late=standing.is_late,
            facts=list(asked_page.facts(asked)),
            steps=list(asked_page.steps(asked)),
            notes=list(asked_page.notes(asked)),
        ),
    )


@require_http_methods(FORM)
@requires(PROTECT)
def identity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who they are."""
    asked = request_or_404(request, public_id)
    page = _page(
        asked,
        title=_("See who they are"),
        form=IdentityForm(sent(request), initial={"seen_on": clock.today()}),
        save=lambda said: asking.see_identity(
            request=asked, **said, by=actor_of(request), at=clock.now()
        ),
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def acting(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Whether they act for the person."""
    asked = request_or_404(request, public_id)
    page = _page(
        asked,
        title=_("Decide whether they act for this person"),
        form=ActingForm(sent(request), initial={"evidence": asked.evidence}),
        save=lambda said: asking.decide_acting(
            request=asked, **said, by=actor_of(request), at=clock.now()
        ),
        foreseen=[
            _(
                "Being a parent is no right to a child’s record. Think of who may be looking for "
                "whom, and what the child would want."
            ),
        ],
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def pause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The clock stands still, or goes on."""
    asked = request_or_404(request, public_id)
    by, at = actor_of(request), clock.now()
    today = {"day": clock.today()}
    if any(one.ends_on is None for one in asked.pauses.all()):
        page = _page(
            asked,
            title=_("Start the clock again"),
            form=DayForm(sent(request), initial=today),
            save=lambda said: asking.start_clock(request=asked, **said, by=by, at=at),
        )
    else:
        page = _page(
            asked,
            title=_("Stop the clock"),
            form=PauseForm(sent(request), initial=today),
            save=lambda said: asking.stop_clock(request=asked, **said, by=by, at=at),
        )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def extend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Two months more."""
    asked = request_or_404(request, public_id)
    page = _page(
        asked,
        title=_("Take two months more"),
        form=WhyForm(sent(request)),
        save=lambda said: asking.extend_request(
            request=asked, **said, by=actor_of(request), at=clock.now()
        ),
        foreseen=[_("Tell them within the first month, and why. The law allows it once.")],
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It ends."""
    asked = request_or_404(request, public_id)
    page = _page(
        asked,
        title=_("Close the request"),
        form=WhyForm(sent(request)),
        save=lambda said: asking.close_request(
            request=asked, **said, by=actor_of(request), at=clock.now()
        ),
        foreseen=[
            _("Tell them why, and that they can complain to the Information Commissioner."),
            _("What was gathered is removed."),
        ],
        is_grave=True,
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def gather(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Copy all that is held."""
    asked = request_or_404(request, public_id)
    page = _page(
        asked,
        title=_("Gather what is held"),
        form=forms.Form(sent(request)),
        save=lambda _said: gather_rows(request=asked, by=actor_of(request), at=clock.now()),
        foreseen=[
            _("Everything about this person is copied as it is now, also from joined records."),
            _("Decisions that were made about rows before are lost."),
        ],
        button=_("Gather"),
        then=lambda _made: reverse("privacy-rows", args=[asked.public_id]),
    )
    return answer(request, page)


def request_or_404(request: HttpRequest, public_id: uuid.UUID) -> SubjectRequest:
    """A request within sight of the reader. Raises `Http404`."""
    asked = request_of(request.user, public_id)
    if asked is None:
        raise Http404
    return asked


def person_or_404(request: HttpRequest, public_id: uuid.UUID) -> Person:
    """Somebody whose data the reader looks after. Raises `Http404`."""
    person = people_of(request.user).filter(public_id=public_id).first()
    if person is None:
        raise Http404
    return person


def _page(asked: SubjectRequest, **page: Any) -> SmallForm:
    defaults: dict[str, Any] = {
        "caption": str(asked.person),
        "back": reverse("privacy-request", args=[asked.public_id]),
        "done": _("It is saved."),
    }
    return SmallForm(**(defaults | page))

"""A family shows its card at the door: who of it is here is ticked on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.addresses import register_address
from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.errors import ActivitiesError, CodeSlipError
from flyingstart.activities.models import Mark, Session
from flyingstart.activities.operations.codes import family_by_code
from flyingstart.activities.operations.registers import MarkEntry, mark
from flyingstart.activities.queries.today import sessions_of_day
from flyingstart.activities.rules.codes import read_code
from flyingstart.activities.web.staff.door.guard import note_opening, signed_in
from flyingstart.activities.web.staff.door.limits import may_try, note_miss
from flyingstart.activities.web.staff.door.words import about, names_in_words, session_words
from flyingstart.design.api import forms
from flyingstart.families.api import (
    Family,
    PresentFamily,
    PresentPerson,
    present_families,
)
from flyingstart.kernel.api import actor_of, clock

EARLY = dt.timedelta(minutes=45)


class CodeForm(forms.Form):
    """For a phone without a camera."""

    marks_optional = False

    code = forms.TextField(
        label=gettext_lazy("Code on the card"),
        hint=gettext_lazy("Eight letters and figures, such as C7KD 9MPX"),
        called=gettext_lazy("the code on the card"),
        max_length=40,
        direction="ltr",
        autocomplete="off",
        autocapitalize="characters",
        spellcheck=False,
    )


class HereForm(forms.Form):
    """Who of a family is here."""

    marks_optional = False

    people = forms.CheckboxesField(
        label=gettext_lazy("Tick everybody who is here"),
        called=gettext_lazy("somebody"),
    )

    def __init__(self, *args: Any, people: Sequence[PresentPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        field.choices = [  # type: ignore[attr-defined]  # checkboxes
            (str(one.public_id), one.name) for one in people
        ]
        field.choice_hints = {  # type: ignore[attr-defined]  # as above
            str(one.public_id): about(one) for one in people
        }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def typed(request: HttpRequest) -> HttpResponse:
    """Type what stands on a card."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(reverse("door", args=[_as_address(form.cleaned_data["code"])]))
    return TemplateResponse(request, "activities/door/typed.jinja", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TAKE_REGISTERS)
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """The family of a card at one of today's sessions of the reader: who is here?"""
    if not may_try(request):
        words = _("Too many codes that nobody has. Wait an hour, or find the family by name.")
        return _wrong(request, code, words, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        family = family_by_code(code, user=signed_in(request))
    except CodeSlipError as fault:
        return _wrong(request, code, str(fault), HTTPStatus.NOT_FOUND)
    if family is None:
        note_miss(request)
        words = _("No family has this code now. Perhaps they were given a new card.")
        return _wrong(request, code, words, HTTPStatus.NOT_FOUND)
    sessions = _sessions_at_this_hour(request)
    if not sessions:
        return TemplateResponse(request, "activities/door/no_session.jinja", {})
    note_opening(request, family)
    return _who_is_here(request, family, sessions)


def _who_is_here(request: HttpRequest, family: Family, sessions: Sequence[Session]) -> HttpResponse:
    session = _asked_for(request, sessions)
    present = present_families([family.pk], on=clock.london_day(session.starts_at)).get(family.pk)
    here = _already_here(session, present)
    missing = [one for one in present.people if one.id not in here] if present else []
    form = HereForm(request.POST if request.method == "POST" else None, people=missing)
    is_sent = request.method == "POST" and present is not None and bool(missing)
    if is_sent and str(session.public_id) != request.GET.get("session", ""):
        form.add_error(None, _("The register of that session was closed meanwhile."))
    elif is_sent and present and form.is_valid():
        try:
            said = _mark(request, session, present, form.cleaned_data["people"])
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, said)
            return HttpResponseRedirect(_at(request, session))
    sees_it = Family.objects.visible_to(signed_in(request)).filter(pk=family.pk).exists()
    context = {
        "form": form,
        "at": _at(request, session),
        "session_words": session_words(session),
        "others": [
            (session_words(one), _at(request, one)) for one in sessions if one.pk != session.pk
        ],
        "here": [one.name for one in present.people if one.id in here] if present else [],
        "is_empty": present is None,
        "has_missing": bool(missing),
        "record": reverse("family", args=[family.public_id]) if sees_it else "",
        "register": register_address(session),
    }
    return TemplateResponse(request, "activities/door/here.jinja", context)


def _mark(
    request: HttpRequest, session: Session, family: PresentFamily, chosen: Sequence[str]
) -> str:
    """Mark people as here, with this family; what is said of it."""
    people = [one for one in family.people if str(one.public_id) in chosen]
    entries = [
        MarkEntry(person_id=one.id, family_id=family.id, status=MarkStatus.ATTENDED)
        for one in people
    ]
    mark(session=session, entries=entries, by=actor_of(request), at=clock.now())
    return _("On the register: %(names)s") % {"names": names_in_words([p.name for p in people])}


def _sessions_at_this_hour(request: HttpRequest) -> list[Session]:
    """Today's sessions whose register the reader may take and is open: the likeliest first.

    That is one of the reader's own, then the one that is on, or begins or ended nearest to now.
    """
    now = clock.now()
    today = [one for one in sessions_of_day(signed_in(request), clock.today()) if one.is_to_take]
    likeliest = sorted(today, key=lambda one: (not one.is_mine, _away(one.session, now)))
    return [one.session for one in likeliest]


def _away(session: Session, now: dt.datetime) -> dt.timedelta:
    """How far a session is from now; families come a while before it begins."""
    if now < session.starts_at - EARLY:
        return session.starts_at - EARLY - now
    return max(now - (session.ends_at or session.starts_at), dt.timedelta())


def _asked_for(request: HttpRequest, sessions: Sequence[Session]) -> Session:
    asked = request.GET.get("session", "")
    return next((one for one in sessions if str(one.public_id) == asked), sessions[0])


def _at(request: HttpRequest, session: Session) -> str:
    return f"{request.path}?session={session.public_id}"


def _already_here(session: Session, family: PresentFamily | None) -> set[int]:
    """Who of a family is marked at a session, whichever of their records was."""
    if family is None:
        return set()
    came = Mark.objects.filter(session=session, status=MarkStatus.ATTENDED)
    marked = came.values_list("person_id", "person__merged_into_id")
    return {pk for pair in marked for pk in pair if pk is not None} & {
        one.id for one in family.people
    }


def _wrong(request: HttpRequest, code: str, words: str, status: HTTPStatus) -> HttpResponse:
    form = CodeForm(initial={"code": code})
    context = {"form": form, "words": words}
    return TemplateResponse(request, "activities/door/typed.jinja", context, status=status)


def _as_address(text: str) -> str:
    """What was typed, for an address: its signs, or as it is where they are no code."""
    return read_code(text) or text.replace("/", "-") or "-"

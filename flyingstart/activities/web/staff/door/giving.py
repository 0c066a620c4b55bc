"""The code of a family: given, printed on a card, ended; from the family's page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.models import FamilyCode
from flyingstart.activities.operations.codes import end_code, give_code
from flyingstart.activities.queries.codes import code_of
from flyingstart.activities.rules.codes import spaced
from flyingstart.activities.web.staff.door.guard import family_to_change, signed_in
from flyingstart.activities.web.staff.door.squares import squares_of
from flyingstart.families.api import Family, whole_family
from flyingstart.kernel.api import actor_of, clock


@dataclass(frozen=True, kw_only=True)
class CardLine:
    """Words on the card: in English, and beneath in the family's language."""

    language: str
    direction: str
    show_it: str
    says_nothing: str


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIES)
def family_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The code of a family, and what can be done with it."""
    family = family_to_change(request, public_id)
    held = code_of(family)
    if request.method == "POST":
        _act(request, family, held)
        return HttpResponseRedirect(reverse("family-code", args=[family.public_id]))
    context = {
        "family": family,
        "code": held,
        "printed": spaced(held.code) if held else "",
        "back": reverse("family", args=[family.public_id]),
    }
    return TemplateResponse(request, "activities/door/code.jinja", context)


@require_safe
@requires(Permission.EDIT_FAMILIES)
def card(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card to print: squares for a camera and the code in large type, nothing personal."""
    family = family_to_change(request, public_id)
    held = code_of(family)
    page = reverse("family-code", args=[family.public_id])
    if held is None:
        return HttpResponseRedirect(page)
    context = {
        "printed": spaced(held.code),
        "squares": squares_of(settings.SITE_ADDRESS + reverse("door", args=[held.code])),
        "lines": [_line(code) for code in _languages(request, family)],
        "back": page,
    }
    return TemplateResponse(request, "activities/door/card.jinja", context)


def _act(request: HttpRequest, family: Family, held: FamilyCode | None) -> None:
    """Do what was pressed, if the code is still the one that was shown."""
    wanted, shown = request.POST.get("act", ""), request.POST.get("code", "")
    is_same = (str(held.public_id) if held else "") == shown
    by, at = actor_of(request), clock.now()
    if not is_same:
        messages.info(request, _("The code changed meanwhile: this is how it is now."))
    elif wanted == "give":
        give_code(family=family, instead_of=held, by=by, at=at)
        messages.success(request, _("Here is the code. Print the card, or read it out."))
    elif wanted == "end" and held:
        end_code(code=held, by=by, at=at)
        messages.success(request, _("The code is ended. The card opens nothing any more."))


def _languages(request: HttpRequest, family: Family) -> list[str]:
    """English, then a language of the site that an adult of the family reads, or else speaks."""
    whole = whole_family(family, user=signed_in(request), on=clock.today())
    read = {one.read_language for one in whole.present if one.read_language}
    spoken = {one.answers.spoken_language for one in whole.present if one.answers}
    wanted = {name.casefold() for name in read or spoken}
    return ["en", *_site_languages(wanted)]


def _site_languages(names: Iterable[str]) -> Iterable[str]:
    for code, _name in settings.LANGUAGES:
        if code != "en" and translation.get_language_info(code)["name"].casefold() in names:
            yield code


def _line(code: str) -> CardLine:
    with translation.override(code):
        return CardLine(
            language=code,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            show_it=_("Show this card at the door."),
            says_nothing=_("It does not say who you are. If you lose it, we give you a new one."),
        )

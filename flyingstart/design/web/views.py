"""The home page, the staff landing page and the choice of language."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_safe

from flyingstart.design.slots import cards, home_cards, home_venues, staff_cards, today_parts
from flyingstart.kernel.api import clock, for_staff

A_YEAR = 365 * 24 * 60 * 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the service is, for a family that has never heard of it."""
    context = {"cards": cards(home_cards, request), "venues": home_venues.entries(request)}
    return TemplateResponse(request, "design/home.jinja", context)


@require_safe
@for_staff
def staff(request: HttpRequest) -> HttpResponse:
    """What waits for the person who signed in."""
    context = {
        "parts": sorted(today_parts.entries(request), key=lambda part: part.order),
        "cards": cards(staff_cards, request),
        "today": clock.today(),
    }
    return TemplateResponse(request, "design/staff.jinja", context)


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the reader's language and go back to the page they came from.

    A link, not a form: it changes nothing but what this reader reads, and works without script.
    """
    if code not in dict(settings.LANGUAGES) or not check_for_language(code):
        raise Http404(code)
    back = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if safe else reverse("home"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response

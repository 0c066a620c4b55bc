"""The sign for the door of a session that does not take place: in every language of the site."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.activities.models import Session
from flyingstart.activities.web.public.words import time_words
from flyingstart.design.api import formats
from flyingstart.kernel.api import for_staff


@dataclass(frozen=True, kw_only=True)
class SignPart:
    """The sign in one language."""

    language: str
    direction: str
    title: str
    sorry: str
    when: str
    more: str


@require_safe
@for_staff
def door_sign(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """What families read at a door that stays shut; one that takes place has none."""
    session = (
        Session.objects.filter(public_id=session_id).select_related("activity", "site").first()
    )
    if session is None:
        raise Http404
    page = reverse("session", args=[session.public_id])
    if session.cancelled_at is None:
        return HttpResponseRedirect(page)
    context = {
        "session": session,
        "parts": [_part(code, session) for code, _name in settings.LANGUAGES],
        "address": settings.SITE_ADDRESS + reverse("whats-on"),
        "back": page,
    }
    return TemplateResponse(request, "activities/timetable/door_sign.jinja", context)


def _part(code: str, session: Session) -> SignPart:
    with translation.override(code):
        hours = time_words(session.starts_at, session.ends_at)
        return SignPart(
            language=code,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            title=_("Not on today"),
            sorry=_("We are sorry: this session does not take place."),
            when=f"{formats.weekday(session.starts_at)}, {hours}",
            more=_("See what else is on, or ask any member of our team:"),
        )

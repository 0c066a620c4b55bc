"""What's on as files for calendars: all that somebody looks for, a series, or one session."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from flyingstart.activities.queries.listed import (
    Listed,
    listed,
    listed_places,
    series_listed,
    session_listed,
)
from flyingstart.activities.web.public.answers import public_file
from flyingstart.activities.web.public.feed import calendar_of
from flyingstart.activities.web.public.filters import language_names, read_asked
from flyingstart.activities.web.public.spans import horizon
from flyingstart.kernel.api import clock

# A file of more would keep the server for longer than a page may; a calendar looks again anyway.
MOST = 400


@public_file
def everything(request: HttpRequest) -> HttpResponse:
    """The sessions ahead that fit the same questions as on the page: the first of them."""
    at, today = clock.now(), clock.today()
    with _language(request):
        begin, end = clock.london_midnight(today), horizon(today)
        places = listed_places(begin=at, end=end)
        asked = read_asked(request.GET, places, on=today)
        sessions = listed(asked.wanted, begin=begin, end=end, most=MOST)
        return _file(request, sessions, asked.languages, name=_("Flying Start: what’s on"))


@public_file
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The sessions of a series from today on, or one session."""
    begin = clock.london_midnight(clock.today())
    alone = session_listed(public_id)
    sessions = [alone] if alone else series_listed(public_id, begin=begin)
    if not sessions:
        raise Http404(str(public_id))
    with _language(request):
        name = f"{sessions[0].activity}, {sessions[0].site}"
        return _file(request, sessions, language_names(), name=name)


def _language(request: HttpRequest) -> translation.override:
    """Calendars say nothing of their reader: the language stands in the address."""
    code = request.GET.get("lang", "")
    return translation.override(
        code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    )


def _file(
    request: HttpRequest, sessions: Sequence[Listed], languages: Mapping[str, str], *, name: str
) -> HttpResponse:
    def link(session: Listed) -> str:
        return request.build_absolute_uri(reverse("whats-on-one", args=[session.page_id]))

    content = calendar_of(sessions, name=name, languages=languages, link=link)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'inline; filename="{slugify(name) or "calendar"}.ics"',
            "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
        },
    )

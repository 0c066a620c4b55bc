"""What's on: a list for whoever looks, a page for each thing, a programme for the wall."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language

from flyingstart.activities.queries.listed import (
    ListedPlace,
    listed,
    listed_in,
    listed_places,
    next_listed,
    series_listed,
    session_listed,
    told_of,
)
from flyingstart.activities.web.public.answers import public_page
from flyingstart.activities.web.public.filters import Asked, language_names, read_asked
from flyingstart.activities.web.public.presenters import Day, Shower, whole_days
from flyingstart.activities.web.public.programme import sheets
from flyingstart.activities.web.public.spans import Span, horizon, read_span
from flyingstart.kernel.api import clock

# A page of more would be slow to load where the signal is weak; whole days are shown nevertheless.
MOST = 40
DATES = 8


@public_page
def whats_on(request: HttpRequest) -> HttpResponse:
    """Seven days of what is listed, narrowed as the reader likes."""
    span = read_span(request.GET.get("from", ""), at=clock.now())
    places = listed_places(begin=span.at, end=horizon(span.today))
    asked = read_asked(request.GET, places, on=span.today)
    found = listed(asked.wanted, begin=span.begin, end=span.end)
    shown = whole_days(found, MOST)
    shower = Shower(at=span.at, today=span.today, languages=asked.languages, near=asked.near)
    days = shower.days(shown)
    last = shown[-1].day if len(shown) < len(found) else span.first + dt.timedelta(6)
    context = {
        "asked": asked,
        "form": asked.form,
        "days": days,
        "count": sum(len(day.entries) for day in days),
        "first": span.first,
        "last": last,
        "is_first": span.earlier is None,
        "earlier": _with(asked, span.earlier) if span.earlier else "",
        **_what_follows(asked, span, days, last),
        **_calendar(request, reverse("whats-on-calendar"), asked.query),
        "programmes": _programmes(places),
    }
    return TemplateResponse(request, "activities/public/list.jinja", context)


@public_page
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A series with its next dates, or a session that is in none."""
    at = clock.now()
    alone = session_listed(public_id)
    if alone and alone.series:
        return HttpResponseRedirect(reverse("whats-on-one", args=[alone.series]))
    sessions = [alone] if alone else series_listed(public_id, begin=at)
    if not sessions:
        raise Http404(str(public_id))
    shower = Shower(at=at, today=clock.london_day(at), languages=language_names())
    ahead = [s for s in sessions if s.starts_at >= at or (s.ends_at or s.starts_at) > at]
    href = reverse("whats-on-one-calendar", args=[public_id])
    context = {
        "about": shower.entry(sessions[0]),
        "told": _told(sessions[0].activity),
        "dates": [shower.entry(session) for session in ahead[:DATES]],
        "more": max(0, len(ahead) - DATES),
        "is_series": alone is None,
        **_calendar(request, href, ""),
    }
    return TemplateResponse(request, "activities/public/one.jinja", context)


@public_page
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """All that is ahead in a neighbourhood, by programme: made to be printed for the wall."""
    at, today = clock.now(), clock.today()
    sessions = listed_in(code, begin=at, end=horizon(today)) if "\0" not in code else []
    if not sessions:
        raise Http404(code)
    context = {
        "neighbourhood": sessions[0].neighbourhood_name,
        "sheets": sheets(sessions, languages=language_names()),
        "at": at,
        "address": request.build_absolute_uri(reverse("whats-on")),
    }
    return TemplateResponse(request, "activities/public/programme.jinja", context)


def _told(activity: str) -> str:
    """What happens there, in the reader's language or else in the site's own; "" if not said."""
    texts = told_of(activity)
    return texts.get(get_language() or "") or texts.get(settings.LANGUAGE_CODE, "")


def _with(asked: Asked, first: dt.date) -> str:
    """The address of the same list from another day."""
    parts = [asked.query, urlencode({"from": first.isoformat()})]
    return f"{reverse('whats-on')}?{'&'.join(part for part in parts if part)}"


def _what_follows(
    asked: Asked, span: Span, days: Sequence[Day], last: dt.date
) -> Mapping[str, object]:
    """The days after, or, where these are empty, the first day on which there is something."""
    later = span.later(last)
    upcoming = None if days else next_listed(asked.wanted, after=span.end)
    return {
        "later": _with(asked, later) if later else "",
        "upcoming": upcoming,
        "upcoming_href": _with(asked, upcoming) if upcoming else "",
    }


def _calendar(request: HttpRequest, path: str, query: str) -> Mapping[str, str]:
    """Addresses of a calendar: to be fetched once, and to be followed."""
    language = get_language()
    parts = [query, urlencode({"lang": language}) if language != "en" else ""]
    given = "&".join(part for part in parts if part)
    href = f"{path}?{given}" if given else path
    return {
        "calendar_href": href,
        "follow_href": f"webcal://{request.get_host()}{href}",
    }


def _programmes(places: Sequence[ListedPlace]) -> list[tuple[str, str]]:
    """Names and addresses of the programmes of neighbourhoods."""
    named = {place.neighbourhood: place.neighbourhood_name for place in places}
    return [
        (name, reverse("whats-on-programme", args=[code]))
        for code, name in sorted(named.items(), key=lambda pair: pair[1])
        if code
    ]

"""Sessions as an iCalendar feed (RFC 5545) for the calendars of phones.

Each session is an event of its own under its public id, which stays when it is moved or cancelled.
Times are in UTC: an event does not repeat, so no reader needs to know our rules of summer time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from flyingstart.activities.queries.listed import Listed
from flyingstart.activities.web.public.words import age_words, cost_words, joined

# How often a calendar that follows the feed should look again.
LOOK_AGAIN = dt.timedelta(hours=6)


def calendar_of(
    sessions: Iterable[Listed],
    *,
    name: str,
    languages: Mapping[str, str],
    link: Callable[[Listed], str],
) -> bytes:
    """The file: UTF-8, the same bytes as long as nothing changed. `link` is a session's page."""
    calendar = Calendar()
    calendar.add("prodid", "-//Flying Start//What is on//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))
    for session in sessions:
        calendar.add_component(_event(session, languages, link(session)))
    return bytes(calendar.to_ical())


def _event(session: Listed, languages: Mapping[str, str], href: str) -> Event:
    event = Event()
    event.add("uid", str(session.public_id))
    event.add("dtstamp", _whole(session.updated_at))
    event.add("last-modified", _whole(session.updated_at))
    event.add("sequence", session.version)
    event.add("dtstart", session.starts_at.astimezone(dt.UTC))
    if session.ends_at and session.ends_at > session.starts_at:
        event.add("dtend", session.ends_at.astimezone(dt.UTC))
    if session.cancelled_at is None:
        event.add("status", "CONFIRMED")
        event.add("summary", session.activity)
    else:
        event.add("status", "CANCELLED")
        # Some calendars show the status nowhere.
        event.add("summary", _("Cancelled: %(activity)s") % {"activity": session.activity})
    event.add("location", joined([session.room, session.site, session.postcode]))
    event.add("description", "\n".join(_lines(session, languages)))
    event.add("url", href)
    # It is an offer: nobody is busy because of it.
    event.add("transp", "TRANSPARENT")
    return event


def _lines(session: Listed, languages: Mapping[str, str]) -> Iterable[str]:
    yield age_words(session.offer, session.reaches, session.months_from, session.months_to)
    yield cost_words(session.cost_pence)
    if session.language:
        language = languages.get(session.language, session.language)
        yield _("In %(language)s") % {"language": language}
    if session.note:
        yield session.note


def _whole(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)

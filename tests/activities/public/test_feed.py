"""The calendar feed, read back by two readers that know nothing of each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from flyingstart.activities.api import Session
from tests.activities.public.world import NOW, Town, offered, on, weekly

FEED = "/whats-on/calendar.ics"
Read = dict[str, dict[str, Any]]


def fetched(client: Client, path: str = FEED, **headers: str) -> bytes:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def by_icalendar(content: bytes) -> Read:
    """What a reader of the same library finds, by UID."""
    calendar: Any = Calendar.from_ical(content)
    return {
        str(event["uid"]): {
            "summary": str(event["summary"]),
            "start": event["dtstart"].dt,
            "end": event["dtend"].dt if "dtend" in event else None,
            "status": str(event["status"]),
            "location": str(event["location"]),
            "description": str(event["description"]),
        }
        for event in calendar.walk("VEVENT")
    }


def by_vobject(content: bytes) -> Read:
    """What another library finds, by UID."""
    calendar = vobject.readOne(content.decode())
    return {
        event.uid.value: {
            "summary": event.summary.value,
            "start": event.dtstart.value,
            "end": event.dtend.value if hasattr(event, "dtend") else None,
            "status": event.status.value,
            "location": event.location.value,
            "description": event.description.value,
        }
        for event in calendar.contents.get("vevent", [])
    }


def by_hand(content: bytes) -> Read:
    """What the rules of RFC 5545 alone find: lines unfolded, texts unescaped, UTC read."""
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    found: Read = {}
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            found[event["UID"]] = {
                "summary": _plain(event["SUMMARY"]),
                "start": _moment(event["DTSTART"]),
                "end": _moment(event["DTEND"]) if "DTEND" in event else None,
                "status": event["STATUS"],
                "location": _plain(event["LOCATION"]),
                "description": _plain(event["DESCRIPTION"]),
            }
        else:
            event[name] = value
    return found


def _plain(text: str) -> str:
    for sign, meant in (("\\n", "\n"), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        text = text.replace(sign, meant)
    return text


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)


READERS = pytest.mark.parametrize("read", [by_icalendar, by_vobject, by_hand])


@READERS
def test_every_reader_finds_the_same(town: Town, client: Client, read: Any) -> None:
    winter = offered(
        town,
        on(1, 10),
        note="Bring nothing, please; we have tea, toys and a very long sentence to be folded — ہاں",
        language="urd",
        cost_pence=200,
    )
    # In summer ten in London is nine in UTC.
    summer = offered(town, dt.datetime(2027, 4, 2, 9, tzinfo=dt.UTC), site=town.tent)
    endless = offered(town, on(2, 10), ends_at=None, cancelled_at=NOW, activity=town.club)

    content = fetched(client)

    assert read(content) == {
        str(winter.public_id): {
            "summary": "Stay and Play",
            "start": dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC),
            "end": dt.datetime(2026, 11, 27, 11, 30, tzinfo=dt.UTC),
            "status": "CONFIRMED",
            "location": "The Hall, AB1 2BB",
            "description": "Under 5 years\n£2 a family\nIn Urdu\n" + winter.note,
        },
        str(summer.public_id): {
            "summary": "Stay and Play",
            "start": dt.datetime(2027, 4, 2, 9, tzinfo=dt.UTC),
            "end": dt.datetime(2027, 4, 2, 10, 30, tzinfo=dt.UTC),
            "status": "CONFIRMED",
            "location": "The Tent",
            "description": "Under 5 years\nFree",
        },
        str(endless.public_id): {
            "summary": "Cancelled: Pregnancy Club",
            "start": dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC),
            "end": None,
            "status": "CANCELLED",
            "location": "The Hall, AB1 2BB",
            "description": "Expecting a baby\nFree",
        },
    }


def test_moved_or_cancelled_it_is_the_same_event_told_anew(town: Town, client: Client) -> None:
    session = weekly(town, on(1, 10), weeks=1)[0]
    before = _event(fetched(client))

    session.starts_at, session.ends_at = on(2, 14), on(2, 15)
    session.save()
    moved = _event(fetched(client))
    session.cancelled_at = NOW
    session.save()
    cancelled = _event(fetched(client))

    assert before["uid"] == moved["uid"] == cancelled["uid"] == str(session.public_id)
    assert before["sequence"] < moved["sequence"] < cancelled["sequence"]
    assert moved["dtstart"].dt == on(2, 14)
    assert cancelled["status"] == "CANCELLED"


def test_what_every_event_and_the_calendar_must_have(town: Town, client: Client) -> None:
    session = weekly(town, on(1, 10), weeks=1)[0]
    assert session.series is not None

    calendar: Any = Calendar.from_ical(fetched(client))
    event = _event(fetched(client))

    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "PUBLISH")
    assert str(calendar["x-wr-calname"]) == "Flying Start: what’s on"
    assert "X-PUBLISHED-TTL:PT6H" in fetched(client).decode()
    assert event["dtstamp"].dt.tzinfo is not None
    assert str(event["url"]) == f"http://testserver/whats-on/{session.series.public_id}/"
    assert str(event["transp"]) == "TRANSPARENT"
    assert "organizer" not in event
    assert "attendee" not in event


def test_the_same_questions_as_on_the_page(town: Town, client: Client) -> None:
    offered(town, on(1, 9), language="urd")
    offered(town, on(1, 10), site=town.church, cost_pence=100)
    offered(town, on(2, 11), site=town.church, activity=town.massage)
    offered(town, on(60, 11), site=town.tent)

    def found(query: str) -> list[str]:
        return sorted(event["location"] for event in by_icalendar(fetched(client, query)).values())

    assert found(FEED) == [
        "St Anne’s, AB1 3CC",
        "St Anne’s, AB1 3CC",
        "The Hall, AB1 2BB",
        "The Tent",
    ]
    assert found(f"{FEED}?near=ab11aa&within=1") == ["The Hall, AB1 2BB", "The Tent"]
    assert found(f"{FEED}?neighbourhood=docks&cost=free") == ["St Anne’s, AB1 3CC", "The Tent"]
    assert found(f"{FEED}?age=1y&day=5&language=english") == ["St Anne’s, AB1 3CC"]


def test_of_a_series_and_of_one_date(town: Town, client: Client) -> None:
    sessions = weekly(town, on(-6, 10), weeks=3)
    other = offered(town, on(1, 9))
    assert sessions[0].series is not None

    series = by_icalendar(fetched(client, f"/whats-on/{sessions[0].series.public_id}/calendar.ics"))
    date = by_icalendar(fetched(client, f"/whats-on/{sessions[2].public_id}/calendar.ics"))

    assert [*series] == [str(s.public_id) for s in sessions[1:]]
    assert [*date] == [str(sessions[2].public_id)]
    assert str(other.public_id) not in series


def test_in_the_language_of_its_address_whatever_the_reader_speaks(
    town: Town, client: Client
) -> None:
    offered(town, on(1, 10), cancelled_at=NOW)

    urdu = fetched(client, f"{FEED}?lang=ur")
    english = fetched(client, f"{FEED}?lang=xx", **{"accept-language": "ur"})

    assert _event(urdu)["summary"] == "منسوخ: Stay and Play"
    assert _event(english)["summary"] == "Cancelled: Stay and Play"


def test_it_is_kept_and_not_sent_again_while_it_is_the_same(town: Town, client: Client) -> None:
    session = offered(town, on(1, 10))
    first = client.get(FEED, headers={"accept-encoding": "gzip"})
    tag = first.headers["ETag"]

    same = client.get(FEED, headers={"if-none-match": tag, "accept-encoding": "gzip"})
    Session.objects.filter(pk=session.pk).update(cancelled_at=NOW)
    changed = client.get(FEED, headers={"if-none-match": tag, "accept-encoding": "gzip"})

    assert first.headers["Cache-Control"] == "public, max-age=900"
    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


def test_a_session_of_this_morning_stays_in_the_calendar_until_midnight(
    town: Town, client: Client
) -> None:
    session = offered(town, on(0, 7))

    assert [*by_icalendar(fetched(client))] == [str(session.public_id)]
    with time_machine.travel(on(1, 0, 1), tick=False):
        assert by_icalendar(fetched(client)) == {}


@pytest.mark.parametrize("size", [1, 3])
def test_as_many_queries_for_three_as_for_one(town: Town, client: Client, size: int) -> None:
    for day in range(size):
        offered(town, on(day + 1, 10))

    with CaptureQueriesContext(connection) as queries:
        fetched(client)

    # Two of them are the savepoint of the test itself.
    assert len(queries) == 6


def _event(content: bytes) -> Any:
    calendar: Any = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return event

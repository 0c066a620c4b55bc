"""The list, the page of one thing and the programme, as a visitor's browser is answered."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import User
from flyingstart.activities.models import Activity, SessionWorker
from flyingstart.activities.web.public import views
from flyingstart.places.api import Room
from tests.activities.public.world import HOME, NOW, Town, offered, on, weekly

LIST = "/whats-on/"


def text_of(answer: Any) -> str:
    """What a reader reads of the content."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>")[0].split(">", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def shown(client: Client, query: str = "", path: str = LIST) -> str:
    answer = client.get(f"{path}{query}")
    assert answer.status_code == 200
    return text_of(answer)


def then_in_order(text: str, *words: str) -> None:
    """All words are there, one after the other."""
    rest = text
    for word in words:
        assert word in rest
        rest = rest.split(word, 1)[1]


class TestList:
    def test_days_and_what_is_on(self, town: Town, client: Client) -> None:
        room = Room.objects.create(site=town.hall, name="Blue room")
        offered(town, on(0, 8, 30), room=room, note="Bring nothing", cost_pence=150)
        offered(town, on(1, 10), site=town.tent, activity=town.massage, language="urd")
        offered(town, on(3, 10), site=town.church)

        text = shown(client)

        assert "3 sessions: Thursday 26 November to Wednesday 2 December" in text
        then_in_order(
            text,
            "Today, Thursday 26 November",
            "8:30am to 10am Stay and Play , Thursday 26 November, 8:30am to 10am, The Hall, "
            "Blue room On now The Hall , Blue room Under 5 years · £1.50 a family Bring nothing",
            "Tomorrow, Friday 27 November",
            "Baby Massage",
            "The Tent 1 month to under 12 months · Free · In Urdu",
            "Sunday 29 November",
            "St Anne’s",
        )

    def test_a_cancelled_one_stands_on_its_day(self, town: Town, client: Client) -> None:
        offered(town, on(1, 10), cancelled_at=NOW, cancelled_because="Sam is ill")

        text = shown(client)

        assert "Cancelled The Hall" in text
        assert "Sam" not in text

    def test_who_works_there_is_nowhere(self, town: Town, client: Client) -> None:
        session = weekly(town, on(1, 10), weeks=1)[0]
        worker = User.objects.create_user("sam@example.org", "x" * 12, name="Sam Okafor")
        SessionWorker.objects.create(session=session, worker=worker, is_lead=True)
        assert session.series is not None

        for path in (
            LIST,
            "/whats-on/calendar.ics",
            f"/whats-on/{session.series.public_id}/",
            f"/whats-on/{session.series.public_id}/calendar.ics",
            "/whats-on/programme/hills/",
        ):
            answer = client.get(path)
            assert answer.status_code == 200
            assert b"Okafor" not in answer.content

    def test_names_are_shown_as_they_are(self, town: Town, client: Client) -> None:
        offered(town, on(1, 10), note="<b>Free</b> tea & fruit")

        assert "<b>Free</b> tea & fruit" in shown(client)

    @pytest.mark.parametrize("size", [1, 3])
    def test_as_many_queries_for_three_as_for_one(
        self, town: Town, client: Client, size: int
    ) -> None:
        for day in range(size):
            weekly(town, on(day + 1, 10), site=(town.hall, town.church)[day % 2])

        with CaptureQueriesContext(connection) as queries:
            text = shown(client, f"?near={HOME}&age=1y&within=5")

        assert f"{size} session" in text
        # Two of them are the savepoint of the test itself.
        assert len(queries) == 8

    def test_nothing_on_these_days_leads_to_the_next(self, town: Town, client: Client) -> None:
        offered(town, on(20, 10))

        answer = client.get(f"{LIST}?age=1y")

        assert "Nothing on these days" in text_of(answer)
        assert "The next is on Wednesday 16 December" in text_of(answer)
        assert 'href="/whats-on/?age=1y&amp;from=2026-12-16"' in answer.content.decode()

    @pytest.mark.django_db
    def test_nothing_at_all(self, client: Client) -> None:
        text = shown(client)

        assert "0 sessions" in text
        assert "Nothing on these days There may be a holiday." in text

    def test_paging_by_week(self, town: Town, client: Client) -> None:
        weekly(town, on(1, 10), weeks=3)

        first = client.get(f"{LIST}?age=1y")
        second = client.get(f"{LIST}?age=1y&from=2026-12-03")

        assert 'rel="prev"' not in first.content.decode()
        assert 'rel="next" href="/whats-on/?age=1y&amp;from=2026-12-03"' in first.content.decode()
        assert "Friday 4 December" in text_of(second)
        assert "Friday 27 November" not in text_of(second)
        assert 'rel="prev" href="/whats-on/?age=1y&amp;from=2026-11-26"' in second.content.decode()

    def test_a_full_week_is_cut_after_a_whole_day(
        self, town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "MOST", 2)
        for hour in (9, 11, 13):
            offered(town, on(1, hour))
        offered(town, on(2, 9))

        answer = client.get(LIST)

        assert "3 sessions: Thursday 26 November to Friday 27 November" in text_of(answer)
        assert 'rel="next" href="/whats-on/?from=2026-11-28"' in answer.content.decode()


class TestNear:
    def test_the_nearest_first_and_what_is_not_known_last(self, town: Town, client: Client) -> None:
        offered(town, on(1, 8), site=town.tent)
        offered(town, on(1, 9), site=town.church)
        offered(town, on(1, 10))

        text = shown(client, "?near=ab11aa")

        assert "Each day begins with what is nearest to AB1 1AA." in text
        then_in_order(text, "The Hall 0.7 miles away", "St Anne’s 3.5 miles away", "The Tent Under")

    def test_within_so_many_miles(self, town: Town, client: Client) -> None:
        offered(town, on(1, 8), site=town.tent)
        offered(town, on(1, 9), site=town.church)
        offered(town, on(1, 10))

        text = shown(client, "?near=AB1+1AA&within=1")

        assert "2 sessions" in text
        assert "Only: 1 mile" in text
        assert "St Anne’s Under" not in text

    def test_an_unknown_postcode_says_so_and_hides_nothing(
        self, town: Town, client: Client
    ) -> None:
        offered(town, on(1, 10))

        text = shown(client, "?near=ZZ1+1ZZ&within=1")

        assert "We do not know the postcode ZZ1 1ZZ, so we cannot say what is near." in text
        assert "1 session:" in text
        assert "away" not in text.replace("further away", "")

    def test_a_postcode_without_a_point_puts_its_neighbourhood_first(
        self, town: Town, client: Client
    ) -> None:
        offered(town, on(1, 9))
        offered(town, on(1, 10), site=town.tent)

        text = shown(client, "?near=AB19ZZ")

        assert "AB1 9ZZ is in the neighbourhood The Docks" in text
        then_in_order(text, "The Tent In your neighbourhood", "The Hall Under")

    def test_what_is_no_postcode_is_told_at_the_question(self, town: Town, client: Client) -> None:
        offered(town, on(1, 10))
        told = "Enter a whole postcode, like AB1 2CD"

        for near in ("AB1", "nonsense", "AB1 1AA or so"):
            text = shown(client, f"?near={near}")
            assert told in text
            assert "1 session:" in text
        for near in ("a" * 500, "%00", "%E2%80%AE"):
            assert "1 session:" in shown(client, f"?near={near}")


class TestBadQuestions:
    def test_they_are_not_heeded(self, town: Town, client: Client) -> None:
        offered(town, on(1, 10))

        for query in (
            "age=99y",
            "day=8",
            "day=x&day=1;drop",
            "cost=everything",
            "language=%00",
            "neighbourhood=nowhere",
            "site=%E2%80%AE",
            "within=-1",
            "within=1e9",
            "from=yesterday",
            "from=2026-11-26T10:00",
            "something=else&near=",
        ):
            assert "1 session:" in shown(client, f"?{query}"), query
            assert client.get(f"/whats-on/calendar.ics?{query}").content.count(b"UID:") == 1, query

    @pytest.mark.django_db
    def test_nothing_is_written(self, client: Client) -> None:
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(LIST).status_code == 405


class TestOne:
    def test_a_series_with_its_next_dates(self, town: Town, client: Client) -> None:
        sessions = weekly(town, on(1, 10), weeks=10, note="Bring nothing", language="urd")
        sessions[1].cancelled_at = NOW
        sessions[1].save()
        sessions[2].starts_at, sessions[2].ends_at = on(16, 14), on(16, 15)
        sessions[2].save()
        assert sessions[0].series is not None

        text = shown(client, path=f"/whats-on/{sessions[0].series.public_id}/")

        then_in_order(
            text,
            "Stay and Play",
            "Where The Hall AB1 2BB",
            "For whom Under 5 years",
            "Cost Free",
            "Language Urdu",
            "Good to know Bring nothing",
            "Keep all dates in your calendar",
            "Friday 27 November, 10am to 11:30am Add to your calendar",
            "Friday 4 December, 10am to 11:30am Cancelled Saturday 12 December, 2pm to 3pm",
            "Instead of Friday 11 December",
            "and 2 more dates",
        )

    def test_one_date_of_a_series_leads_to_all(self, town: Town, client: Client) -> None:
        session = weekly(town, on(1, 10))[1]
        assert session.series is not None

        answer = client.get(f"/whats-on/{session.public_id}/")

        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/whats-on/{session.series.public_id}/",
        )

    def test_a_session_of_its_own(self, town: Town, client: Client) -> None:
        session = offered(town, on(3, 10))

        text = shown(client, path=f"/whats-on/{session.public_id}/")

        assert "Date Sunday 29 November, 10am to 11:30am Add to your calendar" in text
        assert "Keep all dates" not in text

    @pytest.mark.parametrize(
        ("texts", "language", "shown"),
        [
            (
                {"en": "Toys & songs.", "ur": "کھلونے"},
                "en",
                '<bdi lang="en">Toys &amp; songs.</bdi>',
            ),
            ({"en": "Toys & songs.", "ur": "کھلونے"}, "ur", "<bdi>کھلونے</bdi>"),
            ({"en": "Toys & songs."}, "ur", '<bdi lang="en">Toys &amp; songs.</bdi>'),
            ({"ur": "کھلونے"}, "en", None),
            ({}, "en", None),
        ],
    )
    def test_what_happens_there(
        self, town: Town, client: Client, texts: dict[str, str], language: str, shown: str | None
    ) -> None:
        session = offered(town, on(3, 10))
        Activity.objects.update(about=texts)

        answer = client.get(
            f"/whats-on/{session.public_id}/", headers={"accept-language": language}
        )

        lead = re.findall(r'<p class="govuk-body-l">(.*?)</p>', answer.content.decode())
        assert lead == ([shown] if shown else [])

    def test_when_all_is_over_it_says_so(self, town: Town, client: Client) -> None:
        last = weekly(town, on(-30, 10), weeks=2)[-1]
        assert last.series is not None

        text = shown(client, path=f"/whats-on/{last.series.public_id}/")

        assert (
            "The last was on Tuesday 3 November, 10am to 11:30am. No more dates are planned."
            in text
        )

    def test_what_is_not_listed_or_not_there_is_not_found(self, town: Town, client: Client) -> None:
        hidden = offered(town, on(1, 10), listed=False)
        series = weekly(town, on(1, 14), listed=False)[0].series
        assert series is not None

        for what in (
            hidden.public_id,
            series.public_id,
            "0192d3a0-0000-7000-8000-000000000000",
            "1",
            "x",
        ):
            assert client.get(f"/whats-on/{what}/").status_code == 404
            assert client.get(f"/whats-on/{what}/calendar.ics").status_code == 404


class TestProgramme:
    def test_what_repeats_is_one_line(self, town: Town, client: Client) -> None:
        sessions = weekly(town, on(1, 10), weeks=6)
        sessions[3].cancelled_at = NOW
        sessions[3].save()
        weekly(town, on(4, 9), weeks=2, activity=town.massage)
        offered(town, on(2, 10))
        weekly(town, on(1, 10), site=town.church)

        text = shown(client, path="/whats-on/programme/hills/")

        then_in_order(
            text,
            "What’s on in The Hills",
            "Winter term",
            "Monday 9am to 10:30am Baby Massage",
            "The Hall AB1 2BB 30 November, 7 December",
            "Friday 10am to 11:30am Stay and Play",
            "The Hall AB1 2BB 27 November to 1 January, not 18 December",
            "Other dates Saturday",
            "The Hall AB1 2BB 28 November",
            "Changes and cancellations: http://testserver/whats-on/",
        )
        assert "St Anne’s" not in text

    @pytest.mark.parametrize("code", ["nowhere", "%00", "docks"])
    def test_of_nowhere_or_nothing_there_is_none(
        self, town: Town, client: Client, code: str
    ) -> None:
        offered(town, on(1, 10))

        assert client.get(f"/whats-on/programme/{code}/").status_code == 404


class TestAnswers:
    def test_a_page_is_small_private_and_needs_no_cookie(self, town: Town, client: Client) -> None:
        weekly(town, on(1, 10))

        answer = client.get(LIST, headers={"accept-encoding": "gzip"})

        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Cache-Control"] == "private, max-age=60"
        assert answer.cookies == {}

    def test_in_urdu_from_right_to_left(self, town: Town, client: Client) -> None:
        offered(town, on(1, 10), language="urd", cost_pence=200)

        answer = client.get(f"{LIST}?near=ZZ11ZZ", headers={"accept-language": "ur"})

        assert '<html lang="ur" dir="rtl"' in answer.content.decode()
        text = text_of(answer)
        then_in_order(text, "کیا ہو رہا ہے", "1 نشست: جمعرات 26 نومبر تا بدھ 2 دسمبر", "کل، جمعہ")
        assert "اردو میں" in text
        assert 'href="/whats-on/calendar.ics?near=ZZ11ZZ&amp;lang=ur"' in answer.content.decode()

    def test_what_staff_wrote_is_heard_in_its_own_language(
        self, town: Town, client: Client
    ) -> None:
        one = offered(town, on(1, 10), note="Bring a towel")
        offered(town, on(2, 10), note="تولیہ لائیں")

        told = client.get(LIST, headers={"accept-language": "ur"}).content.decode()
        page = client.get(f"{LIST}{one.public_id}/", headers={"accept-language": "ur"})

        assert '<bdi lang="en">Stay and Play</bdi>' in told
        assert '<bdi lang="en">Bring a towel</bdi>' in told
        assert "<bdi>تولیہ لائیں</bdi>" in told
        assert '<h1 class="govuk-heading-xl"><bdi lang="en">Stay and Play</bdi></h1>' in (
            page.content.decode()
        )

    @pytest.mark.django_db
    def test_home_leads_there(self, client: Client) -> None:
        page = client.get("/").content.decode()

        assert page.count('href="/whats-on/"') == 2
        assert "What’s on near you" in page


def test_the_clock_change_moves_no_session(town: Town, client: Client) -> None:
    weekly(town, dt.datetime(2027, 3, 19, 10, tzinfo=dt.UTC), weeks=1)
    # The clocks have gone forward: ten in London is nine in UTC.
    offered(town, dt.datetime(2027, 4, 2, 9, tzinfo=dt.UTC))

    assert "10am to 11:30am" in shown(client, "?from=2027-03-19")
    assert "10am to 11:30am" in shown(client, "?from=2027-03-30")

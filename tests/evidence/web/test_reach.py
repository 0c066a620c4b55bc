"""The reach page's answers: who may ask, for what, and what is said when it cannot be answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from flyingstart.activities.api import Activity, Session
from flyingstart.evidence.snapshot.store import Store
from flyingstart.evidence.web import choices
from flyingstart.kernel.api import Actor, Period, load_pack
from flyingstart.places.api import AreaSet, Site
from tests.accounts.people import user_with
from tests.cluster import committing

PACK = Path(__file__).resolve().parents[3] / "authorities" / "luton"
NOW = dt.datetime(2019, 5, 20, 12, tzinfo=dt.UTC)


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


@pytest.fixture(scope="module")
def authority(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A set-up authority whose wards are known from 2003 on, committed for all tests of a module:
    counting sees what is committed."""
    with committing(django_db_blocker):
        load_pack(folder=PACK, by=Actor.command("test"), at=NOW)
        AreaSet.objects.filter(code="wards-2003").update(starts_on=dt.date(2003, 5, 1))
        yield


@pytest.fixture
def staff(authority: None, db: None, store: Store) -> Client:
    """A member of staff of it, before anything was counted."""
    return client_of("manager")


def hold_session(day: str) -> None:
    Session.objects.create(
        activity=Activity.objects.earliest("pk"),
        site=Site.objects.earliest("pk"),
        starts_at=dt.datetime.fromisoformat(f"{day}T10:00+00:00"),
    )


@pytest.mark.django_db
class TestWhoMayAsk:
    @pytest.mark.parametrize("address", ["/staff/reach/", "/staff/reach/count-again/"])
    def test_a_stranger_is_asked_to_sign_in(self, address: str) -> None:
        method = Client().post if address.endswith("again/") else Client().get

        response = method(address)

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"] == f"/sign-in/?next={address}"

    @pytest.mark.parametrize("address", ["/staff/reach/", "/staff/reach/count-again/"])
    def test_whose_role_sees_no_figures_is_refused(self, address: str) -> None:
        client = client_of("partner")
        method = client.post if address.endswith("again/") else client.get

        assert method(address).status_code == HTTPStatus.FORBIDDEN

    def test_counting_again_takes_a_form_of_ours(self) -> None:
        client = client_of("manager")
        client.handler.enforce_csrf_checks = True

        assert client.post("/staff/reach/count-again/").status_code == HTTPStatus.FORBIDDEN
        assert client.get("/staff/reach/count-again/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestWhatIsAsked:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("period=20x", "“20x” is not a period"),
            ("measure=nonsense", "Select a valid choice"),
            ("area_set=nonsense", "Select a valid choice"),
            ("measure=<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ],
    )
    def test_nonsense_is_named_at_its_field(self, staff: Client, query: str, words: str) -> None:
        response = staff.get(f"/staff/reach/?{query}")

        assert response.status_code == HTTPStatus.BAD_REQUEST
        page = response.content.decode()
        assert "There is a problem" in page
        assert words in page

    def test_before_the_first_count_there_is_a_button(self, staff: Client) -> None:
        page = staff.get("/staff/reach/").content.decode()

        assert "Nothing has been counted yet" in page
        assert "Count now" in page

    def test_before_the_first_count_no_figure_opens(self, staff: Client) -> None:
        response = staff.get("/staff/reach/behind/?measure=not_reached&period=2019-Q1")

        assert response.status_code == HTTPStatus.BAD_REQUEST

    def test_without_a_population_there_is_a_count_and_no_rate(self, staff: Client) -> None:
        staff.post("/staff/reach/count-again/", {"asked": ""})

        page = staff.get("/staff/reach/?period=2019-Q1").content.decode()

        assert "No population is held for these wards" in page
        assert "None is held for these wards, so there is no rate." in page

    def test_counting_again_comes_back_to_the_page_it_was_asked_from(self, staff: Client) -> None:
        response = staff.post("/staff/reach/count-again/", {"asked": "period=2019-Q1"})

        assert response["Location"] == "/staff/reach/?period=2019-Q1"

    def test_a_period_before_all_wards_is_said_in_words(self, staff: Client) -> None:
        staff.post("/staff/reach/count-again/")

        response = staff.get("/staff/reach/?period=1999")

        assert response.status_code == HTTPStatus.OK
        assert "no ward set of the pack holds on 1999-12-31" in response.content.decode()

    def test_every_measure_by_place_has_its_page(self, staff: Client) -> None:
        staff.post("/staff/reach/count-again/")

        for declared in choices.measures_by_place():
            response = staff.get(f"/staff/reach/?measure={declared.name}&period=2019-Q1")

            assert (declared.name, response.status_code) == (declared.name, HTTPStatus.OK)


@pytest.mark.usefixtures("staff")
class TestPeriodsOffered:
    def test_they_reach_from_the_first_session_to_the_last(self) -> None:
        hold_session("2018-11-05")
        hold_session("2019-04-02")

        with time_machine.travel(NOW):
            offered = [str(period) for period in choices.periods()]

        assert offered == [
            *("2019-Q2", "2019-Q1", "2018-Q4"),
            *("FY2019", "FY2018"),
            "AY2018",
            *("2019", "2018"),
        ]

    def test_without_a_session_there_is_the_present_quarter(self) -> None:
        with time_machine.travel(NOW):
            assert [str(p) for p in choices.periods()] == ["2019-Q2", "FY2019", "AY2018", "2019"]


class TestPeriods:
    def test_the_newest_quarter_that_is_over_is_shown_first(self) -> None:
        known = [Period.quarter(2019, 2), Period.quarter(2019, 1)]

        assert choices.usual_period(known, dt.date(2019, 5, 20)) == known[1]
        assert choices.usual_period(known[:1], dt.date(2019, 5, 20)) == known[0]

    @pytest.mark.parametrize(
        ("period", "words"),
        [
            ("2019-Q1", "January to March 2019"),
            ("2019", "Calendar year 2019"),
            ("FY2018", "Financial year, April 2018 to March 2019"),
            ("AY2018", "School year, September 2018 to August 2019"),
            ("2019-03", "March 2019"),
            ("2019-01-07..2019-02-03", "7 January 2019 to 3 February 2019"),
        ],
    )
    def test_they_are_said_as_people_say_them(self, period: str, words: str) -> None:
        assert choices.period_words(Period.parse(period)) == words

    def test_the_trend_is_two_years_of_quarters(self) -> None:
        trend = choices.trend_period(Period.parse("2019-02"))

        assert (trend.start, trend.end) == (dt.date(2017, 4, 1), dt.date(2019, 3, 31))

    def test_the_trend_of_the_first_days_there_are_begins_with_them(self) -> None:
        trend = choices.trend_period(Period.parse("1900-04-01..1900-05-01"))

        assert (trend.start, trend.end) == (dt.date(1900, 1, 1), dt.date(1900, 6, 30))

"""The list of pairs that look alike: whom it shows, to whom, and how many."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.families.api import Family, merge_people, say_distinct
from flyingstart.families.web.staff.merging import worklist
from tests.accounts.people import add_grant, user_with
from tests.families.merging.world import WORKER
from tests.families.web.merging.twins import DUPLICATES, adult, again, child, pair, people_of
from tests.families.web.town import NOW, SOUTH, Town, at_work, client_of, make_family, text_of

BORN = {"Ala": dt.date(1990, 1, 1), "Ida": dt.date(1985, 6, 7)}


@pytest.fixture
def keeper(town: Town) -> Client:
    """Business support of the north."""
    cache.clear()
    return at_work("business_support", area=town.north)


@pytest.fixture
def second(town: Town) -> Family:
    """The family of the town, written down again."""
    del town
    return again()


class TestWhoMayOpenIt:
    @pytest.mark.usefixtures("db")
    def test_a_stranger_is_sent_to_sign_in(self, client: Client) -> None:
        answer = client.get(DUPLICATES)

        assert answer.headers["Location"] == f"/sign-in/?next={DUPLICATES}"

    @pytest.mark.parametrize("role", ["session_staff", "family_worker", "partner", "analyst"])
    def test_who_joins_no_records_is_refused(self, town: Town, role: str) -> None:
        client = at_work(role, area=town.north)

        assert client.get(DUPLICATES).status_code == HTTPStatus.FORBIDDEN
        assert "Written down twice?" not in text_of(client.get("/staff/"))

    def test_it_is_only_read(self, keeper: Client) -> None:
        assert keeper.post(DUPLICATES).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.usefixtures("second")
class TestWhatItShows:
    def test_both_side_by_side_with_the_reasons(self, keeper: Client) -> None:
        said = text_of(keeper.get(DUPLICATES))

        assert "2 pairs" in said
        assert "Zofia Kowalska born 5 May 1995 parent, 30 years, LU9" in said
        assert "Zofja Kowalska born 5 May 1995 parent, 30 years, LU9" in said
        assert "same birth date" in said
        assert "same phone" in said

    def test_each_pair_leads_to_its_pages(self, keeper: Client, town: Town, second: Family) -> None:
        html = keeper.get(DUPLICATES).content.decode()

        page = pair(town.mother, people_of(second)[0])
        assert f'href="{page}"' in html
        assert f'href="{page}two/"' in html

    def test_another_place_has_its_own(self, town: Town) -> None:
        southern = at_work("business_support", area=town.south)

        assert "Nothing waits here" in text_of(southern.get(DUPLICATES))

    def test_a_pair_of_two_places_is_for_who_keeps_both_in_order(self, town: Town) -> None:
        make_family(adult("Zofia", phone="07700 900123", born=dt.date(1995, 5, 5)), postcode=SOUTH)
        cache.clear()
        counts = [
            text_of(at_work("business_support", area=area).get(DUPLICATES))
            for area in (town.north, town.south)
        ]
        whole = text_of(at_work("business_support").get(DUPLICATES))

        assert "2 pairs" in counts[0]
        assert "Nothing waits here" in counts[1]
        assert "4 pairs" in whole

    def test_whom_one_sees_but_cannot_join_are_not_offered(self, town: Town) -> None:
        # A worker of the north who keeps the record in order in the south.
        user = user_with("family_worker", neighbourhood=town.north)
        add_grant(user, "business_support", neighbourhood=town.south)

        assert "Nothing waits here" in text_of(client_of(user).get(DUPLICATES))

    def test_who_was_joined_or_said_to_be_two_waits_no_longer(
        self, keeper: Client, town: Town, second: Family
    ) -> None:
        mother, boy = people_of(second)
        merge_people(kept=town.child, merged=boy, reason="One child", by=WORKER, at=NOW)
        say_distinct(first=town.mother, second=mother, reason="Sisters", by=WORKER, at=NOW)

        assert "Nothing waits here" in text_of(keeper.get(DUPLICATES))

    def test_twins_are_shown_only_when_what_is_possible_is_asked_for(self, keeper: Client) -> None:
        make_family(child("Hassan", "Nowak"), child("Hussain", "Nowak"))
        say = "may be a twin"

        assert say not in text_of(keeper.get(DUPLICATES))
        assert say in text_of(keeper.get(f"{DUPLICATES}?strength=possible"))
        assert "Hussain" not in text_of(keeper.get(f"{DUPLICATES}?strength=certain"))
        # Words that nobody offered are those of the whole list.
        assert "2 pairs" in text_of(keeper.get(f"{DUPLICATES}?strength=nonsense&page=99"))


def test_pages_hold_so_many_pairs(
    keeper: Client, second: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "PER_PAGE", 1)

    first, last = (text_of(keeper.get(f"{DUPLICATES}?page={number}")) for number in (1, 2))

    assert (first.count("Look at the two"), last.count("Look at the two")) == (1, 1)
    assert "Next" in first
    assert "Previous" in last
    assert "2 pairs" in last


def test_the_card_says_how_many_waited_when_the_list_was_last_seen(
    keeper: Client, second: Family
) -> None:
    before = text_of(keeper.get("/staff/"))
    keeper.get(DUPLICATES)

    after = text_of(keeper.get("/staff/"))

    assert "Written down twice?" in before
    assert "pairs to look at" not in before
    assert "2 pairs to look at" in after


def test_as_many_queries_for_one_pair_as_for_three(
    keeper: Client, second: Family, town: Town
) -> None:
    _mother, boy = people_of(second)
    say_distinct(first=town.child, second=boy, reason="Cousins", by=WORKER, at=NOW)
    keeper.get(DUPLICATES)
    one = queries_of(keeper, "1 pair")
    for name in ("Ala", "Ida"):
        for _ in range(2):
            make_family(adult(name, "Nowak", born=BORN[name]))

    assert queries_of(keeper, "3 pairs") == one


def queries_of(client: Client, words: str) -> int:
    """How many queries the list takes that says so many."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(DUPLICATES)
    assert words in text_of(response)
    return len(captured)

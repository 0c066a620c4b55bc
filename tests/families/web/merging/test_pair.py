"""Two records side by side: joined with a reason, or said to be two people."""

from __future__ import annotations

import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.accounts.api import AccessLog
from flyingstart.families.api import (
    Distinct,
    Family,
    Merge,
    Person,
    PersonDetails,
    Role,
    join_family,
    merge_people,
    say_distinct,
    update_details,
)
from tests.accounts.people import add_grant, user_with
from tests.families.merging.world import WORKER
from tests.families.web.merging.twins import (
    DUPLICATES,
    JOINED,
    adult,
    again,
    boxes,
    child,
    hidden,
    pair,
    people_of,
    send,
)
from tests.families.web.town import (
    NOBODY,
    NOW,
    SOUTH,
    Town,
    at_work,
    client_of,
    make_family,
    text_of,
)

REASON = "Her mother told us"
APART = {"kept": "first", "families": "apart", "reason": REASON}
TOGETHER = {"kept": "first", "families": "1", "reason": REASON}


@pytest.fixture
def second(town: Town) -> Family:
    """The family of the town, written down again."""
    del town
    return again()


@pytest.fixture
def boys(town: Town, second: Family) -> tuple[Person, Person]:
    """The child, and the child as written down again."""
    return town.child, people_of(second)[1]


@pytest.fixture
def page(boys: tuple[Person, Person]) -> str:
    """Where the two boys stand side by side."""
    return pair(*boys)


@pytest.fixture
def keeper(town: Town) -> Client:
    """Business support of the north."""
    return at_work("business_support", area=town.north)


def ticked(client: Client, address: str, said: dict[str, str]) -> dict[str, str]:
    """What is said, with every doubt ticked that the page then raises."""
    html = send(client, address, said).content.decode()
    doubts = {name: "yes" for name in boxes(html) if name.startswith("sure-")}
    return {**said, **doubts}


def rename(person: Person, given: str, **answers: str) -> None:
    """A colleague changes somebody's details."""
    details = PersonDetails(
        given_name=given,
        family_name=person.family_name,
        date_of_birth=person.date_of_birth,
        **answers,  # type: ignore[arg-type]  # all of these are words
    )
    update_details(person=person, details=details, by=WORKER, at=NOW)


class TestWhoMayOpenIt:
    def test_a_stranger_is_sent_to_sign_in(self, page: str, client: Client) -> None:
        for address in (page, f"{page}two/"):
            assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"

    @pytest.mark.parametrize("role", ["session_staff", "family_worker", "partner", "analyst"])
    def test_who_joins_no_records_is_refused(self, town: Town, page: str, role: str) -> None:
        client = at_work(role, area=town.north)

        for address in (page, f"{page}two/"):
            assert client.get(address).status_code == HTTPStatus.FORBIDDEN
            assert client.post(address, APART).status_code == HTTPStatus.FORBIDDEN
        assert not Merge.objects.exists()

    def test_a_pair_half_in_another_place_is_not_there_and_that_is_on_record(
        self, town: Town
    ) -> None:
        (stranger,) = people_of(make_family(adult("Zofia"), postcode=SOUTH))
        address = pair(town.mother, stranger)

        answers = {
            at_work("business_support", area=area).post(f"{address}{rest}", APART).status_code
            for area in (town.north, town.south)
            for rest in ("", "two/")
        }

        assert answers == {HTTPStatus.NOT_FOUND}
        refused = AccessLog.objects.filter(kind="person", allowed=False)
        assert {town.mother.public_id, stranger.public_id} == {
            *refused.values_list("thing", flat=True)
        }
        assert not Merge.objects.exists()
        assert not Distinct.objects.exists()

    def test_whom_one_sees_but_may_not_join_there_is_refused(self, town: Town, page: str) -> None:
        user = user_with("family_worker", neighbourhood=town.north)
        add_grant(user, "business_support", neighbourhood=town.south)

        assert client_of(user).get(page).status_code == HTTPStatus.FORBIDDEN

    def test_nobody_and_one_person_twice_are_not_found(self, town: Town, keeper: Client) -> None:
        for address in (
            f"{DUPLICATES}{town.child.public_id}/{NOBODY}/",
            pair(town.child, town.child),
            f"{DUPLICATES}{town.child.public_id}/not-an-id/",
        ):
            assert keeper.get(address).status_code == HTTPStatus.NOT_FOUND

    def test_who_opened_it_is_on_record(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        keeper.get(page)

        seen = AccessLog.objects.filter(kind="person", allowed=True)
        assert {*seen.values_list("thing", flat=True)} == {boy.public_id for boy in boys}


class TestSideBySide:
    def test_each_answer_says_in_words_how_they_stand(self, keeper: Client, page: str) -> None:
        said = text_of(keeper.get(page))

        assert "Name different Stanisław Kowalski Stanislaw Kowalski" in said
        assert "Born the same 10 January 2024 10 January 2024" in said
        assert "In the family different child, with Zofia child, with Zofja" in said
        assert "Home the same 1 High Street, LU9 1AA 1 High Street, LU9 1AA" in said
        assert "Nothing is deleted." in said

    def test_what_only_one_says(self, keeper: Client, page: str, town: Town) -> None:
        rename(town.child, "Stanisław", gp_practice="Elm")

        assert "GP practice only one says Elm nothing" in text_of(keeper.get(page))

    def test_a_home_out_of_sight_is_not_told(self, town: Town) -> None:
        # His main home is his father's, in the south.
        father = make_family(adult("Adam"), child("Staszek"), postcode=SOUTH)
        staszek = people_of(father)[1]
        join_family(person=staszek, family=town.family, role=Role.CHILD, on=None, by=WORKER, at=NOW)
        page = pair(town.child, staszek)

        said = text_of(at_work("business_support", area=town.north).get(page))

        assert "child, with Zofia and Stanisław" in said
        assert "Adam" not in said
        assert SOUTH not in said
        whole = text_of(at_work("business_support").get(page))
        assert "child, with Adam" in whole
        assert SOUTH in whole

    def test_people_who_may_be_two_by_their_numbers_cannot_be_joined(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        for boy, number in zip(boys, ("9990000018", "9990000026"), strict=True):
            Person.objects.filter(pk=boy.pk).update(nhs_number=number)

        said = text_of(keeper.get(page))

        assert "Their NHS numbers differ, so these are two people." in said
        assert "Join the two records" not in said
        assert "Their NHS numbers differ" in text_of(send(keeper, page, APART))
        assert not Merge.objects.exists()


class TestJoining:
    def test_the_person_alone_and_the_families_stay_apart(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        answer = send(keeper, page, APART)

        merge = Merge.objects.get()
        assert answer.headers["Location"] == f"{JOINED}{merge.public_id}/"
        assert (merge.kept_person, merge.merged_person) == boys
        assert (merge.reason, merge.merged_by_name) == (REASON, "Sam Okafor")
        assert not Family.objects.exclude(merged_into=None).exists()

    def test_the_one_that_is_chosen_is_kept(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        send(keeper, page, {**APART, "kept": "second"})

        merge = Merge.objects.get()
        assert (merge.merged_person, merge.kept_person) == boys

    def test_the_families_with_everyone_who_is_the_same(
        self, keeper: Client, page: str, town: Town, second: Family
    ) -> None:
        html = keeper.get(page).content.decode()
        (who,) = [name for name in boxes(html) if name.startswith("who-1-")]
        # Whom the page thinks likely is chosen beforehand.
        assert re.search(rf'value="{town.mother.public_id}" selected', html)
        said = {**TOGETHER, who: str(town.mother.public_id)}

        answer = send(keeper, page, ticked(keeper, page, said))

        whole = Merge.objects.get(whole=None)
        assert answer.headers["Location"] == f"{JOINED}{whole.public_id}/"
        assert (whole.kept_family, whole.merged_family) == (town.family, second)
        mother, boy = people_of(second)
        pieces = whole.pieces.order_by("pk").values_list("kept_person", "merged_person")
        assert {*pieces} == {(town.child.pk, boy.pk), (town.mother.pk, mother.pk)}

    def test_nobody_of_the_other_family_is_somebody_more(
        self, keeper: Client, page: str, town: Town, second: Family
    ) -> None:
        (who,) = [
            name for name in boxes(keeper.get(page).content.decode()) if name.startswith("who-1-")
        ]
        said = {**TOGETHER, "kept": "second", who: "nobody"}

        send(keeper, page, ticked(keeper, page, said))

        whole = Merge.objects.get(whole=None)
        assert (whole.merged_family, whole.kept_family) == (town.family, second)
        assert whole.pieces.get().merged_person == town.child

    def test_without_an_answer_nothing_is_joined(self, keeper: Client, page: str) -> None:
        answer = send(keeper, page, {"kept": "first"})

        said = text_of(answer)
        assert answer.status_code == HTTPStatus.OK
        assert "Choose what becomes of the families" in said
        assert "Enter how you know it" in said
        assert not Merge.objects.exists()

    def test_sent_twice_it_is_one_merge(self, keeper: Client, page: str) -> None:
        seen = hidden(keeper.get(page).content.decode())
        first, again_ = (keeper.post(page, {**seen, **APART}) for _ in range(2))

        merge = Merge.objects.get()
        assert first.headers["Location"] == again_.headers["Location"]
        assert first.headers["Location"] == f"{JOINED}{merge.public_id}/"
        assert "joined already" in text_of(keeper.get(page, follow=True))

    def test_what_somebody_changed_meanwhile_is_told_and_nothing_is_lost(
        self, keeper: Client, page: str, town: Town
    ) -> None:
        seen = hidden(keeper.get(page).content.decode())
        rename(town.child, "Staś")

        answer = keeper.post(page, {**seen, **APART})

        assert "Something changed while you were looking" in text_of(answer)
        assert REASON in answer.content.decode()
        assert not Merge.objects.exists()
        fresh = hidden(answer.content.decode())
        assert fresh != seen
        keeper.post(page, {**fresh, **APART})
        assert Merge.objects.get().reason == REASON

    def test_whom_a_colleague_joined_elsewhere_meanwhile_is_the_one_kept(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        seen = hidden(keeper.get(page).content.decode())
        third = people_of(make_family(child("Stasiek")))[0]
        merge_people(kept=third, merged=boys[1], reason="One", by=WORKER, at=NOW)

        answer = keeper.post(page, {**seen, **APART})

        assert "Something changed while you were looking" in text_of(answer)
        assert "Stasiek Kowalski" in text_of(answer)
        assert Merge.objects.count() == 1

    def test_markup_in_a_reason_is_words(self, keeper: Client, page: str) -> None:
        send(keeper, page, {**APART, "reason": "<b>one</b> =1+1"})

        html = keeper.get(f"{JOINED}{Merge.objects.get().public_id}/").content.decode()
        assert "&lt;b&gt;one&lt;/b&gt; =1+1" in html


class TestDoubts:
    def test_twins_are_joined_only_by_who_knows_better(self, keeper: Client) -> None:
        ola, ewa = people_of(make_family(child("Ola", "Nowak"), child("Ewa", "Nowak")))
        address = pair(ola, ewa)
        said = {"kept": "first", "reason": REASON}

        refused = send(keeper, address, said)

        assert "Are their families one family too?" not in text_of(refused)
        assert "Tick that you know it, or do not join them" in text_of(refused)
        assert "not twins" in text_of(refused)
        assert not Merge.objects.exists()
        send(keeper, address, ticked(keeper, address, said))
        assert Merge.objects.get().merged_person == ewa

    def test_different_birth_dates_are_asked_about(self, keeper: Client, town: Town) -> None:
        boy = town.child
        (older,) = people_of(make_family(child("Stanisław", born=dt.date(2021, 1, 10))))
        address = pair(boy, older)

        refused = send(keeper, address, APART)

        said = text_of(refused)
        assert "One of the birth dates, 10 January 2024 or 10 January 2021, is a slip" in said
        assert not Merge.objects.exists()
        send(keeper, address, ticked(keeper, address, APART))
        assert Merge.objects.count() == 1

    def test_a_doubt_about_another_pair_of_the_families_is_asked_once_they_are_named(
        self, keeper: Client, page: str, town: Town
    ) -> None:
        html = keeper.get(page).content.decode()
        (who,) = [name for name in boxes(html) if name.startswith("who-1-")]
        said = {**TOGETHER, who: str(town.mother.public_id)}

        refused = send(keeper, page, said)

        assert "Zofja Kowalska: I know that they are one person" in text_of(refused)
        assert not Merge.objects.exists()


class TestTwoPeople:
    WHY = {"why": "They are twins"}

    def test_is_kept_with_its_reason_and_sent_twice_once(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        answers = [keeper.post(f"{page}two/", self.WHY) for _ in range(2)]

        assert {answer.headers["Location"] for answer in answers} == {DUPLICATES}
        distinct = Distinct.objects.get()
        assert {distinct.first, distinct.second} == {*boys}
        assert (distinct.reason, distinct.said_by_name) == ("They are twins", "Sam Okafor")

    def test_in_words_where_none_are_offered(self, keeper: Client, page: str) -> None:
        nothing = keeper.post(f"{page}two/", {"why": "other", "words": " "})
        keeper.post(f"{page}two/", {"why": "other", "words": "Two cousins of one name"})

        assert "Enter how you know" in text_of(nothing)
        assert Distinct.objects.get().reason == "Two cousins of one name"

    def test_who_were_said_to_be_two_cannot_be_joined(self, keeper: Client, page: str) -> None:
        seen = hidden(keeper.get(page).content.decode())
        keeper.post(f"{page}two/", self.WHY)

        answer = keeper.post(page, {**seen, **APART})

        assert "Sam Okafor said that these are two people: They are twins" in text_of(answer)
        assert not Merge.objects.exists()

    def test_it_can_be_taken_back_twice_once(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        say_distinct(first=boys[0], second=boys[1], reason="Twins", by=WORKER, at=NOW)
        shown = text_of(keeper.get(f"{page}two/"))

        without = keeper.post(f"{page}two/", {"reason": ""})
        answers = [keeper.post(f"{page}two/", {"reason": "One child"}) for _ in range(2)]

        assert "Perhaps one person after all" in shown
        assert without.status_code == HTTPStatus.OK
        assert {answer.headers["Location"] for answer in answers} == {page}
        assert not Distinct.objects.exists()

    def test_who_are_joined_are_one(
        self, keeper: Client, page: str, boys: tuple[Person, Person]
    ) -> None:
        merge = merge_people(kept=boys[0], merged=boys[1], reason="One", by=WORKER, at=NOW)

        answer = keeper.post(f"{page}two/", self.WHY)

        assert answer.headers["Location"] == f"{JOINED}{merge.public_id}/"
        assert not Distinct.objects.exists()

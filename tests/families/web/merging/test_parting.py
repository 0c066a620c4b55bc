"""The list of what was joined, and parting: what was entered since is asked about one by one."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog
from flyingstart.families.api import (
    ContactDetail,
    DetailKind,
    Family,
    Merge,
    Note,
    Person,
    merge_families,
    merge_people,
    set_contact_detail,
    unmerge,
    write_note,
)
from flyingstart.families.web.staff.merging import parting
from tests.families.merging.world import WORKER
from tests.families.web.merging.twins import (
    DUPLICATES,
    JOINED,
    adult,
    again,
    boxes,
    hidden,
    people_of,
    send,
)
from tests.families.web.town import NOBODY, NOW, SOUTH, Town, at_work, make_family, text_of

WHY = "They came together today"


@pytest.fixture
def keeper(town: Town) -> Client:
    """Business support of the north."""
    return at_work("business_support", area=town.north)


@pytest.fixture
def second(town: Town) -> Family:
    """The family of the town, written down again."""
    del town
    return again()


@pytest.fixture
def merge(town: Town, second: Family) -> Merge:
    """The mother's two records, joined."""
    return join(town.mother, people_of(second)[0])


@pytest.fixture
def page(merge: Merge) -> str:
    """Where it is parted."""
    return address(merge)


def join(kept: Person, merged: Person) -> Merge:
    return merge_people(
        kept=kept,
        merged=merged,
        reason="Her own word",
        knows_they_are_one=True,
        by=WORKER,
        at=NOW,
    )


def join_whole(kept: Family, merged: Family) -> Merge:
    """Two families, with all their people in their order."""
    pairs = list(zip(people_of(kept), people_of(merged), strict=True))
    return merge_families(
        kept=kept,
        merged=merged,
        pairs=pairs,
        reason="Registered twice",
        knows_they_are_one=True,
        by=WORKER,
        at=NOW,
    )


def address(merge: Merge) -> str:
    return f"{JOINED}{merge.public_id}/"


def ring(person: Person, number: str) -> None:
    set_contact_detail(person=person, kind=DetailKind.PHONE, value=number, by=WORKER, at=NOW)


def asked(client: Client, page: str) -> Sequence[str]:
    """The names of the questions about what was entered since."""
    return [*boxes(client.get(page).content.decode())]


class TestWhoMayOpenThem:
    def test_who_opened_it_and_who_was_refused_is_noted(
        self, keeper: Client, town: Town, merge: Merge, page: str
    ) -> None:
        elsewhere = at_work("business_support", area=town.south)

        keeper.get(page)
        elsewhere.get(page)

        noted = AccessLog.objects.filter(kind="merge", thing=merge.public_id).order_by("pk")
        assert [*noted.values_list("allowed", flat=True)] == [True, False]

    def test_a_stranger_is_sent_to_sign_in(self, page: str, client: Client) -> None:
        for each in (JOINED, page):
            assert client.get(each).headers["Location"] == f"/sign-in/?next={each}"

    @pytest.mark.parametrize("role", ["session_staff", "family_worker", "partner", "analyst"])
    def test_who_joins_no_records_is_refused(self, town: Town, page: str, role: str) -> None:
        client = at_work(role, area=town.north)

        assert client.get(JOINED).status_code == HTTPStatus.FORBIDDEN
        assert client.get(page).status_code == HTTPStatus.FORBIDDEN
        assert client.post(page, {"reason": WHY}).status_code == HTTPStatus.FORBIDDEN
        assert not Merge.objects.exclude(undone_at=None).exists()

    def test_in_another_place_there_is_none(self, town: Town, page: str) -> None:
        client = at_work("business_support", area=town.south)

        assert "Nothing was joined yet" in text_of(client.get(JOINED))
        assert client.get(page).status_code == HTTPStatus.NOT_FOUND
        assert client.post(page, {"reason": WHY}).status_code == HTTPStatus.NOT_FOUND

    def test_nobodys_id_is_not_found(self, keeper: Client) -> None:
        for each in (f"{JOINED}{NOBODY}/", f"{JOINED}some/"):
            assert keeper.get(each).status_code == HTTPStatus.NOT_FOUND

    def test_once_parted_it_is_for_who_may_see_both(self, town: Town, keeper: Client) -> None:
        southern = make_family(adult("Zofia"), postcode=SOUTH)
        merge = join(town.mother, people_of(southern)[0])
        seen = text_of(keeper.get(JOINED))

        unmerge(merge=merge, belongs={}, reason="Two", by=WORKER, at=NOW)

        assert "Her own word" in seen
        assert "Nothing was joined yet" in text_of(keeper.get(JOINED))
        assert keeper.get(address(merge)).status_code == HTTPStatus.NOT_FOUND
        assert "Parted again" in text_of(at_work("business_support").get(JOINED))


class TestList:
    @pytest.mark.usefixtures("merge")
    def test_says_who_when_and_why(self, keeper: Client, page: str) -> None:
        answer = keeper.get(JOINED)

        said = text_of(answer)
        assert "1 entry" in said
        assert "Zofia Kowalska, born 5 May 1995" in said
        assert "Joined to it: Zofja Kowalska, born 5 May 1995" in said
        assert "Her own word" in said
        assert "Sam Okafor, Wednesday 4 March 2026, 10am" in said
        assert f'href="{page}"' in answer.content.decode()

    def test_families_are_one_line_with_all_their_people(
        self, keeper: Client, town: Town, second: Family
    ) -> None:
        whole = join_whole(town.family, second)

        said = text_of(keeper.get(JOINED))

        assert "1 entry" in said
        assert "Zofia Kowalska and Stanisław Kowalski" in said
        assert "Joined to it: Zofja Kowalska and Stanislaw Kowalski" in said
        told = text_of(keeper.get(address(whole)))
        assert "One family, written down twice" in told
        assert "Stanisław Kowalski, born 10 January 2024, written down again as Stanislaw" in told

    def test_filters_by_whether_they_are_parted(
        self, keeper: Client, merge: Merge, town: Town, second: Family
    ) -> None:
        join(town.child, people_of(second)[1])
        unmerge(merge=merge, belongs={}, reason="Two", by=WORKER, at=NOW)

        counts = [
            text_of(keeper.get(f"{JOINED}?state={state}"))
            for state in ("standing", "parted", "nonsense")
        ]

        assert "Stanisław Kowalski" in counts[0]
        assert "Zofia Kowalska" not in counts[0]
        assert "Zofia Kowalska" in counts[1]
        assert "Stanisław Kowalski" not in counts[1]
        assert "2 entries" in counts[2]

    def test_is_paged_with_as_many_queries_for_one_as_for_three(
        self, keeper: Client, town: Town, second: Family, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        join_whole(town.family, second)
        keeper.get(JOINED)
        with CaptureQueriesContext(connection) as one:
            keeper.get(JOINED)
        for mine, theirs in zip(people_of(town.family), people_of(again()), strict=True):
            join(mine, theirs)
        with CaptureQueriesContext(connection) as three:
            said = text_of(keeper.get(JOINED))

        assert "3 entries" in said
        assert len(three) == len(one)
        monkeypatch.setattr(parting, "PER_PAGE", 2)
        assert "Next" in text_of(keeper.get(JOINED))
        assert "Previous" in text_of(keeper.get(f"{JOINED}?page=2"))


class TestParting:
    def test_with_nothing_entered_since_only_the_reason_is_asked(
        self, keeper: Client, page: str, merge: Merge
    ) -> None:
        shown = text_of(keeper.get(page))
        without = send(keeper, page, {"reason": " "})

        answer = send(keeper, page, {"reason": WHY})

        assert "Nothing was entered about either since." in shown
        assert "Enter why they are parted" in text_of(without)
        assert answer.headers["Location"] == page
        merge.refresh_from_db()
        assert (merge.undone_by_name, merge.undone_why) == ("Sam Okafor", WHY)
        told = text_of(keeper.get(page))
        assert "These records were parted" in told
        assert WHY in told
        assert "Part the two records" not in told

    def test_what_was_entered_since_goes_where_it_is_said_one_by_one(
        self, keeper: Client, page: str, town: Town, second: Family
    ) -> None:
        ring(town.mother, "07700 900777")
        write_note(family=town.family, text="Secret words", person=town.mother, by=WORKER, at=NOW)
        shown = text_of(keeper.get(page))
        phone, note = asked(keeper, page)

        missing = send(keeper, page, {"reason": WHY, phone: "merged"})
        answer = send(keeper, page, {"reason": WHY, phone: "merged", note: "kept"})

        assert "Contact detail of Zofia Kowalska: 07700 900777" in shown
        assert "Secret words" not in shown
        assert "Choose whose it is: Note of Zofia Kowalska" in text_of(missing)
        assert answer.headers["Location"] == page
        mother = people_of(second)[0]
        assert ContactDetail.objects.get(value="07700 900777").person == mother
        assert Note.objects.get().person == town.mother
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_an_answer_that_was_not_offered_is_none(
        self, keeper: Client, page: str, town: Town
    ) -> None:
        ring(town.mother, "07700 900777")
        (phone,) = asked(keeper, page)

        answer = send(keeper, page, {"reason": WHY, phone: "somebody"})

        assert answer.status_code == HTTPStatus.OK
        assert not Merge.objects.exclude(undone_at=None).exists()

    def test_what_came_in_while_somebody_was_looking_is_asked_too_and_nothing_is_lost(
        self, keeper: Client, page: str, town: Town
    ) -> None:
        ring(town.mother, "07700 900777")
        html = keeper.get(page).content.decode()
        (phone,) = boxes(html)
        write_note(family=town.family, text="A visit", person=town.mother, by=WORKER, at=NOW)

        answer = keeper.post(page, {**hidden(html), "reason": WHY, phone: "merged"})

        said, html = text_of(answer), answer.content.decode()
        assert "Something was entered while you were looking" in said
        assert WHY in said
        assert len(boxes(html)) == 2
        assert html.count(" checked") == 1
        assert not Merge.objects.exclude(undone_at=None).exists()

    def test_sent_twice_it_is_parted_once(self, keeper: Client, page: str, merge: Merge) -> None:
        seen = hidden(keeper.get(page).content.decode())
        answers = [
            keeper.post(page, {**seen, "reason": reason}) for reason in (WHY, "Another word")
        ]

        assert {answer.headers["Location"] for answer in answers} == {page}
        merge.refresh_from_db()
        assert merge.undone_why == WHY
        assert "They are parted already." in text_of(keeper.get(page))

    def test_families_part_with_their_people(
        self, keeper: Client, town: Town, second: Family
    ) -> None:
        whole = join_whole(town.family, second)
        piece = whole.pieces.first()
        assert piece is not None

        moved = keeper.get(address(piece))
        send(keeper, address(whole), {"reason": WHY})

        assert moved.headers["Location"] == address(whole)
        assert not Merge.objects.filter(undone_at=None).exists()
        assert not Person.objects.exclude(merged_into=None).exists()
        assert not Family.objects.exclude(merged_into=None).exists()

    def test_they_wait_in_the_list_again(self, keeper: Client, page: str) -> None:
        before = text_of(keeper.get(DUPLICATES))

        send(keeper, page, {"reason": WHY})

        assert "Zofja" not in before
        assert "Zofja" in text_of(keeper.get(DUPLICATES))

    def test_links_lead_to_the_families(
        self, keeper: Client, page: str, town: Town, second: Family
    ) -> None:
        html = keeper.get(page).content.decode()

        for family in (town.family, second):
            assert f'href="/staff/families/{family.public_id}/"' in html

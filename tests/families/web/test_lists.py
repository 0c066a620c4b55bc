"""The lists of children, adults and families, as staff see and use them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog, User
from flyingstart.families.api import (
    Member,
    Person,
    PersonDetails,
    Role,
    SavedList,
    expect_birth,
    record_death,
)
from flyingstart.kernel.api import clock
from tests.accounts.people import add_grant, user_with
from tests.families.web.town import NOBODY, SOUTH, Town, at_work, client_of, make_family, text_of
from tests.families.world import BY, make_codes

LISTS = "/staff/families/"
KEEP = "/staff/families/lists/"
QUERIES = 14
pytestmark = pytest.mark.usefixtures("town")


def person(given: str, family: str, born: dt.date, role: Role = Role.CHILD) -> Member:
    return Member(
        details=PersonDetails(given_name=given, family_name=family, date_of_birth=born), role=role
    )


def rows(response: object) -> list[list[str]]:
    """The lines of a file, its heading first."""
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))  # type: ignore[attr-defined]


@pytest.fixture
def manager(town: Town) -> Client:
    """A manager of the north."""
    return at_work("manager", area=town.north)


class TestWhoSees:
    @pytest.mark.parametrize("role", ["analyst", "partner", "administrator", "board_reader", ""])
    def test_who_sees_no_families_is_refused(self, role: str) -> None:
        assert at_work(role).get(LISTS).status_code == HTTPStatus.FORBIDDEN

    def test_a_stranger_is_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(LISTS).status_code == HTTPStatus.FOUND

    def test_a_place_sees_its_own_only(self, town: Town, worker: Client) -> None:
        make_family(person("Maja", "Nowak", dt.date(2024, 2, 2)), postcode=SOUTH)
        southern = at_work("family_worker", area=town.south)

        assert "Maja" not in text_of(worker.get(LISTS))
        assert "Stanisław" not in text_of(southern.get(LISTS))
        said = text_of(at_work("manager").get(LISTS))
        assert "Maja Nowak" in said
        assert "Stanisław Kowalski" in said

    def test_the_other_family_of_a_child_is_not_told(self, town: Town, worker: Client) -> None:
        elsewhere = make_family(
            person("Olu", "Ade", dt.date(1990, 1, 1), Role.PARENT), postcode=SOUTH
        )
        child = town.child
        child.ties.create(family=elsewhere, role=Role.CHILD)
        child.addresses.update(family=elsewhere, postcode=SOUTH)

        said = text_of(worker.get(LISTS))

        assert "Stanisław Kowalski 10 January 2024 2 years Zofia Kowalska – –" in said
        assert "Olu" not in said
        for hidden in ("name=olu", "place=n-south"):
            assert "Nothing found" in text_of(worker.get(f"{LISTS}?children-{hidden}"))
        assert "1 row" in text_of(worker.get(f"{LISTS}?children-place=none"))


class TestLists:
    def test_a_child_at_a_glance(self, town: Town, worker: Client) -> None:
        response = worker.get(LISTS)

        said = text_of(response)
        assert "1 row" in said
        assert (
            "Stanisław Kowalski 10 January 2024 2 years Zofia Kowalska North End – 07700 900123"
            " 20 January 2026 Ethnicity" in said
        )
        assert f'href="{LISTS}{town.family.public_id}/"' in response.content.decode()

    def test_an_adult_at_a_glance(self, town: Town, worker: Client) -> None:
        expect_birth(
            person=town.mother,
            family=town.family,
            due_on=dt.date(2026, 6, 1),
            by=BY,
            at=clock.now(),
        )

        assert (
            "Zofia Kowalska 5 May 1995 Stanisław Kowalski (2 years) parent North End –"
            " 07700 900123 20 January 2026 1 June 2026 Ethnicity, Language"
        ) in text_of(worker.get(f"{LISTS}?show=adults&adults-due=2026-06"))

    def test_a_family_at_a_glance(self, worker: Client) -> None:
        response = worker.get(f"{LISTS}?show=families")

        assert (
            "Zofia Kowalska Stanisław Kowalski (2 years) North End – 07700 900123"
            " 20 January 2026 – Ethnicity, Language"
        ) in text_of(response)

    def test_children_are_under_five_unless_somebody_asks(self, worker: Client) -> None:
        make_family(person("Ola", "Old", dt.date(2018, 1, 1)))

        assert "Ola" not in text_of(worker.get(LISTS))
        assert "Ola Old" in text_of(worker.get(f"{LISTS}?children-age="))
        assert "Ola Old" in text_of(worker.get(f"{LISTS}?children-age=5"))

    def test_the_dead_are_never_shown(self, town: Town, worker: Client) -> None:
        died = dt.date(2026, 3, 1)
        record_death(person=town.child, died_on=died, by=BY, at=clock.now())

        for show in ("children", "adults", "families"):
            assert "Stanisław" not in text_of(worker.get(f"{LISTS}?show={show}&children-age="))

    def test_nobody_is_rung_after_a_death(self, town: Town, worker: Client) -> None:
        record_death(person=town.child, died_on=dt.date(2026, 3, 1), by=BY, at=clock.now())

        said = text_of(worker.get(f"{LISTS}?show=adults"))

        assert "07700 900123" not in said
        assert "Do not ring; see the family" in said

    def test_who_must_not_be_rung_is_said(self, town: Town, worker: Client) -> None:
        Person.objects.filter(pk=town.mother.pk).update(contact_by_call=False)

        said = text_of(worker.get(LISTS))

        assert "07700 900123" not in said
        assert "Do not ring; see the family" in said

    def test_it_is_put_in_order(self, worker: Client) -> None:
        make_family(person("Łucja", "Łoś", dt.date(2025, 1, 1)))
        make_family(person("Ann", "Moor", dt.date(2022, 1, 1)))

        def names(sort: str) -> list[str]:
            table = text_of(worker.get(f"{LISTS}?children-sort={sort}"))
            return sorted(("Stan", "Łucja", "Ann"), key=table.index)

        assert names("name") == ["Stan", "Łucja", "Ann"]
        assert names("-name") == ["Ann", "Łucja", "Stan"]
        assert names("born") == ["Ann", "Stan", "Łucja"]

    def test_the_empty_list_says_what_to_do_next(self, town: Town) -> None:
        site = at_work("session_staff", site=town.hall)

        said = text_of(site.get(LISTS))

        assert "Nobody is on this list yet" in said
        assert "Register a family" in said
        assert "Find a family" in said

    def test_nobody_fits(self, worker: Client) -> None:
        response = worker.get(f"{LISTS}?children-name=nobody")

        assert "Nobody here fits. Take a filter away" in text_of(response)
        assert '?show=children&amp;children-age=#children"' in response.content.decode()


class TestWhatMakesNoSense:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("children-age=12", "“Age” has no such choice any more."),
            ("children-place=n-former", "“Lives in” has no such choice any more."),
            ("children-need=' OR 1=1 --", "“Need” has no such choice any more."),
            ("children-sort=shoe", "This list cannot be put in that order."),
            ("show=dogs", "There is no such list."),
        ],
    )
    def test_is_left_out_in_words(self, worker: Client, query: str, words: str) -> None:
        response = worker.get(f"{LISTS}?{query}")

        assert response.status_code == HTTPStatus.OK
        assert words in text_of(response)
        assert "Stanisław Kowalski" in text_of(response)

    @pytest.mark.parametrize(
        "query",
        ["children-name=%00", "children-name=%25_{}%27", "children-page=999", "list=nonsense"],
    )
    def test_does_no_harm(self, worker: Client, query: str) -> None:
        assert worker.get(f"{LISTS}?{query}").status_code == HTTPStatus.OK

    def test_ethnicity_narrows_nothing_but_as_missing(self, worker: Client) -> None:
        html = worker.get(LISTS).content.decode()

        assert 'name="children-ethnicity"' not in html
        assert '<option value="ethnicity">Ethnicity</option>' in html


class TestTheFile:
    def test_holds_exactly_what_is_shown(self, manager: Client) -> None:
        make_family(person("Maja", "Nowak", dt.date(2024, 2, 2)))
        make_family(person("Una", "Bell", dt.date(2025, 2, 2)), postcode=SOUTH)

        response = manager.get(f"{LISTS}?children-name=kow&children-export=csv")

        assert response.headers["Content-Disposition"] == (
            'attachment; filename="children-2026-03-04.csv"'
        )
        assert rows(response) == [
            [
                *("Child", "Born", "Age", "Parents and carers", "Lives in", "Languages", "Phone"),
                *("Registered on", "Still to ask"),
            ],
            [
                *("Stanisław Kowalski", "2024-01-10", "2 years", "Zofia Kowalska", "North End"),
                *("", "07700 900123", "2026-01-20", "Ethnicity"),
            ],
        ]

    def test_that_it_was_taken_is_noted_and_looking_is_not(self, manager: Client) -> None:
        make_family(person("Maja", "Nowak", dt.date(2024, 2, 2)))

        manager.get(f"{LISTS}?children-name=kow")
        manager.get(f"{LISTS}?children-name=kow&children-export=csv")

        (noted,) = AccessLog.objects.all()
        assert (noted.kind, noted.thing, noted.detail, noted.rows, noted.allowed) == (
            *("file", None, "list of children", 1),
            True,
        )

    def test_is_for_those_only_who_may_take_it(self, worker: Client) -> None:
        assert "Download" not in text_of(worker.get(LISTS))
        answer = worker.get(f"{LISTS}?children-export=csv")
        assert answer.status_code == HTTPStatus.FORBIDDEN

    def test_is_for_those_only_who_may_take_all_of_it(self, town: Town) -> None:
        user = user_with("family_worker", neighbourhood=town.north)
        add_grant(user, "manager", neighbourhood=town.south)

        answer = client_of(user).get(f"{LISTS}?children-export=csv")

        assert answer.status_code == HTTPStatus.FORBIDDEN

    def test_runs_nothing(self, manager: Client) -> None:
        make_family(person("=cmd|'/c calc'!A1", "@SUM(1)", dt.date(2025, 1, 1)))

        response = manager.get(f"{LISTS}?children-sort=-born&children-export=csv")

        assert rows(response)[1][0][0] not in "=@+-"
        assert "=cmd" in rows(response)[1][0]


class TestQueries:
    @pytest.mark.parametrize("show", ["children", "adults", "families"])
    def test_are_as_many_for_one_three_and_ten_rows(self, worker: Client, show: str) -> None:
        make_codes()
        address = f"{LISTS}?show={show}&{show}-name=kow"
        found = [self.of(worker, address, "1 row")]
        for more, words in ((2, "3 rows"), (7, "10 rows")):
            for number in range(more):
                make_family(
                    person("Ewa", f"Kowal {number}", dt.date(1990, 1, 1), Role.PARENT),
                    person("Jan", f"Kowal {number}", dt.date(2024, 1, 1)),
                )
            found.append(self.of(worker, address, words))

        assert len({len(queries) for queries in found}) == 1
        assert len(found[0]) <= QUERIES

    def of(self, client: Client, address: str, words: str) -> list[str]:
        """Those of the list, beside what every page asks of who signed in."""
        with CaptureQueriesContext(connection) as captured:
            assert words in text_of(client.get(address))
        asked = [query["sql"] for query in captured.captured_queries]
        return [sql for sql in asked if "families_" in sql or "places_area" in sql]


class TestKeeping:
    def keep(self, client: Client, name: str, query: str = "", **more: str) -> object:
        return client.post(KEEP, {"name": name, "query": query, **more})

    def test_a_list_is_kept_and_opened_again(self, worker: Client) -> None:
        response = worker.post(
            KEEP,
            {"name": " Babies ", "query": "children-age=0&children-sort=-born&other=1&page=3"},
            follow=True,
        )

        saved = SavedList.objects.get()
        assert (saved.name, saved.page) == ("Babies", "families")
        assert saved.query == "show=children&children-age=0&children-sort=-born"
        said = text_of(response)
        assert "The list is kept under “My lists”." in said
        assert "Rename or delete this list" in said
        opened = worker.get(f"{KEEP}{saved.public_id}/")
        assert opened.headers["Location"] == f"{LISTS}?{saved.query}&list={saved.public_id}"
        assert f'href="{KEEP}{saved.public_id}/"' in worker.get(LISTS).content.decode()

    def test_all_ages_stay_all_ages(self, worker: Client) -> None:
        self.keep(worker, "Everybody", "children-age=")

        assert SavedList.objects.get().query == "show=children&children-age="

    def test_twice_is_once(self, worker: Client) -> None:
        self.keep(worker, "Babies", "children-age=0")
        self.keep(worker, "Babies", "children-age=0")

        assert SavedList.objects.count() == 1

    def test_another_of_that_name_is_replaced_only_when_asked(self, worker: Client) -> None:
        self.keep(worker, "Babies", "children-age=0")

        asked = self.keep(worker, "Babies", "children-age=1")

        assert "You have a list called “Babies” already." in text_of(asked)
        assert "Replace the list of that name" in text_of(asked)
        assert SavedList.objects.get().query == "show=children&children-age=0"
        self.keep(worker, "Babies", "children-age=1", replaces="Babies")
        assert SavedList.objects.get().query == "show=children&children-age=1"

    @pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 101])
    def test_a_name_is_needed(self, worker: Client, name: str) -> None:
        response = self.keep(worker, name, "children-age=0")

        assert "There is a problem" in text_of(response)
        assert SavedList.objects.count() == 0

    def test_what_makes_sense_no_longer_is_left_out_when_it_is_opened(
        self, town: Town, worker: Client
    ) -> None:
        self.keep(worker, "North", "children-place=n-north&children-age=2")
        town.north.code = "renamed"
        town.north.save()
        saved = SavedList.objects.get()

        response = worker.get(f"{KEEP}{saved.public_id}/", follow=True)

        assert "“Lives in” has no such choice any more." in text_of(response)
        assert "Stanisław Kowalski" in text_of(response)

    def test_a_list_is_renamed_and_deleted(self, worker: Client) -> None:
        self.keep(worker, "Babies")
        self.keep(worker, "Others")
        saved = SavedList.objects.get(name="Babies")
        page = f"{KEEP}{saved.public_id}/"

        assert "Babies" in worker.get(f"{page}change/").content.decode()
        taken = worker.post(f"{page}change/", {"name": "Others"})
        assert "You have a list called “Others” already." in text_of(taken)
        worker.post(f"{page}change/", {"name": "Under ones"})
        saved.refresh_from_db()
        assert saved.name == "Under ones"
        assert worker.get(f"{page}delete/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
        worker.post(f"{page}delete/")
        assert [one.name for one in SavedList.objects.all()] == ["Others"]
        assert worker.post(f"{page}delete/").status_code == HTTPStatus.NOT_FOUND

    def test_another_s_list_is_not_there(self, town: Town, worker: Client) -> None:
        self.keep(worker, "Secret babies")
        saved = SavedList.objects.get()
        other = at_work("family_worker", area=town.north)

        for public_id in (saved.public_id, NOBODY):
            page = f"{KEEP}{public_id}/"
            for answer in (
                other.get(page),
                other.get(f"{page}change/"),
                other.post(f"{page}change/", {"name": "Mine"}),
                other.post(f"{page}delete/"),
            ):
                assert answer.status_code == HTTPStatus.NOT_FOUND
        assert "Secret babies" not in text_of(other.get(f"{LISTS}?list={saved.public_id}"))
        assert SavedList.objects.get().name == "Secret babies"

    def test_others_keep_lists_of_that_name_too(self, town: Town, worker: Client) -> None:
        self.keep(worker, "Babies")
        self.keep(at_work("family_worker", area=town.north), "Babies")

        assert SavedList.objects.count() == 2
        assert len({saved.owner_id for saved in SavedList.objects.all()}) == 2

    def test_who_sees_no_families_keeps_no_lists(self) -> None:
        answer = self.keep(at_work("analyst"), "Babies")

        assert answer.status_code == HTTPStatus.FORBIDDEN  # type: ignore[attr-defined]
        assert User.objects.count() == 1
        assert SavedList.objects.count() == 0

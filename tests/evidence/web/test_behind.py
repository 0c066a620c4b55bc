"""The page behind a figure: whom it names, to whom, and to whom it does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from flyingstart.accounts.api import AccessLog
from flyingstart.activities.api import Activity, Mark, MarkStatus, Session
from flyingstart.evidence.api import refresh_snapshot
from flyingstart.families.api import (
    AddressLines,
    FamilyTie,
    Member,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    record_death,
    register_family,
)
from flyingstart.kernel.api import Actor, load_pack
from flyingstart.places.api import Area, Authority, Postcode, PostcodeArea, Site
from tests.accounts.people import user_with
from tests.cluster import committing
from tests.families.web.town import text_of

PACK = Path(__file__).resolve().parents[3] / "authorities" / "luton"
NOW = dt.datetime(2024, 5, 20, 12, tzinfo=dt.UTC)
BY = Actor.command("test")
WARDS = "wards-2023"
ASKED = "measure=not_reached&period=2024-Q1"


def register(child: str, postcode: str, carer: str = "Zofia") -> Person:
    """A family of a carer and a child of two; the child."""
    born = dt.date(2022, 3, 1)
    family = register_family(
        form=RegistrationForm(
            members=(
                Member(
                    details=PersonDetails(given_name=carer, family_name="Example"),
                    role=Role.PARENT,
                ),
                Member(
                    details=PersonDetails(
                        given_name=child, family_name="Example", date_of_birth=born
                    ),
                    role=Role.CHILD,
                ),
            ),
            address=AddressLines(line_1="1 High Street", postcode=postcode),
            registered_on=dt.date(2023, 1, 1),
        ),
        by=BY,
        at=NOW,
    )
    return Person.objects.get(ties__family=family, given_name=child)


def came(person: Person, day: str) -> None:
    """Mark somebody at a session of that day."""
    session = Session.objects.create(
        activity=Activity.objects.filter(reaches="family").earliest("pk"),
        site=Site.objects.earliest("pk"),
        starts_at=dt.datetime.fromisoformat(f"{day}T10:00+00:00"),
    )
    family = person.ties.get().family
    Mark.objects.create(session=session, person=person, family=family, status=MarkStatus.ATTENDED)


def reader(role: str, hood: int | None = None) -> Client:
    """Somebody with a role, everywhere or in the first or second neighbourhood."""
    hoods = list(Area.objects.filter(area_set__kind="neighbourhood").order_by("code"))
    client = Client()
    client.force_login(user_with(role, neighbourhood=hoods[hood] if hood is not None else None))
    return client


def page_of(client: Client, query: str = ASKED) -> str:
    with time_machine.travel(NOW, tick=False):
        response = client.get(f"/staff/reach/behind/?{query}")
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def load_wards() -> list[Area]:
    """Two wards in two neighbourhoods, each with a postcode: LU9 1AA and LU9 1AB."""
    load_pack(folder=PACK, by=BY, at=NOW)
    found = list(Area.objects.filter(area_set__code=WARDS).order_by("code")[:2])
    hoods = Area.objects.filter(area_set__kind="neighbourhood").order_by("code")[:2]
    district = Authority.objects.get().code
    for text, ward, hood in zip(["LU9 1AA", "LU9 1AB"], found, hoods, strict=True):
        postcode = Postcode.objects.create(text=text, district=district)
        PostcodeArea.objects.create(postcode=postcode, area=ward, how="file")
        PostcodeArea.objects.create(postcode=postcode, area=hood, how="file")
    return found


@pytest.fixture(scope="module")
def wards(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Area]]:
    """Ayaan and Bilal were not reached, the one last seen in 2023; Chloe was; Dawud died since.

    Beside them so many others that no figure is small. Committed once for all tests, which only
    look.
    """
    with committing(django_db_blocker):
        with time_machine.travel(NOW, tick=False):
            found = load_wards()
            came(register("Ayaan", "LU9 1AA", "Amina"), "2023-11-07")
            register("Bilal", "LU9 1AB", "Bushra")
            came(register("Chloe", "LU9 1AA", "Clara"), "2024-02-06")
            died = register("Dawud", "LU9 1AA", "Dina")
            record_death(person=died, died_on=dt.date(2024, 5, 1), by=BY, at=NOW)
            for number in range(4):
                came(register(f"Came {number}", "LU9 1AA"), "2024-02-06")
                register(f"Missing {number}", "LU9 1AB")
            for number in range(3):
                register(f"Lacking {number}", "LU9 1AA")
            refresh_snapshot()
        yield found


@pytest.mark.usefixtures("wards")
class TestWhomItNames:
    def test_those_whom_the_figure_counts_and_no_others(self) -> None:
        page = page_of(reader("manager"))

        assert "Ayaan Example" in page
        assert "Bilal Example" in page
        assert "Chloe" not in page
        assert "January to March 2024" in page

    def test_who_looks_after_them_and_when_they_last_came(self) -> None:
        page = page_of(reader("manager"))

        assert "Amina Example" in page
        assert "7 November 2023" in page

    def test_one_ward_alone(self, wards: list[Area]) -> None:
        page = page_of(reader("manager"), f"{ASKED}&area_set={WARDS}&ward={wards[1].code}")

        assert "Bilal Example" in page
        assert "Ayaan" not in page
        assert wards[1].name in page

    def test_each_name_opens_the_family(self) -> None:
        family = Person.objects.get(given_name="Bilal").ties.get().family

        page = page_of(reader("manager"))

        assert f'href="/staff/families/{family.public_id}/"' in page

    def test_families_behind_a_figure_of_families(self) -> None:
        page = page_of(reader("manager"), "measure=unique_families&period=2024-Q1")

        assert "Chloe Example" in page
        assert "Clara Example" in page
        assert "Ayaan" not in page

    def test_who_died_since_is_in_no_list(self) -> None:
        page = page_of(reader("manager"))

        assert "Dawud" not in page
        assert "Dina" not in page

    def test_the_reach_page_leads_there(self) -> None:
        with time_machine.travel(NOW, tick=False):
            reach = reader("manager").get(f"/staff/reach/?{ASKED}").content.decode()

        assert (
            f"/staff/reach/behind/?measure=not_reached&amp;period=2024-Q1&amp;area_set={WARDS}"
            in (reach)
        )

    def test_a_fixed_number_of_queries(self, wards: list[Area]) -> None:
        client = reader("manager")
        # What is held back of these figures is judged once.
        page_of(client, f"{ASKED}&area_set={WARDS}&ward={wards[1].code}")

        with CaptureQueriesContext(connection) as one:
            page_of(client, f"{ASKED}&area_set={WARDS}&ward={wards[1].code}")
        with CaptureQueriesContext(connection) as all_of_them:
            page_of(client, f"{ASKED}&area_set={WARDS}")

        # One asks besides what the ward is called.
        assert len(one) == len(all_of_them) + 2


@pytest.mark.usefixtures("wards")
class TestToWhom:
    def test_who_left_for_where_the_reader_sees_nobody_is_not_named(
        self, wards: list[Area]
    ) -> None:
        """Nor in the ward where they live now: that would tell where they went."""
        query = f"{ASKED}&area_set={WARDS}&ward={wards[1].code}"
        north = reader("manager", hood=0)
        bilal = Person.objects.get(given_name="Bilal")
        ayaan = Person.objects.get(given_name="Ayaan")
        left = FamilyTie.objects.create(
            person=bilal,
            family=ayaan.ties.get().family,
            role="child",
            ends_on=dt.date(2024, 1, 1),
        )
        try:
            assert "Bilal" not in page_of(north, query)
            assert "Bilal" not in page_of(north)
            # Nor where the other home of a child of two homes is.
            FamilyTie.objects.filter(pk=left.pk).update(ends_on=None)
            assert "Bilal" not in page_of(north, query)
            assert "Bilal Example" in page_of(reader("manager"), query)
        finally:
            left.delete()

    def test_a_neighbourhood_sees_its_own_and_how_many_others(self) -> None:
        page = page_of(reader("manager", hood=0))

        assert "Ayaan Example" in page
        assert "Bilal" not in page
        assert "The figure counts 6 more, who are not named here." in page

    def test_of_a_ward_no_number_of_those_who_are_not_named(self, wards: list[Area]) -> None:
        """safety.md: she is counted by ward in totals only; Dawud stands for whoever is unnamed."""
        page = page_of(reader("manager"), f"{ASKED}&area_set={WARDS}&ward={wards[0].code}")

        assert "Ayaan Example" in page
        assert "A figure counts everybody; a list leaves out" in page
        assert "The figure counts" not in page

    @pytest.mark.parametrize("role", ["session_staff", "partner", "analyst", "board_reader", ""])
    def test_other_roles_are_refused(self, role: str) -> None:
        response = reader(role).get(f"/staff/reach/behind/?{ASKED}")

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert b"Ayaan" not in response.content

    def test_an_analyst_sees_the_figure_without_a_link(self) -> None:
        with time_machine.travel(NOW, tick=False):
            page = reader("analyst").get(f"/staff/reach/?{ASKED}").content.decode()

        assert "Children not reached" in page
        assert "/staff/reach/behind/" not in page

    def test_a_stranger_is_asked_to_sign_in(self) -> None:
        response = Client().get(f"/staff/reach/behind/?{ASKED}")

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"].startswith("/sign-in/?next=/staff/reach/behind/")

    def test_the_file_holds_what_is_shown(self) -> None:
        with time_machine.travel(NOW, tick=False):
            response = reader("manager", hood=0).get(
                f"/staff/reach/behind/?{ASKED}&behind-export=csv"
            )

        lines = response.content.decode("utf-8-sig").splitlines()
        assert lines == [
            "Name,Born,Parents and carers,Last came",
            "Ayaan Example,2022-03-01,Amina Example,2023-11-07",
            *(f"Lacking {number} Example,2022-03-01,Zofia Example," for number in range(3)),
        ]
        noted = AccessLog.objects.latest("pk")
        assert (noted.kind, noted.detail, noted.rows) == ("file", "behind not_reached", 4)


@pytest.mark.usefixtures("wards")
class TestHeldBack:
    """safety.md: counted by ward in totals only, never in a drill-down, map or cell under 5."""

    REACH = "/staff/reach/?measure={}&period={}"

    def reach(self, measure: str, period: str = "2024-Q1", more: str = "") -> str:
        with time_machine.travel(NOW, tick=False):
            response = reader("manager").get(self.REACH.format(measure, period) + more)
        assert response.status_code == HTTPStatus.OK
        return response.content.decode("utf-8-sig") if "export" in more else text_of(response)

    def test_from_five_on_a_ward_is_told_and_opens(self, wards: list[Area]) -> None:
        page = self.reach("not_reached")

        assert f"{wards[0].name} 5" in page
        assert f"{wards[1].name} 5" in page
        assert "held back" not in page.casefold()

    def test_a_small_number_is_on_no_picture_table_or_file_and_said_once(
        self, wards: list[Area]
    ) -> None:
        # Ayaan alone was seen in that year: one child.
        page, file = (
            self.reach("reached", "2023"),
            self.reach("reached", "2023", "&wards-export=csv"),
        )

        assert f"{wards[0].name} held back" in page
        assert page.count("There are too few people to say where they live") == 1
        assert f"{wards[0].name},held back" in file
        figures = [line.rpartition(",")[2] for line in file.splitlines()[1:]]
        assert set(figures[:-1]) == {"held back"}
        assert figures[-1] == "1"

    def test_nor_does_it_open(self, wards: list[Area]) -> None:
        asked = f"measure=reached&period=2023&area_set={WARDS}"
        client = reader("manager")
        with time_machine.travel(NOW, tick=False):
            response = client.get(f"/staff/reach/behind/?{asked}&ward={wards[0].code}")

        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "There are too few people" in text_of(response)
        assert b"Ayaan" not in response.content
        assert "Ayaan Example" in page_of(client, asked)

    @pytest.mark.parametrize(
        ("period", "more", "words"),
        [
            ("2024-01-01..2024-03-30", "", "whole months, quarters and years only"),
            ("2024-Q1", "&area_set=wards-2003", "in the wards of the period’s last day only"),
        ],
    )
    def test_stretches_and_editions_that_could_be_subtracted_are_told_by_no_ward(
        self, period: str, more: str, words: str
    ) -> None:
        """safety.md, Fairness and counting: two sets side by side can be subtracted."""
        page = self.reach("not_reached", period, more)

        assert words in page
        assert "10" in page  # the whole
        names = Area.objects.filter(area_set__code=more[10:] or WARDS).values_list(
            "name", flat=True
        )
        assert all(f"{name} held back" in page for name in names)


@pytest.mark.usefixtures("wards")
class TestBadQuestions:
    @pytest.mark.parametrize(
        "query",
        [
            "",
            "measure=nonsense&period=2024-Q1",
            "measure=attendances&period=2024-Q1",
            "measure=not_reached&period=20x",
            f"{ASKED}&area_set=nonsense&ward=E1",
            f"{ASKED}&ward={'x' * 60}",
        ],
    )
    def test_they_are_said_in_words(self, query: str) -> None:
        response = reader("manager").get(f"/staff/reach/behind/?{query}")

        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert b"Ayaan" not in response.content

    def test_a_ward_that_is_none_holds_nobody(self) -> None:
        page = page_of(reader("manager"), f"{ASKED}&area_set={WARDS}&ward=%3Cb%3E")

        assert "Ayaan" not in page
        assert "&lt;b&gt;" in page

"""safety.md, Homes and hiding: staff who are clients: record held by another neighbourhood, alias
on registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import Permission, Tablet, User, on_tablet
from flyingstart.activities.operations.paper import print_sheets
from flyingstart.activities.queries.registers import read_register
from flyingstart.families.api import (
    Family,
    FamilyPlace,
    Member,
    NotAllowedError,
    Person,
    PersonDetails,
    Role,
    find_people,
    merge_people,
    present_families,
)
from flyingstart.families.enums import CareKind
from flyingstart.families.errors import ColleagueError
from flyingstart.families.models import CareNeed, Colleague
from flyingstart.families.operations.colleagues import (
    ColleagueSaid,
    end_colleague,
    keep_from_colleagues,
)
from flyingstart.places.api import Area
from tests.accounts.people import add_grant, user_with
from tests.activities.registers.hall import NOW, Hall, make_hall
from tests.families.keepers import acting
from tests.families.web.town import client_of, make_family, text_of
from tests.families.world import BY
from tests.kept import kept_for_a_module

ALIAS = "Robin"


@dataclass(frozen=True)
class Work:
    """Zofia Kowalska works in the north, as Ola Brzoska; the middle holds her record."""

    hall: Hall
    middle: Area
    zofia: User
    beside: User
    holder: User
    lead: User

    @property
    def family(self) -> Family:
        """Hers."""
        return self.hall.town.family

    @property
    def page(self) -> str:
        """The page on which the lead says so."""
        return f"/staff/families/{self.family.public_id}/colleague/"

    def keep(self, alias: str = ALIAS, held_by: Area | None = None) -> Colleague:
        """The lead says so."""
        return keep_from_colleagues(
            person=self.hall.town.mother,
            said=ColleagueSaid(user=self.zofia, held_by=held_by or self.middle, alias=alias),
            lead=self.lead,
            by=acting(self.lead),
            at=NOW,
        )


def make_work() -> Work:
    """A family that came last week; nobody said yet that its mother works here."""
    hall = make_hall()
    north = hall.town.north
    middle = Area.objects.create(area_set=north.area_set, code="middle", name="Middle")
    return Work(
        hall=hall,
        middle=middle,
        zofia=user_with("session_staff", neighbourhood=north, name="Ola Brzoska"),
        beside=user_with("family_worker", neighbourhood=north),
        holder=user_with("family_worker", neighbourhood=middle),
        lead=user_with("safeguarding_lead", name="Lena Marsh"),
    )


made_work = kept_for_a_module(make_work, NOW)


@pytest.fixture
def work(made_work: Callable[[], Work], db: None) -> Iterator[Work]:
    with time_machine.travel(NOW, tick=False):
        yield made_work()


def sees(user: User, work: Work) -> bool:
    """Whether somebody sees the family, in every way in which that is asked."""
    user.__dict__.pop("_grants_on", None)
    family, mother = work.family, work.hall.town.mother
    answers = {
        Family.objects.visible_to(user).filter(pk=family.pk).exists(),
        Person.objects.visible_to(user).filter(pk=mother.pk).exists(),
        Person.objects.visible_to(user, one_by_one=True).filter(pk=mother.pk).exists(),
        user.has_perm(Permission.VIEW_FAMILIES, family),
        user.has_perm(Permission.VIEW_FAMILIES, mother),
        bool(find_people("Kowalska", user=user).people),
    }
    assert len(answers) == 1
    return answers.pop()


class TestWhoSeesTheRecord:
    def test_neither_she_nor_those_she_works_with_but_who_holds_it(self, work: Work) -> None:
        manager = user_with("manager")
        everybody = [work.zofia, work.beside, work.holder, manager, work.lead]
        assert [sees(one, work) for one in everybody] == [True, True, False, True, True]

        work.keep()

        assert [sees(one, work) for one in everybody] == [False, False, True, True, True]
        lists = client_of(work.beside).get("/staff/families/?show=adults")
        assert "Kowalska" not in text_of(lists)
        assert "Kowalska" in text_of(client_of(manager).get("/staff/families/?show=adults"))

    def test_not_even_where_she_sees_families_everywhere(self, work: Work) -> None:
        add_grant(work.zofia, "manager")

        work.keep()

        assert not sees(work.zofia, work)
        lists = client_of(work.zofia).get("/staff/families/?show=adults")
        assert "Kowalska" not in text_of(lists)

    def test_nor_who_works_at_both_places(self, work: Work) -> None:
        add_grant(work.holder, "session_staff", site=work.hall.town.hall)

        work.keep()

        assert not sees(work.holder, work)

    def test_figures_everywhere_open_no_family(self, work: Work) -> None:
        add_grant(work.beside, "board_reader")

        work.keep()

        assert not sees(work.beside, work)

    def test_on_every_record_that_is_joined_to_hers(self, work: Work) -> None:
        twice = make_family(
            Member(
                details=PersonDetails(given_name="Zosia", family_name="Kowalska"), role=Role.PARENT
            )
        )
        second = Person.objects.get(given_name="Zosia")
        work.keep()
        assert Family.objects.visible_to(work.beside).filter(pk=twice.pk).exists()

        merge_people(
            kept=work.hall.town.mother,
            merged=second,
            reason="One",
            knows_they_are_one=True,
            by=acting(work.lead),
            at=NOW,
        )

        assert not Family.objects.visible_to(work.beside).filter(pk=twice.pk).exists()

    def test_until_the_lead_takes_it_back(self, work: Work) -> None:
        row = work.keep()

        end_colleague(colleague=row, lead=work.lead, by=acting(work.lead), at=NOW)
        end_colleague(
            colleague=row, lead=work.lead, by=acting(work.lead), at=NOW + dt.timedelta(days=1)
        )

        assert sees(work.beside, work)
        row.refresh_from_db()
        assert (row.ended_at, row.ended_by_name) == (NOW, "Lena Marsh")

    def test_others_are_asked_nothing_more(self, work: Work) -> None:
        """A list takes as many statements as before."""
        client = client_of(work.beside)
        client.get("/staff/families/?show=adults")

        with CaptureQueriesContext(connection) as before:
            client.get("/staff/families/?show=adults")
        work.keep()
        with CaptureQueriesContext(connection) as after:
            client.get("/staff/families/?show=adults")

        assert len(after) <= len(before)


class TestRegisters:
    def test_the_register_calls_the_family_by_the_alias(self, work: Work) -> None:
        work.keep()

        mine, others, everywhere = (
            text_of(client_of(user).get(work.hall.address))
            for user in (work.zofia, work.beside, user_with("manager"))
        )

        for page in (mine, others):
            assert ALIAS in page
            assert "Zofia" not in page
            assert "Stanis" not in page
        assert "Zofia Kowalska" in everywhere
        assert ALIAS not in everywhere

    def test_what_keeps_a_child_well_is_told_with_it(self, work: Work) -> None:
        child = work.hall.town.child
        CareNeed.objects.create(
            person=child, kind=CareKind.ALLERGY, text="Nuts", what_to_do="", at_the_door=True
        )
        work.keep()

        (family,) = read_register(work.hall.session, user=work.beside).families

        listed = {one.public_id: one for one in family.people}
        assert {(one.given_name, one.family_name, one.age) for one in family.people} == {
            (ALIAS, "", None)
        }
        assert [need.text for need in listed[child.public_id].signs.needs] == ["Nuts"]

    def test_she_is_marked_under_the_alias(self, work: Work) -> None:
        work.keep()
        client = client_of(work.beside)
        said = f"attended {work.family.public_id} {work.hall.town.mother.public_id}"

        page = client.post(f"{work.hall.address}marks/", {"word": said}, follow=True)

        (family,) = read_register(work.hall.session, user=work.beside).families
        assert [one.is_here for one in family.people].count(True) == 1
        assert "Zofia" not in text_of(page)

    def test_paper_has_the_alias_whoever_prints_it(self, work: Work) -> None:
        work.keep()

        session = work.hall.session
        print_sheets(sessions=[session], by=BY, at=NOW)
        client = client_of(user_with("manager"))

        paper = text_of(client.get(f"/staff/paper/hall/{NOW.date().isoformat()}/"))

        entry = text_of(client.get(f"/staff/sessions/{session.public_id}/paper/"))
        for page in (paper, entry):
            assert ALIAS in page
            assert "Zofia" not in page
            assert "Stanis" not in page

    def test_a_shared_tablet_has_the_alias_whoever_signed_in(self, work: Work) -> None:
        work.keep()
        tablet = Tablet(name="A tablet", site=work.hall.town.hall)

        with on_tablet(tablet):
            (family,) = read_register(work.hall.session, user=user_with("manager")).families

        assert {one.given_name for one in family.people} == {ALIAS}

    def test_other_families_keep_their_names(self, work: Work) -> None:
        work.keep()

        found = present_families([work.family.pk, work.hall.far.pk], on=NOW.date())
        assert {pk: one.alias for pk, one in found.items()} == {
            work.family.pk: ALIAS,
            work.hall.far.pk: "",
        }


class TestSaying:
    def test_the_neighbourhood_looks_after_the_family_and_twice_is_once(self, work: Work) -> None:
        first, again = work.keep(), work.keep("Wren")

        assert first.pk == again.pk
        assert Colleague.objects.get().alias == "Wren"
        place = FamilyPlace.objects.get(family=work.family)
        assert (place.neighbourhood, place.ends_on) == (work.middle, None)
        assert "Zofia" not in place.reason

    @pytest.mark.parametrize("alias", ["", "Zofia", "our brzoska", "x" * 41])
    def test_an_alias_is_short_and_tells_no_name(self, work: Work, alias: str) -> None:
        with pytest.raises(ColleagueError):
            work.keep(alias)

        assert not Colleague.objects.exists()
        assert not FamilyPlace.objects.exists()

    def test_it_is_held_where_she_does_not_work(self, work: Work) -> None:
        with pytest.raises(ColleagueError, match="works there"):
            work.keep(held_by=work.hall.town.north)
        add_grant(work.zofia, "session_staff", neighbourhood=work.hall.town.south)
        with pytest.raises(ColleagueError, match="works there"):
            work.keep(held_by=work.hall.town.south)

    def test_only_a_lead_says_it_and_never_of_themselves(self, work: Work) -> None:
        said = ColleagueSaid(user=work.lead, held_by=work.middle, alias=ALIAS)
        mother = work.hall.town.mother
        for lead, by in (
            (work.beside, work.beside),
            (work.lead, work.beside),
            (work.lead, work.lead),
        ):
            with pytest.raises(NotAllowedError):
                keep_from_colleagues(person=mother, said=said, lead=lead, by=acting(by), at=NOW)

        row = work.keep()
        with pytest.raises(NotAllowedError):
            end_colleague(colleague=row, lead=work.zofia, by=acting(work.zofia), at=NOW)

    def test_the_database_keeps_one_and_an_alias(self, work: Work) -> None:
        row = work.keep()
        row.pk, row.alias = None, ""
        with pytest.raises(IntegrityError, match="colleague_"):
            row.save(force_insert=True)


class TestPage:
    def sent(self, work: Work) -> dict[str, str]:
        return {
            "person": str(work.hall.town.mother.public_id),
            "user": str(work.zofia.public_id),
            "held_by": "middle",
            "alias": ALIAS,
        }

    def test_the_lead_says_it_and_takes_it_back(self, work: Work) -> None:
        client = client_of(work.lead)
        family = f"/staff/families/{work.family.public_id}/"
        assert "Somebody of it works for us" in text_of(client.get(family))
        assert "Agree it with them" in text_of(client.get(work.page))

        page = client.post(work.page, self.sent(work), follow=True)

        assert "The record is kept from them and those they work with." in text_of(page)
        assert "Ola Brzoska" in text_of(client.get(work.page))
        assert "Looked after by Middle" in text_of(client.get(work.page))
        assert client.post(work.page, {}).status_code == HTTPStatus.OK
        assert Colleague.objects.get().ended_at is None
        client.post(work.page, {"is_sure": "on"})
        assert Colleague.objects.get().ended_at is not None

    def test_a_slip_is_said_in_place(self, work: Work) -> None:
        sent = self.sent(work) | {"alias": "Zofia"}

        page = client_of(work.lead).post(work.page, sent)

        assert "The alias tells the name" in text_of(page)
        assert not Colleague.objects.exists()

    @pytest.mark.parametrize("role", ["manager", "family_worker", "session_staff"])
    def test_other_roles_are_refused_and_not_told_of_it(self, work: Work, role: str) -> None:
        client = client_of(user_with(role))
        family = text_of(client.get(f"/staff/families/{work.family.public_id}/"))

        assert client.get(work.page).status_code == HTTPStatus.FORBIDDEN
        assert client.post(work.page, self.sent(work)).status_code == HTTPStatus.FORBIDDEN
        assert "works for us" not in family
        assert not Colleague.objects.exists()

    def test_strangers_and_unknown_families(self, work: Work) -> None:
        assert Client().get(work.page).status_code == HTTPStatus.FOUND
        nobody = work.page.replace(
            str(work.family.public_id), "01900000-0000-7000-8000-000000000000"
        )
        assert client_of(work.lead).get(nobody).status_code == HTTPStatus.NOT_FOUND

    def test_who_she_works_with_finds_no_page_of_hers(self, work: Work) -> None:
        work.keep()

        for user in (work.zofia, work.beside):
            page = client_of(user).get(f"/staff/families/{work.family.public_id}/")
            assert page.status_code == HTTPStatus.NOT_FOUND

"""Pages that change a family: one small form each, for who may, once however often it is sent."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from flyingstart.accounts.api import AccessLog
from flyingstart.families.api import (
    Address,
    DetailKind,
    ExpectedBirth,
    FamilyTie,
    Member,
    Person,
    PersonDetails,
    Role,
    Sight,
    expect_birth,
    join_family,
    leave_family,
    record_need,
    set_contact_detail,
    update_details,
    write_note,
    write_warning,
)
from flyingstart.kernel.api import Actor
from tests.accounts.people import add_grant, user_with
from tests.families.web.town import (
    NOBODY,
    NOW,
    SOUTH,
    TODAY,
    Town,
    at_work,
    client_of,
    day,
    make_family,
    text_of,
)
from tests.families.world import BY, details, homes, make_codes, ties

OF_PERSON = ("", "details/", "contact/", "role/", "leave/", "join/", "needs/add/", "expecting/")
OF_FAMILY = ("people/add/", "move/", "warnings/add/", "contacts/add/", "places/add/")
COLLEAGUE = Actor.command("Kim Larsen")


def addresses(town: Town) -> list[str]:
    """Every page that session staff may use."""
    base = f"/staff/families/{town.family.public_id}/"
    person = f"{base}people/{town.mother.public_id}/"
    return [*(base + rest for rest in OF_FAMILY), *(person + rest for rest in OF_PERSON)]


def only_for_workers(town: Town) -> list[str]:
    """Pages for which session staff have no permission."""
    base = f"/staff/families/{town.family.public_id}/"
    return [
        f"{base}notes/add/",
        f"{base}resume/",
        f"{base}people/{town.mother.public_id}/death/",
    ]


class TestWhoMayChange:
    def test_session_staff_of_the_place_open_what_is_theirs(self, town: Town) -> None:
        client = at_work("session_staff", area=town.north)

        assert {client.get(address).status_code for address in addresses(town)} == {HTTPStatus.OK}
        assert {client.get(address).status_code for address in only_for_workers(town)} == {
            HTTPStatus.FORBIDDEN
        }

    def test_every_page_that_is_opened_is_on_record(self, town: Town, worker: Client) -> None:
        pages = [
            page for page in [*addresses(town), *only_for_workers(town)] if "resume" not in page
        ]
        for page in pages:
            worker.get(page)

        openings = AccessLog.objects.values_list("kind", "thing", "allowed")
        assert list(openings) == [("family", town.family.public_id, True)] * len(pages)

    def test_who_sees_no_families_is_refused(self, town: Town) -> None:
        pages = [*addresses(town), *only_for_workers(town)]
        for role in ("partner", "analyst", "administrator"):
            client = at_work(role)
            assert {client.get(page).status_code for page in pages} == {HTTPStatus.FORBIDDEN}
            assert {client.post(page).status_code for page in pages} == {HTTPStatus.FORBIDDEN}

    def test_in_another_place_nothing_is_there_and_that_is_on_record(self, town: Town) -> None:
        client = at_work("family_worker", area=town.south)
        pages = [*addresses(town), *only_for_workers(town)]

        assert {client.get(page).status_code for page in pages} == {HTTPStatus.NOT_FOUND}
        assert {client.post(page).status_code for page in pages} == {HTTPStatus.NOT_FOUND}
        assert set(AccessLog.objects.values_list("thing", "allowed")) == {
            (town.family.public_id, False)
        }

    def test_who_sees_it_but_may_not_change_it_there_is_refused(self, town: Town) -> None:
        # A worker of the south who also keeps the record in order in the north.
        user = user_with("family_worker", neighbourhood=town.south)
        add_grant(user, "business_support", neighbourhood=town.north)
        client = client_of(user)

        assert client.get(addresses(town)[0]).status_code == HTTPStatus.OK
        assert {client.get(page).status_code for page in only_for_workers(town)} == {
            HTTPStatus.FORBIDDEN
        }

    def test_ids_of_nobody_and_of_others_are_not_found(self, base: str, worker: Client) -> None:
        make_codes()
        stranger_family = make_family(
            Member(details=PersonDetails(given_name="Bo"), role=Role.PARENT), postcode=SOUTH
        )
        stranger = stranger_family.ties.get().person
        need = record_need(person=stranger, code="send", starts_on=TODAY, by=BY, at=NOW)
        birth = expect_birth(
            person=stranger, family=stranger_family, due_on=dt.date(2026, 6, 1), by=BY, at=NOW
        )
        note = write_note(family=stranger_family, text="Theirs", by=BY, at=NOW)
        warning = write_warning(
            family=stranger_family,
            text="Theirs",
            sight=Sight.EVERYONE,
            review_on=TODAY,
            by=BY,
            at=NOW,
        )
        pages = [
            *(f"people/{pk}/{rest}" for pk in (NOBODY, stranger.public_id) for rest in OF_PERSON),
            *(f"needs/{pk}/end/" for pk in (NOBODY, need.public_id)),
            *(f"births/{pk}/" for pk in (NOBODY, birth.public_id)),
            *(f"notes/{pk}/correct/" for pk in (NOBODY, note.public_id)),
            *(f"warnings/{pk}/" for pk in (NOBODY, warning.public_id)),
            f"places/{NOBODY}/end/",
        ]

        assert {worker.get(base + page).status_code for page in pages} == {HTTPStatus.NOT_FOUND}
        assert {worker.post(base + page).status_code for page in pages} == {HTTPStatus.NOT_FOUND}


class TestDetails:
    def sent(self, person: Person, **changes: str) -> dict[str, str]:
        born = person.date_of_birth
        return {
            "given_name": person.given_name,
            "family_name": person.family_name,
            **(day("date_of_birth", born) if born else {}),
            "version": str(person.version),
            **changes,
        }

    def test_what_is_typed_is_kept(self, town: Town, of_mother: str, worker: Client) -> None:
        make_codes()
        form = self.sent(
            town.mother,
            given_name="Zosia",
            spoken_language="Polish",
            interpreter_needed="yes",
            nhs_number="999 000 0018",
        )

        response = worker.post(f"{of_mother}details/", form)

        assert response.status_code == HTTPStatus.FOUND
        held = Person.objects.get(given_name="Zosia")
        assert (held.spoken_language, held.interpreter_needed) == ("Polish", True)
        assert held.nhs_number == "9990000018"

    def test_sent_twice_is_saved_once(self, town: Town, of_mother: str, worker: Client) -> None:
        form = self.sent(town.mother, given_name="Zosia", nhs_number="999 000 0018")

        first, second = (worker.post(f"{of_mother}details/", form) for _ in range(2))

        assert (first.status_code, second.status_code) == (HTTPStatus.FOUND, HTTPStatus.FOUND)
        assert Person.objects.get(given_name="Zosia").version == 2

    def test_what_cannot_be_is_said(self, town: Town, of_child: str, worker: Client) -> None:
        form = self.sent(town.child, nhs_number="999 000 0019")

        response = worker.post(f"{of_child}details/", form)

        assert "There is a problem" in text_of(response)
        assert "last digit" in text_of(response)

    def test_the_second_editor_is_told_and_loses_nothing(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        mine = self.sent(town.mother, given_name="Zosia", gp_practice="Mill Surgery")
        self.colleague_saves(town, given_name="Sofia", setting="Alder School")

        response = worker.post(f"{of_mother}details/", mine)

        said = text_of(response)
        assert "Kim Larsen saved something while you were typing" in said
        assert "You both changed this Question Kim Larsen You First name Sofia Zosia" in said
        assert "Nursery, school or childminder: Alder School" in said
        html = response.content.decode()
        for value in ("Zosia", "Mill Surgery", "Alder School"):
            assert f'value="{value}"' in html
        assert town.mother.given_name == "Sofia"

    def test_and_saves_hers_knowingly(self, town: Town, of_mother: str, worker: Client) -> None:
        mine = self.sent(town.mother, given_name="Zosia")
        pk = town.mother.pk
        self.colleague_saves(town, given_name="Sofia")
        worker.post(f"{of_mother}details/", mine)

        held = Person.objects.get(pk=pk)
        worker.post(f"{of_mother}details/", {**mine, "version": str(held.version)})

        assert Person.objects.get(pk=pk).given_name == "Zosia"

    def test_a_version_that_never_was_is_news_too(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        for version in ("", "x", "99"):
            form = self.sent(town.mother, given_name="Zosia", version=version)

            response = worker.post(f"{of_mother}details/", form)

            assert response.status_code == HTTPStatus.OK
        assert town.mother.given_name == "Zofia"

    def colleague_saves(self, town: Town, **changes: Any) -> None:
        mother = town.mother
        update_details(
            person=mother,
            details=PersonDetails(
                **{
                    "given_name": mother.given_name,
                    "family_name": mother.family_name,
                    "date_of_birth": mother.date_of_birth,
                    **changes,
                }
            ),
            by=COLLEAGUE,
            at=NOW,
        )


class TestReaching:
    def test_phone_email_and_what_was_agreed(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        form = {
            "phone": "07700 900999",
            "phone_was": "07700 900123",
            "email": "z@example.org",
            "contact_by_sms": "no",
        }

        for _ in range(2):
            assert worker.post(f"{of_mother}contact/", form).status_code == HTTPStatus.FOUND

        assert details(town.mother) == {"phone": "07700 900999", "email": "z@example.org"}
        assert town.mother.contact_by_sms is False
        assert town.mother.contact_details.count() == 3

    def test_what_a_colleague_wrote_in_the_meantime_is_not_lost(
        self, town: Town, of_mother: str, worker: Client
    ) -> None:
        form = {"phone": "07700 900999", "phone_was": "07700 900000"}

        response = worker.post(f"{of_mother}contact/", form)

        assert "A colleague wrote “07700 900123” while you were typing" in text_of(response)
        assert details(town.mother) == {"phone": "07700 900123"}


class TestWhoLeft:
    @pytest.fixture
    def elsewhere(self, town: Town) -> str:
        """Zofia lives with another family in the south now, and has another phone."""
        other = make_family(
            Member(details=PersonDetails(given_name="Ola"), role=Role.CHILD), postcode=SOUTH
        )
        said: dict[str, Any] = {"by": BY, "at": NOW}
        then = TODAY - dt.timedelta(days=9)
        join_family(person=town.mother, family=other, role=Role.PARENT, on=then, **said)
        leave_family(person=town.mother, family=town.family, on=TODAY, **said)
        phone = "07700 900777"
        set_contact_detail(
            person=Person.objects.get(given_name="Zofia"),
            kind=DetailKind.PHONE,
            value=phone,
            **said,
        )
        return phone

    @pytest.mark.usefixtures("elsewhere")
    def test_has_no_pages_here_but_those_that_say_so(self, base: str, worker: Client) -> None:
        person = f"{base}people/{Person.objects.get(given_name='Zofia').public_id}/"

        opened = {page: worker.get(person + page).status_code for page in OF_PERSON}

        assert {page for page, status in opened.items() if status == HTTPStatus.OK} == {
            "role/",
            "leave/",
        }

    def test_the_history_tells_nothing_of_later(
        self, base: str, worker: Client, elsewhere: str
    ) -> None:
        said = text_of(worker.get(f"{base}history/"))

        assert elsewhere not in said
        assert "Zofia Kowalska: parent, mother, until 3 March 2026" in said

    @pytest.mark.usefixtures("elsewhere")
    def test_the_search_does_not_say_where_they_live(self, town: Town, worker: Client) -> None:
        mover = Person.objects.get(given_name="Zofia")
        Address.objects.filter(person=mover).update(is_main=False)
        other = FamilyTie.objects.get(person=mover, ends_on=None).family
        Address.objects.create(person=mover, family=other, is_main=True, postcode=SOUTH)

        assert "LU9" not in text_of(worker.get("/staff/families/find/?q=zofia"))
        southern = at_work("family_worker", area=town.south)
        assert "parent, 30 years, LU9" in text_of(southern.get("/staff/families/find/?q=zofia"))


class TestHome:
    def test_some_move(self, town: Town, base: str, worker: Client) -> None:
        form = {"people": [str(town.mother.public_id)], "postcode": SOUTH, **day("on", TODAY)}

        for _ in range(2):
            assert worker.post(f"{base}move/", form).status_code == HTTPStatus.FOUND

        assert homes(town.mother) == [("LU9 1AA", True, None, TODAY), (SOUTH, True, TODAY, None)]
        assert homes(town.child) == [("LU9 1AA", True, None, None)]

    def test_all_leave_the_area(self, town: Town, base: str, worker: Client) -> None:
        everybody = [str(town.mother.public_id), str(town.child.public_id)]
        form = {"people": everybody, "town": "Elsewhere", "leaves": "yes", **day("on", TODAY)}

        worker.post(f"{base}move/", form)

        assert {row.left_on for row in town.family.registrations.all()} == {TODAY}

    def test_nowhere_is_no_home(self, town: Town, base: str, worker: Client) -> None:
        form = {"people": [str(town.mother.public_id)], **day("on", TODAY)}

        assert "An address says where." in text_of(worker.post(f"{base}move/", form))


class TestBelonging:
    def test_somebody_more(self, base: str, worker: Client) -> None:
        form = {
            "role": "carer",
            "given_name": "Anna",
            "relationship": "gran",
            "phone": "07700 900555",
            "lives_here": "yes",
            "is_here": "yes",
        }

        for _ in range(2):
            assert worker.post(f"{base}people/add/", form).status_code == HTTPStatus.FOUND

        anna = Person.objects.get(given_name="Anna")
        assert homes(anna) == [("LU9 1AA", True, None, None)]
        assert details(anna) == {"phone": "07700 900555"}
        assert anna.registrations.count() == 1

    def test_of_an_adult_who_does_not_know_of_it_the_name_is_kept(
        self, base: str, worker: Client
    ) -> None:
        form = {
            "role": "parent",
            "given_name": "Piotr",
            "relationship": "father",
            "phone": "07700 900555",
            **day("date_of_birth", dt.date(1990, 1, 1)),
            "is_here": "no",
        }

        worker.post(f"{base}people/add/", form)

        piotr = Person.objects.get(given_name="Piotr")
        assert (piotr.date_of_birth, details(piotr)) == (None, {})
        assert not piotr.registrations.exists()

    def test_another_role(self, town: Town, of_mother: str, worker: Client) -> None:
        form = {"role": "carer", **day("on", TODAY)}

        worker.post(f"{of_mother}role/", form)

        family = town.family.pk
        assert ties(town.mother) == [
            (family, "parent", None, TODAY),
            (family, "carer", TODAY, None),
        ]

    def test_leaving(self, town: Town, of_mother: str, worker: Client) -> None:
        for _ in range(2):
            worker.post(f"{of_mother}leave/", day("on", TODAY))

        assert ties(town.mother) == [(town.family.pk, "parent", None, TODAY)]

    def test_a_second_family_is_found_then_chosen(self, town: Town, of_child: str) -> None:
        manager = at_work("manager")
        other = make_family(
            Member(details=PersonDetails(given_name="Piotr"), role=Role.PARENT), postcode=SOUTH
        )

        page = manager.get(f"{of_child}join/?q=piotr")
        form = {"family": str(other.public_id), "role": "child"}
        manager.post(f"{of_child}join/?q=piotr", form)

        assert "Piotr, parent, LU9" in text_of(page)
        assert {family for family, *_ in ties(town.child)} == {town.family.pk, other.pk}

    def test_a_family_out_of_sight_cannot_be_chosen(
        self, town: Town, of_child: str, worker: Client
    ) -> None:
        other = make_family(
            Member(details=PersonDetails(given_name="Piotr"), role=Role.PARENT), postcode=SOUTH
        )
        form = {"family": str(other.public_id), "role": "child"}

        response = worker.post(f"{of_child}join/?q=piotr", form)

        assert response.status_code == HTTPStatus.OK
        assert {family for family, *_ in ties(town.child)} == {town.family.pk}


class TestNeeds:
    def test_a_need_begins_and_ends(
        self, town: Town, base: str, of_child: str, worker: Client
    ) -> None:
        make_codes()
        form = {"code": "send", "source": "nursery", **day("starts_on", dt.date(2026, 1, 5))}
        for _ in range(2):
            worker.post(f"{of_child}needs/add/", form)
        need = town.child.needs.get()

        worker.post(f"{base}needs/{need.public_id}/end/", day("ends_on", TODAY))

        need.refresh_from_db()
        assert (need.code, need.source, need.ends_on) == ("send", "nursery", TODAY)


class TestBirths:
    DUE = dt.date(2026, 3, 10)

    @pytest.fixture
    def birth(self, town: Town, base: str, of_mother: str, worker: Client) -> str:
        """The page of a birth that is expected."""
        worker.post(f"{of_mother}expecting/", day("due_on", self.DUE))
        held = ExpectedBirth.objects.get()
        assert (held.person, held.due_on) == (town.mother, self.DUE)
        return f"{base}births/{held.public_id}/"

    def test_a_birth_makes_one_record(self, town: Town, birth: str, worker: Client) -> None:
        form = {"outcome": "born", "given_name": "Maja", **day("date_of_birth", TODAY)}

        for _ in range(2):
            assert worker.post(birth, form).status_code == HTTPStatus.FOUND

        maja = Person.objects.get(given_name="Maja")
        assert ties(maja) == [(town.family.pk, "child", TODAY, None)]
        assert ExpectedBirth.objects.get().outcome == "born"

    def test_of_an_end_nothing_more_is_asked(self, birth: str, worker: Client) -> None:
        form = {"outcome": "ended", **day("ended_on", TODAY)}

        assert worker.post(birth, form).status_code == HTTPStatus.FOUND

        held = ExpectedBirth.objects.get()
        assert (held.outcome, held.ended_on) == ("ended", TODAY)
        assert worker.get(birth).status_code == HTTPStatus.FOUND

    def test_a_baby_has_a_name_and_a_birth_date(self, birth: str, worker: Client) -> None:
        said = text_of(worker.post(birth, {"outcome": "born"}))

        assert "Enter first name" in said
        assert "Enter date of birth" in said

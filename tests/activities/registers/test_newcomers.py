"""Somebody new at a session: one name is enough; twice makes one; who is held already is shown."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from flyingstart.activities.api import (
    MarkEntry,
    MarkStatus,
    RegisterClosedError,
    close_register,
    mark,
    welcome_newcomers,
)
from flyingstart.families.api import (
    Family,
    FormError,
    Member,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    keep_notice,
)
from tests.activities.registers.hall import MINUTE, NOW, Hall, register
from tests.families.web.test_notices_shown import shown
from tests.families.web.town import TODAY, at_work, day, text_of
from tests.families.world import BY


def form(hall: Hall, **said: Any) -> dict[str, Any]:
    """The page as it is sent: two rows for children."""
    return {
        "adult-submission": str(uuid.uuid4()),
        "child-rows": "2",
        **{key.replace("__", "-"): value for key, value in said.items()},
    }


def send(client: Client, hall: Hall, sent: dict[str, Any]) -> Any:
    return client.post(f"{hall.address}newcomer/", sent)


class TestThePage:
    def test_a_name_is_enough_and_they_are_on_the_register(self, hall: Hall) -> None:
        answer = send(hall.staff(), hall, form(hall, adult__given_name="Lina"))

        lina = Person.objects.get(given_name="Lina")
        family = Family.objects.get(ties__person=lina)
        assert answer["Location"] == f"{hall.address}#family-{family.public_id}"
        assert register(hall.session) == {"Lina": "attended"}
        # Colleagues at the site see her, wherever she lives.
        assert family.places.get().site == hall.town.hall
        assert family.registrations.get().came_by == "worker"
        assert "Lina" in text_of(hall.staff().get(hall.address))

    @pytest.mark.parametrize(
        ("said", "rows"), [("ur", [("Lina", "2026-01", "ur", TODAY)]), ("", [])]
    )
    def test_in_which_language_the_notice_was_shown_is_written_down(
        self, hall: Hall, said: str, rows: list[tuple[Any, ...]]
    ) -> None:
        keep_notice(version="2026-01", texts={"en": "We ask.", "ur": "ہم"}, by=BY, at=NOW)

        send(hall.staff(), hall, form(hall, adult__given_name="Lina", adult__notice_in=said))

        assert shown() == rows

    @pytest.mark.parametrize("language", ["en", "ur"])
    @pytest.mark.usefixtures("staff_in_urdu")
    def test_the_notice_is_thought_to_be_shown_in_the_language_of_the_page(
        self, hall: Hall, language: str
    ) -> None:
        keep_notice(version="2026-01", texts={"en": "We ask.", "ur": "ہم"}, by=BY, at=NOW)
        client = hall.staff()
        client.get(f"/language/{language}/")

        page = client.get(f"{hall.address}newcomer/").content.decode()

        assert re.findall(r'<option value="(\w*)" selected', page) == [language]

    def test_where_there_is_no_notice_nothing_is_asked(self, hall: Hall) -> None:
        assert "Privacy notice" not in text_of(hall.staff().get(f"{hall.address}newcomer/"))

    def test_children_bear_the_adults_name_unless_another_is_said(self, hall: Hall) -> None:
        said = form(
            hall,
            adult__given_name="Lina",
            adult__family_name="Haddad",
            adult__phone="07700 900555",
            child__0__given_name="Sami",
            child__1__given_name="Mia",
            child__1__family_name="Berg",
        ) | day("child-0-date_of_birth", dt.date(2024, 2, 29))
        send(hall.staff(), hall, said)

        people = Person.objects.filter(ties__family__ties__person__given_name="Lina")
        assert {(str(one), one.date_of_birth) for one in people} == {
            ("Lina Haddad", None),
            ("Sami Haddad", dt.date(2024, 2, 29)),
            ("Mia Berg", None),
        }
        assert register(hall.session) == dict.fromkeys(("Lina", "Sami", "Mia"), "attended")

    def test_the_same_form_twice_makes_one_family(self, hall: Hall) -> None:
        client, sent = hall.staff(), form(hall, adult__given_name="Lina")
        first = send(client, hall, sent)
        lina = Person.objects.get(given_name="Lina")

        again = send(client, hall, sent | {"is_new": "yes", "looked_at": _family_id(lina)})

        assert again["Location"] == first["Location"]
        assert Person.objects.filter(given_name="Lina").count() == 1

    def test_who_may_be_held_already_is_shown_before_anything_is_saved(self, hall: Hall) -> None:
        client = hall.staff()
        sent = form(
            hall,
            adult__given_name="Zofia",
            adult__family_name="Kowalska",
            adult__phone="07700 900123",
        )

        page = send(client, hall, sent)

        assert "Is it one of these?" in text_of(page)
        assert register(hall.session) == {}
        looked_at = re.search(r'name="looked_at" value="([^"]*)"', page.content.decode())
        assert looked_at is not None
        send(client, hall, sent | {"looked_at": looked_at[1], "is_new": "yes"})
        assert Person.objects.filter(given_name="Zofia").count() == 2
        assert register(hall.session) == {"Zofia": "attended"}

    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self, hall: Hall) -> None:
        client = hall.staff()
        sent = form(hall, adult__phone="07700 900555") | day(
            "child-0-date_of_birth", dt.date(2024, 2, 29)
        )

        page = send(client, hall, sent)
        more = send(client, hall, sent | {"add": "child"})

        assert "Enter a name; one is enough" in text_of(page)
        assert 'name="child-rows" value="3"' in more.content.decode()
        assert 'value="07700 900555"' in more.content.decode()
        assert "There is a problem" not in text_of(more)
        assert Person.objects.filter(given_name="").count() == 0

    def test_a_page_without_anybody_says_so(self, hall: Hall) -> None:
        page = send(hall.staff(), hall, form(hall))

        assert "Enter the name of somebody; one is enough" in text_of(page)

    def test_a_name_that_was_looked_for_in_vain_is_taken_along(self, hall: Hall) -> None:
        page = hall.staff().get(f"{hall.address}newcomer/?name=lina+al+haddad")

        html = page.content.decode()
        assert 'value="lina al"' in html
        assert 'value="haddad"' in html

    def test_a_closed_register_leads_back(self, hall: Hall) -> None:
        close_register(session=hall.session, nobody_came=True, by=BY, at=NOW)

        answer = send(hall.staff(), hall, form(hall, adult__given_name="Lina"))

        assert answer["Location"] == hall.address
        assert not Person.objects.filter(given_name="Lina").exists()

    def test_others_register_nobody_here(self, hall: Hall) -> None:
        sent = form(hall, adult__given_name="Lina")

        assert send(at_work("session_staff", area=hall.town.south), hall, sent).status_code == 404
        assert send(at_work("analyst"), hall, sent).status_code == 403
        assert not Person.objects.filter(given_name="Lina").exists()


def _family_id(person: Person) -> str:
    return str(Family.objects.get(ties__person=person).public_id)


class TestTheOperation:
    def said(self, **changes: Any) -> RegistrationForm:
        member = Member(details=PersonDetails(given_name="Lina"), role=Role.PARENT)
        given: dict[str, Any] = {"members": [member], "submission": uuid.uuid4()} | changes
        return RegistrationForm(**given)

    def test_a_submission_that_comes_again_marks_nobody_who_was_taken_back(
        self, hall: Hall
    ) -> None:
        sent = self.said()
        family = welcome_newcomers(session=hall.session, form=sent, by=BY, at=NOW)
        lina = Person.objects.get(given_name="Lina")
        slip = MarkEntry(person_id=lina.pk, status=MarkStatus.TAKEN_BACK)
        mark(session=hall.session, entries=[slip], by=BY, at=NOW + MINUTE)

        again = welcome_newcomers(session=hall.session, form=sent, by=BY, at=NOW + 2 * MINUTE)

        assert again == family
        assert register(hall.session) == {"Lina": "taken_back"}

    def test_nobody_is_registered_where_nobody_can_be_marked(self, hall: Hall) -> None:
        close_register(session=hall.session, nobody_came=True, by=BY, at=NOW)

        with pytest.raises(RegisterClosedError):
            welcome_newcomers(session=hall.session, form=self.said(), by=BY, at=NOW)
        with pytest.raises(FormError, match="says which one it is"):
            welcome_newcomers(session=hall.session, form=self.said(submission=None), by=BY, at=NOW)
        assert not Person.objects.filter(given_name="Lina").exists()

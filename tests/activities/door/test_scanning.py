"""A card is shown at the door: pages, by the client."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from flyingstart.accounts.api import AccessLog
from flyingstart.activities.api import Mark, Session, close_register
from flyingstart.activities.operations.codes import end_code
from flyingstart.families.api import Family, FamilyTie, Person, Role, record_death
from tests.activities.door.town import Day, code_for, leads
from tests.families.web.town import NOW, SOUTH, TODAY, client_of, make_family, text_of
from tests.families.world import BY

HOUR = dt.timedelta(hours=1)


def door(code: str, session: Session | None = None) -> str:
    address = reverse("door", args=[code])
    return f"{address}?session={session.public_id}" if session else address


def ticked(*people: Person) -> dict[str, list[str]]:
    return {"people": [str(one.public_id) for one in people]}


def marked() -> set[tuple[str, str, str]]:
    """Who is marked, as what, and at which activity's site."""
    rows = Mark.objects.values_list("person__given_name", "status", "session__site__name")
    return set(rows)


@pytest.fixture
def code(day: Day) -> str:
    return code_for(day.town.family).code


def test_the_page_asks_who_of_the_family_is_here(day: Day, code: str) -> None:
    page = text_of(day.client().get(door(code)))

    assert "Stay and Play, A Hall, 10am Who is here?" in page
    assert "Stanisław Kowalski 2 years Zofia Kowalska parent" in page
    assert Mark.objects.count() == 0


def test_ticked_people_are_on_the_register(day: Day, code: str) -> None:
    client = day.client()

    here = ticked(day.town.child, day.town.mother)
    client.post(door(code, day.session), here)
    response = client.post(door(code, day.session), here, follow=True)

    assert "Everybody of this family is on the register." in text_of(response)
    assert marked() == {("Stanisław", "attended", "A Hall"), ("Zofia", "attended", "A Hall")}
    assert set(Mark.objects.values_list("family", flat=True)) == {day.town.family.pk}


def test_who_is_marked_is_not_asked_for_again(day: Day, code: str) -> None:
    client = day.client()
    client.post(door(code, day.session), ticked(day.town.child))

    page = text_of(client.get(door(code)))

    assert "On the register Stanisław Kowalski" in page
    assert "Zofia Kowalska parent" in page
    assert "Stanisław Kowalski 2 years" not in page


def test_nobody_ticked_is_a_fault_and_strangers_cannot_be_slipped_in(day: Day, code: str) -> None:
    stranger = Person.objects.create(given_name="Kim")
    stranger.refresh_from_db()
    client = day.client()

    nobody = client.post(door(code, day.session), {})
    other = client.post(door(code, day.session), ticked(stranger))

    assert "Choose somebody" in text_of(nobody)
    assert "Choose somebody from the answers offered" in text_of(other)
    assert marked() == set()


def test_a_family_from_elsewhere_is_welcome_with_its_card(day: Day) -> None:
    away = make_family(postcode=SOUTH)
    code = code_for(away).code
    client = day.client()

    page = client.get(door(code))
    child = Person.objects.get(ties__family=away, ties__role=Role.CHILD)
    client.post(door(code, day.session), ticked(child))

    assert "Zofia Kowalska" in text_of(page)
    # Marking them here does not open their record.
    assert reverse("family", args=[away.public_id]) not in page.content.decode()
    assert Mark.objects.get().family == away


def test_the_opening_is_on_record(day: Day, code: str) -> None:
    day.client().get(door(code))

    log = AccessLog.objects.get()
    assert (log.kind, log.thing, log.allowed) == ("family", day.town.family.public_id, True)


@pytest.mark.parametrize("wrong", ["C7KD9MPX", "some", "%20", "ééé", "3333333"])
def test_a_slip_is_said_plainly(day: Day, wrong: str) -> None:
    response = day.client().get(f"/staff/door/{wrong}/")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "There is a slip in that code." in text_of(response)


def test_a_slip_is_no_guess(day: Day, code: str) -> None:
    client = day.client()
    for _ in range(21):
        client.get("/staff/door/some/")

    assert client.get(door(code)).status_code == HTTPStatus.OK


def test_a_code_that_nobody_has_says_so(day: Day, code: str) -> None:
    from flyingstart.activities.models import FamilyCode  # only here

    end_code(code=FamilyCode.objects.get(), by=BY, at=NOW)

    response = day.client().get(door(code))

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "No family has this code now." in text_of(response)
    assert AccessLog.objects.count() == 0


def test_twenty_guesses_an_hour_and_then_not_even_a_good_code(day: Day, code: str) -> None:
    client = day.client()
    guesses = [client.get(door("33333333")).status_code for _ in range(21)]

    page = client.get(door(code))

    assert guesses == [HTTPStatus.NOT_FOUND] * 20 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert page.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Kowalska" not in text_of(page)
    # Somebody else goes on.
    assert day.client().get(door(code)).status_code == HTTPStatus.OK


def test_the_session_is_ones_own_then_the_one_nearest_to_now(day: Day, code: str) -> None:
    user = day.worker()
    client = client_of(user)
    later = day.held(at=NOW + 3 * HOUR, site=day.town.hub)
    assert "A Hall, 10am Who is here?" in text_of(client.get(door(code)))

    leads(user, later)
    page = text_of(client.get(door(code)))

    assert "Alder Hub, 1pm Who is here?" in page
    assert "At another session? Stay and Play, A Hall, 10am" in page
    assert "A Hall, 10am Who is here?" in text_of(client.get(door(code, day.session)))


def test_a_session_that_ended_lately_is_nearer_than_one_in_the_evening(day: Day, code: str) -> None:
    Session.objects.update(starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR)
    day.held(at=NOW + 8 * HOUR, site=day.town.hub)

    assert "A Hall, 7am Who is here?" in text_of(day.client().get(door(code)))


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelled_at": NOW},
        {"register_closed_at": NOW},
        {"starts_at": NOW + dt.timedelta(days=1), "ends_at": None},
    ],
)
def test_without_an_open_register_today_the_family_is_not_named(
    day: Day, code: str, changes: dict[str, object]
) -> None:
    Session.objects.update(**changes)

    response = day.client().get(door(code))

    assert "No open register today" in text_of(response)
    assert "Kowalska" not in text_of(response)
    assert AccessLog.objects.count() == 0


def test_a_session_in_another_place_is_not_offered(day: Day, code: str) -> None:
    client = day.client(neighbourhood=day.town.south)

    assert "No open register today" in text_of(client.get(door(code)))
    client.post(door(code, day.session), ticked(day.town.child))
    assert marked() == set()


def test_what_was_meant_for_a_session_that_closed_goes_to_no_other(day: Day, code: str) -> None:
    other = day.held(site=day.town.hub)
    close_register(session=day.session, nobody_came=True, by=BY, at=NOW)

    response = day.client().post(door(code, day.session), ticked(day.town.child))

    assert "The register of that session was closed meanwhile." in text_of(response)
    assert "Alder Hub" in text_of(response)
    assert not other.marks.exists()


def test_the_dead_and_those_who_left_are_not_asked_for(day: Day, code: str) -> None:
    record_death(person=day.town.child, died_on=TODAY, by=BY, at=NOW)
    left = Person.objects.create(given_name="Leon")
    FamilyTie.objects.create(person=left, family=day.town.family, role=Role.OTHER, ends_on=TODAY)

    page = text_of(day.client().get(door(code)))

    assert "Zofia" in page
    assert "Stanisław" not in page
    assert "Leon" not in page


def test_a_family_without_anybody_is_told_kindly(day: Day, code: str) -> None:
    FamilyTie.objects.update(ends_on=TODAY)

    page = text_of(day.client().get(door(code)))

    assert "Nobody belongs to this family today." in page
    assert "They are here" not in page


def test_a_merged_family_is_found_by_its_old_card(day: Day) -> None:
    old = Family.objects.create()
    code = code_for(old).code
    Family.objects.filter(pk=old.pk).update(merged_into=day.town.family)

    assert "Zofia Kowalska" in text_of(day.client().get(door(code)))


@pytest.mark.parametrize("role", ["analyst", "board_reader", "administrator", "partner"])
def test_who_takes_no_registers_may_not_look(day: Day, code: str, role: str) -> None:
    client = day.client(role)

    for address in ("/staff/door/", door(code)):
        assert client.get(address).status_code == HTTPStatus.FORBIDDEN
        assert client.post(address).status_code == HTTPStatus.FORBIDDEN


def test_a_stranger_signs_in_first_and_then_comes_back(day: Day, code: str) -> None:
    response = Client().get(door(code))

    assert response.headers["Location"] == f"/sign-in/?next=/staff/door/{code}/"


def test_a_code_can_be_typed(day: Day, code: str) -> None:
    client = day.client()

    page = client.get("/staff/door/")
    assert "Code on the card" in text_of(page)
    assert '<a href="/staff/" class="govuk-back-link">Today</a>' in page.content.decode()
    typed = client.post("/staff/door/", {"code": f"{code[:4].lower()} {code[4:]}"})
    slash = client.post("/staff/door/", {"code": "a/b"})
    nothing = client.post("/staff/door/", {"code": ""})

    assert typed.headers["Location"] == door(code)
    assert slash.headers["Location"] == "/staff/door/a-b/"
    assert "Enter the code on the card" in text_of(nothing)

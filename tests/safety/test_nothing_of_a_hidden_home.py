"""safety.md, Homes and hiding: no staff page and no file tells where she is, but to who may know.

Walks every address of the staff pages that can be filled in for her family, as every role.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.urls import reverse

from flyingstart.accounts.api import ROLES, AccessLog, Permission, User
from flyingstart.activities.api import Activity, Mark, Session
from flyingstart.activities.models import GiveItem, GivenOut
from flyingstart.families.api import (
    AddressLines,
    AlertKind,
    DetailKind,
    HappeningKind,
    Merge,
    Person,
    end_alert,
    find_people,
    hidden_people,
    likely_duplicates,
    merge_people,
    move_home,
    raise_alert,
    set_contact_detail,
    timeline_of,
)
from flyingstart.families.imports.export import registration_rows
from flyingstart.families.models import Address, ContactDetail
from flyingstart.families.operations.forms import PersonDetails
from tests.accounts.people import add_grant, user_with
from tests.families.web.town import NOW, TODAY, Town, at_work, client_of, make_town, text_of
from tests.families.world import BY
from tests.kept import kept_for_a_module
from tests.safety.walk import staff_addresses

STREET, POSTCODE, PHONE, EMAIL = "Quibble Wharf", "LU9 1AA", "07700 900457", "zk@quibble.example"
SURGERY, NURSERY = "Quince Surgery", "Plover Nursery"
SECRETS = (STREET, POSTCODE, "900457", EMAIL, SURGERY, NURSERY)
UNMASKED = [name for name, role in ROLES.items() if Permission.SEE_HIDDEN_HOMES in role.permissions]
MASKED = [
    name
    for name, role in ROLES.items()
    if Permission.VIEW_FAMILIES in role.permissions and name not in UNMASKED
]


def make_town_with_a_hidden_home() -> Town:
    """A family whose mother's home is hidden; every way to her is unlike any other."""
    made = make_town()
    ContactDetail.objects.all().delete()
    ContactDetail.objects.create(person=made.mother, kind="phone", value=PHONE)
    ContactDetail.objects.create(person=made.mother, kind="email", value=EMAIL)
    Address.objects.filter(postcode=POSTCODE).update(line_1=STREET)
    Person.objects.filter(pk=made.mother.pk).update(gp_practice=SURGERY)
    Person.objects.filter(pk=made.child.pk).update(setting=NURSERY)
    raise_alert(
        person=made.mother,
        kind=AlertKind.HIDDEN_HOME,
        review_on=TODAY + dt.timedelta(days=90),
        by=BY,
        at=NOW,
    )
    return made


made_town = kept_for_a_module(make_town_with_a_hidden_home, NOW)


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        yield made_town()


@pytest.mark.parametrize("role", MASKED)
def test_no_page_of_staff_tells_where_she_is(town: Town, role: str) -> None:
    client, told = at_work(role), {}
    # A page that fails is for its own tests.
    client.raise_request_exception = False
    addresses = list(staff_addresses(town.family, town.mother).values())
    assert f"/staff/families/{town.family.public_id}/history/" in addresses

    for address in addresses:
        answer = client.get(address)
        body = b"" if answer.streaming else answer.content
        told[address] = [one for one in SECRETS if one in body.decode(errors="replace")]

    assert {address: said for address, said in told.items() if said} == {}


@pytest.mark.parametrize("kind", ["children", "adults", "families"])
def test_no_list_and_no_file_of_it_tells(town: Town, kind: str) -> None:
    client = at_work("business_support")

    for query in ("", f"&{kind}-place=n-{town.north.code}"):
        body = client.get(f"/staff/families/?show={kind}{query}").content.decode()
        assert [one for one in SECRETS if one in body] == []
        # Whose place is not told is found by no place.
        assert ("Kowalska" in body) is (not query)
    file = client.get(f"/staff/families/?show={kind}&{kind}-export=csv")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [one for one in SECRETS if one in file.content.decode()] == []


def test_who_may_see_homes_sees_hers_and_it_is_put_on_record(town: Town) -> None:
    client = at_work("safeguarding_lead")

    body = client.get(f"/staff/families/{town.family.public_id}/").content.decode()

    assert [one for one in SECRETS if one in body] == list(SECRETS)
    opened = AccessLog.objects.filter(kind="home", allowed=True)
    assert [row.thing for row in opened] == [town.family.public_id]


@pytest.mark.parametrize("page", ["contact/", "../../move/"])
def test_who_may_not_is_refused_how_to_reach_her_and_it_is_put_on_record(
    town: Town, page: str
) -> None:
    client = at_work("family_worker")
    base = f"/staff/families/{town.family.public_id}/"
    address = f"{base}move/" if "move" in page else f"{base}people/{town.mother.public_id}/{page}"

    assert client.get(address).status_code == 403

    refused = AccessLog.objects.filter(kind="home", allowed=False)
    assert [row.thing for row in refused] == [town.family.public_id]


@pytest.mark.parametrize("typed", [POSTCODE, "LU9", PHONE, "900457"])
def test_a_search_by_place_or_number_neither_finds_nor_confirms_her(town: Town, typed: str) -> None:
    for text in (typed, f"Kowalska {typed}"):
        assert find_people(text, user=user_with("manager")).people == ()
    assert find_people(typed, user=user_with("safeguarding_lead")).people != ()


def test_she_is_found_by_name_for_greeting_without_a_place(town: Town) -> None:
    (found,) = find_people("Zofia", user=user_with("session_staff")).people

    assert (found.name, found.outward) == ("Zofia Kowalska", "")


def test_a_match_shows_no_field_that_its_reader_could_not_open(town: Town) -> None:
    said = PersonDetails(
        given_name="Zofia", family_name="Kowalska", date_of_birth=dt.date(1995, 5, 5)
    )

    def reasons(user: User) -> set[str]:
        found = likely_duplicates(said, phone=PHONE, email=EMAIL, postcode=POSTCODE, user=user)
        return {reason for one in found for reason in one.person.reasons}

    hers = {"same name", "same birth date"}
    assert reasons(user_with("session_staff")) == hers
    assert reasons(user_with("safeguarding_lead")) == hers | {
        "same phone",
        "same email",
        "same postcode",
    }
    # Her phone alone brings nobody up.
    stranger = PersonDetails(given_name="Zofia", family_name="Kowalska")
    assert likely_duplicates(stranger, phone=PHONE, user=user_with("session_staff")) == []


@pytest.mark.parametrize("role", ["family_worker", "business_support"])
def test_what_happened_tells_that_they_came_and_were_given_something_not_where(
    town: Town, role: str
) -> None:
    activity = Activity.objects.create(
        code="play", name="Refuge play", reaches="family", offer="universal"
    )
    session = Session.objects.create(activity=activity, site=town.hall, starts_at=NOW)
    Mark.objects.create(session=session, person=town.mother, family=town.family, status="attended")
    item = GiveItem.objects.create(
        code="books", name="Book bag", unit="bag", units="bags", position=1
    )
    GivenOut.objects.create(
        item=item,
        site=town.hall,
        family=town.family,
        day=TODAY,
        how_many=1,
        from_stock=False,
        given_by_name="Kim",
        submission=uuid.UUID(int=1),
    )
    page = f"/staff/families/{town.family.public_id}/"

    masked, body = text_of(at_work(role).get(page)), text_of(at_work("safeguarding_lead").get(page))

    assert [one for one in ("Refuge", "A Hall") if one in masked] == []
    assert "Came to a session" in masked
    assert "Given: Book bag" in masked
    assert [one for one in ("Refuge play", "A Hall") if one in body] == ["Refuge play", "A Hall"]


def test_extracts_carry_no_place(town: Town) -> None:
    rows = list(registration_rows(TODAY))

    assert {row["given_name"] for row in rows} == {"Zofia", "Stanisław"}
    assert [one for one in SECRETS for row in rows if one in row.values()] == []


def test_when_hiding_ends_she_is_shown_again(town: Town) -> None:
    (alert,) = town.mother.alerts.all()

    end_alert(alert=alert, by=BY, at=NOW)

    assert hidden_people([town.mother.pk]) == set()


def test_that_she_came_is_told_without_the_hour_that_would_name_the_session(town: Town) -> None:
    activity = Activity.objects.create(
        code="play", name="Refuge play", reaches="family", offer="universal"
    )
    session = Session.objects.create(activity=activity, site=town.hall, starts_at=NOW)
    Mark.objects.create(session=session, person=town.mother, family=town.family, status="attended")

    def came(role: str) -> list[tuple[str, str, dt.date]]:
        told = timeline_of(town.family, user=user_with(role)).entries
        return [
            (one.title, one.text, one.at) for one in told if one.kind is HappeningKind.ATTENDANCE
        ]

    assert came("manager") == [("Came to a session", "", TODAY)]
    assert came("safeguarding_lead") == [("Refuge play", "A Hall", NOW)]


@pytest.mark.parametrize("role", ["manager", "business_support"])
def test_parting_two_records_does_not_tell_where_she_is(town: Town, role: str) -> None:
    """What was entered since they were joined is asked about without a place."""
    other = Person.objects.create(given_name="Zofja", family_name="Kowalska")
    by, at = BY, NOW + dt.timedelta(hours=1)
    merge = merge_people(
        kept=town.mother, merged=other, reason="One", knows_they_are_one=True, by=by, at=NOW
    )
    # All of a test is one moment to the database, and only what came after the joining is asked.
    Merge.objects.update(created_at=NOW)
    lives = AddressLines(line_1="Quayside 8", postcode=POSTCODE)
    move_home(people=[town.mother], family=town.family, address=lives, on=TODAY, by=by, at=at)
    set_contact_detail(
        person=town.mother, kind=DetailKind.PHONE, value="07700 900458", by=by, at=at
    )
    activity = Activity.objects.create(
        code="play", name="Refuge play", reaches="family", offer="universal"
    )
    session = Session.objects.create(activity=activity, site=town.hall, starts_at=NOW)
    Mark.objects.create(session=session, person=town.mother, family=town.family, status="attended")
    page = reverse("merge", args=[merge.public_id])

    body = at_work(role).get(page).content.decode()

    told = ("Quayside", "900458", "Refuge", "A Hall", *SECRETS)
    assert [one for one in told if one in body] == []
    assert "hidden, from 4 March 2026" in body
    assert "Attendance of Zofia Kowalska: 4 March 2026" in body
    # Whoever may see homes, and joins records, is told.
    both = user_with(role)
    add_grant(both, "safeguarding_lead")
    assert "Quayside 8" in client_of(both).get(page).content.decode()

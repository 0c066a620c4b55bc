"""safety.md, Messages: the person is silenced, the family is not. A child who died stays on the
family's page if the parents wish, a stillborn child too; never in lists, prompts, birthdays, ages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
import time_machine

from flyingstart.activities.api import expected_at
from flyingstart.families.api import (
    MessagePause,
    Person,
    PersonDetails,
    Purpose,
    Refused,
    Silence,
    expect_birth,
    may_contact,
    record_birth,
    record_death,
)
from flyingstart.families.enums import Channel
from flyingstart.families.operations.pausing import resume_messages
from tests.accounts.people import user_with
from tests.activities.registers.hall import NOW, Hall, make_hall
from tests.families.keepers import acting
from tests.families.web.town import TODAY, at_work, client_of, text_of
from tests.families.world import BY
from tests.kept import kept_for_a_module
from tests.safety.walk import staff_addresses

BORN = dt.date(2024, 3, 6)
"""His second birthday would be this week."""
OWN_PAGE = "staff/families/<uuid:public_id>/"
ABOUT_PEOPLE = ("staff/families/", "staff/sessions/<", "staff/day-book/", "staff/given-out/")


def make_hall_without_him() -> Hall:
    """Stanisław, who came last week, has died; a named worker let messages resume since."""
    hall = make_hall()
    Person.objects.filter(pk=hall.town.child.pk).update(date_of_birth=BORN)
    (family,) = (one for one in expected_at(hall.session) if one.id == hall.town.family.pk)
    assert [(one.name, one.turns) for one in family.people] == [
        ("Stanisław Kowalski", 2),
        ("Zofia Kowalska", None),
    ]
    record_death(person=hall.town.child, died_on=TODAY, by=BY, at=NOW)
    assert MessagePause.objects.get().family == hall.town.family
    lead = acting(user_with("manager"))
    resume_messages(family=hall.town.family, reason="They asked us to", by=lead, at=NOW)
    return hall


made_hall = kept_for_a_module(make_hall_without_him, NOW)


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        yield made_hall()


def test_no_page_about_people_names_him_but_his_familys(hall: Hall) -> None:
    """Today, lists, prompts, registers, papers, the roll call and the day book: none of them.

    Of whom a figure counts, the tests of those pages say the same.
    """
    addresses = staff_addresses(hall.town.family, hall.town.child, hall.session)
    asked = [
        address
        for pattern, address in addresses.items()
        if pattern in {"staff/", OWN_PAGE}
        or (pattern.startswith(ABOUT_PEOPLE) and not pattern.startswith(OWN_PAGE))
    ]
    client = client_of(user_with("manager"))
    client.raise_request_exception = False

    named = [
        address
        for address in asked
        if "Stanis" in client.get(address).content.decode(errors="replace")
    ]

    assert len(asked) > 25
    assert hall.address in asked
    assert named == [addresses[OWN_PAGE]]


@pytest.mark.parametrize("show", ["children", "adults", "families"])
def test_no_list_and_no_file_of_it_names_him_whatever_is_asked(hall: Hall, show: str) -> None:
    client = at_work("manager")
    assert hall.town.child.died_on == TODAY

    for query in (f"{show}-age=", f"{show}-name=Stanis", f"{show}-export=csv&{show}-age="):
        page = client.get(f"/staff/families/?show={show}&{query}")
        assert page.status_code == HTTPStatus.OK
        body = b"".join(page) if page.streaming else page.content
        assert "Stanisław" not in body.decode()


def test_he_is_not_expected_though_his_mother_is_and_has_no_birthday(hall: Hall) -> None:
    (family,) = (one for one in expected_at(hall.session) if one.id == hall.town.family.pk)

    assert [(one.name, one.birthday) for one in family.people] == [("Zofia Kowalska", None)]


def test_his_name_stays_on_the_familys_page_without_an_age(hall: Hall) -> None:
    page = text_of(at_work("family_worker").get(f"/staff/families/{hall.town.family.public_id}/"))

    assert "Stanisław Kowalski child Died on 4 March 2026" in page
    assert "year" not in page.split("Stanisław Kowalski child")[1].split("Timeline")[0][:120]
    assert "Stanisław’s" not in page


def test_a_stillborn_child_stays_on_the_familys_page_and_nobody_is_written_to(hall: Hall) -> None:
    """Born and died on one day: no age, no birthday, no welcome."""
    nadia, far = hall.nadia, hall.far
    expected = expect_birth(
        person=nadia, family=far, due_on=TODAY + dt.timedelta(days=20), by=BY, at=NOW
    )
    (child,) = record_birth(
        pregnancy=expected,
        babies=[PersonDetails(given_name="Hana", family_name="Rahman", date_of_birth=TODAY)],
        by=BY,
        at=NOW,
    )

    record_death(person=child, died_on=TODAY, by=BY, at=NOW)

    page = text_of(at_work("family_worker").get(f"/staff/families/{far.public_id}/"))
    assert "Hana Rahman child Died on 4 March 2026" in page
    assert "Hana (" not in page
    assert "days" not in page.split("Hana Rahman")[1][:60]
    for purpose in Purpose:
        assert may_contact(nadia, Channel.SMS, purpose, at=NOW) == Refused(
            person=nadia.pk, why=Silence.PAUSED
        )
    lists = text_of(at_work("manager").get("/staff/families/?show=children&children-age="))
    assert "Hana" not in lists
    assert "Omar" in lists

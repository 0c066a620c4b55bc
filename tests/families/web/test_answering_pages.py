"""Who answers for a child, orders, collectors, needs and emergency contacts on staff pages."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.families.enums import OrderKind
from flyingstart.families.models import (
    CareNeed,
    Collector,
    CourtOrder,
    EmergencyContact,
    Responsibility,
)
from flyingstart.families.operations import answering, wellbeing
from tests.families.web.town import (
    NOBODY,
    NOW,
    TODAY,
    ZOFIA,
    Town,
    at_work,
    day,
    make_family,
    text_of,
)
from tests.families.world import BY

AT_THE_DOOR = "Do not hand over: call the lead. Stanisław Kowalski"
REASON = "He said he would take him"


def order_of(town: Town) -> CourtOrder:
    return answering.record_order(
        child=town.child,
        kind=OrderKind.NON_MOLESTATION,
        restrained_name="Marek",
        about=REASON,
        by=BY,
        at=NOW,
    )


def test_yes_is_said_with_its_evidence_and_stands_on_the_page(
    town: Town, base: str, of_child: str, worker: Client
) -> None:
    form = {
        "person": str(town.mother.public_id),
        "said": "yes",
        "evidence": "Birth certificate",
        **day("seen_on", TODAY),
    }

    refused = text_of(worker.post(f"{of_child}responsibility/", {**form, "evidence": ""}))
    for _ in range(2):
        worker.post(f"{of_child}responsibility/", form)

    assert "“Yes” needs what you saw" in refused
    assert Responsibility.objects.get().answer == "yes"
    page = text_of(worker.get(base))
    assert "Zofia Kowalska for Stanisław Kowalski: yes" in page
    assert "Birth certificate · seen on" in page


def test_an_answer_that_ends_is_not_known_again(town: Town, base: str, worker: Client) -> None:
    Responsibility.objects.create(adult=town.mother, child=town.child, answer="no")
    held = Responsibility.objects.get()

    worker.post(f"{base}responsibility/{held.public_id}/end/", {})

    assert "Kowalski: not known" in text_of(worker.get(base))


def test_who_may_read_reasons_reads_them_and_others_only_what_to_do(
    town: Town, base: str, worker: Client
) -> None:
    order_of(town)
    door = at_work("session_staff", area=town.north)

    assert AT_THE_DOOR in text_of(worker.get(base))
    assert REASON in text_of(worker.get(base))
    theirs = text_of(door.get(base))
    assert AT_THE_DOOR in theirs
    for secret in (REASON, "Marek", "non-molestation"):
        assert secret not in theirs


def test_an_order_is_recorded_and_ended(
    town: Town, base: str, of_child: str, worker: Client
) -> None:
    for _ in range(2):
        worker.post(f"{of_child}orders/add/", {"kind": "care", "name": "Marek"})
    held = CourtOrder.objects.get()
    assert AT_THE_DOOR in text_of(worker.get(base))

    CourtOrder.objects.update(starts_on=None)
    for _ in range(2):
        worker.post(f"{base}orders/{held.public_id}/end/", {})

    assert CourtOrder.objects.get().ends_on == TODAY
    assert AT_THE_DOOR not in text_of(worker.get(base))


def test_who_may_collect_is_named_and_ends(
    town: Town, base: str, of_child: str, worker: Client
) -> None:
    worker.post(f"{of_child}collectors/add/", {"name": "Gran", "phone": "07700 900456"})
    assert "Gran may collect Stanisław Kowalski" in text_of(worker.get(base))

    held = Collector.objects.get()
    worker.post(f"{base}collectors/{held.public_id}/end/", {})

    assert "Gran may collect" not in text_of(worker.get(base))


def test_an_allergy_is_recorded_and_ends(
    town: Town, base: str, of_child: str, worker: Client
) -> None:
    form = {"kind": "allergy", "text": "Nuts", "what_to_do": "EpiPen", "at_the_door": "yes"}
    for _ in range(2):
        worker.post(f"{of_child}care/add/", form)
    held = CareNeed.objects.get()
    assert "allergy · EpiPen · shown at the door" in text_of(worker.get(base))

    worker.post(f"{base}care/{held.public_id}/end/", {})

    assert "Nuts" not in text_of(worker.get(base))


def test_an_emergency_contact_is_added_once_and_ends(town: Town, base: str, worker: Client) -> None:
    for _ in range(2):
        worker.post(f"{base}emergency/add/", {"name": "Gran", "phone": "07700 900456"})
    held = EmergencyContact.objects.get()
    assert "Gran, 07700 900456" in text_of(worker.get(base))

    for _ in range(2):
        worker.post(f"{base}emergency/{held.public_id}/end/", {})

    assert "Gran, 07700" not in text_of(worker.get(base))


@pytest.mark.parametrize("page", ["responsibility/", "orders/add/", "collectors/add/", "care/add/"])
def test_adding_is_for_those_who_edit_families_there(
    town: Town, base: str, of_child: str, worker: Client, page: str
) -> None:
    assert worker.get(f"{of_child}{page}").status_code == HTTPStatus.OK
    assert worker.get(f"{base}people/{NOBODY}/{page}").status_code == HTTPStatus.NOT_FOUND
    other = at_work("family_worker", area=town.south)
    assert other.get(f"{of_child}{page}").status_code == HTTPStatus.NOT_FOUND
    assert Client().get(f"{of_child}{page}").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("sort", ["responsibility", "orders", "collectors", "care", "emergency"])
def test_what_is_not_there_cannot_be_ended(base: str, worker: Client, sort: str) -> None:
    assert worker.post(f"{base}{sort}/{NOBODY}/end/", {}).status_code == HTTPStatus.NOT_FOUND


def test_who_does_not_read_reasons_ends_no_order(town: Town, base: str) -> None:
    held = order_of(town)
    door = at_work("session_staff", area=town.north)

    response = door.post(f"{base}orders/{held.public_id}/end/", {})

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert CourtOrder.objects.get().ends_on is None


def test_another_familys_rows_are_not_reached_from_this_one(town: Town, worker: Client) -> None:
    held = wellbeing.add_emergency_contact(
        family=town.family, name="Gran", phone="07700 900456", by=BY, at=NOW
    )
    other = make_family(ZOFIA)

    url = f"/staff/families/{other.public_id}/emergency/{held.public_id}/end/"
    assert worker.post(url, {}).status_code == HTTPStatus.NOT_FOUND

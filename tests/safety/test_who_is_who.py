"""safety.md, Who is who: the lines that touch who answers for a child, each as a test."""

from __future__ import annotations

import datetime as dt
import uuid
from http import HTTPStatus
from typing import Any

import pytest

from flyingstart.families.api import (
    Address,
    Agrees,
    ContactKind,
    DayToDayConsent,
    Direction,
    Member,
    Met,
    PaperKind,
    Person,
    PersonDetails,
    PlacementKind,
    Role,
    Sight,
    door_signs,
    join_family,
    keep_paper,
    place_child,
    record_contact,
    write_note,
    write_warning,
)
from flyingstart.families.enums import Answerable, OrderKind
from flyingstart.families.models import ContactDetail, NoticeShown, Responsibility
from flyingstart.families.operations.answering import record_order, say_responsibility
from flyingstart.families.rules.answering import EvidenceError
from tests.families.web.town import (
    NOW,
    SOUTH,
    STAN,
    TODAY,
    ZOFIA,
    Town,
    at_work,
    day,
    make_family,
    text_of,
)
from tests.families.world import BY
from tests.safety.walk import staff_addresses


def test_parental_responsibility_is_never_inferred_from_being_a_parent(town: Town) -> None:
    make_family(ZOFIA, STAN)

    assert not Responsibility.objects.exists()


def test_parental_responsibility_is_yes_only_with_evidence_seen_and_its_date(town: Town) -> None:
    with pytest.raises(EvidenceError):
        say_responsibility(
            adult=town.mother,
            child=town.child,
            answer=Answerable.YES,
            evidence="She said so",
            starts_on=TODAY,
            by=BY,
            at=NOW,
        )


def test_an_order_reads_do_not_hand_over_at_the_door_and_its_reason_is_for_the_lead(
    town: Town,
) -> None:
    record_order(
        child=town.child,
        kind=OrderKind.NON_MOLESTATION,
        about="The reason",
        by=BY,
        at=NOW,
    )
    page = f"/staff/families/{town.family.public_id}/"

    door = text_of(at_work("session_staff", area=town.north).get(page))
    lead = text_of(at_work("family_worker", area=town.north).get(page))

    assert door_signs([town.child.pk])[town.child.pk].do_not_hand_over
    assert "Do not hand over: call the lead" in door
    assert "The reason" not in door
    assert "The reason" in lead


def test_a_child_of_two_homes_tells_neither_home_of_the_other(town: Town) -> None:
    marek = Member(details=PersonDetails(given_name="Marek", family_name="Nowak"), role=Role.PARENT)
    other = make_family(marek, postcode=SOUTH)
    father = Person.objects.get(given_name="Marek")
    child = town.child
    join_family(person=child, family=other, role=Role.CHILD, on=TODAY, by=BY, at=NOW)
    say_responsibility(
        adult=father, child=child, answer=Answerable.NO, starts_on=TODAY, by=BY, at=NOW
    )
    record_order(child=child, kind=OrderKind.CARE, restrained=father, by=BY, at=NOW)

    page = at_work("family_worker").get(f"/staff/families/{town.family.public_id}/")

    assert "Marek" not in text_of(page)
    assert "Somebody of another home" in text_of(page)


def test_what_was_made_with_one_home_is_on_no_page_of_the_other(town: Town) -> None:
    """Notes, papers, contacts and warnings belong to the family that they were made with."""
    marek = Member(details=PersonDetails(given_name="Marek", family_name="Nowak"), role=Role.PARENT)
    other, child = make_family(marek, postcode=SOUTH), town.child
    join_family(person=child, family=other, role=Role.CHILD, on=TODAY, by=BY, at=NOW)
    keep: dict[str, Any] = {"person": child, "by": BY, "at": NOW}
    write_note(family=other, text="Quibble note.", **keep)
    write_warning(family=other, text="Quibble sign", sight=Sight.EVERYONE, review_on=TODAY, **keep)
    keep_paper(
        family=other,
        direction=Direction.IN,
        kind=PaperKind.LETTER,
        dated=TODAY,
        title="Quibble letter",
        sight=Sight.EVERYONE,
        submission=uuid.uuid4(),
        **keep,
    )
    record_contact(
        family=other,
        kind=ContactKind.HOME_VISIT,
        happened_at=NOW,
        with_whom=[Met(person=child)],
        note="Quibble visit",
        next_step="Quibble step",
        by=BY,
        at=NOW,
    )
    client = at_work("family_worker")
    there = text_of(client.get(f"/staff/families/{other.public_id}/"))
    assert "Quibble sign" in there

    for address in staff_addresses(town.family, child).values():
        if str(town.family.public_id) not in address:
            continue
        said = client.get(address).content.decode()
        for secret in ("Quibble", "Marek", "Nowak", SOUTH):
            assert secret not in said, address


def test_where_a_placed_child_lives_is_on_no_page_of_the_home_it_comes_from(town: Town) -> None:
    """Its address, its carer, what is near them; before an order of adoption as in foster care."""
    child = town.child
    ruth = Member(
        details=PersonDetails(given_name="Ruthless", family_name="Quibble"),
        role=Role.CARER,
        phone="07700 900555",
    )
    carers = make_family(ruth, postcode=SOUTH)
    Address.objects.filter(family=carers).update(line_1="9 Plover Wharf")
    Person.objects.filter(pk=child.pk).update(gp_practice="Quince Surgery", setting="Plover Nest")
    place_child(
        child=child,
        carers=carers,
        kind=PlacementKind.FOR_ADOPTION,
        agrees=Agrees(consents=DayToDayConsent.COUNCIL, consents_photos=DayToDayConsent.COUNCIL),
        starts_on=TODAY,
        by=BY,
        at=NOW,
    )
    client = at_work("manager")
    secrets = ("Ruthless", "Quibble", "900555", SOUTH, "Plover", "Quince")
    there = text_of(client.get(f"/staff/families/{carers.public_id}/"))
    assert [one for one in secrets if one not in there] == []

    told = {}
    for pattern, address in staff_addresses(town.family, child).items():
        if str(town.family.public_id) in address:
            said = client.get(address).content.decode()
            told[pattern] = [one for one in secrets if one in said]

    assert {pattern: said for pattern, said in told.items() if said} == {}
    # What is not asked there is not lost when the rest is saved.
    details = f"/staff/families/{town.family.public_id}/people/{child.public_id}/details/"
    child.refresh_from_db()
    born = day("date_of_birth", dt.date(2024, 1, 10))
    sent = {"given_name": "Stan", "family_name": "Kowalski", "version": str(child.version), **born}
    assert client.post(details, sent).status_code == HTTPStatus.FOUND
    held = Person.objects.get(pk=child.pk)
    assert (held.given_name, held.gp_practice, held.setting) == (
        *("Stan", "Quince Surgery", "Plover Nest"),
    )


def test_of_a_father_who_is_not_there_a_name_and_a_relationship_are_enough(town: Town) -> None:
    """No notice is noted as shown to him, no number asked for."""
    father = Member(
        details=PersonDetails(given_name="Tomek"), role=Role.PARENT, relationship="father"
    )
    make_family(ZOFIA, father)
    held = Person.objects.get(given_name="Tomek")

    assert not NoticeShown.objects.filter(person=held).exists()
    assert not ContactDetail.objects.filter(person=held).exists()
    assert held.date_of_birth is None
    assert Address.objects.filter(person=held).count() <= 1

"""Until signs, objections and deaths of the old system are in, nothing leaves and no home shows."""

from __future__ import annotations

from typing import Any

import pytest

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    Allowed,
    Channel,
    Person,
    Purpose,
    Refused,
    Silence,
    masked_people,
    may_contact,
    may_contact_many,
    moved_in,
    people_by_ref,
)
from flyingstart.families.gate import NEEDED, still_needed
from flyingstart.families.health_moving import moving_in
from flyingstart.families.queries.hiding import hidden_people
from tests.accounts.people import user_with
from tests.families.moving.conftest import AT, Send

pytestmark = pytest.mark.django_db


def ada() -> Person:
    return Person.objects.get(pk=people_by_ref("default", ["A1"])["A1"])


def text() -> Allowed | Refused:
    return may_contact(ada(), Channel.SMS, Purpose.PROMOTION, at=AT)


def test_a_site_that_took_in_no_registrations_has_nothing_to_wait_for() -> None:
    assert moved_in()
    assert still_needed() == ()
    (finding,) = moving_in()
    assert finding.words == "messages may leave and addresses show"


def test_safety_no_message_leaves_and_no_address_shows_until_all_three_are_in(moved: Send) -> None:
    reader = lead()
    for kind in NEEDED:
        assert not moved_in()
        assert text() == Refused(person=ada().pk, why=Silence.MOVING)
        many = may_contact_many([ada().pk], Channel.SMS, Purpose.PROMOTION, at=AT)
        assert many == {ada().pk: text()}
        assert masked_people(reader, [ada().pk]) == hidden_people([ada().pk]) == {ada().pk}
        moved(kind)

    assert moved_in()
    assert text() == Allowed(person=ada().pk, to="07700 900123")
    assert masked_people(reader, [ada().pk]) == hidden_people([ada().pk]) == set()


def test_doctor_names_what_is_missing(moved: Send) -> None:
    moved("objections")

    (finding,) = moving_in()

    assert finding.words == (
        "no message leaves and no address shows: alerts, deaths not committed yet"
    )


def test_a_file_that_was_only_checked_opens_nothing(moved: Send) -> None:
    moved("alerts", {"person_ref": "nobody", "kind": "hidden_home"})

    assert still_needed() == NEEDED


def test_a_demo_has_nothing_to_wait_for(moved: Send, settings: Any) -> None:
    settings.DEMO = True

    assert moved_in()
    assert text() == Allowed(person=ada().pk, to="07700 900123")


def lead() -> User:
    """Who sees every hidden home."""
    return user_with("safeguarding_lead")

"""Who answers for a child, orders, collectors, emergency contacts and care needs, as written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.families.api import DayError, DetailError, NotInFamilyError, TextError, door_signs
from flyingstart.families.enums import Answerable, CareKind, OrderKind
from flyingstart.families.models import (
    CareNeed,
    Collector,
    CourtOrder,
    EmergencyContact,
    Person,
    Responsibility,
)
from flyingstart.families.operations import answering, wellbeing
from flyingstart.families.rules.answering import EvidenceError
from tests.families.world import AT, BY, TODAY, registered

pytestmark = pytest.mark.django_db
NOW: dict[str, Any] = {"by": BY, "at": AT}
LATER: dict[str, Any] = {"by": BY, "at": AT + dt.timedelta(days=30)}
EARLIER, TOMORROW = dt.date(2020, 3, 1), dt.date(2020, 6, 2)
CERTIFICATE: dict[str, Any] = {"evidence": "Birth certificate", "seen_on": TODAY}


def say(adult: Person, child: Person, answer: Answerable, **more: Any) -> Responsibility:
    given = {"starts_on": TODAY, **more}
    return answering.say_responsibility(adult=adult, child=child, answer=answer, **given, **NOW)


def answers() -> list[tuple[str, dt.date | None, dt.date | None]]:
    rows = Responsibility.objects.order_by("starts_on")
    return list(rows.values_list("answer", "starts_on", "ends_on"))


def test_registering_a_mother_says_nothing_of_her_responsibility() -> None:
    registered()

    assert answers() == []


@pytest.mark.parametrize("seen", [{}, {"evidence": "x"}, {"seen_on": TODAY}])
def test_yes_needs_what_was_seen_and_when(seen: dict[str, Any]) -> None:
    _, mother, child = registered()

    with pytest.raises(EvidenceError):
        say(mother, child, Answerable.YES, **seen)
    assert answers() == []


@pytest.mark.parametrize("answer", [Answerable.NO, Answerable.SHARED, Answerable.UNKNOWN])
def test_the_other_answers_need_nothing(answer: Answerable) -> None:
    _, mother, child = registered()

    say(mother, child, answer)

    assert answers() == [(answer.value, TODAY, None)]


def test_what_is_said_later_ends_what_was_said_before_and_twice_is_once() -> None:
    _, mother, child = registered()
    say(mother, child, Answerable.UNKNOWN, starts_on=EARLIER)

    first = say(mother, child, Answerable.YES, **CERTIFICATE)
    again = say(mother, child, Answerable.YES, **CERTIFICATE)

    assert first == again
    assert answers() == [("unknown", EARLIER, TODAY), ("yes", TODAY, None)]


def test_what_was_said_of_the_same_day_is_put_right() -> None:
    _, mother, child = registered()
    say(mother, child, Answerable.NO)

    say(mother, child, Answerable.SHARED)

    assert answers() == [("shared", TODAY, None)]


def test_days_to_come_and_oneself_are_refused() -> None:
    _, mother, child = registered()

    with pytest.raises(DayError):
        say(mother, child, Answerable.NO, starts_on=TOMORROW)
    with pytest.raises(DayError):
        say(mother, child, Answerable.YES, evidence="Order", seen_on=TOMORROW)
    with pytest.raises(NotInFamilyError):
        say(child, child, Answerable.NO)


def test_it_ends_on_a_day_and_twice_is_the_first() -> None:
    _, mother, child = registered()
    held = say(mother, child, Answerable.SHARED, starts_on=EARLIER)

    answering.end_responsibility(responsibility=held, ends_on=TODAY, **NOW)
    answering.end_responsibility(responsibility=held, ends_on=TOMORROW, **LATER)

    assert answers() == [("shared", EARLIER, TODAY)]


def test_an_order_stands_at_the_door_until_it_ends() -> None:
    _, _, child = registered()
    order: dict[str, Any] = {
        "child": child,
        "kind": OrderKind.NON_MOLESTATION,
        "restrained_name": "A man",
    }
    held = answering.record_order(**order, starts_on=EARLIER, **NOW)
    answering.record_order(**order, starts_on=EARLIER, **NOW)

    assert CourtOrder.objects.count() == 1
    assert door_signs([child.pk], on=TODAY)[child.pk].do_not_hand_over

    answering.end_order(order=held, ends_on=TODAY, **NOW)
    answering.end_order(order=held, ends_on=TOMORROW, **LATER)

    assert CourtOrder.objects.get().ends_on == TODAY
    assert door_signs([child.pk], on=TODAY) == {}


def test_an_order_cannot_keep_a_child_from_itself_nor_end_in_the_future() -> None:
    _, _, child = registered()
    with pytest.raises(NotInFamilyError):
        answering.record_order(child=child, kind=OrderKind.CARE, restrained=child, **NOW)
    held = answering.record_order(child=child, kind=OrderKind.CARE, **NOW)

    with pytest.raises(DayError):
        answering.end_order(order=held, ends_on=TOMORROW, **NOW)


def test_a_care_need_is_recorded_once_put_right_and_ended() -> None:
    _, _, child = registered()
    need: dict[str, Any] = {"person": child, "kind": CareKind.ALLERGY, "text": " Nuts "}
    held = wellbeing.record_care_need(**need, at_the_door=False, **NOW)

    wellbeing.record_care_need(**need, what_to_do="EpiPen", at_the_door=True, **NOW)
    wellbeing.record_care_need(**need, what_to_do="EpiPen", at_the_door=True, **NOW)

    row = CareNeed.objects.get()
    assert (row.text, row.what_to_do, row.at_the_door) == ("Nuts", "EpiPen", True)
    wellbeing.end_care_need(need=held, **LATER)
    wellbeing.end_care_need(need=held, **LATER)
    assert CareNeed.objects.get().ends_on == dt.date(2020, 7, 1)


def test_a_care_need_that_was_a_slip_of_today_is_gone() -> None:
    _, _, child = registered()
    held = wellbeing.record_care_need(
        person=child, kind=CareKind.SEND, text="Hearing", at_the_door=True, **NOW
    )

    wellbeing.end_care_need(need=held, **NOW)
    wellbeing.end_care_need(need=held, **NOW)

    assert CareNeed.objects.count() == 0


def test_who_may_collect_is_added_once_and_ended() -> None:
    _, mother, child = registered()
    held = wellbeing.add_collector(child=child, name="Gran", phone="07700 900456", **NOW)
    wellbeing.add_collector(child=child, name="Gran", phone="07700 900456", **NOW)
    wellbeing.add_collector(child=child, person=mother, **NOW)

    assert door_signs([child.pk], on=TODAY)[child.pk].collectors == ("Gran", "Zofia Example")
    wellbeing.end_collector(collector=held, **LATER)
    assert Collector.objects.filter(ends_on=None).get().person == mother


def test_a_collector_is_somebody_else_with_a_name_and_a_number_that_is_one() -> None:
    _, _, child = registered()

    with pytest.raises(TextError):
        wellbeing.add_collector(child=child, **NOW)
    with pytest.raises(NotInFamilyError):
        wellbeing.add_collector(child=child, person=child, **NOW)
    with pytest.raises(DetailError):
        wellbeing.add_collector(child=child, name="Gran", phone="soon", **NOW)


def test_emergency_contacts_stand_in_order_once_and_end() -> None:
    family, _, _ = registered()
    first = wellbeing.add_emergency_contact(family=family, name="Gran", phone="07700 900456", **NOW)
    wellbeing.add_emergency_contact(family=family, name="Gran", phone="07700 900456", **NOW)
    wellbeing.add_emergency_contact(family=family, name="Aunt", phone="07700 900789", **NOW)

    rows = EmergencyContact.objects.all()
    assert [(row.name, row.position) for row in rows] == [("Gran", 1), ("Aunt", 2)]
    wellbeing.end_emergency_contact(contact=first, **NOW)
    wellbeing.end_emergency_contact(contact=first, **LATER)
    assert EmergencyContact.objects.get(name="Gran").ended_at == AT


def test_an_emergency_contact_can_be_rung() -> None:
    family, _, _ = registered()

    with pytest.raises(DetailError):
        wellbeing.add_emergency_contact(family=family, name="Gran", phone="", **NOW)
    with pytest.raises(TextError):
        wellbeing.add_emergency_contact(family=family, name=" ", phone="07700 900456", **NOW)

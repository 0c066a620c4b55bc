"""What a door is told of people: their needs, orders without reasons, who may collect."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.families.api import DoorNeed, DoorSigns, Person, door_signs, merge_people
from flyingstart.families.enums import CareKind, OrderKind
from flyingstart.families.models import CareNeed, Collector, CourtOrder
from tests.families.world import AT, BY, TODAY, registered

pytestmark = pytest.mark.django_db

BEFORE, AFTER = dt.date(2020, 5, 1), dt.date(2020, 7, 1)
NUTS = DoorNeed(kind="allergy", text="Nuts", what_to_do="EpiPen in the red bag")


def all_signs_of(child: Person, mother: Person) -> None:
    CareNeed.objects.create(
        person=child,
        kind=CareKind.ALLERGY,
        text="Nuts",
        what_to_do="EpiPen in the red bag",
        at_the_door=True,
    )
    CareNeed.objects.create(person=child, kind=CareKind.SEND, text="Hearing", at_the_door=False)
    CourtOrder.objects.create(
        child=child, kind=OrderKind.NON_MOLESTATION, restrained_name="X", about="He hit her"
    )
    Collector.objects.create(child=child, person=mother)
    Collector.objects.create(child=child, name="Gran Example")


def test_a_door_reads_needs_order_and_collectors_and_no_reason() -> None:
    _, mother, child = registered()
    all_signs_of(child, mother)

    signs = door_signs([child.pk, mother.pk], on=TODAY)

    assert signs == {
        child.pk: DoorSigns(
            needs=(NUTS,),
            allergies=("Nuts",),
            do_not_hand_over=True,
            collectors=("Zofia Example", "Gran Example"),
        )
    }


def test_what_has_not_begun_or_is_over_is_not_shown() -> None:
    _, mother, child = registered()
    all_signs_of(child, mother)
    for model in (CareNeed, CourtOrder, Collector):
        model.objects.update(starts_on=AFTER)

    assert door_signs([child.pk], on=TODAY) == {}
    assert door_signs([child.pk], on=AFTER)[child.pk].do_not_hand_over
    for model in (CareNeed, CourtOrder, Collector):
        model.objects.update(starts_on=BEFORE, ends_on=TODAY)
    assert door_signs([child.pk], on=TODAY) == {}


def test_a_record_that_was_joined_says_it_of_the_one_that_was_kept_and_of_itself() -> None:
    _, mother, child = registered()
    twice = Person.objects.create(given_name="Ayaan", family_name="Example")
    all_signs_of(twice, mother)
    merge_people(kept=child, merged=twice, reason="One", knows_they_are_one=True, by=BY, at=AT)

    signs = door_signs([child.pk, twice.pk], on=TODAY)

    assert signs[child.pk] == signs[twice.pk]
    assert signs[child.pk].allergies == ("Nuts",)


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_list_takes_four_queries(how_many: int, django_assert_num_queries: object) -> None:
    people = []
    for _ in range(how_many):
        _, mother, child = registered()
        all_signs_of(child, mother)
        people.append(child.pk)

    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(door_signs(people, on=TODAY)) == how_many


def test_nobody_asked_asks_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert door_signs([]) == {}

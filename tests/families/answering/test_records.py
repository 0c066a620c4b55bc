"""Subject access hands over who answers for a child, and keeps orders inside until released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from flyingstart.families.api import Family
from flyingstart.families.enums import Answerable, CareKind, OrderKind, PlacementKind
from flyingstart.families.models import Consent, CourtOrder, NoticeShown, Placement
from flyingstart.families.operations import answering, wellbeing
from flyingstart.kernel.api import records
from tests.families.world import AT, BY, TODAY, Home, registered
from tests.kept import kept

pytestmark = pytest.mark.django_db

OF_CHILD = (
    *("responsibility", "court orders", "collectors", "emergency contacts", "care needs"),
    *("placements", "permissions", "notices shown"),
)


@pytest.fixture(scope="module")
def made_home(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Home]]:
    with kept(django_db_blocker, make_two, AT) as home:
        yield home


def make_two() -> Home:
    """Two such families: the second."""
    make_everything()
    return make_everything()


def make_everything() -> Home:
    """A family of which something of each kind is held."""
    family, mother, child = registered()
    answering.say_responsibility(
        adult=mother, child=child, answer=Answerable.NO, starts_on=TODAY, by=BY, at=AT
    )
    answering.record_order(child=child, kind=OrderKind.CARE, about="Why", by=BY, at=AT)
    wellbeing.add_collector(child=child, name="Gran", by=BY, at=AT)
    wellbeing.add_emergency_contact(family=family, name="Gran", phone="07700 900456", by=BY, at=AT)
    wellbeing.record_care_need(
        person=child, kind=CareKind.ALLERGY, text="Nuts", at_the_door=True, by=BY, at=AT
    )
    Placement.objects.create(
        child=child,
        carers=Family.objects.create(),
        kind=PlacementKind.FOSTER,
        consents="council",
        starts_on=TODAY,
    )
    Consent.objects.create(person=child, code="photo_wall", given=True, said_by=mother)
    NoticeShown.objects.create(person=child, notice_version="1", shown_on=dt.date(2020, 1, 1))
    return family, mother, child


def test_each_sort_hands_over_one_row_of_the_child_and_none_of_another(
    home: Home,
) -> None:
    child = home[2]

    handed = {name: list(records[name].rows_about(child.pk)) for name in OF_CHILD}

    assert {name: len(rows) for name, rows in handed.items()} == dict.fromkeys(OF_CHILD, 1)
    assert handed["care needs"][0]["text"] == "Nuts"
    assert handed["responsibility"][0]["answer"] == "no"
    assert handed["emergency contacts"][0]["name"] == "Gran"


def test_orders_and_placements_stay_inside_until_released(
    home: Home,
) -> None:
    for name in ("court orders", "placements"):
        row = next(iter(records[name].rows_about(home[2].pk)))
        assert records[name].held_back(row)


def test_who_is_kept_from_a_child_has_it_on_their_record_too(
    home: Home,
) -> None:
    CourtOrder.objects.filter(child=home[2]).update(restrained=home[1])

    assert len(list(records["court orders"].rows_about(home[1].pk))) == 1


def test_erasing_a_child_leaves_nothing_of_it_and_all_of_another(
    home: Home,
) -> None:
    for name in OF_CHILD:
        erase = records[name].erase
        assert erase is not None
        erase([home[1].pk, home[2].pk])

    left = {name: len(list(records[name].rows_about(home[2].pk))) for name in OF_CHILD}
    assert left == dict.fromkeys(OF_CHILD, 0)
    assert CourtOrder.objects.count() == 1

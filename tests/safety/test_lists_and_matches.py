"""safety.md, Homes and hiding: she is counted in totals and stands in no list that a figure opens;
a match shows no field that its reader could not open. Who objects to any use is in neither.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine

from flyingstart.evidence.answer import Listed
from flyingstart.evidence.behind import Row, shown_to
from flyingstart.evidence.measures import declared  # noqa: F401 - declares the measures
from flyingstart.evidence.measures.measure import Behind, measures
from flyingstart.families.api import (
    Address,
    AlertKind,
    Family,
    ObjectsTo,
    Person,
    duplicate_pairs,
    end_objection,
    merge_people,
    raise_alert,
    record_objection,
)
from flyingstart.kernel.api import Period
from tests.accounts.people import user_with
from tests.activities.registers.hall import NADIA, OMAR
from tests.families.keepers import acting
from tests.families.web.merging.twins import DUPLICATES, again, pair, people_of
from tests.families.web.town import (
    NOW,
    SOUTH,
    TODAY,
    Town,
    client_of,
    make_family,
    make_town,
    text_of,
)
from tests.families.world import BY
from tests.kept import kept_for_a_module

PHONE = "07700 900123"


def make_town_of_two() -> Town:
    """A family in the north, and another in the south."""
    made = make_town()
    make_family(NADIA, OMAR, postcode=SOUTH)
    return made


made_town = kept_for_a_module(make_town_of_two, NOW)


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        yield made_town()


def hide(person: Person) -> None:
    """Hide where somebody lives."""
    review = TODAY + dt.timedelta(days=90)
    raise_alert(person=person, kind=AlertKind.HIDDEN_HOME, review_on=review, by=BY, at=NOW)


def listed(behind: Behind, *ids: int) -> Listed:
    """What a figure counts, as its engine would hand it over."""
    measure = dataclasses.replace(measures["not_reached"], behind=behind)
    return Listed(
        measure=measure,
        period=Period.quarter(2026, 1),
        area_set=None,
        as_at=NOW,
        ids=frozenset(ids),
    )


def named(rows: list[Row]) -> set[str]:
    """Everybody whom rows name."""
    return {
        member.name
        for row in rows
        for member in (*row.children, *row.carers, *([row.person] if row.person else ()))
    }


def behind_children(role: str = "manager") -> tuple[set[str], int]:
    """Whom a figure of both children names, and how many more it counts."""
    children = Person.objects.filter(given_name__in=["Stanisław", "Omar"])
    shown = shown_to(user_with(role), listed(Behind.PEOPLE, *(one.pk for one in children)))
    return named(list(shown.rows)), shown.others


EVERYBODY = {"Stanisław Kowalski", "Zofia Kowalska", "Omar Rahman", "Nadia Rahman"}
THEIRS = {"Omar Rahman", "Nadia Rahman"}


def test_no_figure_opens_to_a_family_whose_home_is_hidden_and_it_is_counted(town: Town) -> None:
    assert behind_children() == (EVERYBODY, 0)

    hide(town.mother)

    assert behind_children() == (THEIRS, 1)


def test_not_even_for_who_may_see_the_home(town: Town) -> None:
    hide(town.mother)

    assert "Zofia Kowalska" not in behind_children("safeguarding_lead")[0]


def test_nor_does_a_figure_of_families(town: Town) -> None:
    hide(town.mother)
    families = listed(Behind.FAMILIES, *Family.objects.values_list("pk", flat=True))

    shown = shown_to(user_with("manager"), families)

    assert (named(list(shown.rows)), shown.others) == (THEIRS, 1)


def test_a_figure_opens_to_nobody_who_objects_to_any_use(town: Town) -> None:
    said = record_objection(person=town.child, to=ObjectsTo.PROCESSING, by=BY, at=NOW)
    assert behind_children() == (THEIRS, 1)

    end_objection(objection=said, by=BY, at=NOW)

    assert behind_children() == (EVERYBODY, 0)


def test_other_objections_keep_nobody_from_being_looked_after(town: Town) -> None:
    for to in (ObjectsTo.MESSAGES, ObjectsTo.SHARING, ObjectsTo.EVALUATION):
        record_objection(person=town.child, to=to, by=BY, at=NOW)

    assert behind_children() == (EVERYBODY, 0)


def test_an_objection_holds_on_every_record_that_was_joined(town: Town) -> None:
    kept, twice = town.child, Person.objects.create(given_name="Staś", family_name="Kowalski")
    record_objection(person=twice, to=ObjectsTo.PROCESSING, by=BY, at=NOW)
    manager = acting(user_with("manager"))
    merge_people(kept=kept, merged=twice, reason="One", knows_they_are_one=True, by=manager, at=NOW)

    assert behind_children() == (THEIRS, 1)


def test_who_objects_to_any_use_is_suggested_as_nobodys_second_record(town: Town) -> None:
    again()
    user = user_with("manager")
    before = {one.first.name for one in duplicate_pairs(user)}
    assert before == {"Zofia Kowalska", "Stanisław Kowalski"}

    record_objection(person=town.child, to=ObjectsTo.PROCESSING, by=BY, at=NOW)

    assert {one.first.name for one in duplicate_pairs(user)} == {"Zofia Kowalska"}


def test_two_records_side_by_side_show_nothing_of_a_hidden_home(town: Town) -> None:
    """The list of pairs gives no reason, and the page no field, that tells a place or a number."""
    second = again()
    Address.objects.filter(person=town.mother).update(line_1="Quibble Wharf")
    user, lead = user_with("business_support"), user_with("safeguarding_lead")
    page, client = pair(town.mother, people_of(second)[0]), client_of(user)
    before = text_of(client.get(page))
    assert "Quibble Wharf" in before
    assert before.count(PHONE) == 2
    assert "same phone" in text_of(client.get(DUPLICATES))

    hide(town.mother)

    shown, pairs = text_of(client.get(page)), text_of(client.get(DUPLICATES))
    assert "Zofia Kowalska" in shown
    assert "Quibble Wharf" not in shown
    # That of the other record, whose home nobody hid.
    assert shown.count(PHONE) == 1
    for reason in ("same phone", "same postcode"):
        assert reason not in shown
        assert reason not in pairs
    assert {reason for one in duplicate_pairs(lead) for reason in one.reasons} >= {"same phone"}

"""safety.md, Homes and hiding: she is greeted and counted, and found nowhere else."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.api import hidden_people, masked_people, merge_people
from flyingstart.families.models import Alert, FamilyTie, Person
from tests.accounts.people import user_with
from tests.families.web.town import NOW, TODAY, Town
from tests.families.world import BY


def _hide(person: Person, **days: dt.date) -> Alert:
    return Alert.objects.create(person=person, kind="hidden_home", **days)


def test_the_home_of_one_is_hidden_with_all_who_belong_to_her_family(town: Town) -> None:
    stranger = Person.objects.create(given_name="Else")

    _hide(town.mother)

    everybody = [town.mother.pk, town.child.pk, stranger.pk]
    assert hidden_people(everybody) == {town.mother.pk, town.child.pk}


def test_hiding_holds_from_its_first_day_until_its_last(town: Town) -> None:

    _hide(town.mother, ends_on=TODAY)
    assert hidden_people([town.mother.pk]) == set()
    _hide(town.mother, starts_on=TODAY)
    assert hidden_people([town.mother.pk]) == {town.mother.pk}


def test_who_left_the_family_before_is_not_hidden_with_it(town: Town) -> None:
    FamilyTie.objects.filter(person=town.child).update(ends_on=TODAY)

    _hide(town.mother)

    assert hidden_people([town.mother.pk, town.child.pk]) == {town.mother.pk}


def test_hidden_on_any_record_is_hidden_on_all(town: Town) -> None:
    twice = Person.objects.create(given_name="Zofia", family_name="Kowalska")
    _hide(twice)
    assert hidden_people([town.mother.pk, town.child.pk]) == set()

    merge_people(kept=town.mother, merged=twice, reason="the same", by=BY, at=NOW)

    everybody = {town.mother.pk, town.child.pk, twice.pk}
    assert hidden_people(everybody) == everybody


def test_homes_are_masked_from_all_but_those_who_may_see_them_there(town: Town) -> None:
    _hide(town.mother)
    her = [town.mother.pk]

    for role in ("manager", "family_worker", "session_staff", "business_support"):
        assert masked_people(user_with(role), her) == set(her)
    assert masked_people(user_with("safeguarding_lead"), her) == set()
    assert masked_people(user_with("safeguarding_lead", neighbourhood=town.north), her) == set()
    assert masked_people(user_with("safeguarding_lead", neighbourhood=town.south), her) == set(her)

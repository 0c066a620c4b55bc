"""Who belongs to whom, and what codes are called. Who sees whom has a file of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.families.api import (
    CodeKind,
    Family,
    Person,
    Role,
    children_born,
    code_labels,
    families_of,
    join_family,
    leave_family,
)
from tests.families.world import AT, BORN, BY, Home

pytestmark = pytest.mark.django_db

MARCH = dt.date(2020, 3, 1)


def test_people_belong_to_the_families_they_have_not_left(
    home: Home,
) -> None:
    family, mother, child = home
    second, nobody = Family.objects.create(), Person.objects.create(given_name="Nobody")
    join_family(person=child, family=second, role=Role.CHILD, on=MARCH, by=BY, at=AT)
    asked = [mother.pk, child.pk, nobody.pk]

    assert families_of(asked) == {mother.pk: {family.pk}, child.pk: {family.pk, second.pk}}

    leave_family(person=child, family=family, on=MARCH, by=BY, at=AT)
    leave_family(person=mother, family=family, on=MARCH, by=BY, at=AT)

    assert families_of(asked) == {mother.pk: {family.pk}, child.pk: {second.pk}}
    assert families_of([]) == {}


def test_birth_dates_are_told_of_children_only(home: Home) -> None:
    _, mother, child = home

    assert children_born([mother.pk, child.pk]) == {child.pk: BORN}


def test_labels_of_codes_include_the_ways_of_having_no_answer(
    home: Home,
) -> None:
    assert code_labels(CodeKind.ETHNICITY) == {
        "WBRI": "White British",
        "APKN": "Pakistani",
        "unknown": "not known",
        "refused": "preferred not to say",
        "not_asked": "not asked yet",
    }

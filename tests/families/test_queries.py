"""Who sees whom, and who belongs to whom."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from flyingstart.accounts.api import User
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
from tests.families.world import AT, BORN, BY, make_codes, registered

pytestmark = pytest.mark.django_db

MARCH = dt.date(2020, 3, 1)


@pytest.fixture
def home() -> tuple[Family, Person, Person]:
    make_codes()
    return registered()


@pytest.mark.parametrize(
    ("is_staff", "is_active", "sees"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_active_staff_see_all_and_others_nobody(
    home: tuple[Family, Person, Person], is_staff: bool, is_active: bool, sees: bool
) -> None:
    user = User(email="a@example.org", is_staff=is_staff, is_active=is_active)

    assert set(Person.objects.visible_to(user)) == ({home[1], home[2]} if sees else set())
    assert set(Family.objects.visible_to(user)) == ({home[0]} if sees else set())


def test_who_has_not_signed_in_sees_nobody(home: tuple[Family, Person, Person]) -> None:
    assert not Person.objects.visible_to(AnonymousUser()).exists()
    assert not Family.objects.filter(pk=home[0].pk).visible_to(AnonymousUser()).exists()


def test_a_narrower_list_stays_narrow(home: tuple[Family, Person, Person]) -> None:
    user = User(email="a@example.org", is_staff=True, is_active=True)

    assert list(Person.objects.filter(pk=home[2].pk).visible_to(user)) == [home[2]]


def test_people_belong_to_the_families_they_have_not_left(
    home: tuple[Family, Person, Person],
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


def test_birth_dates_are_told_of_children_only(home: tuple[Family, Person, Person]) -> None:
    _, mother, child = home

    assert children_born([mother.pk, child.pk]) == {child.pk: BORN}


def test_labels_of_codes_include_the_ways_of_having_no_answer(
    home: tuple[Family, Person, Person],
) -> None:
    assert code_labels(CodeKind.ETHNICITY) == {
        "WBRI": "White British",
        "APKN": "Pakistani",
        "unknown": "not known",
        "refused": "preferred not to say",
        "not_asked": "not asked yet",
    }

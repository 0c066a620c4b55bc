"""Subject access: everything the app holds about a person is handed over, nothing of others."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from flyingstart.families.api import (
    ContactKind,
    Family,
    FamilyRef,
    Person,
    PersonRef,
    expect_birth,
    record_contact,
    record_need,
)
from flyingstart.kernel.api import records
from tests.families.world import AT, BY, make_codes, registered

pytestmark = pytest.mark.django_db

OURS = (
    *("people", "references", "families", "registrations", "addresses", "contact details"),
    *("expected births", "needs", "contacts"),
)


@pytest.fixture
def home() -> tuple[Family, Person, Person]:
    make_codes()
    family, mother, child = registered()
    PersonRef.objects.create(source="old", ref="M1", person=mother)
    FamilyRef.objects.create(source="old", ref="F1", family=family)
    expect_birth(person=mother, family=family, due_on=dt.date(2020, 9, 1), by=BY, at=AT)
    record_need(person=mother, code="send", starts_on=dt.date(2020, 1, 1), by=BY, at=AT)
    record_contact(family=family, kind=ContactKind.DOORSTEP, happened_at=AT, by=BY, at=AT)
    registered()
    return family, mother, child


def test_each_sort_of_data_hands_over_one_row(home: tuple[Family, Person, Person]) -> None:
    family, mother, _ = home
    handed = {name: list(records[name].rows_about(mother.pk)) for name in OURS}

    assert {name: len(rows) for name, rows in handed.items()} == dict.fromkeys(OURS, 1)
    assert handed["people"][0]["given_name"] == "Zofia"
    assert handed["references"] == [{"source": "old", "ref": "M1"}]
    assert handed["families"] == [
        {
            "family": str(family.public_id),
            "role": "parent",
            "relationship": "mother",
            "starts_on": None,
            "ends_on": None,
        }
    ]
    assert handed["registrations"][0]["registered_on"] == "2020-01-01"
    assert handed["addresses"][0]["postcode_as_written"] == "LU9 1AA"
    assert handed["contact details"][0]["value"] == "07700 900123"
    assert handed["expected births"][0]["due_on"] == "2020-09-01"
    assert handed["needs"][0]["code"] == "send"
    assert handed["contacts"][0]["kind"] == "doorstep"


def test_rows_are_plain_and_hold_no_internal_number(home: tuple[Family, Person, Person]) -> None:
    _, mother, _ = home
    text = json.dumps([list(records[name].rows_about(mother.pk)) for name in OURS])

    assert '"id"' not in text
    assert "Ayaan" not in text


@pytest.mark.parametrize("name", OURS)
def test_each_sort_says_what_for_on_what_basis_and_how_long(name: str) -> None:
    entry = records[name]

    assert entry.name == name
    assert all((entry.holds, entry.purpose, entry.lawful_basis, entry.retention))


def test_ethnicity_is_for_statistics_only() -> None:
    assert "paragraph 8, for statistics only" in records["people"].lawful_basis

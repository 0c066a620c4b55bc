"""Subject access: everything the app holds about a person is handed over, nothing of others."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.apps import apps

from flyingstart.families.api import (
    AlertKind,
    ContactKind,
    Draft,
    Family,
    FamilyRef,
    ObjectsTo,
    Person,
    PersonRef,
    Sight,
    expect_birth,
    merge_people,
    pause_messages,
    record_contact,
    record_need,
    say_distinct,
    share_family,
    write_note,
    write_warning,
)
from flyingstart.families.models import Alert, Objection
from flyingstart.kernel.api import Actor, ActorKind, records
from flyingstart.places.api import Area
from tests.families.keepers import neighbourhoods
from tests.families.world import AT, BY, Home, make_codes, registered
from tests.kept import kept_for_a_module

pytestmark = pytest.mark.django_db

SAM = Actor(kind=ActorKind.USER, name="Sam Okafor", id=uuid.UUID(int=7))
DERIVED = {"NameWord", "Digits"}
OURS = (
    *("people", "references", "families", "registrations", "addresses", "contact details"),
    *("expected births", "needs", "contacts", "places", "notes", "warnings", "message pauses"),
    *("merges", "distinctions", "registrations online"),
)


def make_kept_home() -> Home:
    make_codes()
    family, mother, child = registered()
    PersonRef.objects.create(source="old", ref="M1", person=mother)
    FamilyRef.objects.create(source="old", ref="F1", family=family)
    expect_birth(person=mother, family=family, due_on=dt.date(2020, 9, 1), by=BY, at=AT)
    record_need(person=mother, code="send", starts_on=dt.date(2020, 1, 1), by=BY, at=AT)
    record_contact(family=family, kind=ContactKind.DOORSTEP, happened_at=AT, by=BY, at=AT)
    keep_everything(family, mother)
    other = registered()
    keep_everything(other[0], other[1])
    return family, mother, child


# Of which everything is held that may be.
made_home = kept_for_a_module(make_kept_home, AT)


def keep_everything(family: Family, person: Person) -> None:
    """One row of all that colleagues keep, and one of each that is about the family as such."""
    hood = Area.objects.filter(code="North").first() or neighbourhoods("North")[0]
    share_family(family=family, neighbourhood=hood, reason="Works there", by=BY, at=AT)
    write_note(family=family, person=person, text=f"Rang {person.pk}.", by=BY, at=AT)
    write_warning(
        family=family,
        person=person,
        text="A dog",
        sight=Sight.LIMITED,
        review_on=dt.date(2020, 9, 1),
        by=BY,
        at=AT,
    )
    pause_messages(family=family, reason="A loss", by=BY, at=AT)
    second = Person.objects.create(given_name="Zofya")
    third = Person.objects.create(given_name="Zofie")
    merge_people(kept=person, merged=second, reason="One", knows_they_are_one=True, by=SAM, at=AT)
    say_distinct(first=person, second=third, reason="Cousins", by=SAM, at=AT)
    Draft.objects.create(
        token_hash=str(family.pk),
        language="pl",
        notice_version="1",
        expires_at=AT,
        sent_at=AT,
        family=family,
    )


def test_each_sort_of_data_hands_over_one_row(home: Home) -> None:
    family, mother, _ = home
    handed = {name: list(records[name].rows_about(mother.pk)) for name in OURS}

    # The record that was joined to hers is hers.
    assert {name: len(rows) for name, rows in handed.items()} == {
        **dict.fromkeys(OURS, 1),
        "people": 2,
    }
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
    assert handed["places"][0] == {
        "family": str(family.public_id),
        "neighbourhood": "North",
        "site": None,
        "reason": "Works there",
        "starts_on": "2020-06-01",
        "ends_on": None,
    }
    assert handed["notes"][0]["text"] == f"Rang {mother.pk}."
    assert handed["warnings"][0]["sight"] == "limited"
    assert handed["message pauses"][0]["reason"] == "A loss"
    assert handed["merges"][0]["reason"] == "One"
    assert handed["distinctions"] == [{"said_at": AT.isoformat(), "said_by_name": "Sam Okafor"}]
    assert handed["registrations online"][0]["language"] == "pl"


def test_what_is_written_of_another_of_the_family_is_not_handed_over(
    home: Home,
) -> None:
    family, _, child = home
    write_note(family=family, text="All of them moved.", by=BY, at=AT)

    notes = [row["text"] for row in records["notes"].rows_about(child.pk)]

    assert notes == ["All of them moved."]
    assert list(records["warnings"].rows_about(child.pk)) == []


def test_a_record_that_was_joined_hands_over_the_same(home: Home) -> None:
    merged = Person.objects.get(merged_into=home[1])

    for name in OURS:
        about = records[name].rows_about
        assert list(about(merged.pk)) == list(about(home[1].pk))


def test_signs_are_handed_over_only_when_they_are_released(
    home: Home,
) -> None:
    Alert.objects.create(person=home[1], kind=AlertKind.HIDDEN_HOME, reason="A violent partner")

    (row,) = records["signs"].rows_about(home[1].pk)

    assert (row["kind"], row["reason"]) == ("hidden_home", "A violent partner")
    assert records["signs"].held_back(row)


def test_an_objection_is_handed_over_as_it_was_said(home: Home) -> None:
    Objection.objects.create(person=home[1], to=ObjectsTo.MESSAGES, words="No more texts")

    (row,) = records["objections"].rows_about(home[1].pk)

    assert (row["to"], row["words"]) == ("messages", "No more texts")
    assert not records["objections"].held_back(row)


def test_lists_that_staff_keep_are_about_nobody(home: Home) -> None:
    entry = records["saved lists"]

    assert list(entry.rows_about(home[1].pk)) == []
    assert "their owner" in entry.retention


def test_every_table_of_the_app_is_accounted_for() -> None:
    of_nobody = {
        "Code",
        "Family",
        "FamilyRef",
        "PrivacyNotice",
        "SavedList",
        "LegalNumber",
        "RiskWord",
        "AutoReply",
    }
    tables = {
        model.__name__
        for model in apps.get_app_config("families").get_models()
        if not model.__name__.endswith("Event")
    }

    assert tables - of_nobody - DERIVED == {
        "SealedRecord",
        *("Person", "PersonRef", "FamilyTie", "Registration", "Address", "ContactDetail"),
        *("ExpectedBirth", "Need", "Contact", "FamilyPlace", "Note", "WarningNote"),
        *("MessagePause", "Merge", "Distinct", "Draft"),
        *("ContactPerson", "Paper", "Reply"),
        *("Alert", "Objection", "OwnPeople", "Colleague", "YoungParentTold"),
        *("Responsibility", "CourtOrder", "Collector", "EmergencyContact", "CareNeed"),
        *("Placement", "Consent", "NoticeShown"),
    }


def test_rows_are_plain_and_hold_no_internal_number(home: Home) -> None:
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

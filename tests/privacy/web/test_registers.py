"""The registers as pages and files: purposes, agreements, notices, objections."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse

from flyingstart.families.api import NoticeShown, Objection, PrivacyNotice, Registration
from flyingstart.kernel.api import records
from flyingstart.privacy.api import Purpose, SharingAgreement
from tests.families.web.town import TODAY, Town
from tests.privacy.web.reading import cells


@pytest.fixture
def purpose(town: Town) -> Purpose:
    return Purpose.objects.create(
        key=records["people"].purpose_key,
        name="To know families",
        basis="Article 6(1)(e)",
        condition="Article 9(2)(g)",
        source="A test",
        position=1,
    )


def agreement(purpose: Purpose, ref: str, **said: object) -> SharingAgreement:
    plain: dict[str, object] = {
        "name": "Births",
        "sender": "The hospital",
        "fields": ["name", "born"],
        "basis": "Article 6(1)(e)",
        "confidentiality": "Consent",
        "keep_until": "six months",
    }
    return SharingAgreement.objects.create(ref=ref, purpose=purpose, **(plain | said))


def taken(client: Client, page: str, key: str) -> list[list[str]]:
    """The rows of the file of a register, without its heading."""
    content = client.get(reverse(page), {f"{key}-export": "csv"}).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))[1:]


def test_a_record_is_shown_with_the_purpose_of_the_pack_or_what_the_software_says(
    purpose: Purpose, dee: Client
) -> None:
    people, breaches = records["people"], records["breaches"]

    shown = {row[0]: row[2:4] for row in cells(dee, reverse("privacy-purposes"))}

    assert set(shown) == set(records.names())
    assert shown["people"] == ["To know families", "Article 6(1)(e). Article 9(2)(g)"]
    assert people.purpose_key != breaches.purpose_key
    assert shown["breaches"] == [breaches.purpose, breaches.lawful_basis]


def test_purposes_are_taken_as_a_file(purpose: Purpose, dee: Client) -> None:
    rows = taken(dee, "privacy-purposes", "purposes")

    assert len(rows) == len(records.names())
    assert ["people", "To know families"] in [[row[0], row[2]] for row in rows]


def test_agreements_say_who_signed_and_whether_they_are_in_force(
    purpose: Purpose, dee: Client
) -> None:
    """safety.md: without Caldicott and DPO sign-off nothing is taken in."""
    begun = TODAY - dt.timedelta(days=9)
    by_cal = {"caldicott_by": "Cal", "caldicott_on": begun}
    by_both = by_cal | {"dpo_by": "Dee", "dpo_on": begun}
    agreement(purpose, "A", **by_both, starts_on=begun, condition="Article 9(2)(h)")
    agreement(purpose, "B", **by_cal, starts_on=begun)
    agreement(purpose, "C")

    rows = cells(dee, reverse("privacy-agreements"))

    assert rows[0] == [
        *("A", "Births", "The hospital", "name, born", "Article 6(1)(e). Article 9(2)(h)"),
        *("Consent", "Cal, 23 February 2026; Dee, 23 February 2026", "six months", "yes"),
    ]
    assert [[row[0], *row[4:5], row[6], row[8]] for row in rows[1:]] == [
        ["B", "Article 6(1)(e)", "Cal, 23 February 2026", "no"],
        ["C", "Article 6(1)(e)", "by nobody", "no"],
    ]
    assert [row[0] for row in taken(dee, "privacy-agreements", "agreements")] == ["A", "B", "C"]


def test_notices_count_whom_an_officer_looks_after_each_person_once(
    town: Town, dee: Client, elsewhere: Client
) -> None:
    PrivacyNotice.objects.all().delete()
    PrivacyNotice.objects.bulk_create(
        PrivacyNotice(notice_version=version, language=language, text="T", is_current=current)
        for version, language, current in (("1", "en", False), ("2", "en", True), ("2", "ur", True))
    )
    for shown_on in (TODAY, TODAY - dt.timedelta(days=1)):
        NoticeShown.objects.create(
            person=town.mother, notice_version="2", language="en", shown_on=shown_on
        )
    Registration.objects.filter(person=town.child).update(notice_version="1")
    Registration.objects.exclude(person=town.child).update(notice_version="2")

    assert cells(dee, reverse("privacy-notices")) == [
        ["2", "en", "yes", "1", "1"],
        ["2", "ur", "yes", "0", "1"],
        ["1", "en", "no", "0", "1"],
    ]
    assert [row[3:] for row in cells(elsewhere, reverse("privacy-notices"))] == [["0", "0"]] * 3
    assert [row[:2] for row in taken(dee, "privacy-notices", "notices")] == [
        ["2", "en"],
        ["2", "ur"],
        ["1", "en"],
    ]


def test_objections_are_those_of_people_in_sight(
    town: Town, dee: Client, elsewhere: Client
) -> None:
    page = reverse("privacy-objections")
    Objection.objects.create(
        person=town.mother, to="evaluation", starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=9)
    )

    assert cells(dee, page) == [
        [
            "Zofia Kowalska",
            "research and evaluation",
            "4 March 2026",
            "13 March 2026",
        ]
    ]
    assert cells(elsewhere, page) == []


@pytest.mark.parametrize("page", ["purposes", "agreements", "notices", "objections"])
def test_who_looks_after_nobodys_data_reads_no_register(
    town: Town, stranger: Client, page: str
) -> None:
    assert stranger.get(reverse(f"privacy-{page}")).status_code == 403


def test_a_document_that_is_none_is_not_found(town: Town, dee: Client) -> None:
    assert dee.get(reverse("privacy-document", args=["other"])).status_code == 404

"""safety.md, Identity: on adoption the old record is sealed: out of search, matching, duplicates,
lists, history views. The new record starts empty. No link is held. Unmerge, logs and timeline must
not rebuild it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, models, transaction

from flyingstart.accounts.api import Permission
from flyingstart.activities.imports.export import attendance_rows
from flyingstart.daybook.api import (
    DayEntry,
    EntryKind,
    EntryWords,
    SignedHow,
    sign_entry,
    write_entry,
)
from flyingstart.families.api import (
    Family,
    FamilyTie,
    Member,
    Merge,
    Need,
    NotAllowedError,
    NotInFamilyError,
    Person,
    PersonDetails,
    PersonRef,
    SealedRecord,
    Sight,
    TextError,
    duplicate_pairs,
    find_people,
    likely_duplicates,
    merge_people,
    open_sealed_record,
    people_by_ref,
    seal_record,
    timeline_of,
    update_details,
    whole_family,
    write_note,
    write_warning,
)
from flyingstart.families.imports.export import registration_rows
from flyingstart.families.imports.moving import export as moving
from flyingstart.kernel.api import facts, fetch, records
from tests.accounts.people import user_with
from tests.activities.registers.hall import NOW, Hall, make_hall
from tests.families.keepers import acting
from tests.families.web.town import STAN, TODAY, client_of, make_family, text_of
from tests.families.world import BY
from tests.kept import kept_for_a_module

NHS = "9990000018"
BORN = dt.date(2024, 1, 10)
SEEN = "Adoption order of 2 March 2026"
WORDS = ("Stanis", "Kowalski", "Staszek", NHS, "Sycamore")
"""What nobody may find of the child again, anywhere but in the envelope."""
COUNTED = (
    *("person", "tie", "address", "registration", "expected_birth", "need", "contact"),
    *("session", "mark", "headcount"),
)


def make_hall_of_two_records() -> Hall:
    """Stanisław has two records that were joined, and something of each kind is held of him."""
    hall = make_hall()
    family, child = hall.town.family, hall.town.child
    details = dataclasses.replace(STAN.details, nhs_number=NHS, setting="Sycamore Nursery")
    update_details(person=child, details=details, by=BY, at=NOW)
    PersonRef.objects.create(source="default", ref="Staszek-7", person=child)
    twice = Member(
        details=PersonDetails(
            given_name="Staszek", family_name="Kowalski", date_of_birth=dt.date(2024, 1, 10)
        ),
        role=STAN.role,
    )
    other = make_family(twice).ties.get().person
    user = user_with("manager")
    merge_people(
        kept=child,
        merged=other,
        reason="Staszek is short for Stanisław",
        knows_they_are_one=True,
        by=acting(user),
        at=NOW,
    )
    write_note(family=family, person=child, text="Staszek laughed.", by=acting(user), at=NOW)
    write_warning(
        family=family,
        person=child,
        text="Staszek is afraid of dogs",
        sight=Sight.EVERYONE,
        review_on=TODAY + dt.timedelta(days=30),
        by=acting(user),
        at=NOW,
    )
    Need.objects.create(person=child, code="send", source="Sycamore", starts_on=BORN)
    return hall


made_hall = kept_for_a_module(make_hall_of_two_records, NOW)


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(NOW, tick=False):
        yield made_hall()


def seal(hall: Hall) -> SealedRecord:
    """The data protection officer seals the child's record."""
    officer = user_with("data_protection")
    return seal_record(person=hall.town.child, evidence=SEEN, by=acting(officer), at=NOW)


def counted_before(day: dt.date) -> dict[str, list[tuple[Any, ...]]]:
    """What figures rest on, of the days before a day: what ends later is said to end on it."""

    def cut(value: Any) -> Any:
        is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        return min(value, day) if is_day else value

    return {
        name: sorted((tuple(map(cut, row)) for row in fetch(facts[name].select, [])), key=repr)
        for name in COUNTED
        if name in facts
    }


def naming(*whom: type[models.Model]) -> dict[Any, list[str]]:
    """The tables that name people or families, histories too, and by which columns."""
    found = {
        model: [f.attname for f in model._meta.concrete_fields if f.related_model in whom]
        for model in apps.get_models(include_auto_created=True)
    }
    return {model: columns for model, columns in found.items() if columns}


def everything_said() -> str:
    """Every row of every table, histories too; but not the envelope."""
    said = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed or model is SealedRecord:
            continue
        hidden = {"contents"} if model._meta.model_name == "sealedrecordevent" else set()
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in hidden]
        said += [f"{model._meta.db_table} {row}" for row in model._base_manager.values_list(*names)]
    said += map(repr, fetch("SELECT earlier_family_names, words FROM families_person", []))
    return "\n".join(said)


def test_a_sealed_record_is_out_of_search_lists_and_duplicates(hall: Hall) -> None:
    user = user_with("manager")
    client = client_of(user)
    seal(hall)

    for text in ("Staszek", NHS):
        found = find_people(text, user=user)
        assert [one.name for one in found.people] == [], text
    asked = dataclasses.replace(STAN.details, nhs_number=NHS)
    assert likely_duplicates(asked, user=user) == []
    assert duplicate_pairs(user) == []
    said = text_of(client.get("/staff/families/?show=children"))
    assert not any(word in said for word in WORDS)


def test_nobody_has_a_sealed_record_in_sight_whatever_they_may_do(hall: Hall) -> None:
    sealed = seal(hall)
    held = Person.objects.get(pk=sealed.person_id)
    shell = held.ties.first()
    assert shell is not None

    for role in ("manager", "data_protection", "safeguarding_lead"):
        user = user_with(role)
        assert held not in Person.objects.visible_to(user)
        assert shell.family not in Family.objects.visible_to(user)
        for thing in (held, shell.family):
            assert not user.has_perm(Permission.VIEW_FAMILIES, thing)
            assert not user.has_perm(Permission.SEAL_RECORDS, thing)


def test_family_page_history_and_timeline_do_not_rebuild_a_sealed_record(hall: Hall) -> None:
    user, family = user_with("manager"), hall.town.family
    client = client_of(user)
    old = hall.town.child.public_id
    page = f"/staff/families/{family.public_id}/"
    assert "Stanisław" in text_of(client.get(page))
    seal(hall)

    for address in (page, f"{page}history/"):
        said = text_of(client.get(address))
        assert not any(word in said for word in WORDS), address
    assert client.get(f"{page}people/{old}/details/").status_code == 404
    told = timeline_of(family, user=user).entries
    assert not any(word in repr(told) for word in WORDS)
    whole = whole_family(family, user=user, on=TODAY)
    assert [m.name for m in (*whole.present, *whole.former)] == ["Zofia Kowalska"]


def test_registers_name_nobody_whose_record_is_sealed(hall: Hall) -> None:
    client = hall.staff()
    seal(hall)

    answer = client.get(f"/staff/sessions/{hall.before.public_id}/register/")
    assert not any(word in answer.content.decode() for word in WORDS)


def test_no_file_names_somebody_whose_record_is_sealed(hall: Hall) -> None:
    seal(hall)

    rows = [
        *registration_rows(TODAY),
        *attendance_rows(NOW),
        *moving.needs(),
        *moving.relationships(),
        *moving.addresses(),
        *moving.deaths(),
        *moving.contacts(),
    ]
    people = {row.get("person_ref") for row in rows}
    assert people - {"", None} == {str(hall.town.mother.public_id), str(hall.nadia.public_id), str(
        Person.objects.get(given_name="Omar").public_id)}  # fmt: skip


def test_a_sealed_record_is_still_counted_in_totals_of_the_past(hall: Hall) -> None:
    before = counted_before(TODAY)
    assert len(before["mark"]) == 2

    seal(hall)

    assert counted_before(TODAY) == before
    assert not FamilyTie.objects.filter(person__sealed_at__isnull=False, ends_on=None).exists()


def test_logs_and_histories_do_not_rebuild_a_sealed_record(hall: Hall) -> None:
    old = str(hall.town.child.public_id)
    assert all(word in everything_said() for word in (*WORDS, old))

    seal(hall)

    left = [line for line in everything_said().split("\n") if any(w in line for w in (*WORDS, old))]
    # The list of words that names were ever made of bears nobody's name (ADR 0012).
    assert [line for line in left if not line.startswith("families_nameword ")] == []


def test_the_day_book_does_not_lead_to_a_sealed_record(hall: Hall) -> None:
    """Neither what was about the child, nor what only called it by its name, nor a roll call."""
    rea = acting(user_with("session_staff", neighbourhood=hall.town.north))
    child, site, came = hall.town.child, hall.town.hall, hall.before.starts_at

    def write(kind: EntryKind, **words: Any) -> DayEntry:
        said = EntryWords(**{"happened_at": came, "happened": "A bump", **words})
        return write_entry(
            site=site, kind=kind, words=said, submission=uuid.uuid4(), by=rea, at=NOW
        )

    fell = write(EntryKind.ACCIDENT, person=child).versions.get()
    sign_entry(version=fell, how=SignedHow.TYPED, name="Jan Kowalski", by=rea, at=NOW)
    write(EntryKind.FIRST_AID, called="staszek k.")
    write(EntryKind.FIRST_AID, called="Stanisław Kowalski")
    write(EntryKind.ROLL_CALL, missing=[child.public_id])
    # On a day on which he did not come: another child of that name.
    write(EntryKind.FIRST_AID, called="Stanisław K.", happened_at=came - dt.timedelta(days=1))
    others = "daybook_entryversion"

    sealed = seal(hall)

    left = [line for line in everything_said().split("\n") if any(w in line for w in WORDS)]
    assert len([line for line in left if line.startswith(others)]) == 2  # itself, its history
    assert [line for line in left if not line.startswith((others, "families_nameword "))] == []
    assert not DayEntry.objects.filter(kind=EntryKind.ACCIDENT).exists()
    roll = DayEntry.objects.get(kind=EntryKind.ROLL_CALL)
    page = client_of(user_with("manager")).get(f"/staff/day-book/entries/{roll.public_id}/")
    assert "Not ticked 1 more, who cannot be named here" in text_of(page)
    # What it said is for a court, in the envelope.
    officer = acting(user_with("data_protection"))
    held = open_sealed_record(sealed=sealed, reason="A court asked", by=officer, at=NOW)
    assert {row["called"] for row in held["day book"]} == {
        *("Stanisław Kowalski", "staszek k."),
    }


def test_unmerge_does_not_rebuild_a_sealed_record(hall: Hall) -> None:
    sealed = seal(hall)

    assert not Merge.objects.exists()
    records_of_child = Person.objects.exclude(sealed_at=None)
    assert {(one.given_name, one.family_name, one.nhs_number) for one in records_of_child} == {
        ("", "", "")
    }
    assert records_of_child.filter(merged_into=sealed.person_id).count() == 1


def test_the_new_record_starts_empty_and_no_link_is_held(hall: Hall) -> None:
    sealed = seal(hall)
    assert people_by_ref("default", ["Staszek-7"]) == {}
    new = Member(
        details=PersonDetails(
            given_name="Adam", family_name="Nowicki", date_of_birth=dt.date(2024, 1, 10)
        ),
        role=STAN.role,
    )
    adopters = make_family(new)
    adam = adopters.ties.get().person

    assert adam.pk != sealed.person_id
    for model, columns in naming(Person, Family).items():
        for row in model._base_manager.values(*columns):
            named = set(row.values())
            assert not {sealed.person_id, adam.pk} <= named
            assert not {sealed.person_id, adopters.pk} <= named


def test_every_row_about_a_sealed_person_is_gone_or_counted(hall: Hall) -> None:
    """Whatever later apps hold of people is erased, unless its record says how it counts."""
    sealed = seal(hall)
    kept: dict[str, set[str]] = {"marks": {"activities_mark"}}

    tables = {
        model._meta.db_table
        for model, columns in naming(Person).items()
        for column in columns
        if model._base_manager.filter(**{column: sealed.person_id}).exists()
    }

    counting = {name for name in records.names() if records[name].keep_for_counting}
    assert counting == {
        *("people", "families", "registrations", "addresses", "expected births", "needs"),
        # Of the day book nothing is counted: it looks for what is only called by the name.
        *("day book", *kept),
    }
    assert tables == {
        *("families_person", "families_familytie", "families_registration", "families_address"),
        *("families_need", "families_sealedrecord", "families_sealedrecordevent"),
        *kept["marks"],
    }


def test_only_the_officer_opens_the_envelope_and_for_a_reason(hall: Hall) -> None:
    sealed, officer = seal(hall), user_with("data_protection", name="Dee Pee")
    manager = acting(user_with("manager"))
    with pytest.raises(NotAllowedError):
        open_sealed_record(sealed=sealed, reason="Curious", by=manager, at=NOW)
    with pytest.raises(TextError):
        open_sealed_record(sealed=sealed, reason=" ", by=acting(officer), at=NOW)

    held = open_sealed_record(sealed=sealed, reason="A court asked", by=acting(officer), at=NOW)

    assert {row["given_name"] for row in held["people"]} == {"Stanisław", "Staszek"}
    assert [row["text"] for row in held["notes"]] == ["Staszek laughed."]
    assert b"Stanis" not in bytes(sealed.contents)
    sealed.refresh_from_db()
    assert (sealed.opened_by_name, sealed.opened_why) == ("Dee Pee", "A court asked")
    assert not any(word in json.dumps(str(sealed.__dict__)) for word in WORDS)


def test_sealing_is_for_who_may_and_for_children_and_once(hall: Hall) -> None:
    officer = acting(user_with("data_protection"))
    child, mother = hall.town.child, hall.town.mother
    for by in (BY, acting(user_with("manager"))):
        with pytest.raises(NotAllowedError):
            seal_record(person=child, evidence=SEEN, by=by, at=NOW)
    with pytest.raises(TextError):
        seal_record(person=child, evidence="  ", by=officer, at=NOW)
    with pytest.raises(NotInFamilyError):
        seal_record(person=mother, evidence=SEEN, by=officer, at=NOW)
    assert not Person.objects.exclude(sealed_at=None).exists()

    first = seal_record(person=child, evidence=SEEN, by=officer, at=NOW)

    assert seal_record(person=child, evidence="Again", by=officer, at=NOW) == first


def test_all_is_undone_when_the_last_step_fails(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr("flyingstart.families.operations.sealing._forget_versions", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        seal(hall)

    assert hall.town.child.nhs_number == NHS
    assert not SealedRecord.objects.exists()


def test_the_page_seals_and_says_that_it_is_for_good(hall: Hall) -> None:
    family, child = hall.town.family, hall.town.child
    address = f"/staff/families/{family.public_id}/people/{child.public_id}/seal/"
    assert client_of(user_with("manager")).get(address).status_code == 403
    assert hall.staff().get(address).status_code == 403
    officer = client_of(user_with("data_protection"))
    assert "cannot be taken back" in text_of(officer.get(address))
    assert officer.post(address, {"evidence": SEEN}).status_code == 200
    assert not SealedRecord.objects.exists()

    answer = officer.post(address, {"evidence": SEEN, "is_sure": "on"}, follow=True)

    assert "The record is sealed" in text_of(answer)
    assert not any(word in text_of(answer) for word in WORDS)
    assert SealedRecord.objects.get().sealed_by_name == "Sam Okafor"
    assert officer.get(address).status_code == 404


def test_a_name_may_be_missing_of_a_sealed_record_alone(hall: Hall) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create()
    assert Person.objects.create(sealed_at=NOW).given_name == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedRecord.objects.create(
            person=hall.town.child, contents=b"", evidence="", sealed_at=NOW, sealed_by_name="A"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedRecord.objects.create(
            person=hall.town.child, contents=b"", evidence=SEEN, sealed_at=NOW,
            sealed_by_name="A", opened_at=NOW)  # fmt: skip

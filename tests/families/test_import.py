"""Files of registrations against the database: taken in, changed, refused, written out again."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings

from flyingstart.families.api import (
    Family,
    FamilyRef,
    FamilyTie,
    Member,
    Person,
    PersonDetails,
    PersonRef,
    Registration,
    Role,
    add_person,
    families_by_ref,
    family_refs,
    leave_family,
    people_by_ref,
    person_refs,
    set_contact_detail,
)
from flyingstart.families.enums import DetailKind
from flyingstart.families.models import Code
from flyingstart.families.queries.registrations import person_states
from flyingstart.kernel.api import ImportMisused, imports
from flyingstart.kernel.models import Import
from flyingstart.places.api import Postcode
from tests.depth import worlds
from tests.families import store as stores
from tests.families.conftest import AT, Answer, Take
from tests.families.oracle import Row
from tests.families.strategies import any_order
from tests.families.world import BY, everything, homes, make_codes, registered, ties
from tests.history import history_of

pytestmark = pytest.mark.django_db

SECOND = dt.date(2020, 2, 25)
BORN = dt.date(2018, 3, 1)
ADULT = {
    "family_ref": "F1",
    "person_ref": "A",
    "role": "parent",
    "given_name": "Ada",
    "family_name": "Example",
    "date_of_birth": "1990-05-05",
    "phone": "07700 900123",
    "address_line_1": "1 High Street",
    "postcode": "LU9 1AA",
    "registered_on": "2019-01-01",
}
CHILD = ADULT | {
    "person_ref": "C",
    "role": "child",
    "given_name": "Cy",
    "date_of_birth": "2018-03-01",
    "phone": "",
}


@pytest.fixture(autouse=True)
def codes() -> None:
    make_codes()
    Postcode.objects.bulk_create(Postcode(text=text) for text in stores.KNOWN_POSTCODES)


def counts(answer: Answer) -> tuple[int, ...]:
    """New, changed, unchanged, rejected."""
    assert answer["skipped"] == 0
    counted = tuple(answer[name] for name in ("new", "changed", "unchanged", "rejected"))
    assert answer["read"] == sum(counted)
    return counted


def person(ref: str, source: str = "default") -> Person:
    return Person.objects.get(refs__source=source, refs__ref=ref)


def exported() -> list[dict[str, str]]:
    return [dict(row) for row in imports["registrations"].export()]


class TestTakenIn:
    def test_a_first_file_is_written_where_it_belongs(self, take: Take) -> None:
        answer = take(ADULT, CHILD)

        family = Family.objects.get(refs__ref="F1")
        assert counts(answer) == (2, 0, 0, 0)
        assert ties(person("A")) == [(family.pk, "parent", None, None)]
        assert ties(person("C")) == [(family.pk, "child", BORN, None)]
        assert homes(person("C")) == [("LU9 1AA", True, None, None)]
        assert person("A").contact_details.get().value == "07700 900123"
        registrations = Registration.objects.filter(family=family, left_on=None)
        assert list(registrations.values_list("came_by", flat=True)) == ["file", "file"]
        assert Import.objects.get().new == 2

    def test_a_later_file_ends_and_begins(self, take: Take) -> None:
        take(ADULT, CHILD)

        answer = take(
            ADULT | {"role": "carer", "postcode": "LU9 1AB", "phone": "07700 900456"},
            CHILD | {"family_ref": "F2", "postcode": "LU9 1AB", "sex": "F"},
            as_of=SECOND,
        )

        one, two = (Family.objects.get(refs__ref=ref) for ref in ("F1", "F2"))
        assert counts(answer) == (1, 1, 0, 0)
        assert ties(person("A")) == [
            (one.pk, "parent", None, SECOND),
            (one.pk, "carer", SECOND, None),
        ]
        assert ties(person("C")) == [
            (one.pk, "child", BORN, SECOND),
            (two.pk, "child", SECOND, None),
        ]
        assert homes(person("C")) == [
            ("LU9 1AA", True, None, SECOND),
            ("LU9 1AB", True, SECOND, None),
        ]
        phones = person("A").contact_details.order_by("pk").values_list("value", "ended_at")
        assert list(phones) == [("07700 900123", AT), ("07700 900456", None)]

    def test_the_same_again_writes_nothing(self, take: Take) -> None:
        take(ADULT, CHILD)
        before = everything()

        answer = take(ADULT, CHILD, as_of=SECOND)

        assert counts(answer) == (0, 0, 2, 0)
        assert everything() == before

    def test_nothing_is_written_while_a_row_is_rejected(self, take: Take) -> None:
        answer = take(ADULT, CHILD | {"role": "uncle"}, skip=False)

        assert (answer["committed"], counts(answer)) == (False, (1, 0, 0, 1))
        assert not Person.objects.exists()
        assert not Family.objects.exists()

    def test_the_good_rows_are_written_on_demand(self, take: Take) -> None:
        answer = take(ADULT, CHILD | {"role": "uncle", "family_ref": "F2"})

        assert (answer["committed"], counts(answer)) == (True, (1, 0, 0, 1))
        assert [ref.ref for ref in FamilyRef.objects.all()] == ["F1"]

    def test_what_a_cell_replaced_on_the_same_day_is_gone(self, take: Take) -> None:
        take(CHILD)
        take(CHILD | {"family_ref": "F2"}, as_of=SECOND)

        take(CHILD | {"family_ref": "F3"}, as_of=SECOND)

        refs = [t.family.refs.get().ref for t in FamilyTie.objects.order_by("pk")]
        assert refs == ["F1", "F3"]

    def test_history_names_the_import(self, take: Take) -> None:
        take(ADULT)

        context = history_of(person("A")).get().pgh_context.metadata
        assert context["actor_name"] == "test"

    def test_names_in_every_script_are_kept(self, take: Take) -> None:
        names = ["محمد", "李小龍", "🌟 Star", "x" * 3_000, "=SUM(A1)", "-5", "'quoted", "Zoë"]

        answer = take(
            *(ADULT | {"person_ref": str(n), "given_name": name} for n, name in enumerate(names))
        )

        assert counts(answer) == (len(names), 0, 0, 0)
        assert [person(str(n)).given_name for n in range(len(names))] == names

    def test_a_source_has_a_name_of_some_length(self, take: Take) -> None:
        with pytest.raises(ImportMisused):
            take(ADULT, source="x" * 101)

    def test_so_many_queries_always(self, take: Take) -> None:
        spent = []
        for many in (2, 40):
            rows = [
                ADULT | {"person_ref": f"{many}.{n}", "family_ref": f"F{n}"} for n in range(many)
            ]
            take(*rows)
            changed = [row | {"role": "carer", "postcode": "LU9 1AB", "sex": "F"} for row in rows]
            with CaptureQueriesContext(connection) as queries:
                take(*changed, as_of=SECOND)
            spent.append(len(queries))

        assert spent[0] == spent[1]


class TestWhoIsMeant:
    def test_refs_are_the_sources_own(self, take: Take) -> None:
        take(ADULT)
        take(ADULT | {"given_name": "Other"}, source="health")

        assert person("A") != person("A", "health")
        assert Family.objects.count() == 2
        assert people_by_ref("health", ["A"]) == {"A": person("A", "health").pk}
        assert people_by_ref("nobody", ["A"]) == {}

    def test_a_public_id_means_its_person_where_no_ref_does(self, take: Take) -> None:
        family, mother, _ = registered()

        answer = take(
            ADULT
            | {
                "person_ref": str(mother.public_id).upper(),
                "family_ref": str(family.public_id),
                "given_name": "Zofia",
                "date_of_birth": "1990-05-05",
            },
            source="old",
        )

        assert counts(answer) == (0, 1, 0, 0)
        assert not PersonRef.objects.exists()

    def test_two_refs_of_one_person_are_one_person(self, take: Take) -> None:
        take(ADULT)
        PersonRef.objects.create(source="default", ref="B", person=person("A"))

        answer = take(ADULT | {"given_name": "Bea"}, ADULT | {"person_ref": "B"}, as_of=SECOND)

        assert counts(answer) == (0, 0, 0, 2)

    def test_who_was_merged_is_meant_as_the_one_they_were_merged_into(self, take: Take) -> None:
        take(ADULT, ADULT | {"person_ref": "B", "family_ref": "F2"}, ADULT | {"person_ref": "D"})
        Person.objects.filter(pk=person("A").pk).update(merged_into=person("B"))
        Person.objects.filter(pk=person("B").pk).update(merged_into=person("D"))

        found = people_by_ref("default", ["A", "B", "D", "X"])

        assert found == dict.fromkeys("ABD", person("D").pk)

    def test_a_circle_of_merges_means_nobody(self, take: Take) -> None:
        take(ADULT, ADULT | {"person_ref": "B"})
        Person.objects.filter(pk=person("A").pk).update(merged_into=person("B"))
        Person.objects.filter(pk=person("B").pk).update(merged_into=person("A"))

        assert people_by_ref("default", ["A", "B"]) == {}

    def test_refs_are_found_in_both_directions(self, take: Take) -> None:
        take(ADULT)
        family, mother, _ = registered()
        old = Family.objects.get(refs__ref="F1")

        assert person_refs("default", [person("A").pk, mother.pk]) == {
            person("A").pk: "A",
            mother.pk: str(mother.public_id),
        }
        assert family_refs("default", [old.pk, family.pk]) == {
            old.pk: "F1",
            family.pk: str(family.public_id),
        }
        asked = ["F1", str(family.public_id), "no\0ne", "\ud83d"]
        assert families_by_ref("default", asked) == {"F1": old.pk, asked[1]: family.pk}


class TestOut:
    def test_imported_again_it_changes_nothing(self, take: Take) -> None:
        take(
            ADULT | {"role": "expectant_parent", "due_date": "2020-06-01", "sex": "X"},
            CHILD | {"ethnicity": "REFU", "language": "Klingon", "left_on": "2020-01-01"},
            CHILD | {"family_ref": "F2", "postcode": "nowhere"},
            ADULT | {"person_ref": "E", "given_name": "=cmd", "interpreter_needed": "yes"},
        )
        take(ADULT | {"postcode": "LU9 1AB"}, as_of=SECOND)
        registered()
        before = everything()
        rows = exported()

        answer = take(*rows, as_of=dt.date(2026, 1, 1))

        assert counts(answer) == (0, 0, len(rows), 0)
        assert everything() == before

    def test_a_home_comes_first_so_that_another_system_counts_alike(self, take: Take) -> None:
        take(CHILD | {"family_ref": "F2", "postcode": "LU9 1AB"}, CHILD)

        assert [(row["family_ref"], row["postcode"]) for row in exported()] == [
            ("F2", "LU9 1AB"),
            ("F1", "LU9 1AA"),
        ]

    def test_who_is_not_registered_or_has_left_the_family_has_no_row(self) -> None:
        family, mother, child = registered()
        unregistered = Member(
            details=PersonDetails(given_name="Imran"), role=Role.PARENT, is_registered=False
        )
        add_person(family=family, member=unregistered, by=BY, at=AT)
        leave_family(person=mother, family=family, on=SECOND, by=BY, at=AT)

        assert [row["person_ref"] for row in exported()] == [str(child.public_id)]

    def test_other_sources_are_written_by_public_id(self, take: Take) -> None:
        take(ADULT, source="health")

        (row,) = exported()

        assert row["person_ref"] == str(person("A", "health").public_id)

    def test_nobody_who_was_merged_is_written(self, take: Take) -> None:
        take(ADULT, ADULT | {"person_ref": "B"})
        Person.objects.filter(pk=person("A").pk).update(merged_into=person("B"))

        assert [row["person_ref"] for row in exported()] == ["B"]

    def test_the_command_writes_what_the_command_reads(
        self, take: Take, capsys: pytest.CaptureFixture[str]
    ) -> None:
        take(ADULT | {"given_name": "=1+1"})
        capsys.readouterr()

        call_command("export", "registrations")

        (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
        assert (row["given_name"], row["person_ref"]) == ("'=1+1", "A")

    def test_the_template_has_the_columns_of_the_contract(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("template", "registrations")

        assert capsys.readouterr().out.strip() == (
            "family_ref,person_ref,role,given_name,family_name,date_of_birth,due_date,sex,"
            "ethnicity,language,interpreter_needed,phone,email,address_line_1,address_line_2,"
            "town,postcode,nhs_number,gp_practice,setting,registered_on,left_on,contact_by_sms,"
            "contact_by_email"
        )


def in_database() -> dict[str, Any]:
    """All states by ref, their families by ref."""
    refs = dict(FamilyRef.objects.values_list("family_id", "ref"))
    people = dict(PersonRef.objects.values_list("person_id", "ref"))
    states = person_states(people)
    return {people[pk]: _named(state, refs) for pk, state in states.items()}


def _named(state: Any, families: dict[int, str]) -> Any:
    def parts(sort: Iterable[Any]) -> list[Any]:
        named = [part._replace(id=None, family=families[part.family]) for part in sort]
        return sorted(named, key=str)

    return (
        state.answers,
        parts(state.ties),
        parts(state.homes),
        parts(state.registrations),
        parts(state.pregnancies),
        dict(state.details),
    )


@settings(max_examples=worlds(12, many=25))
@given(any_order)
def test_the_database_ends_where_the_rules_end(
    take: Take, history: list[tuple[list[Row], dt.date]]
) -> None:
    source = f"run {Import.objects.count()}"
    store = stores.Store()
    for model in (PersonRef, FamilyRef):
        model.objects.all().delete()

    for rows, as_of in history:
        answer = take(*rows, as_of=as_of, source=source)
        verdict = store.take([row for row in rows if any(row.values())], as_of)
        assert answer["rejected"] == len({problem.row for problem in verdict.errors})

    families = {pk: ref for ref, pk in store.families.items()}
    expected = {ref: _named(store[ref], families) for ref in store.people}
    assert in_database() == expected


def test_codes_of_other_lists_are_no_ethnicities(take: Take) -> None:
    Code.objects.create(kind="need", code="EAL", label="Bilingual", position=9)

    answer = take(ADULT | {"ethnicity": "Bilingual"})

    assert [problem["column"] for problem in answer["warnings"]] == ["ethnicity"]


def test_a_contact_detail_that_staff_changed_is_compared_with_what_is_held(take: Take) -> None:
    take(ADULT)
    set_contact_detail(person=person("A"), kind=DetailKind.PHONE, value="", by=BY, at=AT)

    answer = take(ADULT, as_of=SECOND)

    assert counts(answer) == (0, 1, 0, 0)

"""Rows of an old system that cannot be taken, or are strange, say why; and days that meet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.families.imports.moving.held import HINTS
from flyingstart.families.models import Address, Alert, Consent, Person
from flyingstart.kernel.api import (
    ImportMisused,
    ImportOptions,
    StaleRowsError,
    Table,
    imports,
)
from tests.families.moving.conftest import AS_OF, AT, Send
from tests.families.moving.test_kinds import ROWS
from tests.families.world import BY, day

LONG = {"starts_on": "2018-01-01", "ends_on": "2020-01-01"}
A1 = {"person_ref": "A1"}
"""Ada, whom the file of registrations put at home with F1."""


@pytest.fixture
def moved(made_people: None, db: None, send: Send) -> Send:
    """As for other tests, of people who are kept for the module."""
    return send


def said(problems: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Column and words of each."""
    return [(one["column"], one["message"]) for one in problems]


def table(row: dict[str, str]) -> Table:
    """A file of one row."""
    headings = list(row)
    places = {heading: place for place, heading in enumerate(headings)}
    return Table(headings=headings, places=places, read=lambda: iter([(2, list(row.values()))]))


def held(model: Any, *names: str) -> list[tuple[Any, ...]]:
    """Values of the rows of a table and their days, in the order of days."""
    rows = model._base_manager.values_list(*names, "starts_on", "ends_on")
    return sorted(rows, key=lambda row: row[-2] or dt.date.min)


@pytest.mark.parametrize(
    ("kind", "cells", "column", "words"),
    [
        ("alerts", {"person_ref": ""}, "person_ref", "the reference is missing"),
        ("alerts", {"person_ref": "x" * 201}, "person_ref", f"“{'x' * 60}…” can be no reference"),
        (
            "alerts",
            {"kind": ""},
            "kind",
            "it is missing: hidden_home, two_workers, no_visits, no_messages, call_lead",
        ),
        (
            "alerts",
            {"kind": "dog"},
            "kind",
            "“dog” is none of hidden_home, two_workers, no_visits, no_messages, call_lead",
        ),
        (
            "alerts",
            {"starts_on": "soon"},
            "starts_on",
            "“soon” is not a date: write 2019-03-04 or 04/03/2019",
        ),
        ("alerts", {"review_on": "30/02/2020"}, "review_on", "“30/02/2020” is no possible date"),
        ("alerts", {"source": "x" * 201}, "source", f"“{'x' * 60}…” is longer than 200 letters"),
        (
            "alerts",
            {"ends_on": "2019-01-01"},
            "ends_on",
            "it ends on the day it starts or before; ends_on is the first day no longer",
        ),
        (
            "relationships",
            {"child_ref": ""},
            "child_ref",
            "for whom is missing: the child’s reference",
        ),
        (
            "relationships",
            {"responsibility": ""},
            "responsibility",
            "it is missing: yes, no, shared, unknown",
        ),
        ("relationships", {"child_ref": "A1"}, "child_ref", "it is the person’s own reference"),
        (
            "relationships",
            {"relationship": "", "child_ref": "", "responsibility": ""},
            "role",
            "the row says nothing: no role, no relationship, no responsibility",
        ),
        (
            "relationships",
            {"family_ref": "F2"},
            "role",
            "the role is missing, and the person is not of that family yet",
        ),
        ("addresses", {"address_line_1": "", "postcode": ""}, "postcode", "there is no address"),
        ("addresses", {"is_main": "perhaps"}, "is_main", "“perhaps” is neither yes nor no"),
        ("permissions", {"given": ""}, "given", "the answer is missing: yes or no"),
        (
            "permissions",
            {"permission": ""},
            "permission",
            "what is permitted is missing, such as photo_wall",
        ),
        ("notices", {"shown_on": ""}, "shown_on", "the day is missing"),
        ("notices", {"shown_on": "2026-03-05"}, "shown_on", "05/03/2026 is in the future"),
        ("notices", {"notice_version": ""}, "notice_version", "the version is missing"),
        ("needs", {"need": ""}, "need", "the need is missing"),
        ("needs", {"need": "x" * 41}, "need", f"“{'x' * 41}” is longer than 40 letters"),
        (
            "contacts",
            {"family_ref": "", "person_ref": ""},
            "family_ref",
            "the reference is missing",
        ),
        ("contacts", {"happened_at": ""}, "happened_at", "the day is missing"),
        (
            "contacts",
            {"happened_at": "yesterday"},
            "happened_at",
            "“yesterday” is not a date: write 2019-03-04 or 04/03/2019",
        ),
        ("contacts", {"happened_at": "2026-03-05 09:00"}, "happened_at", "it is in the future"),
        (
            "contacts",
            {"kind": "text", "face_to_face": "yes"},
            "face_to_face",
            "a text is not face to face",
        ),
        (
            "contacts",
            {"next_on": "2020-02-01"},
            "next_step",
            "there is a day for the next step, and no step",
        ),
        ("deaths", {"died_on": ""}, "died_on", "the day is missing"),
        ("deaths", {"died_on": "2018-02-28"}, "died_on", "it is before birth"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    moved: Send, travelled: None, kind: str, cells: dict[str, str], column: str, words: str
) -> None:
    answer = moved(kind, ROWS[kind] | cells)

    assert said(answer["errors"]) == [(column, words)]
    assert (answer["rejected"], answer["committed"]) == (1, False)


@pytest.mark.parametrize(
    ("kind", "cells", "column", "words"),
    [
        ("alerts", {"starts_on": "2026-03-05"}, "starts_on", "05/03/2026 is in the future"),
        (
            "alerts",
            {"starts_on": "1990-05-04"},
            "starts_on",
            "it starts before the person was born",
        ),
        (
            "relationships",
            {"evidence": ""},
            "evidence",
            "no evidence is named; permissions need it",
        ),
        (
            "addresses",
            {},
            "postcode",
            "the postcode LU2 2BB is not known; it is kept as written",
        ),
        (
            "addresses",
            {"postcode": "by the mill"},
            "postcode",
            "it is no postcode; it is kept as written",
        ),
        (
            "permissions",
            {},
            "permission",
            "“photo_wall” is not on the list of permissions",
        ),
        ("needs", {}, "need", "“speech” is in no list; it is kept as written"),
        (
            "contacts",
            {"family_ref": "F2"},
            "person_ref",
            "the person is not known to belong to that family",
        ),
    ],
)
def test_what_is_strange_is_said_and_taken(
    moved: Send, travelled: None, kind: str, cells: dict[str, str], column: str, words: str
) -> None:
    answer = moved(kind, ROWS[kind] | cells)

    assert said(answer["warnings"]) == [(column, words)]
    assert (answer["rejected"], answer["committed"]) == (0, True)


class TestWhoseFamily:
    def test_of_several_families_one_is_named(self, moved: Send) -> None:
        moved("relationships", A1 | {"family_ref": "F2", "role": "other"})

        answer = moved("addresses", A1 | {"address_line_1": "9 Old Road"})

        assert said(answer["errors"]) == [
            ("family_ref", "it is blank, and the person has several families")
        ]

    def test_who_never_belonged_to_a_family_has_none(self, moved: Send) -> None:
        nobody = Person.objects.create(given_name="Ed")
        nobody.refresh_from_db()

        row = {"person_ref": str(nobody.public_id), "address_line_1": "9 Old Road"}
        answer = moved("addresses", row)

        assert said(answer["errors"]) == [
            ("family_ref", "it is blank, and the person has no family")
        ]


class TestHints:
    def test_the_nearest_is_looked_for_fifty_times_a_file(self, moved: Send) -> None:
        rows = [ROWS["alerts"] | {"person_ref": f"A1{n}"} for n in range(HINTS + 1)]

        errors = said(moved("alerts", *rows)["errors"])

        assert errors[HINTS - 1 :] == [
            ("person_ref", f"“A1{HINTS - 1}” is not known; the nearest known is “A1”"),
            ("person_ref", f"“A1{HINTS}” is not known"),
        ]


class TestDaysThatMeet:
    def test_of_one_file_what_has_no_end_ends_where_the_next_starts(self, moved: Send) -> None:
        answer = ROWS["permissions"]
        first = answer | {"starts_on": ""}
        second = answer | {"starts_on": "2019-06-01", "given": "no"}

        moved("permissions", first, second)

        assert held(Consent, "given") == [
            (True, None, day("2019-06-01")),
            (False, day("2019-06-01"), None),
        ]

    def test_rows_of_one_file_that_contradict_each_other_are_all_rejected(
        self, moved: Send
    ) -> None:
        first = ROWS["permissions"] | {"ends_on": "2019-07-01"}
        second = ROWS["permissions"] | {"starts_on": "2019-06-01", "given": "no"}
        other = ROWS["permissions"] | {"permission": "outings"}

        answer = moved("permissions", first, second, other, skip=True)

        assert [(one["row"], one["column"], one["message"]) for one in answer["errors"]] == [
            (2, "starts_on", "its days overlap those of row 3, which speaks of the same"),
            (3, "starts_on", "its days overlap those of row 2, which speaks of the same"),
        ]
        assert held(Consent, "code") == [("outings", day("2019-01-01"), None)]

    def test_what_is_held_of_days_that_a_file_speaks_of_gives_way(self, moved: Send) -> None:
        short = ROWS["alerts"] | {"ends_on": "2019-06-01", "reason": "Old words"}
        moved("alerts", short)

        answer = moved("alerts", ROWS["alerts"] | LONG | {"reason": "New"})

        assert (answer["new"], answer["changed"]) == (1, 0)
        assert held(Alert, "reason") == [("New", day("2018-01-01"), day("2020-01-01"))]

    def test_safety_what_changed_since_a_file_was_checked_is_not_written_over(
        self, moved: Send
    ) -> None:
        moved("alerts", ROWS["alerts"] | {"ends_on": "2019-06-01"})
        kind, options = imports["alerts"], ImportOptions(as_of=AS_OF)
        checked = kind.check(table(ROWS["alerts"] | LONG), options)
        Alert.objects.all().delete()

        with pytest.raises(StaleRowsError):
            kind.commit(checked, options, by=BY, at=AT)

        assert not Alert.objects.exists()


class TestHomes:
    """Of one family a person has one home at a time; the main one says where they are counted."""

    OTHER = A1 | {"is_main": "no", "address_line_1": "9 Old Road", "family_ref": "F1"}

    def test_no_second_home_with_the_family_of_the_main_one(self, moved: Send) -> None:
        answer = moved("addresses", self.OTHER)

        assert said(answer["errors"]) == [
            (
                "starts_on",
                "the main address is with that family then; say which of the two is not",
            )
        ]

    def test_a_home_with_another_family_stands_beside_the_main_one(self, moved: Send) -> None:
        moved("relationships", A1 | {"family_ref": "F2", "role": "other"})

        moved("addresses", self.OTHER | {"family_ref": "F2"})

        of_ada = Address.objects.filter(person__given_name="Ada").order_by("pk")
        assert list(of_ada.values_list("line_1", "is_main")) == [
            ("1 High Street", True),
            ("9 Old Road", False),
        ]

    def test_where_the_main_one_is_elsewhere_then_a_second_one_is(self, moved: Send) -> None:
        moved("relationships", A1 | {"family_ref": "F2", "role": "other"})
        elsewhere = A1 | {"starts_on": "2019-01-01", "family_ref": "F2", "postcode": "LU2 2BB"}

        answer = moved("addresses", elsewhere, self.OTHER | {"starts_on": "2019-01-01"})

        assert (answer["new"], answer["errors"]) == (2, [])
        of_ada = Address.objects.filter(person__given_name="Ada").order_by("pk")
        assert list(of_ada.values_list("line_1", "is_main", "ends_on")) == [
            ("1 High Street", True, day("2019-01-01")),
            ("", True, None),
            ("9 Old Road", False, None),
        ]


def test_a_source_has_a_short_name(moved: Send) -> None:
    with pytest.raises(ImportMisused, match="a source has a name of up to 100 letters"):
        moved("alerts", source="x" * 101)

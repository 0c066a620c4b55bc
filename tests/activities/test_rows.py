"""One row of a file of attendances: what it says, and the words when it cannot be taken."""

from __future__ import annotations

import pytest

from flyingstart.activities.enums import CountedBy, MarkStatus
from flyingstart.activities.rules.rows import (
    AttendanceRow,
    HeadsCounted,
    PersonMarked,
    Reading,
    SessionCancelled,
    read_row,
)
from flyingstart.kernel.intake.api import Remark, quoted

PEOPLE, FAMILIES = {"P1": 1}, {"F1": 7}


def read(**cells: str) -> Reading:
    names = AttendanceRow._fields[1:]
    row = AttendanceRow(2, **{name: cells.get(name, "") for name in names})
    return read_row(row, PEOPLE, FAMILIES)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("attended", MarkStatus.ATTENDED),
        ("ATTENDED", MarkStatus.ATTENDED),
        ("did_not_attend", MarkStatus.DID_NOT_ATTEND),
        ("Did not attend", MarkStatus.DID_NOT_ATTEND),
        ("did-not-attend", MarkStatus.DID_NOT_ATTEND),
        ("cancelled", MarkStatus.CANCELLED),
    ],
)
def test_a_person_is_marked(written: str, status: MarkStatus) -> None:
    reading = read(person_ref="P1", family_ref="F1", status=written)

    assert reading == Reading(PersonMarked(1, 7, status), [], [])


def test_a_blank_family_is_left_to_what_is_held() -> None:
    assert read(person_ref="P1", status="attended").said == PersonMarked(
        1, None, MarkStatus.ATTENDED
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"headcount": "5"}, HeadsCounted(CountedBy.US, 5)),
        ({"headcount": "0"}, HeadsCounted(CountedBy.US, 0)),
        ({"headcount": "5", "status": "attended"}, HeadsCounted(CountedBy.US, 5)),
        ({"headcount": "5", "counted_by": "us"}, HeadsCounted(CountedBy.US, 5)),
        ({"headcount": "5", "counted_by": "PARTNER"}, HeadsCounted(CountedBy.PARTNER, 5)),
        ({"headcount": "1,200.0"}, HeadsCounted(CountedBy.US, 1200)),
        ({"headcount": "1000000"}, HeadsCounted(CountedBy.US, 1_000_000)),
    ],
)
def test_heads_are_counted(cells: dict[str, str], said: HeadsCounted) -> None:
    assert read(**cells) == Reading(said, [], [])


def test_a_session_is_cancelled_by_a_row_without_person_and_count() -> None:
    assert read(status="Cancelled") == Reading(SessionCancelled(), [], [])


def test_cancelled_with_a_person_is_that_persons_place() -> None:
    assert read(person_ref="P1", status="cancelled").said == PersonMarked(
        1, None, MarkStatus.CANCELLED
    )


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"person_ref": "P2", "status": "attended"}, "person_ref", "nobody is known as “P2”"),
        (
            {"person_ref": "P1", "family_ref": "F2", "status": "attended"},
            "family_ref",
            "no family is known as “F2”",
        ),
        (
            {"headcount": "3", "family_ref": "F2"},
            "family_ref",
            "no family is known as “F2”",
        ),
        (
            {"person_ref": "P1"},
            "status",
            "the status is missing: attended, did_not_attend, cancelled",
        ),
        (
            {"person_ref": "P1", "status": "present"},
            "status",
            "“present” is not a status: attended, did_not_attend, cancelled",
        ),
        (
            {"headcount": "3", "status": "present"},
            "status",
            "“present” is not a status: attended, did_not_attend, cancelled",
        ),
        (
            {"status": "present"},
            "status",
            "“present” is not a status: attended, did_not_attend, cancelled",
        ),
        (
            {"person_ref": "P1", "headcount": "3", "status": "attended"},
            "headcount",
            "a row names a person or counts people without names, not both",
        ),
        (
            {"person_ref": "P1", "headcount": "0", "status": "attended"},
            "headcount",
            "a row names a person or counts people without names, not both",
        ),
        (
            {},
            "person_ref",
            "no person is named and nobody counted; only a cancelled session has neither",
        ),
        (
            {"status": "attended"},
            "person_ref",
            "no person is named and nobody counted; only a cancelled session has neither",
        ),
        (
            {"status": "did_not_attend"},
            "person_ref",
            "no person is named and nobody counted; only a cancelled session has neither",
        ),
        *(
            (
                {"headcount": written},
                "headcount",
                f"“{written}” is not a number of people, from 0 to 1,000,000",
            )
            for written in ("-1", "2.5", "five", "1e3", "1000001", "0x10", "٣")
        ),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    cells: dict[str, str], column: str, words: str
) -> None:
    assert read(**cells) == Reading(None, [Remark(column, words)], [])


def test_every_fault_of_a_row_is_named() -> None:
    reading = read(headcount="-3", counted_by="school", status="maybe", family_ref="F2")

    assert reading.said is None
    assert [fault.column for fault in reading.faults] == ["family_ref", "headcount", "status"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"headcount": "3", "status": "cancelled"}, "status"),
        ({"headcount": "3", "status": "did_not_attend"}, "status"),
        ({"headcount": "3", "family_ref": "F1"}, "family_ref"),
        ({"headcount": "3", "counted_by": "school"}, "counted_by"),
        ({"status": "cancelled", "family_ref": "F1"}, "family_ref"),
        ({"person_ref": "P1", "status": "attended", "counted_by": "partner"}, "counted_by"),
        ({"person_ref": "P1", "status": "attended", "counted_by": "school"}, "counted_by"),
    ],
)
def test_what_is_merely_strange_is_kept_and_remarked(cells: dict[str, str], column: str) -> None:
    reading = read(**cells)

    assert reading.said is not None
    assert reading.faults == []
    assert [remark.column for remark in reading.remarks] == [column]


def test_an_unknown_counter_is_taken_for_us() -> None:
    assert read(headcount="3", counted_by="school").said == HeadsCounted(CountedBy.US, 3)


def test_who_counted_is_no_question_for_a_person_counted_by_us() -> None:
    assert read(person_ref="P1", status="attended", counted_by="Us").remarks == []


def test_long_cells_are_not_repeated_whole() -> None:
    assert quoted("x" * 60) == f"“{'x' * 60}”"
    assert quoted("x" * 61) == f"“{'x' * 60}…”"

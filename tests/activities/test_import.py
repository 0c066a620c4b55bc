"""Files of attendances against the database: taken in, changed, refused, written out again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import (
    CountedBy,
    Headcount,
    Mark,
    Session,
    close_register,
    count_people,
    reopen_register,
)
from flyingstart.kernel.api import ImportOptions, check_import, commit_import, imports
from flyingstart.kernel.tables.api import csv_text
from tests.activities.world import (
    AFTER,
    MONDAY,
    OPERATOR,
    World,
    came,
    headcounts,
    register,
    scheduled,
)
from tests.history import history_of

ATTENDANCES = imports["attendances"]
HEADINGS = [column.name for column in ATTENDANCES.columns]
AT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
PLAY = {
    "session_ref": "S1",
    "activity": "Stay and Play",
    "site": "Hall",
    "starts_at": "2020-01-06 10:00",
    "ends_at": "2020-01-06 11:30",
    "status": "attended",
}
Answer = dict[str, Any]


@pytest.fixture
def take(tmp_path: Path, world: World) -> Any:
    """Check and commit a file of rows; both must say the same."""

    def run(*rows: dict[str, str], source: str = "default", skip: bool = True) -> Answer:
        path = tmp_path / "attendances.csv"
        path.write_text(csv_text(HEADINGS, rows), encoding="utf-8", newline="")
        options = ImportOptions(source=source)
        foreseen = check_import(kind=ATTENDANCES, path=path, options=options).as_json()
        done = commit_import(
            kind=ATTENDANCES, path=path, options=options, skip_rejected=skip, by=OPERATOR, at=AT
        ).as_json()
        assert done | {"committed": False} == foreseen
        return done

    return run


def counts(answer: Answer) -> tuple[int, ...]:
    """New, changed, unchanged, rejected."""
    assert answer["skipped"] == 0
    return tuple(answer[name] for name in ("new", "changed", "unchanged", "rejected"))


def row(**cells: str) -> dict[str, str]:
    return PLAY | cells


def only_session() -> Session:
    return Session.objects.get()


def test_a_session_comes_with_its_rows_and_is_closed(world: World, take: Any) -> None:
    answer = take(
        row(person_ref="P1"),
        row(person_ref="P2", status="did_not_attend"),
        row(person_ref="P3", family_ref="F2", status="cancelled"),
        row(headcount="5", status=""),
        row(headcount="7", counted_by="partner"),
    )

    session = only_session()
    assert counts(answer) == (5, 0, 0, 0)
    assert (session.activity, session.site, session.room) == (world.play, world.hall, None)
    assert (session.starts_at, session.ends_at) == (MONDAY, MONDAY + dt.timedelta(minutes=90))
    assert (session.cancelled_at, session.register_closed_at) == (None, AT)
    assert (session.source, session.ref) == ("default", "S1")
    assert register(session) == {
        "Ayaan": (world.family.pk, "attended"),
        "Zofia": (world.family.pk, "did_not_attend"),
        "Imran": (world.other.pk, "cancelled"),
    }
    assert headcounts(session) == {"us": 5, "partner": 7}
    assert set(Mark.objects.values_list("marked_at", flat=True)) == {AT}


def test_history_names_who_imported(world: World, take: Any) -> None:
    take(row(person_ref="P1"))

    for record in (only_session(), Mark.objects.get()):
        metadata = history_of(record).get().pgh_context.metadata
        assert metadata["operation"] == "kernel.intake.operations.import_file"
        assert (metadata["actor_name"], metadata["at"]) == ("test", AT.isoformat())


def test_the_same_file_again_changes_nothing(world: World, take: Any) -> None:
    rows = [row(person_ref="P1"), row(headcount="5"), row(session_ref="S2", person_ref="P2")]
    take(*rows)

    again = take(*rows)

    assert counts(again) == (0, 0, 3, 0)
    for model in (Session, Mark, Headcount):
        assert {record.version for record in model.objects.all()} == {1}


def test_a_repeated_row_updates(world: World, take: Any) -> None:
    take(row(person_ref="P1"), row(headcount="5"))

    answer = take(
        row(person_ref="P1", status="did_not_attend"), row(headcount="6"), row(person_ref="P2")
    )

    assert counts(answer) == (1, 2, 0, 0)
    assert register(only_session())["Ayaan"] == (world.family.pk, "did_not_attend")
    assert headcounts(only_session()) == {"us": 6}
    assert [e.status for e in history_of(Mark.objects.get(person=world.child))] == [
        "attended",
        "did_not_attend",
    ]


def test_other_details_change_the_session_and_all_its_rows(world: World, take: Any) -> None:
    take(row(person_ref="P1"))
    Session.objects.update(room=world.room, ends_at=MONDAY + dt.timedelta(hours=1))

    answer = take(row(person_ref="P1", site="st anne's CHURCH", starts_at="06/01/2020 09:30"))

    session = only_session()
    assert counts(answer) == (0, 1, 0, 0)
    assert (session.site, session.room) == (world.church, None)
    assert session.starts_at == MONDAY - dt.timedelta(minutes=30)


def test_blank_cells_leave_what_is_held(world: World, take: Any) -> None:
    take(row(person_ref="P3", family_ref="F2"))

    answer = take({"session_ref": "S1", "person_ref": "P3", "status": "cancelled"})

    assert counts(answer) == (0, 1, 0, 0)
    assert only_session().starts_at == MONDAY
    assert register(only_session()) == {"Imran": (world.other.pk, "cancelled")}


def test_people_not_in_the_file_keep_their_marks(world: World, take: Any) -> None:
    take(row(person_ref="P1"))
    take(row(person_ref="P2"))

    assert register(only_session()).keys() == {"Ayaan", "Zofia"}


def test_refs_belong_to_their_source(world: World, take: Any) -> None:
    take(row(person_ref="P1"))

    answer = take(row(person_ref="P1"), row(headcount="2"), source="other")

    assert counts(answer) == (1, 0, 0, 1)
    assert answer["errors"] == [
        {"row": 2, "column": "person_ref", "message": "nobody is known as “P1”"}
    ]
    assert list(Session.objects.order_by("pk").values_list("source", "ref")) == [
        ("default", "S1"),
        ("other", "S1"),
    ]


class TestCancellations:
    def test_a_row_without_person_and_count_cancels_the_session(self, take: Any) -> None:
        answer = take(row(person_ref="P1"), row(status="cancelled"))

        session = only_session()
        assert counts(answer) == (2, 0, 0, 0)
        assert (session.cancelled_at, list(register(session))) == (AT, ["Ayaan"])
        assert [(w["row"], w["column"]) for w in answer["warnings"]] == [(2, "status")]

    def test_with_a_person_it_is_that_persons_place_and_the_session_stands(
        self, world: World, take: Any
    ) -> None:
        take(row(person_ref="P1", status="cancelled"), row(person_ref="P2"))

        assert only_session().cancelled_at is None
        assert register(only_session()) == {
            "Ayaan": (world.family.pk, "cancelled"),
            "Zofia": (world.family.pk, "attended"),
        }

    def test_a_later_file_cancels_and_none_takes_it_back(self, take: Any) -> None:
        take(row(person_ref="P1"))

        assert counts(take(row(status="cancelled"))) == (0, 1, 0, 0)
        assert counts(take(row(status="cancelled"))) == (0, 0, 1, 0)
        assert counts(take(row(person_ref="P1"))) == (0, 0, 1, 0)
        assert only_session().cancelled_at == AT


class TestRejected:
    @pytest.mark.parametrize(
        ("cells", "column", "words"),
        [
            ({"person_ref": "P9"}, "person_ref", "nobody is known as “P9”"),
            ({"person_ref": "P1", "family_ref": "F9"}, "family_ref", "no family is known as “F9”"),
            ({"person_ref": "P1", "headcount": "3"}, "headcount", "a row names a person or counts"),
            ({"person_ref": "P1", "status": ""}, "status", "the status is missing"),
            ({"person_ref": "P1", "status": "present"}, "status", "“present” is not a status"),
            ({"person_ref": "P3"}, "family_ref", "blank, and the person has several families"),
            ({"person_ref": "P4"}, "family_ref", "blank, and the person belongs to no family"),
            ({}, "person_ref", "no person is named and nobody counted"),
            (
                {"person_ref": "P1", "activity": "Stay and Plya"},
                "activity",
                "there is no activity “Stay and Plya”; the nearest known is “Stay and Play”",
            ),
            (
                {"person_ref": "P1", "site": "Hal"},
                "site",
                "there is no site “Hal”; the nearest known is “Hall”",
            ),
            (
                {"person_ref": "P1", "site": "Xyz"},
                "site",
                "there is no site “Xyz”; the nearest known is “Hall”",
            ),
            (
                {"person_ref": "P1", "starts_at": "2030-01-01 10:00", "ends_at": ""},
                "starts_at",
                "the session starts in the future",
            ),
            (
                {"person_ref": "P1", "starts_at": "31/02/2020 10:00"},
                "starts_at",
                "“31/02/2020 10:00” is no possible date",
            ),
            ({"person_ref": "P1", "session_ref": ""}, "session_ref", "the reference of the"),
            ({"person_ref": "P1", "starts_at": ""}, "starts_at", "missing, and the session is"),
        ],
    )
    def test_a_row_is_named_with_column_and_reason(
        self, take: Any, cells: dict[str, str], column: str, words: str
    ) -> None:
        answer = take(row(**cells))

        (error,) = answer["errors"]
        assert counts(answer) == (0, 0, 0, 1)
        assert (error["row"], error["column"]) == (2, column)
        assert error["message"].startswith(words)
        assert Session.objects.count() == 0

    @pytest.mark.parametrize(
        ("column", "other"),
        [
            ("activity", "Baby Massage"),
            ("activity", "Juggling"),
            ("site", "St Anne's Church"),
            ("starts_at", "2020-01-06 10:15"),
            ("ends_at", "2020-01-06 12:00"),
        ],
    )
    def test_rows_of_a_session_that_disagree_are_all_rejected(
        self, take: Any, column: str, other: str
    ) -> None:
        answer = take(
            row(person_ref="P1"),
            row(session_ref="S2", person_ref="P1"),
            row(person_ref="P2", **{column: other}),
            row(headcount="4"),
        )

        assert counts(answer) == (1, 0, 0, 3)
        disagreeing = [e["row"] for e in answer["errors"] if "disagree" in e["message"]]
        assert disagreeing == [2, 4, 5]
        assert [session.ref for session in Session.objects.all()] == ["S2"]

    def test_who_disagrees_by_a_misspelt_name_is_told_the_nearest(self, take: Any) -> None:
        answer = take(row(person_ref="P1"), row(person_ref="P2", activity="Stay and Plya"))

        assert [e["message"] for e in answer["errors"] if e["row"] == 2] == [
            "there is no activity “Stay and Plya”; the nearest known is “Stay and Play”",
            "the rows of this session disagree: “Stay and Play” and “Stay and Plya”",
        ]
        assert answer["rejected"] == 2

    def test_times_written_differently_agree(self, take: Any) -> None:
        answer = take(
            row(person_ref="P1"),
            row(person_ref="P2", starts_at="06/01/2020 10:00", activity="STAY  and play"),
            row(headcount="3", starts_at="2020-01-06T10:00:00Z", site="the hall", ends_at=""),
        )

        assert counts(answer) == (3, 0, 0, 0)

    def test_all_or_nothing_unless_asked(self, take: Any) -> None:
        answer = take(row(person_ref="P1"), row(person_ref="P9"), skip=False)

        assert (answer["committed"], Session.objects.count()) == (False, 0)

    def test_a_session_all_of_whose_rows_are_rejected_is_not_made(self, take: Any) -> None:
        take(row(person_ref="P9"), row(session_ref="S2", person_ref="P1"))

        assert [session.ref for session in Session.objects.all()] == ["S2"]


class TestKeptAndWarnedOf:
    @pytest.mark.parametrize(
        ("cells", "column", "words"),
        [
            (
                {"person_ref": "P1", "activity": "Baby Massage"},
                "person_ref",
                "the child is not of the ages of Baby Massage",
            ),
            (
                {"person_ref": "P1", "starts_at": "2017-01-06 10:00", "ends_at": ""},
                "person_ref",
                "the child was born after the session",
            ),
            (
                {"person_ref": "P1", "family_ref": "F2"},
                "family_ref",
                "the person is not known to belong to this family",
            ),
            (
                {"person_ref": "P1", "ends_at": "2020-01-06 09:00"},
                "ends_at",
                "the session ends before it starts",
            ),
            (
                {"headcount": "3", "counted_by": "school"},
                "counted_by",
                "“school” is not us or partner; the people are kept as ours",
            ),
        ],
    )
    def test_what_is_merely_unlikely(
        self, take: Any, cells: dict[str, str], column: str, words: str
    ) -> None:
        answer = take(row(**cells))

        assert counts(answer) == (1, 0, 0, 0)
        assert answer["warnings"] == [{"row": 2, "column": column, "message": words}]

    def test_a_register_that_is_open_stays_open(self, world: World, take: Any) -> None:
        session = scheduled(world)
        came(session, world.child)

        answer = take(row(session_ref=str(session.public_id), person_ref="P2", ends_at=""))

        session.refresh_from_db()
        assert (answer["new"], session.register_closed_at) == (1, None)
        assert answer["warnings"][0]["message"] == (
            "the register of this session is open and stays open"
        )
        assert register(session).keys() == {"Ayaan", "Zofia"}


class TestExport:
    def exported(self) -> list[dict[str, str]]:
        return [dict(line) for line in ATTENDANCES.export()]

    def test_what_was_imported_is_written_as_it_came(self, take: Any) -> None:
        take(row(person_ref="P1"), row(headcount="5", counted_by="partner"))

        shared = PLAY | {"starts_at": "2020-01-06 10:00:00+00:00"}
        shared |= {"ends_at": "2020-01-06 11:30:00+00:00"}
        assert self.exported() == [
            shared | {"person_ref": "P1", "family_ref": "F1"},
            shared | {"headcount": "5", "counted_by": "partner"},
        ]

    def test_everything_that_is_known_comes_back_unchanged(self, world: World, take: Any) -> None:
        take(
            row(person_ref="P1"),
            row(session_ref="S2", person_ref="P3", family_ref="F2", status="cancelled"),
            row(session_ref="S2", status="cancelled"),
            row(session_ref="S3", status="cancelled", starts_at="2020-07-01 10:00", ends_at=""),
        )
        ours, nobody, open_ = scheduled(world), scheduled(world), scheduled(world)
        came(ours, world.stranger, family_id=world.family.pk)
        count_people(session=ours, count=3, counted_by=CountedBy.US, by=OPERATOR, at=AFTER)
        close_register(session=ours, by=OPERATOR, at=AFTER)
        close_register(session=nobody, nobody_came=True, by=OPERATOR, at=AFTER)
        before = state()

        lines = self.exported()
        answer = take(*lines)

        assert counts(answer) == (0, 0, len(lines), 0)
        assert state() == before
        assert str(open_.public_id) not in {line["session_ref"] for line in lines}
        assert {line["starts_at"] for line in lines if line["session_ref"] == "S3"} == {
            "2020-07-01 10:00:00+01:00"
        }

    def test_sessions_to_come_and_empty_open_registers_say_nothing(self, world: World) -> None:
        scheduled(world, starts_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC))
        reopen_register(session=scheduled(world), reason="Late", by=OPERATOR, at=AFTER)

        assert self.exported() == []

    def test_rows_can_be_printed_as_json(self, take: Any) -> None:
        take(row(person_ref="P1"))

        assert json.loads(json.dumps(self.exported()))[0]["person_ref"] == "P1"

    @pytest.mark.parametrize("many", [1, 3])
    def test_the_number_of_queries_does_not_depend_on_the_sessions(
        self, take: Any, many: int
    ) -> None:
        take(*[row(session_ref=f"S{n}", person_ref="P1") for n in range(many)])
        with CaptureQueriesContext(connection) as queries:
            assert len(self.exported()) == many

        assert len(queries) == 5


def test_the_number_of_queries_does_not_depend_on_the_rows(world: World, take: Any) -> None:
    asked = []
    for source, many in (("one", 1), ("three", 3)):
        rows = [
            row(session_ref=f"S{n}", person_ref=str(world.child.public_id)) for n in range(many)
        ]
        for status in ("attended", "cancelled"):
            with CaptureQueriesContext(connection) as queries:
                take(*[line | {"status": status} for line in rows], source=source)
            asked.append(len(queries))

    assert asked[:2] == asked[2:]


def state() -> list[Any]:
    """All rows with their versions."""
    return [list(model.objects.order_by("pk").values()) for model in (Session, Mark, Headcount)]

"""Files of attendances: who came to which session, or how many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from flyingstart.activities.imports.commit import write_plan
from flyingstart.activities.imports.export import attendance_rows
from flyingstart.activities.imports.released import release_warnings
from flyingstart.activities.queries.attendances import load_held
from flyingstart.activities.rules.attendances import check_attendances
from flyingstart.activities.rules.rows import AttendanceRow
from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    Column,
    ImportKind,
    ImportOptions,
    Table,
    clock,
    imports,
)
from flyingstart.kernel.intake.api import rows_of

COLUMNS = (
    Column(
        name="session_ref",
        explained="What your system calls the session; the same on all its rows and in every file",
        synonyms=("session_id", "session_reference", "session"),
        example="S-2019-0412",
        required=True,
    ),
    Column(
        name="activity",
        explained="Name of the activity as in the catalogue, or another name it goes by",
        synonyms=("activity_name", "activity_type"),
        example="Stay and Play",
    ),
    Column(
        name="site",
        explained="Name of the site where it was held",
        synonyms=("site_name", "venue", "location", "centre"),
        example="Main hall",
    ),
    Column(
        name="starts_at",
        explained="Day and time at which the session starts, London time unless it says otherwise",
        synonyms=("start", "starts", "started_at", "start_time", "session_start"),
        example="2019-03-04 09:30",
    ),
    Column(
        name="ends_at",
        explained="Day and time at which it ends, if known",
        synonyms=("end", "ends", "ended_at", "end_time", "session_end"),
        example="2019-03-04 11:00",
    ),
    Column(
        name="person_ref",
        explained="What your system calls the person; blank where people were only counted",
        synonyms=("person_id", "person_reference", "person"),
        example="P-1001",
    ),
    Column(
        name="family_ref",
        explained="The family with which the person came; blank if the person has only one",
        synonyms=("family_id", "family_reference", "family"),
        example="F-501",
    ),
    Column(
        name="status",
        explained="attended, did_not_attend or cancelled. cancelled without a person and without a "
        "headcount: the whole session was cancelled. May be blank with a headcount",
        synonyms=("attendance_status", "attendance", "outcome"),
        example="attended",
    ),
    Column(
        name="headcount",
        explained="How many people came without being named on rows of their own; "
        "person_ref is then blank",
        synonyms=("head_count", "number_counted", "count"),
    ),
    Column(name="counted_by", explained="Who counted them: us or partner; blank is us"),
)


class Attendances(ImportKind[Table]):
    """Sessions, marks and headcounts of another system; a session comes with its rows."""

    name = "attendances"
    title = "Attendances"
    columns = COLUMNS

    def check(self, content: Table, options: ImportOptions) -> CheckedFile:
        """Judge the file against what is held."""
        rows = rows_of(content, COLUMNS, AttendanceRow)
        held = load_held(
            options.source,
            session_refs={row.session_ref for row in rows},
            person_refs={row.person_ref for row in rows if row.person_ref},
            family_refs={row.family_ref for row in rows if row.family_ref},
        )
        verdict = check_attendances(rows, held, now=clock.now())
        verdict.warnings += release_warnings(rows, verdict.plan)
        return verdict.checked()

    def commit(
        self,
        checked: CheckedFile,
        options: ImportOptions,
        *,
        by: Actor,  # noqa: ARG002 - the framework has told the history
        at: dt.datetime,
    ) -> None:
        """Write what the file would do."""
        write_plan(checked.plan, source=options.source, at=at)

    def export(self) -> Iterable[Mapping[str, str]]:
        """All sessions that have begun and have something to say, with their marks."""
        return attendance_rows(clock.now())


ATTENDANCES = imports.register(Attendances.name, Attendances())

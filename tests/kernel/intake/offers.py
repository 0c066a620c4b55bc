"""A kind of import as an app would write it, on a table that is there: the catalogue."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, ClassVar

from flyingstart.activities.models import Activity
from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    Column,
    ImportKind,
    ImportOptions,
    ImportRefused,
    Problem,
    Row,
    Table,
    copy_rows,
    update_rows,
)
from flyingstart.kernel.intake.api import Report, check_import, commit_import
from flyingstart.kernel.tables.api import CellError, read_whole

OPERATOR = Actor.command("test")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
HEADING = "code,name,months"


class Offers(ImportKind[Table]):
    """Names and ages of activities. The name “elsewhere” is not ours."""

    name = "offers"
    title = "What is offered"
    columns: ClassVar = (
        Column(name="code", explained="Code", required=True),
        Column(name="name", explained="Name", synonyms=("title",)),
        Column(name="months", explained="First month too old", example="60"),
    )

    def check(
        self,
        content: Table,
        options: ImportOptions,  # noqa: ARG002 - the framework's shape
    ) -> CheckedFile:
        held = {activity.code: activity for activity in Activity.objects.all()}
        checked = CheckedFile(plan=([], []))
        for row in content.rows:
            self._judge(row, held.get(row["code"]), checked)
        return checked

    def _judge(self, row: Row, held: Activity | None, checked: CheckedFile) -> None:
        new, changed = checked.plan
        if row["name"] == "elsewhere":
            checked.skipped += 1
            return
        try:
            months = read_whole(row["months"]) if row["months"] else None
        except CellError as fault:
            checked.rejected += 1
            checked.errors.append(Problem(row.number, "months", str(fault)))
            return
        if row["name"].isupper():
            checked.warnings.append(Problem(row.number, "name", "all in capitals"))
        if held is None:
            checked.new += 1
            new.append((row["code"], row["name"], [], "family", "universal", months, ""))
        elif (held.name, held.age_to_months) == (row["name"], months):
            checked.unchanged += 1
        else:
            checked.changed += 1
            changed.append((held.pk, held.version, row["name"], months))

    def commit(
        self,
        checked: CheckedFile,
        options: ImportOptions,  # noqa: ARG002 - likewise
        *,
        by: Actor,  # noqa: ARG002 - likewise
        at: dt.datetime,  # noqa: ARG002 - likewise
    ) -> None:
        new, changed = checked.plan
        columns = ["code", "name", "aliases", "reaches", "offer", "age_to_months", "reference"]
        copy_rows(Activity, columns, new)
        if changed:
            update_rows(Activity, ["id", "version", "name", "age_to_months"], changed)


class Papers(ImportKind[Path]):
    """Any file, kept and not read."""

    name = "papers"
    title = "Papers"
    reads = "bytes"

    def check(
        self,
        content: Path,
        options: ImportOptions,  # noqa: ARG002 - likewise
    ) -> CheckedFile:
        return CheckedFile(new=1, extra={"bytes": content.stat().st_size})

    def commit(
        self, checked: CheckedFile, options: ImportOptions, *, by: Actor, at: dt.datetime
    ) -> None:
        """The framework keeps the file, and there is nothing else."""


def write(path: Path, *lines: str) -> Path:
    """A file of offers."""
    path.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    return path


def check(path: Path, kind: ImportKind[Any] | None = None, **options: Any) -> Report:
    """What a file would do."""
    return check_import(kind=kind or Offers(), path=path, options=ImportOptions(**options))


def commit(
    path: Path, kind: ImportKind[Any] | None = None, *, skip_rejected: bool = False
) -> Report:
    """Take a file in."""
    return commit_import(
        kind=kind or Offers(),
        path=path,
        options=ImportOptions(file_name=path.name),
        skip_rejected=skip_rejected,
        by=OPERATOR,
        at=AT,
    )


def outcome(path: Path, kind: ImportKind[Any] | None = None) -> str:
    """Take a file in; what came of it, in words."""
    try:
        done = commit(path, kind).checked
    except ImportRefused as fault:
        return f"refused: {fault}"
    return f"committed {done.new} {done.changed} {done.unchanged}"


def held() -> dict[str, tuple[str, int | None]]:
    """The catalogue: name and first month too old by code."""
    return {a.code: (a.name, a.age_to_months) for a in Activity.objects.all()}

"""Check and commit: the one way in for every file.

The check runs in a read-only transaction that is rolled back, so it cannot write, whoever wrote
the kind. The commit takes the kind's lock, checks again, and writes in the same transaction: what
the check says is what the commit does.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.db import connection

from flyingstart.kernel.actor import Actor
from flyingstart.kernel.intake.faults import faults_in_words
from flyingstart.kernel.intake.kinds import CheckedFile, ImportKind, ImportOptions, Problem
from flyingstart.kernel.intake.originals import keep_original, sha256_of
from flyingstart.kernel.intake.report import COUNTS, Report, bounded
from flyingstart.kernel.models import Import
from flyingstart.kernel.operations import operation
from flyingstart.kernel.tables.reader import check_size, read_table
from flyingstart.kernel.tables.table import Cells, Table
from flyingstart.kernel.transactions import read_only

# How many problems of each sort are kept beside an import.
PROBLEMS_KEPT = 1_000
# The first half of our advisory locks; the second is the kind's.
LOCKS = 0x46_53_69_6D


class TotalsError(RuntimeError):
    """A kind does not account for every row: a fault in the kind."""


def check_import(*, kind: ImportKind[Any], path: Path, options: ImportOptions) -> Report:
    """What a file would do; writes nothing.

    Raises `ImportRefused`, `TableError` or `ImportMisused`.
    """
    check_size(path, kind.limit_bytes)
    sha256 = sha256_of(path)
    with faults_in_words():
        checked = _check(kind, path, options)
    return Report(kind=kind.name, file_sha256=sha256, checked=checked, committed=False)


def commit_import(
    *,
    kind: ImportKind[Any],
    path: Path,
    options: ImportOptions,
    skip_rejected: bool = False,
    by: Actor,
    at: dt.datetime,
) -> Report:
    """Check again and write, all or nothing.

    If a row is rejected and `skip_rejected` is not set, nothing is written and the report says
    that nothing was committed. Raises `ImportRefused`, `TableError` or `ImportMisused`, and then
    nothing was written either.
    """
    check_size(path, kind.limit_bytes)
    # Round the transaction, not in it: a full disk may show at its very end.
    with faults_in_words():
        return import_file(
            kind=kind, path=path, options=options, skip_rejected=skip_rejected, by=by, at=at
        )


@operation
def import_file(
    *,
    kind: ImportKind[Any],
    path: Path,
    options: ImportOptions,
    skip_rejected: bool,
    by: Actor,
    at: dt.datetime,
) -> Report:
    """The write itself; see `commit_import`."""
    _wait_for_turn(kind)
    sha256 = sha256_of(path)
    checked = _check(kind, path, options)
    accepted = skip_rejected or not checked.rejected
    if accepted:
        kind.commit(checked, options, by=by, at=at)
        _keep(kind, path, sha256, checked, options, skip_rejected=skip_rejected, by=by, at=at)
    return Report(kind=kind.name, file_sha256=sha256, checked=checked, committed=accepted)


def _wait_for_turn(kind: ImportKind[Any]) -> None:
    """One import of a kind at a time; held until the transaction ends."""
    number = zlib.crc32((kind.lock or kind.name).encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, number])


def _check(kind: ImportKind[Any], path: Path, options: ImportOptions) -> CheckedFile:
    if kind.reads == "bytes":
        with read_only():
            checked = kind.check(path, options)
        _demand_totals(kind, checked, checked.read)
        return checked
    table = read_table(path, kind.columns_of(options), limit_bytes=kind.limit_bytes)
    counted = _CountedRows(table)
    with read_only():
        checked = kind.check(counted.table, options)
    _demand_totals(kind, checked, counted.rows)
    _reject_slipped(checked, table.slipped)
    return checked


def _reject_slipped(checked: CheckedFile, slipped: Mapping[int, str]) -> None:
    """Rows whose cells may be in wrong columns; the kind has not seen them."""
    words = (
        "column {} has no heading, and this row has something in it; perhaps a cell holds a "
        "separator and is not in quotation marks"
    )
    checked.rejected += len(slipped)
    checked.errors += [Problem(row, "", words.format(column)) for row, column in slipped.items()]
    checked.errors.sort(key=lambda problem: problem.row)


class _CountedRows:
    """A table whose rows are counted as they are read: the largest count of its readings."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self._read = table.read
        self.table = replace(table, read=self._counting)

    def _counting(self) -> Iterator[tuple[int, Cells]]:
        for count, row in enumerate(self._read(), start=1):
            self.rows = max(self.rows, count)
            yield row


def _demand_totals(kind: ImportKind[Any], checked: CheckedFile, rows: int) -> None:
    """The books must balance before anything is written."""
    rejected = len({problem.row for problem in checked.errors})
    if checked.read != rows or checked.rejected != rejected:
        raise TotalsError(
            f"{kind.name} accounts for {checked.read} of {rows} rows and calls "
            f"{checked.rejected} of {rejected} faulty ones rejected"
        )


def _keep(
    kind: ImportKind[Any],
    path: Path,
    sha256: str,
    checked: CheckedFile,
    options: ImportOptions,
    *,
    skip_rejected: bool,
    by: Actor,
    at: dt.datetime,
) -> None:
    said = {name: value for name, value in asdict(options).items() if value not in {None, ""}}
    said.pop("file_name", None)
    Import.objects.create(
        kind=kind.name,
        file=keep_original(path, sha256),
        file_name=options.file_name[:255],
        options={**said, "as_of": options.day.isoformat(), "skip_rejected": skip_rejected},
        **{name: getattr(checked, name) for name in COUNTS},
        errors=bounded(checked.errors, PROBLEMS_KEPT),
        error_count=len(checked.errors),
        warnings=bounded(checked.warnings, PROBLEMS_KEPT),
        warning_count=len(checked.warnings),
        actor_kind=by.kind.value,
        actor_id=by.id,
        actor_name=by.name,
        imported_at=at,
    )

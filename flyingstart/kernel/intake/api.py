"""The door of intake: kinds of files, and how they are checked, committed and written out."""

from __future__ import annotations

from flyingstart.kernel.intake.bulk import StaleRowsError, allocate_ids, copy_rows, update_rows
from flyingstart.kernel.intake.kinds import (
    CheckedFile,
    ImportKind,
    ImportMisused,
    ImportOptions,
    ImportRefused,
    Problem,
    imports,
)
from flyingstart.kernel.intake.operations import check_import, commit_import
from flyingstart.kernel.intake.originals import original_pieces
from flyingstart.kernel.intake.rejected import RejectedRow, rejected_rows
from flyingstart.kernel.intake.report import Report
from flyingstart.kernel.intake.verdicts import (
    Outcome,
    Remark,
    Verdict,
    problems,
    quoted,
    rows_of,
)

__all__ = [
    "CheckedFile",
    "ImportKind",
    "ImportMisused",
    "ImportOptions",
    "ImportRefused",
    "Outcome",
    "Problem",
    "RejectedRow",
    "Remark",
    "Report",
    "StaleRowsError",
    "Verdict",
    "allocate_ids",
    "check_import",
    "commit_import",
    "copy_rows",
    "imports",
    "original_pieces",
    "problems",
    "quoted",
    "rejected_rows",
    "rows_of",
    "update_rows",
]

"""The kernel's door: what every app builds with."""

from __future__ import annotations

from flyingstart.kernel import birthdays, clock
from flyingstart.kernel.actor import Actor, ActorKind
from flyingstart.kernel.commands import Command
from flyingstart.kernel.guards import STAFF, for_staff, guarded
from flyingstart.kernel.health import checks as health
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
from flyingstart.kernel.middleware import acting, actor_of
from flyingstart.kernel.models import Record, UUIDv7, tracked
from flyingstart.kernel.names import NameIndex, folded
from flyingstart.kernel.operations import because, operation
from flyingstart.kernel.packs import (
    PackError,
    PackPart,
    load_pack,
    pack_parts,
    read_pack_table,
)
from flyingstart.kernel.periods import Period, PeriodError, PeriodKind
from flyingstart.kernel.registries import (
    Erased,
    FactTable,
    PersonalRecord,
    Registry,
    RegistryError,
    Slot,
    facts,
    records,
)
from flyingstart.kernel.rows import erase_rows, fetch, is_public_id, write_rows
from flyingstart.kernel.tables.table import Column, Row, Table, TableError

__all__ = [
    "STAFF",
    "Actor",
    "ActorKind",
    "CheckedFile",
    "Column",
    "Command",
    "Erased",
    "FactTable",
    "ImportKind",
    "ImportMisused",
    "ImportOptions",
    "ImportRefused",
    "NameIndex",
    "PackError",
    "PackPart",
    "Period",
    "PeriodError",
    "PeriodKind",
    "PersonalRecord",
    "Problem",
    "Record",
    "Registry",
    "RegistryError",
    "Row",
    "Slot",
    "StaleRowsError",
    "Table",
    "TableError",
    "UUIDv7",
    "acting",
    "actor_of",
    "allocate_ids",
    "because",
    "birthdays",
    "check_import",
    "clock",
    "commit_import",
    "copy_rows",
    "erase_rows",
    "facts",
    "fetch",
    "folded",
    "for_staff",
    "guarded",
    "health",
    "imports",
    "is_public_id",
    "load_pack",
    "operation",
    "pack_parts",
    "read_pack_table",
    "records",
    "tracked",
    "update_rows",
    "write_rows",
]

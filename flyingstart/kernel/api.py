"""The kernel's door: what every app builds with."""

from __future__ import annotations

from flyingstart.kernel import birthdays, clock
from flyingstart.kernel.actor import Actor, ActorKind
from flyingstart.kernel.commands import Command
from flyingstart.kernel.middleware import actor_of
from flyingstart.kernel.models import Record, UUIDv7, tracked
from flyingstart.kernel.operations import operation
from flyingstart.kernel.packs import (
    PackError,
    PackPart,
    load_pack,
    pack_parts,
    read_pack_table,
)
from flyingstart.kernel.periods import Period, PeriodError, PeriodKind
from flyingstart.kernel.registries import (
    FactTable,
    PersonalRecord,
    Registry,
    RegistryError,
    Slot,
    facts,
    records,
)

__all__ = [
    "Actor",
    "ActorKind",
    "Command",
    "FactTable",
    "PackError",
    "PackPart",
    "Period",
    "PeriodError",
    "PeriodKind",
    "PersonalRecord",
    "Record",
    "Registry",
    "RegistryError",
    "Slot",
    "UUIDv7",
    "actor_of",
    "birthdays",
    "clock",
    "facts",
    "load_pack",
    "operation",
    "pack_parts",
    "read_pack_table",
    "records",
    "tracked",
]

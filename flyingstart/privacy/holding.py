"""Which rows of a pack stay inside until somebody decides: of other homes, of hidden ones; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flyingstart.kernel.api import PersonalRecord
from flyingstart.privacy.enums import HeldFor


@dataclass(frozen=True, kw_only=True)
class Homes:
    """The homes of a person, as who gets a copy stands to them; families by their public ids.

    `own` are those that who gets it belongs to; None: they ask for themselves, and all are theirs
    but for those they `left`, of which they get what is about them and not about the family.
    `hides`: the home of somebody who ever shared one of them must not be found by this copy.
    """

    own: frozenset[str] | None = None
    left: frozenset[str] = frozenset()
    hides: bool = False


def held_for(record: PersonalRecord, values: Mapping[str, Any], homes: Homes) -> list[HeldFor]:
    """Why a row stays inside; empty where nothing keeps it."""
    found = []
    if _of_other_home(record, values, homes):
        found.append(HeldFor.OTHER_HOME)
    if homes.hides and _tells_where(record, values):
        found.append(HeldFor.HIDDEN_HOME)
    if record.held_back(values):
        found.append(HeldFor.INSIDE)
    return found


def _of_other_home(record: PersonalRecord, values: Mapping[str, Any], homes: Homes) -> bool:
    """A row that could name its home and does not may be of any."""
    if "family" not in values:
        return False
    family = str(values["family"] or "")
    if homes.own is None:
        return record.of_family and family in homes.left
    return family not in homes.own


def _tells_where(record: PersonalRecord, values: Mapping[str, Any]) -> bool:
    """Columns about others are left out of every row, and so give nothing away."""
    return any(values.get(name) for name in record.tells_where if name not in record.of_others)

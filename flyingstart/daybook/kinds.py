"""What each kind of entry asks for; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flyingstart.daybook.enums import EntryKind

# Of these the adult who looks after the child reads what is written, and signs.
ADULT_SIGNS = frozenset(
    {EntryKind.ACCIDENT, EntryKind.INJURY, EntryKind.FIRST_AID, EntryKind.MEDICINE}
)
# Of these the manager of the site is told, and countersigns.
MANAGER_SIGNS = frozenset(EntryKind) - {EntryKind.OPENING, EntryKind.VISITOR}
# These are about somebody.
ABOUT_SOMEBODY = ADULT_SIGNS | {EntryKind.LOST_CHILD, EntryKind.VISITOR}
# Kept until a child is 25: what harmed them, or could have, and what was given to them.
OF_SAFETY = frozenset(EntryKind) - {EntryKind.OPENING, EntryKind.VISITOR, EntryKind.ROLL_CALL}
# Whom nobody writes by hand: the roll writes it.
BY_HAND = tuple(kind for kind in EntryKind if kind is not EntryKind.ROLL_CALL)

# What a tablet writes without a network: what somebody saw there and then.
WITHOUT_A_NETWORK = frozenset(BY_HAND) - {EntryKind.OPENING, EntryKind.VISITOR}


def adult_signs(kind: str) -> bool:
    """Whether the adult who looks after them is asked to read it and to sign."""
    return kind in ADULT_SIGNS


def manager_signs(kind: str, points: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the manager is told and countersigns: of a check, where something was not right."""
    if kind == EntryKind.OPENING:
        return any(not point["fine"] for point in points)
    return kind in MANAGER_SIGNS

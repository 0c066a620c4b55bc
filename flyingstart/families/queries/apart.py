"""Who must not learn from a copy of one person's record where another one lives."""

from __future__ import annotations

from collections.abc import Collection

from flyingstart.families.enums import AlertKind
from flyingstart.families.held import every_record
from flyingstart.families.hidden import HOLDS
from flyingstart.families.queries.merged import FAMILIES, all_records
from flyingstart.kernel.api import clock, fetch

_TIES = f"""ARRAY(
    SELECT t.family_id FROM families_familytie t
    WHERE t.person_id = ANY(%(people)s) AND {HOLDS.format(row="t", day="%(day)s")}
)"""  # noqa: S608 - our own names
_TODAY = f"""
    WITH RECURSIVE {all_records("family", FAMILIES, _TIES)} SELECT id FROM family ORDER BY id
"""  # noqa: S608 - our own names
_TO_KEEP = f"""
    SELECT EXISTS (
        SELECT FROM families_alert a
        WHERE a.kind = '{AlertKind.HIDDEN_HOME.value}' AND {HOLDS.format(row="a", day="%(day)s")}
          AND a.person_id = ANY(%(people)s) AND NOT a.person_id = ANY(%(known)s)
    ) OR EXISTS (
        SELECT FROM families_placement p
        WHERE p.child_id = ANY(%(people)s) AND NOT EXISTS (
            SELECT FROM families_familytie t
            WHERE t.family_id = p.carers_id AND t.person_id = ANY(%(known)s)
        )
    )
"""  # noqa: S608 - our own names


def families_today(person_id: int) -> list[int]:
    """Every record of the families to which a person belongs today. Two queries."""
    asked = {"people": every_record(person_id), "day": clock.today()}
    return [pk for (pk,) in fetch(_TODAY, asked)]


def homes_to_keep(people: Collection[int], *, known: Collection[int]) -> bool:
    """Whether the home of any of these people is to be kept from who gets a copy.

    `people` are internal ids, all records of each; `known` are the records of who gets it, whose
    own home is no secret from them. Kept is the home of whoever bears the sign today, and that of
    carers with whom a child ever lived. One query.
    """
    asked = {"people": list(people), "known": list(known), "day": clock.today()}
    [(kept,)] = fetch(_TO_KEEP, asked)
    return bool(kept)

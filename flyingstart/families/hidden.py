"""Whose home is hidden: SQL for all who show, find or count people. ADR 0020 says why so many.

Hidden are the people with an alert `hidden_home` in force on any of their records, and everyone who
belongs to a family with one of them on the day: an address that is hidden of the mother is not
shown of her child.
"""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import AlertKind
from flyingstart.families.roots import FAMILY_ROOTS, PERSON_ROOTS

# What holds on a day.
HOLDS = (
    "({row}.starts_on IS NULL OR {row}.starts_on <= {day})"
    " AND ({row}.ends_on IS NULL OR {row}.ends_on > {day})"
)
_HIDDEN = f"""
    WITH hidden_person_root AS MATERIALIZED (SELECT id, root FROM {PERSON_ROOTS} r
    ), hidden_family_root AS MATERIALIZED (SELECT id, root FROM {FAMILY_ROOTS} r
    ), marked (id) AS MATERIALIZED (
        SELECT coalesce(r.root, a.person_id) FROM families_alert a
        LEFT JOIN hidden_person_root r ON r.id = a.person_id
        WHERE a.kind = '{AlertKind.HIDDEN_HOME.value}' AND {HOLDS.replace("{row}", "a")}
    ), marked_record (id) AS (
        SELECT id FROM marked
        UNION SELECT r.id FROM hidden_person_root r JOIN marked ON marked.id = r.root
    ), shared (id) AS MATERIALIZED (
        SELECT coalesce(f.root, t.family_id) FROM marked_record m
        JOIN families_familytie t ON t.person_id = m.id AND {HOLDS.replace("{row}", "t")}
        LEFT JOIN hidden_family_root f ON f.id = t.family_id
    ), shared_record (id) AS (
        SELECT id FROM shared
        UNION SELECT f.id FROM hidden_family_root f JOIN shared ON shared.id = f.root
    ), who (id) AS (
        SELECT id FROM marked
        UNION
        SELECT coalesce(r.root, t.person_id) FROM shared_record s
        JOIN families_familytie t ON t.family_id = s.id AND {HOLDS.replace("{row}", "t")}
        LEFT JOIN hidden_person_root r ON r.id = t.person_id
    )
    SELECT id FROM who
    UNION SELECT r.id FROM hidden_person_root r JOIN who ON who.id = r.root
"""  # noqa: S608 - our own names


def hidden_on(day: dt.date) -> str:
    """The ids of every record of the people whose home is hidden on a day: a SELECT."""
    return _HIDDEN.replace("{day}", f"date '{day.isoformat()}'")

"""Who objects to any use of their data, until it is decided: found by name, and on no list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flyingstart.families.enums import ObjectsTo
from flyingstart.families.roots import PERSON_ROOTS
from flyingstart.kernel.api import clock, fetch

_OBJECT = f"""
    SELECT coalesce(r.root, o.person_id)
    FROM families_objection o LEFT JOIN {PERSON_ROOTS} r ON r.id = o.person_id
    WHERE o."to" = '{ObjectsTo.PROCESSING.value}'
      AND (o.starts_on IS NULL OR o.starts_on <= {{day}})
      AND (o.ends_on IS NULL OR o.ends_on > {{day}})
"""  # noqa: S608 - our own names


def objecting_on(day: dt.date) -> str:
    """The ids of those who object on a day, by the record that was kept: a SELECT."""
    return _OBJECT.format(day=f"date '{day.isoformat()}'")


def objecting_people(person_ids: Collection[int]) -> set[int]:
    """Of people by internal id, those who object today, on any of their records. One query."""
    statement = f"""
        SELECT own.id FROM unnest(%s::bigint[]) AS own (id)
        LEFT JOIN {PERSON_ROOTS} roots ON roots.id = own.id
        WHERE coalesce(roots.root, own.id) IN ({objecting_on(clock.today())})
    """  # noqa: S608 - our own names
    return {pk for (pk,) in fetch(statement, [list(person_ids)])}

"""Which records speak for one person or one family: those that were joined to it, and theirs.

A record that was merged keeps its rows; whoever reads the one that was kept reads these as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from flyingstart.families.once import known
from flyingstart.kernel.api import fetch

PEOPLE, FAMILIES = "families_person", "families_family"

# Each record that speaks for one that is asked for by the statement's first parameter.
RECORD = """record (id, asked) AS (
        SELECT id, id FROM {table} WHERE id = ANY(%s)
        UNION
        SELECT t.id, r.asked FROM {table} t JOIN record r ON t.merged_into_id = r.id
    )"""
_RECORDS = f"""
    WITH RECURSIVE {RECORD}
    SELECT asked, id FROM record ORDER BY id <> asked, id
"""  # noqa: S608 - our own names
_ROOTS = """
    WITH RECURSIVE step (asked, id, into_id) AS (
        SELECT id, id, merged_into_id FROM {table} WHERE id = ANY(%s)
        UNION
        SELECT s.asked, t.id, t.merged_into_id FROM step s JOIN {table} t ON t.id = s.into_id
    )
    SELECT asked, id FROM step WHERE into_id IS NULL
"""
# Up to those who stay, then down to all that were merged into them.
_WHOLE = """
    WITH RECURSIVE step (asked, id, into_id) AS (
        SELECT id, id, merged_into_id FROM {table} WHERE id = ANY(%s)
        UNION
        SELECT s.asked, t.id, t.merged_into_id FROM step s JOIN {table} t ON t.id = s.into_id
    ), record (asked, root, id) AS (
        SELECT asked, id, id FROM step WHERE into_id IS NULL
        UNION
        SELECT r.asked, r.root, t.id FROM record r JOIN {table} t ON t.merged_into_id = r.id
    )
    SELECT asked, id FROM record ORDER BY id <> root, id
"""
_ABOVE = """
    WITH RECURSIVE step (id, into_id) AS (
        SELECT id, merged_into_id FROM {table} WHERE id = ANY(%s)
        UNION
        SELECT t.id, t.merged_into_id FROM step s JOIN {table} t ON t.id = s.into_id
    )
    SELECT id, into_id FROM step
"""


def all_records(name: str, table: str, asked: str) -> str:
    """A part of `WITH RECURSIVE`: every record of those whose ids are `asked` for, an SQL array."""
    # Up to those who stay, then down to all that were merged into them.
    return f"""
        {name}_above (id, into_id) AS (
            SELECT id, merged_into_id FROM {table} WHERE id = ANY({asked})
            UNION
            SELECT t.id, t.merged_into_id FROM {name}_above a JOIN {table} t ON t.id = a.into_id
        ), {name} (id) AS (
            SELECT id FROM {name}_above WHERE into_id IS NULL
            UNION
            SELECT t.id FROM {name} r JOIN {table} t ON t.merged_into_id = r.id
        )
    """  # noqa: S608 - our own names


Records = dict[int, tuple[int, ...]]


def person_records(ids: Collection[int]) -> Records:
    """The records of people by id: their own first, then those merged into it. One query."""
    return _records(PEOPLE, ids)


def family_records(ids: Collection[int]) -> Records:
    """The records of families by id: their own first, then those merged into it. One query."""
    return _records(FAMILIES, ids)


def person_roots(ids: Collection[int]) -> dict[int, int]:
    """Into whom people were merged in the end; who was not, is their own. One query."""
    return _roots(PEOPLE, ids)


def family_roots(ids: Collection[int]) -> dict[int, int]:
    """Into which families were merged in the end; one that was not, is its own. One query."""
    return _roots(FAMILIES, ids)


def whole_people(ids: Collection[int]) -> Records:
    """Every record of people, whichever of them is asked: the one that stays first. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for asked, record in fetch(_WHOLE.format(table=PEOPLE), [list(ids)]):
        found[asked].append(record)
    return {asked: tuple(records) for asked, records in found.items()}


def whole_person(pk: int) -> tuple[int, ...]:
    """Every record of a person, whichever of them is asked about: the one that stays first."""
    root = person_roots([pk])[pk]
    return person_records([root])[root]


def whole_family(pk: int) -> tuple[int, ...]:
    """Every record of a family, whichever of them is asked about: the one that stays first."""
    root = family_roots([pk])[pk]
    return family_records([root])[root]


def own_of(records: Records) -> list[int]:
    """All records in one list, each once."""
    return sorted({pk for own in records.values() for pk in own})


def chains(table: str, ids: Collection[int]) -> dict[int, list[int]]:
    """Each record, then the one it was merged into, and so on to the one that stays. One query."""
    into = dict(fetch(_ABOVE.format(table=table), [list(ids)]))
    found = {}
    for pk in ids:
        chain = [pk]
        while (above := into.get(chain[-1])) is not None:
            chain.append(above)
        found[pk] = chain
    return found


def _records(table: str, ids: Collection[int]) -> Records:
    held: Records = known(("records", table))
    if asked := [pk for pk in ids if pk not in held]:
        found: dict[int, list[int]] = defaultdict(list)
        for pk, record in fetch(_RECORDS.format(table=table), [asked]):
            found[pk].append(record)
        held.update((pk, tuple(records)) for pk, records in found.items())
    return {pk: held[pk] for pk in ids if pk in held}


def _roots(table: str, ids: Collection[int]) -> dict[int, int]:
    held: dict[int, int] = known(("roots", table))
    if asked := [pk for pk in ids if pk not in held]:
        held.update(fetch(_ROOTS.format(table=table), [asked]))
    return {pk: held[pk] for pk in ids if pk in held}

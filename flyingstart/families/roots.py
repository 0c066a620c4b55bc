"""Who was merged, into whom in the end: SQL for all who count or look up people and families."""

from __future__ import annotations


def _roots(table: str) -> str:
    """Who was merged, into whom in the end. A circle has no end and stays as it is."""
    return f"""(
        WITH RECURSIVE step (id, root) AS (
            SELECT id, merged_into_id FROM {table} WHERE merged_into_id IS NOT NULL
            UNION
            SELECT s.id, t.merged_into_id FROM step s JOIN {table} t ON t.id = s.root
            WHERE t.merged_into_id IS NOT NULL
        )
        SELECT s.id, s.root FROM step s JOIN {table} t ON t.id = s.root
        WHERE t.merged_into_id IS NULL
    )"""


# To be joined on their column `id`; `root` is null for those who were never merged.
PERSON_ROOTS = _roots("families_person")
FAMILY_ROOTS = _roots("families_family")

# The same for figures of families: what is left of a sealed person counts as it always did.
COUNTED_FAMILY_ROOTS = f"""(
    SELECT r.id, r.root FROM {FAMILY_ROOTS} r
    UNION ALL
    SELECT s.id, coalesce(r.root, s.counted_as_id)
    FROM families_family s LEFT JOIN {FAMILY_ROOTS} r ON r.id = s.counted_as_id
    WHERE s.counted_as_id IS NOT NULL
)"""


def _records(table: str) -> str:
    return f"""(
        WITH RECURSIVE record (id, kept) AS (
            SELECT id, id FROM unnest({{asked}}::bigint[]) AS id
            UNION
            SELECT t.id, r.kept FROM record r JOIN {table} t ON t.merged_into_id = r.id
        )
        SELECT id, kept FROM record
    )"""


# Each record that speaks for those asked for, and for whom: {asked} is an array of those who were
# kept. It follows their merges alone, where the roots look at all.
PERSON_RECORDS = _records("families_person")
FAMILY_RECORDS = _records("families_family")

"""What another system calls people and families, and whom it means.

A ref belongs to its source. Where a source has no ref of its own, the public id takes its place,
in both directions, so that our own export can be read back. Who was merged is found as the one
they were merged into. Who was sealed has no name in any file, and no file finds them.
"""

from __future__ import annotations

from collections.abc import Collection

from flyingstart.families.text import storable
from flyingstart.kernel.api import fetch, is_public_id

PEOPLE_BY_REF = """
    WITH RECURSIVE found (ref, rank, id, into_id) AS (
        SELECT r.ref, 1, p.id, p.merged_into_id
        FROM families_personref r JOIN families_person p ON p.id = r.person_id
        WHERE r.source = %(source)s AND r.ref = ANY(%(refs)s)
        UNION
        SELECT p.public_id::text, 2, p.id, p.merged_into_id
        FROM families_person p WHERE p.public_id = ANY(%(ids)s::uuid[])
            AND p.sealed_at IS NULL
        UNION
        SELECT f.ref, f.rank, p.id, p.merged_into_id
        FROM found f JOIN families_person p ON p.id = f.into_id
    )
    SELECT rank, ref, id FROM found WHERE into_id IS NULL
"""
FAMILIES_BY_REF = PEOPLE_BY_REF.replace("families_person", "families_family").replace(
    "person_id", "family_id"
)
PERSON_REFS = """
    SELECT p.id, coalesce(r.ref, p.public_id::text)
    FROM families_person p
    LEFT JOIN LATERAL (
        SELECT ref FROM families_personref WHERE person_id = p.id AND source = %s
        ORDER BY id LIMIT 1
    ) r ON true
    WHERE p.id = ANY(%s) AND p.sealed_at IS NULL
"""
FAMILY_REFS = PERSON_REFS.replace("families_person", "families_family").replace(
    "person_id", "family_id"
)


def people_by_ref(source: str, refs: Collection[str]) -> dict[str, int]:
    """People by a source's refs or their public ids; refs that nobody has are left out."""
    return _by_ref(PEOPLE_BY_REF, source, refs)


def families_by_ref(source: str, refs: Collection[str]) -> dict[str, int]:
    """Families by a source's refs or their public ids; refs that none has are left out."""
    return _by_ref(FAMILIES_BY_REF, source, refs)


def person_refs(source: str, ids: Collection[int]) -> dict[int, str]:
    """What a source calls people: its first ref of each, else the public id."""
    return dict(fetch(PERSON_REFS, [source, list(ids)]))


def family_refs(source: str, ids: Collection[int]) -> dict[int, str]:
    """What a source calls families: its first ref of each, else the public id."""
    return dict(fetch(FAMILY_REFS, [source, list(ids)]))


def _by_ref(statement: str, source: str, refs: Collection[str]) -> dict[str, int]:
    asked = [ref for ref in refs if storable(ref)]
    public_ids = [ref for ref in asked if is_public_id(ref)]
    rows = fetch(statement, {"source": source, "refs": asked, "ids": public_ids})
    own = {ref: pk for rank, ref, pk in rows if rank == 1}
    by_public_id = {ref: pk for rank, ref, pk in rows if rank == 2}
    found = ((ref, own.get(ref) or by_public_id.get(ref.lower())) for ref in asked)
    return {ref: pk for ref, pk in found if pk is not None}

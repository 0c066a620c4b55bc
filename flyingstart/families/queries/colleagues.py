"""What registers call colleagues who are clients here, and what a lead set."""

from __future__ import annotations

from collections.abc import Collection

from flyingstart.families.models import Colleague
from flyingstart.families.roots import PERSON_ROOTS

_WHO = f"""
    SELECT coalesce(r.root, c.person_id) AS person, c.alias FROM families_colleague c
    LEFT JOIN {PERSON_ROOTS} r ON r.id = c.person_id WHERE c.ended_at IS NULL
"""  # noqa: S608 - our own names, here and below
# Every record of a colleague who is a client here, with the alias of her family.
ALIASED = f"""
    SELECT w.person AS id, w.alias FROM ({_WHO}) w
    UNION
    SELECT r.id, w.alias FROM {PERSON_ROOTS} r JOIN ({_WHO}) w ON w.person = r.root
"""  # noqa: S608


def standing_of(person_ids: Collection[int]) -> Colleague | None:
    """What stands of one of some people, by all their records. One query."""
    rows = Colleague.objects.filter(person__in=person_ids, ended_at=None)
    return rows.select_related("user", "person", "held_by").order_by("pk").first()

"""What colleagues at a door must know of people today: so many queries, and no reasons.

Registers, tablets and the day book show it. An order says "do not hand over: call the lead" and
nothing else: neither its kind, nor whom it is about.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from flyingstart.families.enums import CareKind
from flyingstart.families.models import CareNeed, Collector, CourtOrder
from flyingstart.families.queries.merged import own_of, whole_people
from flyingstart.kernel.api import clock

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class DoorNeed:
    """Something to know to keep a person well; `kind` is a value of `CareKind`."""

    kind: str
    text: str
    what_to_do: str


@dataclass(frozen=True, kw_only=True)
class DoorSigns:
    """What is shown of one person at a door.

    `needs` are all that are for the door, `allergies` the words of those that are allergies.
    `collectors` are the names of who may take a child home besides those it belongs to.
    """

    needs: tuple[DoorNeed, ...] = ()
    allergies: tuple[str, ...] = ()
    do_not_hand_over: bool = False
    collectors: tuple[str, ...] = ()


def in_force_on(day: dt.date) -> Q:
    """Rows with `starts_on` and `ends_on` that hold on a day."""
    return (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gt=day))


def door_signs(people_ids: Collection[int], *, on: dt.date | None = None) -> dict[int, DoorSigns]:
    """The signs of people by the id that was asked; who has none is not in the answer.

    Through merges: what any record of a person says is said of each. Four queries, however many.
    """
    day, wanted = on or clock.today(), set(people_ids)
    if not wanted:
        return {}
    records = whole_people(wanted)
    now = in_force_on(day)
    everyone = own_of(records)
    needs = _by(CareNeed.objects.filter(now, person__in=everyone, at_the_door=True), "person_id")
    orders = _by(CourtOrder.objects.filter(now, child__in=everyone), "child_id")
    collectors = _by(
        Collector.objects.filter(now, child__in=everyone).select_related("person"), "child_id"
    )
    signs: dict[int, DoorSigns] = {}
    for asked, own in records.items():
        found = DoorSigns(
            needs=tuple(
                DoorNeed(kind=row.kind, text=row.text, what_to_do=row.what_to_do)
                for row in _of(needs, own)
            ),
            allergies=tuple(
                row.text for row in _of(needs, own) if row.kind == CareKind.ALLERGY.value
            ),
            do_not_hand_over=bool(_of(orders, own)),
            collectors=tuple(dict.fromkeys(collector_name(row) for row in _of(collectors, own))),
        )
        if found != DoorSigns():
            signs[asked] = found
    return signs


def collector_name(row: Collector) -> str:
    """What somebody who may collect is called."""
    return str(row.person) if row.person else row.name


def _by(rows: models.QuerySet[M], column: str) -> dict[int, list[M]]:
    groups: dict[int, list[M]] = defaultdict(list)
    for row in rows.order_by("pk"):
        groups[getattr(row, column)].append(row)
    return groups


def _of(groups: dict[int, list[Any]], own: Collection[int]) -> list[Any]:
    return [row for record in own for row in groups.get(record, [])]

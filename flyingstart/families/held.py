"""Rows about a person in any of our tables: how they are handed over, and how they are erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from flyingstart.families.models import FamilyTie
from flyingstart.families.queries.merged import (
    family_records,
    family_roots,
    own_of,
    person_records,
    person_roots,
)
from flyingstart.kernel.api import Erased, erase_rows


def plain(value: Any) -> Any:
    """A value as plain text, number, truth or nothing."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def plain_rows(rows: models.QuerySet[Any], fields: Sequence[str]) -> list[dict[str, Any]]:
    """Plain values; `family__public_id` goes by the name `family`, `site__name` by `site`."""
    return [
        {
            name.removesuffix("__public_id").removesuffix("__name"): plain(value)
            for name, value in zip(fields, row, strict=True)
        }
        for row in rows.order_by("pk").values_list(*fields)
    ]


def every_record(person_id: int) -> list[int]:
    """Every record of a person: the one that was kept, and those that were merged into it."""
    root = person_roots([person_id])
    return own_of(person_records(set(root.values())))


def every_family(person_id: int) -> list[int]:
    """Every record of the families that a person ever belonged to."""
    ties = FamilyTie.objects.filter(person__in=every_record(person_id))
    roots = family_roots(set(ties.values_list("family_id", flat=True)))
    return own_of(family_records(set(roots.values())))


def only_theirs(people: Collection[int]) -> list[int]:
    """The families to which nobody but these people ever belonged."""
    families = set(FamilyTie.objects.filter(person__in=people).values_list("family_id", flat=True))
    others = FamilyTie.objects.filter(family__in=families).exclude(person__in=people)
    return sorted(families - set(others.values_list("family_id", flat=True)))


Ids = Collection[int]


@dataclass(frozen=True, kw_only=True)
class About:
    """The rows of a table about a person (called with their id), and how they are erased.

    `which` picks them by people and, where `by_family`, by families. `also` are tables whose rows
    hang on these, with the name of the column.
    """

    model: type[models.Model]
    fields: Sequence[str]
    which: Callable[[Ids, Ids], Q]
    by_family: bool
    also: Sequence[tuple[type[models.Model], str]] = ()

    def __call__(self, person_id: int) -> list[dict[str, Any]]:
        """What is held, as plain values."""
        families = every_family(person_id) if self.by_family else []
        which = self.which(every_record(person_id), families)
        return plain_rows(self.model._base_manager.filter(which), self.fields)

    def erase(self, people: Ids) -> Erased:
        """Take away what is about people, and about families of theirs alone."""
        families = only_theirs(people) if self.by_family else []
        rows = self.model._base_manager.filter(self.which(people, families))
        hanging = [
            model._base_manager.filter(**{f"{column}__in": rows}) for model, column in self.also
        ]
        return erase_rows(*hanging, rows)


def own(model: type[models.Model], *fields: str) -> About:
    """The rows of a table about one person."""
    return About(
        model=model,
        fields=fields,
        which=lambda people, _families: Q(person__in=people),
        by_family=False,
    )


def between(
    model: type[models.Model],
    *fields: str,
    columns: Sequence[str],
    families: str = "",
) -> About:
    """The rows of a table that name a person, or a family of theirs, in one of the columns."""

    def which(people: Ids, of: Ids) -> Q:
        asked = Q(**{f"{families}__in": of}) if families else Q()
        for column in columns:
            asked |= Q(**{f"{column}__in": people})
        return asked

    return About(model=model, fields=fields, which=which, by_family=bool(families))


def of_family(
    model: type[models.Model],
    *fields: str,
    also: Sequence[tuple[type[models.Model], str]] = (),
) -> About:
    """The rows of a table about the families that a person ever belonged to."""
    return About(
        model=model,
        fields=fields,
        which=lambda _people, families: Q(family__in=families),
        by_family=True,
        also=also,
    )


def written(model: type[models.Model], *fields: str) -> About:
    """What was written about a person, and about their families as such; not about others."""
    return About(
        model=model,
        fields=fields,
        which=lambda people, families: Q(person__in=people) | Q(person=None, family__in=families),
        by_family=True,
    )

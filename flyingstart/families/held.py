"""Rows about a person in any of our tables: how they are handed over, and how they are erased."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from flyingstart.families.models import FamilyTie
from flyingstart.families.once import is_reading, once
from flyingstart.families.queries.circle import circle_of
from flyingstart.kernel.api import Erased, erase_rows, fetch


def _plain_name(name: str) -> str:
    return name.removesuffix("__public_id").removesuffix("__name")


def every_record(person_id: int) -> list[int]:
    """Every record of a person: the one that was kept, and those that were merged into it."""
    return circle_of(person_id).people


def every_family(person_id: int) -> list[int]:
    """Every record of the families that a person ever belonged to."""
    return circle_of(person_id).families


def everybody_else(person_id: int) -> list[int]:
    """Everybody else who ever belonged to a family of a person, all records of each."""
    return circle_of(person_id).others


def only_theirs(people: Collection[int]) -> list[int]:
    """The families to which nobody but these people ever belonged."""
    families = set(FamilyTie.objects.filter(person__in=people).values_list("family_id", flat=True))
    others = FamilyTie.objects.filter(family__in=families).exclude(person__in=people)
    return sorted(families - set(others.values_list("family_id", flat=True)))


Ids = Collection[int]


# Before the names of such columns, for a table may have one of that name.
_NAMED = "named_"


class _People(list[int]):
    """Stands for the ids of people."""


class _Families(list[int]):
    """Stands for the ids of families."""


@dataclass(frozen=True, kw_only=True)
class About:
    """The rows of a table about a person (called with their id), and how they are erased.

    Within `read_once`, which is for reading what many tables hold about one person, all our tables
    are asked in one go.

    `named` are further columns, by what they are called: an expression each. `which` picks them
    by people and, where `by_family`, by families. `also` are tables whose rows hang on these, with
    the name of the column.
    """

    model: type[models.Model]
    fields: Sequence[str]
    which: Callable[[Any, Any], Q]
    by_family: bool
    also: Sequence[tuple[type[models.Model], str]] = ()
    named: Mapping[str, Any] = field(default_factory=dict)
    order: Sequence[str] = ("pk",)

    def __post_init__(self) -> None:
        _every_about.append(self)

    def __call__(self, person_id: int) -> list[dict[str, Any]]:
        """What is held, as plain values."""
        if not is_reading():
            return _rows_of([self], person_id)[0]
        return once(("held", person_id), lambda: _all_rows_of(person_id))[id(self)]

    @cached_property
    def statement(self) -> tuple[str, tuple[Any, ...]]:
        """A SELECT of the rows as one JSON list, with its parameters: two stand for the ids.

        It is written once. For each person some forty tables are asked, and to write a SELECT takes
        Django longer than PostgreSQL needs to answer it.
        """
        people = RawSQL("SELECT unnest(%s::bigint[])", (_People(),))
        families = RawSQL("SELECT unnest(%s::bigint[])", (_Families(),))
        rows = self.model._base_manager.filter(self.which(people, families))
        rows = rows.order_by(*self.order).annotate(
            **{f"{_NAMED}{name}": what for name, what in self.named.items()}
        )
        named = [f"{_NAMED}{name}" for name in self.named]
        sql, parameters = rows.values_list(*self.fields, *named).query.sql_with_params()
        # PostgreSQL plans this in half the time.
        sql = sql.replace("IN (SELECT unnest(%s::bigint[]))", "= ANY (%s::bigint[])")
        names = ", ".join(f'"{_plain_name(name)}"' for name in (*self.fields, *self.named))
        return f"(SELECT json_agg(r) FROM ({sql}) r({names}))", parameters  # noqa: S608 - as above

    def labels(self) -> dict[str, dict[str, str]]:
        """What the codes in our columns are called, where the field has a list of them."""
        paths = {_plain_name(name): name for name in self.fields}
        found = {name: choices_of(self.model, path) for name, path in paths.items()}
        return {name: labels for name, labels in found.items() if labels}

    def erase(self, people: Ids) -> Erased:
        """Take away what is about people, and about families of theirs alone."""
        families = only_theirs(people) if self.by_family else []
        rows = self.model._base_manager.filter(self.which(people, families))
        hanging = [
            model._base_manager.filter(**{f"{column}__in": rows}) for model, column in self.also
        ]
        return erase_rows(*hanging, rows)


def choices_of(model: type[models.Model], path: str) -> dict[str, str]:
    """The labels of a field (`kind`, `contact__kind`) by code; none where it has no list."""
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    choices = getattr(model._meta.get_field(last), "choices", None) or ()
    return {str(code): str(label) for code, label in choices}


_every_about: list[About] = []


def _all_rows_of(person_id: int) -> dict[int, list[dict[str, Any]]]:
    found = _rows_of(_every_about, person_id)
    return dict(zip(map(id, _every_about), found, strict=True))


def _rows_of(abouts: Sequence[About], person_id: int) -> list[list[dict[str, Any]]]:
    """The rows of each, in one query."""
    people, families = every_record(person_id), every_family(person_id)
    ids: dict[type, list[int]] = {_People: people, _Families: families}
    statements, parameters = zip(*(about.statement for about in abouts), strict=True)
    given = [ids.get(type(one), one) for of_one in parameters for one in of_one]
    [found] = fetch("SELECT " + ", ".join(statements), given)
    return [rows or [] for rows in found]


def own(
    model: type[models.Model],
    *fields: str,
    named: Mapping[str, Any] | None = None,
    order: Sequence[str] = ("pk",),
    column: str = "person",
) -> About:
    """The rows of a table about one person, whom `column` names."""
    return About(
        model=model,
        fields=fields,
        named=named or {},
        order=order,
        which=lambda people, _families: Q(**{f"{column}__in": people}),
        by_family=False,
    )


def between(
    model: type[models.Model],
    *fields: str,
    columns: Sequence[str],
    families: Sequence[str] = (),
) -> About:
    """The rows of a table that name a person, or a family of theirs, in one of the columns."""

    def which(people: Any, of: Any) -> Q:
        asked = Q()
        for column in columns:
            asked |= Q(**{f"{column}__in": people})
        for column in families:
            asked |= Q(**{f"{column}__in": of})
        return asked

    return About(model=model, fields=fields, which=which, by_family=bool(families))


def of_family(
    model: type[models.Model],
    *fields: str,
    also: Sequence[tuple[type[models.Model], str]] = (),
    named: Mapping[str, Any] | None = None,
    order: Sequence[str] = ("pk",),
) -> About:
    """The rows of a table about the families that a person ever belonged to."""
    return About(
        model=model,
        fields=fields,
        named=named or {},
        order=order,
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

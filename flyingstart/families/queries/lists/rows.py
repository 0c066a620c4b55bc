"""Lists of children, adults and families: queries of which only the page shown is fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, TypeVar, cast

from django.db import models

from flyingstart.accounts.api import User
from flyingstart.families.models import Family, Person
from flyingstart.families.queries.lists.asked import Asked, Kind
from flyingstart.families.queries.lists.described import Listed, Numbers, described
from flyingstart.families.queries.lists.pieces import Piece, Told
from flyingstart.families.queries.lists.places import Places
from flyingstart.families.queries.lists.sets import sets_for
from flyingstart.families.visibility import ScopedQuerySet

M = TypeVar("M", bound=models.Model)
Describe = Callable[[Sequence[int]], Mapping[int, Listed]]


class ListedRows(ScopedQuerySet[M]):
    """People or families that are fetched as `Listed`, described together: a page at a time."""

    describe: Describe | None = None

    def described_by(self, describe: Describe) -> Self:
        """Fetch what `describe` says of the ids."""
        rows = self.all()
        rows.describe = describe
        return rows

    def told(self, condition: Piece) -> Self:
        """Those of whom a statement is true."""
        return self.filter(Told(condition))

    def _clone(self) -> Self:
        rows = cast("Self", super()._clone())  # type: ignore[misc]  # not in the plugin's stub
        rows.describe = self.describe
        return rows

    def _fetch_all(self) -> None:
        if self.describe is None or self._result_cache is not None:
            super()._fetch_all()
            return
        ids = self.ids()
        rows = self.describe(ids)
        self._result_cache = cast("Any", [rows[pk] for pk in ids if pk in rows])

    def ids(self) -> list[int]:
        """The internal ids, in order, and nothing else. One query."""
        plain = self._clone()
        plain.describe = None
        return list(plain.values_list("pk", flat=True))


def list_of(
    kind: Kind, user: User, day: dt.date, places: Places, numbers: Numbers
) -> tuple[Asked, ListedRows[Any]]:
    """A list as a reader sees it on a day, and what it can be narrowed by.

    Rows are those who are alive and belong to a family in sight; who was merged is the one kept.
    Fetched rows are `Listed`. They can be sorted by `listed_name`, `born` (people) and `since`.
    Raises `EmptyResultSet` for somebody who sees no family anywhere.
    """
    sets = sets_for(user, day)
    asked = Asked(kind, sets)
    model = Family if kind is Kind.FAMILIES else Person
    rows: ListedRows[Any] = ListedRows(model)
    sorts: dict[str, Told] = {
        "listed_name": Told(asked.name(), models.TextField()),
        "since": Told(asked.since(), models.DateField()),
    }
    if kind is not Kind.FAMILIES:
        sorts["born"] = Told(asked.born(), models.DateField())
    return asked, (
        rows.visible_to(user)
        .filter(merged_into=None)
        .told(asked.belongs())
        .alias(**sorts)
        .described_by(lambda ids: described(kind, ids, sets, places, numbers))
    )

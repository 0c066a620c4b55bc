"""Who sees whom: the one place that says so. Lists of people, families and what is kept about them
start here.

Somebody whose scope is a neighbourhood sees the families of which a member is at home there today,
and those that are looked after there (`FamilyPlace`); at a site, those that are looked after at it.
A family with neither is seen only by those who see all. A person is seen with any family they ever
belonged to. Records that were merged are seen as one. Whom somebody declared as their own
people they never see, in any place or role, nor a colleague who is a client where they work; nor
does anybody see a record that was sealed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Q
from django.db.models.sql.compiler import SQLCompiler

from flyingstart.accounts.api import Permission, Scope, User, scope_of
from flyingstart.families import own, scopes
from flyingstart.families.enums import Sight
from flyingstart.kernel.api import clock
from flyingstart.places.api import postcodes_within

M = TypeVar("M", bound=models.Model)

_LIE = {
    "family": (scopes.FAMILY, "pk"),
    "person": (scopes.PERSON, "pk"),
    "note": (scopes.FAMILY, "family"),
    "warningnote": (scopes.FAMILY, "family"),
    "paper": (scopes.FAMILY, "family"),
    "reply": (scopes.PERSON, "person"),
}
"""By model, how the row lies in a scope, and the column of the family or person that does."""

_SEALED = frozenset({"family", "person"})
"""What is of a sealed person hangs on a sealed family, or is gone."""

_NEEDS: dict[str, tuple[Q, Permission]] = {
    "note": (Q(), Permission.WRITE_NOTES),
    "warningnote": (Q(sight=Sight.LIMITED), Permission.SEE_WARNINGS),
    "paper": (Q(sight=Sight.LIMITED), Permission.SEE_WARNINGS),
}
"""By model, rows for those only who have a further permission in the same place."""


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to families."""

    def visible_to(
        self,
        user: User | AnonymousUser,
        permission: Permission = Permission.VIEW_FAMILIES,
        *,
        one_by_one: bool = False,
    ) -> Self:
        """Those that a user may see, or may use a permission on; none for who may not.

        Notes are for those who write notes there, limited warnings for those who see them there,
        whatever the permission. `user.has_perm(permission, row)` says the same of one row. See
        `within` for `one_by_one`.
        """
        rows = self.within(scope_of(user, permission), one_by_one=one_by_one).not_own_of(user)
        if self._name not in _NEEDS:
            return rows
        which, further = _NEEDS[self._name]
        allowed = self._lie_within(scope_of(user, further), one_by_one=one_by_one)
        return rows.filter(~which | allowed) if which and allowed else rows.filter(allowed)

    def not_own_of(self, user: User | AnonymousUser) -> Self:
        """Without the families that a user declared as their own people, and whoever is of them."""
        if not isinstance(user, User):
            return self
        shape, column = _LIE[self._name]
        rows = own.own_people(user) if shape is scopes.PERSON else own.own_families(user)
        known = NotOwn(column, rows, own.has_own(user))
        # What is of nobody known is nobody's own.
        return self.filter(Q(known) | Q(**{f"{column}__isnull": True}) if column != "pk" else known)

    def within(self, scope: Scope, *, one_by_one: bool = False) -> Self:
        """Those that lie in a scope today, whoever may read them.

        A list works out once who lies there. `one_by_one` looks at each row by itself instead: much
        the faster where other conditions leave a few rows, as a search does, and slow for a list.
        """
        rows = self.filter(sealed_at=None) if self._name in _SEALED else self
        return rows.filter(self._lie_within(scope, one_by_one=one_by_one))

    def _lie_within(self, scope: Scope, *, one_by_one: bool) -> Q:
        if scope.whole:
            return Q()
        if scope.is_empty:
            return Q(pk__in=[])
        shape, column = _LIE[self._name]
        sql = shape.one_by_one if one_by_one else shape.at_once
        return Q(LiesWithin(column, sql, scope, clock.today()))

    @property
    def _name(self) -> str:
        return str(self.model._meta.model_name)


class LiesWithin(Func):
    """Whether the family or the person that a column names lies in a scope on a day."""

    output_field = models.BooleanField()

    def __init__(self, column: str, sql: str, scope: Scope, day: dt.date) -> None:
        super().__init__(F(column))
        self.sql, self.scope, self.day = sql, scope, day

    def as_sql(  # type: ignore[override]  # the plugin's stub knows no params of a subquery
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django hands it over
        **_: Any,
    ) -> tuple[str, list[Any]]:
        """The condition, on the column by the name it bears in the query."""
        name, _params = compiler.compile(self.get_source_expressions()[0])
        postcodes, params = self._postcodes()
        sql = self.sql.format(
            this=name,
            day=f"date '{self.day.isoformat()}'",
            areas=_numbers(self.scope.neighbourhoods),
            sites=_numbers(self.scope.sites),
            postcodes=postcodes,
        )
        return sql, params * self.sql.count("{postcodes}")

    def _postcodes(self) -> tuple[str, list[Any]]:
        if not self.scope.neighbourhoods:
            return "SELECT NULL::text WHERE false", []
        sql, params = _postcodes_within(self.scope.neighbourhoods)
        return sql, list(params)


@lru_cache(maxsize=256)
def _postcodes_within(areas: frozenset[int]) -> tuple[str, tuple[Any, ...]]:
    """The query of them and its parameters; written once, for nearly every statement has it."""
    sql, params = postcodes_within(areas).query.sql_with_params()
    return sql, params


class NotOwn(Func):
    """That the family or the person that a column names is none of a user's own people."""

    output_field = models.BooleanField()

    def __init__(self, column: str, rows: str, has: str) -> None:
        super().__init__(F(column))
        self.rows, self.has = rows, has

    def as_sql(  # type: ignore[override]  # the plugin's stub knows no params of a subquery
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django hands it over
        **_: Any,
    ) -> tuple[str, list[Any]]:
        """The condition, on the column by the name it bears in the query."""
        name, _params = compiler.compile(self.get_source_expressions()[0])
        return own.is_not_own(name, self.rows, self.has), []


def _numbers(ids: Iterable[int]) -> str:
    return f"'{{{','.join(str(int(pk)) for pk in sorted(ids))}}}'::bigint[]"

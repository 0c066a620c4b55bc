"""Whose home is hidden, and from whom: everything that shows, finds or sends asks here."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db.models.expressions import RawSQL

from flyingstart.accounts.api import Permission, Scope, User, scope_of
from flyingstart.families.hidden import hidden_on
from flyingstart.families.models import Person
from flyingstart.families.queries.lists.pieces import Piece
from flyingstart.kernel.api import clock, fetch

NOBODY = Piece("SELECT NULL::bigint WHERE false")


def hidden_people(person_ids: Collection[int]) -> set[int]:
    """Of people by internal id, those whose home is hidden today, on any of their records.

    With whoever bears the sign are those who belong to a family with them today. One query.
    """
    statement = f"SELECT id FROM ({hidden_on(clock.today())}) hidden WHERE id = ANY(%s)"  # noqa: S608
    return {pk for (pk,) in fetch(statement, [list(person_ids)])}


def may_see_homes(user: User | AnonymousUser) -> Scope:
    """Where a user sees homes that are hidden; empty: nowhere."""
    return scope_of(user, Permission.SEE_HIDDEN_HOMES)


def masked_from(user: User | AnonymousUser) -> Piece:
    """The ids of all people whose home is hidden today, and hidden from this user: a SELECT."""
    scope = may_see_homes(user)
    if scope.whole:
        return NOBODY
    hidden = hidden_on(clock.today())
    if scope.is_empty:
        return Piece(hidden)
    mine = Person.objects.visible_to(user, Permission.SEE_HIDDEN_HOMES, one_by_one=True)
    try:
        rows = mine.filter(pk=RawSQL("masked.id", [])).order_by().values("pk").query
        text, parameters = rows.sql_with_params()
    except EmptyResultSet:
        return Piece(hidden)
    unseen = f"SELECT id FROM ({hidden}) masked WHERE NOT EXISTS ({text} OFFSET 0)"  # noqa: S608
    return Piece(unseen, tuple(parameters))


def masked_people(user: User | AnonymousUser, person_ids: Collection[int]) -> set[int]:
    """Of people by internal id, those whose home this user must not be shown today. One query."""
    masked = masked_from(user)
    if masked == NOBODY or not person_ids:
        return set()
    statement = f"SELECT id FROM ({masked.text}) masked WHERE id = ANY(%s)"  # noqa: S608
    return {pk for (pk,) in fetch(statement, [*masked.parameters, list(person_ids)])}

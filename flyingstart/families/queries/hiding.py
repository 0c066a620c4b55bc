"""Whose home is hidden, and from whom: everything that shows, finds or sends asks here."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db.models.expressions import RawSQL

from flyingstart.accounts.api import Permission, Scope, User, scope_of
from flyingstart.families.gate import is_moving
from flyingstart.families.hidden import hidden_on
from flyingstart.families.models import Family, Person
from flyingstart.families.own import has_own
from flyingstart.families.queries.lists.pieces import Piece
from flyingstart.kernel.api import clock, fetch

NOBODY = Piece("SELECT NULL::bigint WHERE false")
_EVERYBODY = "SELECT id FROM families_person"
"""While a site moves in, no address shows to anybody."""


def hidden_people(person_ids: Collection[int]) -> set[int]:
    """Of people by internal id, those whose home is hidden today, on any of their records.

    With whoever bears the sign are those who belong to a family with them today; and everybody,
    while the site moves in. One query.
    """
    return _among(_hidden(), person_ids)


def hidden_by_sign(person_ids: Collection[int]) -> set[int]:
    """The same, whether or not the site has moved in: for the operator's own files. One query."""
    return _among(hidden_on(clock.today()), person_ids)


def _among(hidden: str, person_ids: Collection[int]) -> set[int]:
    statement = f"SELECT id FROM ({hidden}) hidden WHERE id = ANY(%s)"  # noqa: S608 - our own names
    return {pk for (pk,) in fetch(statement, [list(person_ids)])}


def may_see_homes(user: User | AnonymousUser) -> Scope:
    """Where a user sees homes that are hidden; empty: nowhere."""
    return scope_of(user, Permission.SEE_HIDDEN_HOMES)


def masked_from(user: User | AnonymousUser) -> Piece:
    """The ids of all people whose home is hidden today, and hidden from this user: a SELECT."""
    scope = may_see_homes(user)
    if scope.whole and settings.DEMO:
        return NOBODY
    if scope.whole:
        return Piece(f"{_EVERYBODY} WHERE {is_moving()}")
    hidden = _hidden()
    if scope.is_empty:
        return Piece(hidden)
    mine = Person.objects.visible_to(user, Permission.SEE_HIDDEN_HOMES, one_by_one=True)
    try:
        rows = mine.filter(pk=RawSQL("masked.id", [])).order_by().values("pk").query
        text, parameters = rows.sql_with_params()
    except EmptyResultSet:
        return Piece(hidden)
    unseen = (
        f"SELECT id FROM ({hidden}) masked"  # noqa: S608
        f" WHERE {is_moving()} OR NOT EXISTS ({text} OFFSET 0)"
    )
    return Piece(unseen, tuple(parameters))


def _hidden() -> str:
    """Whose home is hidden today; everybody's, while the site moves in: a SELECT."""
    return f"{hidden_on(clock.today())} UNION ALL {_EVERYBODY} WHERE {is_moving()}"


def masked_people(user: User | AnonymousUser, person_ids: Collection[int]) -> set[int]:
    """Of people by internal id, those whose home this user must not be shown today. One query."""
    masked = masked_from(user)
    if masked == NOBODY or not person_ids:
        return set()
    statement = f"SELECT id FROM ({masked.text}) masked WHERE id = ANY(%s)"  # noqa: S608
    return {pk for (pk,) in fetch(statement, [*masked.parameters, list(person_ids)])}


def has_own_people(user: User) -> bool:
    """Whether anybody is kept from a user: whoever sees all sees them no more. One query."""
    ((found,),) = fetch(f"SELECT {has_own(user)}", [])
    return bool(found)


def own_among(user: User, family_ids: Collection[int]) -> set[int]:
    """Of families by internal id, own people and colleagues kept from a user. One query."""
    rows = Family.objects.filter(pk__in=family_ids)
    return set(family_ids) - set(rows.not_own_of(user).values_list("pk", flat=True))

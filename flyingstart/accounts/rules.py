"""`user.has_perm(permission, thing)`: one predicate a permission, the same for every kind of thing.

An app says with `lies_in` how its things lie in a scope; its `visible_to` says the same of a whole
list. That both agree is tested over made-up people and records.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from rules.permissions import add_perm
from rules.predicates import Predicate

from flyingstart.accounts.models import Tablet
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.scopes import Scope, may, scope_of

M = TypeVar("M", bound=models.Model)

_LIES_IN: dict[type[models.Model], Callable[[Any, Scope], bool]] = {}
_NEVER: dict[type[models.Model], Callable[[Any, Any], bool]] = {}
_NEEDS: dict[type[models.Model], Callable[[Any], Permission | None]] = {}


def lies_in(
    model: type[M], *, needs: Callable[[M], Permission | None] | None = None
) -> Callable[[Callable[[M, Scope], bool]], Callable[[M, Scope], bool]]:
    """Register how a thing of a model is found to lie in a scope that is neither whole nor empty.

    `needs` names a permission that a thing asks for besides the one in question, as a note asks
    that its reader may write notes. Raises `ValueError` when the model has a way already.
    """

    def register(how: Callable[[M, Scope], bool]) -> Callable[[M, Scope], bool]:
        if model in _LIES_IN:
            raise ValueError(f"{model.__name__} lies in scopes already.")
        _LIES_IN[model] = how
        if needs is not None:
            _NEEDS[model] = needs
        return how

    return register


def never_for(
    model: type[M],
) -> Callable[[Callable[[Any, Any], bool]], Callable[[Any, Any], bool]]:
    """Register when a thing is never for a user, whatever their place and role.

    The function is called with the thing and the user. Raises `ValueError` for a second one.
    """

    def register(when: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
        if model in _NEVER:
            raise ValueError(f"{model.__name__} says already when it is never shown.")
        _NEVER[model] = when
        return when

    return register


def _reaches(user: Any, permission: Permission, thing: models.Model) -> bool:
    scope = scope_of(user, permission)
    if scope.whole or scope.is_empty:
        return scope.whole
    return _LIES_IN[type(thing)](thing, scope)


def _allows(permission: Permission) -> Predicate:
    def allowed(user: Any, thing: models.Model | None = None) -> bool:
        if thing is None:
            return may(user, permission)
        needed = _NEEDS[type(thing)](thing) if type(thing) in _NEEDS else None
        asked = {permission} if needed is None else {permission, needed}
        if not all(_reaches(user, each, thing) for each in asked):
            return False
        return type(thing) not in _NEVER or not _NEVER[type(thing)](thing, user)

    return Predicate(allowed, name=f"may {permission}")


@lies_in(Tablet)
def _tablet_lies_in(tablet: Tablet, scope: Scope) -> bool:
    site = tablet.site
    return site.pk in scope.sites or site.neighbourhood_id in scope.neighbourhoods


for each in Permission:
    add_perm(each.value, _allows(each))  # type: ignore[no-untyped-call]  # rules has no types

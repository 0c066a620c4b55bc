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

from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.scopes import Scope, may, scope_of

M = TypeVar("M", bound=models.Model)

_LIES_IN: dict[type[models.Model], Callable[[Any, Scope], bool]] = {}


def lies_in(model: type[M]) -> Callable[[Callable[[M, Scope], bool]], Callable[[M, Scope], bool]]:
    """Register how a thing of a model is found to lie in a scope that is neither whole nor empty.

    Raises `ValueError` when the model has a way already.
    """

    def register(how: Callable[[M, Scope], bool]) -> Callable[[M, Scope], bool]:
        if model in _LIES_IN:
            raise ValueError(f"{model.__name__} lies in scopes already.")
        _LIES_IN[model] = how
        return how

    return register


def _allows(permission: Permission) -> Predicate:
    def allowed(user: Any, thing: models.Model | None = None) -> bool:
        if thing is None:
            return may(user, permission)
        scope = scope_of(user, permission)
        if scope.whole or scope.is_empty:
            return scope.whole
        return _LIES_IN[type(thing)](thing, scope)

    return Predicate(allowed, name=f"may {permission}")


for each in Permission:
    add_perm(each.value, _allows(each))  # type: ignore[no-untyped-call]  # rules has no types

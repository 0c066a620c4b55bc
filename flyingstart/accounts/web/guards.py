"""What a page asks of who signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.scopes import may
from flyingstart.kernel.api import guarded

V = TypeVar("V", bound=Callable[..., Any])


def requires(permission: Permission) -> Callable[[V], V]:
    """Only for who may do something somewhere; others get the page for 403.

    Where they may do it is asked by the view: its reads start at `visible_to(user)`.
    """

    def decorate(view: V) -> V:
        return guarded(
            view,
            declared=frozenset({permission.value}),
            allows=lambda request: may(request.user, permission),
        )

    return decorate

"""What a page behind sign-in asks of its reader; a view that declares nothing fails a test."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

V = TypeVar("V", bound=Callable[..., Any])

# What a view declares when being staff is enough.
STAFF = "staff"


def guarded(view: V, *, declared: frozenset[str], allows: Callable[[HttpRequest], bool]) -> V:
    """A view behind a test of its reader; `view.requires` tells what it asks.

    Who does not pass gets the page for 403 (`PermissionDenied`). Strangers never come so far:
    the middleware sends them to sign-in.
    """

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not allows(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    run.requires = declared  # type: ignore[attr-defined]  # read by the test of all pages
    return cast("V", run)


def for_staff(view: V) -> V:
    """For everybody who signs in for work, whatever their role."""
    return guarded(
        view,
        declared=frozenset({STAFF}),
        allows=lambda request: bool(getattr(request.user, "is_staff", False)),
    )

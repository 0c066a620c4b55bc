"""The shape of every write: keyword-only, atomic, with `by` and `at`, named in the history."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import pghistory
from django.db import transaction

from flyingstart.kernel.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")


class OperationShapeError(TypeError):
    """An operation was declared without keyword-only `by: Actor` and `at: datetime`."""


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function the one atomic write of its kind.

    Everything it writes is committed or rolled back together; the history of each row names the
    actor, the time given and the operation. Raises `OperationShapeError` at import when the
    signature is not keyword-only with `by` and `at`.
    """
    _check_shape(function)
    name = f"{function.__module__.removeprefix('flyingstart.')}.{function.__qualname__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by, at = kwargs["by"], kwargs["at"]
        if not isinstance(by, Actor) or not isinstance(at, dt.datetime) or at.tzinfo is None:
            raise OperationShapeError(f"{name} takes by=Actor and at=an aware datetime")
        with (
            transaction.atomic(),
            pghistory.context(
                operation=name,
                actor_kind=by.kind.value,
                actor=str(by.id) if by.id else None,
                actor_name=by.name,
                at=at.isoformat(),
            ),
        ):
            return function(*args, **kwargs)

    return run


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Let the history of what is written inside name a reason, where no column keeps one."""
    with pghistory.context(reason=reason):
        yield


def _check_shape(function: Callable[..., object]) -> None:
    parameters = inspect.signature(function).parameters
    keyword_only = all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters.values())
    if not keyword_only or not {"by", "at"} <= parameters.keys():
        raise OperationShapeError(f"{function.__qualname__} must be keyword-only with by and at")

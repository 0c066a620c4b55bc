"""Asking the database once what a page, or a copy of a record, asks for again and again.

Only within `read_once`, which nothing may write in: outside of it each question is a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_ANSWERS: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers of a page", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Remember answers until all is read."""
    token = _ANSWERS.set({})
    try:
        yield
    finally:
        _ANSWERS.reset(token)


def is_reading() -> bool:
    """Whether answers are remembered here."""
    return _ANSWERS.get() is not None


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer to a question, by its key."""
    answers = _ANSWERS.get()
    if answers is None:
        return ask()
    if key not in answers:
        answers[key] = ask()
    found: T = answers[key]
    return found


def known(key: Hashable) -> dict[Any, Any]:
    """What is known of things of a sort, to be added to; nothing where nothing is remembered."""
    answers = _ANSWERS.get()
    return {} if answers is None else answers.setdefault(key, {})

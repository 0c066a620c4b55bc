"""A world that is made once for the tests of a module; each of them undoes what it did to it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
import time_machine
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from flyingstart.kernel import clock

W = TypeVar("W")


@contextmanager
def kept(
    blocker: DjangoDbBlocker, make: Callable[[], W], moment: dt.datetime
) -> Iterator[Callable[[], W]]:
    """Make a world at a moment, in a transaction that is rolled back at the end.

    Gives copies of its objects. For fixtures of a module: `db` rolls each test back to the world as
    it was made. Who asks for `db` alone sees it, too; `fresh_db` has no place in such a module.
    """
    with blocker.unblock(), transaction.atomic():
        with time_machine.travel(moment, tick=False):
            world = make()
        connection.check_constraints()
        _look_at_once_again()
        yield lambda: copy.deepcopy(world)
        transaction.set_rollback(True)


def kept_for_a_module(make: Callable[[], W], moment: dt.datetime | None = None) -> Any:
    """A fixture that keeps a world for each module, made now or at a moment; called what it is
    assigned to."""

    @pytest.fixture(scope="module")
    def made(
        django_db_setup: None, django_db_blocker: DjangoDbBlocker
    ) -> Iterator[Callable[[], W]]:
        with kept(django_db_blocker, make, moment or clock.now()) as world:
            yield world

    return made


def _look_at_once_again() -> None:
    """`check_constraints` leaves every constraint put off, those that look at once by nature, too:
    without this what a test writes at odds with them would be refused only when it is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%I.%I', nspname, conname), ', ') "
            "FROM pg_constraint JOIN pg_namespace spaces ON spaces.oid = connamespace "
            "WHERE condeferrable AND NOT condeferred"
        )
        (names,) = cursor.fetchone()
        if names:
            cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")

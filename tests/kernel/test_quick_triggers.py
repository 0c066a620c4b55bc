"""The quick register of triggers holds and refuses what django-pgtrigger's own does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pgtrigger
import pytest
from pgtrigger import registry

from flyingstart.kernel.models import Import
from flyingstart.kernel.quick_triggers import (
    REGISTER,
    QuickRegister,
    Register,
    register_quickly,
)


def named(name: str) -> Any:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


def looked_through(register: Any) -> tuple[dict[tuple[str, str], Any], set[str]]:
    """What django-pgtrigger finds by looking at every trigger."""
    return Register.by_db_table.fget(register), Register.pg_function_names.fget(register)


def kept(register: Any) -> tuple[dict[tuple[str, str], Any], set[str]]:
    return register.by_db_table, register.pg_function_names


@pytest.fixture
def register() -> Iterator[Any]:
    """The one in use; what a test adds is taken away again."""
    register = getattr(registry, REGISTER)
    before = set(register)
    yield register
    for uri in set(register) - before:
        del register[uri]


def test_it_is_in_use_and_knows_all_that_is_in_it(register: Any) -> None:
    assert type(register) is QuickRegister
    assert len(register) > 300
    assert kept(register) == looked_through(register)


def test_it_is_put_in_once(register: Any) -> None:
    register_quickly()

    assert getattr(registry, REGISTER) is register


def test_what_was_registered_before_it_came_is_taken_over(
    register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Register(dict(register))
    monkeypatch.setattr(registry, REGISTER, slow)

    register_quickly()

    quick = getattr(registry, REGISTER)
    assert type(quick) is QuickRegister
    assert quick.data == slow.data
    assert kept(quick) == looked_through(quick)


def test_what_is_added_and_taken_away_is_known(register: Any) -> None:
    trigger = named("keep_all")

    trigger.register(Import)
    added = kept(register), looked_through(register)
    trigger.unregister(Import)

    assert added[0] == added[1]
    assert added[0][0]["kernel_import", "keep_all"] is trigger
    assert kept(register) == looked_through(register)
    assert ("kernel_import", "keep_all") not in register.by_db_table


def test_a_name_serves_one_trigger_of_a_table(register: Any) -> None:
    named("keep").register(Import)

    with pytest.raises(KeyError, match="already used for model"):
        named("keep").register(Import)


def test_a_function_serves_one_trigger(register: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = named("one"), named("other")
    for trigger in (one, other):
        monkeypatch.setattr(trigger, "get_pgid", lambda _: "pgtrigger_same")
    one.register(Import)

    with pytest.raises(KeyError, match="has Postgres function name that"):
        other.register(Import)


def test_what_is_registered_again_stays_as_it_was(register: Any) -> None:
    before = dict(register)

    for trigger in Import._meta.triggers:  # type: ignore[attr-defined]
        trigger.register(Import)

    assert dict(register) == before
    assert kept(register) == looked_through(register)

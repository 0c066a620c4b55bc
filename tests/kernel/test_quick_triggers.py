"""The quick registry of triggers holds and refuses what django-pgtrigger's own does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pgtrigger
import pytest
from pgtrigger import registry

from flyingstart.kernel.models import Import
from flyingstart.kernel.quick_triggers import (
    REGISTRY,
    QuickRegistry,
    Registry,
    register_quickly,
)


def named(name: str) -> Any:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


def looked_through(triggers: Any) -> tuple[dict[tuple[str, str], Any], set[str]]:
    """What django-pgtrigger finds by looking at every trigger."""
    return Registry.by_db_table.fget(triggers), Registry.pg_function_names.fget(triggers)


def kept(triggers: Any) -> tuple[dict[tuple[str, str], Any], set[str]]:
    return triggers.by_db_table, triggers.pg_function_names


@pytest.fixture
def triggers() -> Iterator[Any]:
    """The one in use; what a test adds is taken away again."""
    triggers = getattr(registry, REGISTRY)
    before = set(triggers)
    yield triggers
    for uri in set(triggers) - before:
        del triggers[uri]


def test_it_is_in_use_and_knows_all_that_is_in_it(triggers: Any) -> None:
    assert type(triggers) is QuickRegistry
    assert len(triggers) > 300
    assert kept(triggers) == looked_through(triggers)


def test_it_is_put_in_once(triggers: Any) -> None:
    register_quickly()

    assert getattr(registry, REGISTRY) is triggers


def test_what_was_registered_before_it_came_is_taken_over(
    triggers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Registry(dict(triggers))
    monkeypatch.setattr(registry, REGISTRY, slow)

    register_quickly()

    quick = getattr(registry, REGISTRY)
    assert type(quick) is QuickRegistry
    assert quick.data == slow.data
    assert kept(quick) == looked_through(quick)


def test_what_is_added_and_taken_away_is_known(triggers: Any) -> None:
    trigger = named("keep_all")

    trigger.register(Import)
    added = kept(triggers), looked_through(triggers)
    trigger.unregister(Import)

    assert added[0] == added[1]
    assert added[0][0]["kernel_import", "keep_all"] is trigger
    assert kept(triggers) == looked_through(triggers)
    assert ("kernel_import", "keep_all") not in triggers.by_db_table


def test_a_name_serves_one_trigger_of_a_table(triggers: Any) -> None:
    named("keep").register(Import)

    with pytest.raises(KeyError, match="already used for model"):
        named("keep").register(Import)


def test_a_function_serves_one_trigger(triggers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = named("one"), named("other")
    for trigger in (one, other):
        monkeypatch.setattr(trigger, "get_pgid", lambda _: "pgtrigger_same")
    one.register(Import)

    with pytest.raises(KeyError, match="has Postgres function name that"):
        other.register(Import)


def test_what_is_registered_again_stays_as_it_was(triggers: Any) -> None:
    before = dict(triggers)

    for trigger in Import._meta.triggers:  # type: ignore[attr-defined]
        trigger.register(Import)

    assert dict(triggers) == before
    assert kept(triggers) == looked_through(triggers)

"""Registering triggers in a fraction of the time.

Before each trigger is registered, django-pgtrigger makes two lists of all that are: which table
has which trigger, and the names of their functions. With our five hundred that is a quarter of
the time in which a command starts. Here both are kept instead, and brought up to date.
"""

from __future__ import annotations

from typing import Any

from pgtrigger import registry

# What django-pgtrigger calls its registry.
REGISTRY = "_registry"
Registry: Any = type(getattr(registry, REGISTRY))


class QuickRegistry(Registry):  # type: ignore[misc]  # django-pgtrigger has no types
    """The same registry, which knows what is in it without looking through it."""

    def __init__(self) -> None:
        self._by_db_table: dict[tuple[str, str], Any] = {}
        self._functions: set[str] = set()
        super().__init__()

    @property
    def by_db_table(self) -> dict[tuple[str, str], Any]:
        """The trigger of each table and name."""
        return self._by_db_table

    @property
    def pg_function_names(self) -> set[str]:
        """The names of all functions."""
        return self._functions

    def __setitem__(self, uri: str, entry: tuple[Any, Any]) -> None:
        super().__setitem__(uri, entry)
        model, trigger = entry
        self._by_db_table[model._meta.db_table, trigger.name] = trigger
        self._functions.add(trigger.get_pgid(model))

    def __delitem__(self, uri: str) -> None:
        super().__delitem__(uri)
        # Rare: only tests take one away.
        self._by_db_table = super().by_db_table
        self._functions = super().pg_function_names


def register_quickly() -> None:
    """From now on; what is registered already is taken over."""
    slow = getattr(registry, REGISTRY)
    if isinstance(slow, QuickRegistry):
        return
    quick = QuickRegistry()
    setattr(registry, REGISTRY, quick)
    for uri, entry in slow.data.items():
        quick[uri] = entry

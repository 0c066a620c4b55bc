"""Migrating in a fraction of the time: what is added draws nobody else's picture anew.

Django renders, after each operation, every model that is related to the changed one: of some
thousand operations a minute of reading, which every new database and every test run waits for. An
operation that only adds needs none of it: the tables of the others, and how columns refer to them,
stay as they are. Before any other operation all is rendered afresh, as Django does before Python
of a migration runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

ADDING = (CreateModel, AddField, AddConstraint, AddIndex, AddTrigger, RemoveTrigger)
# What Django calls the two steps that are taken over.
FIND, FORWARDS = "_find_reload_model", "state_forwards"

Forwards = Callable[[Any, str, ProjectState], None]


@contextmanager
def adding_alone() -> Iterator[None]:
    """Inside, operations that only add render their own model and no other one."""
    find = getattr(ProjectState, FIND)
    forwards: dict[type[Operation], Forwards] = {one: one.state_forwards for one in ADDING}

    def itself(state: ProjectState, app_label: str, model_name: str, **_: Any) -> Any:
        state.is_delayed = True
        return {(app_label, model_name)}

    def alone(add: Forwards) -> Forwards:
        def state_forwards(operation: Operation, app_label: str, state: ProjectState) -> None:
            _find_with(lambda *asked, **_: itself(*asked[:3]))
            try:
                add(operation, app_label, state)
            finally:
                _find_with(afresh)

        return state_forwards

    def afresh(state: ProjectState, *asked: Any, **more: Any) -> Any:
        state.clear_delayed_apps_cache()
        state.is_delayed = False
        return find(state, *asked, **more)

    for one, add in forwards.items():
        setattr(one, FORWARDS, alone(add))
    _find_with(afresh)
    try:
        yield
    finally:
        for one, add in forwards.items():
            setattr(one, FORWARDS, add)
        _find_with(find)


def _find_with(find: Callable[..., Any]) -> None:
    setattr(ProjectState, FIND, find)

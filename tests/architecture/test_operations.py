"""Every write is an operation that others can call; every job asked for by name exists."""

from __future__ import annotations

import ast
import functools
import importlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app as queue

from tests.architecture.tree import PACKAGE, files


@functools.cache
def parsed(path: Path) -> ast.Module:
    """A file of source, read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def operations() -> tuple[tuple[str, str, ast.FunctionDef], ...]:
    """App, module and definition of every operation."""
    return tuple(found())


def found() -> Iterator[tuple[str, str, ast.FunctionDef]]:
    for path in files(PACKAGE, ".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef) and "operation" in decorators(node):
                yield path.relative_to(PACKAGE).parts[0], module_of(path), node


def decorators(node: ast.FunctionDef) -> set[str]:
    return {item.id for item in node.decorator_list if isinstance(item, ast.Name)}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def enqueued(source: str) -> set[str]:
    """The names with which `enqueue` is called."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        argument.value
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "enqueue" and call.args
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_an_operation_is_keyword_only_and_takes_by_and_at() -> None:
    wrong = [
        f"{app}.{node.name}"
        for app, _, node in operations()
        if node.args.args or not {"by", "at"} <= {one.arg for one in node.args.kwonlyargs}
    ]

    assert wrong == []


def test_an_operation_is_reached() -> None:
    unreached = [
        f"{app}.{node.name}"
        for app, module, node in operations()
        if node.name not in exported(app) | taken_within(app)[module]
    ]

    assert unreached == []


@functools.cache
def exported(app: str) -> set[str]:
    """What the doors of an app offer."""
    doors = {"kernel": ("api", "intake.api")}.get(app, ("api",))
    offered: set[str] = set()
    for door in doors:
        if (PACKAGE / app / Path(*door.split(".")).with_suffix(".py")).exists():
            offered |= set(importlib.import_module(f"flyingstart.{app}.{door}").__all__)
    return offered


@functools.cache
def taken_within(app: str) -> Mapping[str, set[str]]:
    """By module: what others of the app (imports, its part of the pack) or itself take from it."""
    taken: defaultdict[str, set[str]] = defaultdict(set)
    for path in files(PACKAGE / app, ".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                taken[node.module] |= {name.name for name in node.names}
            elif isinstance(node, ast.Call):
                taken[module_of(path)].add(getattr(node.func, "id", ""))
    return taken


def test_there_are_operations_to_hold_to_this() -> None:
    assert len(operations()) > 10


def test_every_door_offers_what_it_names() -> None:
    missing = [
        (app, name)
        for app in settings.LAYERS
        if (PACKAGE / app / "api.py").exists()
        for module in [importlib.import_module(f"flyingstart.{app}.api")]
        for name in module.__all__
        if not hasattr(module, name)
    ]

    assert missing == []


def test_names_of_jobs_are_found_in_source() -> None:
    source = 'enqueue("families.welcome", family=1)\njobs.enqueue("a.b")\nother("c.d")'

    assert enqueued(source) == {"families.welcome", "a.b"}


def test_every_job_asked_for_by_name_exists() -> None:
    asked = {
        name
        for path in files(PACKAGE, ".py")
        for name in enqueued(path.read_text(encoding="utf-8"))
    }

    assert asked - set(queue.tasks) == set()


def test_every_job_is_named_after_its_app() -> None:
    strangers = [
        (name, task.func.__module__)
        for name, task in queue.tasks.items()
        if task.func.__module__.startswith("flyingstart.")
        and name.partition(".")[0] != task.func.__module__.split(".")[1]
    ]

    assert strangers == []

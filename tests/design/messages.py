"""What the code asks to be said in the reader's language, read from templates and modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from jinja2.ext import extract_from_ast

from tests.design.rendering import environment

DESIGN = Path(__file__).resolve().parents[2] / "flyingstart" / "design"

# Context or "", singular, plural or "".
Message: TypeAlias = tuple[str, str, str]
SINGLE = {"_", "gettext", "gettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}


def of_template(file: Path) -> Iterator[Message]:
    """The messages of one Jinja template."""
    tree = environment().parse(file.read_text(encoding="utf-8"))
    for _line, function, words in extract_from_ast(tree):
        yield _message(function, words if isinstance(words, tuple) else (words,))


def of_module(file: Path) -> Iterator[Message]:
    """The messages of one Python module."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None)
        if name in SINGLE | PLURAL | WITH_CONTEXT:
            words = tuple(a.value for a in node.args if isinstance(a, ast.Constant))
            yield _message(name, words)


def of_design() -> set[Message]:
    """All messages of design."""
    templates = sorted((DESIGN / "jinja2").rglob("*.jinja"))
    modules = sorted(DESIGN.rglob("*.py"))
    found = {message for file in templates for message in of_template(file)}
    return found | {message for file in modules for message in of_module(file)}


def _message(function: str, words: tuple[Any, ...]) -> Message:
    if function in WITH_CONTEXT:
        return words[0], words[1], ""
    if function in PLURAL:
        return "", words[0], words[1]
    return "", words[0], ""

"""Each rule on the page of safety rules has a test that exists, or says what it comes with."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.architecture.tree import PACKAGE, REPOSITORY

PAGE = (REPOSITORY / "docs" / "reference" / "safety-rules.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
RULES = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| Rule")
]


@cache
def names_in(file: str) -> set[str]:
    """Every test of a file, of its classes too; none where there is no such file."""
    path = REPOSITORY / "tests" / file
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_page_names_exists() -> None:
    assert len(NAMED) > 80
    assert [f"{file}::{name}" for file, name in NAMED if name not in names_in(file)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[0][:60])
def test_each_rule_has_a_test_or_says_what_it_comes_with(rule: list[str]) -> None:
    assert len(rule) == 3
    words, kept, pinned = rule

    assert words
    if pinned.startswith("comes with "):
        assert kept == "–"
    else:
        assert kept
        assert "::test_" in pinned


def test_no_rule_stands_twice() -> None:
    words = [rule[0] for rule in RULES]

    assert [one for one in words if words.count(one) > 1] == []


def test_every_file_of_safety_tests_is_on_the_page() -> None:
    files = {f"safety/{path.name}" for path in (REPOSITORY / "tests/safety").glob("test_*.py")}

    assert files - {file for file, _ in NAMED} == set()


def test_modules_that_the_page_names_exist() -> None:
    missing = []
    for words, kept, _ in RULES:
        for app, path in re.findall(r"(\w+), `([\w/]+\.py)`", kept):
            if not (PACKAGE / app / path).is_file():
                missing.append((words, app, path))

    assert missing == []

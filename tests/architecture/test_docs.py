"""The documentation says what is true: commands, columns, settings, measures, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from flyingstart.kernel.api import imports

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)")
VARIABLE = re.compile(
    r'(?:environ(?:\.get)?[\(\[]|(?:flag|words|whole_number|one_of)\()\s*"([A-Z_]+)"'
)
# Set by ourselves for our own children, or the system's.
INTERNAL = {
    "DJANGO_SETTINGS_MODULE",
    "FLYINGSTART_COLLECT",
    "FLYINGSTART_EMBEDDED",
    "FLYINGSTART_LOGIN",
    "XDG_RUNTIME_DIR",
}


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))

    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]

    assert missing == []


def test_every_page_is_reached_from_another() -> None:
    reached = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target
    }

    assert [page for page in DOCS.rglob("*.md") if page.resolve() not in reached] == []


def test_every_command_is_in_the_reference() -> None:
    ours = {name for name, app in get_commands().items() if app.startswith("flyingstart.")}

    listed = set(
        re.findall(r"^\| `flyingstart ([\w-]+)", read("reference/commands.md"), re.MULTILINE)
    )

    assert {name.replace("_", "-") for name in listed} == {name.replace("_", "-") for name in ours}


def test_every_column_is_in_the_reference() -> None:
    page = read("reference/files.md")

    missing = [
        (kind.name, column.name)
        for kind in imports.values()
        for column in kind.columns
        if f"`{column.name}`" not in page and f"`{column.name}" not in page
    ]

    assert missing == []


def test_every_setting_is_in_the_reference() -> None:
    used = {
        name
        for path in (REPOSITORY / "flyingstart").rglob("*.py")
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    } - INTERNAL

    listed = set(re.findall(r"^\| `([A-Z_]+)`", read("reference/settings.md"), re.MULTILINE))

    assert listed == used

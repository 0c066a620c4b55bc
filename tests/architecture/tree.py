"""The repository as the metatests see it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "flyingstart"
# Made by tools, or fetched.
NOT_OURS = {".venv", ".git", "node_modules", "__pycache__", ".flyingstart", "build", "migrations"}


def files(folder: Path, *endings: str) -> list[Path]:
    """Our own files with these endings, sorted; migrations are Django's."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in endings
        and path.is_file()
        and not NOT_OURS & set(path.relative_to(REPOSITORY).parts[:-1])
        and not any(part.startswith(".") for part in path.relative_to(REPOSITORY).parts)
    )


def project() -> dict[str, Any]:
    """`pyproject.toml`."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))

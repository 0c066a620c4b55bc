"""Plain rows of a statement, and the public ids among references."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

UUID_LENGTH = 36


def fetch(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a SELECT; parameters are passed beside it, never in it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def is_public_id(text: str) -> bool:
    """Whether a text is a public id as we write it, in either case."""
    if len(text) != UUID_LENGTH:
        return False
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False

"""Plain rows of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def fetch(statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """All rows of a SELECT; parameters are passed beside it, never in it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()

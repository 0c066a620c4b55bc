"""Plain rows of a statement, and the public ids among references."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

UUID_LENGTH = 36


def fetch(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a SELECT; parameters are passed beside it, never in it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def write_rows(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by one statement, which takes each of their columns as an array.

    For the tens of rows of a request; `copy_rows` and `update_rows` are for those of a file.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def is_public_id(text: str) -> bool:
    """Whether a text is a public id as we write it, in either case."""
    if len(text) != UUID_LENGTH:
        return False
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def erase_rows(*queries: QuerySet[Any]) -> dict[str, list[Any]]:
    """Delete rows for good, query by query: the ids of what is gone, by table.

    Rows that point to others of their own table let go first. Raises
    `django.db.models.ProtectedError` when something that is not erased refers to a row.
    """
    gone: dict[str, list[Any]] = {}
    for query in queries:
        model = query.model
        ids = list(query.order_by().values_list("pk", flat=True).distinct())
        rows = model._base_manager.filter(pk__in=ids)
        to_itself = [
            field.name
            for field in model._meta.fields
            if field.null and field.related_model is model
        ]
        for name in to_itself:
            rows.filter(**{f"{name}__isnull": False}).update(**{name: None})
        rows.delete()
        gone.setdefault(model._meta.db_table, []).extend(ids)
    return gone

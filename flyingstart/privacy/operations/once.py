"""What a form says is kept once, however often it is sent."""

from __future__ import annotations

import zlib
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
_TURN = zlib.crc32(b"privacy.once")


def once(rows: models.QuerySet[M], **said: Any) -> M:
    """The one of `rows` that says just this, or a new one that does.

    A page that is sent twice at one moment waits for its turn here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    return rows.filter(**said).order_by("pk").first() or rows.create(**said)

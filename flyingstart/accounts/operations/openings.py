"""Keeping who opened what."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from flyingstart.accounts.models import AccessLog
from flyingstart.kernel.api import Actor, operation


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Somebody opened a thing, or was refused it; ids only.

    A file taken away has no id: `detail` names the list, `rows` counts what was in it.
    """

    user_id: int
    kind: str
    thing: uuid.UUID | None
    allowed: bool
    at: dt.datetime
    detail: str = ""
    rows: int | None = None


@operation
def record_openings(*, openings: Iterable[Opening], by: Actor, at: dt.datetime) -> None:
    """Write openings down. They cannot be changed afterwards."""
    AccessLog.objects.bulk_create(
        AccessLog(
            user_id=opening.user_id,
            kind=opening.kind,
            thing=opening.thing,
            allowed=opening.allowed,
            at=opening.at,
            detail=opening.detail,
            rows=opening.rows,
        )
        for opening in openings
    )

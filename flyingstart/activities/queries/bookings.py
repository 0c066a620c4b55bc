"""What takes up rooms and workers in a stretch of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Prefetch, Q

from flyingstart.activities.models import Session, SessionWorker


def sessions_taking_up(
    *,
    rooms: Collection[int],
    workers: Collection[int],
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    but: Collection[int],
) -> list[Session]:
    """Sessions that stand and use one of the rooms or workers between two moments.

    Those of `but`, by id, are left out. With activity, site, room and workers. Two queries.
    """
    busy = SessionWorker.objects.filter(session=OuterRef("pk"), worker__in=workers)
    return list(
        Session.objects.filter(
            Q(room__in=rooms) | Q(Exists(busy)),
            cancelled_at=None,
            starts_at__lt=ends_at,
            ends_at__gt=starts_at,
        )
        .exclude(pk__in=but)
        .select_related("activity", "site", "room")
        .prefetch_related(Prefetch("workers", SessionWorker.objects.select_related("worker")))
        .order_by("starts_at", "pk")
    )

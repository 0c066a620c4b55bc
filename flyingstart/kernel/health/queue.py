"""The queue of background jobs: who works, what waits, what fell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from flyingstart.kernel import clock
from flyingstart.kernel.health.checks import Finding, broken, note, ok
from flyingstart.kernel.tasks import DEAD_AFTER_SECONDS

# Longer than any wait that a busy worker explains.
LONG_WAIT = dt.timedelta(minutes=15)
FAILED_WITHIN = dt.timedelta(days=1)


def worker() -> Iterator[Finding]:
    """Whether somebody does the jobs."""
    alive_since = clock.now() - dt.timedelta(seconds=DEAD_AFTER_SECONDS)
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gte=alive_since).count()
    if late := late_jobs().count():
        minutes = LONG_WAIT.seconds // 60
        words = f"{late} jobs have waited for more than {minutes} minutes; workers alive: {alive}"
        yield broken("worker", words, "start it: `flyingstart serve` runs web and worker")
    elif alive:
        yield ok("worker", "1 is alive" if alive == 1 else f"{alive} are alive")
    else:
        yield note("worker", "none runs just now", "`flyingstart serve` runs web and worker")


def late_jobs() -> QuerySet[ProcrastinateJob]:
    """Jobs that have waited longer than a busy worker explains."""
    waiting = _since(ProcrastinateJob.objects.filter(status="todo"), "deferred", before=LONG_WAIT)
    return waiting.filter(Q(scheduled_at__isnull=True) | Q(scheduled_at__lt=clock.now()))


def jobs() -> Iterator[Finding]:
    """Jobs that nobody finishes, and those that failed of late."""
    dead = clock.now() - dt.timedelta(seconds=DEAD_AFTER_SECONDS)
    abandoned = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=dead)
    stalled = ProcrastinateJob.objects.filter(abandoned, status="doing").count()
    failed = _since(ProcrastinateJob.objects.filter(status="failed"), "failed", after=FAILED_WITHIN)
    names = sorted(set(failed.values_list("task_name", flat=True)))
    if names:
        words = f"{failed.count()} failed in the last day: {', '.join(names)}"
        yield broken("jobs", words, "the log of `flyingstart serve` says why")
    elif stalled:
        words = f"{stalled} were left by a worker that was killed"
        yield note("jobs", words, "`flyingstart serve` takes them up again within two minutes")
    else:
        yield ok("jobs", "none failed in the last day, none is stuck")


def _since(
    jobs: QuerySet[ProcrastinateJob],
    event: str,
    *,
    before: dt.timedelta | None = None,
    after: dt.timedelta | None = None,
) -> QuerySet[ProcrastinateJob]:
    """Those whose event of that type lies more than `before` or less than `after` ago."""
    events = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type=event)
    if before is not None:
        events = events.filter(at__lt=clock.now() - before)
    if after is not None:
        events = events.filter(at__gte=clock.now() - after)
    return jobs.filter(Exists(events))

"""Background work of families."""

from __future__ import annotations

from procrastinate.contrib.django import app

from flyingstart.families.operations.drafts import purge_drafts
from flyingstart.kernel.api import Actor, clock


@app.periodic(cron="23 * * * *")
@app.task(name="families.purge_drafts", queueing_lock="families.purge_drafts", pass_context=False)
def purge(timestamp: int = 0) -> None:  # noqa: ARG001 - when it was due; what counts is now
    """Delete what was begun online and ran out. Twice does no harm."""
    purge_drafts(by=Actor.job("families.purge_drafts"), at=clock.now())

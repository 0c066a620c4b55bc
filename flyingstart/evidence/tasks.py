"""Background work of evidence."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="evidence.refresh_snapshot",
    queueing_lock="evidence.refresh_snapshot",
    pass_context=False,
)
def refresh(timestamp: int = 0) -> None:  # noqa: ARG001 - when it was due; what counts is now
    """Bring the snapshot up to date, so that pages find it so. Twice does no harm."""
    # The engines take most of a second to load, and every command loads this module.
    from flyingstart.evidence.api import refresh_snapshot

    refresh_snapshot()

"""Background work of evidence."""

from __future__ import annotations

from contextlib import suppress

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


@app.periodic(cron="40 3 * * *")
@app.task(
    name="evidence.recount_reports",
    queueing_lock="evidence.recount_reports",
    pass_context=False,
)
def recount(timestamp: int = 0) -> None:  # noqa: ARG001 - as above
    """Look whether the reports signed within thirteen months still say what they said."""
    # As above.
    from flyingstart.evidence.errors import EvidenceError
    from flyingstart.evidence.operations.reports import recount_report
    from flyingstart.evidence.queries.reports import recently_signed
    from flyingstart.kernel.api import Actor, clock

    for report in recently_signed(clock.now()):
        with suppress(EvidenceError):
            recount_report(report=report, by=Actor.job("evidence.recount_reports"), at=clock.now())

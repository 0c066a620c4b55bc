"""The kernel's own background work."""

from __future__ import annotations

from procrastinate.contrib.django import app

# Longer than three heartbeats of a worker: one that merely was slow is not taken for dead.
DEAD_AFTER_SECONDS = 40


@app.periodic(cron="* * * * *")
@app.task(name="kernel.retry_stalled_jobs", queueing_lock="kernel.retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Queue again what a killed worker had in hand; hence every job may run twice."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await manager.retry_job(job)

"""Jobs that a killed worker had in hand are taken up again; those of a live one are not."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from procrastinate.contrib.django import app

from flyingstart.kernel.tasks import retry_stalled_jobs


def job_of(worker: int | None, *, heartbeat: str = "now()") -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        if worker is not None:
            connection.execute(
                f"INSERT INTO procrastinate_workers (id, last_heartbeat) "
                f"OVERRIDING SYSTEM VALUE VALUES ({worker}, {heartbeat})"
            )
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) "
            "VALUES ('default', 'tests.some', 'doing', %s)",
            [worker],
        )


def state() -> str:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT status::text FROM procrastinate_jobs").fetchone()
    assert row is not None
    return str(row[0])


def retry() -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]

    async def run() -> None:
        with app.replace_connector(connector):
            async with app.open_async():
                await retry_stalled_jobs(timestamp=0)

    # In a thread of its own: a browser of another test may keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()


@pytest.mark.parametrize(
    ("worker", "heartbeat", "after"),
    [
        (None, "now()", "todo"),
        (7, "now() - interval '1 minute'", "todo"),
        (7, "now()", "doing"),
    ],
    ids=["the worker is gone", "the worker is silent", "the worker lives"],
)
def test_only_what_no_living_worker_has_in_hand_is_queued_again(
    fresh_db: None, worker: int | None, heartbeat: str, after: str
) -> None:
    job_of(worker, heartbeat=heartbeat)

    retry()

    assert state() == after


def test_it_runs_every_minute() -> None:
    periodic = app.periodic_registry.periodic_tasks

    assert ("kernel.retry_stalled_jobs", "* * * * *") in {
        (task.task.name, task.cron) for task in periodic.values()
    }

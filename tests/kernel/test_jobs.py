"""Jobs by name: queued with the transaction that asks for them, or not at all."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from flyingstart.kernel.jobs import enqueue

TASK = "kernel.retry_stalled_jobs"


def jobs() -> list[tuple[str, object]]:
    return list(ProcrastinateJob.objects.values_list("task_name", "args"))


def test_a_job_is_queued_with_plain_arguments(db: None) -> None:
    enqueue(TASK, number=7, who=uuid.UUID(int=7), dry=True)

    assert jobs() == [(TASK, {"number": 7, "who": str(uuid.UUID(int=7)), "dry": True})]


def test_no_commit_no_job(fresh_db: None) -> None:
    with transaction.atomic():
        enqueue(TASK)
        transaction.set_rollback(True)
    assert jobs() == []

    with transaction.atomic():
        enqueue(TASK)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            assert cursor.fetchall() == [(1,)]
    assert jobs() == [(TASK, {})]


def test_an_unknown_name_is_refused_and_nothing_is_queued(db: None) -> None:
    with pytest.raises(TaskNotFound):
        enqueue("kernel.no_such_job")

    assert jobs() == []


def test_the_tasks_of_every_app_are_known_without_a_worker() -> None:
    assert TASK in app.tasks

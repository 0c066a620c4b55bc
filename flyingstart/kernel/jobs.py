"""Background work by name, so that an operation need not import who does it."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

JobArgument = int | str | bool | uuid.UUID


def enqueue(name: str, **arguments: JobArgument) -> None:
    """Queue a job inside the current transaction: no commit, no job.

    Arguments are identifiers only, never personal data: the queue's tables are readable to those
    who operate it. Raises `procrastinate.exceptions.TaskNotFound` for an unknown name.
    """
    plain = {key: str(v) if isinstance(v, uuid.UUID) else v for key, v in arguments.items()}
    app.configure_task(name, allow_unknown=False).defer(**plain)

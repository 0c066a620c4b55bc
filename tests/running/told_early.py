"""A worker told to end between its first steps: `python -m tests.running.told_early`."""

from __future__ import annotations

import os
import signal
from typing import Any
from unittest import mock

from procrastinate.worker import Worker

from flyingstart.config import children, cli


def main() -> None:
    """Work; and, when what works beside the jobs has begun and nobody listens yet, be told."""
    begin = Worker._start_side_tasks

    def begin_and_be_told(worker: Worker) -> Any:
        begun = begin(worker)
        os.kill(os.getpid(), signal.SIGTERM)
        return begun

    cli.leave_when_told()
    with mock.patch.object(Worker, "_start_side_tasks", begin_and_be_told):
        children.work()


if __name__ == "__main__":
    main()

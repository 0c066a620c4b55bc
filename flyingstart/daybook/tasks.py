"""Letters about worries and the day book, written in the background: no page waits for one."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="daybook.tell_readers", retry=PATIENCE)
def tell_readers(concern: str, kind: str) -> None:
    """Write to those who read worries of a kind that there is one, and nothing of it."""
    from flyingstart.daybook.letters import write_to_readers  # needs all apps

    write_to_readers(concern, kind)


@app.task(name="daybook.tell_managers", retry=PATIENCE)
def tell_managers(entry: str) -> None:
    """Write to who answers for a site that something stands in its day book, and nothing of it."""
    from flyingstart.daybook.letters import write_to_managers  # needs all apps

    write_to_managers(entry)

"""Two hands at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each came to, each in a connection of its own: the name of its result, or its error."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes.append(type(act()).__name__)
        except Exception as fault:  # noqa: BLE001 - its name is what is asked
            outcomes.append(type(fault).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)

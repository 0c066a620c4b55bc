"""How many made-up worlds the tests look at: some each time, many when somebody asks for it.

`make test` guards a change in minutes; `make test-deep` looks at as many worlds as were looked at
when the rules were written, and is for changes of measures, matching and merging.
"""

from __future__ import annotations

import os

DEEP = os.environ.get("FLYINGSTART_DEEP") == "1"


def worlds(some: int, *, many: int) -> int:
    """How many to look at now."""
    return many if DEEP else some

"""What the database remembers of a row."""

from __future__ import annotations

from typing import Any


def history_of(row: Any) -> Any:
    """The events of a row's history, oldest first; triggers keep them, see `kernel.api.tracked`."""
    return row.events.order_by("pgh_id")

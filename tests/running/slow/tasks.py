"""A job that says when it begins and when it is done."""

from __future__ import annotations

import time
from pathlib import Path

from procrastinate.contrib.django import app


@app.task(name="tests.slow")
def slow(folder: str, seconds: float) -> None:
    """Leave `started` and, `seconds` later, `finished` in a folder."""
    Path(folder, "started").touch()
    time.sleep(seconds)
    Path(folder, "finished").touch()

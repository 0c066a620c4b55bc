"""Waiting until another connection waits for ours."""

from __future__ import annotations

import time

from django.db import connection

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
LONGEST_SECONDS = 60


def until_somebody_waits() -> None:
    """Until somebody in this database waits for a lock, of a row or of an import's turn."""
    end = time.monotonic() + LONGEST_SECONDS
    while not _somebody_waits():
        assert time.monotonic() < end, "nobody waits"
        time.sleep(0.02)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # Inside a transaction the first look is kept and shown again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return bool(cursor.fetchall()[0][0])

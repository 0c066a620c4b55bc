"""What the database says, in words that hold no one's data.

PostgreSQL's own message and detail quote the row that it refused: neither is ever shown or logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import Error

from flyingstart.kernel.intake.bulk import StaleRowsError
from flyingstart.kernel.intake.kinds import ImportRefused

NOTHING_SAVED = "nothing was saved"

# By SQLSTATE, the more particular first.
_REASONS = (
    ("53100", "the disk of the database is full"),
    ("53", "the database has no room or no connection left"),
    ("54", "the file asks more of the database than it can do"),
    ("40", "somebody else wrote to the same records; run it again"),
    ("55P03", "somebody else is writing to the same records; run it again"),
    ("25006", "the database takes no writes at present"),
    ("42501", "the application's role may not write here; see flyingstart doctor"),
    ("22", "a value does not fit its place in the database"),
)
_GONE = (
    "the connection to the database was lost. Either all was saved or nothing: run it again, and "
    "what was saved will be unchanged"
)
# PostgreSQL's hint beside every file that it cannot lengthen, quotas included.
_DISK_HINT = "free disk space"


@contextmanager
def faults_in_words() -> Iterator[None]:
    """Turn what the database raises into `ImportRefused`, its cause left behind."""
    try:
        yield
    except StaleRowsError:
        raise ImportRefused(
            f"somebody changed the same records meanwhile, and {NOTHING_SAVED}; run it again"
        ) from None
    except (Error, psycopg.Error) as fault:
        raise ImportRefused(reason_of(fault)) from None


def reason_of(fault: BaseException) -> str:
    """Why the database refused, and what became of the import. `fault`: Django's or psycopg's."""
    cause = fault if isinstance(fault, psycopg.Error) else fault.__cause__
    if not isinstance(cause, psycopg.Error):
        return f"the database could not be used, and {NOTHING_SAVED}"
    if isinstance(cause, psycopg.DataError) and cause.sqlstate is None:
        return f"a value is nothing that a database can hold ({NOTHING_SAVED})"
    state = cause.sqlstate or ""
    # 57P01 to 57P03: the server is being stopped, was killed, is not up yet.
    if not state or state.startswith(("08", "57P")):
        return _GONE
    if _DISK_HINT in (cause.diag.message_hint or ""):
        state = "53100"
    if state.startswith("23"):
        rule, table = cause.diag.constraint_name or "it has no name", cause.diag.table_name
        return f"the database refused a row of {table} by a rule ({rule}), and {NOTHING_SAVED}"
    for beginning, reason in _REASONS:
        if state.startswith(beginning):
            return f"{reason} ({NOTHING_SAVED})"
    return f"the database refused (SQLSTATE {state}), and {NOTHING_SAVED}"

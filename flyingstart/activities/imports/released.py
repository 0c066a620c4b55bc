"""Says of a file's rows which rooms and workers their sessions let go of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flyingstart.activities.operations.releases import releases_of
from flyingstart.activities.rules.register import PlannedSession
from flyingstart.activities.rules.rows import AttendanceRow
from flyingstart.kernel.api import Problem


def release_warnings(
    rows: Sequence[AttendanceRow], plan: Sequence[PlannedSession]
) -> Iterator[Problem]:
    """A warning at the first row of each session, for each thing that it lets go of."""
    refs = {session.held.id: session.ref for session in plan if session.held}
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.session_ref, row.number)
    for release in releases_of(plan):
        what = "its room" if release.worker_id is None else "one of its workers"
        words = f"the session is kept without {what}: {release.words}"
        yield Problem(first[refs[release.session_id]], "starts_at", words)

"""Last term once more: a programme made like another, on its own days."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from flyingstart.activities.enums import ProgrammeKind
from flyingstart.activities.models import Programme
from flyingstart.activities.operations.bookings import find_clashes, wait_for_turn
from flyingstart.activities.operations.planning import bookings_of, known_to, save_grid
from flyingstart.activities.operations.programmes import new_programme
from flyingstart.activities.operations.series import PlannedRow
from flyingstart.activities.queries.series import details_of, series_of
from flyingstart.activities.rules.copying import shifted
from flyingstart.activities.rules.series import Known, judge
from flyingstart.activities.rules.shapes import differences
from flyingstart.activities.timetable import (
    Copied,
    ProgrammeDetails,
    SeriesDetails,
    SeriesRow,
    clashes_in_words,
)
from flyingstart.design.api import formats
from flyingstart.kernel.api import Actor, clock, operation


@operation
def copy_programme(
    *, source: Programme, details: ProgrammeDetails, by: Actor, at: dt.datetime
) -> Copied:
    """Make a programme with the series of another, moved to its own days; nothing is public.

    Left out, and told of: colleagues who have left, days on which a room or a colleague is taken,
    and series of which no day is left. Raises `ProgrammeError`.
    """
    wait_for_turn()
    programme = new_programme(details)
    before = ProgrammeDetails(
        name=source.name,
        kind=ProgrammeKind(source.kind),
        starts_on=source.starts_on,
        ends_on=source.ends_on,
    )
    rows = [shifted(details_of(series), before, details) for series in series_of(source)]
    known = known_to(programme, rows, today=clock.london_day(at))
    copy = _Copy(known, at)
    fitting = list(copy.without_faults([copy.without_leavers(row) for row in rows]))
    free = list(copy.without_faults(copy.without_clashes(fitting)))
    planned = save_grid(programme, [SeriesRow(details=row) for row in free], at)
    programme.refresh_from_db()
    return Copied(programme=programme, planned=planned, left_out=tuple(copy.left_out))


class _Copy:
    """Takes out of rows what does not fit, and says so."""

    def __init__(self, known: Known, at: dt.datetime) -> None:
        self._known, self._at = known, at
        self.left_out: list[str] = []

    def without_leavers(self, row: SeriesDetails) -> SeriesDetails:
        """The row with those only who can still be asked to work."""
        may = self._known.workers
        everybody = [who for who in (row.lead_id, *row.worker_ids) if who is not None]
        for who in everybody:
            if who not in may:
                words = _("%(name)s cannot sign in any more, so nobody works in their place yet.")
                self._tell(row, words % {"name": self._known.names[who]})
        return dataclasses.replace(
            row,
            lead_id=row.lead_id if row.lead_id in may else None,
            worker_ids=tuple(who for who in row.worker_ids if who in may),
        )

    def without_faults(self, rows: Sequence[SeriesDetails]) -> Iterator[SeriesDetails]:
        """The rows that can be."""
        for row in rows:
            faults, _days = judge([SeriesRow(details=row)], self._known)
            if not faults:
                yield row
            for fault in faults:
                self._tell(row, _("left out. %(why)s") % {"why": fault.words})

    def without_clashes(self, rows: Sequence[SeriesDetails]) -> list[SeriesDetails]:
        """The rows, days on which a room or worker is taken left out of them."""
        _faults, days = judge([SeriesRow(details=row) for row in rows], self._known)
        planned = [
            PlannedRow(
                number=number,
                details=row,
                found=differences(row, days[number], before=None, held=(), at=self._at),
            )
            for number, row in enumerate(rows)
        ]
        clashes = find_clashes(list(bookings_of(planned, self._known)))
        taken: dict[int, set[dt.date]] = defaultdict(set)
        for clash in clashes:
            taken[clash.mine.row or 0].add(clock.london_day(clash.mine.starts_at))
        for number, words in clashes_in_words(clashes):
            self._tell(rows[number or 0], _("left out there. %(why)s") % {"why": words})
        return [
            dataclasses.replace(row, excluded=tuple(sorted(taken[number])))
            for number, row in enumerate(rows)
        ]

    def _tell(self, row: SeriesDetails, words: str) -> None:
        said = {
            "activity": self._known.activities[row.activity_id],
            "site": self._known.sites[row.site_id],
            "time": formats.time(row.starts),
            "words": words,
        }
        self.left_out.append(_("%(activity)s, %(site)s, %(time)s: %(words)s") % said)

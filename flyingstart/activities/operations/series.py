"""Writing series and their sessions as a plan says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flyingstart.activities.models import Programme, Series, SeriesWorker, Session, SessionWorker
from flyingstart.activities.rules.shapes import FIELDS, Differences, Held, Shape, staff_of
from flyingstart.activities.timetable import SeriesDetails
from flyingstart.kernel.api import allocate_ids, copy_rows

SERIES_FIELDS = (
    *("activity_id", "site_id", "room_id", "weekday", "starts", "ends", "first_on", "last_on"),
    *("every_weeks", "pattern", "excluded", "capacity", "language", "cost_pence", "note"),
    "listed",
)
# How many rows one statement updates: its text grows with them.
AT_ONCE = 200


@dataclass(kw_only=True)
class PlannedRow:
    """A row of the grid on its way; `before` is None for a new one."""

    number: int
    details: SeriesDetails
    series: Series | None = None
    before: SeriesDetails | None = None
    found: Differences = field(default_factory=Differences)

    @property
    def is_changed(self) -> bool:
        """Whether the series itself is new or another."""
        return self.details != self.before


def write_rows(programme: Programme, rows: Sequence[PlannedRow]) -> None:
    """Write series that are new or changed, and their sessions; `series` of new rows is set."""
    for row in rows:
        if row.is_changed:
            row.series = _write_series(programme, row)
    _remove([held for row in rows for held in row.found.remove])
    _change([pair for row in rows for pair in row.found.change])
    _add(rows)
    _hide(rows)


def end_series(
    series: Series, held: Iterable[Held], remove: Sequence[Held], today: dt.date
) -> bool:
    """Take a series out of its programme.

    Sessions that stay keep it when their day has come: it ends with the last of them. Later ones
    go on as sessions of their own. Without any that keep it the series is deleted. Returns whether
    anything was done.
    """
    _remove(remove)
    gone = {one.session.pk for one in remove}
    staying = [one for one in held if one.session.pk not in gone]
    later = [one.session.pk for one in staying if one.day > today]
    Session.objects.filter(pk__in=later).update(series=None, planned_on=None)
    last = max((one.day for one in staying if one.day <= today), default=None)
    if last is None:
        series.delete()
        return True
    if series.last_on <= last:
        return bool(remove or later)
    series.first_on, series.last_on = min(series.first_on, last), last
    series.save(update_fields=["first_on", "last_on"])
    return True


def _write_series(programme: Programme, row: PlannedRow) -> Series:
    details = row.details
    series = row.series or Series(programme=programme)
    for name in SERIES_FIELDS:
        value = getattr(details, name)
        setattr(series, name, list(value) if name == "excluded" else value)
    if row.series is None:
        series.save()
    else:
        series.save(update_fields=[name.removesuffix("_id") for name in SERIES_FIELDS])
    staff = staff_of(details.lead_id, details.worker_ids)
    before = row.before
    if before is None or staff_of(before.lead_id, before.worker_ids) != staff:
        series.workers.all().delete()
        SeriesWorker.objects.bulk_create(
            SeriesWorker(series=series, worker_id=worker, is_lead=is_lead)
            for worker, is_lead in sorted(staff)
        )
    return series


def _remove(held: Sequence[Held]) -> None:
    Session.objects.filter(pk__in=[one.session.pk for one in held]).delete()


def _change(pairs: Sequence[tuple[Held, Shape]]) -> None:
    fields = set()
    for held, shape in pairs:
        fields |= {name for name in FIELDS if getattr(held.shape, name) != getattr(shape, name)}
    for held, shape in pairs:
        for name in fields:
            setattr(held.session, name, getattr(shape, name))
    if fields:
        Session.objects.bulk_update(
            [held.session for held, _ in pairs],
            sorted(name.removesuffix("_id") for name in fields),
            batch_size=AT_ONCE,
        )
    write_staff(
        {held.session.pk: shape.staff for held, shape in pairs if held.staff != shape.staff}
    )


def _add(rows: Sequence[PlannedRow]) -> None:
    """Add new sessions; those that leave and those that change are out of their way by now."""
    new = [
        (row.series.pk, day, shape)
        for row in rows
        if row.series
        for day, shape in zip(row.found.days, row.found.add, strict=True)
    ]
    if not new:
        return
    ids = allocate_ids(Session, len(new))
    copy_rows(
        Session,
        ["id", "series_id", "planned_on", "source", "ref", *FIELDS],
        (
            (pk, series, day, "", "", *(getattr(shape, name) for name in FIELDS))
            for pk, (series, day, shape) in zip(ids, new, strict=True)
        ),
    )
    _add_staff({pk: shape.staff for pk, (_, _, shape) in zip(ids, new, strict=True)})


def _hide(rows: Sequence[PlannedRow]) -> None:
    """What is taken off the public list goes at once; what is put on it waits for publishing."""
    hidden = [row.series for row in rows if row.is_changed and not row.details.listed]
    Session.objects.filter(series__in=hidden, listed=True).update(listed=False)


def write_staff(staff: Mapping[int, frozenset[tuple[int, bool]]]) -> None:
    """Have exactly these people work at sessions, given by id, whose times are written by now."""
    SessionWorker.objects.filter(session__in=staff).delete()
    _add_staff(staff)


def _add_staff(staff: Mapping[int, frozenset[tuple[int, bool]]]) -> None:
    rows = [
        (session, worker, is_lead)
        for session, who in staff.items()
        for worker, is_lead in sorted(who)
    ]
    if rows:
        copy_rows(SessionWorker, ["session_id", "worker_id", "is_lead"], rows)

"""Saving a whole programme's grid at once: its series, and their sessions as rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from flyingstart.activities.enums import KeptBecause
from flyingstart.activities.errors import PlanError, ProgrammeChangedError
from flyingstart.activities.models import Activity, Programme, Series
from flyingstart.activities.operations.bookings import promised_once, wait_for_turn
from flyingstart.activities.operations.series import (
    PlannedRow,
    end_series,
    write_rows,
)
from flyingstart.activities.queries.programmes import all_terms, country
from flyingstart.activities.queries.series import (
    details_of,
    series_of,
    sessions_of,
    staff_by_session,
)
from flyingstart.activities.queries.workers import names_of, people_to_ask
from flyingstart.activities.rules.bank_holidays import bank_holidays
from flyingstart.activities.rules.clashes import Booking
from flyingstart.activities.rules.series import Known, judge, normal
from flyingstart.activities.rules.shapes import Differences, Held, Shape, differences
from flyingstart.activities.timetable import Kept, Occasion, Planned, SeriesDetails, SeriesRow
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.places.api import Room, Site


@operation
def plan_programme(
    *, programme: Programme, rows: Sequence[SeriesRow], by: Actor, at: dt.datetime
) -> Planned:
    """Have exactly these series in a programme, and their sessions; `programme` as it was read.

    A series that is not among the rows is taken out. Sessions that have begun, were cancelled or
    changed by themselves, or have a register stay as they are, and are told of where the plan says
    otherwise. Raises `ProgrammeChangedError`; `PlanError` with all that is wrong with rows; then
    `ClashError` with all clashes. Nothing is written then.
    """
    wait_for_turn()
    return save_grid(hold_programme(programme), rows, at)


def hold_programme(programme: Programme) -> Programme:
    """The programme until the transaction ends. Raises `ProgrammeChangedError`."""
    held = Programme.objects.select_for_update(no_key=True).filter(pk=programme.pk).first()
    if held is None or held.version != programme.version:
        raise ProgrammeChangedError(
            _("Somebody changed this programme in the meantime: look again.")
        )
    return held


def save_grid(programme: Programme, rows: Sequence[SeriesRow], at: dt.datetime) -> Planned:
    """Plan a programme that is held, its turn come; see `plan_programme`."""
    rows = [dataclasses.replace(row, details=normal(row.details)) for row in rows]
    held = {series.public_id: series for series in series_of(programme)}
    today = clock.london_day(at)
    known = known_to(programme, [row.details for row in rows], held.values(), today=today)
    faults, days = judge(rows, known)
    if faults:
        raise PlanError(faults)
    sessions = _sessions(held.values())
    planned = list(_planned(rows, days, held, sessions, at))
    taken_out = {
        series: _leaving(series, sessions[series.pk], at)
        for public_id, series in held.items()
        if public_id not in {row.series_public_id for row in rows}
    }
    removed = [one for found in taken_out.values() for one in found.remove]
    removed += [one for row in planned for one in row.found.remove]
    bookings = list(bookings_of(planned, known))
    with promised_once(bookings, but={one.session.pk for one in removed}):
        ended = [
            end_series(series, sessions[series.pk], found.remove, today)
            for series, found in taken_out.items()
        ]
        write_rows(programme, planned)
    done = [*(row.found for row in planned), *taken_out.values()]
    if any(ended) or any(row.is_changed or row.found.touches for row in planned):
        # Its version tells whoever read it before.
        programme.save(update_fields=["name"])
    return Planned(
        added=sum(len(found.add) for found in done),
        changed=sum(len(found.change) for found in done),
        removed=len(removed),
        kept=tuple(_told(one, because) for found in done for one, because in found.kept),
    )


def known_to(
    programme: Programme,
    details: Sequence[SeriesDetails],
    series: Iterable[Series] = (),
    *,
    today: dt.date,
) -> Known:
    """What the rows of a programme may name. Seven queries."""
    asked = {who for one in details for who in (one.lead_id, *one.worker_ids) if who is not None}
    rooms = Room.objects.filter(pk__in={one.room_id for one in details if one.room_id})
    return Known(
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        today=today,
        series={one.public_id: details_of(one) for one in series},
        activities=dict(Activity.objects.values_list("pk", "name")),
        sites=dict(Site.objects.values_list("pk", "name")),
        rooms={room.pk: (room.site_id, room.name) for room in rooms},
        workers=set(people_to_ask().filter(pk__in=asked).values_list("pk", flat=True)),
        names=names_of(asked),
        terms=all_terms(),
        bank_holidays=bank_holidays(country(), programme.starts_on, programme.ends_on).keys(),
    )


def _sessions(series: Iterable[Series]) -> Mapping[int, list[Held]]:
    """The sessions of each series, by its internal id; held."""
    found = sessions_of(series)
    staff = staff_by_session([session.pk for session, _ in found])
    by_series: dict[int, list[Held]] = defaultdict(list)
    for session, has_register in found:
        held = Held(
            session=session,
            staff=staff.get(session.pk, frozenset()),
            has_register=has_register,
        )
        by_series[session.series_id or 0].append(held)
    return by_series


def _planned(
    rows: Sequence[SeriesRow],
    days: Mapping[int, list[dt.date]],
    held: Mapping[uuid.UUID, Series],
    sessions: Mapping[int, list[Held]],
    at: dt.datetime,
) -> Iterator[PlannedRow]:
    for number, row in enumerate(rows):
        series = held[row.series_public_id] if row.series_public_id else None
        before = details_of(series) if series else None
        found = differences(
            row.details,
            days[number],
            before=before,
            held=sessions[series.pk] if series else (),
            at=at,
        )
        yield PlannedRow(
            number=number, details=row.details, series=series, before=before, found=found
        )


def _leaving(series: Series, sessions: Sequence[Held], at: dt.datetime) -> Differences:
    """What becomes of the sessions of a series that is taken out: as if no day were left."""
    details = details_of(series)
    found = differences(details, (), before=None, held=sessions, at=at)
    # A series that has ended by itself is not told of each time.
    if series.last_on < clock.london_day(at) and not found.remove:
        found.kept = [pair for pair in found.kept if pair[1] != KeptBecause.BEGUN]
    return found


def bookings_of(rows: Iterable[PlannedRow], known: Known) -> Iterator[Booking]:
    """What rows would take up: their sessions that are new or changed."""
    for row in rows:
        shapes: list[tuple[Shape, int | None]] = [(shape, None) for shape in row.found.add]
        shapes += [(shape, held.session.pk) for held, shape in row.found.change]
        for shape, pk in shapes:
            room = shape.room_id
            yield Booking(
                id=pk,
                occasion=Occasion(
                    activity=known.activities[shape.activity_id],
                    site=known.sites[shape.site_id],
                    starts_at=shape.starts_at,
                    ends_at=shape.ends_at or shape.starts_at,
                    row=row.number,
                ),
                room=None if room is None else (room, known.rooms[room][1]),
                workers={worker: known.names[worker] for worker, _ in shape.staff},
            )


def _told(held: Held, because: KeptBecause) -> Kept:
    session = held.session
    return Kept(
        session_id=session.public_id,
        activity=session.activity.name,
        site=session.site.name,
        starts_at=session.starts_at,
        because=because,
    )

"""Why marks, and the children reached by them, were counted otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flyingstart.activities.api import MarkedDay, Marks, heads_between, marks_between
from flyingstart.evidence.answer import Answer
from flyingstart.evidence.measures.dimensions import NOT_KNOWN
from flyingstart.evidence.measuring import listed
from flyingstart.evidence.reconciling.placing import (
    Event,
    lives_of,
    reached_by,
    under_five,
)
from flyingstart.evidence.reconciling.pools import ANYWHERE, Cause
from flyingstart.evidence.reconciling.rejections import Rejections
from flyingstart.evidence.reconciling.whereabouts import DOWN, UP, Whereabouts
from flyingstart.kernel.api import fetch

REACHED = "reached"


def attendances(answer: Answer, rejections: Rejections) -> list[Cause]:
    """Of marks and headcounts."""
    where, period = Whereabouts(answer, rejections), answer.period
    marks = marks_of(answer)
    heads = heads_between(period.start, period.end)
    unnamed = frozenset({NOT_KNOWN}) if answer.by else ANYWHERE
    rejected = [mark.event for mark in rejections.marks(period)]
    return [
        where.cause("rejected", DOWN, rejected),
        where.cause("cancelled", DOWN, events_of(marks.cancelled)),
        where.cause("joined", DOWN, events_of(marks.joined)),
        *where.moved(events_of(marks.counted), once=False),
        *where.elsewhere(heads=heads),
        Cause(name="headcounts", effect=UP, things=[unnamed] * heads),
        where.cause("late", UP, events_of(marks.late)),
    ]


def children(answer: Answer, rejections: Rejections) -> list[Cause]:
    """Of the children who were there, or were reached by whoever was."""
    where, marks = Whereabouts(answer, rejections), marks_of(answer)
    name, period = answer.measure.name, answer.period
    through = name == REACHED
    present = under_five(events_of(marks.counted))
    own = _hits(marks.counted, through=through)
    counted = {event.person for event in own}
    by_others = once(own, {event.person for event in present})
    reached = set(listed(name, period=period).ids) if through else set()
    visited = [Event(person, period.end) for person in sorted(reached - counted)]
    timely = _hits(set(marks.counted) - set(marks.late), through=through)
    late = once(_hits(marks.late, through=through), {event.person for event in timely})
    contacts = rejections.contacts(period) if through else []
    died, of_five = _not_counted([*marks.counted, *marks.cancelled])
    return [
        where.cause("rejected", DOWN, _rejected(answer, rejections, counted)),
        where.cause("rejected", DOWN, once(contacts, counted | reached)),
        where.cause("cancelled", DOWN, once(_hits(marks.cancelled, through=through), counted)),
        where.cause("joined", DOWN, joined(marks, present)),
        where.cause("died", DOWN, died),
        where.cause("five", DOWN, of_five),
        *where.moved([*own, *visited], once=True),
        *where.elsewhere(),
        where.cause("through", UP, by_others if through else []),
        where.cause("visited", UP, visited),
        where.cause("late", UP, late),
    ]


def marks_of(answer: Answer) -> Marks:
    """The marks of a period, late those entered after the last file of attendances came in."""
    ((taken_in_at,),) = fetch(
        # Not `imported_at`, which is when it was begun.
        "SELECT max(created_at) FROM kernel_import WHERE kind = 'attendances'",
        [],
    )
    return marks_between(answer.period.start, answer.period.end, late_after=taken_in_at)


def events_of(marks: Iterable[MarkedDay]) -> list[Event]:
    """Who was there, on which day."""
    return [Event(mark.person, mark.day) for mark in marks]


def _hits(marks: Iterable[MarkedDay], *, through: bool) -> list[Event]:
    """The children of marks, on their days."""
    marks = list(marks)
    reaching = [mark for mark in marks if mark.reaches_family] if through else []
    return [*under_five(events_of(marks)), *reached_by(events_of(reaching))]


def once(events: Iterable[Event], known: set[int | None]) -> list[Event]:
    """The first event of each person who is not known."""
    first: dict[int | None, Event] = {}
    for event in events:
        if event.person not in known:
            first.setdefault(event.person, event)
    return list(first.values())


def _rejected(answer: Answer, rejections: Rejections, counted: set[int | None]) -> list[Event]:
    """The children of marks that were not taken and who are not counted otherwise."""
    marks = {mark.ref: mark for mark in rejections.marks(answer.period)}.values()
    held = [mark.event for mark in marks if mark.event.person is not None]
    children = under_five(held)
    if answer.measure.name == REACHED:
        children += reached_by(held)
        found = rejections.reach(marks)
    else:
        found = [
            m.event for m in marks if m.event.person is None and not rejections.is_adult(m.ref)
        ]
    nameless = [event for event in found if event.person is None]
    return [*nameless, *once([*children, *found], {*counted, None})]


def joined(marks: Marks, present: Sequence[Event]) -> list[Event]:
    """One event for each further record of somebody who was there."""
    day_of = {event.person: event for event in present}
    records: dict[int, set[int]] = {}
    for mark in (*marks.counted, *marks.joined):
        if mark.person in day_of:
            records.setdefault(mark.person, set()).add(mark.record)
    return [day_of[person] for person, own in records.items() for _ in range(len(own) - 1)]


def _not_counted(marks: Sequence[MarkedDay]) -> tuple[list[Event], list[Event]]:
    """Children who were there only after their death, and those no longer under five each time."""
    lives = lives_of({mark.person for mark in marks})
    held = [mark for mark in marks if mark.person in lives]
    counted: set[int | None] = {
        mark.person for mark in held if lives[mark.person].is_under_five(mark.day)
    }
    young = [mark for mark in held if mark.day < lives[mark.person].fifth_birthday]
    older = [mark for mark in held if lives[mark.person].is_child(mark.day)]
    died = once(events_of(young), counted)
    return died, once(events_of(older), counted | {event.person for event in died})

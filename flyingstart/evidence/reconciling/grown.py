"""Why the carers who came, and the families, were counted otherwise."""

from __future__ import annotations

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.measuring import listed
from flyingstart.evidence.reconciling.marked import events_of, joined, marks_of, once
from flyingstart.evidence.reconciling.placing import carers_of, lives_of
from flyingstart.evidence.reconciling.pools import ANYWHERE, Cause
from flyingstart.evidence.reconciling.rejections import Rejections
from flyingstart.evidence.reconciling.whereabouts import DOWN, UP, Whereabouts
from flyingstart.families.facts import FAMILY_ROOTS
from flyingstart.kernel.api import fetch


def carers(answer: Answer, rejections: Rejections) -> list[Cause]:
    """Of parents and carers who were there."""
    where, marks = Whereabouts(answer, rejections), marks_of(answer)
    own = carers_of(events_of(marks.counted))
    counted = {event.person for event in own}
    rejected = {mark.ref: mark for mark in rejections.marks(answer.period)}.values()
    held = carers_of([mark.event for mark in rejected])
    nameless = [
        mark.event
        for mark in rejected
        if mark.event.person is None and not rejections.is_child(mark.ref)
    ]
    cancelled = carers_of(events_of(marks.cancelled))
    timely = {e.person for e in carers_of(events_of(set(marks.counted) - set(marks.late)))}
    there = events_of([*marks.counted, *marks.cancelled])
    young = lives_of({event.person for event in there if event.person is not None})
    others = [e for e in there if e.person not in young or not young[e.person].is_child(e.day)]
    return [
        where.cause("rejected", DOWN, [*nameless, *once(held, {*counted, None})]),
        where.cause("cancelled", DOWN, once(cancelled, counted)),
        where.cause("joined", DOWN, joined(marks, own)),
        where.cause("others", DOWN, once(others, counted | {e.person for e in cancelled})),
        *where.moved(own, once=True),
        *where.elsewhere(),
        where.cause("late", UP, once(carers_of(events_of(marks.late)), timely)),
    ]


def families(answer: Answer, rejections: Rejections) -> list[Cause]:
    """Of families that came or were visited."""
    where, marks = Whereabouts(answer, rejections), marks_of(answer)
    own = set(listed(answer.measure.name, period=answer.period).ids)
    came = {mark.family for mark in marks.counted}
    timely = {mark.family for mark in set(marks.counted) - set(marks.late)}
    statement = f"SELECT count(*) FROM {FAMILY_ROOTS} f WHERE root = ANY(%s)"  # noqa: S608
    ((merged,),) = fetch(statement, [sorted(own)])
    counts = (
        ("rejected", DOWN, len(rejections.families(answer.period, own))),
        ("cancelled", DOWN, len({mark.family for mark in marks.cancelled} - own)),
        ("joined", DOWN, merged),
        ("visited", UP, len(own - came)),
        ("late", UP, len(came - timely)),
    )
    moved = where.moved(
        events_of(marks.counted), once=True, whose=[mark.family for mark in marks.counted]
    )
    # A family may live in two places: whatever else differs may differ in any of them, once.
    return [
        *(Cause(name=name, effect=way, things=[ANYWHERE] * count) for name, way, count in counts),
        *moved,
        *where.elsewhere(),
    ]

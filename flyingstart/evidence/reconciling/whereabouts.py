"""Where the old system may have counted what we count, or do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.measures.dimensions import NOT_KNOWN, OUTSIDE
from flyingstart.evidence.reconciling.placing import Event, areas_of
from flyingstart.evidence.reconciling.pools import ANYWHERE, Areas, Cause
from flyingstart.evidence.reconciling.rejections import Rejections
from flyingstart.kernel.api import clock

DOWN, UP = -1, 1


class Whereabouts:
    """The areas of a question, if it asks for any."""

    def __init__(self, answer: Answer, rejections: Rejections) -> None:
        self._answer = answer
        self._rejections = rejections

    def cause(self, name: str, effect: int, events: Sequence[Event]) -> Cause:
        """Things that only one of us counted: where somebody lived then, or lives now."""
        if not self._answer.by:
            return Cause(name=name, effect=effect, things=[ANYWHERE] * len(events))
        things = [_among({*others, then}) for then, others in self._where(events)]
        return Cause(name=name, effect=effect, things=things)

    def moved(
        self, events: Sequence[Event], *, once: bool, whose: Sequence[int] = ()
    ) -> list[Cause]:
        """Things that both counted: we where somebody lived then, they perhaps elsewhere.

        `once`: people are counted, or `whose` the events are, once in each area; otherwise each
        event is.
        """
        if not self._answer.by:
            return []
        then_of: dict[int, set[str]] = defaultdict(set)
        others_of: dict[int, set[str | None]] = defaultdict(set)
        for number, (event, (then, others)) in enumerate(
            zip(events, self._where(events), strict=True)
        ):
            if then is None:
                # No move: it is in no area at all.
                continue
            one = whose[number] if whose else event.person
            key = one if once and one is not None else -1 - number
            then_of[key].add(then)
            others_of[key] |= others
        elsewhere = [others - then_of[key] for key, others in others_of.items()]
        here: list[Areas] = [
            frozenset({then})
            for key, own in then_of.items()
            for then in own
            if others_of[key] - {then}
        ]
        return [
            Cause(
                name="moved", effect=DOWN, things=[_among(areas) for areas in elsewhere if areas]
            ),
            Cause(name="moved", effect=UP, things=here),
        ]

    def elsewhere(self, *, heads: int = 0) -> list[Cause]:
        """What we count in no area: there is no saying in which the old system did.

        `heads`: people without names, whom nobody counted in any.
        """
        counted = {
            value: row.numerator or 0
            for row in self._answer.rows
            for value in row.by.values()
            if value in {OUTSIDE, NOT_KNOWN}
        }
        if NOT_KNOWN in counted:
            counted[NOT_KNOWN] -= heads
        here = [frozenset({str(value)}) for value, count in counted.items() for _ in range(count)]
        return [
            Cause(name="elsewhere", effect=DOWN, things=[ANYWHERE] * len(here)),
            Cause(name="elsewhere", effect=UP, things=here),
        ]

    def _where(self, events: Sequence[Event]) -> list[tuple[str | None, set[str | None]]]:
        """Of each event the area then, and those now and by an address that was rejected."""
        today, area_set = clock.today(), self._answer.area_set
        then = areas_of(area_set, events)
        now = areas_of(area_set, [event._replace(day=today) for event in events])
        also = [
            (place, Event(None, event.day, postcode))
            for place, event in enumerate(events)
            for first, after, postcode in self._rejections.addresses.get(event.person or 0, ())
            if first <= event.day < after or first <= today < after
        ]
        found: dict[int, set[str | None]] = defaultdict(set)
        areas = areas_of(area_set, [event for _, event in also])
        for (place, _), area in zip(also, areas, strict=True):
            found[place].add(area)
        return [(area, {now[place], *found[place]}) for place, area in enumerate(then)]


def _among(areas: set[str | None]) -> Areas:
    """One of these; any, where one of them is not known."""
    known = frozenset(area for area in areas if area is not None)
    return known if len(known) == len(areas) else ANYWHERE

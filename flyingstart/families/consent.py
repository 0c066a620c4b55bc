"""May something be sent to this person? Whoever sends, texts or rings asks here each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from flyingstart.families.enums import Channel, DetailKind, Purpose
from flyingstart.families.models import Person
from flyingstart.families.queries.lists.described import Number
from flyingstart.families.queries.reachable import reachable, reachable_by
from flyingstart.families.rules.contacting import Allowed, Refused, judge
from flyingstart.kernel.api import clock


def may_contact(
    person: Person, channel: Channel, purpose: Purpose, *, at: dt.datetime
) -> Allowed | Refused:
    """Whether something may be sent to one person now, and where; else why not.

    A voicemail and a letter need a "yes", whatever they are for. Who was merged into another person
    is asked about as that one.
    """
    today = clock.london_day(at)
    known = reachable([person.pk], today, with_homes=channel == Channel.LETTER)[person.pk]
    return judge(known, channel, purpose, today, to_many=False)


def may_contact_each(
    people: Collection[int], channel: Channel, purpose: Purpose, *, at: dt.datetime
) -> dict[int, Allowed | Refused]:
    """The same of people by internal id, to each of whom something of their own is sent."""
    today = clock.london_day(at)
    return {
        asked: judge(known, channel, purpose, today, to_many=False)
        for asked, known in reachable(people, today, with_homes=channel == Channel.LETTER).items()
    }


def may_contact_many(
    people: Collection[int], channel: Channel, purpose: Purpose, *, at: dt.datetime
) -> dict[int, Allowed | Refused]:
    """The same of many people by internal id, to whom the same is sent at once: never under 18.

    Two records of one person give the same answer: send once to each `Allowed.person`.
    """
    today = clock.london_day(at)
    return {
        asked: judge(known, channel, purpose, today, to_many=True)
        for asked, known in reachable(people, today, with_homes=channel == Channel.LETTER).items()
    }


def numbers_to_ring(records: Mapping[int, Sequence[int]]) -> dict[int, Number]:
    """The phone numbers of people, and whether a colleague may ring them today. One query.

    People are given by internal id with all their records, the one that was kept first.
    """
    today = clock.today()
    found = {}
    for asked, known in reachable_by(records, today).items():
        verdict = judge(known, Channel.CALL, Purpose.ANSWER, today, to_many=False)
        phone = known.details.get(DetailKind.PHONE, "")
        found[asked] = Number(phone, isinstance(verdict, Allowed), bool(known.details))
    return found

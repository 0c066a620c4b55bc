"""Why the children registered were counted otherwise."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from flyingstart.evidence.answer import Answer
from flyingstart.evidence.measuring import listed
from flyingstart.evidence.reconciling.placing import LONGER_A_CHILD, Event
from flyingstart.evidence.reconciling.pools import Cause
from flyingstart.evidence.reconciling.rejections import Rejections
from flyingstart.evidence.reconciling.whereabouts import DOWN, UP, Whereabouts
from flyingstart.families.facts import PERSON_ROOTS
from flyingstart.kernel.api import facts, fetch


def registered(answer: Answer, rejections: Rejections) -> list[Cause]:
    """Of the children whose registration is in force on the last day."""
    where, day = Whereabouts(answer, rejections), answer.period.end
    own = sorted(listed(answer.measure.name, period=answer.period).ids)
    alive = rejections.deaths(day) & set(own)
    without = _not_counted(day)
    return [
        where.cause("rejected", DOWN, rejections.children(day)),
        *(
            where.cause(name, DOWN, [Event(person, day) for person in without[name]])
            for name in ("died", "five", "later")
        ),
        where.cause("joined", DOWN, [Event(person, day) for person in _joined(own)]),
        *where.moved([Event(person, day) for person in own], once=True),
        *where.elsewhere(),
        where.cause("rejected", UP, [Event(person, day) for person in sorted(alive)]),
    ]


def _not_counted(day: dt.date) -> dict[str, list[int]]:
    """Children with a registration that does not count on a day, by why it does not."""
    statement = f"""
        SELECT p.person,
               CASE WHEN p.died_on <= %(day)s THEN 'died'
                    WHEN p.fifth_birthday <= %(day)s THEN 'five'
                    ELSE 'later' END
        FROM ({facts["registration"].select}) r
        JOIN ({facts["person"].select}) p ON p.person = r.person
        WHERE r.ends_on > %(day)s AND p.date_of_birth <= %(day)s AND p.fifth_birthday > %(eighteen)s
        GROUP BY p.person, p.died_on, p.fifth_birthday
        HAVING p.died_on <= %(day)s OR p.fifth_birthday <= %(day)s OR min(r.starts_on) > %(day)s
        ORDER BY p.person
    """  # noqa: S608 - our own names
    found = defaultdict(list)
    for person, why in fetch(statement, {"day": day, "eighteen": day - LONGER_A_CHILD}):
        found[why].append(person)
    return found


def _joined(people: list[int]) -> list[int]:
    """Each as often as other records were merged into theirs."""
    statement = f"SELECT root FROM {PERSON_ROOTS} r WHERE root = ANY(%s) ORDER BY root"  # noqa: S608
    return [root for (root,) in fetch(statement, [people])]

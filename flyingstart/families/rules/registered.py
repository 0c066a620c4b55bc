"""A person's registrations in a family, and expected births: pure, on plain values."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import ExpectedBirthOutcome
from flyingstart.families.queries.held import FamilyKey, Pregnancy, Registered
from flyingstart.families.rules.days import Day

SAME_PREGNANCY = dt.timedelta(days=42)
"""A due date is put right by no more than this; what differs more is another pregnancy."""

Registrations = tuple[Registered, ...]
Pregnancies = tuple[Pregnancy, ...]


def latest_in(held: Registrations, family: FamilyKey) -> Registered | None:
    """The registration in a family that started last."""
    own = [registered for registered in held if registered.family == family]
    return max(own, key=lambda registered: registered.registered_on, default=None)


def with_registration(
    held: Registrations,
    family: FamilyKey,
    registered_on: Day | None,
    left_on: Day | None,
    as_of: Day,
) -> tuple[Registrations, str]:
    """The registrations after a row said these days, and what is strange about it, or "".

    A day that is not said stays. Who is registered anew on or after the day of leaving has two
    registrations; what would overlap another one is left as it was.
    """
    latest = latest_in(held, family)
    if latest is None:
        return (*held, Registered(None, family, registered_on or as_of, left_on)), ""
    same_day = (r for r in held if r.family == family and r.registered_on == registered_on)
    old = next(same_day, latest)
    again = (
        registered_on is not None
        and old.registered_on != registered_on
        and old.left_on is not None
        and registered_on >= old.left_on
    )
    if again and registered_on is not None:
        new = Registered(None, family, registered_on, left_on)
    else:
        new = old._replace(
            registered_on=registered_on or old.registered_on, left_on=left_on or old.left_on
        )
    others = [r for r in held if r.family == family and (again or r != old)]
    if new == old:
        over = registered_on is None and left_on is None and not _in_force(old, as_of)
        return held, _ended(old) if over else ""
    if any(_overlap(new, other) for other in others):
        return held, "another registration in this family overlaps these days; nothing is changed"
    kept = held if again else tuple(r for r in held if r != old)
    return (*kept, new), ""


def with_due_date(held: Pregnancies, family: FamilyKey, due_on: Day) -> tuple[Pregnancies, str]:
    """The expected births after a row said a due date, and what is strange about it, or "".

    A pregnancy that is over is never opened again by a list that has not heard of it.
    """
    own = [pregnancy for pregnancy in held if pregnancy.family == family]
    if any(pregnancy.due_on == due_on for pregnancy in own):
        return held, ""
    expected = next((p for p in own if not p.outcome), None)
    if expected is not None:
        far = abs(expected.due_on - due_on) > SAME_PREGNANCY
        new = expected._replace(due_on=due_on)
        words = f"the birth was expected on {expected.due_on:%d/%m/%Y}; the date is changed"
        return tuple(new if p == expected else p for p in held), words if far else ""
    if any(abs(pregnancy.due_on - due_on) <= SAME_PREGNANCY for pregnancy in own):
        return held, "nothing more is expected of about this date; it stays so"
    return (*held, Pregnancy(None, family, due_on, "")), ""


def with_outcome(
    held: Pregnancies, pregnancy: Pregnancy, outcome: ExpectedBirthOutcome
) -> Pregnancies:
    """The expected births after one of them is over."""
    return tuple(p._replace(outcome=outcome.value) if p == pregnancy else p for p in held)


def _in_force(registered: Registered, day: Day) -> bool:
    return registered.left_on is None or day < registered.left_on


def _ended(registered: Registered) -> str:
    return (
        f"the registration ended on {registered.left_on:%d/%m/%Y} and stays so; to register "
        "again, say registered_on"
    )


def _overlap(one: Registered, other: Registered) -> bool:
    """As the database sees it: half open, and leaving before registering is no day at all."""
    starts = max(one.registered_on, other.registered_on)
    ends = [r.left_on for r in (one, other) if r.left_on is not None]
    empty = any(r.left_on is not None and r.left_on <= r.registered_on for r in (one, other))
    return not empty and all(starts < end for end in ends)

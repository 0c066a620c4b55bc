"""Whether something may be sent to a person: the consent engine, pure, on plain values.

One "no" anywhere outweighs every "yes": on any record of the person, in any family. What was not
said is not assumed, and a "yes" that somebody else listened to is not one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flyingstart.families.enums import (
    CARING_ROLES,
    ONLY_IF_SAID,
    Channel,
    DetailKind,
    Purpose,
    Role,
    Silence,
)
from flyingstart.families.queries.reachable import Reachable
from flyingstart.families.rules.checks import OF_AGE
from flyingstart.kernel.api import birthdays

DETAILS: Mapping[Channel, DetailKind] = {
    Channel.SMS: DetailKind.PHONE,
    Channel.CALL: DetailKind.PHONE,
    Channel.VOICEMAIL: DetailKind.PHONE,
    Channel.EMAIL: DetailKind.EMAIL,
}


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """It may be sent: to this person, by the internal id of the record that was kept, there."""

    person: int
    to: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """It may not be sent."""

    person: int
    why: Silence


def judge(
    known: Reachable, channel: Channel, purpose: Purpose, today: dt.date, *, to_many: bool
) -> Allowed | Refused:
    """Whether something may be sent to a person; `to_many`: the same goes to many at once."""
    why = _silenced(known, today, to_many=to_many) or _unwanted(known, channel, purpose)
    if channel == Channel.LETTER:
        to = known.home
        why = why or (Silence.HIDDEN if known.home_is_hidden else None)
    else:
        to = known.details.get(DETAILS[channel], "")
    if why is None and not to:
        why = Silence.NO_DETAIL
    return Refused(person=known.person, why=why) if why else Allowed(person=known.person, to=to)


def _silenced(known: Reachable, today: dt.date, *, to_many: bool) -> Silence | None:
    """What forbids every message, whatever the person said."""
    if known.is_moving:
        return Silence.MOVING
    if known.has_died:
        return Silence.DIED
    if known.is_paused:
        return Silence.PAUSED
    if known.objects:
        return Silence.OBJECTS
    is_minor = known.date_of_birth is not None and today < birthdays.birthday(
        known.date_of_birth, age=OF_AGE
    )
    cares = not known.roles.isdisjoint(CARING_ROLES)
    # A young parent is a person in her own right. Of whom no birth date is known, the role tells.
    is_child = is_minor or (known.date_of_birth is None and Role.CHILD in known.roles)
    if is_child and not cares:
        return Silence.CHILD
    return _too_young_for_many(known, today) if to_many else None


def _too_young_for_many(known: Reachable, today: dt.date) -> Silence | None:
    if known.many_from is None:
        return Silence.NO_LAW
    born = known.date_of_birth
    is_under = born is not None and today < birthdays.birthday(born, age=known.many_from)
    return Silence.UNDER_AGE if is_under else None


def _unwanted(known: Reachable, channel: Channel, purpose: Purpose) -> Silence | None:
    answers = known.answers.get(channel, set())
    # Nobody leaves a voicemail without ringing.
    rung = known.answers.get(Channel.CALL, set()) if channel == Channel.VOICEMAIL else set()
    if False in answers | rung:
        return Silence.REFUSED
    if answers or (purpose != Purpose.PROMOTION and channel not in ONLY_IF_SAID):
        return None
    return Silence.NOT_ALONE if channel in known.overheard else Silence.NOT_ASKED

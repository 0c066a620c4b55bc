"""Who looked at whom, from the access log; and which looks are worth a second one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from flyingstart.accounts.api import AccessLog, User
from flyingstart.families.api import (
    Address,
    Family,
    FamilyTie,
    Person,
    every_record,
    family_records,
)
from flyingstart.kernel.api import clock
from flyingstart.privacy.judging import Line, Seen, surname, unusual
from flyingstart.privacy.models import LookReview

FAMILY = "family"
DAYS_BACK = 30
Names = Mapping[uuid.UUID, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Look:
    """A line that waits for a review: who, and the family looked at, if it is one."""

    line: Line
    user: User
    family: Family | None


def looks_at(person: Person) -> QuerySet[AccessLog]:
    """Who opened the record of a person or of a family of theirs, or was refused it; the newest
    first."""
    people = every_record(person.pk)
    ties = FamilyTie.objects.filter(person__in=people).values_list("family_id", flat=True)
    records = {pk for own in family_records(list(set(ties))).values() for pk in own}
    things = [
        *Family.objects.filter(pk__in=records).values_list("public_id", flat=True),
        *Person.objects.filter(pk__in=people).values_list("public_id", flat=True),
    ]
    return AccessLog.objects.filter(thing__in=things).select_related("user")


def unusual_looks(now: dt.datetime, days: int = DAYS_BACK) -> list[Look]:
    """Unusual looks of some days that nobody has reviewed, the newest first. Seven queries."""
    log = AccessLog.objects.filter(
        kind=FAMILY, thing__isnull=False, at__gte=now - dt.timedelta(days=days)
    )
    seen = [
        Seen(user=user, thing=thing, at=at)
        for user, thing, at in log.order_by().values_list("user_id", "thing", "at")
        if thing is not None
    ]
    users = User.objects.in_bulk({look.user for look in seen})
    names, postcodes, families = _of_families({look.thing for look in seen})
    lines = unusual(
        seen,
        surnames={pk: surname(user.name) for pk, user in users.items()},
        names=names,
        own_postcodes=_own_postcodes(users.values()),
        postcodes=postcodes,
    )
    done = set(
        LookReview.objects.filter(day__gte=now.date() - dt.timedelta(days=days + 1)).values_list(
            "kind", "user_id", "day", "thing"
        )
    )
    return [
        Look(line=line, user=users[line.user], family=families.get(line.thing or uuid.UUID(int=0)))
        for line in lines
        if (line.kind.value, line.user, line.day, line.thing) not in done
    ]


def _of_families(
    things: Collection[uuid.UUID],
) -> tuple[Names, Names, Mapping[uuid.UUID, Family]]:
    """Surnames and postcodes of the people of families, by the family's public id."""
    families = {family.public_id: family for family in Family.objects.filter(public_id__in=things)}
    names: dict[uuid.UUID, set[str]] = defaultdict(set)
    homes: dict[uuid.UUID, set[str]] = defaultdict(set)
    ties = FamilyTie.objects.filter(family__in=families.values())
    for thing, name in ties.values_list("family__public_id", "person__family_name"):
        names[thing].add(surname(name))
    addresses = Address.objects.filter(person__ties__in=ties).exclude(postcode="")
    for thing, postcode in addresses.values_list(
        "person__ties__family__public_id", "postcode"
    ).distinct():
        homes[thing].add(postcode)
    return (
        {thing: frozenset(found - {""}) for thing, found in names.items()},
        {thing: frozenset(found) for thing, found in homes.items()},
        families,
    )


def _own_postcodes(users: Collection[User]) -> Mapping[int, frozenset[str]]:
    """Where people live who are registered here under the email that they sign in with."""
    # That one is in small letters; what families write is as they wrote it.
    emails = {user.email: user.pk for user in users}
    found: dict[int, set[str]] = defaultdict(set)
    rows = (
        Address.objects.annotate(
            by=F("person__contact_details__kind"), email=Lower("person__contact_details__value")
        )
        .filter(by="email", email__in=list(emails), ends_on=None)
        .exclude(postcode="")
    )
    for email, postcode in rows.values_list("email", "postcode"):
        found[emails[email]].add(postcode)
    return {pk: frozenset(homes) for pk, homes in found.items()}


def by_day(looks: Sequence[AccessLog]) -> list[AccessLog]:
    """One line a person and day: who opens a family all day long looked once that day."""
    kept: dict[tuple[int, dt.date, uuid.UUID | None, bool], AccessLog] = {}
    for look in looks:
        day = clock.london_day(look.at)
        kept.setdefault((look.user_id, day, look.thing, look.allowed), look)
    return list(kept.values())

"""`python -m bench.tablets_world make|queue|again|check|bare`: a morning of registers, what became.

`again` makes another morning for the workers of `queue`; `bare` inserts the marks of another such
morning by plain statements, for comparison.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

TABLETS, SESSIONS, FAMILIES = 30, 15, 10
QUEUED = 40
# By whom the words of plain statements are said.
PLAIN = "bench"
Registers = list[tuple[Any, list[tuple[Any, Any]], dict[tuple[Any, int], str]]]


def make() -> dict[str, Any]:
    """Sessions of today with families to tap, and a signed-in worker for each tablet.

    `tablets`: for each its session cookie, its session, and the people (with family) it can tap.
    """
    registers = _registers()
    return _with_workers(_tablets(registers), registers)


def queue() -> dict[str, Any]:
    """The same of larger registers; the two tablets at each have different people to tap."""
    registers = _registers(2 * QUEUED)
    return _with_workers(_halved(_tablets(registers)), registers)


def again() -> dict[str, Any]:
    """As `queue`, of other registers at the same places, for those who sign in there already."""
    return _halved(_tablets(_registers(2 * QUEUED)))


def _halved(world: dict[str, Any]) -> dict[str, Any]:
    for number, tablet in enumerate(world["tablets"]):
        begin = number // SESSIONS * QUEUED
        tablet["taps"] = tablet["taps"][begin : begin + QUEUED]
    return world


def _with_workers(world: dict[str, Any], registers: Registers) -> dict[str, Any]:
    for number, tablet in enumerate(world["tablets"]):
        session = registers[number % SESSIONS][0]
        tablet["cookie"] = _worker(number, session.site.neighbourhood)
    return world


def _tablets(registers: Registers) -> dict[str, Any]:
    return {
        "tablets": [
            {
                "session": str(session.public_id),
                "taps": [
                    [ids[type(person), person.pk], ids[type(family), family.pk]]
                    for person, family in pairs
                ],
            }
            for number in range(TABLETS)
            for session, pairs, ids in [registers[number % SESSIONS]]
        ]
    }


def _registers(people_each: int = 3 * FAMILIES) -> Registers:
    """Sessions that begin now, each with people and their families, and the public ids of these."""
    import datetime as dt

    from flyingstart.activities.api import Activity, SessionDetails, schedule_session
    from flyingstart.families.api import Family, FamilyPlace, FamilyTie, Person, Role
    from flyingstart.kernel.api import Actor, clock
    from flyingstart.places.api import Site

    by, at = Actor.command("bench"), clock.now()
    activity = Activity.objects.order_by("pk").first()
    sites = list(Site.objects.exclude(neighbourhood=None).order_by("pk"))
    assert activity is not None
    registers = []
    for number in range(SESSIONS):
        details = SessionDetails(
            activity_id=activity.pk,
            site_id=sites[number % len(sites)].pk,
            starts_at=at,
            ends_at=at + dt.timedelta(hours=2),
        )
        session = schedule_session(details=details, by=by, at=at)
        families = Family.objects.bulk_create(Family() for _ in range(FAMILIES))
        people = Person.objects.bulk_create(
            Person(given_name=f"Given{n}", family_name=f"Family{number}")
            for n in range(people_each)
        )
        pairs = [(one, families[n % FAMILIES]) for n, one in enumerate(people)]
        FamilyTie.objects.bulk_create(
            FamilyTie(person=person, family=family, role=Role.PARENT) for person, family in pairs
        )
        FamilyPlace.objects.bulk_create(
            FamilyPlace(
                family=family,
                neighbourhood=session.site.neighbourhood,
                reason="bench",
                starts_on=clock.today(),
            )
            for family in families
        )
        ids = _public_ids(Person, people) | _public_ids(Family, families)
        registers.append((session, pairs, ids))
    return registers


def bare() -> dict[str, Any]:
    """As many words and marks as the tablets send, in one batch each: seconds, and rows."""
    import time
    import uuid

    from django.db import connection, transaction

    from flyingstart.kernel.api import clock

    at = clock.now()
    marks = [
        (session.pk, person.pk, family.pk, "attended", at)
        for session, pairs, _ids in _registers(2 * QUEUED)
        for person, family in pairs
    ]
    entries = [(uuid.uuid4(), *row, at, PLAIN) for row in marks]
    of_an_entry = "id, session_id, person_id, family_id, status, said_at, received_at, said_by"
    of_a_mark = "session_id, person_id, family_id, status, marked_at"
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, rows in (
            ("activities_registerentry", of_an_entry, entries),
            ("activities_mark", of_a_mark, marks),
        ):
            one = f"({', '.join(['%s'] * len(rows[0]))})"
            said = f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(rows))}"
            cursor.execute(said, [value for row in rows for value in row])
    return {"seconds": time.perf_counter() - begun, "rows": len(entries) + len(marks)}


def _public_ids(model: Any, rows: Any) -> dict[tuple[Any, int], str]:
    held = model.objects.filter(pk__in=[row.pk for row in rows])
    return {(model, pk): str(public_id) for pk, public_id in held.values_list("pk", "public_id")}


def _worker(number: int, neighbourhood: Any) -> str:
    """Somebody who takes registers there and has agreed to the rules; their browser's cookie."""
    from django.conf import settings
    from django.test import Client

    from flyingstart.accounts.api import Grant, Reach, User, accept_terms, current_terms
    from flyingstart.kernel.api import Actor, ActorKind, clock

    user = User.objects.create_user(
        f"tablet{number}@example.org", None, name=f"Tablet {number}", is_staff=True
    )
    Grant.objects.create(
        user=user,
        role_name="session_staff",
        reach=Reach.NEIGHBOURHOOD,
        neighbourhood=neighbourhood,
        starts_on=clock.today(),
    )
    if (terms := current_terms()) is not None:
        by = Actor(kind=ActorKind.USER, name=str(user), id=user.public_id)
        accept_terms(user=user, edition=terms.edition, by=by, at=clock.now())
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def check() -> dict[str, Any]:
    """Every word of the tablets in the journal, and what their registers say of each."""
    from flyingstart.activities.api import Mark
    from flyingstart.activities.models import RegisterEntry

    plain = RegisterEntry.objects.filter(said_by=PLAIN)
    words = RegisterEntry.objects.exclude(said_by=PLAIN)
    marks = Mark.objects.exclude(session__in=plain.values("session"))
    marks = marks.select_related("session", "person")
    return {
        "words": [str(pk) for pk in words.values_list("pk", flat=True)],
        "marks": {f"{m.session.public_id} {m.person.public_id}": m.status for m in marks},
    }


def main() -> None:
    """Print what was asked for as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flyingstart.config.settings")
    django.setup()
    what = {"make": make, "queue": queue, "again": again, "check": check, "bare": bare}
    print(json.dumps(what[sys.argv[1]]()))


if __name__ == "__main__":
    main()

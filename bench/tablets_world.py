"""`python -m bench.tablets_world make|check`: a morning of registers, and what became of it."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

TABLETS, SESSIONS, FAMILIES = 30, 15, 10


def make() -> dict[str, Any]:
    """Sessions of today with families to tap, and a signed-in worker for each tablet.

    `tablets`: for each its session cookie, its session, and the people (with family) it can tap.
    """
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
            for n in range(3 * FAMILIES)
        )
        pairs = list(zip(people, families * 3, strict=True))
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
        taps = [[ids[Person, person.pk], ids[Family, family.pk]] for person, family in pairs]
        registers.append((session, taps))
    return {
        "tablets": [
            {
                "cookie": _worker(number, session.site.neighbourhood),
                "session": str(session.public_id),
                "taps": taps,
            }
            for number in range(TABLETS)
            for session, taps in [registers[number % SESSIONS]]
        ]
    }


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
    """Every word in the journal, and what the registers say of each."""
    from flyingstart.activities.api import Mark
    from flyingstart.activities.models import RegisterEntry

    marks = Mark.objects.select_related("session", "person")
    return {
        "words": [str(pk) for pk in RegisterEntry.objects.values_list("pk", flat=True)],
        "marks": {f"{m.session.public_id} {m.person.public_id}": m.status for m in marks},
    }


def main() -> None:
    """Print what was asked for as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flyingstart.config.settings")
    django.setup()
    print(json.dumps({"make": make, "check": check}[sys.argv[1]]()))


if __name__ == "__main__":
    main()

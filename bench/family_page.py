"""The page of a family with 500 entries in its timeline, beside that of one with 20."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bench.home import place
from bench.inside import measured
from bench.report import Claim, best_of

if TYPE_CHECKING:
    from flyingstart.accounts.api import User
    from flyingstart.families.api import Family

Figures = dict[str, float]

FEW, MANY = 20, 500
ROUNDS = 15


def run() -> Iterator[Claim]:
    """The same number of queries, and at most three times as long."""
    with place("bench_family_page") as here:
        found = measured(here, "family_page")
    for name, work in (("page", "the family page, drawn"), ("timeline", "its timeline, read")):
        queries = {found[f"{name}_queries_{size}"] for size in ("few", "many")}
        if len(queries) > 1:
            raise SystemExit(f"the number of queries of {work} grows with its entries")
        yield Claim(
            work=f"{work}, {MANY} entries",
            beside=f"the same with {FEW} entries",
            ours=found[f"{name}_many"],
            theirs=found[f"{name}_few"],
            at_most=3,
            note=f"{queries.pop():.0f} queries each",
        )


def family_page() -> Figures:
    """In one process of the product: two families, each page and timeline timed and counted."""
    from flyingstart.accounts.api import User
    from flyingstart.families.api import timeline_of

    user = User.objects.create_superuser("bench@example.org", name="Bench")
    families = {"few": _family(FEW), "many": _family(MANY)}
    found: Figures = {}
    for size, family in families.items():
        works: dict[str, Callable[[], object]] = {
            "page": lambda family=family: _draw(family, user),  # type: ignore[misc]
            "timeline": lambda family=family: timeline_of(family, user=user),  # type: ignore[misc]
        }
        for name, work in works.items():
            work()  # what the first of a process pays for
            found[f"{name}_queries_{size}"] = _queries(work)
            found[f"{name}_{size}"] = best_of(ROUNDS, work)
    return found


def _family(entries: int) -> Family:
    """A mother and a child: two entries of registration and birth, then mostly attendances."""
    from flyingstart.activities.api import Activity, Mark, Session
    from flyingstart.families.api import (
        Contact,
        Member,
        Note,
        Person,
        PersonDetails,
        RegistrationForm,
        Role,
        register_family,
    )
    from flyingstart.kernel.api import Actor, clock
    from flyingstart.places.api import Site

    at = clock.now()
    born = at.date() - dt.timedelta(days=700)
    members = (
        Member(details=PersonDetails(given_name="Zofia"), role=Role.PARENT),
        Member(details=PersonDetails(given_name="Ayaan", date_of_birth=born), role=Role.CHILD),
    )
    family = register_family(form=RegistrationForm(members=members), by=Actor.command("b"), at=at)
    people = list(Person.objects.filter(ties__family=family))
    activity, site = Activity.objects.order_by("pk")[0], Site.objects.order_by("pk")[0]
    for number in range(entries - 2):
        moment = at - dt.timedelta(hours=7 * number + 1)
        if number % 10 == 0:
            Note.objects.create(
                family=family,
                text="They came along. " * 9,
                written_by_name="Kim",
                written_at=moment,
            )
        elif number % 5 == 0:
            Contact.objects.create(
                family=family, happened_at=moment, kind="home_visit", face_to_face=True
            )
        else:
            session = Session.objects.create(activity=activity, site=site, starts_at=moment)
            Mark.objects.bulk_create(
                Mark(session=session, person=who, family=family, status="attended")
                for who in people
            )
    return family


def _draw(family: Family, user: User) -> None:
    """The page itself, as the view answers it."""
    from django.db import transaction
    from django.test import RequestFactory
    from django.urls import reverse

    from flyingstart.families.web.staff.family.views import show

    request = RequestFactory().get(reverse("family", args=[family.public_id]))
    request.user = user
    with transaction.atomic():
        response = show(request, public_id=family.public_id)
        response.render()  # type: ignore[attr-defined]
    if response.status_code != 200:
        raise SystemExit(f"the page answered {response.status_code}")


def _queries(work: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)

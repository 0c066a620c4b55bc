"""The list of sessions as staff see it, 50 rows, beside a bare view that asks the same."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.first_view import browsing, in_kilobytes, weigh
from bench.home import place
from bench.inside import measured
from bench.report import Claim, Limit, in_turn

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Figures = dict[str, float]

ROUNDS = 20
# Three years of a town: 40 sessions a week with rooms and people.
WEEKS, A_WEEK = 156, 40
MOST_QUERIES, MOST_BYTES = 15, 150_000
DESK = {"width": 1440, "height": 900}
PATH = "/staff/sessions/"
COOKIE, SIGNED_IN = "flyingstart_session", "benchbenchbenchbenchbenchbench12"


def run() -> Iterator[Claim | Limit]:
    """At most three times as long, fifteen queries, and 150 kB on first view."""
    with place("bench_staff_list") as here:
        found = measured(here, "staff_list")
        with browsing(here) as (browser, site):
            weight, parts = weigh(
                browser, f"{site}{PATH}", viewport=DESK, cookies={COOKIE: SIGNED_IN}
            )
    yield Claim(
        work=f"the staff list of sessions, {found['rows']:.0f} rows shown of {WEEKS * A_WEEK}",
        beside="a bare view with the same queries",
        ours=found["ours"],
        theirs=found["bare"],
        at_most=3,
    )
    yield Limit(work="the same", figure=found["queries"], limit=MOST_QUERIES, unit="queries")
    yield Limit(
        work="its first view at a desk",
        figure=weight / 1000,
        limit=MOST_BYTES / 1000,
        unit="kB",
        note=in_kilobytes(parts),
    )


def staff_list() -> Figures:
    """In one process of the product: years of sessions, then both views, all the way through."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    # WhiteNoise warns where nothing has been collected yet.
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    _make_years()
    manager = Client(SERVER_NAME="localhost")
    _sign_in(manager)
    with override_settings(ROOT_URLCONF="bench.staff_list_bare"):
        for path in (PATH, "/bare/"):
            manager.get(path)
        with CaptureQueriesContext(connection) as queries:
            page = manager.get(PATH)
        if page.status_code != 200:
            raise SystemExit(f"the page answered {page.status_code}")
        sent = [query["sql"] for query in queries.captured_queries]
        with CaptureQueriesContext(connection) as queries:
            manager.get("/bare/")
        # Who asks and in which transaction is found out for the bare view too.
        alike = {query["sql"] for query in queries.captured_queries}
        bare_view.statements = [sql for sql in sent if sql not in alike]
        ours, bare = in_turn(ROUNDS, lambda: manager.get(PATH), lambda: manager.get("/bare/"))
    return {
        "ours": ours,
        "bare": bare,
        "queries": len([sql for sql in sent if sql not in {"BEGIN", "COMMIT"}]),
        "rows": page.content.count(b'<th scope="row"'),
    }


class Bare:
    """A view that asks the same and writes down what it is told."""

    statements: list[str] = []

    def __call__(self, _request: HttpRequest) -> HttpResponse:
        from django.db import connection
        from django.http import HttpResponse

        lines: list[str] = []
        with connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)
                lines += (" ".join(map(str, row)) for row in cursor.fetchall())
        return HttpResponse("\n".join(lines), content_type="text/plain")


bare_view = Bare()


def _sign_in(client: object) -> None:
    """A manager of everything, all steps of signing in behind them; under a known key."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.test import Client

    from flyingstart.accounts.api import Acceptance, Grant, Reach, User, current_terms
    from flyingstart.kernel.api import clock

    assert isinstance(client, Client)
    user = User.objects.create_user("bench@example.org", name="Bench", is_staff=True)
    Grant.objects.create(
        user=user, role_name="manager", reach=Reach.AUTHORITY, starts_on=dt.date(2020, 1, 1)
    )
    Authenticator.objects.create(user_id=user.pk, type=Authenticator.Type.TOTP, data={})
    terms = current_terms()
    if terms:
        Acceptance.objects.create(user=user, terms=terms, accepted_at=clock.now())
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    Session.objects.filter(session_key=key).update(session_key=SIGNED_IN)
    client.cookies[settings.SESSION_COOKIE_NAME] = SIGNED_IN


def _make_years() -> None:
    """Each weekday eight sessions, each with a room and a lead; half of them are to come."""
    from flyingstart.accounts.api import User
    from flyingstart.activities.api import Activity, Session, SessionWorker
    from flyingstart.kernel.api import clock
    from flyingstart.places.api import Room, Site

    sites = list(Site.objects.filter(is_delivery=True).order_by("pk"))
    rooms = Room.objects.bulk_create(Room(site=site, name="Blue room") for site in sites)
    leads = [
        User.objects.create_user(f"lead{number}@example.org", name=f"Lead {number}", is_staff=True)
        for number in range(A_WEEK // 5)
    ]
    activities = list(Activity.objects.order_by("pk"))
    monday = clock.today() - dt.timedelta(days=clock.today().weekday(), weeks=WEEKS // 2)
    sessions = []
    for week, day, number in itertools.product(range(WEEKS), range(5), range(A_WEEK // 5)):
        when = monday + dt.timedelta(weeks=week, days=day)
        starts_at = dt.datetime.combine(when, dt.time(9 + number % 6), tzinfo=clock.LONDON)
        room = rooms[number % len(rooms)]
        sessions.append(
            Session(
                activity=activities[(week + number) % len(activities)],
                site=room.site,
                room=room,
                starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(minutes=90),
            )
        )
    made = Session.objects.bulk_create(sessions)
    SessionWorker.objects.bulk_create(
        SessionWorker(session=one, worker=leads[number % len(leads)], is_lead=True)
        for number, one in enumerate(made)
    )

"""What's on, beside a bare view with the same queries; and what a phone fetches for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.first_view import Weight, browsing, in_kilobytes, weigh
from bench.home import Place, place
from bench.inside import measured
from bench.report import Claim, Limit, in_turn

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Figures = dict[str, float]

ROUNDS = 15
SERIES, WEEKS = 100, 13
MOST_QUERIES, MOST_BYTES = 12, 120_000
PHONE = {"width": 360, "height": 740}
HOME = "AB1 1AA"
PATH = f"/whats-on/?near={HOME.replace(' ', '')}&age=1y"
LANGUAGES = {"en": "in English", "ur": "in Urdu, with its Naskh"}


def run() -> Iterator[Claim | Limit]:
    """At most three times as long, twelve queries, and 120 kB on first view."""
    with place("bench_whats_on") as here:
        found = measured(here, "whats_on")
        weights = _weights(here)
    yield Claim(
        work=f"what's on near a postcode for a one-year-old, {found['entries']:.0f} sessions shown "
        f"of {SERIES * WEEKS}",
        beside="a bare view with the same queries",
        ours=found["ours"],
        theirs=found["bare"],
        at_most=3,
    )
    yield Limit(work="the same", figure=found["queries"], limit=MOST_QUERIES, unit="queries")
    for language, (weight, parts) in weights.items():
        yield Limit(
            work=f"its first view on a phone, {LANGUAGES[language]}",
            figure=weight / 1000,
            limit=MOST_BYTES / 1000,
            unit="kB",
            note=in_kilobytes(parts),
        )


def whats_on() -> Figures:
    """In one process of the product: a term of sessions, then both views, all the way through."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    # WhiteNoise warns where nothing has been collected yet.
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    _make_term()
    visitor = Client(SERVER_NAME="localhost")
    with override_settings(ROOT_URLCONF="bench.whats_on_bare"):
        with CaptureQueriesContext(connection) as queries:
            page = visitor.get(PATH)
        if page.status_code != 200:
            raise SystemExit(f"the page answered {page.status_code}")
        # The first is the middleware's, which the bare view runs through as well.
        every = [query["sql"] for query in queries.captured_queries]
        sent = [sql for sql in every if sql not in {"BEGIN", "COMMIT"}]
        bare_view.statements = [sql for sql in sent if "set_config" not in sql]
        visitor.get("/bare/")
        ours, bare = in_turn(ROUNDS, lambda: visitor.get(PATH), lambda: visitor.get("/bare/"))
    return {
        "ours": ours,
        "bare": bare,
        "queries": len(sent),
        "entries": page.content.count(b'class="fs-on__one'),
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


def _make_term() -> None:
    """A weekly session at each of the pack's places and hours until there are enough."""
    from flyingstart.activities.api import Activity, Session
    from flyingstart.kernel.api import clock
    from flyingstart.places.api import Postcode, Site

    sites = list(Site.objects.filter(is_delivery=True).order_by("pk"))
    for number, site in enumerate(sites):
        site.postcode = f"AB1 {number % 10}{'BCD'[number // 10]}D"
        Postcode.objects.create(
            text=site.postcode, latitude=51.85 + number / 400, longitude=-0.42, district="E07000001"
        )
    Site.objects.bulk_update(sites, ["postcode"])
    Postcode.objects.create(text=HOME, latitude=51.88, longitude=-0.42, district="E07000001")
    activities = list(Activity.objects.filter(offer="universal", reaches="family").order_by("pk"))
    today = clock.today()
    sessions = []
    for number in range(SERIES):
        hour = dt.time(9 + number // 7 % 7, 15 * (number % 4))
        for week in range(WEEKS):
            day = today + dt.timedelta(1 + number % 7 + 7 * week)
            starts_at = dt.datetime.combine(day, hour, tzinfo=clock.LONDON)
            sessions.append(
                Session(
                    activity=activities[number % len(activities)],
                    site=sites[number % len(sites)],
                    starts_at=starts_at,
                    ends_at=starts_at + dt.timedelta(minutes=90),
                    language=("", "", "", "", "urd", "pol")[number % 6],
                    cost_pence=(0, 0, 150)[number % 3],
                    note=("", "Bring nothing: we have toys, tea and fruit.")[number % 2],
                    listed=True,
                )
            )
    Session.objects.bulk_create(sessions)


def _weights(here: Place) -> dict[str, Weight]:
    """What a first view costs, by language."""
    with browsing(here) as (browser, site):
        return {
            language: weigh(browser, f"{site}{PATH}", viewport=PHONE, language=language)
            for language in LANGUAGES
        }

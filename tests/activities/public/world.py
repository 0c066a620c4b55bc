"""Two neighbourhoods, three places with and without a point, and things that are on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flyingstart.activities.api import Activity, Session
from flyingstart.activities.models import Programme, Series
from flyingstart.families.api import Code, CodeKind
from flyingstart.kernel.api import clock
from flyingstart.places.api import Area, AreaKind, AreaSet, FoundBy, Postcode, PostcodeArea, Site

# A Thursday in winter, nine in the morning.
NOW = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
HOME = "AB1 1AA"
LANGUAGES = [("urd", "Urdu", "اردو"), ("pol", "Polish", "پولش")]


def on(days: int, hour: int, minute: int = 0) -> dt.datetime:
    """A London time so many days from today."""
    day = TODAY + dt.timedelta(days)
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.LONDON)


@dataclass(frozen=True, kw_only=True)
class Town:
    """What there is before anything is on."""

    play: Activity
    massage: Activity
    club: Activity
    course: Activity
    hall: Site
    church: Site
    tent: Site
    hills: Area
    docks: Area


def make_town() -> Town:
    """The hall lies 0.7 miles from HOME, the church 3.5; nobody knows where the tent stands."""
    hoods = AreaSet.objects.create(code="hoods", name="Hoods", kind=AreaKind.NEIGHBOURHOOD)
    hills = Area.objects.create(area_set=hoods, code="hills", name="The Hills")
    docks = Area.objects.create(area_set=hoods, code="docks", name="The Docks")
    points = {HOME: (51.88, -0.42), "AB1 2BB": (51.89, -0.42), "AB1 3CC": (51.93, -0.41)}
    for text, (latitude, longitude) in points.items():
        Postcode.objects.create(
            text=text, latitude=latitude, longitude=longitude, district="E07000001"
        )
    # Held, in a neighbourhood, but nobody knows where.
    pointless = Postcode.objects.create(text="AB1 9ZZ", district="E07000001")
    PostcodeArea.objects.create(postcode=pointless, area=docks, how=FoundBy.FILE)
    for position, (code, label, urdu) in enumerate(LANGUAGES):
        Code.objects.create(
            kind=CodeKind.LANGUAGE,
            code=code,
            label=label,
            labels={"ur": urdu},
            position=position,
        )
    return Town(
        play=_activity("play", "Stay and Play", 0, 60),
        massage=_activity("massage", "Baby Massage", 1, 12),
        club=_activity("club", "Pregnancy Club", offer="antenatal", reaches="expected"),
        course=_activity("course", "Money course", reaches="none"),
        hall=_site("hall", "The Hall", hills, "AB1 2BB"),
        church=_site("church", "St Anne’s", docks, "AB1 3CC"),
        tent=_site("tent", "The Tent", docks),
        hills=hills,
        docks=docks,
    )


def _activity(
    code: str,
    name: str,
    low: int | None = None,
    high: int | None = None,
    *,
    offer: str = "universal",
    reaches: str = "family",
) -> Activity:
    return Activity.objects.create(
        code=code,
        name=name,
        offer=offer,
        reaches=reaches,
        age_from_months=low,
        age_to_months=high,
    )


def _site(code: str, name: str, hood: Area, postcode: str = "") -> Site:
    return Site.objects.create(code=code, name=name, neighbourhood=hood, postcode=postcode)


def offered(town: Town, starts_at: dt.datetime, **changes: Any) -> Session:
    """A listed hour and a half of Stay and Play in the hall, unless changed."""
    given = {
        "activity": town.play,
        "site": town.hall,
        "ends_at": starts_at + dt.timedelta(minutes=90),
        "listed": True,
    }
    session = Session.objects.create(starts_at=starts_at, **(given | changes))
    session.refresh_from_db()
    return session


def weekly(town: Town, starts_at: dt.datetime, weeks: int = 3, **changes: Any) -> list[Session]:
    """A series of such sessions in a programme, one a week."""
    day = clock.london_day(starts_at)
    last = day + dt.timedelta(7 * (weeks - 1))
    site = changes.get("site", town.hall)
    programme, _ = Programme.objects.get_or_create(
        name="Winter term",
        neighbourhood=site.neighbourhood,
        defaults={"kind": "term", "starts_on": day, "ends_on": last},
    )
    local = starts_at.astimezone(clock.LONDON)
    series = Series.objects.create(
        programme=programme,
        activity=changes.get("activity", town.play),
        site=site,
        weekday=day.isoweekday(),
        starts=local.time(),
        ends=(local + dt.timedelta(minutes=90)).time(),
        first_on=day,
        last_on=last,
    )
    return [
        offered(
            town,
            starts_at + dt.timedelta(7 * week),
            series=series,
            planned_on=day + dt.timedelta(7 * week),
            **changes,
        )
        for week in range(weeks)
    ]

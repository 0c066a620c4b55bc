"""Where a family is looked after besides where it lives: colleagues there see it."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.models import Family, FamilyPlace
from flyingstart.families.operations.forms import WelcomedAt
from flyingstart.families.operations.members import hold_family
from flyingstart.families.operations.placing import WELCOMED, place_family
from flyingstart.families.rules import checks, keeping
from flyingstart.kernel.api import Actor, because, clock, operation
from flyingstart.places.api import Area, Site


@operation
def share_family(
    *,
    family: Family,
    neighbourhood: Area,
    site: Site | None = None,
    reason: str,
    starts_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> FamilyPlace:
    """Let a neighbourhood, or a site of it, look after a family from a day on, today by default.

    Who looks after it there already goes on doing so. Raises `PlaceError` when the site lies
    elsewhere, `DayError` and `TextError`.
    """
    said = keeping.reason(reason)
    today = clock.london_day(at)
    hold_family(family)
    where = WelcomedAt(neighbourhood=neighbourhood, site=site)
    return place_family(family, where, said, starts_on or today, today)


@operation
def welcome_at(*, family: Family, where: WelcomedAt, by: Actor, at: dt.datetime) -> FamilyPlace:
    """Say that a family was welcomed at a place, whose colleagues see it from then on.

    Raises `PlaceError`.
    """
    today = clock.london_day(at)
    hold_family(family)
    return place_family(family, where, WELCOMED, today, today)


@operation
def end_place(
    *, place: FamilyPlace, reason: str, ends_on: dt.date | None = None, by: Actor, at: dt.datetime
) -> FamilyPlace:
    """Say the first day on which a family is no longer looked after there, today by default.

    Why is kept in the history. Ended twice, the first day stays. Raises `TextError` and `DayError`.
    """
    said = keeping.reason(reason)
    today = clock.london_day(at)
    day = checks.not_future(ends_on or today, today)
    held = FamilyPlace.objects.select_for_update(no_key=True).get(pk=place.pk)
    if held.ends_on is not None:
        return held
    # What has not begun by then never was.
    held.ends_on = max(day, held.starts_on)
    with because(said):
        held.save(update_fields=["ends_on"])
    held.refresh_from_db()
    return held

"""Writing where a family is looked after, for all who do so within an operation of their own."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.errors import PlaceError
from flyingstart.families.models import Family, FamilyPlace
from flyingstart.families.operations.forms import WelcomedAt
from flyingstart.families.queries.merged import whole_family
from flyingstart.families.rules import checks
from flyingstart.places.api import AreaKind

WELCOMED = "Welcomed here"


def place_family(
    family: Family, where: WelcomedAt, reason: str, starts_on: dt.date, today: dt.date
) -> FamilyPlace:
    """Write where a family, whose row is held, is looked after. Raises `PlaceError`, `DayError`."""
    checks.not_future(starts_on, today)
    neighbourhood, site = where.neighbourhood, where.site
    if neighbourhood.area_set.kind != AreaKind.NEIGHBOURHOOD:
        raise PlaceError(f"{neighbourhood} is no neighbourhood.")
    if site is not None and site.neighbourhood_id != neighbourhood.pk:
        raise PlaceError(f"{site} lies elsewhere than in {neighbourhood}.")
    standing = FamilyPlace.objects.filter(
        family__in=whole_family(family.pk),
        neighbourhood=neighbourhood,
        site=site,
        ends_on=None,
    )
    held = standing.order_by("pk").first()
    if held is not None:
        return held
    place = FamilyPlace.objects.create(
        family=family, neighbourhood=neighbourhood, site=site, reason=reason, starts_on=starts_on
    )
    place.refresh_from_db()
    return place

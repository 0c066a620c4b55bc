"""The authority, its area sets, areas and terms."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet

from flyingstart.places.enums import AreaKind
from flyingstart.places.errors import NoAuthorityError, NoWardSetError
from flyingstart.places.models import Area, AreaPart, AreaSet, Authority, Term


def authority() -> Authority:
    """The council whose system this is. Raises `NoAuthorityError` before a pack is loaded."""
    found = Authority.objects.first()
    if found is None:
        raise NoAuthorityError("no authority pack is loaded; run flyingstart setup")
    return found


def find_area_set(code: str) -> AreaSet | None:
    """The area set of a code."""
    return AreaSet.objects.filter(code=code).first()


def area_sets(kind: AreaKind | None = None) -> QuerySet[AreaSet]:
    """All area sets, or those of a kind, the oldest first."""
    sets = AreaSet.objects.order_by(F("starts_on").asc(nulls_first=True), "code")
    return sets.filter(kind=kind) if kind else sets


def set_on(kind: AreaKind, day: dt.date) -> AreaSet | None:
    """The set of a kind that holds on a day; the newest if there are several."""
    begun = Q(starts_on=None) | Q(starts_on__lte=day)
    lasting = Q(ends_on=None) | Q(ends_on__gt=day)
    return area_sets(kind).filter(begun, lasting).last()


def ward_set_on(day: dt.date) -> AreaSet:
    """The ward set that holds on a day. Raises `NoWardSetError`."""
    found = set_on(AreaKind.WARD, day)
    if found is None:
        raise NoWardSetError(f"no ward set of the pack holds on {day.isoformat()}")
    return found


def neighbourhood_set_on(day: dt.date) -> AreaSet | None:
    """The set of neighbourhoods that holds on a day, if any."""
    return set_on(AreaKind.NEIGHBOURHOOD, day)


def lsoa_set(edition: str) -> AreaSet | None:
    """The set of LSOAs of a census, such as `2011`, by the edition in its code."""
    return area_sets(AreaKind.LSOA).filter(code__contains=edition).last()


def areas_of(set_code: str) -> QuerySet[Area]:
    """The areas of a set by their codes. Outlines are large: defer what you do not draw."""
    return Area.objects.filter(area_set__code=set_code).order_by("code")


def wholes_of_parts() -> dict[int, list[int]]:
    """For each area that is part of others, the ids of those: the neighbourhoods of a ward."""
    wholes: dict[int, list[int]] = {}
    for whole, part in AreaPart.objects.order_by("whole").values_list("whole_id", "part_id"):
        wholes.setdefault(part, []).append(whole)
    return wholes


def terms_between(start: dt.date, end: dt.date) -> QuerySet[Term]:
    """The school terms that touch the days from `start` to `end`, both included."""
    return Term.objects.filter(starts_on__lte=end, ends_on__gte=start).order_by("starts_on")

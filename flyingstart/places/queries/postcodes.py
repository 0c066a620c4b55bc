"""What is held of postcodes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from flyingstart.places.enums import AreaKind, FoundBy
from flyingstart.places.models import Area, Authority, Postcode, PostcodeArea
from flyingstart.places.queries.areas import neighbourhood_set_on


@dataclass(frozen=True, kw_only=True)
class AreaName:
    """An area as people name it."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PostcodeAnswer:
    """Where a postcode lies.

    `areas` are by the code of their set: the one found by the point, else the one that the file
    printed. `district` is the GSS code; of a postcode whose file named none, the authority's if it
    lies in one of its wards, else None. `neighbourhood` is the one of the day that was asked for.
    """

    text: str
    held: Postcode | None = None
    areas: Mapping[str, AreaName] = field(default_factory=dict)
    district: str | None = None
    neighbourhood: AreaName | None = None

    @property
    def known(self) -> bool:
        """Whether the postcode is held."""
        return self.held is not None


class Spot(NamedTuple):
    """A point of the Earth, in degrees (WGS84)."""

    latitude: float
    longitude: float


def spots_of(texts: Collection[str]) -> dict[str, Spot]:
    """Where postcodes in normal form lie: those that are held with a point. One query."""
    held = Postcode.objects.filter(
        text__in=set(texts), latitude__isnull=False, longitude__isnull=False
    )
    rows = held.values_list("text", "latitude", "longitude")
    # Both were asked to be there.
    return {text: Spot(north or 0.0, east or 0.0) for text, north, east in rows}


def known_postcodes(texts: Collection[str]) -> set[str]:
    """Those of the postcodes, in normal form, that are held."""
    wanted = [text for text in set(texts) if text]
    return set(Postcode.objects.filter(text__in=wanted).values_list("text", flat=True))


def postcodes_within(areas: Collection[int]) -> QuerySet[PostcodeArea, str]:
    """The postcodes in normal form that lie in areas, by the areas' ids; each once a set of areas.

    A postcode lies in one area of a set: the one found by its point, else the one that is printed,
    of several the first by code. It is not read yet: it serves within another query.
    """
    same_sets = Area.objects.filter(pk__in=areas).values("area_set")
    # The word "point" comes after "file".
    goes_before = Q(how__gt=OuterRef("how")) | Q(
        how=OuterRef("how"), area__code__lt=OuterRef("area__code")
    )
    rivals = PostcodeArea.objects.filter(
        goes_before,
        postcode=OuterRef("postcode"),
        area__area_set=OuterRef("area__area_set"),
        area__area_set__in=same_sets,
    )
    held = PostcodeArea.objects.filter(~Exists(rivals), area__in=areas)
    return held.values_list("postcode__text", flat=True)


def find_postcode(text: str, on: dt.date) -> PostcodeAnswer:
    """What is known of a postcode in normal form, its neighbourhood being that of the day `on`."""
    held = Postcode.objects.filter(text=text).first()
    if held is None:
        return PostcodeAnswer(text=text)
    areas: dict[str, AreaName] = {}
    district = held.district or None
    rows = (
        PostcodeArea.objects.filter(postcode=held)
        .order_by("area__area_set__code", "how", "area__code")
        .values_list(
            *("area__area_set__code", "area__area_set__kind", "area__code", "area__name", "how")
        )
    )
    by_point: set[str] = set()
    for set_code, kind, code, name, how in rows:
        if set_code in areas and (how != FoundBy.POINT or set_code in by_point):
            continue
        if how == FoundBy.POINT:
            by_point.add(set_code)
        areas[set_code] = AreaName(code=code, name=name)
        if not district and kind == AreaKind.WARD:
            district = Authority.objects.values_list("code", flat=True).first()
    neighbourhoods = neighbourhood_set_on(on)
    return PostcodeAnswer(
        text=text,
        held=held,
        areas=areas,
        district=district,
        neighbourhood=areas.get(neighbourhoods.code) if neighbourhoods else None,
    )

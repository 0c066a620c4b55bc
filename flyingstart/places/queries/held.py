"""What is held of the things that a file speaks of, as plain values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from flyingstart.places.enums import AreaKind
from flyingstart.places.models import Area, AreaPart, AreaSet, Deprivation, Population, Postcode
from flyingstart.places.queries.areas import authority, lsoa_set, wholes_of_parts

Printed = tuple[int, str]
"""The id of an area set and the code of an area in it."""


class PostcodeState(NamedTuple):
    """All that files say of a postcode; `printed` are the codes of areas as printed."""

    introduced: dt.date | None = None
    terminated: dt.date | None = None
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None
    easting: int | None = None
    northing: int | None = None
    printed: frozenset[Printed] = frozenset()


class HeldPostcode(NamedTuple):
    """A postcode that is held."""

    id: int
    state: PostcodeState


@dataclass(frozen=True, kw_only=True)
class Geography:
    """The area sets as files refer to them.

    `codes` are the ids of the areas of each set by their codes; `wards` the ward sets that have an
    area of a code; `lsoas` the set of an edition, `11` or `21`; `wholes` what each area is part of.
    """

    authority: str
    set_codes: Mapping[int, str]
    codes: dict[int, dict[str, int]]
    wards: Mapping[str, list[int]]
    lsoas: Mapping[str, int]
    wholes: Mapping[int, list[int]]
    names: dict[int, str] = field(default_factory=dict)

    def code_of(self, set_id: int) -> str:
        """The code of a set."""
        return self.set_codes[set_id]


def load_geography() -> Geography:
    """Read the area sets. Raises `NoAuthorityError`."""
    ours = authority().code
    sets = {kept.pk: kept for kept in AreaSet.objects.all()}
    codes: dict[int, dict[str, int]] = {pk: {} for pk in sets}
    names: dict[int, str] = {}
    wards: dict[str, list[int]] = defaultdict(list)
    for pk, set_id, code, name in Area.objects.order_by("pk").values_list(
        "pk", "area_set_id", "code", "name"
    ):
        codes[set_id][code] = pk
        names[pk] = code if name == code else name
        if sets[set_id].kind == AreaKind.WARD:
            wards[code].append(set_id)
    editions = {edition: lsoa_set(f"20{edition}") for edition in ("11", "21")}
    return Geography(
        authority=ours,
        set_codes={pk: kept.code for pk, kept in sets.items()},
        codes=codes,
        wards=wards,
        lsoas={edition: found.pk for edition, found in editions.items() if found},
        wholes=wholes_of_parts(),
        names=names,
    )


def outlines_by_set() -> dict[int, list[tuple[int, dict[str, Any]]]]:
    """The ids and outlines of the areas of each set by code; not of areas that are made of others.

    Those follow from their parts.
    """
    outlines: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    drawn = Area.objects.filter(geometry__isnull=False).exclude(
        pk__in=AreaPart.objects.values("whole")
    )
    for pk, set_id, geometry in drawn.order_by("area_set", "code").values_list(
        "pk", "area_set_id", "geometry"
    ):
        if geometry:
            outlines[set_id].append((pk, geometry))
    return outlines


def held_postcodes(texts: Collection[str]) -> dict[str, HeldPostcode]:
    """The postcodes that are held, by their normal form."""
    rows = list(
        Postcode.objects.filter(text__in=texts).values_list(
            *("pk", "text", "introduced", "terminated", "district"),
            *("latitude", "longitude", "easting", "northing"),
        )
    )
    printed = printed_codes([row[0] for row in rows])
    return {
        text: HeldPostcode(pk, PostcodeState._make((*said, frozenset(printed.get(pk, ())))))
        for pk, text, *said in rows
    }


def printed_codes(postcodes: Collection[int]) -> dict[int, set[Printed]]:
    """The codes that files printed for postcodes; not those that follow from them."""
    printed: dict[int, set[Printed]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT held.postcode_id, area.area_set_id, area.code"
            " FROM places_postcodearea held JOIN places_area area ON area.id = held.area_id"
            " WHERE held.how = 'file' AND held.postcode_id = ANY(%s) AND NOT EXISTS"
            " (SELECT FROM places_areapart made WHERE made.whole_id = area.id)",
            [list(postcodes)],
        )
        for postcode, set_id, code in cursor.fetchall():
            printed[postcode].add((set_id, code))
    return printed


class PostcodePoint(NamedTuple):
    """Where a postcode lies, in degrees."""

    id: int
    longitude: float
    latitude: float


def points_within(
    bounds: tuple[float, float, float, float], *, batch: int
) -> Iterator[list[PostcodePoint]]:
    """The postcodes with a point between west, south, east and north, so many at a time."""
    west, south, east, north = bounds
    last = 0
    while True:
        found = [
            PostcodePoint(pk, longitude or 0.0, latitude or 0.0)
            for pk, longitude, latitude in Postcode.objects.filter(
                pk__gt=last, longitude__range=(west, east), latitude__range=(south, north)
            )
            .order_by("pk")
            .values_list("pk", "longitude", "latitude")[:batch]
        ]
        if not found:
            return
        yield found
        last = found[-1].id


class HeldFigure(NamedTuple):
    """A population that is held."""

    id: int
    people: int
    source: str


FigureKey = tuple[str, int, str]
"""The code of an area, a year and an age."""


def held_figures(area_codes: Collection[str]) -> dict[FigureKey, HeldFigure]:
    """The populations of areas."""
    rows = Population.objects.filter(area_code__in=area_codes).values_list(
        "area_code", "year", "age", "pk", "count", "source"
    )
    return {
        (code, year, age): HeldFigure(pk, count, source)
        for code, year, age, pk, count, source in rows
    }


class DeprivationState(NamedTuple):
    """An area's place in an index."""

    rank: int | None = None
    decile: int | None = None
    score: float | None = None


def held_deprivation(
    codes: Collection[str],
) -> dict[tuple[int, str, int], tuple[int, DeprivationState]]:
    """Id and state of each area's place, by set, code and year."""
    rows = Deprivation.objects.filter(area__code__in=codes).values_list(
        *("area__area_set_id", "area__code", "year", "pk", "rank", "decile", "score")
    )
    return {
        (set_id, code, year): (pk, DeprivationState(*state))
        for set_id, code, year, pk, *state in rows
    }

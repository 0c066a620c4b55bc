"""Postcodes and populations of a town that does not exist."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flyingstart.kernel.api import Actor, allocate_ids, copy_rows, operation
from flyingstart.places.enums import FoundBy
from flyingstart.places.models import (
    Area,
    AreaPart,
    Population,
    Postcode,
    PostcodeArea,
    Site,
    Term,
)

SOURCE = "made up"


class MadeUpPlacesError(ValueError):
    """Made-up places do not fit what is held; the message says where."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeUpPostcode:
    """A postcode in normal form, and its area's code by the code of the set.

    Areas made of those named are added by themselves: a neighbourhood of wards. A postcode of
    another district lies in no area.
    """

    text: str
    district: str
    areas: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeUpPopulation:
    """How many live in an area of a set at mid-year, at an age in whole years."""

    area_set: str
    area: str
    year: int
    age: int
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedPlaces:
    """How many rows were added; figures that were held already stay and are not counted."""

    postcodes: int
    populations: int


@operation
def add_made_up_terms(*, terms: Sequence[Term], by: Actor, at: dt.datetime) -> int:
    """Add school terms of a made-up town where no terms are held; returns how many were added."""
    if Term.objects.exists():
        return 0
    for term in terms:
        term.made_up = True
    return len(Term.objects.bulk_create(terms))


@operation
def place_sites(*, postcodes: Mapping[int, str], by: Actor, at: dt.datetime) -> int:
    """Give sites without a postcode, by id, made-up ones; returns how many were given one."""
    bare = list(Site.objects.select_for_update().filter(pk__in=postcodes, postcode=""))
    for site in bare:
        site.postcode = postcodes[site.pk]
    Site.objects.bulk_update(bare, ["postcode"])
    return len(bare)


@operation
def add_made_up_places(
    *,
    postcodes: Sequence[MadeUpPostcode],
    populations: Sequence[MadeUpPopulation],
    by: Actor,
    at: dt.datetime,
) -> AddedPlaces:
    """Add made-up postcodes, and populations where none is held for the area, year and age.

    An area made of others gets the sum of its parts. Raises `MadeUpPlacesError` when an area is
    unknown or a postcode is held already.
    """
    ids = {(set_code, code): pk for pk, set_code, code in _areas()}
    wholes: dict[int, list[int]] = defaultdict(list)
    for whole, part in AreaPart.objects.order_by("id").values_list("whole_id", "part_id"):
        wholes[part].append(whole)
    _add_postcodes(postcodes, ids, wholes)
    return AddedPlaces(
        postcodes=len(postcodes), populations=_add_populations(populations, ids, wholes)
    )


def _areas() -> Iterable[tuple[int, str, str]]:
    return Area.objects.values_list("pk", "area_set__code", "code")


def _add_postcodes(
    postcodes: Sequence[MadeUpPostcode],
    ids: Mapping[tuple[str, str], int],
    wholes: Mapping[int, Sequence[int]],
) -> None:
    texts = [postcode.text for postcode in postcodes]
    held = Postcode.objects.filter(text__in=texts).order_by("text").first()
    if held:
        kind = "made up before" if held.made_up else "real"
        raise MadeUpPlacesError(f"the postcode {held} is held already; it was {kind}")
    pks = allocate_ids(Postcode, len(postcodes))
    copy_rows(
        Postcode,
        ["id", "text", "district", "made_up"],
        ((pk, p.text, p.district, True) for pk, p in zip(pks, postcodes, strict=True)),
    )
    copy_rows(
        PostcodeArea,
        ["postcode_id", "area_id", "how"],
        (
            (pk, area, FoundBy.FILE.value)
            for pk, postcode in zip(pks, postcodes, strict=True)
            for area in _areas_of(postcode, ids, wholes)
        ),
    )


def _areas_of(
    postcode: MadeUpPostcode,
    ids: Mapping[tuple[str, str], int],
    wholes: Mapping[int, Sequence[int]],
) -> list[int]:
    named = [_known(ids, *area) for area in postcode.areas.items()]
    return list(dict.fromkeys([*named, *(w for area in named for w in wholes.get(area, ()))]))


def _add_populations(
    populations: Sequence[MadeUpPopulation],
    ids: Mapping[tuple[str, str], int],
    wholes: Mapping[int, Sequence[int]],
) -> int:
    codes = {pk: code for (_, code), pk in ids.items()}
    counts: dict[tuple[str, int, str], int] = defaultdict(int)
    for one in populations:
        area = _known(ids, one.area_set, one.area)
        for pk in (area, *wholes.get(area, ())):
            counts[codes[pk], one.year, str(one.age)] += one.count
    held = set(Population.objects.values_list("area_code", "year", "age"))
    return copy_rows(
        Population,
        ["area_code", "year", "age", "count", "source"],
        ((*key, count, SOURCE) for key, count in counts.items() if key not in held),
    )


def _known(ids: Mapping[tuple[str, str], int], area_set: str, area: str) -> int:
    pk = ids.get((area_set, area))
    if pk is None:
        raise MadeUpPlacesError(f"there is no area {area} in the set {area_set}")
    return pk

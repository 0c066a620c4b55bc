"""What the database promises about places, each kept and each broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from flyingstart.places.models import (
    Area,
    AreaPart,
    AreaSet,
    Authority,
    Deprivation,
    Population,
    Postcode,
    PostcodeArea,
    Room,
    Site,
    Term,
)

DAY = dt.date(2020, 1, 1)
LATER = dt.date(2020, 1, 2)


def area(code: str) -> Area:
    return Area.objects.get(area_set__code="wards-old", code=code)


def hood(code: str) -> Area:
    return Area.objects.get(area_set__code="hoods", code=code)


def a_postcode() -> Postcode:
    return Postcode.objects.get_or_create(text="AB1 2CD")[0]


def an_area(**fields: Any) -> Any:
    old = AreaSet.objects.get(code="wards-old")
    return Area.objects.create(**{"area_set": old, "code": "E9", "name": "Fir", **fields})


def a_site(**fields: Any) -> Any:
    return Site.objects.create(**{"code": "barn", "name": "Barn", **fields})


def deprivation(**fields: Any) -> Any:
    return Deprivation.objects.create(**{"area": area("E05000001"), "year": 2019, **fields})


def lies(how: str) -> Any:
    return PostcodeArea.objects.create(postcode=a_postcode(), area=area("E05000001"), how=how)


def part(whole: str, code: str) -> Any:
    return AreaPart.objects.create(whole=hood(whole), part=area(code))


def figure(age: str) -> Any:
    return Population.objects.create(area_code="E05000001", year=2019, age=age, count=1)


def room(name: str) -> Any:
    return Room.objects.create(site=Site.objects.get(code="mill"), name=name)


def a_set(starts: dt.date, ends: dt.date | None) -> Any:
    return AreaSet.objects.create(
        code="parishes", name="P", kind="ward", starts_on=starts, ends_on=ends
    )


def a_term(starts: dt.date, ends: dt.date) -> Any:
    return Term.objects.create(code="t", name="T", starts_on=starts, ends_on=ends)


Deed = Callable[[], Any]
BROKEN: list[tuple[str, Deed]] = [
    ("authority", lambda: Authority.objects.create(code="E06000001", name="Another")),
    (
        "authority_is_the_only_one",
        lambda: Authority.objects.create(code="E06000001", name="Another", only=False),
    ),
    ("areaset_ends_after_it_starts", lambda: a_set(DAY, DAY)),
    ("area_code_once_a_set", lambda: an_area(code="E05000001")),
    ("area_tile_once_a_set", lambda: an_area(tile_column=1, tile_row=1)),
    ("areapart_once", lambda: part("Upper", "E05000001")),
    ("site_one_hub_each", lambda: a_site(neighbourhood=hood("Upper"), is_main=True)),
    ("name", lambda: a_site(name="The Old Mill")),
    ("room_name_once_a_site", lambda: room("Hall")),
    ("postcode_is_in_normal_form", lambda: Postcode.objects.create(text="ab12cd")),
    ("text", lambda: [Postcode.objects.create(text="AB1 2CD") for _ in range(2)]),
    ("postcodearea_once_each_way", lambda: [lies("file"), lies("file")]),
    ("population_one_figure_each", lambda: [figure("0"), figure("0")]),
    ("deprivation_once_a_year", lambda: [deprivation(), deprivation()]),
    ("deprivation_decile_is_1_to_10", lambda: deprivation(decile=11)),
    ("term_ends_after_it_starts", lambda: a_term(LATER, DAY)),
]
KEPT: list[Deed] = [
    lambda: a_set(DAY, LATER),
    lambda: a_set(DAY, None),
    lambda: an_area(tile_column=9, tile_row=9),
    lambda: [an_area(), an_area(code="E8")],
    lambda: part("Lower", "E05000001"),
    lambda: a_site(neighbourhood=hood("Upper")),
    lambda: a_site(neighbourhood=hood("Lower"), is_main=True),
    lambda: room("Kitchen"),
    lambda: [Postcode.objects.create(text=text) for text in ("M1 1AE", "W1A 0AX", "DN55 1PT")],
    lambda: [lies("file"), lies("point")],
    lambda: [figure("0"), figure("0-4")],
    lambda: [deprivation(decile=1), deprivation(year=2025, decile=10)],
    lambda: a_term(DAY, DAY),
]


@pytest.mark.parametrize(("name", "deed"), BROKEN, ids=[name for name, _ in BROKEN])
def test_a_broken_promise_is_refused(pack: Path, name: str, deed: Deed) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        deed()


@pytest.mark.parametrize("deed", KEPT)
def test_what_keeps_the_promises_is_stored(pack: Path, deed: Deed) -> None:
    with transaction.atomic():
        assert deed()


def test_rows_say_what_they_are(pack: Path) -> None:
    assert str(AreaPart.objects.get(part__code="E05000001")) == "Alder in Upper"
    assert str(lies("point")) == "AB1 2CD in Alder by point"

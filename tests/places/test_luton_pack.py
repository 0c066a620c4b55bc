"""The pack of Luton says what the Development Plan 2019-2020 says in section 2."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from flyingstart.kernel.api import clock
from flyingstart.places import api as places
from flyingstart.places.models import Area, AreaPart, Room, Site, Term
from tests.kept import kept
from tests.places.files import load

LUTON = Path(__file__).resolve().parents[2] / "authorities" / "luton"

PLAN = {
    "North": (
        "Limbury",
        [
            "Leabank (Gill Blowers Nursery School)",
            "Redgrave C&YP centre",
            "St Augustine’s Church",
        ],
        ["Cheynes Infant school", "Grasmere Nursery School"],
        ["Bramingham", "Icknield", "Limbury", "Northwell", "Sundon Park"],
    ),
    "West": (
        "Dallow Academy",
        [
            "Beechwood Primary School",
            "Chaul End Community Centre",
            "Foxdell Infant School",
            "Leagrave Primary School",
            "Mossdale Court",
            "Pastures Way Nursery School",
        ],
        [],
        ["Challney", "Dallow", "Leagrave", "Lewsey"],
    ),
    "Central": (
        "Beech Hill Primary School",
        [
            "Blenheim Crescent Baptist Church",
            "British Red Cross",
            "Bury Park Community Centre",
            "Bushmead Christ Church",
            "Bushmead Community Hub",
            "Denbigh Primary",
            "High Town Methodist",
            "Stopsley Baptist Church",
        ],
        [],
        ["Barnfield", "Biscot", "High Town", "Saints", "Stopsley"],
    ),
    "South": (
        "Park Town",
        ["Units 3G and 4G The Mall", "St Francis Parish Church", "Whipperley Academy"],
        [],
        ["Crawley", "Farley", "Round Green", "South", "Wigmore"],
    ),
}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with kept(django_db_blocker, lambda: load(LUTON), clock.now()):
        yield


@pytest.fixture
def luton(loaded: None, db: None) -> None:
    """The pack of Luton, loaded."""


def names(sites: object) -> set[str]:
    return {site.name for site in sites}  # type: ignore[attr-defined]


def test_the_authority_is_luton(luton: None) -> None:
    ours = places.authority()

    assert (ours.name, ours.code) == ("Luton Council", "E06000032")
    assert ours.history_from == dt.date(2017, 1, 1)


def test_nineteen_wards_until_may_2023_and_twenty_since(luton: None) -> None:
    before = places.ward_set_on(dt.date(2023, 5, 3))
    since = places.ward_set_on(dt.date(2023, 5, 4))

    assert (before.code, places.areas_of(before.code).count()) == ("wards-2003", 19)
    assert (since.code, places.areas_of(since.code).count()) == ("wards-2023", 20)
    assert places.ward_set_on(dt.date(2019, 3, 31)) == before
    shared = set(places.areas_of(before.code).values_list("name", flat=True)) & set(
        places.areas_of(since.code).values_list("name", flat=True)
    )
    assert len(shared) == 16


def test_sets_of_lsoas_wait_for_their_areas(luton: None) -> None:
    for code in ("lsoa-2011", "lsoa-2021"):
        found = places.find_area_set(code)
        assert found is not None
        assert found.kind == places.AreaKind.LSOA
        assert not places.areas_of(code).exists()


def test_neighbourhoods_are_made_of_the_wards_of_the_plan(luton: None) -> None:
    for neighbourhood, (_, _, _, wards) in PLAN.items():
        parts = AreaPart.objects.filter(
            whole__code=neighbourhood, part__area_set__code="wards-2003"
        ).values_list("part__name", flat=True)
        assert sorted(parts) == wards
    assert AreaPart.objects.count() == 19


def test_sites_are_those_of_the_plan(luton: None) -> None:
    for neighbourhood, (hub, delivery, schools, _) in PLAN.items():
        here = Site.objects.filter(neighbourhood__code=neighbourhood)
        assert names(here.filter(is_main=True)) == {hub}
        assert names(here.filter(is_delivery=True, is_main=False)) == set(delivery)
        assert names(here.filter(is_partner_school=True)) == set(schools)
        assert here.count() == 1 + len(delivery) + len(schools)
    assert Site.objects.filter(is_delivery=True, is_main=False).count() == 20
    assert names(Site.objects.filter(is_staff_base=True)) == {
        *(hub for hub, _, _, _ in PLAN.values()),
        "Whipperley Academy",
    }


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("limbury", "Limbury"),
        ("DALLOW  academy", "Dallow Academy"),
        ("Beech Hill", "Beech Hill Primary School"),
        ("parktown", "Park Town"),
        ("The Mall", "Units 3G and 4G The Mall"),
        ("St Augustine's Church", "St Augustine’s Church"),
        ("Redgrave C & YP Centre", "Redgrave C&YP centre"),
        ("Whipperley", "Whipperley Academy"),
    ],
)
def test_sites_are_found_as_people_write_them(luton: None, written: str, site: str) -> None:
    assert places.site_index().find(written) == Site.objects.get(name=site).pk


def test_a_misspelt_site_is_near_the_right_one(luton: None) -> None:
    index = places.site_index()

    assert index.find("Limburry") is None
    assert index.nearest("Limburry") == "Limbury"
    assert index.nearest("Blenheim Cresent Baptist Church") == "Blenheim Crescent Baptist Church"


def test_rooms_are_the_units_that_the_plan_names(luton: None) -> None:
    assert [str(room) for room in Room.objects.order_by("name")] == [
        "Unit 3G, Units 3G and 4G The Mall",
        "Unit 4G, Units 3G and 4G The Mall",
    ]


def test_no_dates_of_terms_are_made_up(luton: None) -> None:
    assert not Term.objects.exists()


def test_every_area_that_is_mapped_has_a_tile_of_its_own(luton: None) -> None:
    for code in ("wards-2003", "wards-2023", "neighbourhoods"):
        tiles = [
            (area.tile_column, area.tile_row) for area in Area.objects.filter(area_set__code=code)
        ]
        assert None not in {part for tile in tiles for part in tile}
        assert len(set(tiles)) == len(tiles)


def test_loading_it_again_touches_nothing(luton: None) -> None:
    load(LUTON)

    assert set(Area.objects.values_list("version", flat=True)) == {1}
    assert set(Site.objects.values_list("version", flat=True)) == {1}


def test_files_are_in_utf8_with_plain_line_ends() -> None:
    for path in LUTON.glob("*.csv"):
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text
        assert list(csv.DictReader(text.splitlines()))

"""What others ask of places."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flyingstart.places import api as places
from flyingstart.places.models import AreaSet
from tests.places.files import commit, write_csv

day = dt.date.fromisoformat


def test_the_ward_set_is_that_of_the_day(pack: Path) -> None:
    assert places.ward_set_on(day("1990-01-01")).code == "wards-old"
    assert places.ward_set_on(day("2023-05-03")).code == "wards-old"
    assert places.ward_set_on(day("2023-05-04")).code == "wards-new"
    assert places.ward_set_on(day("2100-01-01")).code == "wards-new"


def test_a_day_without_wards_is_told(pack: Path) -> None:
    AreaSet.objects.filter(code="wards-old").update(starts_on=day("2003-05-01"))

    with pytest.raises(places.NoWardSetError, match="no ward set of the pack holds on 1999-01-01"):
        places.ward_set_on(day("1999-01-01"))


def test_neighbourhoods_are_those_of_the_day(pack: Path) -> None:
    found = places.neighbourhood_set_on(day("2017-01-01"))

    assert found is not None
    assert found.code == "hoods"
    assert places.neighbourhood_set_on(day("2016-12-31")) is None


def test_of_sets_that_overlap_the_newest_holds(pack: Path) -> None:
    AreaSet.objects.create(code="wards-27", name="Newest", kind="ward", starts_on=day("2027-05-06"))

    assert places.ward_set_on(day("2027-05-05")).code == "wards-new"
    assert places.ward_set_on(day("2027-05-06")).code == "wards-27"


def test_sets_are_listed_from_the_oldest(pack: Path) -> None:
    codes = [kept.code for kept in places.area_sets(places.AreaKind.WARD)]

    assert codes == ["wards-old", "wards-new"]
    assert len(places.area_sets()) == 5


def test_an_area_set_is_found_by_its_code(pack: Path) -> None:
    found = places.find_area_set("wards-new")

    assert found is not None
    assert found.name == "New wards"
    assert places.find_area_set("wards-1066") is None


def test_areas_come_by_code_and_only_those_of_the_set(pack: Path) -> None:
    codes = places.areas_of("wards-old").values_list("code", flat=True)

    assert list(codes) == ["E05000001", "E05000002", "E05000003", "E05000004"]
    assert list(places.areas_of("wards-1066")) == []


def test_known_postcodes_are_those_that_are_held(pack: Path, tmp_path: Path) -> None:
    commit("postcodes", write_csv(tmp_path / "p.csv", ("postcode",), [("AB1 2CD",), ("AB1 2CE",)]))

    assert places.known_postcodes(["AB1 2CD", "ZZ9 9ZZ", "", "AB1 2CD"]) == {"AB1 2CD"}
    assert places.known_postcodes([]) == set()

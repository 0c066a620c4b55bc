"""Made-up postcodes and populations: in every set named, in what is made of it, and never twice."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.kernel.api import Actor
from flyingstart.places.api import (
    AddedPlaces,
    Area,
    AreaPart,
    AreaSet,
    MadeUpPlacesError,
    MadeUpPopulation,
    MadeUpPostcode,
    Population,
    Postcode,
    PostcodeArea,
    add_made_up_places,
    find_postcode,
)

AT = dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def areas(db: None) -> None:
    """Two editions of wards, A and B both times; a neighbourhood of the old two."""
    old, new, hoods = (
        AreaSet.objects.create(code=code, name=code, kind=kind)
        for code, kind in (("old", "ward"), ("new", "ward"), ("hoods", "neighbourhood"))
    )
    for area_set in (old, new):
        for code in "AB":
            Area.objects.create(area_set=area_set, code=f"{area_set.code}-{code}", name=code)
    whole = Area.objects.create(area_set=hoods, code="North", name="North")
    for part in Area.objects.filter(area_set=old):
        AreaPart.objects.create(whole=whole, part=part)


def postcode(text: str = "ZZ9 1AA", old: str = "old-A", new: str = "new-B") -> MadeUpPostcode:
    return MadeUpPostcode(text=text, district="E1", areas={"old": old, "new": new})


def population(area: str, count: int, area_set: str = "old", age: int = 0) -> MadeUpPopulation:
    return MadeUpPopulation(area_set=area_set, area=area, year=2023, age=age, count=count)


def add(
    postcodes: list[MadeUpPostcode] | None = None,
    populations: list[MadeUpPopulation] | None = None,
) -> AddedPlaces:
    return add_made_up_places(
        postcodes=postcodes or [],
        populations=populations or [],
        by=Actor.command("test"),
        at=AT,
    )


def test_a_postcode_lies_in_each_set_and_in_what_is_made_of_it() -> None:
    added = add([postcode()])

    held = Postcode.objects.get()
    codes = PostcodeArea.objects.values_list("area__area_set__code", "area__code")
    assert (held.text, held.district, held.made_up) == ("ZZ9 1AA", "E1", True)
    assert set(codes) == {("old", "old-A"), ("new", "new-B"), ("hoods", "North")}
    assert added == AddedPlaces(postcodes=1, populations=0)


def test_it_is_found_like_any_other() -> None:
    add([postcode()])

    answer = find_postcode("ZZ9 1AA", dt.date(2024, 5, 1))

    assert answer.known
    assert {code: area.code for code, area in answer.areas.items()} == {
        "old": "old-A",
        "new": "new-B",
        "hoods": "North",
    }


def test_elsewhere_lies_in_no_area() -> None:
    add([MadeUpPostcode(text="ZZ8 1AA", district="E2")])

    assert Postcode.objects.get().district == "E2"
    assert not PostcodeArea.objects.exists()


def test_a_whole_has_the_sum_of_its_parts() -> None:
    added = add(
        populations=[
            *(population("old-A", 3), population("old-B", 4), population("old-B", 5, age=1)),
            population("new-A", 7, "new"),
        ]
    )

    rows = set(Population.objects.values_list("area_code", "age", "count", "source"))
    assert rows == {
        ("old-A", "0", 3, "made up"),
        ("old-B", "0", 4, "made up"),
        ("old-B", "1", 5, "made up"),
        ("new-A", "0", 7, "made up"),
        ("North", "0", 7, "made up"),
        ("North", "1", 5, "made up"),
    }
    assert added.populations == 6


def test_published_figures_stay() -> None:
    Population.objects.create(area_code="old-A", year=2023, age="0", count=99, source="ONS")

    added = add(populations=[population("old-A", 3), population("old-B", 4)])

    assert Population.objects.get(area_code="old-A").count == 99
    assert added.populations == 2


@pytest.mark.parametrize(("made_up", "words"), [(True, "made up before"), (False, "real")])
def test_a_postcode_that_is_held_is_refused(made_up: bool, words: str) -> None:
    Postcode.objects.create(text="ZZ9 1AA", made_up=made_up)

    with pytest.raises(MadeUpPlacesError, match=f"ZZ9 1AA is held already; it was {words}"):
        add([postcode()], [population("old-A", 3)])

    assert not Population.objects.exists()


def test_an_unknown_area_is_named_and_nothing_is_kept() -> None:
    with pytest.raises(MadeUpPlacesError, match="there is no area old-Z in the set old"):
        add([postcode(), postcode("ZZ9 1AB", old="old-Z")])

    assert not Postcode.objects.exists()
    with pytest.raises(MadeUpPlacesError, match="no area new-A in the set old"):
        add(populations=[population("new-A", 1)])

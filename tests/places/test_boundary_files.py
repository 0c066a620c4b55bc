"""Files of boundaries: what is taken, skipped, refused, and what follows from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape

from flyingstart.kernel.api import ImportMisused, ImportRefused, TableError, imports
from flyingstart.places.enums import FoundBy
from flyingstart.places.models import Area, AreaSet
from flyingstart.places.rules.features import is_named_in
from tests.places.files import (
    NEW,
    NEW_BOXES,
    OLD,
    OLD_BOXES,
    OTHERS,
    OURS,
    SOUTH,
    UNIT,
    WEST,
    check,
    collection,
    commit,
    counts,
    feature,
    held_areas,
    load,
    polygon,
    ring,
    wards,
    write_csv,
    write_json,
)
from tests.places.test_pack import replace

BOX = polygon((0, 0, 1, 1))


def old_wards(folder: Path) -> Path:
    return write_json(folder / "old.geojson", wards(OLD_BOXES, OLD))


def postcodes(folder: Path, **points: tuple[float, float]) -> Path:
    rows = [
        (f"AB1 2{text}", f"{SOUTH + UNIT * y:.6f}", f"{WEST + UNIT * x:.6f}")
        for text, (x, y) in points.items()
    ]
    return write_csv(folder / "postcodes.csv", ("postcode", "lat", "long"), rows)


def outline(code: str) -> dict[str, Any] | None:
    return Area.objects.get(code=code).geometry


def test_outlines_are_kept_and_neighbourhoods_follow(pack: Path, tmp_path: Path) -> None:
    report = commit("boundaries", old_wards(tmp_path), area_set="wards-old")

    assert counts(report.checked) == (4, 0, 0, 0, 0)
    for code, box in OLD_BOXES.items():
        assert outline(code) == polygon(box)
    upper = outline("Upper")
    assert upper is not None
    assert shape(upper).equals(shape(polygon((0, 1, 2, 2))))


def test_a_neighbourhood_has_no_outline_while_a_part_has_none(pack: Path, tmp_path: Path) -> None:
    three = {code: box for code, box in OLD_BOXES.items() if code != "E05000004"}

    commit("boundaries", write_json(tmp_path / "3.json", wards(three, OLD)), area_set="wards-old")

    assert outline("Upper") is not None
    assert outline("Lower") is None


def test_postcodes_that_were_there_first_are_found(pack: Path, tmp_path: Path) -> None:
    commit("postcodes", postcodes(tmp_path, AA=(0.5, 1.5), BB=(1.5, 0.5), CC=(5, 5)))

    report = commit("boundaries", old_wards(tmp_path), area_set="wards-old")

    assert report.checked.extra == {"located": {"wards-old": 2}, "disagreements": {"wards-old": 0}}
    assert held_areas() == {
        ("AB1 2AA", "wards-old", "E05000001", "point"),
        ("AB1 2AA", "hoods", "Upper", "point"),
        ("AB1 2BB", "wards-old", "E05000004", "point"),
        ("AB1 2BB", "hoods", "Lower", "point"),
    }


def test_redrawn_outlines_move_postcodes_of_that_set_only(pack: Path, tmp_path: Path) -> None:
    commit("postcodes", postcodes(tmp_path, AA=(0.5, 1.5)))
    commit("boundaries", old_wards(tmp_path), area_set="wards-old")
    new = write_json(tmp_path / "new.json", wards(NEW_BOXES, NEW))
    commit("boundaries", new, area_set="wards-new")
    swapped = OLD_BOXES | {
        "E05000001": OLD_BOXES["E05000003"],
        "E05000003": OLD_BOXES["E05000001"],
    }

    file = write_json(tmp_path / "swapped.json", wards(swapped, OLD))
    report = commit("boundaries", file, area_set="wards-old")

    assert counts(report.checked) == (0, 2, 2, 0, 0)
    assert held_areas() == {
        ("AB1 2AA", "wards-old", "E05000003", "point"),
        ("AB1 2AA", "hoods", "Lower", "point"),
        ("AB1 2AA", "wards-new", "E05000011", "point"),
    }


def test_the_same_file_again_changes_nothing(pack: Path, tmp_path: Path) -> None:
    commit("postcodes", postcodes(tmp_path, AA=(0.5, 1.5)))
    commit("boundaries", old_wards(tmp_path), area_set="wards-old")
    before = dict(Area.objects.values_list("pk", "version"))

    report = commit("boundaries", old_wards(tmp_path), area_set="wards-old")

    assert counts(report.checked) == (0, 0, 4, 0, 0)
    assert dict(Area.objects.values_list("pk", "version")) == before


def test_a_file_of_one_ward_leaves_the_others(pack: Path, tmp_path: Path) -> None:
    commit("postcodes", postcodes(tmp_path, AA=(0.5, 1.5), BB=(1.5, 0.5)))
    commit("boundaries", old_wards(tmp_path), area_set="wards-old")
    one = wards({"E05000001": (0, 1, 0.9, 2)}, OLD)

    report = commit("boundaries", write_json(tmp_path / "1.json", one), area_set="wards-old")

    assert counts(report.checked) == (0, 1, 0, 0, 0)
    assert ("AB1 2BB", "wards-old", "E05000004", "point") in held_areas()


def test_printed_codes_stay_beside_the_point_and_disagreements_are_counted(
    pack: Path, tmp_path: Path
) -> None:
    lat, long = f"{SOUTH + UNIT * 1.5:.6f}", f"{WEST + UNIT * 0.5:.6f}"
    file = write_csv(
        tmp_path / "p.csv",
        ("postcode", "lat", "long", "ward"),
        [("AB1 2AA", lat, long, "E05000002"), ("AB1 2AB", lat, long, "E05000001")],
    )
    commit("postcodes", file)

    report = commit("boundaries", old_wards(tmp_path), area_set="wards-old")

    assert report.checked.extra["disagreements"] == {"wards-old": 1}
    (warning,) = report.checked.warnings
    assert warning.message == (
        "postcodes that lie by their point in another area of wards-old than their file printed: "
        "1; both are kept, the point counts"
    )
    assert {(code, how) for text, _, code, how in held_areas() if text == "AB1 2AA"} == {
        ("E05000001", "point"),
        ("E05000002", "file"),
        ("Upper", "point"),
        ("Upper", "file"),
    }


def test_lsoas_come_with_their_file_and_other_districts_are_skipped(
    pack: Path, tmp_path: Path
) -> None:
    content = collection(
        [
            feature(BOX, LSOA21CD="E01000001", LSOA21NM="Anytown 001A", LSOA21NMW=" "),
            feature(BOX, LSOA21CD="E01000002", LSOA21NM="Elsewhere 001A", LSOA21NMW=" "),
            feature(BOX, LSOA21CD="E01000003", LSOA21NM="", LSOA21NMW=" "),
        ]
    )

    report = commit("boundaries", write_json(tmp_path / "l.json", content), area_set="lsoa-2021")

    assert counts(report.checked) == (2, 0, 0, 1, 0)
    held = Area.objects.filter(area_set__code="lsoa-2021").values_list("code", "name")
    assert list(held) == [("E01000001", "Anytown 001A"), ("E01000003", "E01000003")]


def test_an_lsoa_that_is_held_is_ours_whatever_its_name(pack: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "p.csv", ("postcode", "lsoa21"), [("AB1 2AA", "E01000002")])
    commit("postcodes", file)
    content = collection([feature(BOX, LSOA21CD="E01000002", LSOA21NM="Former district 001A")])

    report = commit("boundaries", write_json(tmp_path / "l.json", content), area_set="lsoa-2021")

    assert counts(report.checked) == (1, 0, 0, 0, 0)
    assert Area.objects.get(code="E01000002").name == "Former district 001A"


@pytest.mark.parametrize(
    ("district", "authority", "named"),
    [
        ("Anytown", "Anytown", True),
        ("Anytown", "Anytown Council", True),
        ("Anytown", "Royal Borough of ANYTOWN", True),
        ("Stoke-on-Any", "Stoke on Any City Council", True),
        ("Any", "Anytown Council", False),
        ("Anytown West", "Anytown Council", False),
        ("", "Anytown Council", False),
    ],
)
def test_a_council_has_the_name_of_its_district_in_its_own(
    district: str, authority: str, named: bool
) -> None:
    assert is_named_in(district, authority) is named


def test_lsoas_of_which_none_is_named_after_us_are_all_ours(pack: Path, tmp_path: Path) -> None:
    content = collection([feature(BOX, LSOA21CD="E01000001", LSOA21NM="Former district 001A")])

    report = commit("boundaries", write_json(tmp_path / "l.json", content), area_set="lsoa-2021")

    assert counts(report.checked) == (1, 0, 0, 0, 0)


def test_wards_of_other_districts_are_skipped_by_their_district(pack: Path, tmp_path: Path) -> None:
    content = collection(
        [
            feature(BOX, WD23CD="E05000001", WD23NM="Alder", LAD23CD=OURS, LAD23NM="Anytown"),
            feature(BOX, WD23CD="E05000777", WD23NM="Yew", LAD23CD=OTHERS, LAD23NM="Elsewhere"),
        ]
    )

    report = commit("boundaries", write_json(tmp_path / "w.json", content), area_set="wards-old")

    assert counts(report.checked) == (1, 0, 0, 1, 0)


def test_a_name_of_the_pack_stays_and_the_difference_is_told(pack: Path, tmp_path: Path) -> None:
    content = collection([feature(BOX, ward_code="E05000001", ward_name="Aldwick")])

    report = commit("boundaries", write_json(tmp_path / "w.json", content), area_set="wards-old")

    assert Area.objects.get(code="E05000001").name == "Alder"
    assert [warning.message for warning in report.checked.warnings] == [
        "E05000001 is Alder in the pack and Aldwick here; the pack's name stays"
    ]


@pytest.mark.parametrize(
    ("features", "row", "words"),
    [
        ([feature(BOX, ward_code="E05000099")], 1, "is no area of wards-old; perhaps of another"),
        ([feature(BOX, ward_code="E05000011")], 1, "is no area of wards-old; perhaps of another"),
        ([feature(BOX, ward_code="")], 1, "the code is missing"),
        ([feature(BOX, ward_code=None)], 1, "the code is missing"),
        ([feature(None, ward_code="E05000001")], 1, "E05000001: it has no outline"),
        (
            [feature({"type": "Point", "coordinates": [0, 51]}, ward_code="E05000001")],
            1,
            "E05000001: its outline is Point",
        ),
        (
            [feature(polygon((0, 0, 0, 1)), ward_code="E05000001")],
            1,
            "E05000001: the outline encloses nothing",
        ),
        ([feature(BOX, ward_code="E" * 41)], 1, "the code or the name is too long"),
    ],
)
def test_a_faulty_feature_is_rejected(
    pack: Path, tmp_path: Path, features: list[dict[str, Any]], row: int, words: str
) -> None:
    good = feature(polygon((1, 1, 2, 2)), ward_code="E05000002")
    file = write_json(tmp_path / "w.json", collection([*features, good]))

    report = commit("boundaries", file, area_set="wards-old")

    assert (counts(report.checked), report.committed) == ((1, 0, 0, 0, 1), False)
    (problem,) = report.checked.errors
    assert problem.row == row
    assert words in problem.message
    assert outline("E05000002") is None

    report = commit("boundaries", file, area_set="wards-old", skip_rejected=True)
    assert report.committed
    assert outline("E05000002") is not None


def test_a_code_that_comes_twice_is_rejected_both_times(pack: Path, tmp_path: Path) -> None:
    twice = [feature(BOX, ward_code="E05000001"), feature(None, ward_code="E05000001")]
    file = write_json(tmp_path / "w.json", collection([*twice, *twice[:1]]))

    checked = check("boundaries", file, area_set="wards-old")

    assert counts(checked) == (0, 0, 0, 0, 3)
    assert [(problem.row, problem.message) for problem in checked.errors] == [
        (1, "E05000001 is there 3 times"),
        (2, "E05000001: it has no outline"),
        (3, "E05000001 is there 3 times"),
    ]


METRES = {
    "type": "Polygon",
    "coordinates": [[[508e3, 221e3], [509e3, 221e3], [509e3, 222e3], [508e3, 221e3]]],
}
GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
GOOD = wards(OLD_BOXES, OLD)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "it cannot be read as JSON"),
        ("[" * 100_000, "it cannot be read as JSON"),
        ("a,b\n1,2\n", "it cannot be read as JSON"),
        ("\xff\xfe", "it cannot be read as JSON"),
        ("[]", "it holds no collection of features"),
        ("{}", "it holds no collection of features"),
        ('{"type": "Topology", "objects": {}}', "it holds no collection of features"),
        ('{"type": "FeatureCollection", "features": 3}', "it holds no collection of features"),
        ('{"type": "FeatureCollection", "features": [3]}', "it holds no collection of features"),
        ('{"type": "FeatureCollection", "features": []}', "the file holds no feature"),
        (
            json.dumps(collection([feature(BOX, LAD23CD=OURS, colour="red")])),
            "no property of the features holds the code of a ward; there are: LAD23CD, colour",
        ),
        (json.dumps(collection([feature(METRES, ward_code="E05000001")])), "WGS84 (EPSG:4326)"),
        (
            json.dumps({**GOOD, "crs": GRID}),
            "the file says that it is in urn:ogc:def:crs:EPSG::277",
        ),
        (
            json.dumps(collection([feature(BOX, WD23CD="E05000777", LAD23CD=OTHERS)])),
            "the file holds no area of Anytown",
        ),
    ],
)
def test_what_is_no_boundaries_is_refused(
    pack: Path, tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "file"
    file.write_text(content, encoding="latin-1" if "\xff" in content else "utf-8")

    with pytest.raises(ImportRefused) as refused:
        commit("boundaries", file, area_set="wards-old")

    assert words in str(refused.value)


@pytest.mark.parametrize(
    "crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"]
)
def test_degrees_may_be_named(pack: Path, tmp_path: Path, crs: str) -> None:
    named = {"type": "name", "properties": {"name": crs}}
    file = tmp_path / "w.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({**GOOD, "crs": named}).encode())

    assert counts(check("boundaries", file, area_set="wards-old")) == (4, 0, 0, 0, 0)


def test_a_single_feature_is_a_file_too(pack: Path, tmp_path: Path) -> None:
    file = write_json(tmp_path / "w.json", feature(BOX, code="E05000001", name="Alder"))

    assert counts(check("boundaries", file, area_set="wards-old")) == (1, 0, 0, 0, 0)


def test_a_mended_outline_is_told(pack: Path, tmp_path: Path) -> None:
    bow = polygon((0, 0, 1, 1))
    bow["coordinates"][0][1:3] = reversed(bow["coordinates"][0][1:3])
    file = write_json(tmp_path / "w.json", collection([feature(bow, ward_code="E05000001")]))

    report = commit("boundaries", file, area_set="wards-old")

    assert [warning.message for warning in report.checked.warnings] == [
        "E05000001: the outline crosses itself; it was mended"
    ]
    held = outline("E05000001")
    assert held is not None
    assert shape(held).is_valid


def test_the_area_set_must_be_said_and_known(pack: Path, tmp_path: Path) -> None:
    file = old_wards(tmp_path)

    with pytest.raises(ImportMisused, match="say with --area-set whose boundaries"):
        check("boundaries", file)
    with pytest.raises(ImportMisused, match="no area set wards-1066; known: lsoa-2011"):
        check("boundaries", file, area_set="wards-1066")


def test_neighbourhoods_made_of_wards_take_no_boundaries(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="made of areas of wards-old"):
        check("boundaries", old_wards(tmp_path), area_set="hoods")


def test_neighbourhoods_of_their_own_take_them(pack: Path, tmp_path: Path) -> None:
    AreaSet.objects.create(code="patches", name="Patches", kind="neighbourhood")
    commit("postcodes", postcodes(tmp_path, AA=(0.5, 0.5)))
    content = collection([feature(BOX, code="P1", name="Patch one")])

    report = commit("boundaries", write_json(tmp_path / "p.json", content), area_set="patches")

    assert counts(report.checked) == (1, 0, 0, 0, 0)
    assert held_areas() == {("AB1 2AA", "patches", "P1", "point")}


def test_when_the_pack_moves_a_ward_its_postcodes_and_outlines_follow(
    pack: Path, tmp_path: Path
) -> None:
    commit("postcodes", postcodes(tmp_path, AA=(1.5, 1.5)))
    commit("boundaries", old_wards(tmp_path), area_set="wards-old")
    replace(pack / "neighbourhoods.csv", "Upper,wards-old,E05000002", "Lower,wards-old,E05000002")

    load(pack)

    assert held_areas(FoundBy.POINT) == {
        ("AB1 2AA", "wards-old", "E05000002", "point"),
        ("AB1 2AA", "hoods", "Lower", "point"),
    }
    assert outline("Upper") == polygon(OLD_BOXES["E05000001"])


def test_boundaries_have_no_template_and_are_not_exported() -> None:
    with pytest.raises(ImportRefused, match="no template"):
        imports["boundaries"].template()
    with pytest.raises(ImportRefused, match="are not exported"):
        imports["boundaries"].export()


def test_a_file_that_is_not_there_is_refused(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="there is no file"):
        check("boundaries", tmp_path / "none.geojson", area_set="wards-old")


def test_corners_are_degrees() -> None:
    assert ring((0, 0, 1, 1))[0] == [WEST, SOUTH]

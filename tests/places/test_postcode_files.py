"""Files of postcodes: layouts as published, what is taken, skipped, refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.kernel.api import ImportMisused, TableError
from flyingstart.places.enums import FoundBy
from flyingstart.places.models import Area, Postcode
from flyingstart.places.queries.held import PostcodeState, held_postcodes
from flyingstart.places.rules.grid import degrees
from tests.places.files import (
    OLD,
    OLD_BOXES,
    OTHERS,
    OURS,
    SOUTH,
    UNIT,
    WEST,
    check,
    commit,
    counts,
    csv_text,
    held_areas,
    wards,
    write_csv,
    write_json,
)

ONSPD = (
    *("pcd", "pcd2", "pcds", "dointr", "doterm", "oscty", "ced", "oslaua", "osward", "parish"),
    *("usertype", "oseast1m", "osnrth1m", "osgrdind", "ctry", "rgn", "lsoa11", "msoa11"),
    *("lat", "long", "lsoa21"),
)
DIRECTORY = (
    *("PCD7", "PCD8", "PCDS", "DOINTR", "DOTERM", "LAD25CD", "WD25CD", "LSOA11CD", "LSOA21CD"),
    *("LAT", "LONG", "EAST1M", "NORTH1M"),
)
CODE_POINT = ("Postcode", "Positional_quality_indicator", "Eastings", "Northings")
ALDER, BIRCH, NEW_ALDER = "E05000001", "E05000002", "E05000011"
LSOA11, LSOA21 = "E01000001", "E01000002"


def at(x: float, y: float) -> tuple[str, str]:
    """Latitude and longitude as printed."""
    return f"{SOUTH + UNIT * y:.6f}", f"{WEST + UNIT * x:.6f}"


def onspd(
    text: str,
    *,
    district: str = OURS,
    ward: str = ALDER,
    point: tuple[str, str] = ("99.999999", "0.000000"),
    terminated: str = "",
    lsoas: tuple[str, str] = (LSOA11, LSOA21),
) -> Sequence[str]:
    lat, long = point
    return (
        *(text.replace(" ", ""), text, text, "199806", terminated, "E99999999", "E99999999"),
        *(district, ward, "E04000001", "0", "", "", "9", "E92000001", "E12000006", lsoas[0]),
        *("E02000001", lat, long, lsoas[1]),
    )


def state(text: str) -> PostcodeState:
    return held_postcodes([text])[text].state


def test_the_directory_of_the_ons_is_taken_as_published(pack: Path, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "onspd.csv",
        ONSPD,
        [
            onspd("AB1 2CD", point=("51.815000", "-0.395000")),
            onspd("AB1 2CE", terminated="201905"),
        ],
    )

    report = commit("postcodes", file)

    assert counts(report.checked) == (2, 0, 0, 0, 0)
    old = Area.objects.get(code=ALDER).area_set_id
    lsoas = {a.code: (a.area_set_id, a.code) for a in Area.objects.filter(code__startswith="E01")}
    printed = frozenset({(old, ALDER), lsoas[LSOA11], lsoas[LSOA21]})
    assert state("AB1 2CD") == PostcodeState(
        introduced=dt.date(1998, 6, 1),
        district=OURS,
        latitude=51.815,
        longitude=-0.395,
        printed=printed,
    )
    assert state("AB1 2CE") == PostcodeState(
        introduced=dt.date(1998, 6, 1),
        terminated=dt.date(2019, 5, 1),
        district=OURS,
        printed=printed,
    )


def test_the_newer_headings_of_the_ons_are_known(pack: Path, tmp_path: Path) -> None:
    row = ("AB12CD", "AB1 2CD", "AB1 2CD", "199806", "", OURS, NEW_ALDER, LSOA11, LSOA21)
    point = ("51.815", "-0.395", "510000", "222000")
    file = write_csv(tmp_path / "directory.csv", DIRECTORY, [(*row, *point)])

    commit("postcodes", file)

    held = Postcode.objects.get()
    assert (held.text, held.district, held.latitude, held.easting) == (
        *("AB1 2CD", OURS, 51.815, 510_000),
    )
    assert {code for _, _, code, _ in held_areas()} == {NEW_ALDER, LSOA11, LSOA21}


def test_code_point_open_has_metres_only_and_all_its_rows_are_taken(
    pack: Path, tmp_path: Path
) -> None:
    rows = [("AB1 2CD", "10", "508653", "221332"), ("AB1 2CE", "90", "0", "0")]
    file = write_csv(tmp_path / "ab.csv", CODE_POINT, rows)

    report = commit("postcodes", file)

    assert counts(report.checked) == (2, 0, 0, 0, 0)
    assert state("AB1 2CD")[2:] == ("", *degrees(508_653, 221_332), 508_653, 221_332, frozenset())
    assert state("AB1 2CE") == PostcodeState()


def test_columns_go_by_name_in_any_encoding_and_separator(pack: Path, tmp_path: Path) -> None:
    text = csv_text(
        ("LNG", "Latitude", "Post Code", "LAUA"), [("-0.395", "51.815", "ab12cd", OURS)]
    )
    file = tmp_path / "list.txt"
    file.write_bytes(text.replace(",", ";").replace("\n", "\r\n").encode("utf-16"))

    commit("postcodes", file)

    assert state("AB1 2CD") == PostcodeState(district=OURS, latitude=51.815, longitude=-0.395)


def test_several_ward_columns_speak_of_several_sets(pack: Path, tmp_path: Path) -> None:
    heading = ("postcode", "ward_2023_name", "ward_2023_code", "ward_old_code")
    file = write_csv(
        tmp_path / "list.csv",
        heading,
        [("AB1 2CD", "Alder", NEW_ALDER, BIRCH), ("AB1 2CE", "Alder", ALDER, NEW_ALDER)],
    )

    commit("postcodes", file)

    assert held_areas() == {
        ("AB1 2CD", "wards-new", NEW_ALDER, "file"),
        ("AB1 2CD", "wards-old", BIRCH, "file"),
        ("AB1 2CD", "hoods", "Upper", "file"),
        ("AB1 2CE", "wards-new", NEW_ALDER, "file"),
        ("AB1 2CE", "wards-old", ALDER, "file"),
        ("AB1 2CE", "hoods", "Upper", "file"),
    }


def test_rows_of_other_districts_are_skipped_yet_their_district_is_kept(
    pack: Path, tmp_path: Path
) -> None:
    elsewhere = onspd("XY1 2CD", district=OTHERS, ward="E05009999", lsoas=("E01009999", ""))
    file = write_csv(tmp_path / "onspd.csv", ONSPD, [onspd("AB1 2CD"), elsewhere])

    report = commit("postcodes", file)

    assert counts(report.checked) == (1, 0, 0, 1, 0)
    assert report.checked.warnings == []
    assert state("XY1 2CD") == PostcodeState(introduced=dt.date(1998, 6, 1), district=OTHERS)
    assert not Area.objects.filter(code="E01009999").exists()


def test_a_faulty_row_of_another_district_is_nobodys_fault(pack: Path, tmp_path: Path) -> None:
    rows = [
        onspd("NPT 0AA", district="W06000022"),
        onspd("XY1 2CD", district=OTHERS, terminated="x"),
    ]
    file = write_csv(tmp_path / "onspd.csv", ONSPD, rows)

    report = commit("postcodes", file)

    assert counts(report.checked) == (0, 0, 0, 2, 0)
    assert not Postcode.objects.exists()


def test_a_postcode_that_changed_district_follows(pack: Path, tmp_path: Path) -> None:
    commit("postcodes", write_csv(tmp_path / "1.csv", ONSPD, [onspd("AB1 2CD")]))

    gone = write_csv(tmp_path / "2.csv", ONSPD, [onspd("AB1 2CD", district=OTHERS)])
    report = commit("postcodes", gone)

    assert counts(report.checked) == (0, 0, 0, 1, 0)
    assert state("AB1 2CD").district == OTHERS
    assert held_areas() == set()


def test_the_same_file_again_changes_nothing(pack: Path, tmp_path: Path) -> None:
    rows = [
        onspd("AB1 2CD", point=at(0.5, 1.5)),
        onspd("AB1 2CE", terminated="201905"),
        onspd("XY1 2CD", district=OTHERS),
    ]
    file = write_csv(tmp_path / "onspd.csv", ONSPD, rows)
    commit("postcodes", file)
    before = held_areas(), set(Postcode.objects.values_list())

    report = commit("postcodes", file)

    assert counts(report.checked) == (0, 0, 2, 1, 0)
    assert (held_areas(), set(Postcode.objects.values_list())) == before


def test_what_is_held_is_exported_and_comes_back_unchanged(pack: Path, tmp_path: Path) -> None:
    from flyingstart.kernel.api import imports
    from flyingstart.kernel.tables.api import csv_text as written

    rows = [onspd("AB1 2CD", point=at(0.5, 1.5)), onspd("XY1 2CD", district=OTHERS)]
    commit("postcodes", write_csv(tmp_path / "onspd.csv", ONSPD, rows))
    kind = imports["postcodes"]
    file = tmp_path / "export.csv"
    file.write_text(
        written([column.name for column in kind.columns], kind.export()), encoding="utf-8"
    )

    report = commit("postcodes", file)

    assert counts(report.checked) == (0, 0, 1, 1, 0)


def test_blank_cells_leave_what_is_held(pack: Path, tmp_path: Path) -> None:
    commit("postcodes", write_csv(tmp_path / "1.csv", ONSPD, [onspd("AB1 2CD", point=at(1, 1))]))
    before = state("AB1 2CD")

    heading = ("postcode", "oslaua", "ward", "lsoa11", "dointr", "lat", "long")
    file = write_csv(tmp_path / "2.csv", heading, [("AB1 2CD", "", "", "", "", "", "")])
    report = commit("postcodes", file)

    assert counts(report.checked) == (0, 0, 1, 0, 0)
    assert state("AB1 2CD") == before


def test_a_postcode_in_use_again_is_no_longer_retired(pack: Path, tmp_path: Path) -> None:
    retired = write_csv(tmp_path / "1.csv", ONSPD, [onspd("AB1 2CD", terminated="201905")])
    commit("postcodes", retired)
    silent = write_csv(tmp_path / "2.csv", ("postcode",), [("AB1 2CD",)])
    assert counts(check("postcodes", silent)) == (0, 0, 1, 0, 0)

    report = commit("postcodes", write_csv(tmp_path / "3.csv", ONSPD, [onspd("AB1 2CD")]))

    assert counts(report.checked) == (0, 1, 0, 0, 0)
    assert state("AB1 2CD").terminated is None


def test_a_point_that_moved_takes_its_areas_along(pack: Path, tmp_path: Path) -> None:
    commit(
        "boundaries", write_json(tmp_path / "b.json", wards(OLD_BOXES, OLD)), area_set="wards-old"
    )
    commit(
        "postcodes", write_csv(tmp_path / "1.csv", ONSPD, [onspd("AB1 2CD", point=at(0.5, 1.5))])
    )
    assert held_areas(FoundBy.POINT) == {
        ("AB1 2CD", "wards-old", ALDER, "point"),
        ("AB1 2CD", "hoods", "Upper", "point"),
    }

    moved = write_csv(tmp_path / "2.csv", ONSPD, [onspd("AB1 2CD", point=at(1.5, 0.5))])
    report = commit("postcodes", moved)

    assert report.checked.extra == {
        "located": {"wards-old": 1},
        "disagreements": {"wards-old": 1},
    }
    assert held_areas(FoundBy.POINT) == {
        ("AB1 2CD", "wards-old", "E05000004", "point"),
        ("AB1 2CD", "hoods", "Lower", "point"),
    }
    assert ("AB1 2CD", "wards-old", ALDER, "file") in held_areas(FoundBy.FILE)


def test_disagreements_are_counted_and_the_first_is_told(pack: Path, tmp_path: Path) -> None:
    commit(
        "boundaries", write_json(tmp_path / "b.json", wards(OLD_BOXES, OLD)), area_set="wards-old"
    )
    rows = [
        onspd("AB1 2CA", point=at(0.5, 1.5)),
        onspd("AB1 2CB", point=at(1.5, 1.5)),
        onspd("AB1 2CD", point=at(0.5, 0.5)),
        onspd("AB1 2CE", point=at(7, 7)),
        onspd("AB1 2CF"),
    ]

    checked = check("postcodes", write_csv(tmp_path / "onspd.csv", ONSPD, rows))

    assert checked.extra == {"located": {"wards-old": 3}, "disagreements": {"wards-old": 2}}
    (warning,) = checked.warnings
    assert warning.row == 3
    assert warning.message == (
        f"by its point AB1 2CB lies in {BIRCH} of wards-old, and the file prints {ALDER}; so it "
        "is with 2 postcodes of this set. Both are kept, the point counts"
    )


def test_codes_of_no_area_are_left_out_and_told_once(pack: Path, tmp_path: Path) -> None:
    rows = [
        onspd("AB1 2CA", ward="E05999999"),
        onspd("AB1 2CB", ward="E05999999", lsoas=("none", "")),
        onspd("AB1 2CD"),
    ]

    report = commit("postcodes", write_csv(tmp_path / "onspd.csv", ONSPD, rows))

    (warning,) = report.checked.warnings
    assert (warning.row, warning.message) == (
        2,
        "E05999999 is the code of no area that is held; so are 2 codes in all. It is left out",
    )
    assert {area for text, _, area, _ in held_areas() if text == "AB1 2CA"} == {LSOA11, LSOA21}


def test_a_repeated_postcode_counts_once(pack: Path, tmp_path: Path) -> None:
    rows = [onspd("AB1 2CD"), onspd("ab12cd", ward=BIRCH), onspd("AB1 2CD", district=OTHERS)]

    report = commit("postcodes", write_csv(tmp_path / "onspd.csv", ONSPD, rows))

    assert counts(report.checked) == (1, 0, 1, 1, 0)
    assert [(w.row, w.message) for w in report.checked.warnings] == [
        (3, "AB1 2CD is there twice; the first row counts"),
        (4, "AB1 2CD is there twice; the first row counts"),
    ]
    assert ("AB1 2CD", "wards-old", ALDER, "file") in held_areas()


HEADING = ("postcode", "dointr", "lat", "long", "easting", "northing")


@pytest.mark.parametrize(
    ("latitude", "longitude", "point"),
    [("0", "0", (None, None)), ("0.0", "1", (0.0, 1.0)), ("51.5", "0", (51.5, 0.0))],
)
def test_no_point_is_two_noughts(
    pack: Path, tmp_path: Path, latitude: str, longitude: str, point: tuple[float | None, ...]
) -> None:
    """Off the coast of Africa nobody lives; on the meridian of Greenwich many do."""
    row = ("AB1 2CD", "", latitude, longitude, "", "")

    commit("postcodes", write_csv(tmp_path / "p.csv", HEADING, [row]))

    assert state("AB1 2CD")[3:5] == point


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("", "199806", "", "", "", ""), "postcode", "the postcode is missing"),
        (("AB1", "", "", "", "", ""), "postcode", "“AB1” has not the form of a postcode"),
        (("AB1 2CD", "soon", "", "", "", ""), "dointr", "“soon” is not a date"),
        (("AB1 2CD", "", "north", "-0.4", "", ""), "latitude", "“north” is not a number"),
        (("AB1 2CD", "", "-91", "0.4", "", ""), "latitude", "-91.0 is no latitude"),
        (("AB1 2CD", "", "51", "181", "", ""), "longitude", "181.0 is no longitude"),
        (("AB1 2CD", "", "", "", "5e5", "2"), "easting", "“5e5” is not a whole number"),
        (("AB1 2CD", "", "", "", "1", "9999999"), "northing", "9999999 is not between 0 and"),
    ],
)
def test_a_faulty_row_is_rejected_at_its_cell(
    pack: Path, tmp_path: Path, row: tuple[str, ...], column: str, words: str
) -> None:
    file = write_csv(tmp_path / "list.csv", HEADING, [("AB1 2CE", *[""] * 5), row])

    report = commit("postcodes", file)

    assert (counts(report.checked), report.committed) == ((1, 0, 0, 0, 1), False)
    (problem,) = report.checked.errors
    assert (problem.row, problem.column) == (3, column)
    assert words in problem.message
    assert not Postcode.objects.exists()

    report = commit("postcodes", file, skip_rejected=True)
    assert report.committed
    assert list(Postcode.objects.values_list("text", flat=True)) == ["AB1 2CE"]


def test_an_area_set_that_is_not_known_is_misuse(pack: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "x.csv", ("postcode",), [("AB1 2CD",)])

    with pytest.raises(ImportMisused, match="there is no area set wards-1066; known: lsoa-2011"):
        check("postcodes", file, area_set="wards-1066")
    assert counts(check("postcodes", file, area_set="wards-old")) == (1, 0, 0, 0, 0)


def test_a_file_without_postcodes_is_refused(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="lacks the columns postcode"):
        check("postcodes", write_csv(tmp_path / "x.csv", ("name", "lat"), [("A", "1")]))


def test_many_rows_take_no_more_queries_than_one(pack: Path, tmp_path: Path) -> None:
    letters = "ABDEFGHJLN"
    rows = [
        onspd(f"AB{n} {d}{a}{b}", point=at(0.01 * n, 0.02 * n))
        for n in range(10, 12)
        for d in range(10)
        for a in letters
        for b in letters
    ]
    one = write_csv(tmp_path / "1.csv", ONSPD, [onspd("AB1 2CD", point=at(0.5, 1.5))])
    many = write_csv(tmp_path / "2.csv", ONSPD, rows)

    with CaptureQueriesContext(connection) as for_one:
        commit("postcodes", one)
    with CaptureQueriesContext(connection) as for_many:
        report = commit("postcodes", many)

    assert counts(report.checked) == (2000, 0, 0, 0, 0)
    # The first file made the LSOAs.
    assert len(for_many) <= len(for_one)

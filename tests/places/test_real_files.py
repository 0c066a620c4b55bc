"""The published files of a real town, all loaded: what they say is what is held.

They are not part of the repository. Where they lie beside it, these tests read them.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker
from shapely.geometry import shape

from flyingstart.kernel.intake.report import Report
from flyingstart.places import api as places
from flyingstart.places.models import Area, Deprivation, Population, Postcode, PostcodeArea
from tests.places.files import check, commit, counts, load

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data"
LUTON = REPOSITORY / "authorities" / "luton"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the published files are not in {DATA.parent.name}/data beside us"
)

POSTCODES = DATA / "postcodes" / "luton_postcodes_2025-10.csv"
BOUNDARIES = {
    "wards-2003": DATA / "geo" / "luton_wards_2003_2023.geojson",
    "wards-2023": DATA / "geo" / "luton_wards_2023_on.geojson",
    "lsoa-2011": DATA / "geo" / "luton_lsoa11_generalised.geojson",
    "lsoa-2021": DATA / "geo" / "luton_lsoa21_supergeneralised.geojson",
}
PRINTED = {"wards-2003": "ward_2003_2023_code", "wards-2023": "ward_2023_code"}
DEPRIVATION = {
    2015: ("lsoa-2011", DATA / "deprivation" / "luton_imd2015_lsoa11.csv"),
    2019: ("lsoa-2011", DATA / "deprivation" / "luton_imd2019_lsoa11.csv"),
    2025: ("lsoa-2021", DATA / "deprivation" / "luton_imd2025_lsoa21.csv"),
}
BY_WARD = DATA / "population" / "luton_under5_by_ward_derived.csv"
BY_LSOA = DATA / "population" / "luton_population_single_year_of_age_lsoa11.csv"


@pytest.fixture
def luton(db: None) -> None:
    load(LUTON)


@contextmanager
def taken_in(blocker: DjangoDbBlocker, *files: Callable[[], object]) -> Iterator[None]:
    """The pack and files for a class of tests, each of which begins with them."""
    with blocker.unblock(), transaction.atomic():
        load(LUTON)
        for take in files:
            take()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="class")
def outlines(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with taken_in(django_db_blocker, load_boundaries):
        yield


@pytest.fixture(scope="class")
def points(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with taken_in(django_db_blocker, load_postcodes, load_boundaries):
        yield


@pytest.fixture
def undone() -> Iterator[None]:
    """Takes back what a test of such a class does."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_boundaries() -> dict[str, Report]:
    return {
        set_code: commit("boundaries", path, area_set=set_code)
        for set_code, path in BOUNDARIES.items()
    }


def load_postcodes() -> Report:
    return commit("postcodes", POSTCODES)


def by_point(set_code: str) -> dict[str, str]:
    found = PostcodeArea.objects.filter(area__area_set__code=set_code, how="point")
    return dict(found.values_list("postcode__text", "area__code"))


def check_wards() -> None:
    for set_code, column in PRINTED.items():
        printed = {row["postcode"]: row[column] for row in rows(POSTCODES)}
        assert len(printed) == 3233
        assert by_point(set_code) == printed


@pytest.mark.usefixtures("outlines", "undone")
class TestOutlinesFirst:
    def test_every_live_postcode_falls_in_the_right_ward_of_both_sets(self) -> None:
        report = load_postcodes()

        assert counts(report.checked) == (3233, 0, 0, 0, 0)
        check_wards()

    def test_points_and_printed_codes_disagree_only_on_coarse_outlines(self) -> None:
        extra = check("postcodes", POSTCODES).extra

        # The outlines of the newest LSOAs are super-generalised, corners cut by up to 200 metres.
        assert extra == {
            "located": {
                "lsoa-2011": 3233,
                "lsoa-2021": 3221,
                "wards-2003": 3233,
                "wards-2023": 3233,
            },
            "disagreements": {"lsoa-2011": 0, "lsoa-2021": 387, "wards-2003": 0, "wards-2023": 0},
        }

    def test_the_grid_leads_to_the_same_wards_as_degrees(self, tmp_path: Path) -> None:
        file = tmp_path / "codepoint.csv"
        lines = ["Postcode,Eastings,Northings"]
        lines += [
            f"{row['postcode']},{row['easting']},{row['northing']}" for row in rows(POSTCODES)
        ]
        file.write_text("\n".join(lines), encoding="utf-8")

        commit("postcodes", file)

        check_wards()

    @pytest.mark.parametrize(("set_code", "apart"), [("wards-2003", 0), ("wards-2023", 2)])
    def test_on_the_grid_of_tiles_neighbours_adjoin(self, set_code: str, apart: int) -> None:
        areas = list(Area.objects.filter(area_set__code=set_code))
        outlines = {area.code: shape(area.geometry or {}) for area in areas}

        neighbours = adjoining = touching_strangers = 0
        for one, other in combinations(areas, 2):
            near = outlines[one.code].buffer(0.0003).intersection(outlines[other.code].boundary)
            columns = abs((one.tile_column or 0) - (other.tile_column or 0))
            lines = abs((one.tile_row or 0) - (other.tile_row or 0))
            if near.length > 0.003:
                neighbours += 1
                adjoining += max(columns, lines) == 1
            elif columns + lines == 1:
                touching_strangers += not outlines[one.code].intersects(outlines[other.code])

        assert neighbours >= 40
        assert neighbours - adjoining == apart
        assert touching_strangers == 0


@pytest.mark.usefixtures("points", "undone")
class TestPostcodesFirst:
    def test_every_live_postcode_falls_in_the_right_ward_of_both_sets(self) -> None:
        check_wards()

    def test_neighbourhoods_follow_their_wards(self) -> None:
        file = DATA / "places" / "luton_neighbourhood_wards_2017_2019.csv"
        neighbourhoods = {row["ward_code"]: row["neighbourhood"] for row in rows(file)}

        found = by_point("neighbourhoods")

        assert found == {
            text: neighbourhoods[ward] for text, ward in by_point("wards-2003").items()
        }
        assert set(Counter(found.values())) == {"North", "West", "Central", "South"}
        for area in places.areas_of("neighbourhoods"):
            assert area.geometry is not None
            assert shape(area.geometry).is_valid

    def test_all_files_again_change_nothing(self) -> None:
        assert counts(load_postcodes().checked) == (0, 0, 3233, 0, 0)
        assert {
            set_code: counts(report.checked) for set_code, report in load_boundaries().items()
        } == {
            "wards-2003": (0, 0, 19, 0, 0),
            "wards-2023": (0, 0, 20, 0, 0),
            "lsoa-2011": (0, 0, 121, 0, 0),
            "lsoa-2021": (0, 0, 125, 0, 0),
        }


def test_generalised_wards_put_a_few_postcodes_next_door(luton: None) -> None:
    coarse = DATA / "geo" / "luton_wards_2003_2023_generalised.geojson"
    commit("boundaries", coarse, area_set="wards-2003")

    extra = check("postcodes", POSTCODES).extra

    assert extra["located"]["wards-2003"] >= 3200
    assert 0 < extra["disagreements"]["wards-2003"] < 65


def test_all_editions_of_deprivation_are_held(luton: None) -> None:
    for year, (set_code, path) in DEPRIVATION.items():
        report = commit("imd", path)

        printed = rows(path)
        assert counts(report.checked) == (len(printed), 0, 0, 0, 0)
        column = "lsoa11_code" if set_code == "lsoa-2011" else "lsoa21_code"
        held = Deprivation.objects.filter(year=year, area__area_set__code=set_code)
        assert set(held.values_list("area__code", "rank", "decile")) == {
            (row[column], int(row["IMD_rank"]), int(row["IMD_decile"])) for row in printed
        }
        scores = {row[column]: float(row["IMD_score"]) for row in printed if "IMD_score" in row}
        assert dict(held.exclude(score=None).values_list("area__code", "score")) == scores
    assert places.areas_of("lsoa-2011").count() == 121
    assert places.areas_of("lsoa-2021").count() == 125


def test_populations_by_ward_and_lsoa_are_held(luton: None) -> None:
    by_ward = commit("population", BY_WARD)
    by_lsoa = commit("population", BY_LSOA)

    assert counts(by_ward.checked) == (57, 0, 0, 0, 0)
    assert counts(by_lsoa.checked) == (363, 0, 0, 0, 0)
    for row in rows(BY_WARD):
        held = Population.objects.filter(area_code=row["ward_code"], year=row["mid_year"])
        assert sum(held.values_list("count", flat=True)) == int(row["under_5"])
    for row in rows(BY_LSOA):
        held = Population.objects.filter(area_code=row["lsoa11_code"], year=row["mid_year"])
        assert sum(held.values_list("count", flat=True)) == int(row["total_population"])
        assert held.count() == 91
    assert counts(check("population", BY_WARD)) == (0, 0, 57, 0, 0)
    assert counts(check("population", BY_LSOA)) == (0, 0, 363, 0, 0)


def test_no_code_of_a_real_file_is_unknown(luton: None) -> None:
    reports = [commit("postcodes", POSTCODES), commit("population", BY_WARD)]

    assert [report.checked.warnings for report in reports] == [[], []]
    assert Postcode.objects.filter(district="").count() == 3233


def test_the_pack_has_the_wards_of_the_files(luton: None) -> None:
    for set_code in PRINTED:
        features = json.loads(BOUNDARIES[set_code].read_text(encoding="utf-8"))["features"]
        published = {
            (entry["properties"]["ward_code"], entry["properties"]["ward_name"])
            for entry in features
        }
        assert set(places.areas_of(set_code).values_list("code", "name")) == published

"""A council's pack: loaded, repeated, edited, refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from flyingstart.kernel.api import PackError
from flyingstart.places import api as places
from flyingstart.places.models import Area, AreaPart, AreaSet, Authority, Room, Site, Term
from tests.places.files import AREAS, AUTHORITY, SITE_HEADING, SITES, load, write_csv, write_pack

AREA_HEADING = ("code", "name", "tile_column", "tile_row")
PARTS_HEADING = ("area_set", "area", "part_set", "part", "part_name")
TERM_HEADING = (
    *("code", "name", "starts_on", "ends_on"),
    *("half_term_starts_on", "half_term_ends_on"),
)
TRACKED = (Authority, AreaSet, Area, Site, Room, Term)


@pytest.fixture
def pack(tmp_path: Path, db: None) -> Path:
    """The folder of the council's pack, loaded for this test alone: others here begin without."""
    folder = write_pack(tmp_path / "pack")
    load(folder)
    return folder


def versions() -> dict[str, list[int]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values_list("version", flat=True))
        for model in TRACKED
    }


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_authority_and_its_sets_are_loaded(pack: Path) -> None:
    ours = places.authority()

    assert (ours.code, ours.name, ours.history_from) == (
        "E06000099",
        "Anytown",
        dt.date(2018, 4, 1),
    )
    assert list(AreaSet.objects.values_list("code", "kind", "starts_on", "ends_on")) == [
        ("hoods", "neighbourhood", dt.date(2017, 1, 1), None),
        ("lsoa-2011", "lsoa", None, None),
        ("lsoa-2021", "lsoa", None, None),
        ("wards-new", "ward", dt.date(2023, 5, 4), None),
        ("wards-old", "ward", None, dt.date(2023, 5, 4)),
    ]


def test_areas_are_loaded_with_their_tiles(pack: Path) -> None:
    for set_code, areas in AREAS.items():
        held = places.areas_of(set_code).values_list("code", "name", "tile_column", "tile_row")
        assert list(held) == sorted(areas)


def test_neighbourhoods_are_made_of_wards(pack: Path) -> None:
    parts = AreaPart.objects.values_list("whole__code", "part__code").order_by("part__code")

    assert list(parts) == [
        ("Upper", "E05000001"),
        ("Upper", "E05000002"),
        ("Lower", "E05000003"),
        ("Lower", "E05000004"),
    ]


def test_sites_and_rooms_are_loaded(pack: Path) -> None:
    mill, church = Site.objects.order_by("-code")

    assert (mill.name, mill.aliases) == ("The Old Mill", ["Mill", "Mill Lane Centre"])
    assert str(mill.neighbourhood) == "Upper"
    assert (mill.is_main, mill.is_delivery, mill.is_partner_school, mill.is_staff_base) == (
        *(True, True, False, True),
    )
    assert (mill.postcode, church.postcode) == ("AB1 2CD", "")
    assert (church.is_main, church.is_delivery, church.is_staff_base) == (False, True, False)
    assert [(str(room), room.capacity) for room in Room.objects.all()] == [
        ("Hall, The Old Mill", 40)
    ]


def test_loading_again_touches_nothing(pack: Path) -> None:
    before = versions()

    load(pack)

    assert versions() == before
    assert {number for numbers in before.values() for number in numbers} == {1}


def test_terms_are_those_of_the_file(pack: Path) -> None:
    half_term = ("2019-10-28", "2019-11-01")
    autumn = ("autumn-2019", "Autumn 2019", "2019-09-04", "20/12/2019", *half_term)
    spring = ("spring-2020", "Spring 2020", "2020-01-06", "2020-04-03", "", "")
    write_csv(pack / "terms.csv", TERM_HEADING, [spring, autumn])
    load(pack)

    def touching(start: str, end: str) -> list[str]:
        days = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        return list(places.terms_between(*days).values_list("code", flat=True))

    assert touching("2019-12-20", "2020-01-06") == ["autumn-2019", "spring-2020"]
    assert touching("2019-12-21", "2020-01-05") == []
    assert touching("2019-09-01", "2019-09-04") == ["autumn-2019"]
    first = places.Term.objects.get(code="autumn-2019")
    assert (first.half_term_starts_on, first.half_term_ends_on) == (
        dt.date(2019, 10, 28),
        dt.date(2019, 11, 1),
    )

    write_csv(pack / "terms.csv", TERM_HEADING, [spring])
    load(pack)
    assert touching("2019-01-01", "2020-12-31") == ["spring-2020"]

    (pack / "terms.csv").unlink()
    load(pack)
    assert touching("2019-01-01", "2020-12-31") == []


def test_terms_may_take_each_others_days_in_one_edition(pack: Path) -> None:
    early, late = ("2019-09-04", "2019-12-20", "", ""), ("2020-01-06", "2020-04-03", "", "")
    write_csv(pack / "terms.csv", TERM_HEADING, [("one", "One", *early), ("two", "Two", *late)])
    load(pack)

    write_csv(pack / "terms.csv", TERM_HEADING, [("one", "One", *late), ("two", "Two", *early)])
    load(pack)

    held = places.Term.objects.values_list("code", "starts_on")
    assert list(held) == [("two", dt.date(2019, 9, 4)), ("one", dt.date(2020, 1, 6))]


def test_edits_reach_what_they_name_and_nothing_else(pack: Path) -> None:
    before = {model: dict(model.objects.values_list("pk", "version")) for model in TRACKED}
    replace(pack / "authority.yaml", "Anytown", "Newtown")
    replace(pack / "authority.yaml", "New wards", "Newest wards")
    replace(pack / "areas" / "wards-new.csv", "Elm", "Elder")
    replace(pack / "sites.csv", "Mill Lane Centre", "Mill Road Centre")
    replace(pack / "rooms.csv", "40", "45")

    load(pack)

    changed = {
        model.__name__: [
            str(row) for row in model.objects.all() if row.version != before[model][row.pk]
        ]
        for model in TRACKED
    }
    assert changed == {
        "Authority": ["Newtown"],
        "AreaSet": ["Newest wards"],
        "Area": ["Elder"],
        "Site": ["The Old Mill"],
        "Room": ["Hall, The Old Mill"],
        "Term": [],
    }
    assert Site.objects.get(code="mill").aliases == ["Mill", "Mill Road Centre"]


def test_what_left_the_pack_stays(pack: Path) -> None:
    write_csv(pack / "sites.csv", SITE_HEADING, SITES[:1])
    write_csv(pack / "rooms.csv", ("site", "name", "capacity"), [])
    write_csv(pack / "areas" / "wards-new.csv", AREA_HEADING, [])

    load(pack)

    assert Site.objects.count() == 2
    assert Room.objects.count() == 1
    assert places.areas_of("wards-new").count() == 3


def test_areas_may_change_places_on_the_grid(pack: Path) -> None:
    rows = [(code, name, 2 - column, row) for code, name, column, row in AREAS["wards-new"]]
    write_csv(pack / "areas" / "wards-new.csv", AREA_HEADING, rows)

    load(pack)

    held = places.areas_of("wards-new").values_list("code", "name", "tile_column", "tile_row")
    assert list(held) == rows


def test_areas_have_a_place_on_the_grid_or_none_and_blank_rows_are_none(pack: Path) -> None:
    (code, name, *_tile), *rest = AREAS["wards-new"]
    rows = [(code, name, "", ""), ("", "", "", ""), *rest]
    write_csv(pack / "areas" / "wards-new.csv", AREA_HEADING, rows)

    load(pack)

    held = places.areas_of("wards-new").order_by("code")
    assert list(held.values_list("code", "tile_column", "tile_row")) == [
        (code, None, None),
        *((other, column, row) for other, _name, column, row in rest),
    ]


def test_sites_may_change_names_and_the_hub_may_move(pack: Path) -> None:
    (code, name, *_), (other, others_name, *_) = SITES
    write_csv(
        pack / "sites.csv",
        SITE_HEADING,
        [
            (code, others_name, "", "Upper", "", "yes", "", "", ""),
            (other, name, "", "Upper", "yes", "yes", "", "yes", ""),
        ],
    )

    load(pack)

    held = Site.objects.order_by("code").values_list("code", "name", "is_main")
    assert list(held) == [("church", name, True), ("mill", others_name, False)]


def test_a_neighbourhood_may_get_other_wards(pack: Path) -> None:
    replace(pack / "neighbourhoods.csv", "Upper,wards-old,E05000002", "Lower,wards-old,E05000002")

    load(pack)

    parts = AreaPart.objects.filter(whole__code="Lower").values_list("part__code", flat=True)
    assert sorted(parts) == ["E05000002", "E05000003", "E05000004"]
    assert AreaPart.objects.count() == 4


def test_a_site_keeps_the_neighbourhood_that_it_is_given(pack: Path) -> None:
    replace(pack / "sites.csv", "Mill Lane Centre,Upper,yes", "Mill Lane Centre,Lower,yes")

    load(pack)

    assert str(Site.objects.get(code="mill").neighbourhood) == "Lower"


def test_another_councils_pack_is_refused(pack: Path) -> None:
    replace(pack / "authority.yaml", "E06000099", "E06000098")

    with pytest.raises(PackError, match=r"authority.yaml: this database is that of Anytown"):
        load(pack)


def test_names_and_tiles_of_what_stays_are_taken(pack: Path, tmp_path: Path) -> None:
    write_csv(
        pack / "sites.csv",
        SITE_HEADING,
        [("new", "Mill", "", "", "", "yes", "", "", "")],
    )
    with pytest.raises(PackError, match=r"sites.csv: Mill is a name of The Old Mill"):
        load(pack)

    write_csv(
        pack / "sites.csv",
        SITE_HEADING,
        [("new", "New", "", "Upper", "yes", "yes", "", "", "")],
    )
    with pytest.raises(PackError, match=r"The Old Mill, which is held already, is the hub"):
        load(pack)

    write_csv(pack / "areas" / "wards-new.csv", AREA_HEADING, [("E05000014", "Fir", 0, 1)])
    with pytest.raises(PackError, match=r"areas: the tile of Fir is that of Alder"):
        load(pack)


def authority(old: str, new: str) -> Callable[[Path], None]:
    return lambda pack: replace(pack / "authority.yaml", old, new)


def areas(*rows: tuple[object, ...]) -> Callable[[Path], None]:
    return lambda pack: _write(pack / "areas" / "wards-old.csv", AREA_HEADING, rows)


def parts(*rows: tuple[object, ...]) -> Callable[[Path], None]:
    return lambda pack: _write(pack / "neighbourhoods.csv", PARTS_HEADING, rows)


def sites(*rows: tuple[object, ...]) -> Callable[[Path], None]:
    return lambda pack: _write(pack / "sites.csv", SITE_HEADING, rows)


def rooms(*rows: tuple[object, ...]) -> Callable[[Path], None]:
    return lambda pack: _write(pack / "rooms.csv", ("site", "name", "capacity"), rows)


def terms(*rows: tuple[object, ...]) -> Callable[[Path], None]:
    filled = tuple((*row, "", "")[: len(TERM_HEADING)] for row in rows)
    return lambda pack: _write(pack / "terms.csv", TERM_HEADING, filled)


def _write(path: Path, heading: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> None:
    write_csv(path, heading, rows)


def in_latin(pack: Path) -> None:
    path = pack / "authority.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Anytown", "Zoë").encode("latin-1"))


def without_a_name(pack: Path) -> None:
    write_csv(pack / "areas" / "wards-old.csv", ("code", "tile_column", "tile_row"), [("E1", 1, 1)])


def stray_file(pack: Path) -> None:
    write_csv(pack / "areas" / "wards-1999.csv", AREA_HEADING, [])


ALDER = ("E05000001", "Alder", 1, 1)
MILL = SITES[0]
TWIN = ("hoods", "Upper", "wards-old", "E05000001", "Alder")

FAULTS: list[tuple[Callable[[Path], None], str]] = [
    (authority(AUTHORITY, "- a\n- list"), "authority.yaml: the file is a list of keys and values"),
    (authority("name: Anytown", "name: [Any"), "authority.yaml: line 2 is no YAML"),
    (in_latin, "authority.yaml: the file is not written in UTF-8"),
    (authority("Anytown", "\x07"), "authority.yaml: the file is no YAML"),
    (authority("2018-04-01", "2018-02-30"), "authority.yaml: the file is no YAML"),
    (
        authority(AUTHORITY, "name: A\ncode: E06000099\narea_sets: []\n"),
        "area_sets is a list of at least one area set",
    ),
    (without_a_name, "areas/wards-old.csv lacks the columns name"),
    (authority("Anytown", '""'), "the file needs name, 1 to 200 letters"),
    (authority("name:", "nmae:"), "the file has nmae, which is none of"),
    (authority("E06000099", "Anytown"), "code “Anytown” is no GSS code"),
    (authority("2018-04-01", "2018-04"), "history_from is “2018-04”, not a date"),
    (authority("2018-04-01", "2018-04-01 10:00:00"), "not a date such as 2019-05-02"),
    (authority("kind: lsoa}", "kind: parish}"), "area set 3: kind is “parish”, not one of ward"),
    (authority("wards-old", "Old wards"), "“Old wards” is no code"),
    (authority("wards-old", "wards-new"), "two area sets have the code wards-new"),
    (authority("ends_on: 2023-05-04", "starts_on: 2023-05-04, ends_on: 2023-05-04"), "after"),
    (authority("ends_on:", "ends:"), "area set 1 has ends, which is none of code"),
    (stray_file, r"areas/wards-1999.csv: authority.yaml has no area set wards-1999"),
    (areas(ALDER, ALDER), "areas/wards-old.csv, row 3: the code E05000001 is that of row 2 too"),
    (areas(ALDER, ("E2", "B", 1, 1)), "row 3: the tile is that of row 2 too"),
    (areas(("E1", "", 1, 1)), "row 2: name has 1 to 200 letters"),
    (areas(("E1", "A", 1, "")), "row 2: a tile has a tile_column and a tile_row, or neither"),
    (areas(("E1", "A", "x", 1)), "row 2: tile_column: “x” is not a whole number"),
    (parts(TWIN, TWIN), "neighbourhoods.csv, row 3: Alder is a part in row 2 too"),
    (
        parts(TWIN, ("hoods", "Lower", *TWIN[2:])),
        "row 3: Alder is a part in row 2 too",
    ),
    (parts(("hoods", "Middle", *TWIN[2:])), "row 2: there is no area Middle in areas/hoods.csv"),
    (parts((*TWIN[:4], "Birch")), "row 2: E05000001 is Alder, not Birch"),
    (
        parts(("wards-old", "E05000002", "wards-old", "E05000001", "Alder")),
        "row 2: an area is made of areas of another set",
    ),
    (
        parts(TWIN, ("hoods", "Lower", "wards-new", "E05000011", "Alder")),
        "row 3: the areas of hoods are made of wards-old above",
    ),
    (sites(MILL, MILL), "sites.csv, row 3: the code mill is that of row 2 too"),
    (sites(MILL, ("b", "mill", *MILL[2:])), "row 3: mill is a name in row 2 too"),
    (sites(("Mill", *MILL[1:])), "row 2: code “Mill” is no code"),
    (sites((*MILL[:3], "Middle", *MILL[4:])), "there is no neighbourhood “Middle”; known: Lower"),
    (sites((*MILL[:3], "", *MILL[4:])), "row 2: a main site is the hub of a neighbourhood"),
    (
        sites(MILL, ("b", "B", "", *MILL[3:])),
        "row 3: row 2 is the main site of the neighbourhood already",
    ),
    (sites((*MILL[:4], "perhaps", *MILL[5:])), "row 2: main: “perhaps” is neither yes nor no"),
    (sites((*MILL[:8], "somewhere")), "row 2: “somewhere” has not the form of a postcode"),
    (sites((*MILL[:2], "x" * 201, *MILL[3:])), "row 2: an alias has at most 200 letters"),
    (rooms(("barn", "Hall", "")), "rooms.csv, row 2: there is no site “barn” in sites.csv"),
    (rooms(("mill", "Hall", ""), ("mill", "Hall", 2)), "row 3: the site has a room Hall above"),
    (rooms(("mill", "Hall", "many")), "row 2: capacity: “many” is not a whole number"),
    (terms(("a", "A", "2020-01-06", "2020-01-05")), "terms.csv, row 2: the term ends before"),
    (
        terms(("a", "A", "2020-01-06", "2020-04-03"), ("b", "B", "2020-04-03", "2020-07-01")),
        "row 3: B begins before A has ended",
    ),
    (
        terms(("a", "A", "2020-01-06", "2020-04-03"), ("a", "B", "2020-04-20", "2020-07-01")),
        "row 3: the code a is that of row 2 too",
    ),
    (terms(("a", "A", "soon", "2020-01-05")), "row 2: starts_on: “soon” is not a date"),
    (
        terms(("a", "A", "2020-01-06", "2020-04-03", "2020-02-17", "")),
        "row 2: a half term has both its first and its last day",
    ),
    (
        terms(("a", "A", "2020-01-06", "2020-04-03", "2020-04-01", "2020-04-03")),
        "row 2: the half term lies within the term",
    ),
]


@pytest.mark.parametrize(("spoil", "words"), FAULTS, ids=[words for _, words in FAULTS])
def test_a_broken_pack_names_file_and_row(
    tmp_path: Path, db: None, spoil: Callable[[Path], None], words: str
) -> None:
    folder = write_pack(tmp_path / "pack")
    spoil(folder)

    with pytest.raises(PackError) as refused:
        load(folder)

    assert words in str(refused.value)

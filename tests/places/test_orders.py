"""Files may come in any order, and again: what is known in the end is the same.

Random postcodes, printed codes and outlines; every order of the files ends in the same areas, and
those are the areas that a slow look at every box finds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.places.queries.held import held_postcodes
from tests.depth import worlds
from tests.places.files import (
    NEW,
    NEW_BOXES,
    OLD,
    OLD_BOXES,
    OURS,
    PARTS,
    SOUTH,
    UNIT,
    WEST,
    Box,
    commit,
    held_areas,
    polygon,
    wards,
    write_csv,
    write_json,
)

LSOA_BOXES: dict[str, Box] = {"E01000001": (0, 0, 2, 0.7), "E01000002": (0, 0.7, 2, 2)}
HEADING = ("postcode", "oslaua", "osward", "lsoa21", "lat", "long")
UPPER = {code: whole for whole, code, _ in PARTS}
# Off every border, so that rounding decides nothing.
PLACES = [-0.5, 0.25, 0.75, 1.25, 1.75, 2.5]


class Home(NamedTuple):
    """A postcode of a file: where it lies, if it says so, and what it prints."""

    text: str
    point: tuple[float, float] | None
    ward: str
    lsoa: str


points = st.none() | st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES))
homes = st.lists(
    st.builds(
        Home,
        st.from_regex(r"\AAB[1-9] [1-3][AB]{2}\Z"),
        points,
        st.sampled_from(["", "E05999999", *OLD, *NEW]),
        st.sampled_from(["", *LSOA_BOXES, "E01000003"]),
    ),
    max_size=8,
    unique_by=lambda home: home.text,
)
KINDS = ("postcodes", "old", "new", "lsoas")
orders = st.lists(st.sampled_from(KINDS), max_size=3).flatmap(
    lambda again: st.permutations([*KINDS, *again])
)


def imports_of(homes: Sequence[Home], folder: Path) -> dict[str, Callable[[], object]]:
    """The four files, ready to be taken in."""
    rows = []
    for home in homes:
        lat, long = "", ""
        if home.point:
            x, y = home.point
            lat, long = f"{SOUTH + UNIT * y:.6f}", f"{WEST + UNIT * x:.6f}"
        rows.append((home.text, OURS, home.ward, home.lsoa, lat, long))
    names = dict.fromkeys(LSOA_BOXES, "Anytown 001A")
    lsoas = wards(LSOA_BOXES, names)
    for entry in lsoas["features"]:
        entry["properties"] = {
            "LSOA21CD": entry["properties"]["ward_code"],
            "LSOA21NM": entry["properties"]["ward_name"],
        }
    postcodes = write_csv(folder / "postcodes.csv", HEADING, rows)
    old = write_json(folder / "old.json", wards(OLD_BOXES, OLD))
    new = write_json(folder / "new.json", wards(NEW_BOXES, NEW))
    small = write_json(folder / "lsoas.json", lsoas)
    return {
        "postcodes": lambda: commit("postcodes", postcodes),
        "old": lambda: commit("boundaries", old, area_set="wards-old"),
        "new": lambda: commit("boundaries", new, area_set="wards-new"),
        "lsoas": lambda: commit("boundaries", small, area_set="lsoa-2021"),
    }


def expected(homes: Sequence[Home]) -> set[tuple[str, str, str, str]]:
    """All areas, by looking at every box."""
    found = set()
    for home in homes:
        said = [("wards-old", home.ward, "file")] if home.ward in OLD else []
        said += [("wards-new", home.ward, "file")] if home.ward in NEW else []
        said += [("lsoa-2021", home.lsoa, "file")] if home.lsoa else []
        for set_code, boxes in (
            ("wards-old", OLD_BOXES),
            ("wards-new", NEW_BOXES),
            ("lsoa-2021", LSOA_BOXES),
        ):
            said += [(set_code, code, "point") for code in boxes if inside(home, boxes[code])]
        said += [("hoods", UPPER[code], how) for _, code, how in said if code in UPPER]
        found |= {(home.text, *area) for area in said}
    return found


def inside(home: Home, box: Box) -> bool:
    if home.point is None:
        return False
    (x, y), (left, low, right, high) = home.point, box
    return left < x < right and low < y < high


@settings(max_examples=worlds(10, many=25))
@given(homes=homes, order=orders)
def test_in_any_order_postcodes_end_up_in_the_same_areas(
    pack: Path, homes: list[Home], order: list[str]
) -> None:
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        take = imports_of(homes, Path(folder))

        for name in order:
            take[name]()

        assert held_areas() == expected(homes)
        assert held_postcodes([home.text for home in homes]).keys() == {h.text for h in homes}
        transaction.set_rollback(True)


def test_boxes_of_a_set_do_not_overlap() -> None:
    for boxes in (OLD_BOXES, NEW_BOXES, LSOA_BOXES):
        for place in [(x, y) for x in PLACES for y in PLACES]:
            home = Home("AB1 2CD", place, "", "")
            assert sum(inside(home, box) for box in boxes.values()) <= 1
    assert polygon((0, 0, 1, 1))["type"] == "Polygon"

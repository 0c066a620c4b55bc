"""`areas/*.csv` and `neighbourhoods.csv`: the areas of each set, and what some are made of.

`areas/<set>.csv` holds the areas of the set of that code: `code` (the GSS code; of a neighbourhood,
which has none, its name), `name`, and its place on the grid of tiles, `tile_column` and `tile_row`,
counted from any number, rows downwards. Sets without a file get their areas from imports.

`neighbourhoods.csv` says of which areas those of another set are made, one row a part: `area_set`,
`area`, `part_set`, `part` (codes), and `part_name`, which must be the part's: names of wards return
with other codes, and a slip would move a neighbourhood.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flyingstart.kernel.api import PackError, folded
from flyingstart.places.models import AreaSet
from flyingstart.places.operations.geography import AreaEntry, AreaKey
from flyingstart.places.pack.files import PackRow, pack_rows

FOLDER, PARTS_FILE = "areas", "neighbourhoods.csv"
COLUMNS = {"code", "name", "tile_column", "tile_row"}
PARTS_COLUMNS = {"area_set", "area", "part_set", "part", "part_name"}
LONGEST_CODE = 40
FARTHEST_TILE = 100

Parts = dict[AreaKey, list[AreaKey]]


def read_areas(folder: Path, sets: Sequence[AreaSet]) -> list[AreaEntry]:
    """The areas of all sets. Raises `PackError`."""
    known = {area_set.code for area_set in sets}
    for path in sorted((folder / FOLDER).glob("*.csv")):
        if path.stem not in known:
            raise PackError(
                f"{FOLDER}/{path.name}: authority.yaml has no area set {path.stem}, only "
                f"{', '.join(sorted(known))}"
            )
    return [entry for area_set in sets for entry in _areas_of(folder, area_set.code)]


def _areas_of(folder: Path, set_code: str) -> list[AreaEntry]:
    codes: dict[str, int] = {}
    tiles: dict[tuple[int, int], int] = {}
    entries = []
    for row in pack_rows(folder, f"{FOLDER}/{set_code}.csv", COLUMNS):
        entry = AreaEntry(
            set_code=set_code,
            code=row.text("code", longest=LONGEST_CODE),
            name=row.text("name"),
            tile=_tile(row),
        )
        if codes.setdefault(entry.code, row.number) != row.number:
            raise row.fault(f"the code {entry.code} is that of row {codes[entry.code]} too")
        if entry.tile and tiles.setdefault(entry.tile, row.number) != row.number:
            raise row.fault(f"the tile is that of row {tiles[entry.tile]} too")
        entries.append(entry)
    return entries


def _tile(row: PackRow) -> tuple[int, int] | None:
    column = row.whole("tile_column", most=FARTHEST_TILE)
    line = row.whole("tile_row", most=FARTHEST_TILE)
    if column is None and line is None:
        return None
    if column is None or line is None:
        raise row.fault("a tile has a tile_column and a tile_row, or neither")
    return column, line


def read_parts(folder: Path, areas: Sequence[AreaEntry]) -> Parts:
    """Of which areas others are made. Raises `PackError`."""
    names = {(area.set_code, area.code): area.name for area in areas}
    parts: Parts = {}
    sets_of_parts: dict[str, str] = {}
    seen: dict[tuple[str, AreaKey], int] = {}
    for row in pack_rows(folder, PARTS_FILE, PARTS_COLUMNS):
        whole = row.text("area_set"), row.text("area")
        part = row.text("part_set"), row.text("part")
        for set_code, code in (whole, part):
            if (set_code, code) not in names:
                raise row.fault(f"there is no area {code} in {FOLDER}/{set_code}.csv")
        if folded(row.cells["part_name"]) != folded(names[part]):
            raise row.fault(f"{part[1]} is {names[part]}, not {row.cells['part_name']}")
        if whole[0] == part[0]:
            raise row.fault("an area is made of areas of another set")
        if sets_of_parts.setdefault(whole[0], part[0]) != part[0]:
            raise row.fault(f"the areas of {whole[0]} are made of {sets_of_parts[whole[0]]} above")
        if seen.setdefault((whole[0], part), row.number) != row.number:
            raise row.fault(f"{names[part]} is a part in row {seen[whole[0], part]} too")
        parts.setdefault(whole, []).append(part)
    return parts

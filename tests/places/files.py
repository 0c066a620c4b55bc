"""A small council on a square of the map, its pack, and files about it.

The old wards are four quarters of a square, the new ones three strips; one unit is a hundredth of a
degree. The north is made of the two upper quarters, the south of the lower ones.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    ImportOptions,
    check_import,
    clock,
    commit_import,
    imports,
)
from flyingstart.kernel.intake.report import Report
from flyingstart.places.enums import FoundBy
from flyingstart.places.models import PostcodeArea
from flyingstart.places.pack.part import load_places

OPERATOR = Actor.command("test")
OURS, OTHERS = "E06000099", "E06000098"
OLD = {"E05000001": "Alder", "E05000002": "Birch", "E05000003": "Cedar", "E05000004": "Damson"}
NEW = {"E05000011": "Alder", "E05000012": "Elm", "E05000013": "Damson"}
WEST, SOUTH, UNIT = -0.40, 51.80, 0.01

Box = tuple[float, float, float, float]
OLD_BOXES: dict[str, Box] = {
    "E05000001": (0, 1, 1, 2),
    "E05000002": (1, 1, 2, 2),
    "E05000003": (0, 0, 1, 1),
    "E05000004": (1, 0, 2, 1),
}
NEW_BOXES: dict[str, Box] = {
    "E05000011": (0, 0, 0.6, 2),
    "E05000012": (0.6, 0, 1.4, 2),
    "E05000013": (1.4, 0, 2, 2),
}
AUTHORITY = """\
name: Anytown
code: E06000099
history_from: 2018-04-01
area_sets:
  - {code: wards-old, name: Old wards, kind: ward, ends_on: 2023-05-04}
  - {code: wards-new, name: New wards, kind: ward, starts_on: 2023-05-04}
  - {code: lsoa-2011, name: LSOA 2011, kind: lsoa}
  - {code: lsoa-2021, name: LSOA 2021, kind: lsoa}
  - {code: hoods, name: Neighbourhoods, kind: neighbourhood, starts_on: 2017-01-01}
"""
AREAS = {
    "wards-old": [
        (code, name, x + 1, 2 - y)
        for (code, name), (x, y) in zip(OLD.items(), [(0, 1), (1, 1), (0, 0), (1, 0)], strict=True)
    ],
    "wards-new": [(code, name, place, 1) for place, (code, name) in enumerate(NEW.items())],
    "hoods": [("Upper", "Upper", 1, 1), ("Lower", "Lower", 1, 2)],
}
PARTS = [
    ("Upper", "E05000001", "Alder"),
    ("Upper", "E05000002", "Birch"),
    ("Lower", "E05000003", "Cedar"),
    ("Lower", "E05000004", "Damson"),
]
SITE_HEADING = (
    *("code", "name", "aliases", "neighbourhood", "main", "delivery", "partner_school"),
    *("staff_base", "postcode"),
)
SITES = [
    ("mill", "The Old Mill", "Mill; Mill Lane Centre", "Upper", "yes", "yes", "", "yes", "ab1 2cd"),
    ("church", "St Anne’s Church", "", "Lower", "", "yes", "", "", ""),
]


def write_pack(folder: Path) -> Path:
    """The files of the council's pack."""
    folder.mkdir(exist_ok=True)
    (folder / "areas").mkdir(exist_ok=True)
    (folder / "authority.yaml").write_text(AUTHORITY, encoding="utf-8")
    for set_code, areas in AREAS.items():
        write_csv(
            folder / "areas" / f"{set_code}.csv",
            ("code", "name", "tile_column", "tile_row"),
            areas,
        )
    write_csv(
        folder / "neighbourhoods.csv",
        ("area_set", "area", "part_set", "part", "part_name"),
        [("hoods", whole, "wards-old", part, name) for whole, part, name in PARTS],
    )
    write_csv(folder / "sites.csv", SITE_HEADING, SITES)
    write_csv(folder / "rooms.csv", ("site", "name", "capacity"), [("mill", "Hall", 40)])
    return folder


def load(folder: Path) -> None:
    """Load a pack."""
    load_places(folder, OPERATOR, clock.now())


def write_csv(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A CSV file."""
    path.write_text(csv_text(heading, rows), encoding="utf-8")
    return path


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Its text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


def ring(box: Box) -> list[list[float]]:
    """The corners of a box, in degrees."""
    left, low, right, high = box
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    return [[WEST + UNIT * x, SOUTH + UNIT * y] for x, y in corners]


def polygon(box: Box) -> dict[str, Any]:
    """A box as GeoJSON."""
    return {"type": "Polygon", "coordinates": [ring(box)]}


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(features: Sequence[Mapping[str, Any]], **more: object) -> dict[str, Any]:
    """A file of features."""
    return {"type": "FeatureCollection", **more, "features": list(features)}


def wards(boxes: Mapping[str, Box], names: Mapping[str, str]) -> dict[str, Any]:
    """Boundaries of wards."""
    return collection(
        [feature(polygon(boxes[code]), ward_code=code, ward_name=names[code]) for code in boxes]
    )


def write_json(path: Path, content: object) -> Path:
    """A JSON file."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def check(kind: str, path: Path, **options: Any) -> CheckedFile:
    """What a file would do."""
    said = ImportOptions(file_name=path.name, **options)
    return check_import(kind=imports[kind], path=path, options=said).checked


def commit(kind: str, path: Path, *, skip_rejected: bool = False, **options: Any) -> Report:
    """Take a file in."""
    return commit_import(
        kind=imports[kind],
        path=path,
        options=ImportOptions(file_name=path.name, **options),
        skip_rejected=skip_rejected,
        by=OPERATOR,
        at=clock.now(),
    )


def counts(checked: CheckedFile) -> tuple[int, int, int, int, int]:
    """New, changed, unchanged, skipped, rejected."""
    return (
        checked.new,
        checked.changed,
        checked.unchanged,
        checked.skipped,
        checked.rejected,
    )


def held_areas(how: FoundBy | None = None) -> set[tuple[str, str, str, str]]:
    """All areas of postcodes: postcode, set, code, and how it is known."""
    rows = PostcodeArea.objects.filter(how=how) if how else PostcodeArea.objects.all()
    return set(rows.values_list("postcode__text", "area__area_set__code", "area__code", "how"))

"""A file of boundaries: GeoJSON features with a code, a name and an outline."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flyingstart.kernel.api import ImportRefused
from flyingstart.kernel.tables.api import normal
from flyingstart.places.enums import AreaKind
from flyingstart.places.rules.shapes import NOT_DEGREES

# Which property holds the code and the name, best first; then those that any kind may have.
CODES = {
    AreaKind.WARD: ("wardcode", "wd*cd", "ward*code"),
    AreaKind.LSOA: ("lsoacode", "lsoa*cd", "lsoa*code"),
    AreaKind.NEIGHBOURHOOD: ("neighbourhoodcode",),
}
NAMES = {
    AreaKind.WARD: ("wardname", "wd*nm", "ward*name"),
    AreaKind.LSOA: ("lsoaname", "lsoa*nm", "lsoa*name"),
    AreaKind.NEIGHBOURHOOD: ("neighbourhoodname",),
}
ANY_CODE, ANY_NAME = ("areacode", "code", "gsscode"), ("areaname", "name")
DISTRICTS = ("lad*cd", "lad*code", "districtcode", "district")
# As GeoJSON of before 2016 names the system that is now the only one.
DEGREES = re.compile(r"CRS:?84|EPSG:{1,2}4326$", re.IGNORECASE)
# The ONS names an LSOA after its district: Anytown 007B.
_LSOA_NAME = re.compile(r"(.+) \d{3}[A-Z]", re.ASCII)
_WORD = re.compile(r"\w+")


class Feature(NamedTuple):
    """One feature, its place in the file counted from 1; blank where the file has nothing."""

    number: int
    code: str
    name: str
    district: str
    geometry: object

    @property
    def district_name(self) -> str:
        """The district after which an LSOA is named, "" if it is not named so."""
        found = _LSOA_NAME.fullmatch(self.name)
        return found[1] if found else ""


def read_features(path: Path, kind: AreaKind) -> list[Feature]:
    """The features of a file. Raises `ImportRefused` when it is no GeoJSON of areas in WGS84."""
    content = _parsed(path)
    _demand_degrees(content)
    features = content.get("features") if content.get("type") == "FeatureCollection" else [content]
    if not isinstance(features, list) or not all(_is_feature(entry) for entry in features):
        raise ImportRefused("the file is no GeoJSON: it holds no collection of features")
    if not features:
        raise ImportRefused("the file holds no feature")
    properties = [_properties(entry) for entry in features]
    names = sorted({name for held in properties for name in held})
    code = _property(names, (*CODES[kind], *ANY_CODE))
    if code is None:
        shown = ", ".join(names[:12]) or "none"
        raise ImportRefused(
            f"no property of the features holds the code of a {kind.label}; there are: {shown}"
        )
    name = _property(names, (*NAMES[kind], *ANY_NAME))
    district = _property(names, DISTRICTS)
    return [
        Feature(
            number,
            _text(held, code),
            _text(held, name),
            _text(held, district).upper(),
            entry.get("geometry"),
        )
        for number, (entry, held) in enumerate(zip(features, properties, strict=True), start=1)
    ]


def is_named_in(district: str, authority: str) -> bool:
    """Whether the name of a council has that of its district in it: Anytown Borough Council."""
    words, whole = (_WORD.findall(text.casefold()) for text in (district, authority))
    places = range(len(whole) - len(words) + 1)
    return bool(words) and any(whole[place : place + len(words)] == words for place in places)


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise ImportRefused("the file is no GeoJSON: it cannot be read as JSON") from None
    if not isinstance(content, dict):
        raise ImportRefused("the file is no GeoJSON: it holds no collection of features")
    return content


def _demand_degrees(content: Mapping[str, Any]) -> None:
    crs = content.get("crs")
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = str(named.get("name", "")) if isinstance(named, dict) else ""
    if name and not DEGREES.search(name):
        raise ImportRefused(f"{NOT_DEGREES}; the file says that it is in {name[:60]}")


def _is_feature(entry: object) -> bool:
    return isinstance(entry, dict) and entry.get("type") == "Feature"


def _properties(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    held = entry.get("properties")
    return held if isinstance(held, dict) else {}


def _property(names: Iterable[str], patterns: Sequence[str]) -> str | None:
    """The property that fits the best pattern."""
    written = {normal(name): name for name in sorted(names, reverse=True)}
    for pattern in patterns:
        for plain in sorted(written):
            if fnmatch.fnmatchcase(plain, pattern):
                return written[plain]
    return None


def _text(properties: Mapping[str, Any], name: str | None) -> str:
    value = properties.get(name) if name else None
    return str(value).strip() if isinstance(value, (str, int)) else ""

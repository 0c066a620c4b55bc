"""Areas of a town that does not exist, and ways to read a picture."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from flyingstart.design.api import AreaMap, Kind, MapArea

SVG = "{http://www.w3.org/2000/svg}"


def area(place: int, value: float | None = 1.0, **details: Any) -> MapArea:
    """The area at a place of one row of tiles."""
    given = {"code": f"A{place}", "name": f"Area {place}", "tile": (place, 0), **details}
    return MapArea(value=value, **given)


def square(x: float, y: float, side: float = 0.01) -> dict[str, Any]:
    """A square of land, in degrees."""
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def a_map(*areas: MapArea, **details: Any) -> AreaMap:
    return AreaMap(**{"title": "Reach", "areas": areas, "kind": Kind.NUMBER, **details})


def read(svg: Markup) -> ET.Element:
    """The picture, as a browser's parser would have it."""
    return ET.fromstring(svg)


def texts(root: ET.Element, name: str) -> list[str]:
    return [node.text or "" for node in root.iter(SVG + name)]


def classed(root: ET.Element, name: str) -> list[ET.Element]:
    return [node for node in root.iter() if name in node.get("class", "").split()]

"""SVG as inline HTML: escaped, without style attributes (the page's policy forbids them)."""

from __future__ import annotations

import hashlib
from xml.etree import ElementTree as ET

from markupsafe import Markup

Element = ET.Element


def element(name: str, *children: Element | str, **attributes: str | float | None) -> Element:
    """An element; `_` in attribute names is `-`, `class_` is class; None leaves one out."""
    made = ET.Element(
        name,
        {
            key.rstrip("_").replace("_", "-"): plain(value)
            for key, value in attributes.items()
            if value is not None
        },
    )
    for child in children:
        if isinstance(child, str):
            made.text = (made.text or "") + child
        else:
            made.append(child)
    return made


def plain(value: str | float) -> str:
    """An attribute's text; coordinates to a tenth."""
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def markup(root: Element) -> Markup:
    """The element as safe HTML."""
    # Every text and attribute has been escaped by the serialiser.
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - escaped by the serialiser


def identifier(*parts: object) -> str:
    """A short id for one picture of a page, the same for the same content."""
    digest = hashlib.blake2s("\x1f".join(map(str, parts)).encode(), digest_size=4)
    return f"pic-{digest.hexdigest()}"

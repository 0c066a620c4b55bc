"""A map of areas in up to five classes: colour, pattern and printed value, with its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from flyingstart.design import formats, tokens
from flyingstart.design.enums import Kind
from flyingstart.design.pictures.names import short_names
from flyingstart.design.pictures.patterns import MISSING, pattern, swatch
from flyingstart.design.pictures.plain_table import PlainTable
from flyingstart.design.pictures.scales import MapClass, class_of, classes
from flyingstart.design.pictures.shapes import Shape, Sheet, outlines, tiles
from flyingstart.design.pictures.svg import Element, element, identifier, markup

# Labels need this much room, in units of the picture.
ROOM_FOR_VALUE = 32.0


@dataclass(frozen=True, kw_only=True)
class MapArea:
    """One area: its figure, and where it is.

    `value` is None where there is no figure; `words` then says why ("fewer than 5"). `geometry` is
    a GeoJSON Polygon or MultiPolygon in WGS84; `tile` its (column, row) in a grid, rows downwards.
    """

    code: str
    name: str
    value: float | None
    words: str = ""
    href: str = ""
    geometry: Mapping[str, Any] | None = None
    tile: tuple[int, int] | None = None
    short: str = ""


@dataclass(frozen=True)
class Key:
    """A line of the legend."""

    swatch: Markup
    words: str
    count: int


@dataclass(frozen=True, kw_only=True)
class AreaMap:
    """A map. True shapes where every area has one, otherwise tiles.

    `elsewhere` are figures that have no place on it, as (words, figure): outside, not known. They
    are printed under the map, never left out.
    """

    title: str
    areas: Sequence[MapArea]
    kind: Kind = Kind.NUMBER
    places: int | None = None
    measure: str = ""  # what is counted, the heading of the legend and the table
    area_word: str = ""
    elsewhere: Sequence[tuple[str, float | str | None]] = ()
    missing: str = ""  # words for an area without a figure

    @property
    def svg(self) -> Markup:
        """The picture. Areas with an address are links, in the order given."""
        title_id, desc_id = f"{self.id}-title", f"{self.id}-desc"
        linked = any(area.href for area in self.areas)
        root = element(
            "svg",
            element("title", self.title, id=title_id),
            element("desc", self.description, id=desc_id),
            element("defs", *(pattern(self.id, step) for step in self._steps)),
            *(
                self._area(area, shape, short)
                for area, shape, short in zip(
                    self.drawn, self._sheet.shapes, self._short, strict=True
                )
            ),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {self._sheet.width:.0f} {self._sheet.height:.0f}",
            class_="fs-map__picture",
            role="group" if linked else "img",
            aria_labelledby=title_id,
            aria_describedby=desc_id,
        )
        return markup(root)

    @cached_property
    def id(self) -> str:
        """Tells the parts of this map from those of another on the page."""
        return identifier(self.title, *(f"{a.code}{a.value}" for a in self.areas))

    @cached_property
    def drawn(self) -> Sequence[MapArea]:
        """The areas that have a place on the picture."""
        if self._is_true_shape:
            return self.areas
        return [area for area in self.areas if area.tile is not None]

    @property
    def undrawn(self) -> Sequence[MapArea]:
        """The areas that have none; they are named under it."""
        drawn = {area.code for area in self.drawn}
        return [area for area in self.areas if area.code not in drawn]

    @cached_property
    def classes(self) -> list[MapClass]:
        """The classes, ascending."""
        return classes((a.value for a in self.areas if a.value is not None), self.kind)

    @cached_property
    def legend(self) -> list[Key]:
        """What each colour and pattern means, and how many areas have it."""
        values = [area.value for area in self.areas if area.value is not None]
        keys = [
            Key(
                swatch(self.id, kept.step),
                kept.words,
                sum(class_of(value, self.classes) == kept for value in values),
            )
            for kept in self.classes
        ]
        if without := len(self.areas) - len(values):
            keys.append(Key(swatch(self.id, MISSING), self.missing or _("No figure"), without))
        return keys

    @property
    def description(self) -> str:
        """The map in one sentence, for those who do not see it."""
        valued = [(area.value, area.name) for area in self.areas if area.value is not None]
        if not valued:
            return _("No area has a figure.")
        (low, lowest), (high, highest) = min(valued), max(valued)
        return _("Lowest: %(lowest)s, %(low)s. Highest: %(highest)s, %(high)s.") % {
            "lowest": lowest,
            "low": self._figure(low),
            "highest": highest,
            "high": self._figure(high),
        }

    @property
    def elsewhere_words(self) -> list[str]:
        """What has no place on the map, one sentence each."""
        said = [f"{words}: {self._figure(value)}" for words, value in self.elsewhere]
        return said + [f"{area.name}: {self.words(area)}" for area in self.undrawn]

    @property
    def table(self) -> PlainTable:
        """The same figures as a table."""
        rows = [(area.name, self.words(area)) for area in self.areas]
        rows += [(words, self._figure(value)) for words, value in self.elsewhere]
        return PlainTable(
            caption=self.title,
            headings=(self.area_word or _("Area"), self.measure or _("Figure")),
            rows=rows,
        )

    def words(self, area: MapArea) -> str:
        """An area's figure, as the page says it."""
        if area.value is None:
            return area.words or self.missing or _("No figure")
        return area.words or self._figure(area.value)

    def _figure(self, value: float | str | None) -> str:
        return formats.words(value, self.kind, self.places)

    @property
    def _is_true_shape(self) -> bool:
        return bool(self.areas) and all(area.geometry for area in self.areas)

    @cached_property
    def _sheet(self) -> Sheet:
        if self._is_true_shape:
            return outlines([area.geometry for area in self.areas if area.geometry])
        places = [area.tile for area in self.drawn if area.tile is not None]
        return tiles(places) if places else Sheet([], 0, 0)

    @cached_property
    def _short(self) -> list[str]:
        made = short_names([area.name for area in self.drawn])
        return [area.short or short for area, short in zip(self.drawn, made, strict=True)]

    @property
    def _steps(self) -> list[int]:
        return [MISSING, *(kept.step for kept in self.classes)]

    def _area(self, area: MapArea, shape: Shape, short: str) -> Element:
        step = MISSING if area.value is None else class_of(area.value, self.classes).step
        ink = tokens.INK if step == MISSING else tokens.STEP_INKS[step]
        halo = tokens.MISSING if step == MISSING else tokens.STEPS[step]
        full = f"{area.name}: {self.words(area)}"
        parts = [
            # What a reader hears; an aria-label would hide the name on the picture from those who
            # speak to their device.
            element("title", full),
            element("path", d=shape.path, fill=f"url(#{self.id}-{step})", class_="fs-map__shape"),
            *self._labels(area, shape, short, ink, halo),
        ]
        if area.href:
            return element("a", *parts, href=area.href, class_="fs-map__area")
        return element("g", *parts, class_="fs-map__area")

    def _labels(
        self, area: MapArea, shape: Shape, short: str, ink: str, halo: str
    ) -> list[Element]:
        """The short name on a phone, the whole one on a wide screen, the figure under either."""

        def label(text: str, dy: float, class_: str) -> Element:
            return element(
                "text",
                text,
                x=shape.x,
                y=shape.y + dy,
                text_anchor="middle",
                fill=ink,
                stroke=halo,
                class_=class_,
            )

        if shape.room < ROOM_FOR_VALUE:
            return [label(short, 4, "fs-map__name")]
        figure = self._figure(area.value) if area.value is not None else "–"
        names = [label(short, -2, "fs-map__name fs-map__name--short")]
        lines = _lines(area.name)
        names += [
            label(line, -2 - 8 * (len(lines) - 1 - place), "fs-map__name fs-map__name--whole")
            for place, line in enumerate(lines)
        ]
        return [*names, label(figure, 12, "fs-map__value")]


def _lines(name: str) -> list[str]:
    """A long name on two lines, parted where they are most alike in length."""
    words = name.split()
    if len(name) <= 10 or len(words) < 2:
        return [name]
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(cuts, key=lambda cut: max(map(len, cut))))

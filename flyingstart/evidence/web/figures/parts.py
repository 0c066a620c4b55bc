"""What pages of figures are made of, and how they ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, may
from flyingstart.design.api import AreaMap, Chart, Column, Kind, MapArea, Table, formats
from flyingstart.evidence.api import (
    Answer,
    AnswerRow,
    HeldBack,
    Measure,
    Unit,
    held_back_by_area,
    measure,
    measures,
)
from flyingstart.evidence.web import choices
from flyingstart.evidence.web.addresses import behind_link
from flyingstart.evidence.web.behind import opens_for
from flyingstart.kernel.api import Period
from flyingstart.places.api import Area, AreaSet, find_area_set, neighbourhood_set_on, ward_set_on

# Values of a place that are no area.
ELSEWHERE = ("outside", "not known")


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A figure by itself; `note` says what it counts, `href` opens it for those who may."""

    title: str
    figure: str
    note: str
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a page: words, pictures, tables. Maps stand beside each other."""

    key: str
    title: str
    words: str = ""
    maps: Sequence[AreaMap] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table[Any]] = ()


@dataclass(frozen=True, kw_only=True)
class About:
    """How a figure was counted, as (heading, words)."""

    title: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class FiguresPage:
    """Figures for a period. `notes` are what a reader must know before reading them."""

    intro: str
    tiles: Sequence[Tile]
    sections: Sequence[Section]
    about: Sequence[About]
    period: str
    area_set: str
    as_at: dt.datetime
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Asking:
    """A reader with a period and wards; everything is asked of one snapshot."""

    user: Any
    period: Period
    snapshot: str
    chosen_set: str = ""
    field: str = ""

    @cached_property
    def wards(self) -> AreaSet:
        """The edition of the wards. Raises `NoWardSetError`."""
        return find_area_set(self.chosen_set) or ward_set_on(self.period.end)

    @cached_property
    def has_neighbourhoods(self) -> bool:
        """Whether the authority is divided into neighbourhoods on the last day."""
        return neighbourhood_set_on(self.period.end) is not None

    def ask(self, name: str, *by: str, period: Period | None = None) -> Answer:
        """The figures of a measure. Raises `EvidenceError`."""
        area_set = None if "neighbourhood" in by else self.wards.code
        return _asked(
            name, by, period or self.period, area_set, self.snapshot, get_language() or ""
        )

    def held_back(self, name: str) -> HeldBack:
        """What is held back of a measure by area. Raises `EvidenceError`."""
        return held_back_by_area(
            measures[name], period=self.period, area_set=self.wards.code, snapshot=self.snapshot
        )

    def whole(self, name: str) -> AnswerRow:
        """The one row of a measure that is not broken down."""
        (row,) = self.ask(name).rows
        return row

    def tile(self, name: str, note: str = "") -> Tile:
        """A measure as a figure by itself."""
        declared, row = measures[name], self.whole(name)
        return Tile(
            title=declared.title,
            figure=figure_words(declared, row.value),
            note=note or declared.question,
            href=self.behind(declared, None) if row.numerator else None,
        )

    def behind(self, declared: Measure, ward: str | None) -> str | None:
        """The page of those whom a figure counts, for those who may see them."""
        if not opens_for(self.user, declared.behind):
            return None
        return behind_link(
            measure=declared.name, period=self.period, area_set=self.wards.code, ward=ward
        )

    @property
    def reads_registers(self) -> bool:
        """Whether the reader works with sessions, so that their figures open to the timetable."""
        return isinstance(self.user, User) and (
            may(self.user, Permission.TAKE_REGISTERS) or may(self.user, Permission.PLAN_SESSIONS)
        )


@lru_cache(maxsize=512)
def _asked(
    name: str,
    by: tuple[str, ...],
    period: Period,
    area_set: str | None,
    snapshot: str,
    _language: str,
) -> Answer:
    """What is counted on a snapshot stays as it is: a page that many open is counted once.

    Labels are words of a language.
    """
    return measure(name, period=period, by=by, area_set=area_set, snapshot=snapshot)


def figure_words(declared: Measure, value: float | None) -> str:
    """A figure as pages say it: a percentage, so many for each hundred, or a number."""
    if declared.per > 1:
        return formats.number(None if value is None else value * declared.per, 1)
    kind = Kind.RATIO if declared.unit is Unit.RATIO else Kind.NUMBER
    return formats.words(value, kind)


def regular_words() -> str:
    """Of whom "regularly" is said, beneath a figure: its months are others than the page’s."""
    return _("children reached on three days or more in twelve months")


def per_hundred(declared: Measure, row: AnswerRow | None) -> float | None:
    """The value of a row as so many for each hundred."""
    return None if row is None or row.value is None else row.value * declared.per


def about(*names: str, base: str = "") -> list[About]:
    """How measures are counted; `base` says which population they are divided by."""
    return [About(title=measures[n].title, lines=list(_lines(measures[n], base))) for n in names]


def _lines(declared: Measure, base: str) -> Iterable[tuple[str, str]]:
    yield _("Counted"), declared.numerator
    if declared.denominator:
        yield _("Divided by"), f"{declared.denominator}. {base}".strip()
    yield _("Rule"), declared.rule


def page(asking: Asking, answer: Answer, **parts: Any) -> FiguresPage:
    """A page with the period, the wards and the moment of an answer.

    Whether the period is over is what a reader must know first.
    """
    going_on = choices.not_over(asking.period, answer.as_at)
    notes = [going_on] if going_on else []
    return FiguresPage(
        notes=[*notes, *parts.pop("notes", ())],
        period=choices.period_words(asking.period),
        area_set=asking.wards.name,
        as_at=answer.as_at,
        **parts,
    )


def value_words(row: AnswerRow, dimension: str) -> str:
    """The value of a dimension in words that begin a line."""
    named = {"outside": _("Living outside"), "not known": _("Address not known")}
    value = row.by[dimension]
    words = named.get(str(value), row.labels[dimension])
    return words[:1].upper() + words[1:]


def map_area(area: Area, value: float | None) -> MapArea:
    """An area with its figure, where it lies."""
    tile = None
    if area.tile_column is not None and area.tile_row is not None:
        tile = (area.tile_column, area.tile_row)
    return MapArea(code=area.code, name=area.name, value=value, geometry=area.geometry, tile=tile)


def places_last(dimension: str) -> Callable[[AnswerRow], str]:
    """An order of places: areas by name, then those that are none."""

    def order(row: AnswerRow) -> str:
        value = row.by[dimension]
        place = ELSEWHERE.index(str(value)) + 1 if value in ELSEWHERE else 0
        return f"{place} {value_words(row, dimension)}"

    return order


def none_last(dimension: str) -> Callable[[AnswerRow], str]:
    """An order of values: by name, then the four ways of having no answer, each apart."""
    ways = ("unknown", "refused", "not_asked", None)

    def order(row: AnswerRow) -> str:
        value = row.by[dimension]
        place = ways.index(value) + 1 if value in ways else 0
        return f"{place} {value_words(row, dimension)}"

    return order


def number(
    key: str,
    heading: str,
    value: Callable[[Any], float | str | None],
    *,
    note: str = "",
    places: int = 0,
    link: Callable[[Any], str | None] | None = None,
    link_of: Callable[[Any], str] | None = None,
) -> Column[Any]:
    """A column of numbers."""
    return Column(
        key=key,
        heading=heading,
        value=value,
        kind=Kind.NUMBER,
        places=places or None,
        note=note,
        link=link,
        link_of=link_of,
    )


def share(key: str, heading: str, value: Callable[[Any], float | None]) -> Column[Any]:
    """A column of percentages."""
    return Column(key=key, heading=heading, value=value, kind=Kind.RATIO)


def words_column(
    dimension: str, heading: str, *, sort: Any = None, none: str = ""
) -> Column[AnswerRow]:
    """The column of a dimension's values; `none` says what it means that there is none."""
    return Column(
        key=dimension,
        heading=heading,
        value=lambda row: (
            none if none and row.by[dimension] is None else value_words(row, dimension)
        ),
        sort=sort,
    )

"""A report's result: the rows of all its tables and what must be said beside them.

This is what is frozen when a report is signed, and what every format shows. It explains itself:
words, rules and versions are those of the day on which it was counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flyingstart.evidence.answer import Value
from flyingstart.evidence.errors import EvidenceError
from flyingstart.evidence.measures.measure import Unit

FORMAT = 1


class FrozenError(EvidenceError):
    """What was frozen cannot be read by this version of the software."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row: a value of the table's dimension, its words, and the figures.

    `counted` is what `value` is made of: the numerator or one of the figures `beside`. `withheld`:
    the figures are small, or would give small ones away; then there are none here.
    """

    value: Value
    label: str
    numerator: int | None
    denominator: int | None
    counted: int | None
    figure: float | int | None
    beside: Mapping[str, int | bool] = field(default_factory=dict)
    withheld: bool = False


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A table: one measure by one dimension.

    `dimension` is `time` for the pieces that lead up to the report's period, which comes last.
    """

    key: str
    measure: str
    version: int
    title: str
    heading: str
    dimension: str
    drawn: bool
    unit: Unit
    per: int
    counted: str
    base: str
    base_year: int | None
    area_set: str | None
    rule: str
    lines: tuple[Line, ...]

    @property
    def newest(self) -> Line | None:
        """The report's own period, in a table by time."""
        return self.lines[-1] if self.dimension == "time" and self.lines else None


@dataclass(frozen=True, kw_only=True)
class Section:
    """Tables under one heading, with what they are about in plain words."""

    key: str
    heading: str
    intro: str
    tables: tuple[Figures, ...]


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Where areas cross, for one measure in one month or quarter: shown on no page and in no file.

    `fine` is `ward`, or `site` for what is held; `printed` names the sums that the town's and the
    neighbourhoods' reports give. `pieces` are of the whole authority: ward or site, neighbourhood,
    how many are counted, and of a base that we counted how many are not. Where no ward is printed
    `wards` and the pieces' wards are empty: no reader can tell them apart.
    """

    measure: str
    period: str
    wards: str
    fine: str
    printed: tuple[str, ...]
    pieces: tuple[tuple[str, str, int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """All that a report says. `place` is the neighbourhood's code, None for the authority.

    `crossings` tell what must be withheld from others; None in reports signed before they were.
    """

    kind: str
    period: str
    place: str | None
    place_name: str
    wards: str
    wards_name: str
    neighbourhoods: str | None
    as_at: dt.datetime
    snapshot: str
    sections: tuple[Section, ...]
    crossings: tuple[Crossing, ...] | None = None

    def tables(self) -> Iterator[Figures]:
        """The tables of all sections."""
        for section in self.sections:
            yield from section.tables

    def as_json(self) -> dict[str, Any]:
        """As it is frozen."""
        return {
            "format": FORMAT,
            "kind": self.kind,
            "period": self.period,
            "place": self.place,
            "place_name": self.place_name,
            "wards": self.wards,
            "wards_name": self.wards_name,
            "neighbourhoods": self.neighbourhoods,
            "as_at": self.as_at.isoformat(),
            "snapshot": self.snapshot,
            "sections": [
                {
                    "key": section.key,
                    "heading": section.heading,
                    "intro": section.intro,
                    "tables": [_table(table) for table in section.tables],
                }
                for section in self.sections
            ],
            "crossings": None if self.crossings is None else [vars(one) for one in self.crossings],
        }


def read_result(plain: Mapping[str, Any]) -> Result:
    """A result as it was frozen. Raises `FrozenError`."""
    if plain.get("format") != FORMAT:
        raise FrozenError(f"the report has format {plain.get('format')}; we read format {FORMAT}")
    try:
        return Result(
            **{name: plain[name] for name in _SAID},
            as_at=dt.datetime.fromisoformat(plain["as_at"]),
            sections=tuple(
                Section(
                    key=section["key"],
                    heading=section["heading"],
                    intro=section["intro"],
                    tables=tuple(_read_table(table) for table in section["tables"]),
                )
                for section in plain["sections"]
            ),
            crossings=_read_crossings(plain.get("crossings")),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise FrozenError("parts of the frozen report are missing") from fault


_SAID = (
    *("kind", "period", "place", "place_name", "wards", "wards_name", "neighbourhoods"),
    "snapshot",
)


def _table(table: Figures) -> dict[str, Any]:
    return {
        **{name: value for name, value in vars(table).items() if name != "lines"},
        "unit": table.unit.value,
        "lines": [{**vars(line), "beside": dict(line.beside)} for line in table.lines],
    }


def _read_table(plain: Mapping[str, Any]) -> Figures:
    return Figures(
        **{name: value for name, value in plain.items() if name not in ("unit", "lines")},
        unit=Unit(plain["unit"]),
        lines=tuple(Line(**line) for line in plain["lines"]),
    )


def _read_crossings(plain: Sequence[Mapping[str, Any]] | None) -> tuple[Crossing, ...] | None:
    if plain is None:
        return None
    return tuple(
        Crossing(
            **{name: one[name] for name in ("measure", "period", "wards", "fine")},
            printed=tuple(one["printed"]),
            pieces=tuple((fine, hood, held, rest) for fine, hood, held, rest in one["pieces"]),
        )
        for one in plain
    )

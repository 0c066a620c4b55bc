"""From a question in words to an answer: checks, counting, and rows in their order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flyingstart.evidence.answer import Answer, AnswerRow, Listed, Value
from flyingstart.evidence.errors import AskedWronglyError, EvidenceError
from flyingstart.evidence.labels import NOT_HELD, labels_of
from flyingstart.evidence.measures import measure as declaration
from flyingstart.evidence.measures.dimensions import DIMENSIONS, NOT_KNOWN, OUTSIDE, Sort
from flyingstart.evidence.measures.events import FIELDS
from flyingstart.evidence.measures.measure import Measure, measures
from flyingstart.evidence.pieces import cut
from flyingstart.evidence.places import NEIGHBOURHOOD, WARD, Base, Places
from flyingstart.evidence.question import Piece, Question, Source
from flyingstart.kernel.api import Period, clock

Key = tuple[Value, ...]
Figures = Mapping[str, int]

_NONE: Figures = {}
_TIME = [name for name, dimension in DIMENSIONS.items() if dimension.sort is Sort.TIME]
AGE = "age"
_FIGURES = ("piece", "numerator", "denominator")


def find(name: str, by: Sequence[str]) -> tuple[Measure, tuple[str, ...]]:
    """A measure and its breakdown, checked. Raises `AskedWronglyError`."""
    if name not in measures:
        raise AskedWronglyError(f"there is no measure {name}; known: {', '.join(measures.names())}")
    measure = measures[name]
    for dimension in by:
        if dimension not in DIMENSIONS:
            raise AskedWronglyError(f"there is no breakdown {dimension}; {_allowed(measure)}")
        if dimension not in measure.breakdowns:
            raise AskedWronglyError(
                f"{name} cannot be broken down by {dimension}; {_allowed(measure)}"
            )
    if len(set(by)) < len(by):
        raise AskedWronglyError("a breakdown is named twice")
    if sum(dimension in _TIME for dimension in by) > 1:
        raise AskedWronglyError(f"only one of {', '.join(_TIME)} can be asked for at a time")
    return measure, (*by, *(d for d in measure.always_by if d not in by))


def _allowed(measure: Measure) -> str:
    return f"it allows {', '.join(measure.breakdowns)}"


def answer(
    measure: Measure, by: tuple[str, ...], period: Period, area_set: str | None, source: Source
) -> Answer:
    """The figures. Raises `AskedWronglyError` and `EvidenceError`."""
    asked = _Asked(measure, by, period, area_set, source)
    return Answer(
        measure=measure,
        period=period,
        by=by,
        area_set=asked.shown_set,
        base_year=asked.base(period.end, asked.shown_set).year if asked.has_population else None,
        as_at=source.as_at.astimezone(clock.LONDON),
        engine=source.engine,
        snapshot=source.snapshot,
        rows=tuple(asked.rows()),
    )


def behind(
    measure: Measure,
    by: tuple[str, ...],
    value: Value,
    period: Period,
    area_set: str | None,
    source: Source,
) -> Listed:
    """What a figure counts: of the whole, or of one place where `by` names it.

    Raises `AskedWronglyError` where figures do not open, and `EvidenceError`.
    """
    if measure.behind is declaration.Behind.NOBODY:
        raise AskedWronglyError(f"{measure.name} does not open to those whom it counts")
    asked = _Asked(measure, by, period, area_set, source)
    found = source.ask(asked.question(listed=True))
    return Listed(
        measure=measure,
        period=period,
        area_set=asked.shown_set,
        as_at=source.as_at.astimezone(clock.LONDON),
        ids=frozenset(int(row["thing"]) for row in found if all(row[d] == value for d in by)),
    )


@dataclass
class _Asked:
    """One question on its way to an answer."""

    measure: Measure
    by: tuple[str, ...]
    period: Period
    asked_set: str | None
    source: Source
    _bases: dict[tuple[Any, ...], Base] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = Places(self.source)
        self.places.check()
        last_day = self.period.end
        self.area_set = self.places.choose(self.asked_set, WARD, last_day)
        self.neighbourhood_set = None
        if NEIGHBOURHOOD in self.by:
            given = self.asked_set
            if given and self.places.kind(given) != NEIGHBOURHOOD:
                given = None
            self.neighbourhood_set = self.places.choose(given, NEIGHBOURHOOD, last_day)
        for dimension, chosen in self._sets().items():
            if chosen is None:
                raise EvidenceError(f"no areas are held for {dimension} on {last_day}")
        self.time = next((name for name in self.by if name in _TIME), None)
        self.pieces = cut(self.period, self.time, self.source)
        self._piece_numbers: dict[Value, int] = {
            piece.code: number for number, piece in enumerate(self.pieces)
        }

    @property
    def shown_set(self) -> str | None:
        """The set that the answer names: the neighbourhoods' when they alone are asked for."""
        if NEIGHBOURHOOD in self.by and WARD not in self.by:
            return self.neighbourhood_set
        return self.area_set

    @property
    def has_population(self) -> bool:
        """Whether the measure is divided by a population."""
        return self.measure.base is declaration.Base.POPULATION

    def rows(self) -> Iterator[AnswerRow]:
        """All rows in their order."""
        labels = self._labels()
        counted = self._count()
        keys = sorted(self._keys(counted), key=self._order)
        for key in keys:
            words = {
                name: labels[name].get(str(value), str(value)) if value is not None else NOT_HELD
                for name, value in zip(self.by, key, strict=True)
            }
            yield self._row(key, words, counted.get(key, _NONE))

    def _sets(self) -> dict[str, str | None]:
        sets = {WARD: self.area_set, NEIGHBOURHOOD: self.neighbourhood_set}
        return {name: chosen for name, chosen in sets.items() if name in self.by}

    def question(self, *, listed: bool = False) -> Question:
        """What an engine is asked; see `Question`."""
        return Question(
            measure=self.measure,
            by=self.by,
            pieces=self.pieces,
            area_set=self.area_set,
            neighbourhood_set=self.neighbourhood_set,
            as_at=self.source.as_at,
            today=clock.london_day(self.source.as_at),
            listed=listed,
        )

    def _count(self) -> dict[Key, Figures]:
        counted: dict[Key, Figures] = {}
        for found in self.source.ask(self.question()):
            values = {**found, self.time or "": self.pieces[found["piece"]].code}
            key = tuple(values[name] for name in self.by)
            counted[key] = {name: int(found[name] or 0) for name in self.measure.tally}
        return counted

    def _keys(self, counted: Mapping[Key, Figures]) -> set[Key]:
        """Values that occur; and of areas, pieces and fields all, with all that occur beside."""
        whole = self._whole_lists()
        occurring = {key for key, figures in counted.items() if any(figures.values())}
        others = {
            tuple(
                None if name in whole else value for name, value in zip(self.by, key, strict=True)
            )
            for key in occurring
        }
        if all(name in whole for name in self.by):
            others = {(None,) * len(self.by)}
        listed = {
            key
            for other in others
            for key in itertools.product(
                *(whole.get(name, [value]) for name, value in zip(self.by, other, strict=True))
            )
        }
        return listed | occurring

    def _whole_lists(self) -> dict[str, list[Value]]:
        lists: dict[str, list[Value]] = {
            name: list(self.places.areas(chosen))
            for name, chosen in self._sets().items()
            if chosen is not None
        }
        if self.time:
            lists[self.time] = [piece.code for piece in self.pieces]
        if "field" in self.by:
            lists["field"] = list(FIELDS)
        return lists

    def _order(self, key: Key) -> tuple[Any, ...]:
        return tuple(
            (self._place_of(name, value)) for name, value in zip(self.by, key, strict=True)
        )

    def _place_of(self, name: str, value: Value) -> tuple[int, int, str]:
        if value is None:
            return (3, 0, "")
        if name in (WARD, NEIGHBOURHOOD) and value in (OUTSIDE, NOT_KNOWN):
            return (1 if value == OUTSIDE else 2, 0, "")
        if name == self.time:
            return (0, self._piece_numbers[value], "")
        if isinstance(value, int):
            return (0, value, "")
        return (0, 0, value)

    def _labels(self) -> dict[str, Mapping[str, str]]:
        labels: dict[str, Mapping[str, str]] = {}
        for name in self.by:
            chosen = self._sets().get(name)
            if chosen is not None:
                labels[name] = self.places.areas(chosen)
            elif name == self.time:
                labels[name] = {piece.code: piece.label for piece in self.pieces}
            else:
                labels[name] = labels_of(name, self.source)
        return labels

    def _row(self, key: Key, words: Mapping[str, str], figures: Figures) -> AnswerRow:
        by = dict(zip(self.by, key, strict=True))
        piece = self.pieces[self._piece_numbers[by[self.time]] if self.time else 0]
        beside: dict[str, int | bool] = {
            name: figures.get(name, 0) for name in self.measure.tally if name not in _FIGURES
        }
        if "too_young" in beside:
            beside["provisional"] = beside["too_young"] > 0
        numerator = None if self._unknowable(piece) else figures.get("numerator", 0)
        denominator = self._denominator(by, piece, figures)
        counted = numerator if self.measure.value_of == "numerator" else beside["residents"]
        return AnswerRow(
            by=by,
            labels=words,
            numerator=numerator,
            denominator=denominator,
            value=self._value(counted, denominator),
            unit=self.measure.unit,
            beside=beside,
        )

    def _unknowable(self, piece: Piece) -> bool:
        if not self.measure.needs_history:
            return False
        history_from = self.places.history_from
        return history_from is None or piece.starts < history_from

    def _denominator(self, by: Mapping[str, Value], piece: Piece, figures: Figures) -> int | None:
        if self.measure.base is declaration.Base.COUNTED:
            return figures.get("denominator", 0)
        others = [name for name in by if name not in _TIME]
        if not self.has_population or others not in ([], [WARD], [NEIGHBOURHOOD], [AGE]):
            return None
        if not others:
            return self.base(piece.ends, self.shown_set).whole
        if others == [AGE]:
            age = by[AGE]
            ages = self.base(piece.ends, self.shown_set).ages
            return ages.get(age) if isinstance(age, int) else None
        (name,) = others
        return self.base(piece.ends, self._sets()[name]).areas.get(str(by[name]))

    def base(self, last_day: Any, area_set: str | None) -> Base:
        """The base of a piece, looked up once."""
        key = (last_day, area_set)
        if key not in self._bases:
            self._bases[key] = self.places.base(area_set, last_day)
        return self._bases[key]

    def _value(self, counted: int | bool | None, denominator: int | None) -> float | int | None:
        if counted is None or self.measure.base is declaration.Base.NONE:
            return counted
        return counted / denominator if denominator else None


def names(by: str | Iterable[str] | None) -> tuple[str, ...]:
    """Dimensions as they come: `ward,month`, or one after the other."""
    if by is None:
        return ()
    listed = by.split(",") if isinstance(by, str) else by
    return tuple(name.strip() for name in listed if name.strip())

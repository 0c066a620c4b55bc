"""Files of the indices of multiple deprivation: one row an LSOA."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    Column,
    ImportKind,
    ImportOptions,
    ImportRefused,
    Problem,
    Row,
    Table,
    imports,
)
from flyingstart.kernel.tables.api import CellError, read_number, read_whole
from flyingstart.places.enums import AreaKind
from flyingstart.places.imports.geography import geography_held
from flyingstart.places.models import Deprivation
from flyingstart.places.operations.figures import keep_deprivation
from flyingstart.places.queries.held import (
    DeprivationState,
    Geography,
    held_deprivation,
    load_geography,
)
from flyingstart.places.rules.area_codes import (
    DISTRICT,
    EDITIONS,
    LSOA11,
    LSOA21,
    LSOA_NAME,
    CodeFound,
    CodeReader,
    chosen_set,
)
from flyingstart.places.rules.published import read_year, year_in_name
from flyingstart.places.rules.repeats import Agreeing

T = TypeVar("T")
Key = tuple[int, str, int]

COLUMNS = (
    LSOA11,
    LSOA21,
    Column(
        name="year",
        explained="Edition of the index; without the column it is in the name of the file",
        example="2019",
    ),
    Column(
        name="rank",
        explained="Rank in England; 1 is most deprived",
        synonyms=("imd_rank", "index of multiple deprivation (imd) rank*"),
        example="871",
    ),
    Column(
        name="decile",
        explained="Tenth of England, 1 to 10; 1 is most deprived",
        synonyms=("imd_decile", "index of multiple deprivation (imd) decile*"),
        example="1",
    ),
    Column(
        name="score",
        explained="Score; higher is more deprived",
        synonyms=("imd_score", "index of multiple deprivation (imd) score*"),
    ),
)
PLAIN = Column(
    name="lsoa_code",
    explained="Code of an LSOA of the set that --area-set names",
    synonyms=("lsoa", "area_code", "code"),
)


class RowPlace(NamedTuple):
    """What a row says."""

    number: int
    found: CodeFound
    name: str
    year: int
    state: DeprivationState


class IndexOfDeprivation(ImportKind[Table]):
    """Rank, decile and score of each LSOA; other domains are ignored."""

    name = "imd"
    title = "Index of multiple deprivation by LSOA"
    columns = COLUMNS

    def columns_of(self, options: ImportOptions) -> tuple[Column, ...]:
        """The columns, and those that published files have beside them."""
        return (*super().columns_of(options), PLAIN, LSOA_NAME, DISTRICT)

    def check(self, content: Table, options: ImportOptions) -> CheckedFile:
        """Judge the file against what is held."""
        geography = geography_held()
        judge = _Judge(_Reader(content, options, geography))
        for row in content.rows:
            judge.take(row)
        return judge.checked()

    def commit(
        self,
        checked: CheckedFile,
        options: ImportOptions,  # noqa: ARG002 - the plan has them in it
        *,
        by: Actor,
        at: dt.datetime,
    ) -> None:
        """Write what differs."""
        places, areas = checked.plan
        keep_deprivation(places=places, areas=areas, by=by, at=at)

    def export(self) -> Iterable[Mapping[str, str]]:
        """Every place held, each in the column of its set."""
        columns = {
            set_id: next(name for name, known in EDITIONS.items() if known == edition)
            for edition, set_id in load_geography().lsoas.items()
        }
        held = Deprivation.objects.select_related("area").defer("area__geometry")
        for place in held.order_by("area__area_set__code", "area__code", "year"):
            column = columns.get(place.area.area_set_id)
            if column:
                yield {
                    column: place.area.code,
                    "year": str(place.year),
                    "rank": _written(place.rank),
                    "decile": _written(place.decile),
                    "score": _written(place.score),
                }


class _Reader:
    """Reads rows of one file."""

    def __init__(self, table: Table, options: ImportOptions, geography: Geography) -> None:
        chosen_set(options, AreaKind.LSOA)
        self.codes = CodeReader(table, options, geography, (PLAIN.name,))
        if not self.codes.knows_the_set:
            raise ImportRefused(
                "no heading says of which LSOAs the file speaks (lsoa11… or lsoa21…); say it with "
                "--area-set"
            )
        if not any(table.has(name) for name in ("rank", "decile", "score")):
            raise ImportRefused("the file has none of the columns IMD_rank, IMD_decile, IMD_score")
        self._year = year_in_name(options.file_name)
        if not table.has("year") and self._year is None:
            raise ImportRefused("the year is neither a column nor in the name of the file")

    def read(self, row: Row) -> RowPlace | list[Problem]:
        """What a row says, or what is wrong with it."""
        problems: list[Problem] = []
        found = self.codes.read(row)
        if isinstance(found, str):
            problems.append(Problem(row.number, "lsoa_code", found))
        year = _cell(row, "year", read_year, problems) or self._year
        if year is None and not row["year"]:
            problems.append(Problem(row.number, "year", "the year is missing"))
        state = DeprivationState(
            rank=_cell(row, "rank", lambda text: read_whole(text, least=1), problems),
            decile=_cell(row, "decile", lambda text: read_whole(text, least=1, most=10), problems),
            score=_cell(row, "score", read_number, problems),
        )
        if not problems and state == DeprivationState():
            problems.append(Problem(row.number, "rank", "rank, decile and score are all blank"))
        if problems or isinstance(found, str) or year is None:
            return problems
        return RowPlace(row.number, found, row[LSOA_NAME.name], year, state)


@dataclass
class _Judge:
    """Judges rows, then the file as a whole."""

    reader: _Reader
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)
    rows: dict[int, tuple[Key, RowPlace]] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """Judge a row by itself."""
        if self.reader.codes.is_elsewhere(row):
            self.skipped += 1
            return
        read = self.reader.read(row)
        if isinstance(read, RowPlace):
            set_id = read.found.set_id
            assert set_id is not None  # noqa: S101 - the reader refuses files that do not say it
            self.rows[row.number] = (set_id, read.found.code, read.year), read
        else:
            self.errors += read

    def checked(self) -> CheckedFile:
        """The outcome of all rows."""
        said: Agreeing[Key, DeprivationState] = Agreeing()
        for number, (key, read) in self.rows.items():
            said.say(number, key, read.state)
        for (_, code, year), numbers in said.disputed.items():
            where = " and ".join(str(number) for number in numbers[:2])
            for number in numbers:
                self.rows.pop(number)
                words = f"rows {where} differ on {code}, {year}"
                self.errors.append(Problem(number, "", words))
        held = held_deprivation({code for _, code, _ in said.values})
        places = {
            key: _merged(held[key][1] if key in held else None, state)
            for key, state in said.values.items()
        }
        differing = {
            key: state for key, state in places.items() if key not in held or held[key][1] != state
        }
        outcomes = Counter(self._outcomes(held, differing))
        return CheckedFile(
            new=outcomes["new"],
            changed=outcomes["changed"],
            unchanged=outcomes["unchanged"],
            skipped=self.skipped,
            rejected=len({problem.row for problem in self.errors}),
            errors=sorted(self.errors, key=lambda problem: problem.row),
            plan=(differing, self._areas()),
        )

    def _outcomes(
        self, held: Mapping[Key, object], differing: Mapping[Key, object]
    ) -> Iterator[str]:
        claimed: set[Key] = set()
        for key, _ in self.rows.values():
            if key in claimed or key not in differing:
                yield "unchanged"
            else:
                yield "changed" if key in held else "new"
            claimed.add(key)

    def _areas(self) -> dict[int, dict[str, str]]:
        areas: dict[int, dict[str, str]] = {}
        for (set_id, code, _), read in self.rows.values():
            areas.setdefault(set_id, {})[code] = read.name
        return areas


def _merged(held: DeprivationState | None, said: DeprivationState) -> DeprivationState:
    """What the row says, and what was held where a cell is blank."""
    if held is None:
        return said
    return DeprivationState(
        rank=held.rank if said.rank is None else said.rank,
        decile=held.decile if said.decile is None else said.decile,
        score=held.score if said.score is None else said.score,
    )


def _cell(row: Row, name: str, read: Callable[[str], T], problems: list[Problem]) -> T | None:
    if not row[name]:
        return None
    try:
        return read(row[name])
    except CellError as fault:
        problems.append(Problem(row.number, name, str(fault)))
        return None


def _written(value: float | None) -> str:
    return "" if value is None else str(value)


IMD = imports.register(IndexOfDeprivation.name, IndexOfDeprivation())

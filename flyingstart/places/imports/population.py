"""Files of populations: a row a figure, or a row an area and year with a column for each age."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models.functions import Length

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
from flyingstart.kernel.tables.api import CellError, read_whole
from flyingstart.places.imports.geography import geography_held
from flyingstart.places.models import Population
from flyingstart.places.operations.figures import keep_populations
from flyingstart.places.queries.held import FigureKey, Geography, held_figures
from flyingstart.places.rules.area_codes import (
    DISTRICT,
    LSOA11,
    LSOA21,
    LSOA_NAME,
    CodeFound,
    CodeReader,
)
from flyingstart.places.rules.published import age_in_heading, read_age, read_year, year_in_name
from flyingstart.places.rules.repeats import Agreeing

LONGEST_SOURCE = 200
LONG = (
    Column(
        name="area_code",
        explained="GSS code of the area: ward, LSOA, or the whole authority",
        synonyms=("gss_code", "geography_code", "code"),
        example="E05000001",
    ),
    Column(
        name="year",
        explained="Year of the mid-year estimate (30 June)",
        synonyms=("mid_year",),
        example="2019",
    ),
    Column(name="age", explained="Whole years, or 0-4 for all under five", example="3"),
    Column(name="count", explained="People of that age", synonyms=("population",), example="120"),
    Column(
        name="source",
        explained="Where the figure is from; blank: the name of the file",
        example="ONS mid-2019 estimates",
    ),
)
WIDE = (
    Column(
        name="ward_code",
        explained="GSS code of the ward",
        synonyms=("wd*cd", "ward*code"),
    ),
    LSOA11,
    LSOA21,
    LSOA_NAME,
    DISTRICT,
)


class RowFigures(NamedTuple):
    """What a row says: people by age, of an area in a year."""

    number: int
    found: CodeFound
    name: str
    year: int
    counts: Mapping[str, int]
    source: str

    @property
    def keys(self) -> list[FigureKey]:
        """What its figures are about."""
        return [(self.found.code, self.year, age) for age in self.counts]


class Populations(ImportKind[Table]):
    """One figure for each area, year and age; the latest import replaces it."""

    name = "population"
    title = "Populations at mid-year by area and age"
    columns = LONG

    def columns_of(self, options: ImportOptions) -> tuple[Column, ...]:
        """The columns of either layout."""
        return (*super().columns_of(options), *WIDE)

    def check(self, content: Table, options: ImportOptions) -> CheckedFile:
        """Judge the file against what is held."""
        geography = geography_held()
        judge = _Judge(_Reader(content, options, geography), geography, options.file_name)
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
        figures, areas = checked.plan
        keep_populations(figures=figures, areas=areas, by=by, at=at)

    def export(self) -> Iterable[Mapping[str, str]]:
        """All figures held, in the long layout."""
        held = Population.objects.order_by("area_code", "year", Length("age"), "age")
        for figure in held.iterator():
            yield {
                "area_code": figure.area_code,
                "year": str(figure.year),
                "age": figure.age,
                "count": str(figure.count),
                "source": figure.source,
            }


class _Reader:
    """Reads rows of one file, whichever layout it has."""

    def __init__(self, table: Table, options: ImportOptions, geography: Geography) -> None:
        self.codes = CodeReader(table, options, geography, ("area_code", "ward_code"))
        self._is_long = table.has("age") and table.has("count")
        self._ages: dict[str, str] = {}
        for heading in () if self._is_long else table.headings:
            age = age_in_heading(heading)
            if age in self._ages.values():
                raise ImportRefused(f"two columns are of age {age}")
            if age:
                self._ages[heading] = age
        if not self._is_long and not self._ages:
            raise ImportRefused(
                "the file has neither the columns age and count nor a column for each age"
            )
        self._year = year_in_name(options.file_name)
        if not table.has("year") and self._year is None:
            raise ImportRefused("the year is neither a column nor in the name of the file")

    def read(self, row: Row) -> RowFigures | list[Problem]:
        """What a row says, or what is wrong with it."""
        problems: list[Problem] = []
        found = self.codes.read(row)
        if isinstance(found, str):
            problems.append(Problem(row.number, "area_code", found))
        year = self._year_of(row, problems)
        counts = self._long(row, problems) if self._is_long else self._wide(row, problems)
        if not counts and not problems:
            problems.append(Problem(row.number, "count", "the row has no figure"))
        if problems or isinstance(found, str) or year is None:
            return problems
        source = row["source"][:LONGEST_SOURCE]
        return RowFigures(row.number, found, row[LSOA_NAME.name], year, counts, source)

    def _year_of(self, row: Row, problems: list[Problem]) -> int | None:
        if not row["year"] and self._year is not None:
            return self._year
        if not row["year"]:
            problems.append(Problem(row.number, "year", "the year is missing"))
            return None
        try:
            return read_year(row["year"])
        except CellError as fault:
            problems.append(Problem(row.number, "year", str(fault)))
            return None

    def _long(self, row: Row, problems: list[Problem]) -> dict[str, int]:
        age, count = row["age"], row["count"]
        for name, text in (("age", age), ("count", count)):
            if not text:
                problems.append(Problem(row.number, name, f"the {name} is missing"))
        if not age or not count:
            return {}
        try:
            age = read_age(age)
        except CellError as fault:
            problems.append(Problem(row.number, "age", str(fault)))
        return self._counts(row, {"count": age}, problems)

    def _wide(self, row: Row, problems: list[Problem]) -> dict[str, int]:
        return self._counts(row, self._ages, problems)

    def _counts(self, row: Row, ages: Mapping[str, str], problems: list[Problem]) -> dict[str, int]:
        counts = {}
        for heading, age in ages.items():
            if not row[heading]:
                continue
            try:
                counts[age] = read_whole(row[heading])
            except CellError as fault:
                problems.append(Problem(row.number, heading, str(fault)))
        return counts


@dataclass
class _Judge:
    """Judges rows, then the file as a whole."""

    reader: _Reader
    geography: Geography
    file_name: str
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)
    rows: list[RowFigures] = field(default_factory=list)

    def take(self, row: Row) -> None:
        """Judge a row by itself."""
        if self.reader.codes.is_elsewhere(row):
            self.skipped += 1
            return
        read = self.reader.read(row)
        if isinstance(read, RowFigures):
            self.rows.append(read)
        else:
            self.errors += read

    def checked(self) -> CheckedFile:
        """The outcome of all rows."""
        said: Agreeing[FigureKey, tuple[int, str]] = Agreeing()
        for row in self.rows:
            for age, count in row.counts.items():
                said.say(row.number, (row.found.code, row.year, age), (count, row.source))
        self._refuse_disputed(said)
        held = held_figures({row.found.code for row in self.rows})
        figures: dict[FigureKey, tuple[int, str]] = {}
        for key, (count, source) in said.values.items():
            old = held.get(key)
            stays = old.source if old and old.people == count else self.file_name[:LONGEST_SOURCE]
            figures[key] = count, source or stays
        kept = {key: (old.people, old.source) for key, old in held.items()}
        differing = {key: figure for key, figure in figures.items() if kept.get(key) != figure}
        outcomes = Counter(self._outcomes(kept, differing))
        return CheckedFile(
            new=outcomes["new"],
            changed=outcomes["changed"],
            unchanged=outcomes["unchanged"],
            skipped=self.skipped,
            rejected=len({problem.row for problem in self.errors}),
            errors=sorted(self.errors, key=lambda problem: problem.row),
            warnings=list(self._strangers()),
            plan=(differing, self._areas()),
        )

    def _refuse_disputed(self, said: Agreeing[FigureKey, tuple[int, str]]) -> None:
        rejected: set[int] = set()
        for (code, year, age), rows in said.disputed.items():
            where = " and ".join(str(number) for number in rows[:2])
            words = f"rows {where} differ on {code}, {year}, age {age}"
            for number in set(rows) - rejected:
                self.errors.append(Problem(number, "count", words))
            rejected |= set(rows)
        self.rows = [row for row in self.rows if row.number not in rejected]

    def _outcomes(
        self, kept: Mapping[FigureKey, object], differing: Mapping[FigureKey, object]
    ) -> Iterator[str]:
        claimed: set[FigureKey] = set()
        for row in self.rows:
            keys = set(row.keys) - claimed
            claimed |= keys
            if not keys & differing.keys():
                yield "unchanged"
            else:
                yield "changed" if keys & kept.keys() else "new"

    def _areas(self) -> dict[int, dict[str, str]]:
        """The areas that rows name by set; they are made if they are not held."""
        areas: dict[int, dict[str, str]] = {}
        for row in self.rows:
            if row.found.set_id is not None:
                areas.setdefault(row.found.set_id, {})[row.found.code] = row.name
        return areas

    def _strangers(self) -> Iterator[Problem]:
        """Codes without a set that no set has: perhaps of another edition."""
        known = {code for codes in self.geography.codes.values() for code in codes}
        known.add(self.geography.authority)
        strange = {
            row.found.code: row.number
            for row in reversed(self.rows)
            if row.found.set_id is None and row.found.code not in known
        }
        if strange:
            code, number = min(strange.items(), key=lambda pair: pair[1])
            more = f"; so are {len(strange):,} codes in all" if len(strange) > 1 else ""
            words = f"{code} is the code of no area that is held{more}. The figures are kept"
            yield Problem(number, "area_code", words)


POPULATION = imports.register(Populations.name, Populations())

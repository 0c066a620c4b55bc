"""Files of postcodes: the ONS Postcode Directory, Code-Point Open, or a list with codes."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    ImportKind,
    ImportOptions,
    Problem,
    Table,
    imports,
)
from flyingstart.places.enums import AreaKind
from flyingstart.places.imports.geography import geography_held
from flyingstart.places.models import Postcode
from flyingstart.places.operations.postcodes import PlannedPostcode, write_postcodes
from flyingstart.places.queries.areas import area_sets
from flyingstart.places.queries.held import Geography, load_geography, printed_codes
from flyingstart.places.rules.area_codes import chosen_set
from flyingstart.places.rules.postcode_file import JudgedRow, Locator, Outcome, judged_batches
from flyingstart.places.rules.postcode_rows import COLUMNS, WARDS

MEGABYTE = 1024 * 1024
EXPORT_BATCH = 5_000


class Postcodes(ImportKind[Table]):
    """Postcodes with their district, point and printed codes; the areas follow."""

    name = "postcodes"
    title = "Postcodes and the areas they lie in"
    columns = COLUMNS
    # The whole of the kingdom has 2.7 million rows of up to 50 columns; rows are read in batches.
    limit_bytes = 2048 * MEGABYTE
    # Boundaries say anew where postcodes lie.
    lock = "geography"

    def check(self, content: Table, options: ImportOptions) -> CheckedFile:
        """Judge the file against what is held; the codes in it tell their sets themselves."""
        chosen_set(options)
        geography = geography_held()
        tally = _Tally(geography)
        locator = Locator()
        for batch in judged_batches(content, geography):
            located = locator.locate([row.state for row in batch if row.state])
            tally.take(batch, located)
        return tally.checked(plan=content)

    def commit(
        self,
        checked: CheckedFile,
        options: ImportOptions,  # noqa: ARG002 - nothing about postcodes depends on them
        *,
        by: Actor,
        at: dt.datetime,
    ) -> None:
        """Read the file again, batch by batch, and write what differs."""
        geography = geography_held()
        locator = Locator()
        for batch in judged_batches(checked.plan, geography):
            differing = [(row, row.state) for row in batch if row.state and row.differs]
            located = locator.locate([state for _, state in differing])
            planned = [
                PlannedPostcode(row.held.id if row.held else None, row.text, state, areas)
                for (row, state), areas in zip(differing, located, strict=True)
            ]
            if planned:
                write_postcodes(planned=planned, geography=geography, by=by, at=at)

    def export(self) -> Iterable[Mapping[str, str]]:
        """All postcodes held, with the codes that were printed for them."""
        return _exported()


class _Tally:
    """Counts rows, and what their points say against what is printed."""

    def __init__(self, geography: Geography) -> None:
        self._geography = geography
        self._outcomes: Counter[Outcome] = Counter()
        self._errors: list[Problem] = []
        self._located: Counter[int] = Counter()
        self._disagreeing: Counter[int] = Counter()
        self._first: dict[int, Problem] = {}
        self._unknown: Counter[str] = Counter()
        self._first_unknown: Problem | None = None
        self._repeated: list[JudgedRow] = []
        self._area_codes = {
            pk: code for codes in geography.codes.values() for code, pk in codes.items()
        }

    def take(self, batch: Sequence[JudgedRow], located: Sequence[Mapping[int, int]]) -> None:
        """Count the rows of a batch; `located` are the areas of those that have a state."""
        areas = iter(located)
        for row in batch:
            self._outcomes[row.outcome] += 1
            self._errors += [Problem(row.number, *fault) for fault in row.faults]
            if row.is_repeated:
                self._repeated.append(row)
            for code in row.unknown:
                self._unknown[code] += 1
                words = f"{code} is the code of no area that is held"
                self._first_unknown = self._first_unknown or Problem(row.number, "", words)
            if row.state:
                self._compare(row, next(areas), dict(row.state.printed))

    def _compare(
        self, row: JudgedRow, areas: Mapping[int, int], printed: Mapping[int, str]
    ) -> None:
        for set_id, area in areas.items():
            self._located[set_id] += 1
            code = self._area_codes[area]
            if printed.get(set_id, code) != code:
                self._disagreeing[set_id] += 1
                words = (
                    f"by its point {row.text} lies in {code} of "
                    f"{self._geography.code_of(set_id)}, and the file prints {printed[set_id]}"
                )
                self._first.setdefault(set_id, Problem(row.number, "", words))

    def checked(self, plan: Table) -> CheckedFile:
        """The outcome."""
        return CheckedFile(
            **{outcome.value: self._outcomes[outcome] for outcome in Outcome},
            errors=self._errors,
            warnings=list(self._warnings()),
            extra={
                "located": self._by_set(self._located),
                "disagreements": self._by_set(self._disagreeing),
            },
            plan=plan,
        )

    def _by_set(self, counted: Mapping[int, int]) -> dict[str, int]:
        """Counts by the code of the set, for every set in which a point was found."""
        codes = {self._geography.code_of(set_id): set_id for set_id in self._located}
        return {code: counted[codes[code]] for code in sorted(codes)}

    def _warnings(self) -> Iterator[Problem]:
        for set_id, first in sorted(self._first.items()):
            count = self._disagreeing[set_id]
            more = f"; so it is with {count:,} postcodes of this set" if count > 1 else ""
            yield Problem(first.row, "", f"{first.message}{more}. Both are kept, the point counts")
        if self._first_unknown:
            count = len(self._unknown)
            more = f"; so are {count:,} codes in all" if count > 1 else ""
            words = f"{self._first_unknown.message}{more}. It is left out"
            yield Problem(self._first_unknown.row, "", words)
        for row in self._repeated:
            yield Problem(
                row.number, "postcode", f"{row.text} is there twice; the first row counts"
            )


def _exported() -> Iterator[dict[str, str]]:
    wards = [area_set.pk for area_set in area_sets(AreaKind.WARD).reverse()][: len(WARDS)]
    geography = load_geography()
    lsoas = {geography.lsoas[edition]: f"lsoa{edition}" for edition in geography.lsoas}
    columns = dict(zip(wards, WARDS, strict=False)) | lsoas
    postcodes = Postcode.objects.order_by("text").iterator(chunk_size=EXPORT_BATCH)
    while batch := list(itertools.islice(postcodes, EXPORT_BATCH)):
        printed = printed_codes([postcode.pk for postcode in batch])
        for postcode in batch:
            codes = {
                columns[set_id]: code
                for set_id, code in printed.get(postcode.pk, ())
                if set_id in columns
            }
            yield {
                "postcode": postcode.text,
                "district": postcode.district,
                "dointr": _written(postcode.introduced),
                "doterm": _written(postcode.terminated),
                "latitude": _written(postcode.latitude),
                "longitude": _written(postcode.longitude),
                "easting": _written(postcode.easting),
                "northing": _written(postcode.northing),
                **codes,
            }


def _written(value: float | dt.date | None) -> str:
    return "" if value is None else str(value)


POSTCODES = imports.register(Postcodes.name, Postcodes())

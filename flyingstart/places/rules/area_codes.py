"""The area that a row of figures is about, and the set it belongs to."""

from __future__ import annotations

import re
from typing import NamedTuple

from flyingstart.kernel.api import Column, ImportMisused, ImportOptions, ImportRefused, Row, Table
from flyingstart.places.enums import AreaKind
from flyingstart.places.models import AreaSet
from flyingstart.places.queries.areas import area_sets, find_area_set
from flyingstart.places.queries.held import Geography

_GSS_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)

LSOA11 = Column(
    name="lsoa11_code",
    explained="Code of an LSOA of the 2011 census",
    synonyms=("lsoa11", "lsoa11cd", "lsoa_code_(2011)", "lsoa_2011_code", "lsoa11*cd", "lsoa11*"),
    example="E01000001",
)
LSOA21 = Column(
    name="lsoa21_code",
    explained="Code of an LSOA of the 2021 census",
    synonyms=("lsoa21", "lsoa21cd", "lsoa_code_(2021)", "lsoa_2021_code", "lsoa21*cd", "lsoa21*"),
)
LSOA_NAME = Column(
    name="lsoa_name",
    explained="Name of the LSOA, for those that are not held yet",
    synonyms=(
        *("lsoa11_name", "lsoa21_name", "lsoa11nm", "lsoa21nm"),
        *("lsoa_name_(2011)", "lsoa_name_(2021)", "lsoa_2011_name", "lsoa_2021_name"),
    ),
)
DISTRICT = Column(
    name="district",
    explained="GSS code of the district; rows of other districts are skipped",
    synonyms=(*("oslaua", "laua", "lad*cd", "lad*code", "local_authority_district_code*"),),
)
EDITIONS = {LSOA11.name: "11", LSOA21.name: "21"}


class CodeFound(NamedTuple):
    """An area's code, and the id of its set where the file says which."""

    code: str
    set_id: int | None


class CodeReader:
    """Reads the code of each row of one file.

    Raises `ImportMisused` for an area set that is not known and `ImportRefused` when the headings
    name another one than `--area-set`.
    """

    def __init__(
        self, table: Table, options: ImportOptions, geography: Geography, plain: tuple[str, ...]
    ) -> None:
        """`plain` are columns whose headings say nothing about the set."""
        self._geography = geography
        self.chosen = chosen_set(options)
        self._lsoas = [name for name in EDITIONS if table.has(name)]
        self._plain = [name for name in plain if table.has(name)]
        self._has_district = table.has(DISTRICT.name)
        named = {geography.lsoas.get(EDITIONS[name]) for name in self._lsoas}
        if self.chosen and named and self.chosen.pk not in named:
            raise ImportRefused(
                f"the headings name LSOAs of another set than {self.chosen.code}: "
                f"{', '.join(self._lsoas)}"
            )

    @property
    def knows_the_set(self) -> bool:
        """Whether a row of this file can say which set it is about."""
        return self.chosen is not None or bool(self._lsoas)

    def is_elsewhere(self, row: Row) -> bool:
        """Whether a row is of another district."""
        district = row[DISTRICT.name].upper()
        return bool(district) and district != self._geography.authority

    def read(self, row: Row) -> CodeFound | str:
        """The code of the row, or what is wrong with it."""
        found = [
            CodeFound(row[name].upper(), self._geography.lsoas.get(EDITIONS[name]))
            for name in self._lsoas
            if row[name]
        ]
        chosen = self.chosen.pk if self.chosen else None
        if chosen is not None and self._lsoas:
            found = [one for one in found if one.set_id == chosen]
        for name in self._plain:
            if row[name] and not found:
                found.append(CodeFound(row[name].upper(), chosen))
        if not found:
            return "the code of the area is missing"
        if len(found) > 1:
            return "the row names LSOAs of two sets; say with --area-set which one is meant"
        return self._checked(found[0])

    def _checked(self, found: CodeFound) -> CodeFound | str:
        if found.set_id is not None and found.code not in self._geography.codes[found.set_id]:
            if self.creates(found.set_id):
                if not _GSS_CODE.fullmatch(found.code):
                    return f"“{found.code[:40]}” is no code of an area"
            else:
                return f"{found.code[:40]} is no area of {self._geography.code_of(found.set_id)}"
        if len(found.code) > 40:
            return f"“{found.code[:40]}…” is too long for a code"
        return found

    def creates(self, set_id: int) -> bool:
        """Whether areas of a set come with files: those of LSOAs, and of sets still empty."""
        is_lsoa = set_id in self._geography.lsoas.values()
        return is_lsoa or not self._geography.codes[set_id]


def chosen_set(options: ImportOptions, kind: AreaKind | None = None) -> AreaSet | None:
    """The set of `--area-set`. Raises `ImportMisused` for a set that is not known."""
    if not options.area_set:
        return None
    found = find_area_set(options.area_set)
    if found is None:
        known = ", ".join(area_sets().values_list("code", flat=True)) or "none"
        raise ImportMisused(f"there is no area set {options.area_set}; known: {known}")
    if kind and found.kind != kind:
        raise ImportRefused(f"{found.code} is no set of {kind.label}s")
    return found

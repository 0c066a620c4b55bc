"""One row of a file of postcodes: what it says, and how it changes what is held."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from flyingstart.kernel.api import Column, Row
from flyingstart.kernel.tables.api import CellError, read_number, read_whole
from flyingstart.places.queries.held import Geography, PostcodeState, Printed
from flyingstart.places.rules.grid import degrees
from flyingstart.places.rules.postcodes import normal_postcode, published_day

T = TypeVar("T")

WARDS = ("ward", "ward_2_code", "ward_3_code")
WARD_PATTERNS = ("wd*cd", "ward_*_code")
LSOAS = {"lsoa11": "11", "lsoa21": "21"}
COLUMNS = (
    Column(
        name="postcode",
        explained="The postcode, with or without its space",
        synonyms=("pcds", "pcd", "pcd8", "pcd7", "pcd2"),
        example="AB1 2CD",
        required=True,
    ),
    Column(
        name="district",
        explained="GSS code of the district. Rows of other districts are kept as such and counted "
        "as skipped; without the column all rows are taken",
        synonyms=("oslaua", "laua", "lad*cd", "lad*code", "admin_district_code"),
        example="E06000099",
    ),
    Column(
        name="ward",
        explained="GSS code of the ward, of whatever edition: the code tells",
        synonyms=("osward", "ward_code", "admin_ward_code", *WARD_PATTERNS),
        example="E05000001",
    ),
    Column(name="ward_2_code", explained="The ward of another edition", synonyms=WARD_PATTERNS),
    Column(name="ward_3_code", explained="The ward of a third edition", synonyms=WARD_PATTERNS),
    Column(
        name="lsoa11",
        explained="Code of the LSOA of the 2011 census",
        synonyms=("lsoa11cd", "lsoa11_code", "lsoa11*"),
    ),
    Column(
        name="lsoa21",
        explained="Code of the LSOA of the 2021 census",
        synonyms=("lsoa21cd", "lsoa21_code", "lsoa21*"),
    ),
    Column(
        name="dointr",
        explained="When it was introduced: a month such as 199806, or a day",
        synonyms=("introduced",),
    ),
    Column(
        name="doterm",
        explained="When it was retired, likewise; blank: it is live",
        synonyms=("terminated",),
    ),
    Column(name="latitude", explained="Degrees north, in WGS84", synonyms=("lat",)),
    Column(name="longitude", explained="Degrees east, in WGS84", synonyms=("long", "lng", "lon")),
    Column(
        name="easting",
        explained="Metres in the National Grid; used where there are no degrees",
        synonyms=("oseast1m", "east1m", "eastings"),
    ),
    Column(
        name="northing",
        explained="Metres in the National Grid, likewise",
        synonyms=("osnrth1m", "north1m", "northings"),
    ),
)

# The ONS prints this latitude, and longitude 0, where no point is known.
NO_LATITUDE = 99.0
LARGEST_METRES = 1_300_000
_GSS_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)
LONGEST_QUOTE = 40


class Fault(NamedTuple):
    """What is wrong with a cell."""

    column: str
    words: str


class Said(NamedTuple):
    """What a row says. None or blank: nothing; `unknown` are codes of no area."""

    text: str
    ours: bool
    district: str
    introduced: dt.date | None
    terminated: dt.date | None
    says_termination: bool
    degrees: tuple[float, float] | None
    metres: tuple[int, int] | None
    printed: dict[int, str]
    unknown: list[str]


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, geography: Geography, headings: Iterable[str]) -> None:
        self._geography = geography
        headings = set(headings)
        self._says_termination = "doterm" in headings
        self._wards = [name for name in WARDS if name in headings]
        self._lsoas = [(name, edition) for name, edition in LSOAS.items() if name in headings]

    def is_ours(self, row: Row) -> bool:
        """Whether a row is of the authority's district, or names none."""
        return row["district"].upper() in {"", self._geography.authority}

    def read(self, row: Row) -> tuple[Said | None, list[Fault]]:
        """What the row says, or why it cannot be taken."""
        faults: list[Fault] = []
        text = normal_postcode(row["postcode"])
        if not text:
            faults.append(Fault("postcode", _no_postcode(row["postcode"])))
        introduced = _cell(row, "dointr", published_day, faults)
        terminated = _cell(row, "doterm", published_day, faults)
        in_degrees = _degrees(row, faults)
        in_metres = _metres(row, faults)
        if faults:
            return None, faults
        printed, unknown = self._printed(row)
        return (
            Said(
                text=text,
                ours=self.is_ours(row),
                district=row["district"].upper(),
                introduced=introduced,
                terminated=terminated,
                says_termination=self._says_termination,
                degrees=in_degrees,
                metres=in_metres,
                printed=printed,
                unknown=unknown,
            ),
            faults,
        )

    def _printed(self, row: Row) -> tuple[dict[int, str], list[str]]:
        """The codes of areas by set, and those that no set has.

        An LSOA of ours need not be held yet. Codes in rows of other districts are none of ours.
        """
        geography = self._geography
        printed: dict[int, str] = {}
        unknown: list[str] = []
        if not self.is_ours(row):
            return printed, unknown
        for name in self._wards:
            code = row[name].upper()
            sets = geography.wards.get(code, ())
            for set_id in sets:
                printed.setdefault(set_id, code)
            if code and not sets:
                unknown.append(code)
        for name, edition in self._lsoas:
            code = row[name].upper()
            lsoas = geography.lsoas.get(edition)
            if not code or lsoas is None:
                continue
            if code in geography.codes[lsoas] or _GSS_CODE.fullmatch(code):
                printed[lsoas] = code
            else:
                unknown.append(code)
        return printed, unknown


def merged(held: PostcodeState | None, said: Said) -> PostcodeState:
    """What is to be held: what the row says, and what was held where it says nothing."""
    old = held or PostcodeState()
    latitude, longitude = old.latitude, old.longitude
    easting, northing = said.metres or (old.easting, old.northing)
    if said.degrees:
        latitude, longitude = said.degrees
        if said.metres is None and (latitude, longitude) != (old.latitude, old.longitude):
            easting = northing = None
    elif said.metres and (said.metres != (old.easting, old.northing) or latitude is None):
        latitude, longitude = degrees(*said.metres)
    printed: set[Printed] = set(said.printed.items())
    if said.ours:
        printed |= {pair for pair in old.printed if pair[0] not in said.printed}
    return PostcodeState(
        introduced=said.introduced or old.introduced,
        terminated=said.terminated if said.says_termination else old.terminated,
        district=said.district or old.district,
        latitude=latitude,
        longitude=longitude,
        easting=easting,
        northing=northing,
        printed=frozenset(printed),
    )


def _cell(row: Row, name: str, read: Callable[[str], T], faults: list[Fault]) -> T | None:
    text = row[name]
    if not text:
        return None
    try:
        return read(text)
    except CellError as fault:
        faults.append(Fault(name, str(fault)))
        return None


def _degrees(row: Row, faults: list[Fault]) -> tuple[float, float] | None:
    latitude = _cell(row, "latitude", read_number, faults)
    longitude = _cell(row, "longitude", read_number, faults)
    if latitude is None or longitude is None or latitude >= NO_LATITUDE:
        return None
    if not latitude and not longitude:
        return None
    if abs(latitude) > 90:
        faults.append(Fault("latitude", f"{latitude} is no latitude in degrees"))
    if abs(longitude) > 180:
        faults.append(Fault("longitude", f"{longitude} is no longitude in degrees"))
    return latitude, longitude


def _metres(row: Row, faults: list[Fault]) -> tuple[int, int] | None:
    def read(text: str) -> int:
        return read_whole(text, most=LARGEST_METRES)

    easting = _cell(row, "easting", read, faults)
    northing = _cell(row, "northing", read, faults)
    # Code-Point Open prints 0 and 0 where no point is known.
    return (easting, northing) if easting and northing else None


def _no_postcode(text: str) -> str:
    if not text:
        return "the postcode is missing"
    shown = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"“{shown}” has not the form of a postcode"

"""The area sets of a question, their areas, and the population in them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flyingstart.evidence.errors import AskedWronglyError, EvidenceError
from flyingstart.evidence.question import Source, Values

WARD, NEIGHBOURHOOD = "ward", "neighbourhood"
SINGLE_AGES = ("0", "1", "2", "3", "4")
ALL_AGES = "0-4"
MID_YEAR = (6, 30)


@dataclass(frozen=True)
class Places:
    """The geography held by a source."""

    source: Source

    def check(self) -> None:
        """Raises `EvidenceError` when nobody has said whose figures these are."""
        if not self._authority:
            raise EvidenceError("no authority pack is loaded: run flyingstart setup")

    def choose(self, asked: str | None, kind: str, day: dt.date) -> str | None:
        """The set asked for, else the one of a kind that is valid on a day, else None.

        Raises `AskedWronglyError` for a set that is not held.
        """
        sets = {row["area_set"]: row for row in self._sets}
        if asked is not None:
            if asked not in sets:
                known = ", ".join(sorted(sets)) or "none"
                raise AskedWronglyError(f"there is no area set {asked}; known: {known}")
            return asked
        valid = [
            row
            for row in sets.values()
            if row["kind"] == kind and row["starts_on"] <= day < row["ends_on"]
        ]
        # Two of a kind at once would be a mistake in the pack: take the newer one, always.
        valid.sort(key=lambda row: (row["starts_on"], row["area_set"]))
        return valid[-1]["area_set"] if valid else None

    def kind(self, area_set: str) -> str:
        """What a set divides the authority into."""
        return next(str(row["kind"]) for row in self._sets if row["area_set"] == area_set)

    def areas(self, area_set: str) -> dict[str, str]:
        """Names of the areas of a set, by code."""
        names = {row["area"]: row["name"] for row in self._areas if row["area_set"] == area_set}
        if not names:
            raise EvidenceError(f"the area set {area_set} holds no areas")
        return names

    def base(self, area_set: str | None, last_day: dt.date) -> Base:
        """Under-fives in the areas of a set and in the whole, as a period's base."""
        if area_set is None:
            return NO_BASE
        codes = {row["area"] for row in self._areas if row["area_set"] == area_set}
        parts = self._parts_of(area_set) if not codes & self._populations.keys() else {}
        year = self._newest_year(codes | {p for found in parts.values() for p in found}, last_day)
        if year is None:
            return NO_BASE
        by_area = {code: self._people(parts.get(code, {code}), year) for code in sorted(codes)}
        held = {code: people for code, people in by_area.items() if people is not None}
        own = str(self._authority["authority"])
        whole = self._people([own], year)
        ages = self._ages([own], year) or self._ages(held, year)
        return Base(year, held, sum(held.values()) if whole is None else whole, ages)

    @property
    def history_from(self) -> dt.date | None:
        """The first day of which all use of the service is held."""
        day: dt.date | None = self._authority.get("history_from")
        return day

    def _newest_year(self, codes: set[str], last_day: dt.date) -> int | None:
        years = {
            year
            for code in codes
            for year in self._populations.get(code, {})
            if dt.date(year, *MID_YEAR) <= last_day
        }
        return max(years, default=None)

    def _people(self, codes: Iterable[str], year: int) -> int | None:
        found = [self._populations.get(code, {}).get(year) for code in codes]
        held = [people for people in found if people is not None]
        return sum(held) if held else None

    def _ages(self, codes: Collection[str], year: int) -> dict[int, int]:
        """People of each single year of age in areas together; none where one leaves an age out."""
        held = [self._by_age.get((code, year), {}) for code in codes]
        if not held or not all(age in ages for ages in held for age in SINGLE_AGES):
            return {}
        return {int(age): sum(ages[age] for ages in held) for age in SINGLE_AGES}

    def _parts_of(self, area_set: str) -> dict[str, set[str]]:
        parts: dict[str, set[str]] = defaultdict(set)
        for row in self.source.fact("area_part"):
            if row["area_set"] == area_set:
                parts[row["area"]].add(row["part"])
        return parts

    @cached_property
    def _sets(self) -> list[Values]:
        return self.source.fact("area_set")

    @cached_property
    def _areas(self) -> list[Values]:
        return self.source.fact("area")

    @cached_property
    def _authority(self) -> Values:
        return next(iter(self.source.fact("authority")), {})

    @cached_property
    def _by_age(self) -> Mapping[tuple[str, int], Mapping[str, int]]:
        """People by area and year, and by age as the file writes it."""
        ages: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
        for row in self.source.fact("population"):
            ages[row["area"], row["year"]][row["age"]] = row["people"]
        return ages

    @cached_property
    def _populations(self) -> Mapping[str, Mapping[int, int]]:
        """Under-fives by area and year: single ages if all are held, else the 0–4 figure."""
        people: dict[str, dict[int, int]] = defaultdict(dict)
        for (area, year), held in self._by_age.items():
            if all(age in held for age in SINGLE_AGES):
                people[area][year] = sum(held[age] for age in SINGLE_AGES)
            elif ALL_AGES in held:
                people[area][year] = held[ALL_AGES]
        return people


@dataclass(frozen=True)
class Base:
    """Under-fives at one mid-year: by area, in the whole authority, and there by age in years."""

    year: int | None
    areas: Mapping[str, int]
    whole: int | None
    ages: Mapping[int, int]


NO_BASE = Base(None, {}, None, {})

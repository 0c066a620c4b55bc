"""How many children live in each piece of the town at mid-year, known to the service or not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from flyingstart.places.api import MadeUpPopulation
from flyingstart.town.demo import Demo
from flyingstart.town.lives import Life, Times

AGES = range(5)


class Census:
    """Counts children under five by patch, mid-year and whole years of age."""

    def __init__(self, times: Times) -> None:
        """Count on each 30 June that the years told touch."""
        first = dt.date.fromordinal(times.look_back).year
        last = dt.date.fromordinal(times.until).year
        mid_years = {year: dt.date(year, 6, 30).toordinal() for year in range(first, last + 1)}
        self.mid_years = {
            year: day for year, day in mid_years.items() if times.look_back <= day < times.until
        }
        self._counts: Counter[tuple[int, int, int]] = Counter()

    def count(self, life: Life) -> None:
        """Count a family's children."""
        for year, day in self.mid_years.items():
            for birth in life.births:
                if life.lives_here(birth, day):
                    patch = life.home_on(day).patch
                    if patch is not None:
                        self._counts[patch, year, age(birth.day, day)] += 1

    def populations(self, demo: Demo) -> list[MadeUpPopulation]:
        """A figure for every area of every set, year and age, zeros too."""
        totals: dict[tuple[str, str, int, int], int] = {}
        for patch, place in enumerate(demo.patches):
            for area_set, area in place.areas.items():
                for year in self.mid_years:
                    for years in AGES:
                        key = (area_set, area, year, years)
                        totals[key] = totals.get(key, 0) + self._counts[patch, year, years]
        return _as_figures(totals)


def _as_figures(totals: Mapping[tuple[str, str, int, int], int]) -> list[MadeUpPopulation]:
    return [
        MadeUpPopulation(area_set=area_set, area=area, year=year, age=years, count=count)
        for (area_set, area, year, years), count in totals.items()
    ]


def age(born: int, day: int) -> int:
    """Whole years, from ordinals."""
    start, now = dt.date.fromordinal(born), dt.date.fromordinal(day)
    return now.year - start.year - ((now.month, now.day) < (start.month, start.day))

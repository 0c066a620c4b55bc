"""Bank holidays, by the law of the country in which the authority lies."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping

import holidays

# An area's GSS code begins with the letter of its country.
COUNTRIES = {"E": "ENG", "W": "WLS", "S": "SCT", "N": "NIR"}
ENGLAND = "E"


def bank_holidays(country: str, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The bank holidays from `first` to `last`, both included, with their names in English.

    `country` is the letter with which GSS codes of the country begin.
    """
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _of_year(COUNTRIES.get(country, COUNTRIES[ENGLAND]), year).items()
        if first <= day <= last
    }


@functools.lru_cache(maxsize=64)
def _of_year(country: str, year: int) -> Mapping[dt.date, str]:
    return dict(holidays.country_holidays("GB", subdiv=country, years=year, language="en_GB"))

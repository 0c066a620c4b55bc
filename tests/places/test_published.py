"""Years in names, ages in headings, rows that repeat each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.kernel.tables.api import CellError
from flyingstart.places.rules.published import age_in_heading, read_age, read_year, year_in_name
from flyingstart.places.rules.repeats import Agreeing


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("imd2019.csv", 2019),
        ("town_imd2015_lsoa11.csv", 2015),
        ("IMD 2019 on LSOA 2011.xlsx", 2019),
        ("IoD2025_File_1.xlsx", 2025),
        ("imd_2010_lsoa_2001.csv", 2010),
        ("population-2019.csv", 2019),
        ("sape-2018-mid-2018.csv", 2018),
        ("sape-2018-2019.csv", None),
        ("imd.csv", None),
        ("file-120193.csv", None),
        ("", None),
    ],
)
def test_a_file_is_named_after_its_year(name: str, year: int | None) -> None:
    assert year_in_name(name) == year


@pytest.mark.parametrize("text", ["2019", "Mid-2019", "mid 2019", "MID2019", "2,019", "2019.0"])
def test_a_year_is_read_as_it_is_written(text: str) -> None:
    assert read_year(text) == 2019


@pytest.mark.parametrize("text", ["19", "soon", "1850", "3019", "2019-20"])
def test_other_years_are_refused(text: str) -> None:
    with pytest.raises(CellError):
        read_year(text)


@pytest.mark.parametrize(
    ("heading", "age"),
    [
        ("age_0", "0"),
        ("Age 4", "4"),
        ("AGE17", "17"),
        ("0", "0"),
        ("89", "89"),
        ("90+", "90+"),
        ("age_90+", "90+"),
        ("0-4", "0-4"),
        ("age_0-4", "0-4"),
        ("0 to 4", "0-4"),
        ("0–4", "0-4"),
        ("age", None),
        ("ages", None),
        ("under_5", None),
        ("total", None),
        ("121", None),
        ("5-9", None),
        ("2019", None),
    ],
)
def test_ages_are_seen_in_headings(heading: str, age: str | None) -> None:
    assert age_in_heading(heading) == age


@given(st.integers(0, 120))
def test_every_age_is_kept_as_whole_years(age: int) -> None:
    assert read_age(str(age)) == str(age)
    assert read_age(f"{age:03d}") == str(age)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_rows_agree_or_are_all_disputed(said: list[tuple[int, int]]) -> None:
    agreeing: Agreeing[int, int] = Agreeing()
    for row, (key, value) in enumerate(said):
        agreeing.say(row, key, value)

    values = {key: {value for k, value in said if k == key} for key, _ in said}
    assert agreeing.values == {key: min(found) for key, found in values.items() if len(found) == 1}
    assert agreeing.disputed == {
        key: [row for row, (k, _) in enumerate(said) if k == key]
        for key, found in values.items()
        if len(found) > 1
    }

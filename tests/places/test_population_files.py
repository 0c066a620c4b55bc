"""Files of populations: long and wide, replaced by the newest, refused in words."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from flyingstart.kernel.api import ImportMisused, ImportRefused, imports
from flyingstart.kernel.tables.api import csv_text as written
from flyingstart.places.models import Area, Population
from tests.places.files import OTHERS, OURS, check, commit, counts, write_csv

LONG = ("area_code", "year", "age", "count", "source")
ALDER, BIRCH = "E05000001", "E05000002"

Figures = dict[tuple[str, int, str], tuple[int, str]]


def held() -> Figures:
    return {
        (one.area_code, one.year, one.age): (one.count, one.source)
        for one in Population.objects.all()
    }


def test_the_long_layout_is_a_row_a_figure(pack: Path, tmp_path: Path) -> None:
    rows = [
        (ALDER, 2019, 0, 10, "ONS"),
        (ALDER, 2019, "4", "1,011", "ONS"),
        (ALDER, 2019, "0-4", 2000, "ONS"),
        (OURS, 2019, "90+", 50, ""),
    ]

    report = commit("population", write_csv(tmp_path / "mid.csv", LONG, rows))

    assert counts(report.checked) == (4, 0, 0, 0, 0)
    assert report.checked.warnings == []
    assert held() == {
        (ALDER, 2019, "0"): (10, "ONS"),
        (ALDER, 2019, "4"): (1011, "ONS"),
        (ALDER, 2019, "0-4"): (2000, "ONS"),
        (OURS, 2019, "90+"): (50, "mid.csv"),
    }


def test_the_wide_layout_is_a_row_an_area_and_year(pack: Path, tmp_path: Path) -> None:
    heading = (
        "mid_year",
        "ward_code",
        "ward_name",
        "total_population",
        "age_0",
        "age_1",
        "under_5",
    )
    rows = [(2018, ALDER, "Alder", 900, 10, 11, 21), (2019, ALDER, "Alder", 901, 12, "", 12)]

    report = commit("population", write_csv(tmp_path / "wide.csv", heading, rows))

    assert counts(report.checked) == (2, 0, 0, 0, 0)
    assert held() == {
        (ALDER, 2018, "0"): (10, "wide.csv"),
        (ALDER, 2018, "1"): (11, "wide.csv"),
        (ALDER, 2019, "0"): (12, "wide.csv"),
    }


def test_wide_files_of_lsoas_bring_the_lsoas(pack: Path, tmp_path: Path) -> None:
    heading = ("mid_year", "lsoa11_code", "lsoa11_name", "0", "1", "90+")
    rows = [(2019, "E01000001", "Anytown 001A", 5, 6, 7), (2019, "E01000002", "", 5, 6, 7)]

    commit("population", write_csv(tmp_path / "wide.csv", heading, rows))

    areas = Area.objects.filter(area_set__code="lsoa-2011").values_list("code", "name")
    assert list(areas) == [("E01000001", "Anytown 001A"), ("E01000002", "E01000002")]
    assert held()["E01000001", 2019, "90+"] == (7, "wide.csv")


def test_the_area_set_says_what_plain_codes_are(pack: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "p.csv", LONG, [("E01000001", 2019, 0, 10, "ONS")])

    commit("population", file, area_set="lsoa-2021")

    assert Area.objects.get(code="E01000001").area_set.code == "lsoa-2021"


def test_a_workbook_is_taken_too(pack: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["LSOA 2021 Code", "LAD 2023 Code", "Mid-year", 0, 1, 2])
    sheet.append(["E01000001", OURS, 2022, 3, 4, 5])
    sheet.append(["E01000777", OTHERS, 2022, 3, 4, 5])
    book.save(tmp_path / "sape.xlsx")

    report = commit("population", tmp_path / "sape.xlsx")

    assert counts(report.checked) == (1, 0, 0, 1, 0)
    assert held() == {
        ("E01000001", 2022, "0"): (3, "sape.xlsx"),
        ("E01000001", 2022, "1"): (4, "sape.xlsx"),
        ("E01000001", 2022, "2"): (5, "sape.xlsx"),
    }
    assert Area.objects.get(code="E01000001").area_set.code == "lsoa-2021"


def test_the_newest_import_replaces_a_figure_and_its_source(pack: Path, tmp_path: Path) -> None:
    rows = [(ALDER, 2019, 0, 10, "made up"), (ALDER, 2019, 1, 11, "made up")]
    commit("population", write_csv(tmp_path / "1.csv", LONG, rows))

    newer = [(ALDER, 2019, 0, 20, "ONS"), (ALDER, 2019, 1, 11, ""), (ALDER, 2018, 0, 9, "")]
    report = commit("population", write_csv(tmp_path / "2.csv", LONG, newer))

    assert counts(report.checked) == (1, 1, 1, 0, 0)
    assert held() == {
        (ALDER, 2019, "0"): (20, "ONS"),
        (ALDER, 2019, "1"): (11, "made up"),
        (ALDER, 2018, "0"): (9, "2.csv"),
    }


def test_the_same_file_again_changes_nothing_whatever_it_is_called(
    pack: Path, tmp_path: Path
) -> None:
    heading = ("year", "ward_code", "0", "1")
    commit("population", write_csv(tmp_path / "1.csv", heading, [(2019, ALDER, 1, 2)]))
    before = list(Population.objects.values_list("pk", "version"))

    report = commit("population", write_csv(tmp_path / "2.csv", heading, [(2019, ALDER, 1, 2)]))

    assert counts(report.checked) == (0, 0, 1, 0, 0)
    assert list(Population.objects.values_list("pk", "version")) == before


def test_a_wide_row_is_changed_when_a_figure_is(pack: Path, tmp_path: Path) -> None:
    heading = ("year", "ward_code", "0", "1")
    commit("population", write_csv(tmp_path / "1.csv", heading, [(2019, ALDER, 1, 2)]))

    more = (*heading, "2")
    rows = [(2019, ALDER, 1, 2, 3), (2019, BIRCH, 1, 2, 3)]
    checked = check("population", write_csv(tmp_path / "2.csv", more, rows))

    assert counts(checked) == (1, 1, 0, 0, 0)


def test_what_is_held_is_exported_and_comes_back_unchanged(pack: Path, tmp_path: Path) -> None:
    rows = [(ALDER, 2019, age, 10, "ONS") for age in (10, 2, 0, "0-4", "90+")]
    commit("population", write_csv(tmp_path / "1.csv", LONG, rows))
    kind = imports["population"]

    exported = list(kind.export())

    assert [row["age"] for row in exported] == ["0", "2", "10", "0-4", "90+"]
    file = tmp_path / "export.csv"
    file.write_text(written([column.name for column in kind.columns], exported), encoding="utf-8")
    assert counts(check("population", file)) == (0, 0, 5, 0, 0)


def test_the_template_is_the_long_layout() -> None:
    assert imports["population"].template().strip() == ",".join(LONG)


def test_rows_that_agree_count_once_and_rows_that_differ_are_all_rejected(
    pack: Path, tmp_path: Path
) -> None:
    rows = [
        (ALDER, 2019, 0, 10, "ONS"),
        (ALDER, 2019, 0, 10, "ONS"),
        (BIRCH, 2019, 0, 10, "ONS"),
        (BIRCH, 2019, 0, 11, "ONS"),
    ]

    checked = check("population", write_csv(tmp_path / "1.csv", LONG, rows))

    assert counts(checked) == (1, 0, 1, 0, 2)
    assert [(problem.row, problem.message) for problem in checked.errors] == [
        (4, f"rows 4 and 5 differ on {BIRCH}, 2019, age 0"),
        (5, f"rows 4 and 5 differ on {BIRCH}, 2019, age 0"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("", 2019, 0, 1, ""), "area_code", "the code of the area is missing"),
        (("E" * 50, 2019, 0, 1, ""), "area_code", "too long for a code"),
        ((ALDER, "", 0, 1, ""), "year", "the year is missing"),
        ((ALDER, "last", 0, 1, ""), "year", "“last” is not a whole number"),
        ((ALDER, 2019, "", 1, ""), "age", "the age is missing"),
        ((ALDER, 2019, "5-9", 1, ""), "age", "“5-9” is no age: whole years such as 3, or 0-4"),
        ((ALDER, 2019, 0, "", ""), "count", "the count is missing"),
        ((ALDER, 2019, 0, "-1", ""), "count", "-1 is not between 0 and"),
        ((ALDER, 2019, 0, "1.5", ""), "count", "“1.5” is not a whole number"),
    ],
)
def test_a_faulty_row_is_rejected_at_its_cell(
    pack: Path, tmp_path: Path, row: tuple[object, ...], column: str, words: str
) -> None:
    file = write_csv(tmp_path / "p.csv", LONG, [(BIRCH, 2019, 0, 1, "ONS"), row])

    report = commit("population", file)

    assert (counts(report.checked), report.committed) == ((1, 0, 0, 0, 1), False)
    (problem,) = report.checked.errors
    assert (problem.row, problem.column) == (3, column)
    assert words in problem.message
    assert held() == {}


def test_a_wide_row_without_any_figure_is_rejected(pack: Path, tmp_path: Path) -> None:
    rows = [(2019, ALDER, "", ""), (2019, BIRCH, "x", 1)]

    checked = check(
        "population", write_csv(tmp_path / "w.csv", ("year", "ward_code", "0", "1"), rows)
    )

    assert [(p.row, p.column, p.message) for p in checked.errors] == [
        (2, "count", "the row has no figure"),
        (3, "0", "“x” is not a whole number"),
    ]


def test_codes_of_no_area_are_kept_and_told(pack: Path, tmp_path: Path) -> None:
    rows = [(code, 2019, 0, 1, "ONS") for code in (ALDER, "E05000777", "E05000778", OURS)]

    report = commit("population", write_csv(tmp_path / "p.csv", LONG, rows))

    (warning,) = report.checked.warnings
    assert (warning.row, warning.column) == (3, "area_code")
    assert warning.message == (
        "E05000777 is the code of no area that is held; so are 2 codes in all. The figures are kept"
    )
    assert len(held()) == 4


def test_a_code_must_be_of_the_set_that_is_named(pack: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "p.csv", LONG, [("E05000011", 2019, 0, 1, "ONS")])

    checked = check("population", file, area_set="wards-old")

    assert [problem.message for problem in checked.errors] == ["E05000011 is no area of wards-old"]


def test_files_that_say_too_little_are_refused(pack: Path, tmp_path: Path) -> None:
    no_ages = write_csv(tmp_path / "a.csv", ("area_code", "year", "total"), [(ALDER, 2019, 1)])
    no_year = write_csv(tmp_path / "b.csv", ("area_code", "age", "count"), [(ALDER, 0, 1)])
    twice = write_csv(
        tmp_path / "c.csv", ("area_code", "year", "0", "age_0"), [(ALDER, 2019, 1, 1)]
    )

    with pytest.raises(ImportRefused, match="neither the columns age and count nor"):
        check("population", no_ages)
    with pytest.raises(ImportRefused, match="the year is neither a column nor in the name"):
        check("population", no_year)
    with pytest.raises(ImportRefused, match="two columns are of age 0"):
        check("population", twice)
    with pytest.raises(ImportMisused, match="there is no area set wards-1066"):
        check("population", twice, area_set="wards-1066")


def test_the_year_may_be_in_the_name(pack: Path, tmp_path: Path) -> None:
    heading = ("area_code", "age", "count")
    file = write_csv(tmp_path / "mid-2019.csv", heading, [(ALDER, 0, 1)])

    commit("population", file)

    assert held() == {(ALDER, 2019, "0"): (1, "mid-2019.csv")}

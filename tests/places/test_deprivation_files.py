"""Files of the index of multiple deprivation."""

from __future__ import annotations

from pathlib import Path

import pytest

from flyingstart.kernel.api import ImportMisused, ImportRefused, imports
from flyingstart.kernel.tables.api import csv_text as written
from flyingstart.places.models import Area, Deprivation
from tests.places.files import OTHERS, OURS, check, commit, counts, write_csv

SHORT = ("lsoa11_code", "IMD_rank", "IMD_decile", "IMD_score")
ONE, TWO = "E01000001", "E01000002"
PUBLISHED = (
    "LSOA code (2011)",
    "LSOA name (2011)",
    "Local Authority District code (2019)",
    "Local Authority District name (2019)",
    "Index of Multiple Deprivation (IMD) Score",
    "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
    "Income Score (rate)",
    "Income Rank (where 1 is most deprived)",
)

Places = set[tuple[str, str, int, int | None, int | None, float | None]]


def held() -> Places:
    rows = Deprivation.objects.values_list(
        "area__area_set__code", "area__code", "year", "rank", "decile", "score"
    )
    return set(rows)


def test_a_row_is_an_lsoa_of_the_set_that_the_heading_names(pack: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "imd2019.csv", SHORT, [(ONE, "871", 1, 60.698), (TWO, 9, "", "")])

    report = commit("imd", file)

    assert counts(report.checked) == (2, 0, 0, 0, 0)
    assert held() == {
        ("lsoa-2011", ONE, 2019, 871, 1, 60.698),
        ("lsoa-2011", TWO, 2019, 9, None, None),
    }


def test_editions_stand_side_by_side(pack: Path, tmp_path: Path) -> None:
    commit("imd", write_csv(tmp_path / "imd2019.csv", SHORT, [(ONE, 1, 1, 9)]))
    heading = ("lsoa21_code", "year", "rank", "Income_rank")

    commit("imd", write_csv(tmp_path / "new.csv", heading, [(ONE, 2025, 7, 8)]))

    assert held() == {
        ("lsoa-2011", ONE, 2019, 1, 1, 9.0),
        ("lsoa-2021", ONE, 2025, 7, None, None),
    }


def test_the_headings_of_the_publisher_are_known(pack: Path, tmp_path: Path) -> None:
    rows = [
        (ONE, "Anytown 001A", OURS, "Anytown", 30.5, "7,919", 3, 0.1, 5),
        (TWO, "Elsewhere 001A", OTHERS, "Elsewhere", 3, 9, 9, 0.1, 5),
    ]

    report = commit("imd", write_csv(tmp_path / "File_7_IoD2019.csv", PUBLISHED, rows))

    assert counts(report.checked) == (1, 0, 0, 1, 0)
    assert held() == {("lsoa-2011", ONE, 2019, 7919, 3, 30.5)}
    assert Area.objects.get(code=ONE).name == "Anytown 001A"
    assert not Area.objects.filter(code=TWO).exists()


def test_the_area_set_may_say_which_lsoas_are_meant(pack: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "imd2015.csv", ("code", "decile"), [(ONE, 4)])

    with pytest.raises(ImportRefused, match="say it with --area-set"):
        check("imd", file)
    commit("imd", file, area_set="lsoa-2011")

    assert held() == {("lsoa-2011", ONE, 2015, None, 4, None)}


def test_the_area_set_must_fit(pack: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "imd2015.csv", SHORT, [(ONE, 1, 1, 1)])

    with pytest.raises(ImportMisused, match="there is no area set lsoa-2001"):
        check("imd", file, area_set="lsoa-2001")
    with pytest.raises(ImportRefused, match="wards-old is no set of lower-layer"):
        check("imd", file, area_set="wards-old")
    with pytest.raises(ImportRefused, match="the headings name LSOAs of another set"):
        check("imd", file, area_set="lsoa-2021")


def test_a_row_may_name_one_set_or_another_but_not_both(pack: Path, tmp_path: Path) -> None:
    heading = ("lsoa11_code", "lsoa21_code", "rank")
    file = write_csv(tmp_path / "imd2019.csv", heading, [(ONE, "", 1), ("", TWO, 2), (ONE, TWO, 3)])

    checked = check("imd", file)

    assert counts(checked) == (2, 0, 0, 0, 1)
    assert [(p.row, p.message) for p in checked.errors] == [
        (4, "the row names LSOAs of two sets; say with --area-set which one is meant")
    ]
    assert counts(check("imd", file, area_set="lsoa-2021")) == (0, 0, 0, 0, 3)


def test_the_same_file_again_changes_nothing_and_blanks_leave_what_is_held(
    pack: Path, tmp_path: Path
) -> None:
    commit("imd", write_csv(tmp_path / "imd2019.csv", SHORT, [(ONE, 1, 2, 3), (TWO, 4, 5, 6)]))
    file = write_csv(tmp_path / "imd2019b.csv", SHORT, [(ONE, 1, 2, 3), (TWO, "", "", 7)])

    report = commit("imd", file)

    assert counts(report.checked) == (0, 1, 1, 0, 0)
    assert held() == {("lsoa-2011", ONE, 2019, 1, 2, 3.0), ("lsoa-2011", TWO, 2019, 4, 5, 7.0)}
    assert counts(check("imd", file)) == (0, 0, 2, 0, 0)
    assert list(Deprivation.objects.order_by("pk").values_list("version", flat=True)) == [1, 2]


def test_what_is_held_is_exported_and_comes_back_unchanged(pack: Path, tmp_path: Path) -> None:
    commit("imd", write_csv(tmp_path / "imd2019.csv", SHORT, [(ONE, 1, 2, 3.25), (TWO, 4, 5, "")]))
    commit("imd", write_csv(tmp_path / "imd2025.csv", ("lsoa21_code", "rank"), [(TWO, 7)]))
    kind = imports["imd"]
    file = tmp_path / "export.csv"
    file.write_text(
        written([column.name for column in kind.columns], kind.export()), encoding="utf-8"
    )

    assert counts(check("imd", file)) == (0, 0, 3, 0, 0)


def test_rows_that_differ_are_all_rejected(pack: Path, tmp_path: Path) -> None:
    rows = [(ONE, 1, 1, 1), (ONE, 1, 1, 1), (TWO, 1, 1, 1), (TWO, 2, 1, 1)]

    checked = check("imd", write_csv(tmp_path / "imd2019.csv", SHORT, rows))

    assert counts(checked) == (1, 0, 1, 0, 2)
    assert [(p.row, p.message) for p in checked.errors] == [
        (4, f"rows 4 and 5 differ on {TWO}, 2019"),
        (5, f"rows 4 and 5 differ on {TWO}, 2019"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("", 1, 1, 1), "lsoa_code", "the code of the area is missing"),
        (("Anytown 001A", 1, 1, 1), "lsoa_code", "“ANYTOWN 001A” is no code of an area"),
        ((ONE, 0, 1, 1), "rank", "0 is not between 1 and"),
        ((ONE, 1, 11, 1), "decile", "11 is not between 1 and 10"),
        ((ONE, 1, 1, "high"), "score", "“high” is not a number"),
        ((ONE, "", "", ""), "rank", "rank, decile and score are all blank"),
    ],
)
def test_a_faulty_row_is_rejected_at_its_cell(
    pack: Path, tmp_path: Path, row: tuple[object, ...], column: str, words: str
) -> None:
    report = commit("imd", write_csv(tmp_path / "imd2019.csv", SHORT, [(TWO, 1, 1, 1), row]))

    assert (counts(report.checked), report.committed) == ((1, 0, 0, 0, 1), False)
    (problem,) = report.checked.errors
    assert (problem.row, problem.column) == (3, column)
    assert words in problem.message
    assert held() == set()


def test_a_row_says_its_year_where_the_name_of_the_file_does_not(
    pack: Path, tmp_path: Path
) -> None:
    heading = ("lsoa11_code", "year", "IMD_rank")
    rows = [(ONE, "2019", 1), (TWO, "", 2)]

    checked = check("imd", write_csv(tmp_path / "imd.csv", heading, rows))

    assert [(p.row, p.column, p.message) for p in checked.errors] == [
        (3, "year", "the year is missing")
    ]


def test_files_that_say_too_little_are_refused(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="the year is neither a column nor in the name"):
        check("imd", write_csv(tmp_path / "imd.csv", SHORT, [(ONE, 1, 1, 1)]))
    with pytest.raises(ImportRefused, match="none of the columns IMD_rank, IMD_decile"):
        check("imd", write_csv(tmp_path / "imd2019.csv", ("lsoa11_code", "x"), [(ONE, 1)]))

"""Headings are matched by name, however they are written."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flyingstart.kernel.tables.api import Column, TableError, normal
from flyingstart.kernel.tables.headings import complete, letters, places_of, recognised


def column(name: str, *synonyms: str, required: bool = False) -> Column:
    return Column(name=name, explained=name, synonyms=synonyms, required=required)


def places(headings: Sequence[str], *columns: Column) -> dict[str, int]:
    return places_of(headings, columns)


@pytest.mark.parametrize(
    "heading",
    [
        "date_of_birth",
        "Date of Birth",
        "DATE-OF-BIRTH",
        "dateofbirth",
        "\ufeffdate_of_birth",
        "Date\nof birth",
        "date\u00a0of\u200bbirth",
        "ｄａｔｅ of birth",  # noqa: RUF001 - wide letters, as Asian keyboards write them
        "DOB",
        "d o b",
    ],
)
def test_case_spaces_underscores_and_hyphens_do_not_matter(heading: str) -> None:
    assert places(["x", heading], column("date_of_birth", "dob"))["date_of_birth"] == 1


@pytest.mark.parametrize(
    ("heading", "pattern"),
    [
        ("wd23cd", "wd*cd"),
        ("WD_2023_CD", "wd*cd"),
        ("wdcd", "wd*cd"),
        ("ward_2003_code", "ward_*_code"),
        ("lsoa11cd", "lsoa11*"),
        ("LAD23CD", "lad??cd"),
    ],
)
def test_patterns_match(heading: str, pattern: str) -> None:
    assert places([heading], column("ward", pattern)) == {"ward": 0}


@pytest.mark.parametrize(("heading", "pattern"), [("wd23nm", "wd*cd"), ("xwd23cd", "wd*cd")])
def test_patterns_match_the_whole_heading(heading: str, pattern: str) -> None:
    assert places([heading], column("ward", pattern)) == {heading: 0}


def test_the_best_synonym_wins_whatever_the_order_in_the_file() -> None:
    postcode = column("postcode", "pcds", "pcd", "pcd*")

    assert places(["pcd", "pcd2", "pcds"], postcode)["postcode"] == 2
    assert places(["pcd2", "pcd"], postcode)["postcode"] == 1
    assert places(["pcd2", "pcd3"], postcode)["postcode"] == 0


def test_what_is_named_exactly_is_not_taken_by_a_pattern() -> None:
    name, code = column("lsoa_name", "lsoa11nm"), column("lsoa", "lsoa11*")

    assert places(["lsoa11nm", "lsoa11cd"], code, name) == {"lsoa_name": 0, "lsoa": 1}


def test_a_heading_serves_one_column() -> None:
    assert places(["code"], column("ward", "code"), column("lsoa", "code")) == {"ward": 0}


def test_other_headings_go_by_what_is_written() -> None:
    assert places(["Code", "age_0", "Age 1", ""], column("code")) == {
        "code": 0,
        "age_0": 1,
        "Age 1": 2,
    }


def test_a_known_heading_twice_is_refused() -> None:
    headings = ["postcode", *["x"] * 30, "Post code"]
    with pytest.raises(TableError) as fault:
        places(headings, column("postcode"))
    assert str(fault.value) == "the heading “postcode” is there twice, in columns A and AF"


def test_an_unknown_heading_twice_means_nothing() -> None:
    assert places(["note", "code", "note"], column("code")) == {"code": 1, "note": 0}


def test_missing_required_columns_are_all_named() -> None:
    columns = [column(n, required=True) for n in ("family_ref", "person_ref", "role")]
    with pytest.raises(TableError) as fault:
        places(["Role", "Forename", "Surname"], *columns)
    assert str(fault.value) == (
        "the file lacks the columns family_ref, person_ref; its headings are “Role”, “Forename”, "
        "“Surname”"
    )


def test_a_long_heading_is_not_repeated_in_full() -> None:
    with pytest.raises(TableError) as fault:
        places([f"{'x' * 100}{n}" for n in range(20)], column("code", required=True))
    assert str(fault.value).endswith(f"“{'x' * 40}” and 8 more")


def test_completeness_and_recognition_agree_with_matching() -> None:
    columns = [column("code", "id", required=True), column("ward", "wd*cd"), column("name")]

    assert complete(["WD23CD", "ID"], columns)
    assert not complete(["WD23CD", "name"], columns)
    assert recognised(["WD23CD", "ID", "other"], columns) == 2


@given(
    st.lists(st.text("abcxyz019", min_size=1), min_size=1),
    st.sampled_from(["", " ", "_", "-", "\n"]),
)
def test_words_are_one_heading_however_they_are_joined(words: list[str], joint: str) -> None:
    assert normal(joint.join(words).upper()) == "".join(words)


def test_columns_have_a_spreadsheets_letters() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702, 16383)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD")
    ]

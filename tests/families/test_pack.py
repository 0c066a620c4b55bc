"""The pack's code lists: loaded as they are, refused with the row, and what Luton's know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from flyingstart.families.api import Code, CodeKind, code_indexes, code_labels
from flyingstart.families.pack import COLUMNS, load_codes
from flyingstart.kernel.api import Actor, PackError, clock, pack_parts
from tests.kept import kept

LUTON = Path(__file__).resolve().parents[2] / "authorities" / "luton"
HEADING = "code,label,group,other_codes,other_labels,source"
BRITISH = "WBRI,White British,White,13; A,White: British,Census"
PAKISTANI = "APKN,Pakistani,Asian,4,,Census"
OPERATOR = Actor.command("test")

pytestmark = pytest.mark.django_db


def load(folder: Path, *lines: str, name: str = "ethnicities.csv") -> None:
    (folder / "codes").mkdir(exist_ok=True)
    text = "\n".join([HEADING, *lines]) + "\n"
    (folder / "codes" / name).write_text(text, encoding="utf-8")
    load_codes(folder, OPERATOR, clock.now())


def held() -> dict[str, tuple[object, ...]]:
    return {c.code: (c.label, c.group, c.aliases, c.position) for c in Code.objects.all()}


def test_entries_are_loaded_as_the_file_has_them(tmp_path: Path) -> None:
    load(tmp_path, BRITISH, PAKISTANI)

    assert held() == {
        "WBRI": ("White British", "White", ["13", "A", "White: British"], 1),
        "APKN": ("Pakistani", "Asian", ["4"], 2),
    }
    assert set(Code.objects.values_list("kind", "source")) == {("ethnicity", "Census")}


def test_loading_again_touches_nothing(tmp_path: Path) -> None:
    load(tmp_path, BRITISH, PAKISTANI)
    load(tmp_path, BRITISH, PAKISTANI)

    assert set(Code.objects.values_list("version", flat=True)) == {1}


def test_an_edited_row_updates_its_entry_and_no_other(tmp_path: Path) -> None:
    load(tmp_path, BRITISH, PAKISTANI)
    load(tmp_path, BRITISH.replace("White British", "British"), PAKISTANI)

    assert dict(Code.objects.values_list("code", "version")) == {"WBRI": 2, "APKN": 1}


def test_an_entry_that_left_the_file_stays(tmp_path: Path) -> None:
    load(tmp_path, BRITISH, PAKISTANI)
    load(tmp_path, PAKISTANI)

    assert held().keys() == {"WBRI", "APKN"}


def test_each_file_is_a_list_of_its_own(tmp_path: Path) -> None:
    load(tmp_path, BRITISH)
    load(tmp_path, "WBRI,Whatever,,,,", name="needs.csv")

    assert code_labels(CodeKind.NEED)["WBRI"] == "Whatever"
    assert code_labels(CodeKind.ETHNICITY)["WBRI"] == "White British"


def test_a_pack_without_lists_has_no_codes(tmp_path: Path) -> None:
    load_codes(tmp_path, OPERATOR, clock.now())

    assert held() == {}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([BRITISH, BRITISH], "row 3: one of its names is a name in row 2 too"),
        ([BRITISH, ",,,,,", PAKISTANI.replace("4", "13")], "row 4: one of its names is a name in"),
        ([BRITISH, PAKISTANI.replace("Pakistani", "white british")], "row 3: one of its names is"),
        ([BRITISH.replace("WBRI", "W BRI")], "row 2: “W BRI” is no code"),
        ([BRITISH.replace("WBRI", "")], "row 2: “” is no code"),
        ([BRITISH.replace("WBRI", "x" * 41)], f"row 2: “{'x' * 41}” is no code"),
        ([BRITISH.replace("White British", "-")], "row 2: a label has 1 to 200 letters"),
        ([BRITISH.replace("White British", "x" * 201)], "row 2: a label has 1 to 200 letters"),
        ([BRITISH.replace("13", "!")], "row 2: another name has 1 to 200 letters"),
        ([BRITISH.replace(",White,", f",{'x' * 201},")], "row 2: the group has up to 200"),
        ([BRITISH + "x" * 300], "row 2: the group has up to 200 letters, the source up to 300"),
        ([PAKISTANI, BRITISH + ",extra"], "row 3: more cells than columns"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_kept(
    tmp_path: Path, lines: list[str], words: str
) -> None:
    with pytest.raises(PackError, match=re.escape(f"ethnicities.csv, {words}")):
        load(tmp_path, *lines)

    assert held() == {}


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    (tmp_path / "codes").mkdir()
    heading = ",".join(name for name in HEADING.split(",") if name != column)
    (tmp_path / "codes" / "needs.csv").write_text(f"{heading}\n", encoding="utf-8")

    with pytest.raises(PackError, match=f"needs.csv lacks the columns {column}"):
        load_codes(tmp_path, OPERATOR, clock.now())


def test_it_is_the_second_part_of_a_pack() -> None:
    part = pack_parts["code lists"]

    assert (part.order, part.load) == (20, load_codes)


@pytest.fixture(scope="class")
def _luton(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    now = clock.now()
    with kept(django_db_blocker, lambda: load_codes(LUTON, OPERATOR, now), now):
        yield


@pytest.mark.usefixtures("_luton")
class TestLuton:
    """The lists of the council's pack."""

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("Asian, Asian British or Asian Welsh: Bangladeshi", "ABAN"),
            ("Asian, Asian British or Asian Welsh: Chinese", "CHNE"),
            ("Asian, Asian British or Asian Welsh: Indian", "AIND"),
            ("Asian, Asian British or Asian Welsh: Pakistani", "APKN"),
            ("Asian, Asian British or Asian Welsh: Other Asian", "AOTH"),
            ("Black, Black British, Black Welsh, Caribbean or African: African", "BAFR"),
            ("Black, Black British, Black Welsh, Caribbean or African: Caribbean", "BCRB"),
            ("Black, Black British, Black Welsh, Caribbean or African: Other Black", "BOTH"),
            ("Mixed or Multiple ethnic groups: White and Asian", "MWAS"),
            ("Mixed or Multiple ethnic groups: White and Black African", "MWBA"),
            ("Mixed or Multiple ethnic groups: White and Black Caribbean", "MWBC"),
            (
                "Mixed or Multiple ethnic groups: Other Mixed or Multiple ethnic groups",
                "MOTH",
            ),
            ("White: English, Welsh, Scottish, Northern Irish or British", "WBRI"),
            ("White: Irish", "WIRI"),
            ("White: Gypsy or Irish Traveller", "WGIT"),
            ("White: Roma", "WROM"),
            ("White: Other White", "WOTH"),
            ("Other ethnic group: Arab", "ARAB"),
            ("Other ethnic group: Any other ethnic group", "OOTH"),
        ],
    )
    def test_the_nineteen_groups_of_the_census_are_known(self, written: str, code: str) -> None:
        found = code_indexes()[CodeKind.ETHNICITY].find(written)

        assert found is not None
        assert found.code == code

    def test_the_nineteen_codes_of_the_census_mean_nineteen_groups(self) -> None:
        index = code_indexes()[CodeKind.ETHNICITY]
        found = [index.find(str(number)) for number in range(1, 20)]

        assert len({entry.code for entry in found if entry}) == 19

    @pytest.mark.parametrize(
        "code",
        [
            *("WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH"),
            *("AIND", "APKN", "ABAN", "AOTH", "CHNE", "BCRB", "BAFR", "BOTH", "OOTH"),
        ],
    )
    def test_codes_of_the_department_are_our_own(self, code: str) -> None:
        found = code_indexes()[CodeKind.ETHNICITY].find(code.lower())

        assert found is not None
        assert found.code == code

    @pytest.mark.parametrize(
        ("written", "code"),
        [("REFU", "refused"), ("NOBT", "not_asked"), ("Unknown", "unknown")],
    )
    def test_three_ways_of_having_no_answer_have_labels(self, written: str, code: str) -> None:
        found = code_indexes()[CodeKind.ETHNICITY].find(written)

        assert found is not None
        assert found.code == code
        assert code in code_labels(CodeKind.ETHNICITY)

    @pytest.mark.parametrize(
        ("written", "label"),
        [
            ("english", "English"),
            ("ur", "Urdu"),
            ("Panjabi", "Punjabi"),
            ("Punjabi in Gurmukhi", "Punjabi (Gurmukhi)"),
            ("Potwari", "Pahari-Pothwari"),
            ("Bangla", "Bengali"),
            ("Sylheti", "Sylheti"),
            ("ro", "Romanian"),
            ("BSL", "British Sign Language"),
        ],
    )
    def test_languages_of_the_town_are_known(self, written: str, label: str) -> None:
        found = code_indexes()[CodeKind.LANGUAGE].find(written)

        assert found is not None
        assert found.label == label

    def test_every_entry_says_its_source(self) -> None:
        assert not Code.objects.filter(source="").exists()
        for need in Code.objects.filter(kind=CodeKind.NEED):
            assert re.match(r"(Development plan 2019-2020|Strategy 2014-2024), ", need.source)

    def test_income_and_what_is_restricted_are_no_needs(self) -> None:
        words = " ".join(label.lower() for label in code_labels(CodeKind.NEED).values())

        for word in ("income", "benefit", "abuse", "immigration", "ace", "fgm"):
            assert not re.search(rf"\b{word}\b", words)

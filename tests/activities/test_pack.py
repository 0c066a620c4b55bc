"""The pack's catalogue: loaded, repeated, edited, refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flyingstart.activities.models import Activity
from flyingstart.activities.pack import COLUMNS, FILE, load_catalogue
from flyingstart.activities.queries.catalogue import activity_index
from flyingstart.kernel.api import Actor, PackError, clock, pack_parts
from tests.history import history_of

LUTON = Path(__file__).resolve().parents[2] / "authorities" / "luton"
HEADING = "code,name,aliases,kind,reaches,age_from_months,age_to_months,reference"
PLAY = "stay-and-play,Stay and Play,SnP; Stay & Play,universal,family,0,60,Plan 8"
CLUB = "pregnancy-club,Pregnancy Club,,antenatal,expected,,,Plan 1"
OPERATOR = Actor.command("test")

pytestmark = pytest.mark.django_db


def load(folder: Path, *lines: str, encoding: str = "utf-8") -> None:
    text = "\n".join([HEADING, *lines]) + "\n"
    (folder / FILE).write_text(text, encoding=encoding)
    load_catalogue(folder, OPERATOR, clock.now())


def held() -> dict[str, tuple[object, ...]]:
    return {
        a.code: (a.name, a.aliases, a.offer, a.reaches, a.age_from_months, a.age_to_months)
        for a in Activity.objects.all()
    }


def test_activities_are_loaded_as_the_file_has_them(tmp_path: Path) -> None:
    load(tmp_path, PLAY, CLUB)

    assert held() == {
        "stay-and-play": ("Stay and Play", ["SnP", "Stay & Play"], "universal", "family", 0, 60),
        "pregnancy-club": ("Pregnancy Club", [], "antenatal", "expected", None, None),
    }
    assert Activity.objects.get(code="stay-and-play").reference == "Plan 8"


def test_what_happens_there_is_said_in_the_languages_that_the_file_has(tmp_path: Path) -> None:
    heading = f"{HEADING},about,about_ur,about_xx"
    lines = [heading, f"{PLAY},Toys and songs.,کھلونے,Nobody reads it", f"{CLUB},,,"]
    (tmp_path / FILE).write_text("\n".join(lines), encoding="utf-8")

    load_catalogue(tmp_path, OPERATOR, clock.now())

    assert dict(Activity.objects.values_list("code", "about")) == {
        "stay-and-play": {"en": "Toys and songs.", "ur": "کھلونے"},
        "pregnancy-club": {},
    }


def test_what_happens_there_is_said_in_few_words(tmp_path: Path) -> None:
    lines = [f"{HEADING},about_ur", f"{PLAY},{'ک' * 300}", f"{CLUB},{'ک' * 301}"]
    (tmp_path / FILE).write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(PackError, match=r"row 3: about_ur is longer than 300 letters"):
        load_catalogue(tmp_path, OPERATOR, clock.now())

    assert held() == {}


def test_of_everything_that_families_are_shown_the_pack_says_what_happens() -> None:
    load_catalogue(LUTON, OPERATOR, clock.now())
    meetings = {"community-partnership", "advisory-board"}

    shown = Activity.objects.exclude(offer="targeted").exclude(code__in=meetings)

    assert [one.name for one in shown if one.about.keys() != {"en", "ur"}] == []


def test_loading_again_touches_nothing(tmp_path: Path) -> None:
    load(tmp_path, PLAY, CLUB)
    load(tmp_path, PLAY, CLUB)

    assert [a.version for a in Activity.objects.all()] == [1, 1]
    assert [history_of(a).count() for a in Activity.objects.all()] == [1, 1]


def test_an_edited_row_updates_its_activity_and_no_other(tmp_path: Path) -> None:
    load(tmp_path, PLAY, CLUB)
    before = Activity.objects.get(code="stay-and-play").pk

    load(tmp_path, PLAY.replace("Stay and Play", "Play Time"), CLUB)

    assert Activity.objects.get(name="Play Time").pk == before
    assert list(Activity.objects.order_by("code").values_list("version", flat=True)) == [1, 2]


def test_an_activity_that_left_the_file_stays(tmp_path: Path) -> None:
    load(tmp_path, PLAY, CLUB)
    load(tmp_path, CLUB)

    assert held().keys() == {"stay-and-play", "pregnancy-club"}


def test_a_name_may_not_be_that_of_an_activity_which_left_the_file(tmp_path: Path) -> None:
    load(tmp_path, PLAY.replace("SnP", "PLAY time"))

    with pytest.raises(PackError, match=r"activities\.csv: Play Time is a name of Stay and Play"):
        load(tmp_path, "play-time,Play Time,,universal,family,,,")

    assert held().keys() == {"stay-and-play"}


def test_a_pack_without_the_file_has_no_activities(tmp_path: Path) -> None:
    load_catalogue(tmp_path, OPERATOR, clock.now())

    assert held() == {}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([PLAY, PLAY], "row 3: the code stay-and-play is that of row 2 too"),
        ([PLAY, CLUB.replace(",,", ",STAYandPLAY,", 1)], "row 3: STAYandPLAY is a name in row 2"),
        ([PLAY, ",,,,,,,", PLAY.replace("stay-", "x-")], "row 4: Stay and Play is a name in row 2"),
        ([PLAY.replace("stay-and-play", "Stay!")], "row 2: “Stay!” is no code"),
        ([PLAY.replace("stay-and-play", "")], "row 2: “” is no code"),
        ([PLAY.replace("Stay and Play", "")], "row 2: a name has 1 to 200 letters"),
        ([PLAY.replace("SnP", "x" * 201)], "row 2: a name has 1 to 200 letters"),
        ([PLAY.replace("universal", "open")], "row 2: kind is “open”, not one of antenatal,"),
        ([PLAY.replace("family", "")], "row 2: reaches is “”, not one of child,"),
        ([PLAY.replace("0,60", "60,60")], "row 2: age_to_months must be more"),
        ([PLAY.replace("0,60", ",0")], "row 2: age_to_months must be more"),
        ([PLAY.replace("0,60", "0,five")], "row 2: age_to_months is “five”, not whole months"),
        ([PLAY.replace("0,60", "-1,60")], "row 2: age_from_months is “-1”, not whole months"),
        ([PLAY.replace("0,60", "0,1201")], "row 2: age_to_months is “1201”, not whole months"),
        ([PLAY + "x" * 300], "row 2: the reference is longer"),
        ([CLUB, PLAY + ",extra"], "row 3: more cells than columns"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_kept(
    tmp_path: Path, lines: list[str], words: str
) -> None:
    with pytest.raises(PackError, match=re.escape(f"activities.csv, {words}")):
        load(tmp_path, *lines)

    assert held() == {}


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    columns = [name for name in HEADING.split(",") if name != column]
    (tmp_path / FILE).write_text(",".join(columns) + "\n", encoding="utf-8")

    with pytest.raises(PackError, match=f"activities.csv lacks the columns {column}"):
        load_catalogue(tmp_path, OPERATOR, clock.now())


def test_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"activities\.csv is not written in UTF-8"):
        load(tmp_path, CLUB.replace("Club", "café"), encoding="cp1252")


def test_it_is_the_third_part_of_a_pack() -> None:
    part = pack_parts["activities"]

    assert (part.order, part.load) == (30, load_catalogue)


class TestLuton:
    """The catalogue of the council's plan."""

    @pytest.fixture(autouse=True)
    def catalogue(self) -> None:
        load_catalogue(LUTON, OPERATOR, clock.now())

    @pytest.mark.parametrize(
        ("name", "reaches", "offer"),
        [
            ("GTT clinic", "expected", "antenatal"),
            ("Bump to Babe", "expected", "antenatal"),
            ("Pregnancy Club", "expected", "antenatal"),
            ("Child Health Clinic", "family", "universal"),
            ("Take 5 café", "family", "universal"),
            ("Take 5 cafe", "family", "universal"),
            ("Baby Massage", "family", "universal"),
            ("Think Baby", "family", "universal"),
            ("PEEP", "family", "universal"),
            ("Stay and Play", "family", "universal"),
            ("Opportunity Group", "family", "targeted"),
            ("workshops", "family", "targeted"),
            ("Crèche", "child", "universal"),
            ("Adult learning", "none", "universal"),
            ("Volunteers' meeting", "none", "universal"),
            ("stay AND  play", "family", "universal"),
        ],
    )
    def test_names_of_the_plan_are_known(self, name: str, reaches: str, offer: str) -> None:
        found = activity_index().find(name)

        assert found is not None
        activity = Activity.objects.get(pk=found.id)
        assert (activity.reaches, activity.offer) == (reaches, offer)

    def test_each_says_where_the_papers_name_it(self) -> None:
        references = Activity.objects.values_list("reference", flat=True)

        assert len(references) > 25
        assert all(
            re.match(r"(Development plan 2019-2020|Strategy 2014-2024), ", r) for r in references
        )

    def test_antenatal_reaches_the_expected_and_meetings_nobody(self) -> None:
        assert set(Activity.objects.filter(offer="antenatal").values_list("reaches")) == {
            ("expected",)
        }
        assert set(
            Activity.objects.filter(code__contains="learning").values_list("code", "reaches")
        ) == {
            ("adult-learning", "none"),
            ("family-learning", "family"),
        }

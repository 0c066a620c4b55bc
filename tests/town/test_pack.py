"""The demo folder: what Luton's says fits the rest of its pack, and what is wrong is named."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path

import pytest

from flyingstart.families.api import CodeKind, NoAnswer, code_indexes
from flyingstart.kernel.api import PackError
from flyingstart.places.api import Area, AreaPart
from flyingstart.town.demo import Season
from flyingstart.town.operations import find_venues
from flyingstart.town.pack import read_demo
from tests.town.towns import PACK, demo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack that may be spoiled."""
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / "demo" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_ward_of_each_set_is_peopled(pack: None) -> None:
    for area_set in demo().patches[0].areas:
        areas = set(Area.objects.filter(area_set__code=area_set).values_list("code", flat=True))
        assert {patch.areas[area_set] for patch in demo().patches} == areas


def test_every_patch_lies_in_a_neighbourhood(pack: None) -> None:
    parts = set(AreaPart.objects.values_list("part__code", flat=True))

    assert all(parts & set(patch.areas.values()) for patch in demo().patches)


def test_every_site_and_activity_is_known(pack: None) -> None:
    venues = find_venues(demo())

    assert len(set(venues.sites.values())) == len(venues.sites) > 20
    assert len(set(venues.activities.values())) == len(venues.activities) > 20
    for patch in demo().patches:
        assert set(patch.near) <= set(venues.sites)


def test_every_code_is_in_the_lists(pack: None) -> None:
    indexes = code_indexes()
    ethnicities = {code for c in demo().communities.values() for code in c.ethnicities.items}
    ethnicities |= {*demo().mixed.values(), demo().mixed_otherwise}
    languages = {
        language
        for community in demo().communities.values()
        for language in (*community.spoken.items, *community.read.items)
    }

    needs = {rate.code for rate in demo().needs}
    for kind, words in (
        (CodeKind.ETHNICITY, ethnicities),
        (CodeKind.LANGUAGE, languages),
        (CodeKind.NEED, needs),
    ):
        assert [word for word in words if indexes[kind].find(word) is None] == []
    assert {slot.need for slot in demo().timetable} <= {"", *needs}
    assert not ethnicities & set(NoAnswer.values)


def test_communities_of_every_naming_custom() -> None:
    customs = {community.naming for community in demo().communities.values()}

    assert {custom.value for custom in customs} == {"shared", "own", "patronymic", "double"}
    assert all(
        community.single + community.swapped < 0.5 for community in demo().communities.values()
    )


def test_names_are_written_once_and_tidily() -> None:
    for community in demo().communities.values():
        lists = community.names
        for names in (lists.girls, lists.boys, lists.women, lists.men):
            assert len(set(names)) == len(names)
            assert all(name == " ".join(name.split()) for name in names)


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2023-12-20", True), ("2024-01-02", True), ("2024-01-03", False), ("2023-12-19", False)],
)
def test_a_season_may_pass_the_years_end(day: str, holds: bool) -> None:
    christmas = Season(first=(12, 20), last=(1, 2), closed=True, holidays=False, come=1)

    assert christmas.holds(dt.date.fromisoformat(day)) is holds


def test_a_pack_without_a_demo_has_no_town(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"has no demo/ folder"):
        read_demo(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        *("communities.csv", "communities-by-area.csv", "names.csv", "needs.csv"),
        *("patches.csv", "streets.csv", "timetable.csv", "demo.yaml"),
    ],
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / "demo" / name).unlink()

    with pytest.raises(PackError, match=f"demo/{name} is missing"):
        read_demo(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("patches.csv", "21,0.72", "many,0.72", r"patches.csv, row 2: weight is “many”"),
        ("patches.csv", "0.72,0.8", "-1,0.8", r"patches.csv, row 2: use is -1"),
        ("timetable.csv", "Monday", "Moonday", r"row 2: weekday is “Moonday”, not one of Monday"),
        ("timetable.csv", "09:30", "half past", r"timetable.csv, row 2: Invalid isoformat"),
        ("timetable.csv", "families", "everybody", r"row 2: who is “everybody”, not one of"),
        ("timetable.csv", ",term,1,22", ",term,0,22", r"row 2: every is “0”, not a whole number"),
        ("communities.csv", "English:1", "English", r"row 2: spoken: “English” has no weight"),
        ("communities.csv", "0.62", "1.62", r"row 2: married_name is 1.62, not a share"),
        ("communities.csv", "british,white", "cornish,white", r"no girls of cornish"),
        ("communities-by-area.csv", "british", "cornish", r"lacks the columns british"),
        ("communities-by-area.csv", "E05002193", "E05000000", r"nothing of 'E05002193'"),
        ("communities-by-area.csv", "Barnfield,46", "Barnfield,x", r"british is “x”"),
        ("needs.csv", "send,child", "send,everyone", r"row 2: about is “everyone”"),
        ("demo.yaml", "inside: LU9", "inside: LUTON", r"“LUTON” is not the first half"),
        ("demo.yaml", "kind: closed", "kind: shut", r"a season is closed, holidays or term"),
        ("demo.yaml", "town: Luton", "city: Luton", r"demo.yaml lacks 'town'"),
        ("demo.yaml", "from: 12-20", "from: 13-20", r"demo.yaml: month must be in 1..12"),
        ("demo.yaml", "town: Luton", "town: [", r"demo.yaml is not YAML"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, name: str, old: str, new: str, words: str) -> None:
    spoil(folder, name, old, new)

    with pytest.raises(PackError, match=words):
        read_demo(folder)


def test_another_council_writes_its_own(folder: Path) -> None:
    """One area set, one community, one street: nothing of this pack is needed by the code."""
    own = folder / "demo"
    (own / "patches.csv").write_text(
        "parishes,weight,use,hardship,near\nP1,1,1,1,Hall\n", encoding="utf-8"
    )
    (own / "communities-by-area.csv").write_text("parishes,british\nP1,1\n", encoding="utf-8")
    (own / "streets.csv").write_text("name\nLong Lane\n", encoding="utf-8")
    for name, keep in (("communities.csv", "code"), ("names.csv", "community")):
        with (own / name).open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row[keep] == "british"]
        with (own / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    read = read_demo(folder)

    assert [patch.areas for patch in read.patches] == [{"parishes": "P1"}]
    assert list(read.communities) == ["british"]
    assert read.streets == ["Long Lane"]

"""`flyingstart postcode`: the answer of the contract."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.places.files import (
    OLD,
    OLD_BOXES,
    OTHERS,
    OURS,
    SOUTH,
    UNIT,
    WEST,
    commit,
    wards,
    write_csv,
    write_json,
)

HEADING = ("postcode", "oslaua", "ward", "ward_new_code", "dointr", "doterm", "lat", "long")


def at(x: float, y: float) -> tuple[str, str]:
    return f"{SOUTH + UNIT * y:.6f}", f"{WEST + UNIT * x:.6f}"


@pytest.fixture
def answers(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Ask about a postcode; the answer as a program gets it."""
    rows = [
        ("AB1 2AA", OURS, "E05000002", "E05000011", "199806", "", *at(0.5, 1.5)),
        ("AB1 2AB", "", "E05000003", "", "", "", "", ""),
        ("AB1 2AD", "", "", "", "200001", "201905", "", ""),
        ("XY1 2AA", OTHERS, "", "", "", "", "", ""),
    ]
    commit("postcodes", write_csv(tmp_path / "p.csv", HEADING, rows))
    boundaries = write_json(tmp_path / "b.json", wards(OLD_BOXES, OLD))
    commit("boundaries", boundaries, area_set="wards-old")

    def ask(text: str, **options: str) -> dict[str, Any]:
        capsys.readouterr()
        call_command("postcode", text, format="json", **options)
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return ask


def test_a_postcode_has_the_areas_of_its_point_else_of_its_file(answers: Any) -> None:
    assert answers("ab12aa") == {
        "postcode": "AB1 2AA",
        "known": True,
        "live": True,
        "district": OURS,
        "areas": {
            "hoods": {"code": "Upper", "name": "Upper"},
            "wards-new": {"code": "E05000011", "name": "Alder"},
            "wards-old": {"code": "E05000001", "name": "Alder"},
        },
        "neighbourhood": "Upper",
    }


def test_without_a_point_the_neighbourhood_follows_from_the_printed_ward(answers: Any) -> None:
    answer = answers("AB1 2AB")

    assert answer["areas"] == {
        "hoods": {"code": "Lower", "name": "Lower"},
        "wards-old": {"code": "E05000003", "name": "Cedar"},
    }
    assert answer["neighbourhood"] == "Lower"


def test_a_postcode_without_district_is_ours_if_it_lies_in_our_wards(answers: Any) -> None:
    assert answers("AB1 2AB")["district"] == OURS
    assert answers("AB1 2AD")["district"] is None
    assert answers("XY1 2AA")["district"] == OTHERS


@pytest.mark.parametrize(
    ("day", "live"),
    [("1999-12-31", False), ("2000-01-01", True), ("30/04/2019", True), ("2019-05-01", False)],
)
def test_it_is_live_on_the_day_that_is_asked_for(answers: Any, day: str, live: bool) -> None:
    answer = answers("AB1 2AD", on=day)

    assert (answer["known"], answer["live"]) == (True, live)


def test_the_neighbourhood_is_that_of_the_day(answers: Any) -> None:
    assert answers("AB1 2AA", on="2016-12-31")["neighbourhood"] is None
    assert answers("AB1 2AA", on="2017-01-01")["neighbourhood"] == "Upper"


def test_the_day_is_today_unless_it_is_said(answers: Any) -> None:
    with time_machine.travel(dt.datetime(2016, 12, 31, 12, tzinfo=dt.UTC)):
        assert answers("AB1 2AA")["neighbourhood"] is None
    with time_machine.travel(dt.datetime(2017, 1, 1, 12, tzinfo=dt.UTC)):
        assert answers("AB1 2AA")["neighbourhood"] == "Upper"


@pytest.mark.parametrize(
    ("text", "shown"), [("zz9 9zz", "ZZ9 9ZZ"), ("not a postcode", "not a postcode"), ("", "")]
)
def test_an_unknown_postcode_is_an_answer(answers: Any, text: str, shown: str) -> None:
    assert answers(text) == {
        "postcode": shown,
        "known": False,
        "live": False,
        "district": None,
        "areas": {},
        "neighbourhood": None,
    }


def test_a_day_that_is_none_is_misuse(answers: Any) -> None:
    with pytest.raises(CommandError, match="--on: “soon” is not a date") as refused:
        answers("AB1 2AA", on="soon")

    assert refused.value.returncode == 2


def test_people_get_words_on_standard_error(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("postcode", "AB1 2AA", on="2019-01-01")
    call_command("postcode", "ZZ9 9ZZ")

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"AB1 2AA: live on 2019-01-01, district {OURS}",
        "  hoods: Upper (Upper)",
        "  wards-new: Alder (E05000011)",
        "  wards-old: Alder (E05000001)",
        "  Neighbourhood: Upper",
        "ZZ9 9ZZ is not known.",
    ]


def test_people_are_told_what_is_not_known_of_one(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("postcode", "AB1 2AD", on="2019-06-01")

    assert capsys.readouterr().err.splitlines() == [
        "AB1 2AD: not in use on 2019-06-01, district not known"
    ]

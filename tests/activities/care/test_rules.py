"""How many adults children need, and when a child has been there for nearly too long."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flyingstart.activities.looking_after import adults_needed, is_nearly_over, minutes_there
from flyingstart.activities.models import CareRule
from flyingstart.activities.pack_care import load_rules
from flyingstart.activities.queries.care import rules_on
from flyingstart.kernel.api import PackError
from tests.activities.registers.hall import NOW
from tests.architecture.tree import REPOSITORY
from tests.families.world import BY

PACK = REPOSITORY / "authorities" / "luton"
EACH = [(0, 3), (24, 5), (36, 8)]
HEAD = "key,from_months,number,starts_on,source\n"


@pytest.mark.parametrize(
    ("months", "needed"),
    [
        ([], 0),
        ([3], 1),
        ([3, 11, 23], 1),
        ([3, 11, 23, 5], 2),
        ([24] * 5, 1),
        ([36] * 8, 1),
        ([36] * 9, 2),
        # A third, a fifth, a fifth, an eighth, an eighth: 0.98.
        ([3, 24, 35, 36, 48], 1),
        ([3, 24, 35, 36, 48, 60], 2),
        # Of whom no age is known counts as the youngest.
        ([None, None, None, None], 2),
    ],
)
def test_shares_of_adults_add_up_exactly(months: list[int | None], needed: int) -> None:
    assert adults_needed(months, EACH) == needed


def test_without_rules_nobody_is_short() -> None:
    assert adults_needed([3, 4], []) == 0


def test_minutes_of_several_stays_add_up_and_a_clock_that_runs_ahead_takes_none_away() -> None:
    hour = dt.timedelta(hours=1)
    stays = [(NOW - 3 * hour, NOW - 2 * hour), (NOW - hour / 2, None), (NOW + hour, None)]

    assert minutes_there(stays, NOW) == 90


@pytest.mark.parametrize(
    ("minutes", "warns"), [(104, False), (105, True), (120, True), (300, True)]
)
def test_it_warns_before_two_hours(minutes: int, *, warns: bool) -> None:
    assert is_nearly_over(minutes, 120) is warns
    assert is_nearly_over(minutes, None) is False


@pytest.mark.django_db
def test_the_pack_s_numbers_hold_and_again_nothing_changes() -> None:
    load_rules(PACK, BY, NOW)
    first = set(CareRule.objects.values_list("pk", "version"))
    load_rules(PACK, BY, NOW)

    rules = rules_on(dt.date(2026, 12, 1))

    assert (sorted(rules.children_each), rules.minutes, rules.staff) == (EACH, 120, 2)
    assert set(CareRule.objects.values_list("pk", "version")) == first
    assert rules_on(dt.date(2020, 1, 1)).children_each == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("other,,1,2026-01-01,x", "key is"),
        ("session_staff,3,1,2026-01-01,x", "from_months is said"),
        ("creche_children_each,,1,2026-01-01,x", "from_months is said"),
        ("session_staff,,0,2026-01-01,x", "number is"),
        ("session_staff,,many,2026-01-01,x", "number is"),
        ("session_staff,,1,soon,x", "starts_on is"),
        ("session_staff,,1,2026-01-01,", "source has"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, row: str, words: str) -> None:
    (tmp_path / "care_rules.csv").write_text(f"{HEAD}{row}\n", encoding="utf-8")

    with pytest.raises(PackError, match=words):
        load_rules(tmp_path, BY, NOW)

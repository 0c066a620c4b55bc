"""The numbers of the pack by which a crèche is judged; `test_same_rule` is how."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

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

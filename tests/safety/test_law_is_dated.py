"""safety.md: law, clocks and retention are dated data in the pack, each with its source.

Read as the pack has them, so that a line without its day or source is found before it is loaded.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from flyingstart.activities.models import CareRule
from flyingstart.daybook.enums import DutyKey
from flyingstart.daybook.models import Duty
from flyingstart.daybook.pack import load_duties
from flyingstart.kernel.api import PackError
from flyingstart.privacy.models import RetentionRule
from tests.architecture.tree import REPOSITORY
from tests.families.world import AT, BY

PACK = REPOSITORY / "authorities" / "luton"
DATED = ("concerns.yaml", "care_rules.csv", "privacy/retention.yaml")
SOURCED = (*DATED, "privacy/purposes.yaml", "codes/needs.csv", "codes/languages.csv")


def rows(name: str) -> Iterator[Mapping[str, Any]]:
    """The entries of a file of the pack."""
    text = (PACK / name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        yield from csv.DictReader(text.splitlines())
    else:
        yield from yaml.safe_load(text)


@pytest.mark.parametrize("name", DATED)
def test_each_line_of_law_has_its_first_day(name: str) -> None:
    held = list(rows(name))

    assert len(held) >= 2
    days = [dt.date.fromisoformat(str(one["starts_on"])) for one in held]
    assert max(days) <= dt.date(2027, 1, 1)


@pytest.mark.parametrize("name", SOURCED)
def test_each_line_of_law_says_where_it_stands(name: str) -> None:
    held = list(rows(name))

    assert len(held) >= 2
    assert [one for one in held if len(str(one["source"] or "").split()) < 2] == []


@pytest.mark.parametrize("model", [Duty, CareRule, RetentionRule])
def test_the_database_keeps_the_day_and_the_source(model: Any) -> None:
    """A rule that changes is another row from another day: figures of before stay as they were."""
    assert not model._meta.get_field("starts_on").null
    assert not model._meta.get_field("source").blank


def test_the_officer_is_told_of_an_allegation_within_one_working_day_as_the_pack_says() -> None:
    (lado,) = (one for one in rows("concerns.yaml") if one["key"] == "designated_officer")

    assert lado["working_days"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("lacking", ["starts_on", "source", "name"])
def test_a_duty_without_its_day_or_source_is_refused(tmp_path: Path, lacking: str) -> None:
    entry = {
        "key": DutyKey.FRONT_DOOR.value,
        "name": "the front door",
        "starts_on": dt.date(2026, 1, 1),
        "source": "An act",
    }
    del entry[lacking]
    (tmp_path / "concerns.yaml").write_text(yaml.safe_dump([entry]), encoding="utf-8")

    with pytest.raises(PackError, match=lacking):
        load_duties(tmp_path, BY, AT)

    assert not Duty.objects.exists()


def test_languages_are_named_by_script_where_there_are_two() -> None:
    """safety.md: Punjabi is named by script; what is spoken here and hardly written is known."""
    labels = {one["label"] for one in rows("codes/languages.csv")}

    assert labels >= {
        *("Punjabi (Gurmukhi)", "Punjabi (Shahmukhi)"),
        *("Pahari-Pothwari", "Sylheti", "Urdu", "Bengali"),
    }


def test_no_need_tells_of_income_or_status() -> None:
    """safety.md: nothing that the strategy's families would fear to be asked is a need."""
    needs = {one["code"] for one in rows("codes/needs.csv")}

    assert needs == {
        *("young-parent", "couple-conflict", "perinatal-mental-health", "send"),
        *("speech-language", "temporary-accommodation", "social-isolation", "english-additional"),
    }

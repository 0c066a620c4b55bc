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
from flyingstart.families.enums import LawKey
from flyingstart.families.health_law import law
from flyingstart.families.models import LegalNumber
from flyingstart.families.pack_law import load_law
from flyingstart.families.queries.law import legal_ages_on, number_on
from flyingstart.families.young import LegalAges
from flyingstart.kernel.api import PackError
from flyingstart.privacy.models import RetentionRule
from tests.architecture.tree import REPOSITORY
from tests.families.world import AT, BY

PACK = REPOSITORY / "authorities" / "luton"
DATED = ("concerns.yaml", "care_rules.csv", "law.csv", "privacy/retention.yaml")
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


@pytest.mark.parametrize("model", [Duty, CareRule, LegalNumber, RetentionRule])
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


class TestLaw:
    """The ages of young parents, the days of private fostering, the age of messages to many."""

    @staticmethod
    def load(folder: Path, *lines: str) -> None:
        heading = "key,number,starts_on,source"
        (folder / "law.csv").write_text("\n".join([heading, *lines]), encoding="utf-8")
        load_law(folder, BY, AT)

    @pytest.mark.django_db
    def test_the_pack_says_13_and_16_28_days_and_18(self) -> None:
        load_law(PACK, BY, AT)
        load_law(PACK, BY, AT)

        assert legal_ages_on(AT.date()) == LegalAges(police_under=13, lead_under=16)
        assert number_on(LawKey.FOSTERING_DAYS, AT.date()) == 28
        assert number_on(LawKey.MANY_FROM, dt.date(2026, 11, 1)) == 18
        assert LegalNumber.objects.count() == 4

    @pytest.mark.django_db
    def test_a_number_that_changes_is_another_line_and_the_past_stays(self, tmp_path: Path) -> None:
        lines = [line for line in (PACK / "law.csv").read_text("utf-8").splitlines()[1:] if line]
        new = "private_fostering_days,21,2027-01-01,An act to come"

        self.load(tmp_path, *lines, new)

        before, after = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
        assert number_on(LawKey.FOSTERING_DAYS, before) == 28
        assert number_on(LawKey.FOSTERING_DAYS, after) == 21
        self.load(tmp_path, *lines)
        assert number_on(LawKey.FOSTERING_DAYS, after) == 28

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            ("nonsense,13,2004-05-01,An act", "row 6: key is “nonsense”"),
            ("young_parent_lead_under,many,2005-05-01,An act", "row 6: number is “many”"),
            ("young_parent_lead_under,0,2005-05-01,An act", "row 6: number is “0”"),
            ("young_parent_lead_under,16,soon,An act", "row 6: starts_on is “soon”"),
            ("young_parent_lead_under,16,2005-05-01,Act", "row 6: source says where"),
            ("young_parent_lead_under,16,2004-05-01,An act", "row 6: .* another line"),
            ("young_parent_lead_under,12,2005-05-01,An act", "under 13, the lead 12"),
        ],
    )
    def test_a_line_that_cannot_be_is_refused(self, tmp_path: Path, line: str, fault: str) -> None:
        lines = [line for line in (PACK / "law.csv").read_text("utf-8").splitlines()[1:] if line]

        with pytest.raises(PackError, match=fault):
            self.load(tmp_path, *lines, line)

        assert not LegalNumber.objects.exists()

    @pytest.mark.django_db
    def test_what_is_missing_is_said_and_nothing_is_done_less(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match=r"law\.csv lacks young_parent_lead_under, pri"):
            self.load(tmp_path, "young_parent_police_under,13,2004-05-01,An act")
        load_law(tmp_path / "nowhere", BY, AT)

        found = {one.about: one for one in law()}

        assert set(found) == {f"law, {key}" for key in LawKey}
        said = found["law, bulk_messages_from"].words
        assert said == "MISSING from the pack: nothing is sent to many at once"
        load_law(PACK, BY, AT)
        assert [one.about for one in law()] == ["law"]


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

"""The pack's registers: each record has a purpose and a rule; agreements hold when whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps

from flyingstart.kernel.api import PackError, records
from flyingstart.privacy.api import Purpose, RetentionRule, SharingAgreement
from flyingstart.privacy.pack import load_registers
from flyingstart.privacy.queries.assets import app_of, assets
from flyingstart.privacy.queries.old import is_listed
from tests.architecture.tree import REPOSITORY
from tests.privacy.world import AT, DPO

PACK = REPOSITORY / "authorities" / "luton"
FOLDER = PACK / "privacy"
# Agreement of one day, as the tests of its parts change it.
DAY = dt.date(2026, 3, 4)
WHOLE = SharingAgreement(
    ref="A",
    caldicott_by="Cal",
    caldicott_on=dt.date(2026, 1, 1),
    dpo_by="Dee",
    dpo_on=dt.date(2026, 1, 2),
    starts_on=dt.date(2026, 2, 1),
    ends_on=dt.date(2026, 4, 1),
)


def test_every_record_points_to_a_purpose_of_the_register() -> None:
    """safety.md: each class of data has its basis; none is held for nothing."""
    known = {one["key"] for one in yaml.safe_load((FOLDER / "purposes.yaml").read_text("utf-8"))}

    lost = {one.name: one.purpose_key for one in records.values() if one.purpose_key not in known}

    assert lost == {}


def test_a_record_is_of_the_part_that_keeps_it_however_its_rows_are_read() -> None:
    of = {one.name: app_of(one) for one in records.values()}

    assert (of["people"], of["marks"], of["day book"]) == ("families", "activities", "daybook")
    assert (of["legal holds"], of["breaches"]) == ("privacy", "privacy")


def test_each_record_about_people_can_be_erased_or_is_about_nobody() -> None:
    """safety.md: what is held can be erased: a record without a way names staff alone."""
    without = {one.name for one in records.values() if one.erase is None}
    assert {"breaches", "visitors and checks", "unnamed entries", "worries"} <= without
    # These go by lists of their own, whoever they are about.
    without -= {name for name in without if is_listed(name)}

    assert without <= {
        *("sign-ins", "opened records", "work at sessions", "saved lists", "lone visits"),
        *("reviewed looks", "own people", "numbers for shared tablets"),
    }


def test_every_table_of_the_app_is_accounted_for() -> None:
    of_nobody = {"Purpose", "SharingAgreement", "RetentionRule", "Disposal"}
    tables = {
        model.__name__
        for model in apps.get_app_config("privacy").get_models()
        if not model.__name__.endswith("Event")
    }

    assert tables - of_nobody == {
        *("SubjectRequest", "RequestPause", "PackRow", "Pack", "Complaint", "LegalHold"),
        *("DisposalLine", "LookReview", "Breach", "WorryQuestion"),
    }


@pytest.mark.django_db
def test_the_pack_fills_the_registers_and_again_changes_nothing() -> None:
    load_registers(PACK, DPO, AT)
    first = {one.key: one.version for one in Purpose.objects.all()}

    load_registers(PACK, DPO, AT)

    assert {one.key: one.version for one in Purpose.objects.all()} == first
    assert all(one.purpose is not None for one in assets())
    assert all(one.rule is not None for one in assets())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "months"),
    [
        ("list-row", 6),
        ("texts", 24),
        ("universal", 72),
        ("early-help", 72),
        ("child-protection", 300),
    ],
)
def test_the_defaults_are_those_of_the_rules_of_safety(key: str, months: int) -> None:
    """safety.md: list row + 6 months; texts 2 y; universal + 6 y; case + 6 y; children DOB + 25."""
    load_registers(PACK, DPO, AT)

    rule = RetentionRule.objects.get(key=key)

    assert rule.months == months
    assert rule.source


@pytest.mark.django_db
def test_what_leaves_the_pack_stays_and_is_no_longer_current(tmp_path: Path) -> None:
    load_registers(PACK, DPO, AT)
    (tmp_path / "privacy").mkdir()
    entry = {"key": "services", "name": "New", "basis": "B", "source": "S"}
    (tmp_path / "privacy" / "purposes.yaml").write_text(yaml.dump([entry]), encoding="utf-8")

    load_registers(tmp_path, DPO, AT)

    assert [one.key for one in Purpose.objects.filter(is_current=True)] == ["services"]
    assert Purpose.objects.get(key="safety").is_current is False
    assert Purpose.objects.get(key="services").name == "New"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("purposes.yaml", "a: b", "is no list"),
        ("purposes.yaml", "- key: x", "lacks name"),
        ("purposes.yaml", "- [", "cannot be read"),
        (
            "retention.yaml",
            "- {key: x, name: n, counts_from: never, months: 1, source: s}",
            "counts_from is never",
        ),
        (
            "retention.yaml",
            "- {key: x, name: n, counts_from: sent, months: 0, source: s}",
            "months is 0",
        ),
        (
            "retention.yaml",
            "- {key: x, name: n, counts_from: sent, months: 1, source: s, records: [lost]}",
            "no app keeps lost",
        ),
        (
            "retention.yaml",
            "- {key: x, name: n, counts_from: sent, months: 1, source: s, starts_on: soon}",
            "starts_on is soon, not a day",
        ),
        ("agreements.yaml", "- {ref: x, purpose: none}", "there is no purpose none"),
    ],
)
def test_a_broken_register_is_refused(tmp_path: Path, file: str, text: str, words: str) -> None:
    (tmp_path / "privacy").mkdir()
    (tmp_path / "privacy" / file).write_text(text, encoding="utf-8")

    with pytest.raises(PackError, match=words):
        load_registers(tmp_path, DPO, AT)


@pytest.mark.django_db
@pytest.mark.parametrize(("demo", "refs"), [(False, ["REAL"]), (True, ["MADE-UP", "REAL"])])
def test_agreements_are_those_of_the_pack_and_in_a_demo_made_up_ones_too(
    tmp_path: Path, settings: Any, demo: bool, refs: list[str]
) -> None:
    """safety.md: a made-up signature lets nothing of real families in."""
    settings.DEMO = demo
    purpose = {"key": "p", "name": "P", "basis": "B", "source": "S"}
    agreement = {
        "ref": "REAL",
        "purpose": "p",
        "name": "Births",
        "sender": "A hospital",
        "basis": "B",
        "confidentiality": "C",
        "keep_until": "six months",
        "keep_months": 6,
        "kinds": ["births"],
        "fields": ["name"],
        "caldicott_by": "Cal",
        "caldicott_on": DAY,
    }
    for file, entry in (
        ("privacy/purposes.yaml", purpose),
        ("privacy/agreements.yaml", agreement),
        ("demo/agreements.yaml", agreement | {"ref": "MADE-UP"}),
    ):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(yaml.dump([entry]), encoding="utf-8")

    load_registers(tmp_path, DPO, AT)

    held = SharingAgreement.objects.order_by("ref")
    assert [one.ref for one in held] == refs
    real = held.get(ref="REAL")
    assert (real.purpose.key, real.kinds, real.fields) == ("p", ["births"], ["name"])
    assert (real.caldicott_by, real.caldicott_on, real.dpo_on) == ("Cal", DAY, None)
    assert real.keep_months == 6


def test_an_agreement_is_in_force_when_it_is_signed_twice_and_its_day_has_come() -> None:
    """safety.md: without Caldicott and DPO sign-off, or out of its days, nothing is taken in."""
    assert WHOLE.in_force(DAY)
    assert WHOLE.in_force(dt.date(2026, 2, 1))
    assert not WHOLE.in_force(dt.date(2026, 1, 31))
    assert not WHOLE.in_force(dt.date(2026, 4, 1))
    for name in ("caldicott_on", "dpo_on", "starts_on"):
        held = getattr(WHOLE, name)
        setattr(WHOLE, name, None)
        assert not WHOLE.in_force(DAY)
        setattr(WHOLE, name, held)

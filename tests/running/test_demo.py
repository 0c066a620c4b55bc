"""The demo's sign-ins, and whose database it leaves alone."""

from __future__ import annotations

import datetime as dt
import re
import stat
from pathlib import Path

import pytest
from django.test import Client

from flyingstart.accounts.api import ROLES, Acceptance, Grant, User
from flyingstart.evidence.models import SignOff
from flyingstart.families.api import Person, Registration
from flyingstart.kernel.api import Actor, clock, load_pack
from tests.accounts.people import user_with
from tests.families.web.town import make_town
from tools import demo
from tools.demo_people import PEOPLE
from tools.demo_reports import enter_families, last_quarters, sign_reports

PACK = Path(__file__).resolve().parents[2] / "authorities" / "luton"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLYINGSTART_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that the demo would run; each has its own tests."""
    run: list[str] = []
    monkeypatch.setattr(demo, "flyingstart", lambda *arguments: run.append(arguments[0]))
    monkeypatch.setattr(demo, "enter_families", list)
    monkeypatch.setattr(demo, "sign_reports", lambda _email: run.append("sign reports"))
    return run


def test_an_empty_database_gets_a_sign_in_and_a_town(
    fresh_db: None, home: Path, commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    demo.prepare()

    table = (home / "demo-sign-ins").read_text()
    rows = [re.split(r"\s{2,}", line.strip()) for line in table.splitlines()]
    assert commands == ["setup", "make-town", "snapshot", "sign reports"]
    assert stat.S_IMODE((home / "demo-sign-ins").stat().st_mode) == 0o600
    assert table in capsys.readouterr().out
    assert rows[0] == ["ROLE", "EMAIL", "PASSWORD"]
    assert [email for _, email, _ in rows[1:]] == [person.email for person in PEOPLE]
    assert all(Client().login(username=email, password=word) for _, email, word in rows[1:])


def test_there_is_somebody_for_each_role_in_a_place_that_suits_it(
    fresh_db: None, home: Path, commands: list[str]
) -> None:
    load_pack(folder=PACK, by=Actor.command("test"), at=clock.now())

    demo.prepare()

    grants = Grant.objects.order_by("pk").select_related("site", "neighbourhood")
    assert [grant.role_name for grant in grants] == [person.role for person in PEOPLE]
    assert {grant.role_name for grant in grants} == set(ROLES)
    places = {grant.role_name: grant.reach for grant in grants if grant.reach != "authority"}
    assert places == {
        "manager": "neighbourhood",
        "session_staff": "site",
        "family_worker": "neighbourhood",
    }
    assert Acceptance.objects.count() == len(PEOPLE)


def test_a_second_start_makes_nothing_anew(fresh_db: None, home: Path, commands: list[str]) -> None:
    demo.prepare()
    table = (home / "demo-sign-ins").read_text()
    a_person()

    demo.prepare()

    assert commands == ["setup", "make-town", "snapshot", "sign reports", "setup"]
    assert (home / "demo-sign-ins").read_text() == table
    assert User.objects.count() == len(PEOPLE)


def test_interrupted_before_the_town_it_goes_on(
    fresh_db: None, home: Path, commands: list[str]
) -> None:
    demo.make_sign_ins()

    demo.prepare()

    assert commands == ["setup", "make-town", "snapshot", "sign reports"]


def test_people_whom_the_demo_did_not_make_are_left_alone(
    fresh_db: None, home: Path, commands: list[str]
) -> None:
    a_person()

    with pytest.raises(demo.DemoError, match="holds people whom the demo did not make"):
        demo.prepare()

    assert commands == ["setup"]
    assert User.objects.count() == 0


def a_person() -> None:
    Person.objects.create(given_name="Made", family_name="Up")


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        (dt.date(2026, 1, 1), ["2025-Q2", "2025-Q3", "2025-Q4"]),
        (dt.date(2026, 3, 31), ["2025-Q2", "2025-Q3", "2025-Q4"]),
        (dt.date(2026, 11, 26), ["2026-Q1", "2026-Q2", "2026-Q3"]),
    ],
)
def test_the_quarters_that_are_over(today: dt.date, codes: list[str]) -> None:
    assert [period.code for period in last_quarters(today)] == codes


@pytest.mark.django_db
def test_each_has_entered_families_in_their_sight() -> None:
    keeper = user_with("business_support")
    partner = user_with("partner")
    town = make_town()
    Registration.objects.update(entered_by=None)

    enter_families([keeper.email, partner.email])

    entered = Registration.objects.values_list("family", "entered_by")
    assert {*entered} == {(town.family.pk, keeper.public_id)}


@pytest.mark.django_db
def test_before_anything_was_counted_nothing_is_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flyingstart.evidence.api.latest_snapshot", lambda: None)

    sign_reports(PEOPLE[0].email)

    assert not SignOff.objects.exists()

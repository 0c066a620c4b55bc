"""The demo's sign-in, and whose database it leaves alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.test import Client

from flyingstart.accounts.api import User
from flyingstart.families.api import Person
from tools import demo


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLYINGSTART_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that the demo would run; each has its own tests."""
    run: list[str] = []
    monkeypatch.setattr(demo, "flyingstart", lambda *arguments: run.append(arguments[0]))
    return run


def test_an_empty_database_gets_a_sign_in_and_a_town(
    fresh_db: None, home: Path, commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    demo.prepare()

    password = (home / "demo-password").read_text()
    assert commands == ["setup", "make-town", "snapshot"]
    assert stat.S_IMODE((home / "demo-password").stat().st_mode) == 0o600
    assert f"Sign in as   {demo.EMAIL}\n  Password     {password}\n" in capsys.readouterr().out
    assert Client().login(username=demo.EMAIL, password=password)


def test_a_second_start_makes_nothing_anew(fresh_db: None, home: Path, commands: list[str]) -> None:
    demo.prepare()
    password = (home / "demo-password").read_text()
    a_person()

    demo.prepare()

    assert commands == ["setup", "make-town", "snapshot", "setup"]
    assert (home / "demo-password").read_text() == password
    assert User.objects.count() == 1


def test_interrupted_before_the_town_it_goes_on(
    fresh_db: None, home: Path, commands: list[str]
) -> None:
    demo.make_sign_in()

    demo.prepare()

    assert commands == ["setup", "make-town", "snapshot"]


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

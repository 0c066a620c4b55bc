"""The settings of production: what guards the site is on where the site is public."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.processes import environment, flyingstart

PUBLIC = {"ALLOWED_HOSTS": "families.example", "SECRET_KEY": "0123456789abcdefghij" * 3}


def settings_with(home: Path, **changes: str) -> dict[str, object]:
    """Settings that a process with this environment sees."""
    names = [
        "DEBUG",
        "PUBLIC",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "ATOMIC_REQUESTS",
        "SECRET_KEY_FALLBACKS",
    ]
    script = (
        "import json\nfrom flyingstart.config import settings\n"
        f"print(json.dumps({{n: getattr(settings, n, None) for n in {names!r}}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment({"FLYINGSTART_HOME": str(home), **changes}),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_django_finds_nothing_to_warn_of_on_a_public_site(db: None, tmp_path: Path) -> None:
    done = flyingstart(
        *("check", "--deploy", "--fail-level", "WARNING"),
        changes={**PUBLIC, "FLYINGSTART_HOME": str(tmp_path / "home")},
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_a_name_of_its_own_switches_on_https(tmp_path: Path) -> None:
    found = settings_with(tmp_path, SECRET_KEY_FALLBACKS="one, two", **PUBLIC)

    assert found == {
        "DEBUG": False,
        "PUBLIC": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "ATOMIC_REQUESTS": None,
        "SECRET_KEY_FALLBACKS": ["one", "two"],
    }


def test_on_a_laptop_pages_come_without_https(tmp_path: Path) -> None:
    found = settings_with(tmp_path, ALLOWED_HOSTS="localhost,127.0.0.1")

    assert (found["PUBLIC"], found["SECURE_SSL_REDIRECT"], found["DEBUG"]) == (False, False, False)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DEBUG", "maybe", "DEBUG must be 1 or 0, not 'maybe'"),
        ("PORT", "web", "PORT must be a whole number, not 'web'"),
        ("DATABASE_URL", "postgres://[", "a database address cannot be read"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_words(
    db: None, variable: str, value: str, words: str
) -> None:
    done = flyingstart("measures", changes={variable: value})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"flyingstart: {words}\n"


def test_every_change_of_a_model_has_its_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=3)

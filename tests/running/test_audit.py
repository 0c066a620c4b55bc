"""`make audit`: what it makes of the answers of pip-audit and npm, also when there are none."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.tree import REPOSITORY
from tools import audit
from tools.audit import Outcome, npm_outcome, python_outcome, ran

FINE = {"name": "django", "version": "5.2.19", "vulns": []}
FAULTY = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [
        {"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"], "aliases": [], "description": "-"},
        {"id": "PYSEC-2099-1", "fix_versions": [], "aliases": [], "description": "-"},
    ],
}
SKIPPED = {"name": "uv", "skip_reason": "Dependency not found on PyPI: uv (0.13.9)"}


def python(*packages: object) -> Outcome:
    return python_outcome((json.dumps({"dependencies": packages, "fixes": []}), "Found …"))


def npm(report: object) -> Outcome:
    return npm_outcome((json.dumps(report), "npm error audit endpoint returned an error"))


def test_packages_of_which_nothing_is_known() -> None:
    metadata = {"dependencies": {"total": 31}}

    assert python(FINE) == Outcome(known=[], asked=1)
    assert npm({"vulnerabilities": {}, "metadata": metadata}) == Outcome(known=[], asked=31)


def test_known_faults_are_named_with_what_mends_them() -> None:
    faults = {
        "sass": {"severity": "high", "fixAvailable": {"name": "sass", "version": "2.0.0"}},
        "idb": {"severity": "low", "fixAvailable": False},
        "axe-core": {"severity": "moderate", "fixAvailable": True},
    }
    metadata = {"dependencies": {"total": 3}}

    assert python(FINE, FAULTY).known == [
        "jinja2 2.4.1: PYSEC-2014-8, mended in 2.7.2",
        "jinja2 2.4.1: PYSEC-2099-1, mended in no version yet",
    ]
    assert npm({"vulnerabilities": faults, "metadata": metadata}).known == [
        "axe-core: moderate, a mended version can be had",
        "idb: low, mended in no version yet",
        "sass: high, mended by sass 2.0.0",
    ]


def test_a_package_that_was_skipped_is_not_well() -> None:
    outcome = python(FINE, SKIPPED)

    assert outcome.known == []
    assert outcome.not_asked == (
        "1 of 2 packages; the first: Dependency not found on PyPI: uv (0.13.9)"
    )


@pytest.mark.parametrize("printed", ["", "<html>", "[]", "{}", '{"dependencies": []}'])
def test_an_answer_that_is_none_is_no_good_news(printed: str) -> None:
    assert python_outcome((printed, "connection refused")).not_asked == "connection refused"
    assert npm_outcome((printed, "connection refused")).not_asked == "connection refused"
    assert python_outcome((printed, "")).not_asked == "pip-audit printed no report"
    assert npm_outcome((printed, "")).not_asked == "npm printed no report"


def test_npm_says_itself_why_it_could_not_ask() -> None:
    assert npm({"message": "405 Method Not Allowed", "error": {}}).not_asked == (
        "405 Method Not Allowed"
    )


def test_a_program_that_cannot_be_run_or_does_not_end_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audit, "PATIENCE", 0.2)
    failing = [sys.executable, "-c", "import sys; print('{}'); sys.exit('no\\nroute ')"]

    assert ran([sys.executable, "-c", "import time; time.sleep(9)"]) == (
        "",
        "no answer within 0 seconds",
    )
    assert "No such file" in ran(["/nowhere/uv"])[1]
    monkeypatch.setattr(audit, "PATIENCE", 60.0)
    assert ran(failing) == ("{}\n", "route")


@pytest.mark.parametrize(
    ("outcomes", "code", "words"),
    [
        ([(FINE,), {}], 0, ["Python: nothing is known of 1 packages", "npm: nothing is known"]),
        (
            [(FINE, FAULTY, SKIPPED), None],
            1,
            ["Python: jinja2 2.4.1", "COULD NOT BE ASKED: 1 of 3"],
        ),
        ([(FINE,), None], 3, ["npm: COULD NOT BE ASKED: refused"]),
    ],
)
def test_the_exit_code_tells_known_faults_from_an_answer_that_is_missing(
    outcomes: list[object],
    code: int,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    packages, faults = outcomes
    metadata = {"dependencies": {"total": 3}}
    told = (
        {"message": "refused"} if faults is None else {"vulnerabilities": {}, "metadata": metadata}
    )
    reports = {"uv": {"dependencies": packages}, "build": told}
    print_it = "import sys; print(sys.argv[1])"
    for name, of in (("pip_audit", "uv"), ("npm", "build")):
        command = [sys.executable, "-c", print_it, json.dumps(reports[of])]
        monkeypatch.setattr(audit, name, lambda command=command: command)

    assert audit.main() == code

    printed = capsys.readouterr().out
    assert [word for word in words if word not in printed] == []


def test_a_lock_file_is_asked_about_with_the_npm_that_builds() -> None:
    unreachable = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_fetch_retries": "0"}
    done = subprocess.run(
        audit.npm(),
        cwd=REPOSITORY,
        env={**os.environ, **unreachable},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert npm_outcome((done.stdout, done.stderr)).not_asked != ""


def test_all_lists_that_are_installed_are_asked_about() -> None:
    lists = {path.stem for path in (REPOSITORY / "requirements").glob("*.txt")}

    assert set(audit.LISTS) == lists - {"run", "audit"}
    assert [
        name for name in audit.LISTS if f"requirements/{name}.txt" not in audit.pip_audit()
    ] == []

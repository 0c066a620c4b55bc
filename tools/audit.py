"""`make audit`: asks whether faults of the packages we pin have been published. Needs the internet.

Python's packages are asked about by pip-audit, in an environment of its own, npm's by npm itself:
names and versions are sent, nothing else. 0: nothing is known of any; 1: something is, and it is
named; 3: some could not be asked about, so nothing is said of them. What is known wins over what
could not be asked. No part of `make test`: a fault that is published breaks nobody's change.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).parent / "uv"
# `dev` holds all of `run`, in the same versions.
LISTS = ("installer", "dev", "spark")
KNOWN, NOT_ASKED = 1, 3
PATIENCE = 600.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was learnt of some packages: `known` faults, and `not_asked`: why nothing is known."""

    known: Sequence[str] = ()
    not_asked: str = ""
    asked: int = 0


def main() -> int:
    """Ask about both; the exit code."""
    outcomes = {
        "Python": python_outcome(ran(pip_audit())),
        "npm": npm_outcome(ran(npm())),
    }
    for name, outcome in outcomes.items():
        for fault in outcome.known:
            print(f"{name}: {fault}")
        if outcome.not_asked:
            print(f"{name}: COULD NOT BE ASKED: {outcome.not_asked}")
        elif not outcome.known:
            print(f"{name}: nothing is known of {outcome.asked} packages")
    if any(outcome.known for outcome in outcomes.values()):
        return KNOWN
    return NOT_ASKED if any(outcome.not_asked for outcome in outcomes.values()) else 0


def pip_audit() -> list[str]:
    """The command that asks about the Python lists; the newest answer counts, so none is kept."""
    lists = [word for name in LISTS for word in ("--requirement", f"requirements/{name}.txt")]
    run = [str(UV), "run", "--quiet", "--no-project", "--isolated"]
    run += ["--with-requirements", "requirements/audit.txt", "pip-audit"]
    how = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    return [*run, *how, *lists]


def npm() -> list[str]:
    """The command that asks about the npm list; nothing is installed."""
    return [sys.executable, "frontend/build.py", "--audit"]


def ran(command: Sequence[str]) -> tuple[str, str]:
    """What a command printed, and the last line of its complaint."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {PATIENCE:.0f} seconds"
    except OSError as fault:
        return "", str(fault)
    complaint = done.stderr.strip().splitlines()
    return done.stdout, complaint[-1].strip() if complaint else ""


def python_outcome(printed: tuple[str, str]) -> Outcome:
    """What pip-audit says. It calls a package that it could not ask about skipped, and all well."""
    text, complaint = printed
    report = _report(text)
    packages = report.get("dependencies")
    if not packages:
        return Outcome(not_asked=complaint or "pip-audit printed no report")
    skipped = [one for one in packages if "skip_reason" in one]
    known = [
        f"{one['name']} {one['version']}: {fault['id']}{_mended(fault['fix_versions'])}"
        for one in packages
        for fault in one.get("vulns", ())
    ]
    why = ""
    if skipped:
        reason = str(skipped[0]["skip_reason"])
        why = f"{len(skipped)} of {len(packages)} packages; the first: {reason}"
    return Outcome(known=known, not_asked=why, asked=len(packages))


def npm_outcome(printed: tuple[str, str]) -> Outcome:
    """What `npm audit` says."""
    text, complaint = printed
    report = _report(text)
    if "vulnerabilities" not in report or "metadata" not in report:
        return Outcome(not_asked=str(report.get("message") or complaint or "npm printed no report"))
    known = [
        f"{name}: {fault['severity']}{_mended_by_npm(fault.get('fixAvailable'))}"
        for name, fault in sorted(report["vulnerabilities"].items())
    ]
    return Outcome(known=known, asked=int(report["metadata"]["dependencies"]["total"]))


def _report(text: str) -> Mapping[str, Any]:
    try:
        report = json.loads(text)
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


def _mended(versions: Sequence[str]) -> str:
    return f", mended in {', '.join(versions)}" if versions else ", mended in no version yet"


def _mended_by_npm(fix: object) -> str:
    if isinstance(fix, dict):
        return f", mended by {fix['name']} {fix['version']}"
    return ", a mended version can be had" if fix else ", mended in no version yet"


if __name__ == "__main__":
    sys.exit(main())

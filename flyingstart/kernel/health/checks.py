"""What a health check is, and who has one: every app may register its own."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flyingstart.kernel.registries import Registry


class State(enum.StrEnum):
    """How something is."""

    OK = "ok"
    # Worth knowing, and right at times: no worker runs while nobody serves.
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check found. `mend` says what to do, in words that an operator can act on."""

    about: str
    state: State
    words: str
    mend: str = ""


def ok(about: str, words: str) -> Finding:
    """All is well."""
    return Finding(about=about, state=State.OK, words=words)


def note(about: str, words: str, mend: str = "") -> Finding:
    """Worth knowing."""
    return Finding(about=about, state=State.NOTE, words=words, mend=mend)


def broken(about: str, words: str, mend: str) -> Finding:
    """Something must be done."""
    return Finding(about=about, state=State.MEND, words=words, mend=mend)


class Need(enum.IntEnum):
    """What must be in order for a check to make sense."""

    NOTHING = 0
    DATABASE = 1
    TABLES = 2


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """One check. `order` is its place in the list: database 10, packs 20, queue 30, files 40."""

    name: str
    order: int
    run: Callable[[], Iterable[Finding]]
    needs: Need = Need.TABLES
    # What all that need it go without when this check finds something to mend.
    gives: Need = Need.NOTHING


def examine() -> Iterator[Finding]:
    """Run every check that makes sense, in order."""
    missing: set[Need] = set()
    for check in sorted(health_checks.values(), key=lambda check: check.order):
        if any(check.needs >= need for need in missing):
            continue
        for finding in check.run():
            if finding.state is State.MEND and check.gives:
                missing.add(check.gives)
            yield finding


health_checks: Registry[HealthCheck] = Registry("health check")

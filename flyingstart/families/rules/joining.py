"""Joining online, as a path of questions: which one comes next, given the answers. Pure.

Answers are plain values by step, as they are kept of a draft. Each child is an answer of its own
(`child-…`), so that two open pages do not overwrite each other's children.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Kept: TypeAlias = Mapping[str, Any]
"""What is kept of one step."""
Answers: TypeAlias = Mapping[str, Kept]

CHILD = "child-"
MOST_CHILDREN = 15
EXPECTING = "expecting"


class Step(enum.StrEnum):
    """A page with its question; the value is its address. They are asked in this order."""

    YOU = "you"
    DUE = "due"
    CHILDREN = "children"
    ADULT = "another-adult"
    HOME = "home"
    PHONE = "phone"
    TEXTS = "texts"
    CALLS = "calls"
    EMAIL = "email"
    EMAILS = "emails"
    LANGUAGES = "languages"
    ETHNICITY = "ethnicity"
    SUPPORT = "support"
    CHECK = "check"


def children(answers: Answers) -> dict[str, Kept]:
    """The children given so far, by their ids, in the order in which they were given."""
    return {key.removeprefix(CHILD): kept for key, kept in answers.items() if key.startswith(CHILD)}


def is_expecting(answers: Answers) -> bool:
    """Whether a baby is on the way."""
    return EXPECTING in answers.get(Step.YOU, {}).get("roles", ())


def mark(kept: Kept | None) -> str:
    """A short mark of what is kept of a step: a page carries it to show what it was based on."""
    if kept is None:
        return ""
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Path:
    """The way through the questions for somebody who gave these answers.

    `asks_support`: whether the authority has needs that parents themselves may name.
    """

    answers: Answers
    asks_support: bool = True

    def applies(self, step: Step) -> bool:
        """Whether somebody with these answers is asked."""
        condition = _CONDITIONS.get(step)
        return condition is None or condition(self)

    def is_answered(self, step: Step) -> bool:
        """Whether nothing more is to be asked there."""
        kept = self.answers.get(step)
        if kept is None or step is Step.CHECK:
            return False
        if step is Step.CHILDREN:
            return bool(children(self.answers)) or is_expecting(self.answers)
        if step is Step.SUPPORT:
            return children(self.answers).keys() <= {*kept.get("asked", ())}
        return True

    def steps(self) -> Iterator[Step]:
        """The steps that apply, in order; the last one is to check the answers."""
        return (step for step in Step if self.applies(step))

    def first_open(self) -> Step:
        """The first step not answered; when all are, to check them."""
        return next(step for step in self.steps() if not self.is_answered(step))

    def may_open(self, step: Step) -> bool:
        """Whether the step applies and all before it are answered."""
        order = list(Step)
        return self.applies(step) and order.index(step) <= order.index(self.first_open())

    def after(self, step: Step, *, to_check: bool = False) -> Step:
        """Where an answer leads: to the next step, or (`to_check`, from a link to change it) back
        to the check, by way of what the new answer leaves open."""
        if to_check:
            return self.first_open()
        order = list(Step)
        later = (s for s in self.steps() if order.index(s) > order.index(step))
        return next(later, Step.CHECK)

    def before(self, step: Step) -> Step | None:
        """Where the link back leads; None from the first step."""
        order = list(Step)
        earlier = [s for s in self.steps() if order.index(s) < order.index(step)]
        return earlier[-1] if earlier else None


def _has(step: Step, field: str) -> Callable[[Path], bool]:
    return lambda path: bool(path.answers.get(step, {}).get(field))


_CONDITIONS: Mapping[Step, Callable[[Path], bool]] = {
    Step.DUE: lambda path: is_expecting(path.answers),
    Step.TEXTS: _has(Step.PHONE, "phone"),
    Step.CALLS: _has(Step.PHONE, "phone"),
    Step.EMAILS: _has(Step.EMAIL, "email"),
    Step.SUPPORT: lambda path: path.asks_support and bool(children(path.answers)),
}

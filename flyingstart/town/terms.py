"""School terms of a town that does not exist, read off the seasons of its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flyingstart.places.api import Term
from flyingstart.town.demo import Demo

LONGEST_HALF_TERM = 10
"""Days; a longer holiday lies between two terms."""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days on which the same runs, both included: a term, a half term, a holiday, or nothing."""

    kind: str
    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


def made_up_terms(demo: Demo, first: dt.date, last: dt.date) -> list[Term]:
    """The terms of all school years that have a day from `first` to `last`, in order."""
    autumn = dt.date(first.year - (first.month < 9), 9, 1)
    summer = dt.date(last.year + (last.month >= 9), 8, 31)
    blocks = list(_school_blocks(demo, autumn, summer))
    terms: list[list[Stretch]] = []
    before: Stretch | None = None
    for block in blocks:
        if block.kind == "term":
            goes_on = before is not None and before.days <= LONGEST_HALF_TERM and terms
            if goes_on:
                terms[-1].append(block)
            else:
                terms.append([block])
        before = block
    return [_term(parts) for parts in terms]


def _school_blocks(demo: Demo, first: dt.date, last: dt.date) -> Iterator[Stretch]:
    """Term and what is not, in turn."""
    days = [first + DAY * number for number in range((last - first).days + 1)]

    def kind(day: dt.date) -> str:
        season = demo.season(day)
        return "out" if season and (season.closed or season.holidays) else "term"

    for name, group in groupby(days, key=kind):
        found = list(group)
        yield Stretch(name, found[0], found[-1])


def _term(parts: list[Stretch]) -> Term:
    starts_on, ends_on = parts[0].first, parts[-1].last
    season = "Autumn" if starts_on.month >= 8 else "Spring" if starts_on.month < 4 else "Summer"
    halved = len(parts) > 1
    return Term(
        code=f"{season.lower()}-{starts_on.year}",
        name=f"{season} term {starts_on.year}",
        starts_on=starts_on,
        ends_on=ends_on,
        half_term_starts_on=parts[0].last + DAY if halved else None,
        half_term_ends_on=parts[1].first - DAY if halved else None,
    )


def stretches(terms: list[Term]) -> list[Stretch]:
    """Terms, half terms within them, and the holidays between, by their first days."""
    found: list[Stretch] = []
    for number, term in enumerate(terms):
        found.append(Stretch("term", term.starts_on, term.ends_on))
        if term.half_term_starts_on and term.half_term_ends_on:
            found.append(Stretch("half term", term.half_term_starts_on, term.half_term_ends_on))
        if number + 1 < len(terms):
            first, last = term.ends_on + DAY, terms[number + 1].starts_on - DAY
            found.append(Stretch("holiday", first, last))
    return found

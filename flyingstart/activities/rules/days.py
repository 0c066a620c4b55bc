"""On which days a series runs: pure, from what was asked, the school terms and bank holidays."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from flyingstart.activities.enums import Pattern
from flyingstart.activities.errors import TermsMissingError
from flyingstart.activities.timetable import SeriesDetails
from flyingstart.design.api import formats
from flyingstart.places.api import Term

# No school is out for longer: where two terms lie further apart, one between them is not held.
LONGEST_HOLIDAY = dt.timedelta(days=70)


def days_of(
    details: SeriesDetails, terms: Sequence[Term], bank_holidays: Collection[dt.date]
) -> list[dt.date]:
    """The days of a series, in order. `terms` are all that are held, in any order.

    Every so many weeks is counted by the calendar from its first day of the week, through holidays
    too. Excluded days and bank holidays are left out. Raises `TermsMissingError` when one of
    the days that are left is in no term and no holiday that is known.
    """
    left = [
        day for day in _rhythm(details) if day not in bank_holidays and day not in details.excluded
    ]
    if details.pattern == Pattern.ALL_YEAR:
        return left
    known = sorted(terms, key=lambda term: term.starts_on)
    wanted = details.pattern == Pattern.TERM_TIME
    return [day for day in left if in_term(day, known) == wanted]


def in_term(day: dt.date, terms: Sequence[Term]) -> bool:
    """Whether a day is in term and not in its half-term holiday; `terms` by their first days.

    Raises `TermsMissingError` when neither a term nor a holiday between two is held for it.
    """
    for term in terms:
        if term.starts_on <= day <= term.ends_on:
            return not _in_half_term(day, term)
    for one, following in itertools.pairwise(terms):
        if one.ends_on < day < following.starts_on:
            if following.starts_on - one.ends_on <= LONGEST_HOLIDAY:
                return False
            break
    raise TermsMissingError(_missing(day, terms))


def _rhythm(details: SeriesDetails) -> Iterator[dt.date]:
    to_go = (details.weekday - details.first_on.isoweekday()) % 7
    # Nobody plans to the end of time, but a date may be typed that is close to it.
    days_left = (details.last_on - details.first_on).days
    for days in range(to_go, days_left + 1, 7 * details.every_weeks):
        yield details.first_on + dt.timedelta(days=days)


def _in_half_term(day: dt.date, term: Term) -> bool:
    starts, ends = term.half_term_starts_on, term.half_term_ends_on
    return starts is not None and ends is not None and starts <= day <= ends


def _missing(day: dt.date, terms: Sequence[Term]) -> str:
    said = {"day": formats.date(day)}
    before = [term for term in terms if term.ends_on < day]
    after = [term for term in terms if term.starts_on > day]
    if before:
        said["ends"] = formats.date(before[-1].ends_on)
    if after:
        said["starts"] = formats.date(after[0].starts_on)
    if before and after:
        return (
            _(
                "No school term is held between %(ends)s and %(starts)s, so nobody can say whether "
                "%(day)s is in term. Ask for the missing term to be added."
            )
            % said
        )
    if before:
        return (
            _(
                "School terms are held until %(ends)s only, so nobody can say whether %(day)s is "
                "in term. End earlier, or ask for the next terms to be added."
            )
            % said
        )
    if after:
        return (
            _(
                "School terms are held from %(starts)s only, so nobody can say whether %(day)s is "
                "in term. Begin later, or ask for earlier terms to be added."
            )
            % said
        )
    return (
        _(
            "No school terms are held, so nobody can say whether %(day)s is in term. "
            "Ask for them to be added, or plan all year round."
        )
        % said
    )

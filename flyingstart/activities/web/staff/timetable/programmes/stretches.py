"""Days that programmes are drafted for: the school terms held, and what lies between."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.activities.enums import ProgrammeKind
from flyingstart.activities.queries.programmes import all_terms
from flyingstart.activities.rules.days import LONGEST_HOLIDAY
from flyingstart.design.api import formats
from flyingstart.places.api import Term

DAY = dt.timedelta(days=1)
MOST = 12


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days to choose; both are included."""

    kind: ProgrammeKind
    name: str
    first: dt.date
    last: dt.date

    @property
    def key(self) -> str:
        """As the form sends it."""
        return f"{self.first.isoformat()}_{self.last.isoformat()}"

    @property
    def words(self) -> str:
        """Name and days."""
        return _("%(name)s: %(first)s to %(last)s") % {
            "name": self.name,
            "first": formats.date(self.first),
            "last": formats.date(self.last),
        }


def stretches(today: dt.date, *, also: tuple[dt.date, dt.date] | None = None) -> list[Stretch]:
    """The terms and holidays that are not over, the next ones first; one query.

    `also` are days that are offered even if they are over, where they are those of a stretch.
    """
    found = sorted(_all(all_terms()), key=lambda one: one.first)
    coming = [one for one in found if one.last >= today or (one.first, one.last) == also]
    return coming[:MOST]


def _all(terms: list[Term]) -> Iterator[Stretch]:
    for term in terms:
        yield Stretch(
            kind=ProgrammeKind.TERM, name=term.name, first=term.starts_on, last=term.ends_on
        )
        if term.half_term_starts_on and term.half_term_ends_on:
            yield Stretch(
                kind=ProgrammeKind.HOLIDAY,
                name=_("%(term)s: half term") % {"term": term.name},
                first=term.half_term_starts_on,
                last=term.half_term_ends_on,
            )
    for one, following in itertools.pairwise(terms):
        first, last = one.ends_on + DAY, following.starts_on - DAY
        if first <= last and following.starts_on - one.ends_on <= LONGEST_HOLIDAY:
            yield Stretch(
                kind=ProgrammeKind.HOLIDAY,
                name=_("Holidays after %(term)s") % {"term": one.name},
                first=first,
                last=last,
            )

"""Finding people by what somebody types, a letter more each time: names, numbers, places, dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, scope_of
from flyingstart.families.models import Family, Person
from flyingstart.families.queries import matching
from flyingstart.families.queries.asked import read
from flyingstart.families.queries.found import (
    FoundFamily,
    FoundPerson,
    PersonRow,
    described,
    person_rows,
    seen_by,
    visible_among_many,
    visible_rows,
)
from flyingstart.families.queries.hiding import masked_from
from flyingstart.families.queries.lists.pieces import Piece
from flyingstart.kernel.api import fetch

__all__ = ["Found", "FoundFamily", "FoundPerson", "find_people"]

LIMIT = 20
_TELLING = {"phone", "old_phone", "nhs", "postcode"}
"""Matches that would tell where somebody is, or how to reach them."""
BEST = 500
"""Of so many sight is asked one by one, about as long as it takes to work it out for all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Who was found, best first; `has_more`: others match too.

    `by_family`: nobody answers every word alone, these do together with others of their family.
    `refusal` says in words why nothing was looked for, "" when it was.
    """

    people: tuple[FoundPerson, ...] = ()
    has_more: bool = False
    by_family: bool = False
    refusal: str = ""


class _Hit(NamedTuple):
    tier: int
    how: str
    what: str
    person: int


def find_people(text: str, *, user: User | AnonymousUser, limit: int = LIMIT) -> Found:
    """People whom a text means and whom a user may see, children and adults alike, best first.

    Every word must match, in any order, each in its own way: a name or part of it, however spelled;
    a phone or NHS number or part of it, a birth date, month or year; the beginning of a postcode.
    Exact words come before beginnings, those before words spelled alike, those before parts. When
    nobody matches all words alone, members of a family may together. Four queries; one more
    when nobody matches alone, or when few of thousands are within sight. Whose home is hidden from
    the user answers to their names only, never to a phone or a place.
    """
    asked = read(text)
    try:
        visible = visible_rows(Person, user)
        visible_families = visible_rows(Family, user)
    except EmptyResultSet:
        return Found(refusal=asked.refusal)
    if not asked.terms:
        return Found(refusal=asked.refusal)
    words = matching.words_meant(asked)
    masked = masked_from(user)
    rows = fetch(*matching.people(asked, words, visible, limit + 1, BEST, masked=masked))
    if rows and rows[-1][0] is None:
        rows.pop()
        if len(rows) <= limit:
            # Thousands match, few of them within sight.
            many = visible_among_many(Person, user)
            rows = fetch(*matching.people(asked, words, many, limit + 1, masked=masked))
    by_family = not rows and len(asked.tokens) > 1
    if by_family:
        rows = fetch(*matching.families(asked, words, visible, limit + 1, masked=masked))
    hits = {kept: [_hit(*row) for row in how] for kept, how in rows[:limit]}
    if not scope_of(user, Permission.VIEW_FAMILIES).whole:
        hits = _in_sight(hits, visible_families)
    return Found(
        people=_people(hits, visible_families, masked),
        has_more=len(rows) > limit,
        by_family=by_family and bool(rows),
    )


def _hit(tier: str, how: str, what: str, person: str) -> _Hit:
    return _Hit(int(tier), how, what, int(person))


def _in_sight(hits: dict[int, list[_Hit]], visible: Piece) -> dict[int, list[_Hit]]:
    """Without those who are found by what is kept with a family that the reader does not see."""
    telling = {
        (pk, hit.person, hit.what if hit.how == "postcode" else "")
        for pk, found in hits.items()
        for hit in found
        if hit.how in _TELLING
    }
    if not telling:
        return hits
    seen = seen_by(telling, visible)
    hidden = {pk for pk, record, postcode in telling if (record, postcode) not in seen}
    return {pk: found for pk, found in hits.items() if pk not in hidden}


def _people(hits: dict[int, list[_Hit]], visible: Piece, masked: Piece) -> tuple[FoundPerson, ...]:
    if not hits:
        return ()
    ids = {hit.person for found in hits.values() for hit in found} | set(hits)
    rows = person_rows(ids, masked)
    reasons = {pk: list(_reasons(pk, found, rows)) for pk, found in hits.items()}
    return tuple(described(rows, reasons, visible).values())


def _reasons(pk: int, hits: Iterable[_Hit], rows: dict[int, PersonRow]) -> Iterable[str]:
    """Why a person matches, in words, each once, in the order of strength."""
    words = (_reason(pk, hit, rows) for hit in sorted(hits))
    return dict.fromkeys(words)


def _reason(pk: int, hit: _Hit, rows: dict[int, PersonRow]) -> str:
    own = rows[hit.person]
    if hit.how != "name":
        return _OTHER_REASONS[hit.how]() % {"what": hit.what}
    if hit.what not in own.words:
        for name, words in zip(own.earlier_names, own.earlier_words, strict=True):
            if hit.what in words.split():
                return _("formerly %(name)s") % {"name": name}
    if hit.person != pk:
        name = f"{own.given_name} {own.family_name}".strip()
        return _("also recorded as %(name)s") % {"name": name}
    if hit.tier == matching.ALIKE:
        return _("name spelled alike")
    return _("part of a name") if hit.tier == matching.PART else _("name")


_OTHER_REASONS = {
    "phone": lambda: _("phone ends %(what)s"),
    "old_phone": lambda: _("earlier phone ends %(what)s"),
    "nhs": lambda: _("NHS number ends %(what)s"),
    "postcode": lambda: _("postcode begins %(what)s"),
    "born": lambda: _("birth date"),
}

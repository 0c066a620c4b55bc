"""Who may be held already: of somebody at the door, and pairs in the whole record.

Nothing here joins two records; people do, and can part them again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet

from flyingstart.accounts.api import User
from flyingstart.families.models import Family, Person
from flyingstart.families.operations.forms import PersonDetails
from flyingstart.families.queries import candidates
from flyingstart.families.queries.candidates import Entered, RecordFacts
from flyingstart.families.queries.found import FoundPerson, described, person_rows, visible_rows
from flyingstart.families.queries.hiding import masked_from
from flyingstart.families.queries.objecting import objecting_people
from flyingstart.families.rules.likeness import (
    Facts,
    Likeness,
    Strength,
    dates_a_slip_away,
    likeness,
)
from flyingstart.families.text import tidy
from flyingstart.kernel.tables.api import CellError, check_nhs_number

__all__ = ["Candidate", "LikelyPair", "Strength", "duplicate_pairs", "likely_duplicates"]

MOST_CANDIDATES = 5
MOST_PAIRS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody held who may be the one at the door; `person.reasons` say why in words.

    `may_be_twins`: what is said fits a twin as well.
    """

    person: FoundPerson
    strength: Strength
    may_be_twins: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LikelyPair:
    """Two records that may be of one person, and why, in words."""

    first: FoundPerson
    second: FoundPerson
    strength: Strength
    reasons: tuple[str, ...]


def likely_duplicates(
    details: PersonDetails,
    *,
    phone: str = "",
    email: str = "",
    postcode: str = "",
    user: User | AnonymousUser,
    limit: int = MOST_CANDIDATES,
) -> list[Candidate]:
    """People within sight of a user who may be the one described, likeliest first.

    What is typed may be anything; what does not read as a number or a date is left out. A child
    who died comes up only for the same name and birth date, or the same NHS number. At most nine
    queries.
    """
    try:
        visible, families = visible_rows(Person, user), visible_rows(Family, user)
    except EmptyResultSet:
        return []
    said = candidates.entered(
        given=tidy(details.given_name),
        family=tidy(details.family_name),
        phone=tidy(phone),
        email=tidy(email),
        postcode=tidy(postcode),
    )
    asked = _said(details, said)
    born = asked.date_of_birth
    dates = {born, *dates_a_slip_away(born)} if born else set()
    ids = candidates.alike_ids(said, nhs_number=asked.nhs_number, birth_dates=dates)
    masked = masked_from(user)
    best: dict[int, Likeness] = {}
    for record in candidates.facts_of(ids, visible, masked=masked) if ids else []:
        found = likeness(asked, _facts(record))
        if found is None or (record.is_dead and found.strength < Strength.LIKELY):
            continue
        if record.kept not in best or found.strength > best[record.kept].strength:
            best[record.kept] = found
    order = sorted(best, key=lambda pk: (-best[pk].strength, pk))[:limit]
    reasons = {pk: best[pk].reasons for pk in order}
    shown = described(person_rows(order, masked), reasons, families) if order else {}
    return [
        Candidate(person=person, strength=best[pk].strength, may_be_twins=best[pk].may_be_twins)
        for pk, person in shown.items()
    ]


def duplicate_pairs(
    user: User | AnonymousUser,
    *,
    at_least: Strength = Strength.LIKELY,
    limit: int = MOST_PAIRS,
) -> list[LikelyPair]:
    """Pairs of records within sight of a user that may be of one person, likeliest first.

    Left out are those who were said to be two, were merged, died, or object to any use of their
    data. Twins are no more than possible. At most seven queries.
    """
    try:
        families = visible_rows(Family, user)
    except EmptyResultSet:
        return []
    pairs, masked = candidates.pairs_alike(), masked_from(user)
    facts = {
        record.id: _facts(record)
        for record in candidates.facts_of({pk for pair in pairs for pk in pair}, masked=masked)
    }
    alike = [
        (found, one, other)
        for one, other in pairs
        if (found := likeness(facts[one], facts[other])) and found.strength >= at_least
    ]
    ids = {pk for _, *pair in alike for pk in pair}
    seen = set(Person.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    seen -= objecting_people(ids)
    judged = [pair for pair in alike if seen.issuperset(pair[1:])]
    judged.sort(key=lambda pair: (-pair[0].strength, pair[1], pair[2]))
    shown = judged[:limit]
    ids = {pk for _, *pair in shown for pk in pair}
    people = described(person_rows(ids, masked), dict.fromkeys(ids, ()), families)
    return [
        LikelyPair(
            first=people[one],
            second=people[other],
            strength=found.strength,
            reasons=found.reasons,
        )
        for found, one, other in shown
    ]


def _said(details: PersonDetails, said: Entered) -> Facts:
    return Facts(
        given=said.given,
        family=said.family,
        date_of_birth=details.date_of_birth,
        nhs_number=_nhs_number(details.nhs_number),
        phones=_some(said.phone),
        emails=_some(said.email),
        postcodes=_some(said.postcode),
    )


def _nhs_number(text: str) -> str:
    """Ten digits, or "" for what is none."""
    try:
        return check_nhs_number(text) if text.strip() else ""
    except CellError:
        return ""


def _some(text: str) -> frozenset[str]:
    return frozenset({text} if text else ())


def _facts(record: RecordFacts) -> Facts:
    return Facts(
        given=record.given,
        family=record.family,
        earlier=record.earlier,
        date_of_birth=record.date_of_birth,
        nhs_number=record.nhs_number,
        phones=record.phones,
        emails=record.emails,
        postcodes=record.postcodes,
        families=record.families,
    )

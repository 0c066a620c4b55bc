"""What is held of two people, and of the families that may be one: so many queries, however many
belong to them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from flyingstart.accounts.api import Permission, User
from flyingstart.families.models import Distinct, Family, FamilyTie, Person
from flyingstart.families.queries import candidates
from flyingstart.families.queries.held import PersonState
from flyingstart.families.queries.hiding import masked_from, masked_people
from flyingstart.families.queries.merged import (
    family_records,
    own_of,
    person_records,
    person_roots,
)
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.queries.together import in_force
from flyingstart.families.rules.likeness import Facts, Likeness, Strength, likeness


@dataclass(frozen=True, kw_only=True)
class MemberRead:
    """Somebody who belongs to a family, or did (`is_there` False)."""

    person: Person
    role: str
    is_there: bool


@dataclass(frozen=True, kw_only=True)
class FamilyRead:
    """A family within sight, with its people; `may_join`: the reader may join it to another."""

    family: Family
    members: Sequence[MemberRead]
    may_join: bool

    def others(self, person: Person) -> list[MemberRead]:
        """Who else is there."""
        return [m for m in self.members if m.is_there and m.person.pk != person.pk]


@dataclass(frozen=True, kw_only=True)
class Half:
    """One of the two: what its records say, and the families within sight.

    `families` are those of today; of somebody who belongs to none, there are none. `is_masked`: the
    home is hidden from the reader.
    """

    person: Person
    state: PersonState
    families: Sequence[FamilyRead]
    is_masked: bool = False


@dataclass(frozen=True, kw_only=True)
class Two:
    """Two people, side by side. `alike` says why they may be one; None: nothing says so."""

    first: Half
    second: Half
    alike: Likeness | None
    distinct: Distinct | None
    on: dt.date
    reader: User


def read_two(first: Person, second: Person, user: User, on: dt.date) -> Two:
    """Two people and their families as far as a user may see them."""
    both = [first.pk, second.pk]
    states = person_states(both)
    named = {pk: _families_now(states[pk], on) for pk in both}
    families = _families({pk for own in named.values() for pk in own}, user)
    masked = masked_people(user, both)
    halves = [
        Half(
            person=person,
            state=states[person.pk],
            families=[families[pk] for pk in named[person.pk] if pk in families],
            is_masked=person.pk in masked,
        )
        for person in (first, second)
    ]
    facts = facts_by_person(both, user)
    return Two(
        first=halves[0],
        second=halves[1],
        alike=likeness(facts[first.pk], facts[second.pk]),
        distinct=distinct_of(first, second),
        on=on,
        reader=user,
    )


def distinct_of(first: Person, second: Person) -> Distinct | None:
    """That somebody said of them, or of records that were joined to them, that they are two."""
    records = person_records([first.pk, second.pk])
    one, other = records[first.pk], records[second.pk]
    either = Q(first__in=one, second__in=other) | Q(first__in=other, second__in=one)
    return Distinct.objects.filter(either).order_by("pk").first()


def families_now(people: Collection[int], user: User, on: dt.date) -> list[Family]:
    """The families within sight to which some people belong on a day."""
    named = [pk for state in person_states(people).values() for pk in _families_now(state, on)]
    return list(Family.objects.visible_to(user).filter(pk__in=named).order_by("pk"))


def facts_by_person(ids: Collection[int], user: User) -> dict[int, Facts]:
    """What tells people apart, by id, as far as a user sees it. Two queries."""
    return {
        record.id: Facts(
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
        for record in candidates.facts_of(ids, masked=masked_from(user))
    }


def likeliest(people: Sequence[Person], among: Sequence[Person], user: User) -> dict[int, int]:
    """Who of others each of some people may be, by id, the likeliest first; none twice.

    These are suggestions within two families that are thought to be one: the same name suffices
    where nothing speaks against it.
    """
    facts = facts_by_person({person.pk for person in (*people, *among)}, user)
    ranked = sorted(
        (-strength, one.pk, other.pk)
        for one in people
        for other in among
        if (strength := _strength(facts[one.pk], facts[other.pk]))
    )
    found: dict[int, int] = {}
    for _, one, other in ranked:
        if one not in found and other not in found.values():
            found[one] = other
    return found


def _strength(one: Facts, other: Facts) -> int:
    """How likely two are one, 0: not at all."""
    alike = likeness(one, other)
    if alike is not None:
        return 0 if alike.may_be_twins else int(alike.strength)
    dates, numbers = {one.date_of_birth, other.date_of_birth}, {one.nhs_number, other.nhs_number}
    differ = len(dates - {None}) > 1 or len(numbers - {""}) > 1
    same = bool(one.given.words) and (one.given, one.family) == (other.given, other.family)
    return int(Strength.POSSIBLE) if same and not differ else 0


def _families_now(state: PersonState, on: dt.date) -> list[int]:
    ties = [tie for tie in state.ties if in_force((tie.starts_on, tie.ends_on), on)]
    return list(dict.fromkeys(tie.family for tie in ties if isinstance(tie.family, int)))


def _families(ids: Collection[int], user: User) -> dict[int, FamilyRead]:
    seen = Family.objects.visible_to(user, one_by_one=True).filter(pk__in=ids)
    allowed = Family.objects.visible_to(user, Permission.MERGE_FAMILIES, one_by_one=True)
    may_join = set(allowed.filter(pk__in=ids).values_list("pk", flat=True))
    families = {family.pk: family for family in seen}
    members = members_of(families)
    return {
        pk: FamilyRead(family=family, members=members.get(pk, ()), may_join=pk in may_join)
        for pk, family in families.items()
    }


def members_of(families: Collection[int]) -> Mapping[int, Sequence[MemberRead]]:
    """Who ever belonged to families by any record, each once; those of today first."""
    records = family_records(families)
    whose = {record: pk for pk, own in records.items() for record in own}
    ties = list(FamilyTie.objects.filter(family__in=own_of(records)).order_by("pk"))
    roots = person_roots({tie.person_id for tie in ties})
    people = {person.pk: person for person in Person.objects.filter(pk__in=set(roots.values()))}
    found: dict[int, dict[int, MemberRead]] = defaultdict(dict)
    for tie in sorted(ties, key=lambda tie: tie.ends_on is not None):
        person = people[roots[tie.person_id]]
        member = MemberRead(person=person, role=tie.role, is_there=tie.ends_on is None)
        found[whose[tie.family_id]].setdefault(person.pk, member)
    return {pk: list(members.values()) for pk, members in found.items()}

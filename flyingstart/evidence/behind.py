"""Those whom a figure counts, as somebody who may see them reads them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from flyingstart.accounts.api import Permission, User
from flyingstart.activities.api import last_came
from flyingstart.evidence.answer import Listed
from flyingstart.evidence.measures.measure import Behind
from flyingstart.families.api import (
    CARING_ROLES,
    Address,
    Family,
    FamilyTie,
    Person,
    hidden_people,
    objecting_people,
)
from flyingstart.kernel.api import clock


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of a family, by name; blank where none was given."""

    name: str
    born: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """Somebody a figure counts, or a family; with the family to open and when it last came.

    `family` is one that the reader sees today. `last_came` is
    the London day of the last mark of anybody of the family, None when there was none.
    """

    person: Member | None
    children: Sequence[Member]
    carers: Sequence[Member]
    family: uuid.UUID | None
    last_came: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the reader sees, and how many more the figure counts: others' families, the dead, and
    those whose home is hidden or who object to any use of their data: they stand in no list that a
    figure opens, whoever reads it."""

    rows: Sequence[Row]
    others: int


def shown_to(user: User, listed: Listed) -> Shown:
    """The people or families behind a figure that this user may see there.

    Needs `Permission.SEE_NOT_REACHED` where they are; a fixed number of queries.
    """
    if listed.measure.behind is Behind.FAMILIES:
        rows = _families(user, listed.ids)
    else:
        rows = _people(user, listed.ids)
    return Shown(rows=rows, others=len(listed.ids) - len(rows))


def _people(user: User, ids: Collection[int]) -> list[Row]:
    people = list(
        Person.objects.visible_to(user, Permission.SEE_NOT_REACHED)
        .filter(pk__in=ids, died_on=None)
        .order_by("family_name", "given_name", "pk")
    )
    left_out = _left_out([person.pk for person in people])
    people = [person for person in people if person.pk not in left_out]
    homes = _families_now(person.pk for person in people)
    families = _Families.read(user, {pk for found in homes.values() for pk in found})
    elsewhere = _at_home_elsewhere([person.pk for person in people], families.public_ids)
    rows = []
    for person in people:
        seen = [pk for pk in homes.get(person.pk, ()) if pk in families.public_ids]
        if not seen or person.pk in elsewhere:
            # A list of a ward would tell where somebody went, or where the other home is.
            continue
        rows.append(
            Row(
                person=_member(person),
                children=(),
                carers=families.carers(seen),
                family=families.public_ids[seen[0]] if seen else None,
                last_came=families.last_came(seen),
            )
        )
    return rows


def _families(user: User, ids: Collection[int]) -> list[Row]:
    families = _Families.read(user, ids)
    return [
        Row(
            person=None,
            children=families.children([pk]),
            carers=families.carers([pk]),
            family=public_id,
            last_came=families.last_came([pk]),
        )
        for pk, public_id in families.public_ids.items()
    ]


@dataclass(frozen=True)
class _Families:
    """Families that a user may see: who is in them today, and when they last came."""

    public_ids: Mapping[int, uuid.UUID]
    ties: Mapping[int, Sequence[FamilyTie]]
    came: Mapping[int, dt.date]

    @classmethod
    def read(cls, user: User, ids: Collection[int]) -> _Families:
        visible = Family.objects.visible_to(user, Permission.SEE_NOT_REACHED).filter(pk__in=ids)
        public_ids = dict(visible.order_by("pk").values_list("pk", "public_id"))
        ties: dict[int, list[FamilyTie]] = defaultdict(list)
        for tie in _ties_today().filter(family__in=public_ids).select_related("person"):
            ties[tie.family_id].append(tie)
        left_out = _left_out({tie.person_id for own in ties.values() for tie in own})
        public_ids = {
            pk: public_id
            for pk, public_id in public_ids.items()
            if left_out.isdisjoint(tie.person_id for tie in ties[pk])
        }
        return cls(public_ids, ties, last_came(family_ids=public_ids))

    def carers(self, ids: Iterable[int]) -> list[Member]:
        return self._members(ids, [role.value for role in CARING_ROLES])

    def children(self, ids: Iterable[int]) -> list[Member]:
        return self._members(ids, ["child"])

    def last_came(self, ids: Iterable[int]) -> dt.date | None:
        return max((self.came[pk] for pk in ids if pk in self.came), default=None)

    def _members(self, ids: Iterable[int], roles: Collection[str]) -> list[Member]:
        # Nobody who died is named in a list.
        return [
            _member(tie.person)
            for pk in ids
            for tie in self.ties.get(pk, ())
            if tie.role in roles and tie.person.died_on is None
        ]


def _left_out(people: Collection[int]) -> set[int]:
    """Those who stand in no list."""
    return hidden_people(people) | objecting_people(people)


def _ties_today() -> QuerySet[FamilyTie]:
    today = clock.today()
    return FamilyTie.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=today),
        Q(ends_on=None) | Q(ends_on__gt=today),
        person__merged_into=None,
    ).order_by("pk")


def _families_now(people: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for person, family in (
        _ties_today().filter(person__in=list(people)).values_list("person", "family")
    ):
        found[person].append(family)
    return found


def _at_home_elsewhere(people: Collection[int], seen: Collection[int]) -> set[int]:
    """Those whose main home today is with a family that the reader does not see."""
    today = clock.today()
    hidden = Address.objects.filter(
        ~Q(family__in=list(seen)),
        Q(family__merged_into=None) | ~Q(family__merged_into__in=list(seen)),
        Q(starts_on=None) | Q(starts_on__lte=today),
        Q(ends_on=None) | Q(ends_on__gt=today),
        person__in=people,
        is_main=True,
        family__isnull=False,
    )
    return set(hidden.values_list("person", flat=True))


def _member(person: Person) -> Member:
    return Member(name=str(person), born=person.date_of_birth)

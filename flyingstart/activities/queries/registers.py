"""A register as whoever takes it sees it: so many queries, however many families."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flyingstart.accounts.api import User, current_tablet
from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Headcount, RegisterEvent, Session
from flyingstart.activities.queries.expected import ExpectedFamily, expected_of, seen_before
from flyingstart.activities.queries.reach import also_at
from flyingstart.families.api import (
    DoorSigns,
    Family,
    Person,
    PresentFamily,
    PresentPerson,
    Role,
    door_signs,
    own_among,
    present_families,
)
from flyingstart.families.facts import FAMILY_ROOTS, PERSON_ROOTS
from flyingstart.kernel.api import birthdays, clock, fetch

GROWN_UP = 18

# Of two marks of people who are one by now, that of who came is the one that is counted.
_MARKS = f"""
    SELECT coalesce(p.root, m.person_id), coalesce(f.root, m.family_id), m.status
    FROM activities_mark m
    LEFT JOIN {PERSON_ROOTS} p ON p.id = m.person_id
    LEFT JOIN {FAMILY_ROOTS} f ON f.id = m.family_id
    WHERE m.session_id = %s AND m.status <> '{MarkStatus.TAKEN_BACK.value}'
    ORDER BY m.status = '{MarkStatus.ATTENDED.value}', p.root IS NULL, m.id DESC
"""  # noqa: S608 - our own names


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Somebody on a register; `status` "": nothing was said of them, or it was taken back.

    The role of somebody who belongs to the family no longer is not told. `with_another_family`:
    they are marked as present here, with another family of theirs. `also_at` are other sessions of
    the same time at which they are marked as present. `is_called_by_family`: no given name is
    known, and the family name stands in its place. `signs`: what the door must know on the day.
    The reader's own people have neither name nor age nor signs; the family of a colleague has an
    alias, and the signs that keep a child safe.
    """

    public_id: uuid.UUID
    given_name: str
    family_name: str
    role: str
    is_child: bool
    age: int | None
    months: int | None
    status: str
    last_week: bool
    with_another_family: bool = False
    is_called_by_family: bool = False
    also_at: tuple[Session, ...] = ()
    signs: DoorSigns = field(default_factory=DoorSigns)

    @property
    def is_here(self) -> bool:
        """Whether they are marked as present."""
        return self.status == MarkStatus.ATTENDED


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedFamily:
    """A family on a register.

    Of one out of the reader's sight only those are listed who are marked, or came to the last
    sessions: by given name and initial (`in_sight` False). `times`: at how many of the last ones.
    """

    id: int
    public_id: uuid.UUID
    in_sight: bool
    people: tuple[Listed, ...]
    times: int
    last_week: bool

    @property
    def is_here(self) -> bool:
        """Whether anybody of it is marked as present."""
        return any(one.is_here for one in self.people)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Who is marked as present."""

    children: int
    adults: int
    families: int


@dataclass(frozen=True, kw_only=True)
class Register:
    """The register of a session: expected families first, then others who are marked."""

    families: Sequence[ListedFamily]
    headcounts: Mapping[str, int]
    events: Sequence[RegisterEvent]

    @property
    def counts(self) -> Counts:
        """Who is here, each person once."""
        here = [(one, family) for family in self.families for one in family.people if one.is_here]
        children = {one.public_id for one, _ in here if one.is_child}
        people = {one.public_id for one, _ in here}
        return Counts(
            children=len(children),
            adults=len(people - children),
            families=len({family.id for _, family in here}),
        )

    @property
    def asked(self) -> list[Listed]:
        """Those who are marked as present somewhere else at the same time."""
        return [one for family in self.families for one in family.people if one.also_at]

    @property
    def has_words(self) -> bool:
        """Whether anything was said of anybody, or heads were counted."""
        said = any(one.status for family in self.families for one in family.people)
        return said or bool(self.headcounts)


def read_register(session: Session, *, user: User) -> Register:
    """The register of a session, for a user who may take it. At most seventeen queries.

    Who objects to any use of their data is on it once they are marked, and is found by name.
    """
    marks, seen, day = _marks(session), seen_before(session), clock.london_day(session.starts_at)
    marked = {family for families in marks.values() for family in families}
    present = present_families({*seen.families, *marked}, on=day)
    expected = {family.id: family for family in expected_of(seen, present, day)}
    ids = [*expected, *(marked - expected.keys())]
    own = {pk: present[pk] for pk in ids if pk in present}
    listed = _families(session, ids, own, marks, expected, user, is_found=False)
    heads = Headcount.objects.filter(session=session)
    return Register(
        families=[family for family in listed if family.people],
        headcounts=dict(heads.values_list("counted_by", "count")),
        events=list(session.register_events.all()),
    )


def families_at(
    session: Session,
    family_ids: Collection[int],
    *,
    user: User,
    only: Collection[int] = (),
    for_paper: bool = False,
) -> list[ListedFamily]:
    """Families in their order as the register shows them, marked or not.

    `only`: people whom the reader found by what they said of themselves; they are listed though
    their family is out of sight. `for_paper`: others read it, and colleagues who are clients have
    their alias for everybody.
    """
    present = present_families(family_ids, on=clock.london_day(session.starts_at))
    marks = _marks(session)
    return _families(
        session, list(family_ids), present, marks, {}, user, only, is_open_to_all=for_paper
    )


def _marks(session: Session) -> dict[int, dict[int, str]]:
    """What is said of people, by person and the family with which it was said."""
    found: dict[int, dict[int, str]] = {}
    for person, family, status in fetch(_MARKS, [session.pk]):
        found[person] = {family: status}
    return found


def _families(
    session: Session,
    ids: Sequence[int],
    present: Mapping[int, PresentFamily],
    marks: Mapping[int, Mapping[int, str]],
    expected: Mapping[int, ExpectedFamily],
    user: User,
    only: Collection[int] = (),
    *,
    is_found: bool = True,
    is_open_to_all: bool = False,
) -> list[ListedFamily]:
    day = clock.london_day(session.starts_at)
    if not is_found:
        present = {pk: _as_listed(family, marks) for pk, family in present.items()}
    seen = set(Family.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    former = _former(set(ids), marks, present, day)
    public_ids = {pk: family.public_id for pk, family in present.items()}
    if unknown := former.keys() - present.keys():
        public_ids |= Family.objects.filter(pk__in=unknown).values_list("pk", "public_id")
    came = [person for person, said in marks.items() if MarkStatus.ATTENDED in said.values()]
    everybody = {one.id for family in present.values() for one in family.people}
    everybody |= {one.id for people in former.values() for one in people}
    signs = door_signs(everybody, on=day)
    own = own_among(user, unseen) if (unseen := set(ids) - seen) else set()
    others_read = is_open_to_all or current_tablet() is not None
    aliases = {
        pk: one.alias for pk, one in present.items() if one.alias and (others_read or pk in own)
    }
    told = _Told(marks, _twice(session, came), frozenset(only), signs, own, aliases)
    return [
        told.family(
            pk,
            public_ids[pk],
            [*(present[pk].people if pk in present else ()), *former.get(pk, ())],
            expected.get(pk),
            in_sight=pk in seen,
        )
        for pk in ids
        if pk in public_ids
    ]


def _as_listed(family: PresentFamily, marks: Mapping[int, object]) -> PresentFamily:
    """Without those who object to any use of their data, and whom nobody marked."""
    people = tuple(one for one in family.people if not one.objects or one.id in marks)
    return replace(family, people=people)


@dataclass(frozen=True)
class _Told:
    """What the register and the door say of people; whom its reader found by what they said."""

    marks: Mapping[int, Mapping[int, str]]
    twice: Mapping[int, tuple[Session, ...]]
    only: frozenset[int]
    signs: Mapping[int, DoorSigns]
    own: Collection[int]
    """Families that are kept from the reader: their names are not told."""
    aliases: Mapping[int, str]
    """What those of colleagues are called."""

    def family(
        self,
        pk: int,
        public_id: uuid.UUID,
        people: Iterable[PresentPerson],
        expected: ExpectedFamily | None,
        *,
        in_sight: bool,
    ) -> ListedFamily:
        """A family as the register lists it."""
        came = {one.id: one.last_week for one in expected.people if one.times} if expected else {}
        told = [
            one
            for one in people
            if in_sight or one.id in {*self.only, *came} or pk in self.marks.get(one.id, ())
        ]
        return ListedFamily(
            id=pk,
            public_id=public_id,
            in_sight=in_sight,
            people=tuple(self._person(one, pk, last_week=came.get(one.id, False)) for one in told),
            times=expected.times if expected else 0,
            last_week=expected.last_week if expected else False,
        )

    def _without_names(self, person: int) -> DoorSigns:
        """What keeps a child well; who may take it home is for the session's lead to look up."""
        return replace(self.signs.get(person, DoorSigns()), collectors=())

    def _person(self, person: PresentPerson, family: int, *, last_week: bool) -> Listed:
        said = self.marks.get(person.id, {})
        came_with = {pk for pk, status in said.items() if status == MarkStatus.ATTENDED}
        if family in self.own or family in self.aliases:
            alias = self.aliases.get(family, "")
            return Listed(
                public_id=person.public_id,
                given_name=alias,
                family_name="",
                role="",
                is_child=person.is_child,
                age=None,
                months=None,
                status=said.get(family, ""),
                last_week=last_week and bool(alias),
                signs=self._without_names(person.id) if alias else DoorSigns(),
            )
        return Listed(
            public_id=person.public_id,
            given_name=person.given_name or person.family_name,
            family_name=person.family_name if person.given_name else "",
            is_called_by_family=not person.given_name,
            role=person.role,
            is_child=person.is_child,
            age=person.age,
            months=person.months,
            status=said.get(family, ""),
            last_week=last_week,
            with_another_family=bool(came_with - {family}),
            also_at=self.twice.get(person.id, ()) if family in said else (),
            signs=self.signs.get(person.id, DoorSigns()),
        )


def _former(
    ids: Collection[int],
    marks: Mapping[int, Mapping[int, str]],
    present: Mapping[int, PresentFamily],
    day: dt.date,
) -> dict[int, list[PresentPerson]]:
    """Those who are marked with a family to which they belong no longer, or who died since."""
    there = {(pk, one.id) for pk, family in present.items() for one in family.people}
    missing = {
        person: family
        for person, said in marks.items()
        for family in said
        if family in ids and (family, person) not in there
    }
    found: dict[int, list[PresentPerson]] = defaultdict(list)
    # Whose record was sealed is counted, and named to nobody.
    rows = Person.objects.filter(pk__in=missing, sealed_at=None).order_by("pk")
    for person in rows if missing else ():
        born = person.date_of_birth
        age = birthdays.age_on(born, day) if born and born <= day else None
        found[missing[person.pk]].append(
            PresentPerson(
                id=person.pk,
                public_id=person.public_id,
                given_name=person.given_name,
                family_name=person.family_name,
                role=Role.CHILD if age is not None and age < GROWN_UP else "",
                born=born,
                age=age,
                months=None,
            )
        )
    return found


def _twice(session: Session, came: Collection[int]) -> dict[int, tuple[Session, ...]]:
    """Other sessions of the same time at which somebody who is here is marked as present."""
    others = also_at([session.pk], came) if came else {}
    ids = {pk for there in others.values() for pk in there}
    sessions = Session.objects.select_related("activity", "site").in_bulk(ids) if ids else {}
    return {person: tuple(sessions[pk] for pk in there) for (_, person), there in others.items()}

"""What is not known yet of people whom a member of staff registered: to ask when they come next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from flyingstart.accounts.api import Permission, User
from flyingstart.families.enums import NoAnswer, Role
from flyingstart.families.models import Family, Registration
from flyingstart.families.queries.held import PersonState
from flyingstart.families.queries.merged import family_roots, person_roots
from flyingstart.families.queries.present import PresentFamily, PresentPerson, present_families
from flyingstart.families.queries.registrations import person_states

# What is worth asking for at the door, what matters most first.
ASKED_FOR = ("ethnicity", "date_of_birth", "postcode", "phone", "sex", "language")
_OPEN = ("", NoAnswer.UNKNOWN, NoAnswer.NOT_ASKED)
YOUNG = 5


@dataclass(frozen=True, kw_only=True)
class PersonGaps:
    """Somebody of whom something is not known yet; `missing` are names of `ASKED_FOR`."""

    public_id: uuid.UUID
    name: str
    is_child: bool
    missing: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class FamilyGaps:
    """A family with such people; `names` are those of all who belong to it, children first."""

    public_id: uuid.UUID
    names: Sequence[str]
    people: Sequence[PersonGaps]


def gaps_entered_by(user: User, *, on: dt.date) -> list[FamilyGaps]:
    """Families with people whom a user registered and of whom something is not known yet.

    Those only that the user may change today; families without an ethnicity first, then as they
    are called. Left out are families to whom nothing is sent for a time: somebody died there, or a
    pregnancy ended; and people who object to any use of their data. A fixed number of queries.
    """
    entered = _entered(user, on)
    visible = Family.objects.visible_to(user, Permission.EDIT_FAMILIES)
    seen = set(visible.filter(pk__in=entered).values_list("pk", flat=True))
    families = [f for f in present_families(seen, on=on).values() if not f.is_paused]
    whom = {p.id for f in families for p in f.people if p.id in entered[f.id] and not p.objects}
    states = person_states(whom) if whom else {}
    found = [
        FamilyGaps(
            public_id=family.public_id,
            names=[person.name for person in family.people if not person.objects],
            people=list(_people(family, entered[family.id], states)),
        )
        for family in families
    ]
    return sorted((gaps for gaps in found if gaps.people), key=_order)


def _entered(user: User, on: dt.date) -> dict[int, set[int]]:
    """People by family, of registrations in force that the user entered."""
    rows = list(
        Registration.objects.filter(
            Q(left_on=None) | Q(left_on__gt=on), entered_by=user.public_id, registered_on__lte=on
        ).values_list("family", "person")
    )
    families = family_roots({family for family, _ in rows})
    people = person_roots({person for _, person in rows})
    entered: dict[int, set[int]] = defaultdict(set)
    for family, person in rows:
        entered[families[family]].add(people[person])
    return entered


def _people(
    family: PresentFamily, entered: Collection[int], states: dict[int, PersonState]
) -> Iterator[PersonGaps]:
    is_young = any(_makes_young(person) for person in family.people)
    for person in family.people:
        asked = person.id in entered and not person.objects
        if not asked or not (person.is_child or is_young):
            continue
        missing = [
            name
            for name in ASKED_FOR
            if (name != "phone" or not person.is_child) and _is_open(states[person.id], name)
        ]
        if missing:
            yield PersonGaps(
                public_id=person.public_id,
                name=person.name,
                is_child=person.is_child,
                missing=missing,
            )


def _makes_young(person: PresentPerson) -> bool:
    if person.is_child:
        return person.age is not None and person.age < YOUNG
    return person.role == Role.EXPECTANT_PARENT


def _is_open(state: PersonState, name: str) -> bool:
    answers = state.answers
    if name == "date_of_birth":
        return answers.date_of_birth is None
    if name == "phone":
        return "phone" not in state.details
    if name == "postcode":
        homes = [home for home in state.homes if home.is_main and home.ends_on is None]
        return not any(home.lines.postcode_as_written for home in homes)
    given = {
        "ethnicity": answers.ethnicity,
        "language": answers.spoken_language,
        "sex": answers.sex,
    }
    return given[name] in _OPEN


def _order(gaps: FamilyGaps) -> tuple[bool, str]:
    wanted = any("ethnicity" in person.missing for person in gaps.people)
    return not wanted, gaps.names[0].casefold()

"""Join and part: whatever was recorded before, everything read of either is as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.families.api import (
    AddressLines,
    Code,
    ContactKind,
    DetailKind,
    FamiliesError,
    Family,
    Person,
    Role,
    change_role,
    end_registration,
    expect_birth,
    families_of,
    join_family,
    leave_family,
    move_home,
    record_contact,
    record_death,
    record_need,
    register_person,
    set_contact_detail,
)
from flyingstart.families.imports.export import registration_rows
from flyingstart.families.queries.registrations import person_states
from flyingstart.kernel.api import facts, fetch
from tests.depth import worlds
from tests.families.merging.world import WORKER, household, join, join_families, part
from tests.families.world import AT, TODAY, everything, make_codes

pytestmark = pytest.mark.django_db

ROLES = [Role.PARENT, Role.CARER, Role.EXPECTANT_PARENT, Role.OTHER]
DAYS = [dt.date(2020, 1, 10), dt.date(2020, 3, 1), dt.date(2020, 5, 5)]
POSTCODES = ["LU9 1AA", "LU9 1AB", "LU9 1AD"]
OPERATIONS = ["move", "leave", "join", "role", "register", "end", "phone", "need", "due", "died"]

words = st.lists(
    st.tuples(
        st.sampled_from(OPERATIONS),
        st.integers(0, 3),  # whom
        st.integers(0, 1),  # which family
        st.integers(0, 2),  # day, postcode, number
    ),
    max_size=8,
)


class Homes:
    """Two families of two, and operations on them; what cannot be is not done."""

    def __init__(self) -> None:
        one, mother, child = household()
        other, carer, sibling = household("Sofia", "Noor", "LU9 1AB", phone="07700 900124")
        self.families = [one, other]
        self.people = [mother, carer, child, sibling]

    def tell(self, word: tuple[str, int, int, int]) -> None:
        name, whom, which, number = word
        person, family, day = self.people[whom], self.families[which], DAYS[number]
        try:
            with transaction.atomic():
                getattr(self, f"_{name}")(person, family, day, number)
        except FamiliesError:
            pass

    def _move(self, person: Person, family: Family, day: dt.date, number: int) -> None:
        where = AddressLines(postcode=POSTCODES[number])
        move_home(people=[person], family=family, address=where, on=day, by=WORKER, at=AT)

    def _leave(self, person: Person, family: Family, day: dt.date, _: int) -> None:
        leave_family(person=person, family=family, on=day, by=WORKER, at=AT)

    def _join(self, person: Person, family: Family, day: dt.date, number: int) -> None:
        role = Role.CHILD if person in self.people[2:] else ROLES[number]
        join_family(person=person, family=family, role=role, on=day, by=WORKER, at=AT)

    def _role(self, person: Person, family: Family, day: dt.date, number: int) -> None:
        change_role(person=person, family=family, role=ROLES[number], on=day, by=WORKER, at=AT)

    def _register(self, person: Person, family: Family, day: dt.date, _: int) -> None:
        register_person(person=person, family=family, registered_on=day, by=WORKER, at=AT)

    def _end(self, person: Person, family: Family, day: dt.date, _: int) -> None:
        end_registration(person=person, family=family, left_on=day, by=WORKER, at=AT)

    def _phone(self, person: Person, _: Family, __: dt.date, number: int) -> None:
        value = f"07700 90012{number}"
        set_contact_detail(person=person, kind=DetailKind.PHONE, value=value, by=WORKER, at=AT)

    def _need(self, person: Person, _: Family, day: dt.date, __: int) -> None:
        record_need(person=person, code="send", starts_on=day, by=WORKER, at=AT)

    def _due(self, person: Person, family: Family, day: dt.date, __: int) -> None:
        due = day + dt.timedelta(days=150)
        expect_birth(person=person, family=family, due_on=due, by=WORKER, at=AT)

    def _died(self, person: Person, _: Family, day: dt.date, __: int) -> None:
        record_death(person=person, died_on=day, by=WORKER, at=AT)


def counted() -> dict[str, list[str]]:
    """All facts that are counted."""
    return {
        name: sorted(map(str, fetch(facts[name].select, [])))
        for name in ("person", "tie", "address", "registration", "need", "contact", "answer")
    }


def everything_read(homes: Homes) -> dict[str, Any]:
    """All rows, all facts that are counted, what rules and files see of each."""
    ids = [person.pk for person in homes.people]
    rows = {name: held for name, held in everything().items() if name != "families.Merge"}
    # A silence stays until somebody resumes.
    rows.pop("families.MessagePause", None)
    return {
        "facts": counted(),
        "rows": rows,
        "states": person_states(ids),
        "families": families_of(ids),
        "file": list(registration_rows(TODAY)),
    }


@settings(max_examples=worlds(10, many=20))
@given(said=words, whole=st.booleans())
def test_joining_and_parting_again_is_nothing(
    said: list[tuple[str, int, int, int]], whole: bool
) -> None:
    with transaction.atomic():
        if not Code.objects.exists():
            make_codes()
        homes = Homes()
        for word in said:
            homes.tell(word)
        record_contact(
            family=homes.families[1],
            kind=ContactKind.HOME_VISIT,
            happened_at=AT,
            by=WORKER,
            at=AT,
        )
        before = everything_read(homes)
        mother, carer, child, sibling = homes.people

        one, other = homes.families
        if whole:
            pairs = [(mother, carer), (child, sibling)]
            merge = join_families(one, other, *pairs, knows_they_are_one=True)
        else:
            merge = join(mother, carer, knows_they_are_one=True)
        together = counted()
        part(merge)

        assert everything_read(homes) == before
        assert together != before["facts"]
        transaction.set_rollback(True)

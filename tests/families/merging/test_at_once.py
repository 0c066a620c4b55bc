"""Two workers at the same records: one after the other, the second finds what the first left."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from flyingstart.families.api import (
    AddressLines,
    Family,
    Merge,
    MergedAlreadyError,
    Person,
    Side,
    UndecidedError,
    end_registration,
    entered_since,
    move_home,
    record_need,
)
from tests.families.merging.world import (
    LATER,
    WORKER,
    household,
    into,
    join,
    join_families,
    part,
    person,
)
from tests.families.test_at_once import beside
from tests.families.world import day, homes, make_codes
from tests.waiting import until_somebody_waits

JULY = day("2020-07-02")
SINCE = LATER + dt.timedelta(days=1)


def test_two_workers_at_the_same_records(fresh_db: None) -> None:
    """All that can meet, in one database: to make another takes longer than the tests."""
    make_codes()
    each_joins_the_other()
    both_join_the_same()
    a_chain_is_joined_from_both_ends()
    two_families_of_the_same_people()
    an_entry_that_comes_between()
    a_parting_that_comes_between()
    what_news_had_ended_holds_on()


def each_joins_the_other() -> None:
    one, other = person(), person()

    with transaction.atomic():
        join(one, other)
        second = beside(lambda: join(other, one))
        until_somebody_waits()

    with pytest.raises(MergedAlreadyError):
        second.result(timeout=30)
    assert into(one, other) == [None, one.pk]


def both_join_the_same() -> None:
    one, other = person(), person()

    with transaction.atomic():
        first = join(one, other)
        second = beside(lambda: join(one, other))
        until_somebody_waits()

    assert second.result(timeout=30) == first
    assert Merge.objects.filter(merged_person=other).count() == 1


def a_chain_is_joined_from_both_ends() -> None:
    """B into C while A goes into B: whoever comes second is told, and no circle is made."""
    a, b, c = person("A"), person("B"), person("C")

    with transaction.atomic():
        join(c, b)
        second = beside(lambda: join(b, a))
        until_somebody_waits()

    with pytest.raises(MergedAlreadyError):
        second.result(timeout=30)
    assert into(a, b, c) == [None, c.pk, None]


def two_families_of_the_same_people() -> None:
    one, zofia, _ = household()
    other, sofia, _ = household("Sofia")

    with transaction.atomic():
        first = join_families(one, other, (zofia, sofia))
        second = beside(lambda: join_families(other, one, (sofia, zofia)))
        again = beside(lambda: join_families(one, other, (zofia, sofia)))
        until_somebody_waits()

    with pytest.raises(MergedAlreadyError):
        second.result(timeout=30)
    assert again.result(timeout=30) == first
    assert into(one, other, zofia, sofia) == [None, one.pk, None, zofia.pk]


def an_entry_that_comes_between() -> None:
    """A need is entered while somebody parts: it is asked about, and nothing is parted blindly."""
    kept, merged = person(), person()
    merge = join(kept, merged)

    with transaction.atomic():
        record_need(person=kept, code="send", starts_on=JULY, by=WORKER, at=SINCE)
        second = beside(lambda: part(merge, {}))
        until_somebody_waits()

    with pytest.raises(UndecidedError):
        second.result(timeout=30)
    assert into(merged) == [kept.pk]


def a_parting_that_comes_between() -> None:
    """Records are parted while news comes: it falls on the one that was asked for."""
    family, kept, _ = household()
    _, merged, _ = household("Sofia", "Noor", "LU9 1AB")
    merge = join(kept, merged)

    with transaction.atomic():
        part(merge)
        second = beside(
            lambda: end_registration(person=kept, family=family, left_on=JULY, by=WORKER, at=SINCE)
        )
        until_somebody_waits()
    second.result(timeout=30)

    assert [r.left_on for r in kept.registrations.all()] == [JULY]
    assert [r.left_on for r in merged.registrations.all()] == [None]


def what_news_had_ended_holds_on() -> None:
    """Of the record that news does not belong to, what it had ended is in force again."""
    family, kept, _ = household(postcode="LU9 1AA")
    _, merged, _ = household("Sofia", "Noor", "LU9 1AD")
    merge = join(kept, merged)
    move(kept, family, "LU9 1AB", JULY)

    (entry,) = entered_since(merge)
    part(merge, {entry.key: Side.MERGED})

    assert homes(kept) == [("LU9 1AA", True, None, None)]
    assert homes(merged) == [("LU9 1AD", True, None, JULY), ("LU9 1AB", True, JULY, None)]


def move(who: Person, family: Family, postcode: str, on: dt.date) -> None:
    where = AddressLines(postcode=postcode)
    move_home(people=[who], family=family, address=where, on=on, by=WORKER, at=SINCE)

"""Joining two records: a pointer and a row that says who, when and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from flyingstart.families.api import (
    Distinct,
    Doubt,
    Family,
    Merge,
    MergedAlreadyError,
    MergeDoubtError,
    MergeError,
    MergeReasonError,
    MessagePause,
    NhsNumbersDifferError,
    Person,
    Role,
    SaidDistinctError,
    join_family,
    merge_doubts,
    read_once,
    say_distinct,
    withdraw_distinct,
)
from flyingstart.families.queries.circle import Circle, circle_of
from flyingstart.kernel.api import Actor
from tests.families.merging.world import (
    BORN,
    LATER,
    NHS,
    OTHER_NHS,
    WORKER,
    household,
    into,
    join,
    join_families,
    part,
    person,
)
from tests.families.world import AT, BY, everything, make_codes
from tests.history import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def codes() -> None:
    make_codes()


def others() -> dict[str, list[dict[str, Any]]]:
    """Every row but merges and pointers."""
    rows = everything()
    del rows["families.Merge"]
    for model in ("families.Person", "families.Family"):
        for row in rows[model]:
            del row["merged_into_id"]
    return rows


class TestPeople:
    def test_a_pointer_and_who_said_so_when_and_why(self) -> None:
        kept, merged = person(), person("Sofia")

        merge = join(kept, merged, reason="  One\nwoman ")

        assert into(kept, merged) == [None, kept.pk]
        assert (merge.kept_person, merge.merged_person) == (kept, merged)
        assert (merge.reason, merge.merged_at, merge.merged_by_name) == (
            "One woman",
            LATER,
            "Sam Okafor",
        )
        assert (merge.kept_family, merge.merged_family, merge.whole) == (None, None, None)
        assert (merge.undone_at, merge.undone_by_name, merge.undone_why) == (None, "", "")

    def test_no_other_row_is_touched(self) -> None:
        _, kept, _ = household(phone="07700 900123")
        _, merged, _ = household("Sofia", "Noor", "LU9 1AB", phone="07700 900124")
        before = others()

        join(kept, merged)

        assert others() == before

    def test_history_names_the_operation(self) -> None:
        kept, merged = person(), person()

        join(kept, merged)

        event = history_of(merged).last()
        assert event.merged_into_id == kept.pk
        assert event.pgh_context.metadata["operation"] == "families.operations.merging.merge_people"
        assert event.pgh_context.metadata["actor_name"] == "Sam Okafor"

    def test_twice_is_once(self) -> None:
        kept, merged = person(), person()

        first, second = join(kept, merged), join(kept, merged, reason="Again")

        assert first == second
        assert second.reason == "The same person"
        assert Merge.objects.count() == 1

    @pytest.mark.parametrize("reason", ["", "  ", "\u202e\n"])
    def test_nobody_joins_without_a_reason(self, reason: str) -> None:
        kept, merged = person(), person()

        with pytest.raises(MergeReasonError):
            join(kept, merged, reason=reason)

        assert into(merged) == [None]

    def test_never_into_itself(self) -> None:
        kept = person()

        with pytest.raises(MergeError, match="one record already"):
            join(kept, kept)

    def test_a_chain_grows_at_its_end_only(self) -> None:
        a, b, c = person("A"), person("B"), person("C")
        join(a, b)
        join(c, a)

        assert into(a, b, c) == [c.pk, a.pk, None]
        for kept, merged in ((a, c), (b, c), (c, b)):
            with pytest.raises(MergedAlreadyError):
                join(kept, merged)
        assert into(a, b, c) == [c.pk, a.pk, None]

    def test_no_circle(self) -> None:
        a, b = person(), person()
        join(a, b)

        with pytest.raises(MergedAlreadyError):
            join(b, a)

    def test_nhs_numbers_that_differ(self) -> None:
        kept, merged = person(nhs_number=NHS), person(nhs_number=OTHER_NHS)

        with pytest.raises(NhsNumbersDifferError):
            join(kept, merged, knows_they_are_one=True)

        assert into(merged) == [None]

    def test_nhs_numbers_differ_by_any_record(self) -> None:
        kept, between, merged = person(), person(nhs_number=NHS), person(nhs_number=OTHER_NHS)
        join(kept, between)

        with pytest.raises(NhsNumbersDifferError):
            join(kept, merged)

    def test_who_was_joined_wrongly_and_parted_is_joined_again(self) -> None:
        kept, merged = person(), person()
        first = join(kept, merged)
        part(first)

        second = join(kept, merged)

        assert first != second
        assert into(merged) == [kept.pk]


class TestDoubts:
    def unlike(self) -> tuple[Person, Person]:
        born = dt.date(1990, 5, 5)
        return (
            person("Zofia", "Example", date_of_birth=born),
            person("Anna", "Other", date_of_birth=born + dt.timedelta(days=1)),
        )

    def test_who_is_unlike_is_joined_by_explicit_word_only(self) -> None:
        kept, merged = self.unlike()
        assert merge_doubts(kept, merged) == (Doubt.UNLIKE,)

        with pytest.raises(MergeDoubtError, match="all differ"):
            join(kept, merged)
        join(kept, merged, knows_they_are_one=True)

        assert into(merged) == [kept.pk]

    @pytest.mark.parametrize("by", [Actor.job("families.matching"), BY])
    def test_no_job_and_no_command_knows_better(self, by: Actor) -> None:
        kept, merged = self.unlike()

        with pytest.raises(MergeDoubtError):
            join(kept, merged, knows_they_are_one=True, by=by)

        assert into(merged) == [None]

    def twins(self) -> tuple[Person, Person]:
        family, _, ayaan = household()
        noor = person("Noor", date_of_birth=BORN)
        join_family(person=noor, family=family, role=Role.CHILD, by=WORKER, at=AT)
        return ayaan, noor

    def test_twins_are_warned_of(self) -> None:
        ayaan, noor = self.twins()
        assert merge_doubts(ayaan, noor) == (Doubt.TWINS,)

        with pytest.raises(MergeDoubtError, match="twins"):
            join(ayaan, noor)
        with pytest.raises(MergeDoubtError, match="twins"):
            join(ayaan, noor, by=Actor.job("rule"), knows_they_are_one=True)

        join(ayaan, noor, knows_they_are_one=True)
        assert into(noor) == [ayaan.pk]

    def test_twins_are_seen_through_families_that_are_one(self) -> None:
        one, _, ayaan = household()
        other, _, noor = household("Anna", "Noor")
        assert merge_doubts(ayaan, noor) == ()

        join_families(one, other)

        assert merge_doubts(ayaan, noor) == (Doubt.TWINS,)

    def test_the_living_and_the_dead_are_joined_with_care(self) -> None:
        one, kept, _ = household()
        other, merged, _ = household("Sofia")
        Person.objects.filter(pk=merged.pk).update(died_on=dt.date(2020, 5, 1))

        with pytest.raises(MergeDoubtError, match="died"):
            join(kept, merged)
        join(kept, merged, knows_they_are_one=True)

        # Nothing is sent to either family until a worker resumes.
        pauses = MessagePause.objects.order_by("family")
        assert [(p.family, p.started_at, p.resumed_at) for p in pauses] == [
            (one, LATER, None),
            (other, LATER, None),
        ]

    def test_a_family_that_is_silent_is_not_silenced_twice(self) -> None:
        family, kept, _ = household()
        merged = person("Sofia", died_on=dt.date(2020, 5, 1))
        pause = MessagePause.objects.create(
            family=family, reason="A loss", started_at=AT, started_by_name="Kim"
        )

        join(kept, merged, knows_they_are_one=True)

        assert list(MessagePause.objects.all()) == [pause]


class TestDistinct:
    def test_the_lower_id_comes_first_and_the_first_word_stays(self) -> None:
        one, other = person(), person()

        said = say_distinct(first=other, second=one, reason="Twins", by=WORKER, at=LATER)
        again = say_distinct(first=one, second=other, reason="Really", by=WORKER, at=LATER)

        assert said == again
        assert (said.first, said.second, said.reason) == (one, other, "Twins")
        assert (said.said_at, said.said_by_name) == (LATER, "Sam Okafor")

    def test_they_are_joined_only_after_it_is_withdrawn(self) -> None:
        one, other = person(), person()
        said = say_distinct(first=one, second=other, reason="Twins", by=WORKER, at=LATER)

        with pytest.raises(SaidDistinctError):
            join(one, other, knows_they_are_one=True)
        withdraw_distinct(distinct=said, reason="A slip", by=WORKER, at=LATER)
        withdraw_distinct(distinct=said, reason="A slip", by=WORKER, at=LATER)

        join(one, other)
        assert into(other) == [one.pk]
        assert not Distinct.objects.exists()
        assert [e.reason for e in history_of(said)] == ["Twins", "A slip", "A slip"]

    def test_it_holds_for_those_who_were_joined_to_them(self) -> None:
        a, b, c, d = (person(name) for name in "ABCD")
        say_distinct(first=a, second=c, reason="Twins", by=WORKER, at=LATER)
        join(b, a)
        join(d, c)

        with pytest.raises(SaidDistinctError):
            join(b, d)

    def test_joined_records_are_not_two(self) -> None:
        a, b, c = (person(name) for name in "ABC")
        join(b, a)
        join(b, c)

        for one, other in ((a, b), (a, c), (a, a)):
            with pytest.raises(MergedAlreadyError):
                say_distinct(first=one, second=other, reason="No", by=WORKER, at=LATER)

    def test_a_reason_is_needed(self) -> None:
        one, other = person(), person()

        with pytest.raises(MergeReasonError):
            say_distinct(first=one, second=other, reason=" ", by=WORKER, at=LATER)


class TestFamilies:
    def test_families_and_their_people_become_one_each(self) -> None:
        one, zofia, ayaan = household()
        other, sofia, ayan = household("Sofia", "Ayan")

        whole = join_families(one, other, (zofia, sofia), (ayaan, ayan), knows_they_are_one=True)

        assert into(one, other) == [None, one.pk]
        assert into(zofia, sofia, ayaan, ayan) == [None, zofia.pk, None, ayaan.pk]
        assert (whole.kept_family, whole.merged_family) == (one, other)
        pieces = whole.pieces.order_by("pk")
        assert [(m.kept_person, m.merged_person) for m in pieces] == [
            (zofia, sofia),
            (ayaan, ayan),
        ]
        assert {m.reason for m in pieces} == {"Registered twice"}

    def test_no_other_row_is_touched(self) -> None:
        one, zofia, _ = household(phone="07700 900123")
        other, sofia, _ = household("Sofia", "Ayan", "LU9 1AB", phone="07700 900124")
        before = others()

        join_families(one, other, (zofia, sofia))

        assert others() == before

    def test_twice_is_once(self) -> None:
        one, zofia, _ = household()
        other, sofia, _ = household("Sofia")

        first = join_families(one, other, (zofia, sofia))
        second = join_families(one, other, (zofia, sofia))

        assert first == second
        assert Merge.objects.count() == 2

    def test_who_was_joined_before_stays_so(self) -> None:
        one, zofia, _ = household()
        other, sofia, _ = household("Sofia")
        before = join(zofia, sofia)

        whole = join_families(one, other, (zofia, sofia))

        assert not whole.pieces.exists()
        assert list(Merge.objects.filter(merged_person=sofia)) == [before]

    def test_a_doubt_about_one_pair_joins_nobody(self) -> None:
        one, zofia, ayaan = household()
        other, sofia, noor = household("Sofia", "Noor")

        with pytest.raises(MergeDoubtError, match="twins"):
            join_families(one, other, (zofia, sofia), (ayaan, noor))

        assert into(other, sofia, noor) == [None, None, None]
        assert not Merge.objects.exists()

    def test_chains_of_families(self) -> None:
        a, b, c = (Family.objects.create() for _ in range(3))
        join_families(b, a)
        join_families(c, b)

        assert into(a, b, c) == [b.pk, c.pk, None]
        for kept, merged in ((a, c), (b, c), (c, a)):
            with pytest.raises(MergedAlreadyError):
                join_families(kept, merged)
        with pytest.raises(MergeError, match="one family already"):
            join_families(c, c)

    def test_strangers_are_no_pair(self) -> None:
        one, zofia, _ = household()
        other, sofia, _ = household("Sofia")
        stranger = person("Kim")

        for pair in ((zofia, stranger), (stranger, sofia), (sofia, zofia)):
            with pytest.raises(MergeError, match="does not belong"):
                join_families(one, other, pair)

        assert into(other) == [None]


def test_all_records_of_somebody_are_found_from_each_of_them(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, second, third, other = (person(name) for name in ("Ada", "Adah", "Aida", "Bea"))
    join(second, third)
    join(first, second)
    whole = [first.pk, second.pk, third.pk]

    with django_assert_num_queries(5):
        found = [circle_of(one.pk).people for one in (first, second, third, other)]
        assert found == [whole, whole, whole, [other.pk]]
        assert circle_of(0) == Circle([], [], [])
    with django_assert_num_queries(1), read_once():
        assert circle_of(third.pk) is circle_of(third.pk)


def test_a_circle_is_everybody_of_every_family_through_all_merges(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, zofia, ayaan = household()
    other, sofia, lena = household("Sofia", "Lena")
    household("Kim", "Jo")
    join(zofia, sofia)
    twin = person("Lena")
    join(twin, lena)

    with django_assert_num_queries(1):
        circle = circle_of(sofia.pk)

    assert circle == Circle(
        people=[zofia.pk, sofia.pk],
        families=[one.pk, other.pk],
        others=[ayaan.pk, lena.pk, twin.pk],
    )
    assert circle_of(0) == Circle([], [], [])

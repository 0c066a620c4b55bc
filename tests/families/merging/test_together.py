"""Records read together: blanks are filled in, stretches give way, and news falls where it should.

A law beside the cases: whatever is done with somebody who was joined of two records ends as it does
with somebody of whom one record says the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.families.api import (
    Address,
    Code,
    ContactDetail,
    ExpectedBirth,
    FamilyTie,
    Need,
    Person,
    PersonDetails,
    Registration,
    children_born,
    end_need,
    end_pregnancy,
    expect_birth,
    families_of,
    record_birth,
    record_need,
    update_details,
)
from flyingstart.families.operations.saving import save
from flyingstart.families.queries.held import PersonState
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.queries.together import spoken, visible
from flyingstart.kernel.api import facts, fetch
from tests.depth import worlds
from tests.families.merging.test_identity import Homes, words
from tests.families.merging.world import (
    BORN,
    WORKER,
    household,
    join,
    join_families,
    part,
    person,
)
from tests.families.world import AT, day, make_codes

pytestmark = pytest.mark.django_db

ENDS = {"registrations": ("registered_on", "left_on")}
OPEN = (dt.date.min, dt.date.max)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["", ""], ""),
        ([None, None], None),
        (["", "Polish"], "Polish"),
        (["Urdu", "Polish"], "Urdu"),
        ([None, BORN], BORN),
        ([False, True], False),
        # Not known and not asked are no answers yet; a refusal is one.
        (["unknown", "Polish"], "Polish"),
        (["not_asked", "Polish"], "Polish"),
        (["refused", "Polish"], "refused"),
        (["not_asked", "refused"], "refused"),
        (["unknown", "not_asked"], "unknown"),
        (["", "not_asked"], "not_asked"),
        (["", "unknown", "Polish"], "Polish"),
    ],
)
def test_the_first_that_has_an_answer_speaks(values: list[Any], expected: Any) -> None:
    assert spoken(values) == expected


days = st.tuples(*[st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 12))] * 2).filter(
    lambda pair: pair[0] is None or pair[1] is None or pair[0] < pair[1]
)


def covers(stretch: tuple[dt.date | None, dt.date | None], on: dt.date) -> bool:
    return (stretch[0] or OPEN[0]) <= on < (stretch[1] or OPEN[1])


@given(stretch=days, taken=st.lists(days, max_size=4))
def test_what_is_left_is_every_day_that_nothing_before_it_takes(
    stretch: tuple[dt.date | None, dt.date | None],
    taken: list[tuple[dt.date | None, dt.date | None]],
) -> None:
    left = visible(stretch, taken)

    for number in range(-2, 16):
        on = dt.date(2020, 1, 1) + dt.timedelta(days=number)
        free = covers(stretch, on) and not any(covers(other, on) for other in taken)
        assert sum(covers(piece, on) for piece in left) == free


def copied(state: PersonState, name: str) -> Person:
    """Somebody of whom one record says all that a state does."""
    made = Person.objects.create(**state.answers._asdict() | {"given_name": name})

    def fresh(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(part._replace(id=None) for part in parts)

    one = PersonState(
        answers=state.answers,
        ties=fresh(state.ties),
        homes=fresh(state.homes),
        registrations=fresh(state.registrations),
        pregnancies=fresh(state.pregnancies),
        details=state.details,
    )
    save(made.pk, None, one, AT)
    return made


def what_holds(pk: int) -> dict[str, Any]:
    """A state as stretches of days, however many rows they lie in."""
    state = person_states([pk])[pk]
    told: dict[str, Any] = {"details": dict(state.details)}
    for name in ("ties", "homes", "registrations"):
        first, last = ENDS.get(name, ("starts_on", "ends_on"))
        stretches: dict[Any, list[tuple[dt.date, dt.date]]] = defaultdict(list)
        for held in getattr(state, name):
            key = held._replace(id=None, **{first: None, last: None})
            span = getattr(held, first) or OPEN[0], getattr(held, last) or OPEN[1]
            if span[0] < span[1]:
                stretches[key].append(span)
        told[name] = {key: together(spans) for key, spans in stretches.items()}
    told["pregnancies"] = sorted(p._replace(id=0) for p in state.pregnancies)
    return told


def counted(pk: int) -> dict[str, Any]:
    """What is counted of a person, as stretches of days."""
    told: dict[str, Any] = {}
    for name in ("tie", "address", "registration"):
        stretches: dict[Any, list[tuple[dt.date, dt.date]]] = defaultdict(list)
        for row in fetch(facts[name].select, []):
            said = dict(zip(facts[name].columns, row, strict=True))
            whose, starts, ends = (said.pop(c) for c in ("person", "starts_on", "ends_on"))
            if whose == pk and starts < ends:
                stretches[str(said)].append((starts, ends))
        told[name] = {key: together(spans) for key, spans in stretches.items()}
    return told


def together(spans: list[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    """Stretches that touch or overlap as one."""
    found: list[tuple[dt.date, dt.date]] = []
    for starts, ends in sorted(spans):
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((starts, ends))
    return found


@settings(max_examples=worlds(12, many=30))
@given(before=words, after=words, families=st.booleans())
def test_news_ends_as_it_does_with_one_record_that_says_the_same(
    before: list[tuple[str, int, int, int]],
    after: list[tuple[str, int, int, int]],
    families: bool,
) -> None:
    with transaction.atomic():
        if not Code.objects.exists():
            make_codes()
        homes = Homes()
        for word in before:
            homes.tell(word)
        mother, carer, child, _ = homes.people
        if families:
            family, other = homes.families
            join_families(family, other, (mother, carer), knows_they_are_one=True)
            homes.families[1] = family
        else:
            join(mother, carer, knows_they_are_one=True)
        one = copied(person_states([mother.pk])[mother.pk], "One")
        assert what_holds(mother.pk) == what_holds(one.pk)

        for name, _, which, number in after:
            for who in (mother, one):
                homes.people = [who, who, child, child]
                homes.tell((name, 0, which, number))
            assert what_holds(mother.pk) == what_holds(one.pk), name
            assert counted(mother.pk) == counted(one.pk), name
        transaction.set_rollback(True)


class TestAnswers:
    def test_blanks_are_filled_in_and_stay_with_whom_they_were_given(self) -> None:
        make_codes()
        kept = person("Zofia", "", sex="F")
        merged = person("Sofia", "Example", sex="M", spoken_language="Polish", ethnicity="WBRI")
        merge = join(kept, merged)

        state = person_states([kept.pk])[kept.pk]
        assert (state.answers.given_name, state.answers.family_name) == ("Zofia", "Example")
        assert (state.answers.sex, state.answers.spoken_language) == ("F", "Polish")

        kept.refresh_from_db()
        given = PersonDetails(
            given_name="Zofia",
            family_name="Example",
            sex="F",
            spoken_language="Polish",
            ethnicity="APKN",
        )
        update_details(person=kept, details=given, by=WORKER, at=AT)

        # Only what was changed is written.
        kept.refresh_from_db()
        assert (kept.family_name, kept.spoken_language, kept.ethnicity) == ("", "", "APKN")
        part(merge)
        merged.refresh_from_db()
        assert (merged.ethnicity, merged.spoken_language) == ("WBRI", "Polish")

    def test_of_two_numbers_the_kept_one_speaks_and_both_stay_in_use(self) -> None:
        _, kept, _ = household(phone="07700 900123")
        _, merged, _ = household("Sofia", phone="07700 900124", email="sofia@example.org")
        join(kept, merged)

        state = person_states([kept.pk])[kept.pk]

        assert state.details == {"phone": "07700 900123", "email": "sofia@example.org"}
        assert ContactDetail.objects.filter(ended_at=None).count() == 3

    def test_a_number_that_is_replaced_ends_where_it_was_given(self) -> None:
        _, kept, _ = household()
        _, merged, _ = household("Sofia", phone="07700 900124")
        join(kept, merged)

        Homes._phone(None, kept, None, None, 1)  # type: ignore[arg-type]

        held = ContactDetail.objects.order_by("pk")
        assert [(d.person, d.value, d.ended_at) for d in held] == [
            (merged, "07700 900124", AT),
            (kept, "07700 900121", None),
        ]


class TestWhoTheyAre:
    def test_families_and_birth_dates_follow(self) -> None:
        one, kept, child = household()
        other, merged, sibling = household("Sofia", "Noor")
        third, _, _ = household("Anna", "Kim")
        join(kept, merged)
        join_families(third, other)

        assert families_of([kept.pk]) == {kept.pk: {one.pk, third.pk}}
        assert families_of([merged.pk]) == {merged.pk: {third.pk}}
        assert children_born([kept.pk, child.pk, sibling.pk]) == {child.pk: BORN, sibling.pk: BORN}

    def test_a_child_of_one_record_has_the_birth_date_of_the_other(self) -> None:
        kept = person("Ayaan", date_of_birth=BORN)
        _, merged, _ = household("Ayan")
        FamilyTie.objects.filter(person=merged).update(role="child")
        join(kept, merged)

        assert children_born([kept.pk]) == {kept.pk: BORN}


class TestWhatIsNoState:
    def test_one_need_is_recorded_once_and_ends_once(self) -> None:
        make_codes()
        kept, merged = person(), person("Sofia")
        own = record_need(person=kept, code="send", starts_on=day("2020-03-01"), by=WORKER, at=AT)
        record_need(person=merged, code="send", starts_on=day("2020-01-01"), by=WORKER, at=AT)
        join(kept, merged)

        again = record_need(person=kept, code="send", starts_on=day("2020-02-01"), by=WORKER, at=AT)
        assert again.person == merged
        end_need(need=own, ends_on=day("2020-05-01"), by=WORKER, at=AT)

        held = Need.objects.order_by("pk")
        assert [need.ends_on for need in held] == [day("2020-05-01"), day("2020-05-01")]

    def test_one_birth_is_expected_and_ends_for_both(self) -> None:
        family, kept, _ = household()
        merged = person("Sofia")
        FamilyTie.objects.create(person=merged, family=family, role="expectant_parent")
        due = day("2020-08-01")
        own = expect_birth(person=kept, family=family, due_on=due, by=WORKER, at=AT)
        expect_birth(person=merged, family=family, due_on=day("2020-08-09"), by=WORKER, at=AT)
        join(kept, merged)
        assert [p.due_on for p in person_states([kept.pk])[kept.pk].pregnancies] == [due]

        end_pregnancy(pregnancy=own, ended_on=day("2020-05-01"), by=WORKER, at=AT)

        assert {e.outcome for e in ExpectedBirth.objects.all()} == {"ended"}

    def test_a_baby_is_born_to_who_stays_in_the_family_that_stays(self) -> None:
        one, kept, _ = household(postcode="LU9 1AA")
        other, merged, _ = household("Sofia", "Noor", "LU9 1AB")
        expected = expect_birth(
            person=merged, family=other, due_on=day("2020-08-01"), by=WORKER, at=AT
        )
        join_families(one, other, (kept, merged))

        (baby,) = record_birth(
            pregnancy=expected,
            babies=[PersonDetails(given_name="Ada", date_of_birth=day("2020-05-05"))],
            by=WORKER,
            at=AT,
        )

        assert FamilyTie.objects.get(person=baby).family == one
        assert Address.objects.get(person=baby).postcode == "LU9 1AA"
        assert not Registration.objects.filter(person=baby).exists()

"""Whether two records are of one person: the rules, on plain facts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.families.queries.candidates import NameFacts
from flyingstart.families.rules.likeness import (
    Facts,
    NameLikeness,
    Strength,
    dates_a_slip_away,
    differ_by_a_slip,
    is_placeholder,
    likeness,
    names_alike,
    slips,
)
from tests.depth import worlds

BORN = dt.date(2021, 3, 5)
OTHER_DAY = dt.date(1985, 11, 30)
NHS, OTHER_NHS = "9991234578", "9990000107"
SOUNDS = {
    "mohammed": "mhmd",
    "muhammad": "mhmd",
    "md": "mhmd",
    "hassan": "hsn",
    "hussain": "hsn",
    "khan": "kn",
    "kan": "kn",
    "zofia": "sf",
}


def name(text: str) -> NameFacts:
    """Folded words, each with its sound: its own letters unless it is among `SOUNDS`."""
    words = tuple(text.split())
    return NameFacts(words, tuple(SOUNDS.get(word, word) for word in words))


def facts(given: str, family: str, **rest: Any) -> Facts:
    """Somebody; `phone`, `email` and `postcode` are one each."""
    reach: dict[str, Any] = {
        f"{kind}s": frozenset({rest.pop(kind)})
        for kind in ("phone", "email", "postcode")
        if kind in rest
    }
    return Facts(given=name(given), family=name(family), **reach, **rest)


ALI = facts("ali", "khan", date_of_birth=BORN, phone="07700900123", postcode="LU91AA")


@pytest.mark.parametrize(
    ("other", "strength", "reasons"),
    [
        # Name and birth date.
        ({}, Strength.LIKELY, ("same name", "same birth date")),
        (
            {"phone": "07700900123"},
            Strength.CERTAIN,
            ("same name", "same birth date", "same phone"),
        ),
        ({"postcode": "LU91AA"}, Strength.CERTAIN, None),
        ({"given": "khan", "family": "ali"}, Strength.LIKELY, ("same name", "same birth date")),
        ({"family": "kan"}, Strength.LIKELY, ("name spelled alike", "same birth date")),
        ({"given": "ali raza"}, Strength.LIKELY, ("name spelled alike", "same birth date")),
        # Another family name, as after a marriage.
        ({"family": "shah"}, None, None),
        (
            {"family": "shah", "phone": "07700900123"},
            Strength.LIKELY,
            ("same given name", "same birth date", "same phone"),
        ),
        ({"family": "shah", "postcode": "LU91AA"}, Strength.POSSIBLE, None),
        ({"family": "", "postcode": "LU91AA"}, Strength.POSSIBLE, None),
        # The birth date is not known: the way to reach them decides, a home never does.
        ({"date_of_birth": None}, None, None),
        ({"date_of_birth": None, "postcode": "LU91AA"}, None, None),
        (
            {"date_of_birth": None, "phone": "07700900123"},
            Strength.LIKELY,
            ("same name", "same phone"),
        ),
        (
            {"date_of_birth": None, "family": "kan", "phone": "07700900123"},
            Strength.POSSIBLE,
            ("name spelled alike", "same phone"),
        ),
        ({"date_of_birth": None, "given": "omar", "phone": "07700900123"}, None, None),
        # The given name is not known: nothing but a phone, and then a person must say.
        ({"given": "", "postcode": "LU91AA"}, None, None),
        ({"given": "baby", "postcode": "LU91AA"}, None, None),
        (
            {"given": "twin 1", "phone": "07700900123"},
            Strength.POSSIBLE,
            ("no given name yet", "same birth date", "same phone"),
        ),
        # Father and son.
        ({"date_of_birth": OTHER_DAY}, None, None),
        ({"date_of_birth": OTHER_DAY, "phone": "07700900123", "postcode": "LU91AA"}, None, None),
        # A slip in the birth date.
        (
            {"date_of_birth": dt.date(2021, 5, 3), "phone": "07700900123"},
            Strength.POSSIBLE,
            ("same name", "birth dates differ by a slip", "same phone"),
        ),
        ({"date_of_birth": dt.date(2021, 5, 3)}, None, None),
        ({"date_of_birth": dt.date(2021, 5, 3), "postcode": "LU91AA"}, None, None),
        # Somebody else.
        ({"given": "omar"}, None, None),
        ({"given": "omar", "family": "shah", "phone": "07700900123"}, None, None),
    ],
)
def test_likeness(
    other: dict[str, Any], strength: Strength | None, reasons: tuple[str, ...] | None
) -> None:
    said = {"given": "ali", "family": "khan", "date_of_birth": BORN, **other}
    found = likeness(ALI, facts(said.pop("given"), said.pop("family"), **said))

    assert (found and found.strength) == strength
    if found and reasons:
        assert found.reasons == reasons
        assert found.may_be_twins is False


@pytest.mark.parametrize("place", [{"postcode": "LU91AA"}, {"phone": "07700900123"}])
@pytest.mark.parametrize("given", ["omar", "alina", "zofia"])
def test_twins_are_possible_at_most(given: str, place: dict[str, Any]) -> None:
    found = likeness(ALI, facts(given, "khan", date_of_birth=BORN, **place))

    assert found is not None
    assert (found.strength, found.may_be_twins) == (Strength.POSSIBLE, True)
    assert found.reasons == (
        "may be a twin: same birth date, family name and home, another given name",
    )


def test_twins_whose_names_sound_alike_are_no_more_than_possible() -> None:
    hassan = facts("hassan", "khan", date_of_birth=BORN, postcode="LU91AA")
    found = likeness(hassan, facts("hussain", "khan", date_of_birth=BORN, postcode="LU91AA"))

    assert found is not None
    assert (found.strength, found.may_be_twins) == (Strength.POSSIBLE, True)


def test_siblings_of_one_family_may_be_twins_wherever_they_live() -> None:
    one = facts("omar", "khan", date_of_birth=BORN, families=frozenset({1, 2}))
    found = likeness(one, facts("ali", "khan", date_of_birth=BORN, families=frozenset({2})))

    assert found is not None
    assert (found.strength, found.may_be_twins) == (Strength.POSSIBLE, True)


def test_one_name_twice_in_a_family_is_certain() -> None:
    one = facts("omar", "khan", date_of_birth=BORN, families=frozenset({1}))

    found = likeness(one, one)
    assert found is not None
    assert found.strength is Strength.CERTAIN
    assert found.reasons == ("same name", "same birth date", "same family")


def test_brothers_may_share_the_first_of_their_names() -> None:
    one = facts("muhammad", "khan", date_of_birth=BORN, families=frozenset({1}))
    found = likeness(
        one, facts("mohammed ali", "khan", date_of_birth=BORN, families=frozenset({1}))
    )

    assert found is not None
    assert (found.strength, found.may_be_twins) == (Strength.POSSIBLE, True)


def test_names_that_only_sound_alike_are_possible() -> None:
    one = facts("hassan", "khan", date_of_birth=BORN)
    found = likeness(one, facts("hussain", "khan", date_of_birth=BORN))

    assert found is not None
    assert (found.strength, found.may_be_twins) == (Strength.POSSIBLE, False)


def test_another_spelling_of_a_long_name_is_no_twin() -> None:
    one = facts("mohammed", "khan", date_of_birth=BORN, postcode="LU91AA")
    found = likeness(one, facts("md", "khan", date_of_birth=BORN, postcode="LU91AA"))

    assert found is not None
    assert (found.strength, found.may_be_twins) == (Strength.LIKELY, False)


def test_one_nhs_number_is_certain_whatever_else_is_said() -> None:
    one = facts("ali", "khan", date_of_birth=BORN, nhs_number=NHS)
    found = likeness(one, facts("baby", "shah", nhs_number=NHS))

    assert found is not None
    assert (found.strength, found.reasons) == (Strength.CERTAIN, ("same NHS number",))


def test_two_nhs_numbers_are_two_people_whatever_else_is_said() -> None:
    one = dataclasses.replace(ALI, nhs_number=NHS)

    assert likeness(one, dataclasses.replace(ALI, nhs_number=OTHER_NHS)) is None


def test_an_earlier_family_name_counts() -> None:
    married = facts("sana", "ahmad", date_of_birth=BORN, earlier=(name("tabassum"),))
    found = likeness(facts("sana", "tabassum", date_of_birth=BORN), married)

    assert found is not None
    assert found.strength is Strength.LIKELY


@pytest.mark.parametrize(
    ("text", "held"),
    [
        *(("baby", True), ("baby ahmed", True), ("twin 1", True), ("twin1", True), ("", False)),
        *(("unborn", True), ("ali", False), ("babylon", False), ("bump", True)),
    ],
)
def test_a_placeholder_is_no_name(text: str, held: bool) -> None:
    assert is_placeholder(name(text)) is held


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("thi lan", "lan thi", NameLikeness.SAME),
        ("thi lan", "thilan", NameLikeness.SAME),
        ("smith jones", "jones", NameLikeness.NEAR),
        ("patrick", "patirck", NameLikeness.NEAR),
        ("mohammed", "muhammad", NameLikeness.NEAR),
        ("hassan", "hussain", NameLikeness.ALIKE),
        ("ali", "aly", NameLikeness.OTHER),
        ("ali", "omar", NameLikeness.OTHER),
        ("mohammed ali", "mohammed omar", NameLikeness.OTHER),
        ("mohammed", "muhammad ali", NameLikeness.ALIKE),
        ("mohammed ali", "ali", NameLikeness.NEAR),
        ("", "omar", NameLikeness.UNKNOWN),
        ("", "", NameLikeness.UNKNOWN),
    ],
)
def test_names_alike(one: str, other: str, alike: NameLikeness) -> None:
    assert names_alike(name(one), name(other)) is alike
    assert names_alike(name(other), name(one)) is alike


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        *((BORN, dt.date(2021, 5, 3), True), (BORN, dt.date(2021, 3, 15), True)),
        *((BORN, dt.date(2020, 3, 5), True), (BORN, dt.date(2021, 4, 5), True)),
        *((BORN, dt.date(2019, 3, 5), False), (BORN, dt.date(2020, 4, 5), False)),
        (BORN, dt.date(1991, 3, 5), False),
    ],
)
def test_dates_that_differ_by_a_slip(one: dt.date, other: dt.date, slip: bool) -> None:
    assert differ_by_a_slip(one, other) is slip


@given(st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1)))
def test_dates_a_slip_away_are_those_that_differ_by_one(born: dt.date) -> None:
    near = dates_a_slip_away(born)

    assert born not in near
    assert all(differ_by_a_slip(born, other) for other in near)
    around = (born + dt.timedelta(days=n) for n in range(-400, 401) if n)
    assert {day for day in around if differ_by_a_slip(born, day)} == set(near)


letters = st.text("abc", max_size=6)


@given(letters, letters)
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)


facts_of_few = st.builds(
    facts,
    st.sampled_from(["ali", "omar", "hassan", "hussain", "baby", "", "mohammed", "md"]),
    st.sampled_from(["khan", "kan", "shah", ""]),
    date_of_birth=st.sampled_from([None, BORN, dt.date(2021, 5, 3), OTHER_DAY]),
    nhs_number=st.sampled_from(["", "", NHS, OTHER_NHS]),
    phone=st.sampled_from(["07700900123", "07700900999"]),
    postcode=st.sampled_from(["LU91AA", "LU91AB"]),
)


@given(facts_of_few, facts_of_few)
@settings(max_examples=worlds(100, many=400))
def test_laws_that_hold_whoever_it_is(one: Facts, other: Facts) -> None:
    found = likeness(one, other)

    assert likeness(other, one) == found
    if one.nhs_number and other.nhs_number:
        assert (found is not None) == (one.nhs_number == other.nhs_number)
        return
    if found and found.may_be_twins:
        assert found.strength is Strength.POSSIBLE
    if found and found.strength >= Strength.LIKELY:
        both = names_alike(one.given, other.given) >= NameLikeness.ALIKE
        assert both or sorted(one.given.words + one.family.words) == sorted(
            other.given.words + other.family.words
        )
        assert one.date_of_birth == other.date_of_birth or None in {
            one.date_of_birth,
            other.date_of_birth,
        }
    if {one.date_of_birth, other.date_of_birth} == {BORN, OTHER_DAY}:
        assert found is None

"""The parts by themselves: chance, names, numbers, homes, lives."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flyingstart.kernel.api import birthdays
from flyingstart.kernel.tables.api import check_nhs_number
from flyingstart.places.api import normal_postcode
from flyingstart.town import details
from flyingstart.town.chance import Chooser, stream
from flyingstart.town.demo import Community
from flyingstart.town.details import Numbers
from flyingstart.town.homes import Land
from flyingstart.town.lives import NEVER, Lives, Times, fifth_birthday
from flyingstart.town.names import Name, as_recorded, name_child, name_parents, without_accents
from flyingstart.town.populations import age
from tests.town.towns import demo

seeds = st.integers(0, 10**6)


def community(code: str) -> Community:
    return demo().communities[code]


@given(st.lists(st.tuples(st.integers(), st.sampled_from([0.0, 1.0, 2.5])), min_size=1), seeds)
def test_only_what_weighs_is_drawn(weighted: list[tuple[int, float]], seed: int) -> None:
    chooser = Chooser(weighted)
    heavy = {item for item, weight in weighted if weight}

    assert bool(chooser) == bool(heavy)
    if heavy:
        chance = random.Random(seed)
        assert {chooser.pick(chance) for _ in range(50)} <= heavy


def test_weights_are_kept() -> None:
    chooser = Chooser([("seldom", 1), ("often", 9)])
    chance = stream(1, "weights")

    drawn = Counter(chooser.pick(chance) for _ in range(10_000))

    assert 0.08 < drawn["seldom"] / 10_000 < 0.12


def test_streams_stay_apart() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert len({stream(s, n).random() for s in (1, 2) for n in ("a", "b")}) == 4


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Łukasz", "Lukasz"), ("Țurcanu", "Turcanu"), ("Çağla", "Cagla"), ("O'Dowd", "O'Dowd")],
)
def test_accents_are_dropped(written: str, plain: str) -> None:
    assert without_accents(written) == plain


@given(seeds)
def test_polish_names_differ_by_sex(seed: int) -> None:
    polish = community("polish")
    forms = dict(polish.names.families)

    names = name_parents(random.Random(seed), polish, polish)

    man, woman = names.for_child("M"), names.for_child("F")
    assert woman == forms.get(man, woman)
    assert names.if_married == forms[names.father.family]
    assert names.maiden == "" or names.mother.family == forms[names.father.family]


@given(seeds)
def test_somali_children_have_the_fathers_name(seed: int) -> None:
    somali = community("somali")

    names = name_parents(random.Random(seed), somali, somali)

    assert names.for_child("F") == names.for_child("M") == names.father.given
    assert names.maiden == ""


@given(seeds)
def test_portuguese_children_have_two_family_names(seed: int) -> None:
    portuguese = community("portuguese")

    names = name_parents(random.Random(seed), portuguese, portuguese)

    mothers = names.maiden or names.mother.family
    assert names.for_child("F") == f"{names.father.family} {mothers}"


@given(seeds)
def test_pakistani_mothers_keep_names_of_their_own(seed: int) -> None:
    pakistani = community("pakistani")
    own = {woman for _, woman in pakistani.names.families_women}

    names = name_parents(random.Random(seed), pakistani, pakistani)

    assert names.mother.family in own
    assert names.maiden == ""
    assert names.for_child("M") == names.father.family


@given(seeds)
def test_brothers_and_sisters_have_names_of_their_own(seed: int) -> None:
    chance, taken = random.Random(seed), set[str]()

    given_names = [name_child(chance, community("irish"), "F", taken) for _ in range(6)]

    assert len(set(given_names)) == 6
    assert set(given_names) == taken


@given(seeds, st.sampled_from(["afghan", "chinese", "polish", "british"]))
def test_a_recorded_name_is_still_that_name(seed: int, code: str) -> None:
    name = Name("Łucja", "Żak")

    recorded = as_recorded(random.Random(seed), name, community(code))

    words = {without_accents(word).casefold() for word in recorded if word}
    assert words
    assert words <= {"lucja", "zak"}


def test_numbers_are_given_once_while_they_last() -> None:
    numbers = Numbers(random.Random(3))

    phones = [numbers.phone().replace(" ", "") for _ in range(5_000)]
    nhs = [numbers.nhs_number() for _ in range(5_000)]

    assert len(set(phones)) == len(phones)
    assert len(set(nhs)) == len(nhs)
    assert {check_nhs_number(number)[:3] for number in nhs} == {"999"}
    assert sum(phone.startswith("07700900") for phone in phones) == 1000
    assert {len(phone) for phone in phones} == {11}


def test_the_four_answers() -> None:
    chance = random.Random(1)

    answers = Counter(details.ethnicity(chance, "WBRI") for _ in range(20_000))

    assert set(answers) == {"WBRI", "", "unknown", "refused", "not_asked"}
    for answer, share in details.NO_ETHNICITY:
        assert share / 1.3 < answers[answer] / 20_000 < share * 1.3


@pytest.mark.parametrize("children", [1, 300, 18_100, 200_000])
def test_postcodes_are_well_formed_and_spread(children: int) -> None:
    land = Land(demo(), random.Random(1), children)
    texts = [*(ground.text for ground in land.inside), *(g.text for g in land.outside)]

    assert all(normal_postcode(text) == text for text in texts)
    assert len(set(texts)) == len(texts) <= 4_200
    assert {ground.patch for ground in land.inside} == set(range(len(demo().patches)))
    assert len({text[4] for text in texts}) > 6


@given(seeds)
def test_an_unknown_postcode_is_in_no_list(seed: int) -> None:
    land = Land(demo(), random.Random(seed), 100)

    slip = land.unknown_postcode(random.Random(seed))

    assert normal_postcode(slip) == slip
    assert slip not in {ground.text for ground in land.inside}
    assert slip not in {ground.text for ground in land.outside}


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)))
def test_birthdays_are_the_kernels(born: dt.date) -> None:
    assert dt.date.fromordinal(fifth_birthday(born.toordinal())) == birthdays.fifth_birthday(born)


@given(
    st.dates(dt.date(2010, 1, 1), dt.date(2020, 1, 1)),
    st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
)
def test_ages_are_the_kernels(born: dt.date, day: dt.date) -> None:
    assert age(born.toordinal(), day.toordinal()) == birthdays.age_on(born, day)


@settings(max_examples=25)
@given(seeds, st.integers(1, 60), st.integers(1, 5))
def test_lives_hold_together(seed: int, children: int, years: int) -> None:
    times = Times.of(dt.date(2024, 2, 29), years)
    land = Land(demo(), random.Random(seed), children)
    lives = Lives(demo(), land, times, random.Random(seed))

    families = list(lives.in_town(children))

    last = times.until - 1
    assert sum(f.lives_here(b, last) for f in families for b in f.births) == children
    for family in families:
        days = [birth.day for birth in family.births]
        assert days == sorted(days)
        assert all(later == day or later - day >= 400 for day, later in pairwise(days))
        assert all(birth.died > birth.day for birth in family.births)
        assert family.came < family.gone
        assert [since for since, _ in family.homes] == sorted(since for since, _ in family.homes)
        assert (family.gone_to is not None) == (family.gone < times.until)
        assert family.has_father or family.parted == family.married == NEVER
        assert family.home_on(last).patch is not None


def test_visitors_never_live_here() -> None:
    times = Times.of(dt.date(2024, 6, 1), 2)
    land = Land(demo(), random.Random(1), 10)

    visitors = list(Lives(demo(), land, times, random.Random(1)).outside(20))

    assert len(visitors) == 20
    for family in visitors:
        assert family.home_on(times.begin).patch is None
        assert not any(
            family.lives_here(birth, day)
            for birth in family.births
            for day in range(times.begin, times.until, 50)
        )

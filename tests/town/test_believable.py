"""The town looks like one: shares lie where they would in a real register."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from flyingstart.families.api import PastPerson
from flyingstart.town.details import LANDLINES, MOBILES
from flyingstart.town.plan import Town
from tests.town.towns import (
    LAST,
    demo,
    in_force,
    is_child,
    is_registered,
    is_under_five,
    main_address,
    people,
    postcode,
    town,
)

SEEDS = (7, 8)


@pytest.fixture(params=SEEDS)
def planned(request: pytest.FixtureRequest) -> Town:
    return town(900, 2, request.param)


def adults(planned: Town) -> list[PastPerson]:
    return [person for _, person in people(planned) if not is_child(person)]


def children(planned: Town) -> list[PastPerson]:
    return [person for _, person in people(planned) if is_child(person)]


def share(these: list[PastPerson], of: list[PastPerson]) -> float:
    return len(these) / len(of)


def test_most_children_are_registered_and_not_all(planned: Town) -> None:
    under_five = [p for p in children(planned) if is_under_five(p, LAST)]
    inside = {p.text for p in planned.postcodes if p.areas}

    registered = [p for p in under_five if is_registered(p, LAST)]
    homes = [main_address(p, LAST) for p in registered]
    residents = [home for home in homes if home and postcode(home.postcode) in inside]

    assert 0.92 < len(registered) / 900 < 0.98
    assert 0.89 < len(residents) / 900 < 0.955
    assert 0 < len(registered) - len(residents) < 0.06 * len(registered)
    assert any(not is_registered(p, LAST) for p in under_five)


def test_twins_are_born(planned: Town) -> None:
    births = Counter(
        (number, person.date_of_birth)
        for number, house in enumerate(planned.households)
        for person in house.people
        if is_child(person)
    )

    assert 0.005 < sum(n == 2 for n in births.values()) / len(births) < 0.04


def test_some_children_have_two_homes(planned: Town) -> None:
    shared = [p for p in children(planned) if {tie.family for tie in p.ties} == {0, 1}]

    assert 0.005 < share(shared, children(planned)) < 0.06
    for child in shared:
        main = [a for a in child.addresses if a.is_main]
        second = [a for a in child.addresses if a.family == 1]
        assert {a.family for a in main} == {0}
        assert len(second) == 1
        assert not second[0].is_main


def test_parents_share_phones_and_strangers_do_not(planned: Town) -> None:
    """As long as there are numbers: those kept for drama run out in a large town."""
    holders: dict[str, set[int]] = defaultdict(set)
    shared = 0
    for number, house in enumerate(planned.households):
        phones = [v for p in house.people for kind, v, _ in p.details if kind == "phone"]
        shared += len(phones) != len(set(phones))
        for phone in phones:
            holders[phone.replace(" ", "")].add(number)

    assert 0.03 < shared / len(planned.households) < 0.25
    assert all(len(households) == 1 for households in holders.values())
    kept = tuple(line.replace(" ", "") for line in (MOBILES, *LANDLINES))
    assert all(phone.startswith(kept) for phone in holders)


def test_mail_goes_nowhere(planned: Town) -> None:
    mails = [v for p in adults(planned) for kind, v, _ in p.details if kind == "email"]

    assert mails
    assert {mail.partition("@")[2] for mail in mails} == {
        *("example.org", "example.com", "example.net"),
    }
    assert all(mail.isascii() and " " not in mail for mail in mails)


def test_four_ways_of_no_ethnicity(planned: Town) -> None:
    answers = Counter(person.ethnicity for _, person in people(planned))
    everyone = sum(answers.values())

    for answer in ("", "unknown", "refused", "not_asked"):
        assert 0.008 < answers[answer] / everyone < 0.09
    assert len(answers) > 14


def test_fields_are_missing_within_bounds(planned: Town) -> None:
    grown, young = adults(planned), children(planned)

    assert 0.1 < share([p for p in grown if not p.date_of_birth], grown) < 0.45
    assert share([p for p in grown if not any(d[0] == "email" for d in p.details)], grown) > 0.3
    assert 0.01 < share([p for p in young if p.sex in {"", "unknown"}], young) < 0.06
    assert 0.08 < share([p for p in young if p.nhs_number], young) < 0.22
    assert 0.1 < share([p for p in grown if p.contact_by_sms is None], grown) < 0.4
    assert {p.interpreter_needed for p in grown} == {True, False, None}
    assert all(p.date_of_birth for p in young)


def test_postcodes_are_known_unknown_and_untidy(planned: Town) -> None:
    known = {p.text for p in planned.postcodes}
    written = [a.postcode for _, p in people(planned) for a in p.addresses]

    sorts = Counter(
        "blank" if not text else "known" if postcode(text) in known else "unknown"
        for text in written
    )
    untidy = sum(text != postcode(text) for text in written if text)

    assert 0.95 < sorts["known"] / len(written) < 0.99
    assert 0.002 < sorts["blank"] / len(written) < 0.03
    assert 0.002 < sorts["unknown"] / len(written) < 0.03
    assert 0.01 < untidy / len(written) < 0.09


def test_names_of_many_kinds() -> None:
    names = [(p.given_name, p.family_name) for _, p in people(town())]
    alone = sum(not given or not family for given, family in names)
    accents = sum(not (given + family).isascii() for given, family in names)
    capitals = sum(given.isupper() and len(given) > 1 for given, _ in names)
    two_surnames = sum(" " in family or "-" in family for _, family in names)

    for count in (alone, accents, capitals, two_surnames):
        assert 0.001 < count / len(names) < 0.15


def test_family_names_differ_within_families(planned: Town) -> None:
    differing = [
        house for house in planned.households if len({p.family_name for p in house.people}) > 1
    ]

    assert 0.25 < len(differing) / len(planned.households) < 0.8


def test_family_names_change(planned: Town) -> None:
    changed = [p for p in adults(planned) if p.earlier_family_name]

    assert 0.001 < share(changed, adults(planned)) < 0.06
    assert all(p.family_name and p.family_name != p.earlier_family_name for p in changed)


def test_families_move_within_out_and_in(planned: Town) -> None:
    areas = {p.text: p.areas for p in planned.postcodes}
    moves: Counter[tuple[bool, bool]] = Counter()
    for _, person in people(planned):
        main = [a for a in person.addresses if a.is_main]
        for before, after in pairwise(main):
            places = [areas.get(postcode(a.postcode)) for a in (before, after)]
            if None not in places:
                moves[bool(places[0]), bool(places[1])] += 1
            assert before.ends_on == after.starts_on

    assert moves[True, True] > 100
    assert moves[True, False] > 20
    lefts = [left for _, p in people(planned) for _, _, left in p.registrations if left]
    assert len(lefts) > 50


def test_expecting_becomes_parenthood(planned: Town) -> None:
    became = [p for p in adults(planned) if {t.role for t in p.ties} >= _BECAME]
    births = [birth for p in adults(planned) for birth in p.expected_births]
    outcomes = Counter(outcome for _, _, outcome, _ in births)

    assert len(became) > 100
    for person in became:
        before, after = [t for t in person.ties if t.family == 0][:2]
        assert (before.role, after.role) == ("expectant_parent", "parent")
        assert before.ends_on == after.starts_on
    assert outcomes["born"] > outcomes[""] > outcomes["ended"] > 0
    for _, due, outcome, ended in births:
        if outcome == "born" and ended:
            assert abs((due - ended).days) < 25


_BECAME = {"expectant_parent", "parent"}


def test_deaths_are_very_rare(planned: Town) -> None:
    everyone = [person for _, person in people(planned)]

    assert share([p for p in everyone if p.died_on], everyone) < 0.005


def test_needs_are_held_of_some(planned: Town) -> None:
    codes = Counter(code for _, p in people(planned) for code, *_ in p.needs)

    assert set(codes) == {rate.code for rate in demo().needs}


def test_contacts_are_of_many_kinds_and_on_weekdays(planned: Town) -> None:
    contacts = [c for house in planned.households for f in house.families for c in f.contacts]

    assert {kind for _, kind, _ in contacts} == {
        *("home_visit", "one_to_one", "doorstep", "phone", "text", "letter", "no_answer"),
    }
    assert {kind for _, kind, face in contacts if face} == {"home_visit", "one_to_one", "doorstep"}
    assert all(when.weekday() < 5 for when, _, _ in contacts)


def test_visitors_live_outside(planned: Town) -> None:
    outside = {p.text for p in planned.postcodes if not p.areas}
    first = [p.addresses[0] for p in children(planned) if p.addresses]

    visitors = [a for a in first if a.starts_on is None and postcode(a.postcode) in outside]

    assert 0.005 < len(visitors) / len(first) < 0.05


def test_populations_cover_every_area_and_age(planned: Town) -> None:
    sets = set(demo().patches[0].areas)
    totals: Counter[tuple[str, int]] = Counter()
    for one in planned.populations:
        totals[one.area_set, one.year] += one.count
    keys = [(p.area_set, p.area, p.year, p.age) for p in planned.populations]

    assert len(keys) == len(set(keys))
    assert {p.age for p in planned.populations} == {0, 1, 2, 3, 4}
    years = {year for _, year in totals}
    assert min(years) <= planned.begin.year - (planned.begin.month <= 6)
    for year in years:
        assert len({totals[area_set, year] for area_set in sets}) == 1
        assert 0.85 * 900 < totals["wards-2003", year] < 1.15 * 900


def test_every_made_up_postcode_lies_in_every_set(planned: Town) -> None:
    inside = [p for p in planned.postcodes if p.areas]

    assert all(set(p.areas) == set(demo().patches[0].areas) for p in inside)
    assert all(p.district == planned.authority for p in inside)
    assert all(p.district != planned.authority for p in planned.postcodes if not p.areas)
    assert len({p.text for p in planned.postcodes}) == len(planned.postcodes)
    assert all(p.text.startswith((demo().outward, demo().outward_outside)) for p in inside)


def test_children_are_registered_at_different_ages(planned: Town) -> None:
    ages = [
        (on - p.date_of_birth).days
        for p in children(planned)
        for _, on, _ in p.registrations
        if p.date_of_birth
    ]

    assert sum(age < 60 for age in ages) / len(ages) > 0.4
    assert sum(60 <= age < 365 for age in ages) / len(ages) > 0.1
    assert sum(age > 365 for age in ages) / len(ages) > 0.1


def test_ties_of_those_who_part_end(planned: Town) -> None:
    parted = [
        p
        for p in adults(planned)
        if any(t.family == 0 and t.ends_on and t.role == "parent" for t in p.ties)
    ]

    assert parted
    for person in parted:
        ended = max(t.ends_on or dt.date.min for t in person.ties if t.family == 0)
        elsewhere = [t for t in person.ties if t.family == 1]
        assert all(t.starts_on == ended for t in elsewhere)
        assert not any(
            in_force(a.starts_on, a.ends_on, ended) for a in person.addresses if a.family == 0
        )

"""Lists hold those whom plain Python finds in made-up worlds, filter by filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db.models import F
from pytest_django import DjangoDbBlocker

from flyingstart.accounts.api import User
from flyingstart.families.api import Family, Role
from flyingstart.families.consent import numbers_to_ring
from flyingstart.families.queries.lists.asked import (
    GAPS,
    Age,
    Asked,
    Gap,
    Kind,
    Standing,
    first_birth,
)
from flyingstart.families.queries.lists.places import Places, places_on
from flyingstart.families.queries.lists.rows import ListedRows, list_of
from flyingstart.kernel.api import birthdays
from flyingstart.places.api import Area, AreaSet, FoundBy, Postcode, PostcodeArea
from tests.accounts.people import user_with
from tests.depth import worlds
from tests.families.lists.worlds import GROWN, TODAY, World, age, holds, make_world
from tests.kept import kept

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
NO_ANSWER = {"", "unknown", "not_asked"}
EVERYBODY: Callable[[int], bool] = lambda _pk: True  # noqa: E731


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_places() -> Places:
    edition = AreaSet.objects.create(code="hoods", name="Hoods", kind="neighbourhood")
    for code, text in (("north", "LU9 1AA"), ("south", "LU9 9ZZ")):
        area = Area.objects.create(area_set=edition, code=code, name=code.title())
        postcode = Postcode.objects.create(text=text)
        PostcodeArea.objects.create(postcode=postcode, area=area, how=FoundBy.FILE)
    return places_on(TODAY)


def reader(places: Places, seed: int) -> User:
    """Every other world is read by somebody of the north."""
    north = next(area for area in places.neighbourhoods if area.code == "north")
    return user_with("manager", neighbourhood=north if seed % 2 else None)


@dataclass
class Made:
    """A world in the database, where it lies, and who reads it."""

    world: World
    places: Places
    user: User


@pytest.fixture(scope="module", params=range(worlds(3, many=14)))
def kept_world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Made]]:
    def make() -> Made:
        places = make_places()
        return Made(make_world(request.param), places, reader(places, request.param))

    with kept(django_db_blocker, make, NOON) as made:
        yield made


@pytest.mark.parametrize("kind", Kind)
def test_every_filter_finds_whom_plain_python_finds(
    kept_world: Callable[[], Made], kind: Kind
) -> None:
    made = kept_world()
    world, places, user = made.world, made.places, made.user
    world.seen = set(
        Family.objects.visible_to(user).filter(merged_into=None).values_list("pk", flat=True)
    )
    asked, rows = list_of(kind, user, TODAY, places, numbers_to_ring)

    assert set(rows.ids()) == world.listed(kind)
    _names_and_people(world, kind, asked, rows)
    _ages(world, kind, asked, rows)
    _places(world, kind, asked, rows, places)
    _standings(world, kind, asked, rows)
    _gaps(world, kind, asked, rows)
    _shown(world, kind, rows)


def _names_and_people(world: World, kind: Kind, asked: Asked, rows: ListedRows[Any]) -> None:
    def called(*begun: str) -> Callable[[int], bool]:
        def test(pk: int) -> bool:
            names = [f"{r.given_name} {r.family_name}".lower() for r in world.records(pk)]
            return any(all(_begins(name, word) for word in begun) for name in names)

        return test

    for words in ("an", "lee AN", "annalee", "x"):
        expected = world.household(kind, called(*words.lower().split()))
        assert set(rows.told(asked.called(words)).ids()) == expected, words
    for language in ("Polish", "Urdu"):
        spoken = world.household(kind, partial(says, world, "spoken_language", language))
        assert set(rows.told(asked.speaks(language)).ids()) == spoken
    needed = world.household(
        kind, lambda pk: world.says(pk, "interpreter_needed") is True, only_grown=True
    )
    assert set(rows.told(asked.needs_interpreter()).ids()) == needed
    for code in ("send", "food"):
        needing = world.own(kind, partial(has_need, world, code))
        assert set(rows.told(asked.needs(code)).ids()) == needing
    if kind is Kind.ADULTS:
        for role in GROWN:
            held = {p for (p, _f), each in world.members().items() if each == role}
            assert set(rows.told(asked.is_a(role)).ids()) == held


def says(world: World, column: str, wanted: str, pk: int) -> bool:
    return bool(world.says(pk, column) == wanted)


def has_need(world: World, code: str, pk: int) -> bool:
    return world.has_need(pk, code)


def lives(world: World, postcode: str, pk: int) -> bool:
    return world.home(pk) == postcode


def _begins(name: str, word: str) -> bool:
    parts = name.split()
    # A name of two words is found as one, too.
    return any(part.startswith(word) for part in parts) or "".join(parts[:2]).startswith(word)


def _ages(world: World, kind: Kind, asked: Asked, rows: ListedRows[Any]) -> None:
    bands: dict[Age, Callable[[int | None], bool]] = {
        Age.EARLY: lambda years: years is None or years < 5,
        Age.UNDER_1: lambda years: years == 0,
        Age.ONE: lambda years: years == 1,
        Age.TWO: lambda years: years == 2,
        Age.THREE: lambda years: years == 3,
        Age.FOUR: lambda years: years == 4,
        Age.OLDER: lambda years: years is not None and years >= 5,
        Age.MINOR: lambda years: years is not None and years < 18,
        Age.YOUNG: lambda years: years is not None and 18 <= years < 25,
        Age.GROWN: lambda years: years is not None and years >= 25,
        Age.UNKNOWN: lambda years: years is None,
    }
    assert set(bands) == set(Age)

    def years(pk: int) -> int | None:
        born = world.says(pk, "date_of_birth")
        return None if born is None else age(born)

    def aged(test: Callable[[int | None], bool], pk: int) -> bool:
        return test(years(pk))

    for band, holds_for in bands.items():
        expected = world.own(kind, partial(aged, holds_for), [Role.CHILD])
        assert set(rows.told(asked.aged(band)).ids()) == expected, band


def _places(world: World, kind: Kind, asked: Asked, rows: ListedRows[Any], places: Places) -> None:
    homes = {"north": "LU9 1AA", "south": "LU9 9ZZ"}
    for area in places.neighbourhoods:
        there = world.own(kind, partial(lives, world, homes[area.code]))
        assert set(rows.told(asked.lives_in(area.pk)).ids()) == there
    somewhere = world.own(kind, lambda pk: world.home(pk) in homes.values())
    none = rows.told(asked.lives_in_none([area.pk for area in places.whole]))
    assert set(none.ids()) == world.listed(kind) - somewhere


def _standings(world: World, kind: Kind, asked: Asked, rows: ListedRows[Any]) -> None:
    ever, now, due = set(), set(), set()
    march = set()
    for (person, family), role in world.members().items():
        if kind is not Kind.FAMILIES and (role == Role.CHILD) != (kind is Kind.CHILDREN):
            continue
        pk = family if kind is Kind.FAMILIES else person
        of_family = family if kind is Kind.FAMILIES else None
        for row in world.registrations(person, of_family):
            ever.add(pk)
            if holds(row.registered_on, row.left_on):
                now.add(pk)
        for where, day in world.due(person):
            if of_family in (None, where):
                due.add(pk)
                if day.month == 4:
                    march.add(pk)

    assert set(rows.told(asked.stands(Standing.REGISTERED)).ids()) == now
    assert set(rows.told(asked.stands(Standing.LEFT)).ids()) == ever - now
    assert set(rows.told(asked.stands(Standing.NEVER)).ids()) == world.listed(kind) - ever
    assert set(rows.told(asked.expects(None)).ids()) == due
    assert set(rows.told(asked.expects(dt.date(2026, 4, 1))).ids()) == march


def _gaps(world: World, kind: Kind, asked: Asked, rows: ListedRows[Any]) -> None:
    def language(pk: int) -> str:
        return str(world.says(pk, "spoken_language"))

    grown = world.own(kind, EVERYBODY, GROWN)
    reached = world.own(kind, world.is_in_reach, GROWN)
    expected = {
        Gap.ETHNICITY: world.own(kind, lambda pk: world.says(pk, "ethnicity") in NO_ANSWER),
        Gap.BORN: world.own(kind, lambda pk: world.says(pk, "date_of_birth") is None),
        Gap.LANGUAGE: world.own(kind, lambda pk: language(pk) in NO_ANSWER, GROWN),
        Gap.INTERPRETER: world.own(
            kind,
            lambda pk: (
                language(pk) not in {*NO_ANSWER, "English"}
                and world.says(pk, "interpreter_needed") is None
            ),
            GROWN,
        ),
        Gap.CONTACT: grown - reached,
        Gap.HOME: world.listed(kind) - world.own(kind, lambda pk: world.home(pk) != ""),
        Gap.CARER: world.listed(kind) - world.household(kind, EVERYBODY, only_grown=True),
    }
    for gap in GAPS[kind]:
        assert set(rows.told(asked.lacks(gap)).ids()) == expected[gap], gap
    # A row says that something is missing where the filter finds it.
    said = dict(zip(rows.ids(), rows, strict=True))
    for gap in GAPS[kind]:
        assert {pk for pk, row in said.items() if gap in row.gaps} == expected[gap], gap
    for standing, shown in (
        (asked.stands(Standing.REGISTERED), "registered_on"),
        (asked.expects(None), "due_on"),
    ):
        told = {pk for pk, row in said.items() if getattr(row, shown) is not None}
        assert set(rows.told(standing).ids()) == told, shown


def _shown(world: World, kind: Kind, rows: ListedRows[Any]) -> None:
    for name in ("listed_name", "since", *(["born"] if kind is not Kind.FAMILIES else [])):
        ordered = rows.order_by(F(name).desc(nulls_last=True), "pk")
        assert set(ordered.ids()) == world.listed(kind)
    if kind is Kind.FAMILIES:
        return
    for pk, row in zip(rows.ids(), rows, strict=True):
        names = (world.says(pk, "given_name"), world.says(pk, "family_name"))
        assert row.name == " ".join(names).strip()
        assert row.born == world.says(pk, "date_of_birth")
        postcode = world.home(pk)
        assert row.neighbourhood == {"LU9 1AA": "North", "LU9 9ZZ": "South"}.get(postcode, "")
    by_birth = rows.order_by(F("born").asc(nulls_last=True), "pk")
    births = [row.born for row in by_birth if row.born is not None]
    assert births == sorted(births)


@pytest.mark.parametrize("day", [TODAY, dt.date(2024, 2, 29), dt.date(2025, 2, 28)])
@pytest.mark.parametrize("years", [0, 1, 4, 5, 18])
def test_the_first_birth_of_an_age_is_the_first(day: dt.date, years: int) -> None:
    first = first_birth(day, years)

    assert birthdays.birthday(first, age=years) > day
    assert birthdays.birthday(first - dt.timedelta(days=1), age=years) <= day

"""Who sees whom: lists, single questions and a plain reading of the rules agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import ROLES, Permission, User
from flyingstart.families.api import Family, Note, Person, Sight, WarningNote
from flyingstart.families.models import Address, FamilyPlace, FamilyTie
from flyingstart.kernel.api import clock
from flyingstart.places.api import Area, FoundBy, Postcode, PostcodeArea, Site
from flyingstart.places.models import AreaSet
from tests.accounts.people import add_grant, user_with
from tests.families.sight_oracle import (
    HOODS,
    OF_FAMILIES,
    SITES,
    WHERE,
    Days,
    Home,
    Role,
    Tie,
    World,
    dense_world,
)
from tests.families.world import AT
from tests.kept import kept_for_a_module

pytestmark = pytest.mark.django_db

SEEDS = range(54)


@dataclass
class Made:
    """A world in the database."""

    user: User
    rows: dict[str, list[Any]]


Town = dict[str, Area]


def make_town() -> Town:
    """Two neighbourhoods, one of an older set, two sites, and the postcodes of the oracle."""
    sets = {
        "Former": AreaSet.objects.create(code="old", name="Old", kind="neighbourhood"),
        "Upper": AreaSet.objects.create(code="new", name="New", kind="neighbourhood"),
    }
    sets["Lower"] = sets["Upper"]
    areas = {name: Area.objects.create(area_set=sets[name], code=name, name=name) for name in HOODS}
    for number, site in enumerate(SITES):
        Site.objects.create(code=site, name=site, neighbourhood=areas[HOODS[number]])
    for text, hoods in WHERE.items():
        if not text or text == "LU9 9ZZ":
            continue
        held = Postcode.objects.create(text=text)
        for hood in hoods:
            how = FoundBy.POINT if text == "LU9 1AD" else FoundBy.FILE
            PostcodeArea.objects.create(postcode=held, area=areas[hood], how=how)
        if text == "LU9 1AD":
            PostcodeArea.objects.create(postcode=held, area=areas["Upper"], how=FoundBy.FILE)
    return areas


made_town = kept_for_a_module(make_town)


@pytest.fixture
def town(made_town: Callable[[], Town], db: None) -> Town:
    return made_town()


def days(span: Days) -> dict[str, dt.date | None]:
    first, last = span
    today = clock.today()
    return {
        "starts_on": None if first is None else today + dt.timedelta(days=first),
        "ends_on": None if last is None else today + dt.timedelta(days=last),
    }


def merge(records: list[Any], merged: list[int | None]) -> None:
    """Say of records into which others they were merged."""
    for record, into in zip(records, merged, strict=True):
        if into is not None:
            record.merged_into = records[into]
            record.save(update_fields=["merged_into"])


def make(world: World, areas: Town) -> Made:
    """Write a world down."""
    people = Person.objects.bulk_create(
        Person(given_name=f"P{number}") for number in range(len(world.people))
    )
    families = Family.objects.bulk_create(Family() for _ in world.families)
    merge(people, world.people)
    merge(families, world.families)
    Address.objects.bulk_create(
        Address(
            person=people[home.person],
            is_main=home.is_main,
            postcode_as_written=home.postcode,
            postcode=home.postcode,
            **days(home.days),
        )
        for home in world.homes
    )
    FamilyTie.objects.bulk_create(
        FamilyTie(
            person=people[tie.person], family=families[tie.family], role="other", **days(tie.days)
        )
        for tie in world.ties
    )
    sites = {site.code: site for site in Site.objects.all()}
    FamilyPlace.objects.bulk_create(
        FamilyPlace(
            family=families[place.family],
            neighbourhood=areas[place.hood],
            site=sites.get(place.site),
            reason="Welcomed here",
            **days(place.days),
        )
        for place in world.places
    )
    user = user_with()
    for role in world.roles:
        hood, site = areas.get(role.hood), sites.get(role.site)
        span: dict[str, Any] = days(role.days)
        add_grant(user, role.name, neighbourhood=hood, site=site, **span)
    written = {"text": "Something", "written_by_name": "Sam", "written_at": AT}
    warned = {**written, "review_on": clock.today()}
    warnings = WarningNote.objects.bulk_create(
        WarningNote(family=one, sight=sight, **warned)
        for sight in (Sight.EVERYONE, Sight.LIMITED)
        for one in families
    )
    return Made(
        user=user,
        rows={
            "person": people,
            "family": families,
            "note": Note.objects.bulk_create(Note(family=one, **written) for one in families),
            "everyone": warnings[: len(families)],
            "limited": warnings[len(families) :],
        },
    )


MODELS: dict[str, type[models.Model]] = {
    "person": Person,
    "family": Family,
    "note": Note,
    "everyone": WarningNote,
    "limited": WarningNote,
}


def demand_agreement(world: World, made: Made, asked: Permission) -> None:
    """Both ways of listing, the question of one row, and the plain reading say the same."""
    for kind, rows in made.rows.items():
        should = {row.pk for number, row in enumerate(rows) if world.sees(kind, number, asked)}
        objects: Any = MODELS[kind]._default_manager.filter(pk__in=[row.pk for row in rows])
        for one_by_one in (False, True):
            seen = objects.visible_to(made.user, asked, one_by_one=one_by_one)
            assert {row.pk for row in seen} == should, (kind, one_by_one, world)
        said = {row.pk for row in rows if made.user.has_perm(asked, row)}
        assert said == should, (kind, world)


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_single_questions_and_the_rules_agree(seed: int, town: Town) -> None:
    world = dense_world(seed)

    demand_agreement(world, make(world, town), OF_FAMILIES[seed % len(OF_FAMILIES)])


ALWAYS: Days = (None, None)


@pytest.mark.parametrize("merged", [[None, 0], [1, None]])
@pytest.mark.parametrize("at_home", [0, 1])
@pytest.mark.parametrize("tied", [0, 1])
def test_any_record_of_a_person_says_where_the_family_is_at_home(
    merged: list[int | None], at_home: int, tied: int, town: Town
) -> None:
    world = World(
        people=merged,
        families=[None, None],
        homes=[Home(person=at_home, postcode="LU9 1AA", is_main=True, days=ALWAYS)],
        ties=[Tie(person=tied, family=0, days=ALWAYS)],
        roles=[Role(name="manager", hood="Upper", days=(-9, None))],
    )

    assert world.sees("family", 0, Permission.VIEW_FAMILIES)
    demand_agreement(world, make(world, town), Permission.VIEW_FAMILIES)


@pytest.mark.parametrize(("kept", "is_seen"), [("", False), ("LU9 1AB", False), ("LU9 1AA", True)])
def test_the_record_that_was_kept_says_it_first_even_that_nobody_knows_where(
    kept: str, is_seen: bool, town: Town
) -> None:
    world = World(
        people=[None, 0],
        families=[None],
        homes=[
            Home(person=0, postcode=kept, is_main=True, days=ALWAYS),
            Home(person=1, postcode="LU9 1AA", is_main=True, days=ALWAYS),
        ],
        ties=[Tie(person=0, family=0, days=ALWAYS)],
        roles=[Role(name="manager", hood="Upper", days=(-9, None))],
    )

    assert world.sees("family", 0, Permission.VIEW_FAMILIES) is is_seen
    demand_agreement(world, make(world, town), Permission.VIEW_FAMILIES)


@pytest.fixture
def one(town: Town) -> Made:
    """A family of one at home in the upper neighbourhood."""
    home = Home(person=0, postcode="LU9 1AA", is_main=True, days=(None, None))
    tie = Tie(person=0, family=0, days=(None, None))
    return make(World(people=[None], families=[None], homes=[home], ties=[tie]), town)


@pytest.mark.parametrize("is_staff", [True, False])
def test_who_has_no_role_sees_nobody(one: Made, is_staff: bool) -> None:
    user = user_with()
    user.is_staff = is_staff

    for kind, rows in one.rows.items():
        objects: Any = MODELS[kind]._default_manager
        assert not objects.visible_to(user).exists()
        assert not user.has_perm(Permission.VIEW_FAMILIES, rows[0])


def test_who_has_not_signed_in_sees_nobody(one: Made) -> None:
    assert not Person.objects.visible_to(AnonymousUser()).exists()
    assert not Family.objects.filter(pk=one.rows["family"][0].pk).visible_to(AnonymousUser())


def test_who_sets_the_system_up_sees_all_unless_barred(one: Made) -> None:
    user = User.objects.create_superuser("root@example.org", name="Root")
    limited = WarningNote.objects.filter(sight=Sight.LIMITED)
    assert set(limited.visible_to(user)) == set(one.rows["limited"])
    assert set(Note.objects.visible_to(user)) == set(one.rows["note"])

    user.is_active = False

    assert not Family.objects.visible_to(user).exists()


def test_a_role_everywhere_sees_who_lives_nowhere(one: Made) -> None:
    FamilyTie.objects.all().delete()

    assert Family.objects.visible_to(user_with("session_staff")).exists()


def test_a_narrower_list_stays_narrow(one: Made, town: Town) -> None:
    user = user_with("manager", neighbourhood=town["Upper"])
    (person,) = one.rows["person"]

    assert list(Person.objects.filter(given_name="P0").visible_to(user)) == [person]
    assert not Person.objects.filter(given_name="P1").visible_to(user).exists()


def test_what_may_be_done_to_a_family_may_be_done_by_those_who_see_it() -> None:
    """So that no page needs to ask for sight besides."""
    for role in ROLES.values():
        if role.permissions & set(OF_FAMILIES):
            assert Permission.VIEW_FAMILIES in role.permissions, role.name


def test_a_list_is_one_query_and_a_question_one_more(one: Made, town: Town) -> None:
    user = user_with("manager", neighbourhood=town["Upper"])

    def queries(kind: str) -> int:
        objects: Any = MODELS[kind]._default_manager
        with CaptureQueriesContext(connection) as asked:
            list(objects.visible_to(user))
            user.has_perm(Permission.EDIT_FAMILIES, one.rows[kind][0])
        return len(asked)

    user.has_perm(Permission.VIEW_FIGURES)
    assert {kind: queries(kind) for kind in ("family", "person", "everyone")} == {
        "family": 3,
        "person": 3,
        "everyone": 3,
    }
    # A note asks its reader for a second permission.
    assert queries("note") == 4

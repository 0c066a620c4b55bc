"""Puts a world into the database as operations would have left it, a table at a time."""

from __future__ import annotations

import datetime as dt

from flyingstart.activities.models import Activity, Headcount, Mark, Session
from flyingstart.families.models import (
    Address,
    Contact,
    ExpectedBirth,
    Family,
    FamilyTie,
    Need,
    Person,
    Registration,
)
from flyingstart.places.models import (
    Area,
    AreaPart,
    AreaSet,
    Authority,
    Deprivation,
    Population,
    Postcode,
    PostcodeArea,
    Site,
    Term,
)
from tests.evidence.worlds import (
    ACTIVITIES,
    DISTRICT,
    NEIGHBOURHOODS,
    SETS,
    SITES,
    SMALL_AREAS,
    TERMS,
    WARDS,
    World,
)

CLOSED_AT = dt.datetime(2020, 4, 5, tzinfo=dt.UTC)


def put(world: World) -> None:
    """Insert all records of a world; ids are the world's own."""
    _places(world)
    _families(world)
    _use(world)


def _places(world: World) -> None:
    Authority.objects.create(code=DISTRICT, name="Council", history_from=world.history_from)
    areas: dict[str, Area] = {}
    for code, (kind, starts, ends) in SETS.items():
        area_set = AreaSet.objects.create(
            code=code, name=code, kind=kind, starts_on=starts, ends_on=ends
        )
        made = Area.objects.bulk_create(
            Area(area_set=area_set, code=area, name=f"Area {area}")
            for area in {**WARDS, **SMALL_AREAS}.get(code, NEIGHBOURHOODS)
        )
        areas |= {area.code: area for area in made}
    _postcodes(world, areas)
    AreaPart.objects.bulk_create(
        AreaPart(whole=areas[whole], part=areas[part])
        for whole, parts in NEIGHBOURHOODS.items()
        for part in parts
    )
    Population.objects.bulk_create(
        Population(area_code=area, year=year, age=age, count=count)
        for area, year, age, count in world.population
    )
    Site.objects.bulk_create(_site(world, code, areas) for code in SITES)
    Deprivation.objects.bulk_create(
        Deprivation(area=areas[area], year=year, decile=decile)
        for _, area, year, decile in world.deprivation
    )
    Term.objects.bulk_create(
        Term(code=code, name=code, starts_on=starts, ends_on=ends) for code, starts, ends in TERMS
    )


def _site(world: World, code: str, areas: dict[str, Area]) -> Site:
    text, hood = world.site_places.get(code, ("", None))
    neighbourhood = areas[hood] if hood else None
    return Site(code=code, name=code.title(), postcode=text, neighbourhood=neighbourhood)


def _postcodes(world: World, areas: dict[str, Area]) -> None:
    made = Postcode.objects.bulk_create(
        Postcode(text=text, district=district) for text, district, _ in world.postcodes
    )
    PostcodeArea.objects.bulk_create(
        PostcodeArea(postcode=postcode, area=areas[area], how="file")
        for postcode, (_, _, of_sets) in zip(made, world.postcodes, strict=True)
        for area_set, area in of_sets.items()
        # Neighbourhoods follow from the wards of which they are made.
        if area_set != "hoods"
    )


def _families(world: World) -> None:
    Family.objects.bulk_create(Family(id=family) for family in world.families)
    for family, into in world.families.items():
        if into:
            Family.objects.filter(id=family).update(merged_into=into)
    Person.objects.bulk_create(
        Person(
            id=person.id,
            given_name=f"Given{person.id}",
            date_of_birth=person.born,
            died_on=person.died,
            sex=person.sex,
            ethnicity=person.ethnicity,
            spoken_language=person.language,
        )
        for person in world.people
    )
    for person in world.people:
        if person.merged_into:
            Person.objects.filter(id=person.id).update(merged_into=person.merged_into)
    _over_time(world)


def _over_time(world: World) -> None:
    FamilyTie.objects.bulk_create(
        FamilyTie(
            person_id=tie.person,
            family_id=tie.family,
            role=tie.role,
            relationship=tie.relationship,
            starts_on=tie.days[0],
            ends_on=tie.days[1],
        )
        for tie in world.ties
    )
    Address.objects.bulk_create(
        Address(
            person_id=whose,
            is_main=True,
            postcode=text,
            postcode_as_written=text,
            starts_on=starts,
            ends_on=ends,
        )
        for whose, text, (starts, ends) in world.homes
    )
    Registration.objects.bulk_create(
        Registration(
            person_id=whose,
            family_id=family,
            registered_on=registered,
            left_on=left,
            entered_by=world.entered_by.get(number),
        )
        for number, (whose, family, registered, left) in enumerate(world.registrations)
    )
    Need.objects.bulk_create(
        Need(person_id=whose, code=need, starts_on=starts, ends_on=ends)
        for whose, need, (starts, ends) in world.needs
    )
    _events(world)


def _events(world: World) -> None:
    ExpectedBirth.objects.bulk_create(
        ExpectedBirth(
            person_id=whose,
            family_id=family,
            due_on=due,
            outcome="ended" if ended else "",
            ended_on=ended,
        )
        for whose, family, due, ended in world.expected
    )
    Contact.objects.bulk_create(
        Contact(
            family_id=family,
            happened_at=moment,
            kind="home_visit" if face_to_face else "phone",
            face_to_face=face_to_face,
        )
        for family, moment, face_to_face in world.contacts
    )


def _use(world: World) -> None:
    activities = {
        code: Activity.objects.create(
            code=code, name=code.title(), reaches=reaches, offer="universal"
        )
        for code, reaches in ACTIVITIES.items()
    }
    sites = {site.code: site for site in Site.objects.all()}
    Session.objects.bulk_create(
        Session(
            id=session.id,
            activity=activities[session.activity],
            site=sites[session.site],
            starts_at=session.starts_at,
            cancelled_at=CLOSED_AT if session.cancelled else None,
            register_closed_at=CLOSED_AT if session.closed else None,
        )
        for session in world.sessions
    )
    Mark.objects.bulk_create(
        Mark(session_id=session, person_id=person, family_id=family, status=status)
        for session, person, family, status in world.marks
    )
    Headcount.objects.bulk_create(
        Headcount(session_id=session, counted_by=counter, count=heads)
        for session, counter, heads in world.headcounts
    )

"""Puts a world into the database, row by row, as operations would have left it."""

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
        for area in {**WARDS, **SMALL_AREAS}.get(code, NEIGHBOURHOODS):
            areas[area] = Area.objects.create(area_set=area_set, code=area, name=f"Area {area}")
    _postcodes(world, areas)
    for whole, parts in NEIGHBOURHOODS.items():
        for part in parts:
            AreaPart.objects.create(whole=areas[whole], part=areas[part])
    for area, year, age, count in world.population:
        Population.objects.create(area_code=area, year=year, age=age, count=count)
    for code in SITES:
        text, hood = world.site_places.get(code, ("", None))
        neighbourhood = areas[hood] if hood else None
        Site.objects.create(
            code=code, name=code.title(), postcode=text, neighbourhood=neighbourhood
        )
    for _, area, year, decile in world.deprivation:
        Deprivation.objects.create(area=areas[area], year=year, decile=decile)
    for code, starts, ends in TERMS:
        Term.objects.create(code=code, name=code, starts_on=starts, ends_on=ends)


def _postcodes(world: World, areas: dict[str, Area]) -> None:
    for text, district, of_sets in world.postcodes:
        postcode = Postcode.objects.create(text=text, district=district)
        for area_set_code, area in of_sets.items():
            # Neighbourhoods follow from the wards of which they are made.
            if area_set_code != "hoods":
                PostcodeArea.objects.create(postcode=postcode, area=areas[area], how="file")


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
    for tie in world.ties:
        starts, ends = tie.days
        FamilyTie.objects.create(
            person_id=tie.person,
            family_id=tie.family,
            role=tie.role,
            relationship=tie.relationship,
            starts_on=starts,
            ends_on=ends,
        )
    for whose, text, (starts, ends) in world.homes:
        Address.objects.create(
            person_id=whose,
            is_main=True,
            postcode=text,
            postcode_as_written=text,
            starts_on=starts,
            ends_on=ends,
        )
    for number, (whose, family, registered, left) in enumerate(world.registrations):
        Registration.objects.create(
            person_id=whose,
            family_id=family,
            registered_on=registered,
            left_on=left,
            entered_by=world.entered_by.get(number),
        )
    for whose, need, (starts, ends) in world.needs:
        Need.objects.create(person_id=whose, code=need, starts_on=starts, ends_on=ends)
    _events(world)


def _events(world: World) -> None:
    for whose, family, due, ended in world.expected:
        ExpectedBirth.objects.create(
            person_id=whose,
            family_id=family,
            due_on=due,
            outcome="ended" if ended else "",
            ended_on=ended,
        )
    for family, moment, face_to_face in world.contacts:
        kind = "home_visit" if face_to_face else "phone"
        Contact.objects.create(
            family_id=family, happened_at=moment, kind=kind, face_to_face=face_to_face
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

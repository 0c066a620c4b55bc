"""A town that was written: everything planned is held, in its places, and history names who."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from flyingstart.activities.api import (
    Edition,
    Mark,
    Programme,
    Series,
    SeriesDetails,
    Session,
    days_of,
)
from flyingstart.families.api import (
    Address,
    ContactDetail,
    ExpectedBirth,
    FamilyTie,
    Need,
    Person,
    Registration,
)
from flyingstart.kernel.api import load_pack
from flyingstart.places.api import (
    Postcode,
    PostcodeArea,
    Site,
    Term,
)
from flyingstart.places.operations.sites import keep_terms
from flyingstart.town.operations import (
    Made,
    PeopleHeldError,
    find_venues,
    make_town,
    refuse_if_people_are_held,
)
from tests.town.conftest import ACTOR, NOW
from tests.town.held import held
from tests.town.towns import PACK, demo, people, town

PLANNED = town(60, 1)
SERIES_FIELDS = (
    *("activity_id", "site_id", "weekday", "starts", "ends", "first_on", "last_on"),
    *("every_weeks", "pattern"),
)


def test_what_is_said_is_held(made: Made) -> None:
    assert held(PLANNED) == made.counts
    assert made.counts["people"] == sum(1 for _ in people(PLANNED))
    assert made.counts["marks"] == sum(len(s.marks) for s in PLANNED.sessions)
    assert min(made.counts.values()) > 0


def test_everything_about_people_is_held(made: Made) -> None:
    persons = [person for _, person in people(PLANNED)]

    assert FamilyTie.objects.count() == sum(len(p.ties) for p in persons)
    assert Registration.objects.count() == sum(len(p.registrations) for p in persons)
    assert Address.objects.count() == sum(len(p.addresses) for p in persons)
    assert ContactDetail.objects.count() == sum(len(p.details) for p in persons)
    assert ExpectedBirth.objects.count() == sum(len(p.expected_births) for p in persons)
    assert Need.objects.count() == sum(len(p.needs) for p in persons)


def test_marks_are_of_the_people_who_were_planned(made: Made) -> None:
    refs = [person.ref for _, person in people(PLANNED)]
    families = [family.ref for house in PLANNED.households for family in house.families]
    planned = {
        (session.starts_at, session.slot.activity, refs[person], families[family], status)
        for session in PLANNED.sessions
        for person, family, status in session.marks
    }

    written = set(
        Mark.objects.values_list(
            "session__starts_at",
            "session__activity__code",
            "person__refs__ref",
            "family__refs__ref",
            "status",
        )
    )

    assert written == planned


def test_every_session_is_of_a_series_that_runs_on_its_day(made: Made) -> None:
    terms = list(Term.objects.all())
    for series in Series.objects.prefetch_related("sessions"):
        details = SeriesDetails(
            **{name: getattr(series, name) for name in SERIES_FIELDS},
            excluded=tuple(series.excluded),
        )
        days = sorted(s.planned_on for s in series.sessions.all() if s.planned_on)
        planned = [day for day in days_of(details, terms, ()) if day <= days[-1]]
        assert days == planned
    assert not Session.objects.filter(series=None).exists()


def test_programmes_are_published_but_for_what_is_targeted(made: Made) -> None:
    unlisted = Series.objects.filter(listed=False)

    assert {edition.number for edition in Edition.objects.all()} == {1}
    for programme in Programme.objects.all():
        open_to_all = programme.series.filter(listed=True).exists()
        assert programme.editions.exists() == open_to_all
        assert all(e.published_at.date() < programme.starts_on for e in programme.editions.all())
    assert not Session.objects.filter(series__in=unlisted, listed=True).exists()


def test_sites_lie_among_those_who_walk_to_them_and_stay_there(made: Made) -> None:
    load_pack(folder=PACK, by=ACTOR, at=NOW)

    hub = Site.objects.get(name="Limbury")
    wards = PostcodeArea.objects.filter(
        postcode__text=hub.postcode, area__area_set__code="wards-2003"
    )
    near = {patch.areas["wards-2003"] for patch in demo().patches if "Limbury" in patch.near}
    assert {one.area.code for one in wards} <= near
    assert wards.exists()


def test_made_up_terms_outlive_the_pack_and_give_way_to_real_ones(made: Made) -> None:
    load_pack(folder=PACK, by=ACTOR, at=NOW)
    assert Term.objects.filter(made_up=True).count() == made.counts["terms"]

    real = Term(code="autumn-2023", name="Autumn 2023")
    real.starts_on, real.ends_on = dt.date(2023, 9, 4), dt.date(2023, 12, 20)
    keep_terms(terms=[real], by=ACTOR, at=NOW)

    assert [(term.code, term.made_up) for term in Term.objects.all()] == [("autumn-2023", False)]


def test_postcodes_lie_in_wards_and_neighbourhoods(made: Made) -> None:
    sets = {"wards-2003", "wards-2023", "neighbourhoods"}

    for postcode in Postcode.objects.exclude(areas=None):
        areas = PostcodeArea.objects.filter(postcode=postcode).select_related("area__area_set")
        assert {one.area.area_set.code for one in areas} == sets
        assert len(areas) == len(sets)
    outside = Postcode.objects.filter(areas=None)
    assert outside.exists()
    assert not outside.filter(district=PLANNED.authority).exists()


def test_every_set_has_the_same_population(made: Made) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, p.year, sum(p.count) FROM places_population p"
            " JOIN places_area a ON a.code = p.area_code"
            " JOIN places_areaset s ON s.id = a.area_set_id GROUP BY s.code, p.year"
        )
        totals = cursor.fetchall()

    years = {year for _, year, _ in totals}
    assert {code for code, _, _ in totals} == {"wards-2003", "wards-2023", "neighbourhoods"}
    for year in years:
        assert len({total for _, its_year, total in totals if its_year == year}) == 1


def test_codes_are_those_of_the_lists(made: Made) -> None:
    ethnicities = set(Person.objects.values_list("ethnicity", flat=True))
    languages = set(Person.objects.values_list("spoken_language", flat=True))

    assert {"WBRI", "APKN", "", "refused"} <= ethnicities
    assert {"English", ""} <= languages


def test_history_names_the_command_on_every_row(made: Made) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE c.metadata->>'actor_name' = %s) "
            "FROM families_personevent e JOIN pghistory_context c ON c.id = e.pgh_context_id",
            [ACTOR.name],
        )
        events, named = cursor.fetchone()

    renamed = sum(bool(p.earlier_family_name) for _, p in people(PLANNED))
    assert events == named == made.counts["people"] + renamed


def test_refuses_where_there_are_people(made: Made) -> None:
    before = held(PLANNED)

    with pytest.raises(PeopleHeldError, match="holds people already"):
        refuse_if_people_are_held()
    with pytest.raises(PeopleHeldError):
        make_town(town=PLANNED, venues=find_venues(demo()), by=ACTOR, at=NOW)

    assert held(PLANNED) == before

"""Programmes: drafted, altered, copied, and published as an edition that stays as it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from flyingstart.accounts.api import User
from flyingstart.activities.api import (
    Copied,
    Edition,
    NothingToPublishError,
    Pattern,
    Planned,
    Programme,
    ProgrammeChangedError,
    ProgrammeDetails,
    ProgrammeError,
    ProgrammeKind,
    SeriesDetails,
    Session,
    alter_programme,
    cancel_session,
    copy_programme,
    newest_edition,
    overlapping_programmes,
    programmes,
    publish_programme,
)
from flyingstart.activities.queries.programmes import country
from flyingstart.activities.queries.series import grid_of
from flyingstart.activities.rules.copying import shifted
from flyingstart.places.api import Area, AreaSet, Authority
from tests.activities.planning.plans import (
    DECEMBER,
    MONDAYS,
    SPRING,
    SUMMER,
    colleague,
    days_held,
    drafted,
    london,
    mondays,
    on,
    plan,
    rows_of,
)
from tests.activities.world import OPERATOR, World, scheduled
from tests.history import history_of

HOLIDAY = ProgrammeDetails(
    name="Easter 2020",
    kind=ProgrammeKind.HOLIDAY,
    starts_on=dt.date(2020, 4, 4),
    ends_on=dt.date(2020, 4, 19),
)


def a_neighbourhood(kind: str = "neighbourhood") -> Area:
    area_set = AreaSet.objects.create(code=kind, name=kind, kind=kind)
    return Area.objects.create(area_set=area_set, code="North", name="North")


def altered(programme: Programme, **changes: Any) -> Programme:
    details = dataclasses.replace(SPRING, **changes)
    return alter_programme(programme=programme, details=details, by=OPERATOR, at=DECEMBER)


def published(programme: Programme, at: dt.datetime = DECEMBER) -> Edition:
    programme.refresh_from_db()
    return publish_programme(programme=programme, by=OPERATOR, at=at)


def copied(source: Programme, details: ProgrammeDetails = SUMMER) -> Copied:
    return copy_programme(source=source, details=details, by=OPERATOR, at=DECEMBER)


@pytest.mark.django_db
class TestDrafting:
    def test_a_programme_is_begun(self) -> None:
        north = a_neighbourhood()

        programme = drafted(
            dataclasses.replace(SPRING, name=" Spring  2020 ", neighbourhood_id=north.pk)
        )

        assert (programme.name, programme.kind, programme.neighbourhood) == (
            *("Spring 2020", "term"),
            north,
        )
        assert (programme.starts_on, programme.ends_on) == (SPRING.starts_on, SPRING.ends_on)
        assert (
            history_of(programme)[0]
            .pgh_context.metadata["operation"]
            .endswith("programmes.draft_programme")
        )

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"name": " "}, "name", "a name of at most 200 letters"),
            ({"name": "x" * 201}, "name", "a name of at most 200 letters"),
            ({"kind": "whole"}, "kind", "Choose a term or a holiday programme"),
            ({"ends_on": dt.date(2020, 1, 5)}, "ends_on", "ends before it starts"),
            ({"ends_on": dt.date(2021, 1, 7)}, "ends_on", "at most a year"),
            ({"neighbourhood_id": 0}, "neighbourhood_id", "Choose a neighbourhood"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, changes: dict[str, Any], field: str, words: str
    ) -> None:
        with pytest.raises(ProgrammeError, match=words) as refused:
            drafted(dataclasses.replace(SPRING, **changes))

        assert refused.value.field == field
        assert Programme.objects.count() == 0

    def test_a_ward_is_no_neighbourhood(self) -> None:
        with pytest.raises(ProgrammeError, match="Choose a neighbourhood"):
            drafted(dataclasses.replace(SPRING, neighbourhood_id=a_neighbourhood("ward").pk))

    def test_a_name_serves_one_programme_of_a_neighbourhood(self) -> None:
        drafted()
        drafted(dataclasses.replace(SPRING, neighbourhood_id=a_neighbourhood().pk))

        with pytest.raises(ProgrammeError, match="Another programme is called Spring 2020") as no:
            drafted(dataclasses.replace(SPRING, starts_on=dt.date(2020, 2, 1)))
        assert no.value.field == "name"

    def test_one_that_overlaps_another_of_its_kind_is_taken_and_told_of(self) -> None:
        spring = drafted()
        north = a_neighbourhood()
        touching = dataclasses.replace(SUMMER, starts_on=SPRING.ends_on)

        assert list(overlapping_programmes(touching)) == [spring]
        assert list(overlapping_programmes(SUMMER)) == []
        for other in (
            dataclasses.replace(touching, kind=ProgrammeKind.HOLIDAY),
            dataclasses.replace(touching, neighbourhood_id=north.pk),
        ):
            assert list(overlapping_programmes(other)) == []
        assert list(overlapping_programmes(SPRING, but=spring)) == []
        assert drafted(touching).name == "Summer 2020"


@pytest.mark.usefixtures("terms")
class TestAltering:
    def test_name_and_days_change(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        programme.refresh_from_db()

        later = altered(programme, name="Spring", ends_on=dt.date(2020, 4, 9))

        assert (later.name, later.ends_on) == ("Spring", dt.date(2020, 4, 9))
        # The same once more is no change.
        again = altered(later, name="Spring", ends_on=dt.date(2020, 4, 9))
        assert again.version == later.version
        # Nor is it when one page is sent twice.
        twice = altered(programme, name="Spring", ends_on=dt.date(2020, 4, 9))
        assert twice.version == later.version

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"starts_on": dt.date(2020, 1, 7)}, "starts_on", "begins on 6 January 2020"),
            ({"ends_on": dt.date(2020, 4, 2)}, "ends_on", "runs until 3 April 2020"),
        ],
    )
    def test_a_series_outside_the_days_is_told_of(
        self, world: World, changes: dict[str, Any], field: str, words: str
    ) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        programme.refresh_from_db()

        with pytest.raises(ProgrammeError, match=f"Stay and Play, Hall {words}") as refused:
            altered(programme, **changes)
        assert refused.value.field == field

    def test_who_read_an_older_one_is_told(self, world: World) -> None:
        stale = drafted()
        plan(Programme.objects.get(), mondays(world))

        with pytest.raises(ProgrammeChangedError):
            altered(stale, name="Mine")
        with pytest.raises(ProgrammeChangedError):
            publish_programme(programme=stale, by=OPERATOR, at=DECEMBER)
        assert Programme.objects.get().name == "Spring 2020"


@pytest.mark.usefixtures("terms")
class TestPublishing:
    def test_sessions_are_listed_and_kept_as_a_reader_sees_them(self, world: World) -> None:
        programme = drafted()
        public = mondays(
            world, room_id=world.room.pk, cost_pence=100, language="ur", note="Bring socks"
        )
        plan(programme, public, mondays(world, weekday=2, listed=False))

        edition = published(programme)

        assert (edition.number, edition.published_at, edition.published_by) == (
            *(1, DECEMBER),
            "test",
        )
        assert len(edition.rows) == 12
        first = on_day(MONDAYS[0])
        assert edition.rows[0] == {
            "session": str(first.public_id),
            "activity": "Stay and Play",
            "site": "Hall",
            "room": "Blue room",
            "starts_at": "2020-01-06T10:00:00+00:00",
            "ends_at": "2020-01-06T11:30:00+00:00",
            "age_from_months": None,
            "age_to_months": 60,
            "cost_pence": 100,
            "language": "ur",
            "note": "Bring socks",
        }
        # The hour is London's on both sides of the change.
        assert edition.rows[-1]["starts_at"] == "2020-03-30T10:00:00+01:00"
        shown = Session.objects.filter(listed=True)
        assert {one.starts_at.astimezone(dt.UTC).isoweekday() for one in shown} == {1}

    def test_without_a_change_there_is_no_new_edition(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        first = published(programme)

        assert published(programme, at=DECEMBER + dt.timedelta(days=1)) == first
        assert newest_edition(programme) == first

    def test_a_change_makes_another_and_leaves_the_one_before(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        first = published(programme)
        cancel_session(session=on(programme, MONDAYS[3]), because="Snow", by=OPERATOR, at=DECEMBER)

        second = published(programme)

        assert (second.number, len(second.rows), len(first.rows)) == (2, 11, 12)
        assert newest_edition(programme) == second
        first.refresh_from_db()
        assert (first.version, first.rows[3]["starts_at"][:10]) == (1, "2020-01-27")

    def test_new_sessions_of_a_published_programme_wait_for_the_next_edition(
        self, world: World
    ) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        published(programme)

        plan(programme, *rows_of(programme), mondays(world, weekday=2))

        assert Session.objects.filter(listed=True).count() == 12
        assert published(programme).number == 2
        assert Session.objects.filter(listed=True).count() == 24

    def test_what_nobody_would_see_is_not_published(self, world: World) -> None:
        empty, secret = drafted(), drafted(dataclasses.replace(SPRING, name="Secret"))
        plan(secret, mondays(world, listed=False))

        for programme in (empty, secret):
            with pytest.raises(NothingToPublishError, match="nothing to publish"):
                published(programme)
        assert Edition.objects.count() == 0


class TestShifting:
    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            # Wholly, from the first week on, to the last day, a course, and one too long.
            ("2020-01-06", "2020-04-03", ("2020-04-20", "2020-07-21")),
            ("2020-01-08", "2020-04-03", ("2020-04-20", "2020-07-21")),
            ("2020-01-14", "2020-04-03", ("2020-04-28", "2020-07-21")),
            ("2020-01-14", "2020-02-11", ("2020-04-28", "2020-05-26")),
            ("2020-03-31", "2020-04-02", ("2020-07-14", "2020-07-16")),
        ],
    )
    def test_a_series_is_as_many_weeks_into_the_other(
        self, first: str, last: str, expected: tuple[str, str]
    ) -> None:
        details = SeriesDetails(
            activity_id=1,
            site_id=1,
            weekday=2,
            starts=dt.time(10),
            ends=dt.time(11),
            first_on=dt.date.fromisoformat(first),
            last_on=dt.date.fromisoformat(last),
            excluded=(dt.date(2020, 1, 21),),
        )

        moved = shifted(details, SPRING, SUMMER)

        assert (moved.first_on.isoformat(), moved.last_on.isoformat()) == expected
        assert moved == dataclasses.replace(
            details, first_on=moved.first_on, last_on=moved.last_on, excluded=()
        )

    def test_what_does_not_fit_a_shorter_one_is_cut(self) -> None:
        details = SeriesDetails(
            activity_id=1,
            site_id=1,
            weekday=1,
            starts=dt.time(10),
            ends=dt.time(11),
            first_on=dt.date(2020, 1, 13),
            last_on=dt.date(2020, 3, 30),
        )

        moved = shifted(details, SPRING, HOLIDAY)

        assert (moved.first_on, moved.last_on) == (dt.date(2020, 4, 6), dt.date(2020, 4, 19))


@pytest.mark.usefixtures("terms")
class TestCopying:
    def test_the_series_run_on_the_days_of_the_other_programme(
        self, world: World, asma: User, ben: User
    ) -> None:
        source = drafted()
        details = mondays(
            world,
            room_id=world.room.pk,
            lead_id=asma.pk,
            worker_ids=(ben.pk,),
            note="Bring socks",
            excluded=(MONDAYS[1],),
        )
        plan(source, details)
        published(source)

        copy = copied(source)

        assert (copy.planned, copy.left_out) == (Planned(added=13), ())
        (row,) = grid_of(copy.programme)
        expected = dataclasses.replace(
            details, first_on=SUMMER.starts_on, last_on=SUMMER.ends_on, excluded=()
        )
        assert row.details == expected
        # Fourteen Mondays, one of them in the half term; nothing is public yet.
        assert dt.date(2020, 5, 25) not in days_held(copy.programme)
        assert newest_edition(copy.programme) is None
        assert Session.objects.filter(series__programme=copy.programme, listed=True).count() == 0

    def test_what_does_not_fit_is_left_out_and_told_of(self, world: World, asma: User) -> None:
        gone = colleague("Kim")
        source = drafted()
        plan(
            source,
            mondays(world, lead_id=gone.pk, worker_ids=(asma.pk,)),
            mondays(world, weekday=3, room_id=world.room.pk),
            mondays(world, weekday=4, pattern=Pattern.HOLIDAYS, activity_id=world.massage.pk),
        )
        User.objects.filter(pk=gone.pk).update(is_active=False)
        wednesday = dt.date(2020, 5, 6)
        scheduled(
            world,
            activity_id=world.massage.pk,
            room_id=world.room.pk,
            starts_at=london(wednesday, 9),
            ends_at=london(wednesday, 12),
        )
        # Thursdays of a summer cut short before its half term are never in the holidays.
        short = dataclasses.replace(SUMMER, ends_on=dt.date(2020, 5, 20))

        copy = copied(source, short)

        assert list(copy.left_out) == [
            (
                "Stay and Play, Hall, 10am: Kim cannot sign in any more, "
                "so nobody works in their place yet."
            ),
            (
                "Baby Massage, Hall, 10am: left out. No such day is left in the school holidays "
                "from 20 April 2020 to 20 May 2020."
            ),
            (
                "Stay and Play, Hall, 10am: left out there. Blue room is taken on Wednesday 6 May: "
                "Baby Massage, Hall, 9am to midday. It cannot hold Stay and Play, Hall, 10am to "
                "11:30am too."
            ),
        ]
        first, second = grid_of(copy.programme)
        assert (first.details.lead_id, first.details.worker_ids) == (None, (asma.pk,))
        assert second.details.excluded == (wednesday,)
        assert wednesday not in days_held(copy.programme)

    def test_a_programme_that_cannot_be_is_refused(self, world: World) -> None:
        source = drafted()
        plan(source, mondays(world))

        with pytest.raises(ProgrammeError, match="Another programme is called"):
            copied(source, dataclasses.replace(SUMMER, name=SPRING.name))

        assert Programme.objects.count() == 1

    def test_without_terms_nothing_fits_and_it_is_said_why(self, world: World) -> None:
        source = drafted()
        plan(source, mondays(world))
        autumn = dataclasses.replace(
            SUMMER, starts_on=dt.date(2020, 9, 1), ends_on=dt.date(2020, 12, 18)
        )

        copy = copied(source, autumn)

        assert (copy.planned, len(copy.left_out)) == (Planned(), 1)
        assert "School terms are held until 21 July 2020 only" in copy.left_out[0]


@pytest.mark.usefixtures("terms")
class TestReading:
    def test_programmes_come_with_what_their_list_shows(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        spring, summer = drafted(), drafted(SUMMER)
        plan(spring, mondays(world), mondays(world, weekday=2))
        published(spring)

        with django_assert_num_queries(1):
            found = list(programmes())

        assert found == [summer, spring]
        shown: list[Any] = found
        assert [(one.series_count, one.newest_edition) for one in shown] == [(0, None), (2, 1)]

    def test_a_grid_takes_two_queries(
        self, world: World, asma: User, django_assert_num_queries: Any
    ) -> None:
        one, three = drafted(), drafted(SUMMER)
        plan(one, mondays(world, lead_id=asma.pk))
        summer = {"first_on": SUMMER.starts_on, "last_on": SUMMER.ends_on, "lead_id": asma.pk}
        plan(three, *(mondays(world, weekday=day, **summer) for day in (1, 2, 3)))

        for programme, length in ((one, 1), (three, 3)):
            with django_assert_num_queries(2):
                assert len(grid_of(programme)) == length

    def test_the_country_is_that_of_the_authority(self) -> None:
        assert country() == "E"
        Authority.objects.create(code="W06000015", name="Cardiff")
        assert country() == "W"


def on_day(day: dt.date) -> Session:
    return Session.objects.get(planned_on=day, listed=True)

"""A whole term's grid, saved at once: what becomes of series and sessions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from flyingstart.accounts.api import User
from flyingstart.activities.api import (
    CountedBy,
    Kept,
    KeptBecause,
    MarkStatus,
    Pattern,
    PlanError,
    Planned,
    Programme,
    ProgrammeChangedError,
    ProgrammeDetails,
    Series,
    SeriesDetails,
    SeriesRow,
    Session,
    SessionWorker,
    alter_session,
    cancel_session,
    close_register,
    count_people,
    move_session,
    plan_programme,
    publish_programme,
    staff_session,
)
from flyingstart.activities.operations.sessions import SessionDetails
from flyingstart.activities.queries.series import details_of, grid_of
from flyingstart.places.api import Room, Term
from tests.activities.planning.plans import (
    DECEMBER,
    MONDAYS,
    SPRING,
    colleague,
    days_held,
    drafted,
    london,
    mondays,
    on,
    only,
    plan,
    rows_of,
)
from tests.activities.world import OPERATOR, World, came
from tests.history import history_of

pytestmark = pytest.mark.usefixtures("terms")

HALF_TERM = dt.datetime(2020, 2, 18, 12, tzinfo=dt.UTC)
PAST = [day for day in MONDAYS if day < HALF_TERM.date()]
AHEAD = [day for day in MONDAYS if day > HALF_TERM.date()]


def words(planned: Planned) -> list[tuple[dt.date, str]]:
    return [(kept.starts_at.date(), kept.because.value) for kept in planned.kept]


class TestANewGrid:
    def test_a_series_is_made_into_sessions_with_all_that_was_said(
        self, world: World, asma: User, ben: User
    ) -> None:
        programme = drafted()
        details = mondays(
            world,
            room_id=world.room.pk,
            capacity=12,
            language=" ur ",
            cost_pence=150,
            note="Bring  socks",
            lead_id=asma.pk,
            worker_ids=(ben.pk, asma.pk),
        )

        planned = plan(programme, details)

        assert planned == Planned(added=12)
        assert days_held(programme) == MONDAYS
        session = on(programme, MONDAYS[0])
        assert (session.activity, session.site, session.room) == (
            world.play,
            world.hall,
            world.room,
        )
        assert (session.starts_at, session.ends_at) == (
            london(MONDAYS[0], 10),
            london(MONDAYS[0], 11, 30),
        )
        assert (session.capacity, session.language, session.cost_pence, session.note) == (
            *(12, "ur", 150),
            "Bring socks",
        )
        assert (session.listed, session.cancelled_at) == (False, None)
        workers = session.workers.order_by("-is_lead").values_list("worker__name", "is_lead")
        assert list(workers) == [("Asma", True), ("Ben", False)]
        (event,) = history_of(session)
        assert event.pgh_context.metadata["operation"].endswith("planning.plan_programme")

    def test_the_hour_stays_when_the_clocks_change(self, world: World) -> None:
        programme = drafted()

        plan(programme, mondays(world))

        winter, summer = on(programme, MONDAYS[-2]), on(programme, MONDAYS[-1])
        assert (winter.starts_at.hour, summer.starts_at.hour) == (10, 9)
        assert summer.starts_at == london(MONDAYS[-1], 10)

    def test_days_that_are_over_are_made_for_a_series_that_is_new(self, world: World) -> None:
        programme = drafted()

        assert plan(programme, mondays(world), at=HALF_TERM).added == 12

    def test_the_grid_reads_as_it_was_saved(self, world: World, asma: User, ben: User) -> None:
        programme = drafted()
        details = mondays(
            world,
            pattern=Pattern.ALL_YEAR,
            excluded=(MONDAYS[3], MONDAYS[1]),
            lead_id=asma.pk,
            worker_ids=(ben.pk,),
        )
        plan(programme, mondays(world, weekday=5), details)

        first, second = grid_of(programme)

        saved = dataclasses.replace(details, excluded=(MONDAYS[1], MONDAYS[3]))
        assert (first.details, first.lead, first.workers) == (saved, "Asma", ("Ben",))
        assert (first.sessions, first.cancelled) == (11, 0)
        assert (second.details.weekday, second.sessions, second.lead) == (5, 12, "")


class TestSavedAgain:
    def test_nothing_changes_without_a_change(self, world: World, asma: User) -> None:
        programme = drafted()
        plan(programme, mondays(world, lead_id=asma.pk))
        before = list(Session.objects.order_by("pk").values_list("pk", "version"))
        programme.refresh_from_db()
        version = programme.version

        assert plan(programme, *rows_of(programme)) == Planned()

        assert list(Session.objects.order_by("pk").values_list("pk", "version")) == before
        programme.refresh_from_db()
        assert programme.version == version

    def test_only_what_is_ahead_is_changed(self, world: World, asma: User, ben: User) -> None:
        programme = drafted()
        plan(programme, mondays(world, lead_id=asma.pk))

        changes = {"starts": dt.time(9, 30), "lead_id": ben.pk, "note": "New time"}
        planned = plan(programme, *rows_of(programme, **changes), at=HALF_TERM)

        assert (planned.added, planned.changed, planned.removed) == (0, 6, 0)
        assert words(planned) == [(day, "begun") for day in PAST]
        told = planned.kept[0].words
        assert told == "Stay and Play, Hall, Monday 6 January 2020, 10am: it has begun or is over"
        for day in PAST:
            assert (on(programme, day).starts_at, on(programme, day).note) == (london(day, 10), "")
        for day in AHEAD:
            session = on(programme, day)
            assert (session.starts_at, session.note) == (london(day, 9, 30), "New time")
            assert [one.worker for one in session.workers.all()] == [ben]

    def test_another_weekday_moves_what_is_ahead(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world))

        planned = plan(programme, *rows_of(programme, weekday=3), at=HALF_TERM)

        assert (planned.added, planned.changed, planned.removed) == (6, 0, 6)
        wednesdays = [day + dt.timedelta(days=2) for day in AHEAD]
        assert days_held(programme) == [*PAST, *wednesdays]
        # Told once; saved again there is nothing to tell.
        assert len(planned.kept) == 6
        assert plan(programme, *rows_of(programme), at=HALF_TERM) == Planned()

    def test_a_day_is_excluded_and_taken_back_in(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world))

        without = plan(programme, *rows_of(programme, excluded=(MONDAYS[4],)))
        held = days_held(programme)
        back = plan(programme, *rows_of(programme, excluded=()))

        assert (without, MONDAYS[4] in held) == (Planned(removed=1), False)
        assert (back, days_held(programme)) == (Planned(added=1), MONDAYS)

    def test_a_row_and_its_workers_are_taken_out_as_if_never_there(
        self, world: World, asma: User
    ) -> None:
        programme = drafted()
        plan(programme, mondays(world, lead_id=asma.pk), mondays(world, weekday=2))

        planned = plan(programme, *rows_of(programme)[1:])

        assert planned == Planned(removed=12)
        assert only(programme).weekday == 2
        assert SessionWorker.objects.count() == 0


@pytest.fixture
def touched(terms: None, world: World, asma: User, ben: User) -> list[tuple[dt.date, KeptBecause]]:
    """A programme at half term; what was done to sessions, and why each is kept."""
    programme = drafted()
    plan(programme, mondays(world, room_id=world.room.pk, lead_id=asma.pk))
    moved, staffed, noted, cancelled, registered = (on(programme, day) for day in AHEAD[:5])
    said: dict[str, Any] = {"by": OPERATOR, "at": HALF_TERM}
    move_session(
        session=moved,
        starts_at=london(AHEAD[0], 14),
        ends_at=london(AHEAD[0], 15),
        site_id=world.hall.pk,
        **said,
    )
    staff_session(session=staffed, lead_id=ben.pk, **said)
    alter_session(
        session=noted,
        details=SessionDetails(
            activity_id=world.play.pk,
            site_id=world.hall.pk,
            room_id=world.room.pk,
            starts_at=noted.starts_at,
            ends_at=noted.ends_at,
            note="By the back door",
            lead_id=asma.pk,
        ),
        **said,
    )
    cancel_session(session=cancelled, because="Boiler", **said)
    # A place given up ahead of the day is a word on the register too.
    came(registered, world.mother, status=MarkStatus.CANCELLED)
    return [
        *((day, KeptBecause.BEGUN) for day in PAST),
        *((day, KeptBecause.CHANGED) for day in AHEAD[:3]),
        (AHEAD[3], KeptBecause.CANCELLED),
        (AHEAD[4], KeptBecause.REGISTER),
    ]


class TestWhatIsKept:
    """Sessions that the plan does not touch, whatever it says."""

    def test_sessions_are_kept_when_their_row_changes(
        self, touched: list[tuple[dt.date, KeptBecause]]
    ) -> None:
        programme = Series.objects.get().programme
        versions = dict(Session.objects.values_list("planned_on", "version"))

        planned = plan(programme, *rows_of(programme, capacity=8), at=HALF_TERM)

        assert [(kept.starts_at.date(), kept.because) for kept in planned.kept] == touched
        assert (planned.added, planned.changed, planned.removed) == (0, 1, 0)
        versions[AHEAD[5]] += 1
        assert dict(Session.objects.values_list("planned_on", "version")) == versions

    def test_sessions_are_kept_when_their_row_is_taken_out(
        self, touched: list[tuple[dt.date, KeptBecause]]
    ) -> None:
        programme = Series.objects.get().programme

        planned = plan(programme, at=HALF_TERM)

        assert [(kept.starts_at.date(), kept.because) for kept in planned.kept] == touched
        assert (planned.added, planned.changed, planned.removed) == (0, 0, 1)
        # The series ends with the last session whose day has come; later ones are their own.
        series = only(programme)
        assert (series.first_on, series.last_on) == (SPRING.starts_on, PAST[-1])
        assert days_held(programme) == PAST
        alone = Session.objects.filter(series=None).order_by("starts_at")
        assert [one.starts_at.date() for one in alone] == AHEAD[:5]
        # Once more there is nothing to do, and nothing to tell.
        assert plan(programme, at=HALF_TERM) == Planned()

    def test_a_row_that_ended_before_any_day_of_its_own_is_saved_as_it_is(
        self, world: World
    ) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        evening = london(MONDAYS[0], 18)
        plan(programme, *rows_of(programme, weekday=7, pattern=Pattern.ALL_YEAR), at=evening)
        plan(programme, at=evening)
        # Its only session was on the Monday; no Sunday comes before that.
        assert (only(programme).last_on, days_held(programme)) == (MONDAYS[0], MONDAYS[:1])

        grid = [*rows_of(programme), SeriesRow(details=mondays(world, weekday=2))]
        assert plan(programme, *grid, at=evening).added == 12

    @pytest.mark.usefixtures("touched")
    def test_an_unchanged_row_tells_of_nothing(self) -> None:
        programme = Series.objects.get().programme

        assert plan(programme, *rows_of(programme), at=HALF_TERM) == Planned()

    def test_counted_and_closed_registers_are_kept(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        later = london(MONDAYS[1], 18)
        count_people(
            session=on(programme, MONDAYS[0]),
            count=0,
            counted_by=CountedBy.PARTNER,
            by=OPERATOR,
            at=later,
        )
        close_register(session=on(programme, MONDAYS[1]), nobody_came=True, by=OPERATOR, at=later)

        # Planned as if by somebody whose clock is late.
        planned = plan(programme, *rows_of(programme, note="x"), at=DECEMBER)

        assert words(planned) == [(MONDAYS[0], "register"), (MONDAYS[1], "register")]
        assert planned.changed == 10

    def test_a_kept_session_is_told_as_plain_values(self, world: World) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        session = on(programme, MONDAYS[0])
        cancel_session(session=session, because="Snow", by=OPERATOR, at=DECEMBER)

        planned = plan(programme)

        assert planned.kept == (
            Kept(
                session_id=session.public_id,
                activity="Stay and Play",
                site="Hall",
                starts_at=session.starts_at,
                because=KeptBecause.CANCELLED,
            ),
        )


class TestListing:
    def test_what_is_taken_off_the_list_goes_at_once_and_comes_back_by_publishing(
        self, world: World
    ) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        publish_programme(programme=_read(programme), by=OPERATOR, at=DECEMBER)
        listed = Session.objects.filter(listed=True)
        assert listed.count() == 12

        plan(programme, *rows_of(programme, listed=False))
        assert listed.count() == 0
        plan(programme, *rows_of(programme, listed=True))
        assert listed.count() == 0
        publish_programme(programme=_read(programme), by=OPERATOR, at=DECEMBER)
        assert listed.count() == 12


class TestTwoAtOnce:
    def test_who_read_an_older_grid_is_told(self, world: World) -> None:
        programme = drafted()
        stale = _read(programme)
        plan(programme, mondays(world))

        with pytest.raises(ProgrammeChangedError, match="look again"):
            plan_programme(programme=stale, rows=[], by=OPERATOR, at=DECEMBER)

        assert len(days_held(programme)) == 12

    def test_a_changed_worker_is_a_change_of_the_grid(self, world: World, asma: User) -> None:
        programme = drafted()
        plan(programme, mondays(world))
        stale = _read(programme)
        plan(programme, *rows_of(programme, lead_id=asma.pk))

        with pytest.raises(ProgrammeChangedError):
            plan_programme(programme=stale, rows=[], by=OPERATOR, at=DECEMBER)


class TestBadRows:
    @pytest.mark.parametrize(
        ("changes", "field", "message"),
        [
            ({"starts": dt.time(22), "ends": dt.time(1)}, "ends", "past midnight"),
            ({"ends": dt.time(10)}, "ends", "Say how long"),
            ({"weekday": 0}, "weekday", "day of the week"),
            ({"weekday": 8}, "weekday", "day of the week"),
            ({"every_weeks": 0}, "every_weeks", "1 to 13 weeks"),
            ({"every_weeks": 14}, "every_weeks", "1 to 13 weeks"),
            ({"capacity": 0}, "capacity", "1 to 1,000 families"),
            ({"capacity": 1001}, "capacity", "1 to 1,000 families"),
            ({"cost_pence": -1}, "cost_pence", "free, to £500"),
            ({"cost_pence": 500_01}, "cost_pence", "free, to £500"),
            ({"note": "x" * 301}, "note", "300 letters; this one has 301"),
            ({"language": "x" * 51}, "language", "by its code"),
            ({"first_on": MONDAYS[1], "last_on": MONDAYS[0]}, "last_on", "before the first"),
            ({"first_on": dt.date(2020, 1, 5)}, "first_on", "5 January 2020 is outside"),
            ({"last_on": dt.date(2020, 4, 4)}, "last_on", "4 April 2020 is outside"),
            ({"pattern": Pattern.HOLIDAYS, "last_on": MONDAYS[3]}, "weekday", "school holidays"),
            ({"excluded": tuple(MONDAYS)}, "weekday", "No such day is left in school term time"),
            (
                {"weekday": 7, "pattern": Pattern.ALL_YEAR, "starts": dt.time(1)},
                "starts",
                r"clocks go forward on 29 March 2020: there is no 1am that night\. Leave the day",
            ),
            ({"activity_id": 0}, "activity_id", "Choose an activity"),
            ({"site_id": 0}, "site_id", "Choose a site"),
            ({"room_id": 0}, "room_id", "Choose a room"),
            ({"lead_id": 0}, "lead_id", "Choose a colleague"),
        ],
    )
    def test_a_row_that_cannot_be_is_refused_at_its_field(
        self, world: World, changes: dict[str, Any], field: str, message: str
    ) -> None:
        programme = drafted()

        with pytest.raises(PlanError, match=message) as refused:
            plan(programme, mondays(world, **changes))

        assert [(fault.row, fault.field) for fault in refused.value.faults] == [(0, field)]
        assert Series.objects.count() == 0

    def test_the_night_that_cannot_be_is_left_out(self, world: World) -> None:
        nights = {
            "weekday": 7,
            "pattern": Pattern.ALL_YEAR,
            "starts": dt.time(1),
            "excluded": (dt.date(2020, 3, 29),),
        }

        assert plan(drafted(), mondays(world, **nights)).added == 11

    def test_all_faults_of_all_rows_are_told_at_once(self, world: World) -> None:
        elsewhere = Room.objects.create(site=world.church, name="Vestry")
        gone = colleague("Kim", is_active=False)
        good = mondays(world)
        bad = mondays(world, room_id=elsewhere.pk, worker_ids=(gone.pk,), capacity=0)

        with pytest.raises(PlanError) as refused:
            plan(drafted(), good, bad, mondays(world, note="x" * 400))

        room_for = "Room for 1 to 1,000 families."
        assert [(fault.row, fault.field, fault.words) for fault in refused.value.faults] == [
            (1, "room_id", "Vestry is not at Hall."),
            (1, "capacity", f"{room_for} Leave it blank where there is no limit."),
            (1, "worker_ids", "Kim cannot sign in any more. Choose somebody else."),
            (2, "note", "A note has at most 300 letters; this one has 400."),
        ]
        assert Session.objects.count() == 0

    def test_a_row_of_another_programme_and_one_given_twice_are_refused(self, world: World) -> None:
        programme, other = drafted(), drafted(dataclasses.replace(SPRING, name="Other"))
        plan(other, mondays(world))
        plan(programme, mondays(world))
        foreign, own = rows_of(other), rows_of(programme)
        unknown = SeriesRow(series_public_id=uuid.uuid4(), details=own[0].details)

        with pytest.raises(PlanError) as refused:
            plan(programme, *own, *foreign, unknown, *own)

        assert [(fault.row, fault.words) for fault in refused.value.faults] == [
            (1, "This row was taken out of the programme: look again."),
            (2, "This row was taken out of the programme: look again."),
            (3, "This row is in the grid twice."),
        ]

    def test_a_programme_without_terms_is_told_so(self, world: World) -> None:
        Term.objects.all().delete()

        with pytest.raises(PlanError, match="No school terms are held"):
            plan(drafted(), mondays(world))
        assert plan(drafted(_named("Year")), mondays(world, pattern=Pattern.ALL_YEAR)).added == 13


def test_a_grid_of_many_rows_takes_no_more_statements(
    world: World, django_assert_max_num_queries: Any
) -> None:
    one, many = drafted(), drafted(_named("Many"))
    rows = [_at(world, weekday, hour) for weekday in range(1, 6) for hour in (9, 12, 15)]

    with django_assert_max_num_queries(40) as alone:
        plan(one, _at(world, 1, 18))
    with django_assert_max_num_queries(100) as crowd:
        plan(many, *rows)

    # Each row is written by itself; its sessions are not.
    assert len(crowd) - len(alone) <= 4 * len(rows)


def _at(world: World, weekday: int, hour: int) -> SeriesDetails:
    return mondays(world, weekday=weekday, starts=dt.time(hour), ends=dt.time(hour + 1))


def _named(name: str) -> ProgrammeDetails:
    return dataclasses.replace(SPRING, name=name)


def _read(programme: Programme) -> Programme:
    return Programme.objects.get(pk=programme.pk)


def test_the_details_of_a_series_are_those_it_was_planned_with(world: World) -> None:
    programme = drafted()
    details = mondays(world, listed=False, every_weeks=2)

    plan(programme, details)

    assert details_of(only(programme)) == details

"""Today: my sessions, and registers that were left open."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from flyingstart.activities.api import CountedBy, Headcount, Mark, Session
from flyingstart.activities.models import RegisterEvent
from flyingstart.activities.queries.today import late_registers, sessions_of_day
from flyingstart.activities.web.staff.today.presenters import days_ago, today_row
from flyingstart.families.api import Person
from flyingstart.places.api import Room
from tests.accounts.people import user_with
from tests.activities.door.town import Day, leads
from tests.families.web.town import NOW, TODAY, client_of, text_of

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
# Two of them for the two parts.
QUERIES = 20


def today(client: Client) -> str:
    response = client.get("/staff/")
    assert response.status_code == HTTPStatus.OK
    return text_of(response)


def came(session: Session, day: Day, *people: Person) -> None:
    for one in people:
        Mark.objects.create(session=session, person=one, family=day.town.family, status="attended")


def test_my_sessions_come_before_those_of_my_sites(day: Day) -> None:
    user = day.worker()
    elsewhere = leads(user, day.held(at=NOW + HOUR, site=day.town.hub))

    page = today(client_of(user))

    assert elsewhere == user
    assert "Your sessions today 11am to 12:30pm Stay and Play Alder Hub" in page
    assert "A Hall" not in page.partition("Registers still open")[0]


def test_without_any_of_my_own_those_of_my_sites_stand_there(day: Day) -> None:
    page = today(day.client())

    assert "Sessions at your sites today 10am to 11:30am Stay and Play A Hall On now" in page
    assert "Take the register : Stay and Play, A Hall, 10am to 11:30am" in page


def test_nothing_today_says_what_to_do_next(day: Day) -> None:
    page = today(day.client(neighbourhood=day.town.south))

    assert "Your sessions today Nothing is on for you today" in page
    assert "See this week’s sessions" in page
    assert "Every register of the days before is closed. Thank you." in page


@pytest.mark.parametrize("role", ["analyst", "board_reader", "partner", "administrator"])
def test_who_takes_no_registers_sees_neither_part(day: Day, role: str) -> None:
    page = today(day.client(role))

    assert "sessions today" not in page
    assert "Registers still open" not in page


def test_who_helps_at_a_session_without_a_role_there_sees_it_but_no_button(day: Day) -> None:
    user = day.worker("analyst")
    leads(user, day.session, is_lead=False)

    page = today(client_of(user))

    assert "Your sessions today 10am to 11:30am Stay and Play A Hall On now" in page
    assert "Take the register" not in page


@pytest.mark.parametrize(
    ("at", "changes", "state", "button"),
    [
        (NOW - HOUR, {}, "Not begun", "Take the register"),
        (NOW, {}, "On now", "Take the register"),
        (NOW + 2 * HOUR, {}, "To be taken", "Take the register"),
        (
            NOW + 2 * HOUR,
            {"register_closed_at": NOW},
            "Closed: nobody came",
            "Look at the register",
        ),
    ],
)
def test_how_far_a_register_is_without_anybody(
    day: Day, at: dt.datetime, changes: dict[str, object], state: str, button: str
) -> None:
    Session.objects.update(**changes) if changes else None
    row = today_row(sessions_of_day(day.worker(), TODAY)[0], at)

    assert (row.state, row.button) == (state, button)


@pytest.mark.parametrize(
    ("at", "changes", "state"),
    [
        (NOW, {}, "2 people so far"),
        (NOW + 2 * HOUR, {}, "To close: 2 people so far"),
        (NOW + 2 * HOUR, {"register_closed_at": NOW}, "Closed: 2 people"),
        (NOW, {"cancelled_at": NOW, "cancelled_because": "Snow"}, "Cancelled"),
    ],
)
def test_how_far_a_register_is_with_people(
    day: Day, at: dt.datetime, changes: dict[str, object], state: str
) -> None:
    came(day.session, day, day.town.child, day.town.mother)
    Session.objects.update(**changes) if changes else None
    row = today_row(sessions_of_day(day.worker(), TODAY)[0], at)

    assert row.state == state
    assert (row.note, bool(row.href)) == (
        ("Snow", False) if "cancelled_at" in changes else ("", True)
    )


def test_counting_takes_merged_records_for_one_and_heads_of_both_counters(day: Day) -> None:
    twin = Person.objects.create(given_name="Stan", merged_into=day.town.child)
    came(day.session, day, day.town.child, twin, day.town.mother)
    Mark.objects.filter(person=day.town.mother).update(status="did_not_attend")
    Headcount.objects.create(session=day.session, counted_by=CountedBy.US, count=4)
    Headcount.objects.create(session=day.session, counted_by=CountedBy.PARTNER, count=3)

    one = sessions_of_day(day.worker(), TODAY)[0]

    assert (one.marked, one.counted) == (1, 7)


def test_a_day_is_londons(day: Day) -> None:
    summer = dt.date(2026, 7, 1)
    first = day.held(at=dt.datetime(2026, 6, 30, 23, 0, tzinfo=dt.UTC))
    last = day.held(at=dt.datetime(2026, 7, 1, 22, 59, tzinfo=dt.UTC))
    day.held(at=dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC))
    day.held(at=dt.datetime(2026, 7, 1, 23, 0, tzinfo=dt.UTC))

    assert [one.session for one in sessions_of_day(day.worker(), summer)] == [first, last]


def test_the_room_is_said(day: Day) -> None:
    room = Room.objects.create(site=day.town.hall, name="Blue room")
    Session.objects.update(room=room)

    assert "A Hall, Blue room" in today(day.client())


def test_of_a_busy_day_those_that_matter_now_are_shown(day: Day) -> None:
    for hour in range(1, 12):
        day.held(at=NOW + hour * HOUR)

    page = today(day.client("session_staff"))

    assert page.count("Stay and Play A Hall") == 8
    assert "4 more sessions at your sites today" in page


# --- late registers -------------------------------------------------------------------------------


def late(day: Day, role: str = "manager", **place: object) -> list[tuple[dt.date, bool, str]]:
    found = late_registers(day.worker(role, **place), TODAY)
    return [(one.day, one.is_mine, one.lead) for one in found]


def test_a_register_is_late_from_the_day_after(day: Day) -> None:
    assert late(day) == []

    Session.objects.update(starts_at=NOW - DAY, ends_at=NOW - DAY + HOUR)

    assert late(day) == [(TODAY - DAY, False, "")]


@pytest.mark.parametrize("field", ["register_closed_at", "cancelled_at"])
def test_closed_and_cancelled_ones_are_not_late(day: Day, field: str) -> None:
    Session.objects.update(starts_at=NOW - DAY, ends_at=NOW - DAY, **{field: NOW})

    assert late(day) == []


def test_a_session_over_midnight_is_late_when_its_end_is_over(day: Day) -> None:
    Session.objects.update(
        starts_at=NOW - DAY, ends_at=dt.datetime(2026, 3, 4, 0, 30, tzinfo=dt.UTC)
    )

    assert late(day) == []


def test_mine_come_first_then_those_that_wait_longest(day: Day) -> None:
    user = day.worker("manager")
    Session.objects.update(starts_at=NOW - 5 * DAY, ends_at=NOW - 5 * DAY)
    other = day.held(at=NOW - 3 * DAY)
    leads(user_with(name="Ada Lead"), other)
    leads(user, day.held(at=NOW - 2 * DAY))

    found = [(one.day, one.is_mine, one.lead) for one in late_registers(user, TODAY)]

    assert found == [
        (TODAY - 2 * DAY, True, "Sam Okafor"),
        (TODAY - 5 * DAY, False, ""),
        (TODAY - 3 * DAY, False, "Ada Lead"),
    ]
    page = today(client_of(user))
    assert "Stay and Play , A Hall Monday 2 March, 2 days ago" in page
    assert "Friday 27 February, 5 days ago nobody leads it" in page


def test_session_staff_see_their_own_only_and_managers_those_of_their_places(day: Day) -> None:
    Session.objects.update(starts_at=NOW - DAY, ends_at=NOW - DAY)

    assert late(day, "session_staff") == []
    assert late(day, "manager", neighbourhood=day.town.south) == []
    assert len(late(day, "business_support")) == 1
    assert len(late(day, "manager", site=day.town.hall)) == 1


def test_reminders_are_told(day: Day) -> None:
    Session.objects.update(starts_at=NOW - 3 * DAY, ends_at=NOW - 3 * DAY)
    for days in (2, 1):
        RegisterEvent.objects.create(
            session=day.session, step="chased", said_by="job", happened_at=NOW - days * DAY
        )
    RegisterEvent.objects.create(
        session=day.session, step="reopened", reason="x", said_by="Sam", happened_at=NOW
    )

    found = late_registers(day.worker("manager"), TODAY)[0]

    assert (found.chased, found.chased_at) == (2, NOW - DAY)
    assert "nobody leads it · reminded 2 times" in today(day.client("manager"))


def test_more_than_five_are_a_list_of_its_own(day: Day) -> None:
    for days in range(1, 8):
        day.held(at=NOW - days * DAY)
    client = day.client("manager")

    assert "All 7 registers that are late" in today(client)
    page = text_of(client.get("/staff/registers/late/"))
    assert "7 rows" in page
    nobodys = text_of(client.get("/staff/registers/late/?late-whose=nobody"))
    assert "7 rows" in nobodys
    assert "Nothing found" in text_of(client.get("/staff/registers/late/?late-whose=mine"))
    assert "Nothing found" in text_of(client.get("/staff/registers/late/?late-words=zzz"))
    rows = client.get("/staff/registers/late/?late-export=csv").content.decode().splitlines()
    assert rows[0].endswith('Session,Day,"Waits, days",Site,Lead,"Reminded, times"')
    assert rows[1:3] == [
        "Stay and Play,2026-02-25,7,A Hall,Nobody,0",
        "Stay and Play,2026-02-26,6,A Hall,Nobody,0",
    ]


def test_the_list_is_for_who_takes_registers(day: Day) -> None:
    assert day.client("analyst").get("/staff/registers/late/").status_code == HTTPStatus.FORBIDDEN
    empty = text_of(day.client().get("/staff/registers/late/"))
    assert "Every register is closed. Thank you." in empty
    assert "reminded by email" not in empty


def test_where_letters_leave_the_list_says_so(day: Day, settings: Settings) -> None:
    settings.SMTP_URL = "smtp://mail.example"

    page = text_of(day.client().get("/staff/registers/late/"))

    assert "is reminded by email, three times at most." in page


@pytest.mark.parametrize(
    ("days", "words"), [(1, "yesterday"), (2, "2 days ago"), (1200, "1,200 days ago")]
)
def test_days_ago(days: int, words: str) -> None:
    assert days_ago(days) == words


@pytest.mark.parametrize("many", [1, 3])
def test_so_many_queries_however_many_sessions(
    day: Day, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = day.worker("manager")
    leads(user, day.session)
    for number in range(many - 1):
        leads(user, day.held(at=NOW + (number + 1) * 2 * HOUR))
        day.held(at=NOW - (number + 1) * DAY)
    client = client_of(user)
    client.get("/staff/")

    with django_assert_num_queries(QUERIES):
        client.get("/staff/")

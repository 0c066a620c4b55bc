"""One session: read, added, changed, cancelled, taken back."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.activities.api import Mark, Session, SessionWorker
from flyingstart.activities.models import Headcount
from flyingstart.families.api import Family, Person
from flyingstart.kernel.api import clock
from tests.activities.web.timetable.sending import as_drawn, grid, row
from tests.activities.web.timetable.town import (
    MONDAY,
    NOBODY,
    READERS,
    Town,
    at_work,
    session_at,
    spring,
    text_of,
)

SESSIONS = "/staff/sessions/"
THURSDAY = MONDAY + dt.timedelta(days=3)
ACTS = ("change/", "cancel/", "reinstate/")
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def held(town: Town) -> Session:
    """On Thursday at the hub of the north, led by Ada."""
    return session_at(town, THURSDAY, room=town.blue, lead=town.ada, listed=True)


@pytest.fixture
def page(held: Session) -> str:
    """Where it is."""
    return f"{SESSIONS}{held.public_id}/"


def sent(town: Town, **more: object) -> dict[str, str]:
    """What the form of a new session sends."""
    day = THURSDAY
    texts = {
        "activity": town.play.pk,
        "site": town.hall.pk,
        "day-day": day.day,
        "day-month": day.month,
        "day-year": day.year,
        "starts": "1:30pm",
        "ends": "3",
        **more,
    }
    return {name: str(value) for name, value in texts.items()}


class TestReading:
    def test_everybody_on_the_staff_reads_it(self, page: str) -> None:
        for role in READERS:
            said = text_of(at_work(role).get(page))

            assert "Stay and Play Thursday 5 March 2026, 10am to 11:30am" in said
            assert "Blue room, Alder Hub, North End" in said
            assert "Led by Ada Green" in said
            assert "Cancel this session" not in said

    def test_it_leads_to_its_register_those_who_may_take_it(self, town: Town, page: str) -> None:
        register = f'href="{page}register/"'
        assert register in at_work("session_staff", site=town.hub).get(page).content.decode()
        assert register not in at_work("session_staff", area=town.south).get(page).content.decode()
        assert register not in at_work("analyst").get(page).content.decode()

    def test_one_that_does_not_exist(self, reader: Client, manager: Client) -> None:
        assert reader.get(f"{SESSIONS}{NOBODY}/").status_code == HTTPStatus.NOT_FOUND
        for act in ACTS:
            answer = manager.post(f"{SESSIONS}{NOBODY}/{act}", {"because": "x"})
            assert answer.status_code == HTTPStatus.NOT_FOUND

    def test_it_says_of_which_programme_it_is(self, town: Town, manager: Client) -> None:
        programme = spring(town, starts_on=dt.date(2026, 3, 5))
        manager.post(
            f"/staff/programmes/{programme.public_id}/sessions/",
            grid(programme, row(cost="2", note="Bring a towel"), step="save"),
        )

        said = text_of(manager.get(f"{SESSIONS}{Session.objects.all()[0].public_id}/"))

        assert "Part of the programme Spring 2026" in said
        assert "planned for Monday 9 March." in said
        assert "Cost £2 a family" in said
        assert "Note for families Bring a towel" in said


class TestWhoChanges:
    def test_who_plans_nothing_is_refused(self, page: str) -> None:
        for client in map(at_work, READERS):
            for act in ACTS:
                assert client.get(page + act).status_code == HTTPStatus.FORBIDDEN
                answer = client.post(page + act, {"because": "x"})
                assert answer.status_code == HTTPStatus.FORBIDDEN
            assert client.get(f"{SESSIONS}new/").status_code == HTTPStatus.FORBIDDEN
        assert Session.objects.get().cancelled_at is None

    def test_another_place_s_is_not_there_to_be_changed(self, town: Town, page: str) -> None:
        for client in (at_work("manager", area=town.south), at_work("manager", site=town.hall)):
            assert client.get(page).status_code == HTTPStatus.OK
            for act in ACTS:
                assert client.get(page + act).status_code == HTTPStatus.NOT_FOUND
                answer = client.post(page + act, {"because": "x"})
                assert answer.status_code == HTTPStatus.NOT_FOUND
        assert Session.objects.get().cancelled_at is None

    def test_who_plans_for_the_site_alone_changes_it(self, town: Town, page: str) -> None:
        client = at_work("business_support", site=town.hub)

        assert "Cancel this session" in text_of(client.get(page))
        client.post(f"{page}cancel/", {"because": "Painters"})
        assert Session.objects.get().cancelled_because == "Painters"

    def test_a_change_that_is_sent_twice_is_saved_once(self, page: str, manager: Client) -> None:
        form = as_drawn(manager.get(f"{page}change/").content.decode())
        mine, theirs = (form | {"note": note} for note in ("Bring a hat", "Bring boots"))

        for _ in range(2):
            answer = manager.post(f"{page}change/", mine)
            assert answer.status_code == HTTPStatus.FOUND

        said = text_of(manager.post(f"{page}change/", theirs))
        assert "Somebody changed this session in the meantime: look again." in said
        assert Session.objects.get().note == "Bring a hat"

    def test_nobody_moves_one_to_a_site_of_others(
        self, town: Town, page: str, manager: Client
    ) -> None:
        form = as_drawn(manager.get(f"{page}change/").content.decode())

        answer = manager.post(f"{page}change/", form | {"site": str(town.southern.pk)})

        assert "Choose site from the answers offered" in text_of(answer)
        assert Session.objects.get().site == town.hub

    def test_a_stranger_is_sent_to_sign_in(self, page: str, client: Client) -> None:
        assert client.post(f"{page}cancel/", {"because": "x"}).status_code == HTTPStatus.FOUND
        assert Session.objects.get().cancelled_at is None


class TestAdding:
    def test_one_is_added(self, town: Town, manager: Client) -> None:
        answer = manager.post(
            f"{SESSIONS}new/",
            sent(
                town,
                lead=town.ada.pk,
                other_0=town.ben.pk,
                capacity=8,
                cost="1.50",
                note="By the side door",
                listed="yes",
            ),
            follow=True,
        )

        assert "The session is added." in text_of(answer)
        made = Session.objects.get()
        assert (made.activity, made.site, made.series) == (town.play, town.hall, None)
        assert made.starts_at == dt.datetime(2026, 3, 5, 13, 30, tzinfo=dt.UTC)
        assert made.ends_at == dt.datetime(2026, 3, 5, 15, 0, tzinfo=dt.UTC)
        assert (made.capacity, made.cost_pence, made.listed) == (8, 150, True)
        assert {(one.worker, one.is_lead) for one in made.workers.all()} == {
            (town.ada, True),
            (town.ben, False),
        }

    @pytest.mark.parametrize("lead", [True, False])
    def test_sent_twice_it_is_one(self, town: Town, manager: Client, lead: bool) -> None:
        form = sent(town, note="By the side door", **({"lead": town.ada.pk} if lead else {}))

        first = manager.post(f"{SESSIONS}new/", form)
        again = manager.post(f"{SESSIONS}new/", form)

        assert first["Location"] == again["Location"]
        assert Session.objects.count() == 1

        manager.post(f"{first['Location']}cancel/", {"because": "Painters"})
        manager.post(f"{SESSIONS}new/", form)

        assert Session.objects.filter(cancelled_at=None).count() == 1
        assert Session.objects.count() == 2

    def test_an_evening_goes_on_past_midnight(self, town: Town, manager: Client) -> None:
        manager.post(f"{SESSIONS}new/", sent(town, starts="22:00", ends="01:00"))

        assert Session.objects.get().ends_at == dt.datetime(2026, 3, 6, 1, 0, tzinfo=dt.UTC)

    def test_an_evening_before_the_clocks_change_ends_at_a_time_that_there_is(
        self, town: Town, manager: Client
    ) -> None:
        saturday = {"day-day": "28", "starts": "22:00"}

        answer = manager.post(f"{SESSIONS}new/", sent(town, **saturday, ends="01:30"))

        assert "there is no 1:30am that night" in text_of(answer)
        assert Session.objects.count() == 0

        manager.post(f"{SESSIONS}new/", sent(town, **saturday, ends="02:30"))

        assert Session.objects.get().ends_at == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)

    def test_an_evening_after_the_clocks_changed_ends_in_the_next_night(
        self, town: Town, manager: Client
    ) -> None:
        sunday = {"day-day": "29", "starts": "22:00"}

        manager.post(f"{SESSIONS}new/", sent(town, **sunday, ends="01:30"))

        assert Session.objects.get().ends_at == dt.datetime(2026, 3, 30, 0, 30, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("texts", "words"),
        [
            ({"activity": ""}, "Choose activity"),
            ({"site": ""}, "Choose site"),
            ({"day-day": ""}, "Day must include a day"),
            ({"starts": ""}, "Enter when it begins"),
            ({"starts": "soon"}, "“soon” is not a time"),
            ({"ends": "9:00"}, "The session ends before it starts."),
            ({"cost": "dear"}, "“dear” is not a price"),
            ({"capacity": "0"}, "Families at most"),
            ({"day-day": "29", "starts": "01:30"}, "there is no 1:30am that night"),
        ],
    )
    def test_what_cannot_be_is_said(
        self, town: Town, manager: Client, texts: dict[str, str], words: str
    ) -> None:
        answer = manager.post(f"{SESSIONS}new/", sent(town, **texts))

        assert "There is a problem" in text_of(answer)
        if words != "Families at most":
            assert words in text_of(answer)
        assert Session.objects.count() == 0

    def test_a_room_that_is_taken(self, town: Town, held: Session, manager: Client) -> None:
        answer = manager.post(
            f"{SESSIONS}new/",
            sent(town, site=town.hub.pk, room=town.blue.pk, starts="11", ends="12"),
        )

        assert (
            "Blue room is taken on Thursday 5 March: Stay and Play, Alder Hub, 10am to 11:30am."
        ) in text_of(answer)
        assert list(Session.objects.all()) == [held]

    def test_a_room_of_another_site(self, town: Town, manager: Client) -> None:
        answer = manager.post(f"{SESSIONS}new/", sent(town, room=town.blue.pk))

        assert "Blue room, Alder Hub is not at A Hall." in text_of(answer)


class TestChanging:
    def test_what_is_drawn_untouched_changes_nothing(self, page: str, manager: Client) -> None:
        before = Session.objects.values().get()
        workers = list(SessionWorker.objects.values())
        form = as_drawn(manager.get(f"{page}change/").content.decode())

        manager.post(f"{page}change/", form)

        same = ("version", "updated_at")
        after = Session.objects.values().get()
        assert {k: v for k, v in after.items() if k not in same} == {
            k: v for k, v in before.items() if k not in same
        }
        assert list(SessionWorker.objects.values()) == workers

    def test_it_is_moved_and_led_by_somebody_else(
        self, town: Town, page: str, manager: Client
    ) -> None:
        form = as_drawn(manager.get(f"{page}change/").content.decode())
        form |= {"day-day": "6", "starts": "10:30", "ends": "12", "lead": str(town.ben.pk)}

        answer = manager.post(f"{page}change/", form, follow=True)

        assert "The session is changed." in text_of(answer)
        assert "Friday 6 March 2026, 10:30am to midday" in text_of(answer)
        assert "Led by Ben Moor" in text_of(answer)

    def test_somebody_else_changed_it_in_the_meantime(
        self, held: Session, page: str, manager: Client
    ) -> None:
        form = as_drawn(manager.get(f"{page}change/").content.decode())
        held.note = "New"
        held.save()

        answer = manager.post(f"{page}change/", form | {"starts": "9"})

        assert "Somebody changed this session in the meantime" in text_of(answer)
        assert Session.objects.get().starts_at == held.starts_at

    def test_a_cancelled_one_is_not_changed(
        self, held: Session, page: str, manager: Client
    ) -> None:
        held.cancelled_at = clock.now()
        held.save()

        answer = manager.get(f"{page}change/", follow=True)

        assert "It is cancelled: take that back first." in text_of(answer)


class TestCancelling:
    def test_it_says_what_will_happen_first(self, page: str, manager: Client) -> None:
        said = text_of(manager.get(f"{page}cancel/"))

        assert "Its room and its staff are free for something else." in said
        assert "The public sees that it is cancelled, and why." in said
        assert "You can take it back." in said

    def test_what_becomes_of_marks_and_headcounts_is_said(
        self, held: Session, page: str, manager: Client
    ) -> None:
        assert "is kept, and counted no more" not in text_of(manager.get(f"{page}cancel/"))
        people = [Person.objects.create(given_name=name) for name in ("Ada", "Bo")]
        for person in people:
            Mark.objects.create(
                session=held, person=person, family=Family.objects.create(), status="attended"
            )
        Headcount.objects.create(session=held, counted_by="us", count=1)

        said = text_of(manager.get(f"{page}cancel/"))

        assert "2 people are marked as present. The marks are kept, and counted no more." in said
        assert "1 person was counted. The headcount is kept, and counted no more." in said

    def test_with_a_reason_and_back_again(self, held: Session, page: str, manager: Client) -> None:
        answer = manager.post(f"{page}cancel/", {"because": "The hall is flooded"}, follow=True)

        said = text_of(answer)
        assert "The session is cancelled. It can be taken back here." in said
        assert "Cancelled on Wednesday 4 March 2026, 10am: The hall is flooded" in said
        assert "Change or move" not in said
        again = manager.post(f"{page}cancel/", {"because": "Another"}, follow=True)
        assert "It is cancelled already." in text_of(again)
        assert Session.objects.get().cancelled_because == "The hall is flooded"

        back = manager.post(f"{page}reinstate/", follow=True)
        assert "The session takes place after all." in text_of(back)
        held.refresh_from_db()
        assert (held.cancelled_at, held.cancelled_because) == (None, "")
        assert "It takes place." in text_of(manager.post(f"{page}reinstate/", follow=True))

    @pytest.mark.parametrize("because", ["", "   ", "\u202e"])
    def test_a_reason_is_needed(self, page: str, manager: Client, because: str) -> None:
        answer = manager.post(f"{page}cancel/", {"because": because})

        assert "Say why the session is cancelled." in text_of(answer)
        assert Session.objects.get().cancelled_at is None

    def test_it_cannot_be_taken_back_once_the_room_is_promised(
        self, town: Town, page: str, manager: Client
    ) -> None:
        manager.post(f"{page}cancel/", {"because": "Flood"})
        session_at(town, THURSDAY, room=town.blue, activity=town.massage)

        answer = manager.post(f"{page}reinstate/")

        assert "Blue room is taken on Thursday 5 March: Baby Massage" in text_of(answer)
        assert Session.objects.get(activity=town.play).cancelled_at is not None

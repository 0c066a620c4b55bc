"""Editing all weekly sessions of a programme at once."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import Programme, Series, Session
from flyingstart.families.api import Code
from tests.activities.web.timetable.sending import as_drawn, grid, row, series_ids
from tests.activities.web.timetable.town import (
    NOBODY,
    READERS,
    Town,
    at_work,
    session_at,
    spring,
    text_of,
)

# From Wednesday 4 March there are three Mondays left of the term: 9, 16 and 23 March.
MONDAYS = [dt.date(2026, 3, day) for day in (9, 16, 23)]


@pytest.fixture
def programme(town: Town) -> Programme:
    """What is left of spring in the north."""
    return spring(town, starts_on=dt.date(2026, 3, 5))


@pytest.fixture
def page(programme: Programme) -> str:
    """Where its grid is."""
    return f"/staff/programmes/{programme.public_id}/sessions/"


def saved(client: Client, page: str, programme: Programme, *rows: dict[str, str]) -> object:
    """The page after the grid was saved."""
    return client.post(page, grid(programme, *rows, step="save"), follow=True)


class TestWhoEdits:
    def test_who_plans_nothing_is_refused(self, programme: Programme, page: str) -> None:
        for client in map(at_work, READERS):
            assert client.get(page).status_code == HTTPStatus.FORBIDDEN
            answer = client.post(page, grid(programme, row(), step="save"))
            assert answer.status_code == HTTPStatus.FORBIDDEN
        assert Series.objects.count() == 0

    def test_business_support_plans_too(self, town: Town, programme: Programme, page: str) -> None:
        saved(at_work("business_support", area=town.north), page, programme, row())

        assert Series.objects.count() == 1

    def test_another_place_s_is_not_there(
        self, town: Town, programme: Programme, page: str
    ) -> None:
        for client in (
            at_work("manager", area=town.south),
            at_work("manager", site=town.hub),
        ):
            assert client.get(page).status_code == HTTPStatus.NOT_FOUND
            answer = client.post(page, grid(programme, row(), step="save"))
            assert answer.status_code == HTTPStatus.NOT_FOUND
        assert Series.objects.count() == 0

    def test_the_authority_s_own_needs_all_of_it(self, town: Town, manager: Client) -> None:
        whole = spring(town, neighbourhood=None, name="Everywhere")
        page = f"/staff/programmes/{whole.public_id}/sessions/"

        assert manager.get(page).status_code == HTTPStatus.NOT_FOUND
        assert at_work("manager").get(page).status_code == HTTPStatus.OK

    def test_one_that_does_not_exist(self, manager: Client) -> None:
        page = f"/staff/programmes/{NOBODY}/sessions/"

        assert manager.get(page).status_code == HTTPStatus.NOT_FOUND
        assert manager.post(page).status_code == HTTPStatus.NOT_FOUND

    def test_a_stranger_is_sent_to_sign_in(self, page: str, client: Client) -> None:
        assert client.post(page).status_code == HTTPStatus.FOUND
        assert Series.objects.count() == 0


class TestSaving:
    def test_a_row_becomes_a_session_each_week(
        self, town: Town, programme: Programme, page: str, manager: Client
    ) -> None:
        Code.objects.create(kind="language", code="pol", label="Polish", position=1)

        answer = saved(
            manager,
            page,
            programme,
            row(
                room="blue room",
                lead="ada green",
                workers="Ben Moor",
                capacity="12",
                cost="£2.50",
                language="polish",
                note="Bring a towel",
                excluded="16 Mar",
            ),
        )

        assert "The programme is saved. 2 sessions are added." in text_of(answer)
        held = Session.objects.order_by("starts_at")
        assert [one.planned_on for one in held] == [MONDAYS[0], MONDAYS[2]]
        first = held[0]
        assert (first.activity, first.site, first.room) == (town.play, town.hub, town.blue)
        assert first.starts_at == dt.datetime(2026, 3, 9, 9, 30, tzinfo=dt.UTC)
        assert first.ends_at == dt.datetime(2026, 3, 9, 11, 0, tzinfo=dt.UTC)
        assert (first.capacity, first.cost_pence, first.language) == (12, 250, "pol")
        assert (first.note, first.listed) == ("Bring a towel", False)
        assert {(one.worker, one.is_lead) for one in first.workers.all()} == {
            (town.ada, True),
            (town.ben, False),
        }
        series = Series.objects.get()
        assert (series.listed, series.excluded) == (True, [MONDAYS[1]])
        assert (series.first_on, series.last_on) == (programme.starts_on, programme.ends_on)

    def test_what_is_drawn_untouched_changes_nothing(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        saved(
            manager,
            page,
            programme,
            row(lead="Ada Green", workers="Ben Moor", room="Blue room", cost="1", capacity="9"),
            row(weekday="2", starts="06:30", ends="7:15", first="10 Mar", last="24 March 2026"),
            row(weekday="3", pattern="all_year", every="2", excluded="11/3; 25 Mar", listed=""),
        )
        before = list(Series.objects.order_by("pk").values())
        sent = as_drawn(manager.get(page).content.decode())

        checked = manager.post(page, sent | {"step": "check"})

        assert "Nothing is new: every row and every session stays as it is." in text_of(checked)
        manager.post(page, as_drawn(checked.content.decode()) | {"step": "save"})
        assert list(Series.objects.order_by("pk").values()) == before

    def test_empty_rows_are_not_there(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        blank = {"pattern": "term_time", "every": "1", "listed": "yes", "weekday": ""}

        saved(manager, page, programme, blank, row(), blank)

        assert Series.objects.count() == 1

    def test_a_row_is_taken_out(self, programme: Programme, page: str, manager: Client) -> None:
        saved(manager, page, programme, row(), row(weekday="2"))
        first, second = series_ids(programme)

        answer = saved(
            manager,
            page,
            programme,
            row(series=str(first)),
            row(weekday="2", series=str(second), gone="yes"),
        )

        assert "3 sessions are taken out." in text_of(answer)
        assert {one.planned_on for one in Session.objects.all()} == {*MONDAYS}

    def test_a_new_row_that_is_taken_out_was_never_there(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        saved(manager, page, programme, row(gone="yes", starts="nonsense"))

        assert Series.objects.count() == 0

    @pytest.mark.parametrize("weekday", ["9", "0", "99999999999999999999", "²"])
    def test_of_no_day_of_the_week_one_is_taken_out_all_the_same(
        self, programme: Programme, page: str, manager: Client, weekday: str
    ) -> None:
        saved(manager, page, programme, row())
        (series,) = series_ids(programme)
        gone = row(series=str(series), gone="yes", weekday=weekday)

        checked = manager.post(page, grid(programme, gone))

        assert "Stay and Play, Alder Hub" in text_of(checked)
        assert Series.objects.count() == 1
        saved(manager, page, programme, gone)
        assert Series.objects.count() == 0

    def test_how_often_and_until_when_is_told_of_what_is_taken_out_no_more(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        saved(manager, page, programme, row(every="2", last="16 Mar"))

        said = text_of(manager.get(f"/staff/programmes/{programme.public_id}/"))

        assert "every 2 weeks" in said
        assert "until 16 March 2026" in said


class TestChecking:
    def test_nothing_is_saved_before_it_was_checked(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        answer = manager.post(page, grid(programme, row()))

        said = text_of(answer)
        assert "Check what will change" in said
        assert "3 sessions are added" in said
        assert "New rows: 1 Stay and Play, Alder Hub, Monday 9:30am to 11am" in said
        assert (Series.objects.count(), Session.objects.count()) == (0, 0)
        programme.refresh_from_db()
        manager.post(page, as_drawn(answer.content.decode()) | {"step": "save"})
        assert Session.objects.count() == 3

    def test_it_says_what_is_changed_taken_out_and_kept(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        saved(manager, page, programme, row(), row(weekday="2"), row(weekday="4"))
        first, second, third = map(str, series_ids(programme))

        said = text_of(
            manager.post(
                page,
                grid(
                    programme,
                    row(series=first, starts="10", listed=""),
                    row(weekday="2", series=second, gone="yes"),
                    row(weekday="4", series=third),
                    row(weekday="5"),
                ),
            )
        )

        assert "4 sessions are added" in said
        assert "3 sessions are changed" in said
        assert "3 sessions are taken out" in said
        assert "New rows: 1 Stay and Play, Alder Hub, Friday 9:30am to 11am" in said
        assert "Changed rows: 1 Stay and Play, Alder Hub, Monday 10am to 11am" in said
        assert "From: 9:30 becomes → 10:00" in said
        assert "Shown to the public: Yes becomes → No" in said
        assert "Rows taken out: 1 Stay and Play, Alder Hub, Tuesday 9:30" in said
        assert "1 row stays as it is." in said

    def test_what_was_changed_by_itself_is_left(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        saved(manager, page, programme, row())
        held = Session.objects.order_by("starts_at")[0]
        manager.post(f"/staff/sessions/{held.public_id}/cancel/", {"because": "Painters"})
        (first,) = series_ids(programme)

        said = text_of(manager.post(page, grid(programme, row(series=str(first), starts="10"))))

        assert "Sessions left as they are" in said
        assert "Stay and Play, Alder Hub, Monday 9 March 2026, 9:30am: it was cancelled" in said

    def test_one_goes_back_with_everything_written(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        checked = manager.post(page, grid(programme, row(note="Bring a towel")))

        back = manager.post(page, as_drawn(checked.content.decode()) | {"step": "edit"})

        assert as_drawn(back.content.decode())["row-0-note"] == "Bring a towel"


class TestFaults:
    READ = (
        ({"activity": ""}, "Enter the activity"),
        ({"activity": "Stay & Pley"}, "There is no activity “Stay & Pley”. Is it Stay and Play?"),
        ({"site": "Nowhere at all"}, "There is no site “Nowhere at all”."),
        # It is there, but not hers to plan.
        ({"site": "Birch Hub"}, "There is no site “Birch Hub”."),
        ({"room": "Red room"}, "Alder Hub has no room “Red room”; it has: Blue room"),
        (
            {"room": "Blue room", "site": "A Hall"},
            "A Hall has no rooms that are booked by themselves: leave this empty",
        ),
        ({"weekday": ""}, "Choose a day of the week"),
        ({"weekday": "8"}, "Choose a day of the week"),
        ({"starts": ""}, "Enter when it begins"),
        ({"starts": "soon"}, "“soon” is not a time: write it like 9:30 or 1:15pm"),
        ({"ends": ""}, "Enter when it ends"),
        ({"lead": "Ada Grean"}, "There is no colleague “Ada Grean”. Is it Ada Green?"),
        ({"workers": "Ada Green, X"}, "There is no colleague “X”."),
        ({"pattern": "always"}, "Choose when it runs"),
        ({"every": "x"}, "Choose how often it runs"),
        ({"last": "later"}, "“later” is not a day: write it like 12 February 2026"),
        ({"excluded": "31 Feb"}, "31 Feb is no day of the calendar"),
        ({"capacity": "many"}, "“many” is not a number of families"),
        ({"cost": "dear"}, "“dear” is not a price: write it like 2 or 2.50"),
        ({"language": "Klingon"}, "There is no language “Klingon”."),
    )
    PLANNED = (
        ({"ends": "9:00"}, "It ends before it starts."),
        ({"every": "14"}, "Every 1 to 13 weeks."),
        ({"first": "1 Jan 2026"}, "1 January 2026 is outside the programme"),
        ({"cost": "9999"}, ""),
    )

    @pytest.mark.parametrize("wrong", [READ, PLANNED], ids=["as read", "as planned"])
    def test_of_all_rows_are_said_at_their_row_and_box(
        self,
        programme: Programme,
        page: str,
        manager: Client,
        wrong: tuple[tuple[dict[str, str], str], ...],
    ) -> None:
        rows = [row(weekday="2"), *(row(**texts) for texts, _words in wrong)]

        answer = manager.post(page, grid(programme, *rows, step="save"))

        html, said = answer.content.decode(), text_of(answer)
        for number, (texts, words) in enumerate(wrong, start=1):
            box = next(iter(texts))
            assert f"Row {number + 1}: {words}" in said
            assert f'href="#row-{number}-{box}"' in html
            assert f'id="row-{number}-{box}-error"' in html
        assert "Row 1:" not in said
        assert Series.objects.count() == 0
        # What was written is still there.
        assert as_drawn(html)["row-0-weekday"] == "2"

    def test_somebody_else_saved_in_the_meantime(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        early = grid(programme, row(), step="save")
        saved(manager, page, programme, row(weekday="2"))

        answer = manager.post(page, early)

        assert "Somebody saved this programme while you were working on it." in text_of(answer)
        assert as_drawn(answer.content.decode())["row-0-starts"] == "9:30"
        assert [one.weekday for one in Series.objects.all()] == [2]

    @pytest.mark.parametrize(
        "sent", [{}, {"rows": "-1"}, {"rows": "99999999"}, {"rows": "x", "version": "²"}]
    )
    def test_what_no_page_of_ours_sends_does_no_harm(
        self, page: str, manager: Client, sent: dict[str, str]
    ) -> None:
        assert manager.post(page, sent | {"step": "save"}).status_code == HTTPStatus.OK
        assert manager.post(page, sent | {"copy": "²"}).status_code == HTTPStatus.OK
        assert Series.objects.count() == 0


class TestClashes:
    def test_a_room_that_is_taken_is_said_at_its_row_with_the_way_to_the_other(
        self, town: Town, programme: Programme, page: str, manager: Client
    ) -> None:
        other = session_at(
            town, MONDAYS[1], hour=10, room=town.blue, activity=town.massage, lead=town.ben
        )

        answer = manager.post(page, grid(programme, row(weekday="2"), row(room="Blue room")))

        said = (
            "Blue room is taken on Monday 16 March: Baby Massage, Alder Hub, 10am to 11:30am."
            " It cannot hold Stay and Play, Alder Hub, 9:30am to 11am too."
        )
        html = answer.content.decode()
        assert f"Row 2: {said}" in text_of(answer)
        assert f'href="/staff/sessions/{other.public_id}/"' in html
        assert "Baby Massage, Monday 16 March 2026, 10am (opens in a new tab)" in text_of(answer)
        assert Series.objects.count() == 0

    def test_somebody_in_two_rows_at_one_time(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        answer = manager.post(
            page,
            grid(
                programme,
                row(lead="Ada Green"),
                {},
                row(site="A Hall", starts="10", workers="Ada Green"),
                step="save",
            ),
        )

        assert (
            "Row 3: Ada Green is at Stay and Play, Alder Hub, 9:30am to 11am on"
            " 3 days from Monday 9 March to Monday 23 March, and cannot be at"
            " Stay and Play, A Hall, 10am to 11am too." in text_of(answer)
        )
        assert '<a class="govuk-link" href="#row-0">Row 1</a>' in answer.content.decode()


class TestSitesOfOthers:
    def test_a_row_of_another_place_stays_as_it_is(
        self, programme: Programme, page: str, manager: Client, everywhere: Client
    ) -> None:
        saved(everywhere, page, programme, row(site="Birch Hub"))
        (first,) = map(str, series_ids(programme))
        same = row(site="Birch Hub", series=first)
        words = "You do not plan sessions at Birch Hub: leave this row as it was"

        for changed in (same | {"starts": "10"}, same | {"gone": "yes"}, same | {"site": "A Hall"}):
            answer = manager.post(page, grid(programme, changed, step="save"))
            assert f"Row 1: {words}" in text_of(answer)
        assert "2 sessions" not in text_of(saved(manager, page, programme, same, row(weekday="2")))
        assert Series.objects.count() == 2
        assert str(Series.objects.get(weekday=1).starts) == "09:30:00"


class TestTheRows:
    def test_more_are_added(self, programme: Programme, page: str, manager: Client) -> None:
        answer = manager.post(page, grid(programme, row(starts="nonsense"), step="more"))

        sent = as_drawn(answer.content.decode())
        assert sent["rows"] == "4"
        assert sent["row-0-starts"] == "nonsense"
        assert "There is a problem" not in text_of(answer)
        assert answer.content.decode().count(" autofocus") == 1

    def test_one_is_copied_right_below(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        saved(manager, page, programme, row())
        (first,) = map(str, series_ids(programme))

        answer = manager.post(
            page, grid(programme, row(series=first, note="A"), row(weekday="2"), copy=0)
        )

        sent = as_drawn(answer.content.decode())
        assert [sent[f"row-{n}-weekday"] for n in range(3)] == ["1", "1", "2"]
        assert [sent[f"row-{n}-note"] for n in range(3)] == ["A", "A", ""]
        assert [sent[f"row-{n}-series"] for n in range(3)] == [first, "", ""]

    def test_there_are_so_many_at_most(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        answer = manager.post(page, grid(programme, step="more", rows=149))

        assert as_drawn(answer.content.decode())["rows"] == "150"

    def test_the_page_asks_the_same_of_the_database_for_one_and_three_rows(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        counts = []
        rows = [row(), row(weekday="2"), row(weekday="3", lead="Ben Moor", room="Blue room")]
        for many in (1, 3):
            ids = [str(one) for one in series_ids(programme)]
            named = [
                one | ({"series": ids[n]} if n < len(ids) else {})
                for n, one in enumerate(rows[:many])
            ]
            saved(manager, page, programme, *named)
            with CaptureQueriesContext(connection) as captured:
                manager.get(page)
            counts.append(len(captured))

        assert counts[0] == counts[1] <= 20

"""Programmes: listed, drafted, changed, copied, published, kept."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import Edition, Programme, Series, Session
from flyingstart.families.api import Code
from tests.activities.web.timetable.sending import as_drawn, grid, row
from tests.activities.web.timetable.town import (
    NOBODY,
    READERS,
    Town,
    at_work,
    session_at,
    spring,
    text_of,
)

PROGRAMMES = "/staff/programmes/"
SUMMER = "2026-04-13_2026-07-21"
ACTS = ("details/", "copy/", "publish/")
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def programme(town: Town) -> Programme:
    """What is left of spring in the north: three Mondays."""
    return spring(town, starts_on=dt.date(2026, 3, 5))


@pytest.fixture
def page(programme: Programme) -> str:
    """Where it is."""
    return f"{PROGRAMMES}{programme.public_id}/"


def fill(client: Client, programme: Programme, *rows: dict[str, str]) -> None:
    """Save rows in its grid."""
    page = f"{PROGRAMMES}{programme.public_id}/sessions/"
    answer = client.post(page, grid(programme, *rows, step="save"))
    assert answer.status_code == HTTPStatus.FOUND


def draft(town: Town, **more: str) -> dict[str, str]:
    """What the form of a new programme sends."""
    return {
        "neighbourhood": str(town.north.public_id),
        "kind": "term",
        "name": "Summer 2026",
        "days": SUMMER,
        **more,
    }


class TestReading:
    def test_everybody_on_the_staff_reads_list_and_page(
        self, page: str, manager: Client, programme: Programme
    ) -> None:
        fill(manager, programme, row(lead="Ada Green", workers="Ben Moor", cost="2", listed=""))

        for client in map(at_work, READERS):
            assert "Spring 2026 North End Term 5 March 2026 27 March 2026 1 Not yet" in text_of(
                client.get(PROGRAMMES)
            )
            said = text_of(client.get(page))
            assert "1 weekly session on 3 dates in all" in said
            assert "Monday 9:30am to 11am Stay and Play Alder Hub" in said
            assert "£2 a family · not shown to the public" in said
            assert "Ada Green with Ben Moor 3 sessions" in said
            assert "Publish" not in said

    def test_one_that_does_not_exist(self, everywhere: Client) -> None:
        for act in ("", *ACTS, "editions/1/"):
            answer = everywhere.get(f"{PROGRAMMES}{NOBODY}/{act}")
            assert answer.status_code == HTTPStatus.NOT_FOUND

    def test_the_list_is_narrowed(self, town: Town, reader: Client) -> None:
        spring(town)
        spring(town, neighbourhood=town.south, name="Spring south")
        spring(town, neighbourhood=None, kind="holiday", name="Everywhere")

        def names(query: str) -> list[str]:
            said = text_of(reader.get(f"{PROGRAMMES}?programmes-{query}")).partition("Download")[2]
            return [name for name in ("Spring 2026", "Spring south", "Everywhere") if name in said]

        assert names("area=south") == ["Spring south"]
        assert names("area=none") == ["Everywhere"]
        assert names("kind=holiday") == ["Everywhere"]
        assert names("name=SPRING") == ["Spring 2026", "Spring south"]

    def test_nothing_yet(self, reader: Client, manager: Client) -> None:
        assert "No programme is drafted yet" in text_of(reader.get(PROGRAMMES))
        assert "Draft the first programme" not in text_of(reader.get(PROGRAMMES))
        assert "Draft the first programme" in text_of(manager.get(PROGRAMMES))

    def test_queries_are_as_many_for_one_and_three(self, town: Town, reader: Client) -> None:
        reader.get(PROGRAMMES)
        counts = []
        for names in (("A",), ("B", "C")):
            for name in names:
                spring(town, name=name)
            with CaptureQueriesContext(connection) as captured:
                reader.get(PROGRAMMES)
            counts.append(len(captured))

        assert counts[0] == counts[1] <= 15


class TestWhoChanges:
    def test_who_plans_nothing_is_refused(self, town: Town, page: str) -> None:
        for client in map(at_work, READERS):
            for address in (f"{PROGRAMMES}new/", *(page + act for act in ACTS)):
                assert client.get(address).status_code == HTTPStatus.FORBIDDEN
                assert client.post(address, draft(town)).status_code == HTTPStatus.FORBIDDEN
        assert Programme.objects.count() == 1

    def test_another_place_s_is_not_there_to_be_changed(self, town: Town, page: str) -> None:
        for client in (at_work("manager", area=town.south), at_work("manager", site=town.hub)):
            assert "Edit its weekly sessions" not in text_of(client.get(page))
            for act in ACTS:
                assert client.get(page + act).status_code == HTTPStatus.NOT_FOUND
                assert client.post(page + act, draft(town)).status_code == HTTPStatus.NOT_FOUND
        assert (Programme.objects.count(), Edition.objects.count()) == (1, 0)

    def test_a_site_has_no_programme_of_its_own(self, town: Town) -> None:
        client = at_work("manager", site=town.hub)

        assert client.get(f"{PROGRAMMES}new/").status_code == HTTPStatus.FORBIDDEN
        assert "Draft a programme" not in text_of(client.get(PROGRAMMES))

    @pytest.mark.parametrize("whose", ["south", "whole"])
    def test_nobody_drafts_for_others(self, town: Town, manager: Client, whose: str) -> None:
        value = str(town.south.public_id) if whose == "south" else "whole"

        answer = manager.post(f"{PROGRAMMES}new/", draft(town, neighbourhood=value))

        assert "Choose a neighbourhood from the answers offered" in text_of(answer)
        assert Programme.objects.count() == 0

    def test_the_authority_s_own_is_drafted_by_who_plans_everywhere(
        self, town: Town, everywhere: Client
    ) -> None:
        everywhere.post(f"{PROGRAMMES}new/", draft(town, neighbourhood="whole"))

        assert Programme.objects.get().neighbourhood is None


class TestDrafting:
    def test_a_term_that_is_held(self, town: Town, manager: Client) -> None:
        answer = manager.post(f"{PROGRAMMES}new/", draft(town))

        made = Programme.objects.get()
        assert answer.headers["Location"] == f"{PROGRAMMES}{made.public_id}/sessions/"
        assert (made.name, made.kind, made.neighbourhood) == ("Summer 2026", "term", town.north)
        assert (made.starts_on, made.ends_on) == (dt.date(2026, 4, 13), dt.date(2026, 7, 21))

    def test_another_with_the_same_days_is_told_of(self, town: Town, manager: Client) -> None:
        manager.post(f"{PROGRAMMES}new/", draft(town))

        answer = manager.post(f"{PROGRAMMES}new/", draft(town, name="Again"), follow=True)

        assert "Summer 2026 has some of the same days." in text_of(answer)

    def test_terms_and_what_lies_between_are_offered(self, manager: Client) -> None:
        said = text_of(manager.get(f"{PROGRAMMES}new/"))

        assert "Spring term 2026: 5 January 2026 to 27 March 2026" in said
        assert "Holidays after Spring term 2026: 28 March 2026 to 12 April 2026" in said
        assert "Summer term 2026: half term: 25 May 2026 to 29 May 2026" in said
        # It is over.
        assert "Spring term 2026: half term" not in said

    def test_days_of_ones_own(self, town: Town, manager: Client) -> None:
        boxes = {
            f"{name}-{part}": value
            for name, day in (("starts_on", "1"), ("ends_on", "9"))
            for part, value in (("day", day), ("month", "june"), ("year", "2026"))
        }

        manager.post(f"{PROGRAMMES}new/", draft(town, days="other", **boxes))

        made = Programme.objects.get()
        assert (made.starts_on, made.ends_on) == (dt.date(2026, 6, 1), dt.date(2026, 6, 9))

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"name": ""}, "Enter name"),
            ({"kind": "feast"}, "Choose a term or the holidays from the answers offered"),
            ({"days": ""}, "Choose the days"),
            ({"days": "other"}, "Enter first day"),
            ({"name": "Spring 2026"}, "Another programme is called Spring 2026"),
        ],
    )
    def test_what_cannot_be_is_said(
        self, town: Town, programme: Programme, manager: Client, sent: dict[str, str], words: str
    ) -> None:
        answer = manager.post(f"{PROGRAMMES}new/", draft(town, **sent))

        assert words in text_of(answer)
        assert list(Programme.objects.all()) == [programme]


class TestChanging:
    def test_what_is_drawn_untouched_changes_nothing(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        before = Programme.objects.values().get()
        form = as_drawn(manager.get(f"{page}details/").content.decode())
        chosen = {
            "neighbourhood": str(programme.neighbourhood and programme.neighbourhood.public_id),
            "kind": "term",
            "days": "other",
        }

        answer = manager.post(f"{page}details/", form | chosen, follow=True)

        assert "The programme is changed." in text_of(answer)
        assert Programme.objects.values().get() == before

    def test_its_name(self, town: Town, page: str, manager: Client) -> None:
        form = as_drawn(manager.get(f"{page}details/").content.decode())

        manager.post(f"{page}details/", form | draft(town, name="Late spring", days="other"))

        assert Programme.objects.get().name == "Late spring"

    def test_not_while_rows_run_outside_its_days(
        self, town: Town, programme: Programme, page: str, manager: Client
    ) -> None:
        fill(manager, programme, row())
        form = as_drawn(manager.get(f"{page}details/").content.decode())

        answer = manager.post(f"{page}details/", form | draft(town, days=SUMMER))

        assert "Let it begin later first." in text_of(answer) or "begins on" in text_of(answer)
        assert Programme.objects.get().starts_on == programme.starts_on

    def test_somebody_else_changed_it_in_the_meantime(
        self, town: Town, programme: Programme, page: str, manager: Client
    ) -> None:
        form = as_drawn(manager.get(f"{page}details/").content.decode())
        fill(manager, programme, row())

        answer = manager.post(f"{page}details/", form | draft(town, name="X", days="other"))

        assert "Somebody changed this programme in the meantime" in text_of(answer)
        assert Programme.objects.get().name == "Spring 2026"


class TestCopying:
    def test_the_next_term_is_proposed(self, page: str, manager: Client) -> None:
        html = manager.get(f"{page}copy/").content.decode()

        assert as_drawn(html)["name"] == "Summer term 2026"
        assert f'value="{SUMMER}" checked' in html

    def test_rows_are_taken_along_and_what_does_not_fit_is_told(
        self, town: Town, programme: Programme, page: str, manager: Client
    ) -> None:
        fill(manager, programme, row(lead="Ada Green"), row(weekday="2", room="Blue room"))
        session_at(town, dt.date(2026, 4, 14), hour=9, room=town.blue, activity=town.massage)

        answer = manager.post(f"{page}copy/", draft(town), follow=True)

        said = text_of(answer)
        assert "The programme is copied:" in said
        assert "left out there. Blue room is taken on Tuesday 14 April: Baby Massage" in said
        copied = Programme.objects.get(name="Summer 2026")
        assert [one.weekday for one in copied.series.all()] == [1, 2]
        assert copied.series.filter(workers__worker=town.ada).count() == 1
        assert "Weekly sessions : Summer 2026" in said

    def test_not_with_sessions_at_sites_of_others(
        self, town: Town, programme: Programme, page: str, manager: Client, everywhere: Client
    ) -> None:
        fill(everywhere, programme, row(site="Birch Hub"))

        answer = manager.post(f"{page}copy/", draft(town))

        assert "It has sessions at Birch Hub, where you do not plan" in text_of(answer)
        assert Programme.objects.count() == 1


class TestPublishing:
    def test_it_is_shown_first_then_kept(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        fill(manager, programme, row(room="Blue room", cost="2"))

        shown = manager.get(f"{page}publish/")

        said = text_of(shown)
        assert "Families see 3 sessions." in said
        assert "Monday 9 March 2026 9:30am to 11am Stay and Play , Blue room, Alder Hub" in said
        assert Edition.objects.count() == 0
        answer = manager.post(f"{page}publish/", as_drawn(shown.content.decode()), follow=True)
        assert "Edition 1 is published: families see it now." in text_of(answer)
        assert Edition.objects.get().published_by == "Sam Okafor"
        assert {one.listed for one in Session.objects.all()} == {True}

    def test_an_edition_stays_and_what_has_changed_since_is_told(
        self, town: Town, programme: Programme, page: str, manager: Client, reader: Client
    ) -> None:
        fill(manager, programme, row())
        manager.post(f"{page}publish/", as_drawn(manager.get(f"{page}publish/").content.decode()))
        first, second, _third = Session.objects.order_by("starts_at")
        assert "Nothing: all its sessions stand as they were published." in text_of(
            reader.get(f"{page}editions/1/")
        )

        manager.post(f"/staff/sessions/{first.public_id}/cancel/", {"because": "Flood"})
        Session.objects.filter(pk=second.pk).update(
            starts_at=second.starts_at + dt.timedelta(hours=1), room=town.blue, note="Bring a hat"
        )
        (series,) = Series.objects.values_list("public_id", flat=True)
        fill(manager, programme, row(series=str(series)), row(weekday="5", first="27 Mar"))

        said = text_of(reader.get(f"{page}editions/1/"))
        assert "Edition 1 : Spring 2026 , North End" in said
        assert "Published on Wednesday 4 March 2026, 10am by Sam Okafor 3 sessions" in said
        place = "Stay and Play, Alder Hub, Monday"
        assert f"{place} 9 March 2026, 9:30am does not take place any more" in said
        assert (
            f"{place} 16 March 2026, 9:30am: now Monday 16 March, 10:30am to 11am;"
            " at Blue room, Alder Hub; Bring a hat" in said
        )
        assert "Stay and Play, Alder Hub, Friday 27 March 2026, 9:30am is new" in said
        assert f"{place} 23 March" not in said
        as_published = said.partition("As it was published")[2]
        assert "Monday 9 March 2026 9:30am to 11am" in as_published
        assert "Blue room" not in as_published
        assert "1 session is planned since and not public yet" in text_of(reader.get(page))

    def test_every_difference_of_a_session_is_told(
        self, programme: Programme, page: str, manager: Client, reader: Client
    ) -> None:
        Code.objects.create(kind="language", code="pol", label="Polish", position=1)
        fill(manager, programme, row(note="Bring a hat"))
        manager.post(f"{page}publish/", as_drawn(manager.get(f"{page}publish/").content.decode()))
        first = Session.objects.earliest("starts_at")
        play = first.activity
        play.name, play.age_from_months, play.age_to_months = "Play and Stay", 24, 60
        play.save()

        Session.objects.filter(pk=first.pk).update(
            ends_at=None, cost_pence=250, language="pol", note=""
        )

        said = text_of(reader.get(f"{page}editions/1/"))
        assert (
            "9 March 2026, 9:30am: now Monday 9 March, 9:30am; Play and Stay; £2.50 a family; "
            "in Polish; without its note; children from 2 years to under 5 years" in said
        )
        assert (
            "16 March 2026, 9:30am: now Play and Stay; children from 2 years to under 5 years"
            in said
        )

    def test_again_without_a_change_the_edition_stands(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        fill(manager, programme, row())
        for _time in range(2):
            form = as_drawn(manager.get(f"{page}publish/").content.decode())
            manager.post(f"{page}publish/", form)

        assert [one.number for one in Edition.objects.all()] == [1]
        assert "Nothing: edition 1 stands." in text_of(manager.get(f"{page}publish/"))

    def test_there_is_nothing_to_publish(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        fill(manager, programme, row(listed=""))

        assert "There is nothing to publish" in text_of(manager.get(f"{page}publish/"))
        answer = manager.post(f"{page}publish/", {"version": str(programme.version)})
        assert answer.status_code == HTTPStatus.OK
        assert Edition.objects.count() == 0

    def test_somebody_else_changed_it_since_it_was_read(
        self, programme: Programme, page: str, manager: Client
    ) -> None:
        fill(manager, programme, row())
        form = as_drawn(manager.get(f"{page}publish/").content.decode())
        fill(manager, programme, row(weekday="2"))

        answer = manager.post(f"{page}publish/", form)

        assert "Somebody changed this programme in the meantime" in text_of(answer)
        assert Edition.objects.count() == 0

    @pytest.mark.parametrize("number", ["2", "0", "99999999999"])
    def test_an_edition_that_does_not_exist(self, page: str, reader: Client, number: str) -> None:
        answer = reader.get(f"{page}editions/{number}/")

        assert answer.status_code == HTTPStatus.NOT_FOUND

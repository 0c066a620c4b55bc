"""What colleagues keep about a family: deaths with care, notes, warnings, contacts, places."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client

from flyingstart.families.api import (
    Contact,
    FamilyPlace,
    MessagePause,
    Note,
    Sight,
    WarningNote,
    record_death,
    write_warning,
)
from tests.families.web.town import NOW, TODAY, Town, at_work, day, text_of
from tests.families.world import BY


class TestDeath:
    def test_is_recorded_with_care_and_messages_stop(
        self, town: Town, of_child: str, worker: Client
    ) -> None:
        page = text_of(worker.get(f"{of_child}death/"))
        form = {"is_sure": "yes", **day("died_on", TODAY)}

        for _ in range(2):
            worker.post(f"{of_child}death/", form)

        assert "nothing is sent to anybody of the family" in page
        assert town.child.died_on == TODAY
        assert MessagePause.objects.get().family == town.family

    def test_who_is_not_sure_records_nothing(
        self, town: Town, of_child: str, worker: Client
    ) -> None:
        response = worker.post(f"{of_child}death/", day("died_on", TODAY))

        assert "There is a problem" in text_of(response)
        assert town.child.died_on is None

    def test_a_mistake_is_taken_back_with_its_reason(
        self, town: Town, of_child: str, worker: Client
    ) -> None:
        record_death(person=town.child, died_on=TODAY, by=BY, at=NOW)

        worker.post(f"{of_child}death/", {"reason": "Another child of that name"})

        assert town.child.died_on is None
        assert MessagePause.objects.get().resumed_at is None

    def test_a_named_worker_lets_messages_resume(
        self, town: Town, base: str, worker: Client
    ) -> None:
        record_death(person=town.child, died_on=TODAY, by=BY, at=NOW)

        assert "Say why" not in text_of(worker.get(f"{base}resume/"))
        assert worker.post(f"{base}resume/", {"reason": ""}).status_code == HTTPStatus.OK
        worker.post(f"{base}resume/", {"reason": "The parents asked us to"})

        pause = MessagePause.objects.get()
        assert (pause.resumed_by_name, pause.resumed_why) == (
            "Sam Okafor",
            "The parents asked us to",
        )
        assert worker.get(f"{base}resume/").status_code == HTTPStatus.FOUND


class TestKeeping:
    def test_a_note_is_written_once_and_corrected(self, base: str, worker: Client) -> None:
        for _ in range(2):
            worker.post(f"{base}notes/add/", {"text": "She came.\n\nAlone."})
        note = Note.objects.get()

        worker.post(f"{base}notes/{note.public_id}/correct/", {"text": "They came."})

        assert note.text == "She came.\n\nAlone."
        assert Note.objects.get(corrects=note).text == "They came."
        assert "They came." in text_of(worker.get(base))
        assert "Alone." not in text_of(worker.get(base))

    def test_a_warning_is_written_looked_at_again_and_ended(
        self, base: str, worker: Client
    ) -> None:
        until = dt.date(2026, 6, 1)
        form = {"text": "Ring first", "sight": "limited", **day("review_on", until)}
        for _ in range(2):
            worker.post(f"{base}warnings/add/", form)
        warning = WarningNote.objects.get()
        page = f"{base}warnings/{warning.public_id}/"

        later = dt.date(2026, 9, 1)
        worker.post(page, {"is_true": "keep", **day("review_on", later)})
        warning.refresh_from_db()
        assert (warning.sight, warning.review_on) == ("limited", later)
        worker.post(page, {"is_true": "over", "reason": "They moved"})

        warning.refresh_from_db()
        assert warning.ended_why == "They moved"
        assert worker.get(page).status_code == HTTPStatus.FOUND

    def test_who_does_not_read_limited_warnings_writes_none(self, town: Town, base: str) -> None:
        client = at_work("session_staff", area=town.north)
        form = {"text": "Ring first", "sight": "limited", **day("review_on", TODAY)}

        assert client.post(f"{base}warnings/add/", form).status_code == HTTPStatus.OK
        assert not WarningNote.objects.exists()

    def test_a_limited_warning_is_not_found_by_who_may_not_read_it(
        self, town: Town, base: str
    ) -> None:
        warning = write_warning(
            family=town.family,
            text="Call the lead",
            sight=Sight.LIMITED,
            review_on=TODAY,
            by=BY,
            at=NOW,
        )
        client = at_work("session_staff", area=town.north)

        response = client.get(f"{base}warnings/{warning.public_id}/")

        assert response.status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize(
        ("written", "hour", "minute"),
        [("9:30", 9, 30), ("9.30am", 9, 30), ("8 am", 8, 0), ("12am", 0, 0)],
    )
    def test_a_contact_has_a_time_as_people_write_it(
        self, base: str, worker: Client, written: str, hour: int, minute: int
    ) -> None:
        form = {"kind": "phone", "time": written, **day("day", TODAY)}

        for _ in range(2):
            assert worker.post(f"{base}contacts/add/", form).status_code == HTTPStatus.FOUND

        happened = Contact.objects.get().happened_at
        assert happened == dt.datetime(2026, 3, 4, hour, minute, tzinfo=dt.UTC)

    @pytest.mark.parametrize("written", ["", "9", "25:00", "13pm", "soon", "9:75"])
    def test_what_is_no_time_is_said(self, base: str, worker: Client, written: str) -> None:
        form = {"kind": "phone", "time": written, **day("day", TODAY)}

        said = text_of(worker.post(f"{base}contacts/add/", form))

        assert "Enter a time, like 10:30 or 2pm" in said or "Enter the time" in said
        assert not Contact.objects.exists()

    def test_a_contact_is_past(self, base: str, worker: Client) -> None:
        form = {"kind": "phone", "time": "11pm", **day("day", TODAY)}

        said = text_of(worker.post(f"{base}contacts/add/", form))

        assert "A contact has a time, and it is past." in said


class TestSharing:
    def test_colleagues_elsewhere_see_the_family_until_it_ends(
        self, town: Town, base: str, worker: Client
    ) -> None:
        southern = at_work("family_worker", area=town.south)
        form = {"place": f"area-{town.south.public_id}", "reason": "Comes to a group there"}

        for _ in range(2):
            assert worker.post(f"{base}places/add/", form).status_code == HTTPStatus.FOUND
        place = FamilyPlace.objects.get()
        assert southern.get(base).status_code == HTTPStatus.OK
        assert "South End , Comes to a group there" in text_of(worker.get(base))

        end = f"{base}places/{place.public_id}/end/"
        assert southern.post(end, {"reason": "The group ended"})["Location"] == "/staff/"

        assert southern.get(base).status_code == HTTPStatus.NOT_FOUND
        assert worker.get(end).status_code == HTTPStatus.FOUND

    def test_it_needs_a_reason(self, town: Town, base: str, worker: Client) -> None:
        form = {"place": f"area-{town.south.public_id}"}

        assert "Enter the reason" in text_of(worker.post(f"{base}places/add/", form))
        assert not FamilyPlace.objects.exists()

"""Contacts: with whom, what was noted, what comes next; corrected, taken back; who reads them."""

from __future__ import annotations

import datetime as dt
import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    Contact,
    ContactError,
    ContactKind,
    Family,
    Met,
    NotInFamilyError,
    Person,
    TextError,
    correct_contact,
    finish_next_step,
    merge_families,
    record_contact,
    take_back_contact,
)
from flyingstart.families.models import Alert, ContactPerson
from flyingstart.families.queries.contacts import heed_before_visiting, next_steps
from flyingstart.kernel.api import Actor
from tests.accounts.people import user_with
from tests.families.keepers import acting
from tests.families.web.town import (
    NOBODY,
    NOW,
    TODAY,
    Town,
    at_work,
    client_of,
    day,
    make_family,
    text_of,
)
from tests.families.world import BY

AN_HOUR_AGO = NOW - dt.timedelta(hours=1)
TOMORROW = TODAY + dt.timedelta(days=1)
WHY = "Entered for the wrong family"
STEP = "Bring the dental pack"


def record(family: Family, by: Actor = BY, **more: Any) -> Contact:
    """A home visit an hour ago, unless said otherwise."""
    options = {"kind": ContactKind.HOME_VISIT, "happened_at": AN_HOUR_AGO, **more}
    return record_contact(family=family, by=by, at=NOW, **options)


def correct(contact: Contact, **changes: Any) -> Contact:
    """The contact as it is held, but for the changes."""
    held: dict[str, Any] = {
        "kind": ContactKind(contact.kind),
        "happened_at": contact.happened_at,
        "face_to_face": contact.face_to_face,
        "note": contact.note,
        "next_step": contact.next_step,
        "next_on": contact.next_on,
    }
    return correct_contact(contact=contact, by=BY, at=NOW, **(held | changes))


def met(contact: Contact) -> dict[str, bool]:
    rows = ContactPerson.objects.filter(contact=contact).select_related("person")
    return {row.person.given_name: row.seen for row in rows}


def worker_of(town: Town) -> User:
    return user_with("family_worker", neighbourhood=town.north)


class TestRecording:
    def test_keeps_who_with_whom_what_and_what_next(self, town: Town) -> None:
        user = worker_of(town)

        contact = record(
            town.family,
            by=acting(user),
            with_whom=[Met(person=town.mother, seen=True), Met(person=town.child)],
            note="Sleeps  well.\n\n\nEats.",
            next_step=f" {STEP} ",
            next_on=TOMORROW,
        )

        assert met(contact) == {"Zofia": True, "Stanisław": False}
        assert (contact.note, contact.next_step) == ("Sleeps well.\n\nEats.", STEP)
        assert (contact.worker, contact.worker_name) == (user.public_id, user.name)
        assert contact.face_to_face is True

    def test_twice_is_once_and_the_first_word_stays(self, town: Town) -> None:
        first = record(town.family, note="First", with_whom=[Met(person=town.mother)])

        again = record(town.family, note="Second", with_whom=[Met(person=town.child)])

        assert (again, again.note, met(again)) == (first, "First", {"Zofia": False})

    @pytest.mark.parametrize(
        "more",
        [
            {"kind": ContactKind.NO_ANSWER, "whom": False},
            {"kind": ContactKind.PHONE, "whom": True},
            {"next_on": TOMORROW},
            {"next_step": "x" * 301},
            {"note": "x" * 10_001},
            {"happened_at": NOW + dt.timedelta(seconds=1)},
        ],
    )
    def test_what_cannot_be_is_refused(self, town: Town, more: dict[str, Any]) -> None:
        options = dict(more)
        if "whom" in options:
            options["with_whom"] = [Met(person=town.mother, seen=options.pop("whom"))]

        with pytest.raises(ContactError):
            record(town.family, **options)

        assert not Contact.objects.exists()

    def test_a_stranger_was_not_met_at_a_family(self, town: Town) -> None:
        stranger = Person.objects.create(given_name="Kim")

        with pytest.raises(NotInFamilyError):
            record(town.family, with_whom=[Met(person=stranger, seen=True)])

        assert not Contact.objects.exists()


class TestCorrecting:
    def test_says_what_it_should_have_said(self, town: Town) -> None:
        contact = record(town.family, with_whom=[Met(person=town.mother, seen=True)], note="Old")

        now = correct(
            contact,
            kind=ContactKind.PHONE,
            face_to_face=None,
            note="New",
            with_whom=[Met(person=town.child)],
        )

        assert (now.kind, now.face_to_face, now.note) == ("phone", False, "New")
        assert met(now) == {"Stanisław": False}

    def test_who_was_heard_of_only_was_seen_after_all(self, town: Town) -> None:
        with_whom = [Met(person=town.mother, seen=True), Met(person=town.child)]
        contact = record(town.family, with_whom=with_whom)

        now = correct(
            contact, with_whom=[Met(person=town.mother), Met(person=town.child, seen=True)]
        )

        assert met(now) == {"Zofia": False, "Stanisław": True}
        assert ContactPerson.objects.count() == 2

    def test_the_same_words_change_nothing(self, town: Town) -> None:
        contact = record(town.family, note="Same")

        assert correct(contact).version == contact.version

    def test_who_read_an_older_version_is_told(self, town: Town) -> None:
        contact = record(town.family, note="Old")
        correct(Contact.objects.get(pk=contact.pk), note="New")

        with pytest.raises(ContactError, match="in the meantime"):
            correct(contact, note="Mine")

        assert Contact.objects.get().note == "New"

    def test_two_do_not_become_one(self, town: Town) -> None:
        record(town.family)
        later = record(town.family, happened_at=NOW)

        with pytest.raises(ContactError, match="already"):
            correct(later, happened_at=AN_HOUR_AGO)

    def test_a_new_step_is_not_done(self, town: Town) -> None:
        contact = record(town.family, next_step=STEP, next_on=TOMORROW)
        done = finish_next_step(contact=contact, by=BY, at=NOW)

        assert correct(done, next_step="Ring").next_done_at is None

    def test_what_was_taken_back_is_not_corrected(self, town: Town) -> None:
        contact = record(town.family)
        take_back_contact(contact=contact, reason=WHY, by=BY, at=NOW)

        with pytest.raises(ContactError, match="taken back"):
            correct(contact, note="New")


class TestTakingBack:
    def test_it_is_gone_and_history_keeps_it_and_why(self, town: Town) -> None:
        contact = record(town.family, with_whom=[Met(person=town.mother, seen=True)])

        for _ in range(2):
            take_back_contact(contact=contact, reason=WHY, by=BY, at=NOW)

        assert not Contact.objects.exists()
        assert not ContactPerson.objects.exists()
        events: Any = Contact._meta.get_field("events").related_model
        last = events.objects.filter(pgh_obj_id=contact.pk).order_by("pgh_id").last()
        assert (last.pgh_label, last.pgh_context.metadata["reason"]) == ("delete", WHY)

    def test_without_a_reason_it_stays(self, town: Town) -> None:
        with pytest.raises(TextError):
            take_back_contact(contact=record(town.family), reason=" ", by=BY, at=NOW)

        assert Contact.objects.count() == 1


class TestNextSteps:
    def test_mine_in_sight_and_open_the_longest_due_first(self, town: Town) -> None:
        user, other = worker_of(town), worker_of(town)
        south = make_family(postcode="LU9 9ZZ")
        steps = [
            (town.family, user, 3, TOMORROW),
            (town.family, user, 4, TODAY - dt.timedelta(days=2)),
            (town.family, other, 5, TODAY),
            (south, user, 6, TODAY),
        ]
        for family, who, hours, by_day in steps:
            record(
                family,
                by=acting(who),
                happened_at=NOW - dt.timedelta(hours=hours),
                next_step=f"Step {hours}",
                next_on=by_day,
            )
        done = record(town.family, by=acting(user), next_step="Over", next_on=TODAY)
        for _ in range(2):
            finish_next_step(contact=done, by=BY, at=NOW)

        with CaptureQueriesContext(connection) as queries:
            mine = next_steps(user)

        assert [(one.contact.next_step, one.family_names) for one in mine] == [
            ("Step 4", "Kowalska, Kowalski"),
            ("Step 3", "Kowalska, Kowalski"),
        ]
        assert len(queries) <= 4

    def test_where_nothing_comes_next_nothing_is_done(self, town: Town) -> None:
        with pytest.raises(ContactError):
            finish_next_step(contact=record(town.family), by=BY, at=NOW)


def test_before_a_visit_the_signs_that_hold_are_told_the_gravest_first(town: Town) -> None:
    """`safety.md`, homes and hiding: nobody knocks alone where two must, or where none may."""
    Alert.objects.create(person=town.mother, kind="two_workers")
    Alert.objects.create(person=town.child, kind="no_visits")
    Alert.objects.create(person=town.child, kind="no_messages")
    Alert.objects.create(person=town.child, kind="two_workers", ends_on=TODAY)

    alerts = heed_before_visiting([town.mother.pk, town.child.pk], TODAY)

    assert [alert.kind for alert in alerts] == ["no_visits", "two_workers"]


class TestPages:
    def sent(self, town: Town, **changes: Any) -> dict[str, Any]:
        return {
            "kind": "home_visit",
            "seen": "yes",
            "with_whom": [str(town.mother.public_id)],
            "time": "9am",
            **day("day", TODAY),
            "note": "She is well.",
            "next_step": STEP,
            **day("next_on", TOMORROW),
            **changes,
        }

    def test_a_visit_is_recorded_and_told_on_the_page_and_on_today(
        self, town: Town, base: str
    ) -> None:
        client = client_of(worker_of(town))

        for _ in range(2):
            sent = client.post(f"{base}contacts/add/", self.sent(town))
            assert sent.status_code == HTTPStatus.FOUND

        contact = Contact.objects.get()
        assert (contact.face_to_face, met(contact)) == (True, {"Zofia": True})
        told = text_of(client.get(base)).partition("What happened")[2]
        assert (
            "Home visit: Zofia Kowalska face to face · She is well. · Next: Bring the dental pack"
            in told
        )
        today = text_of(client.get("/staff/"))
        assert "Your next steps Bring the dental pack Kowalska, Kowalski , by 5 March 2026" in today

    def test_another_at_the_same_time_is_refused_and_what_was_typed_stays(
        self, town: Town, base: str
    ) -> None:
        client_of(worker_of(town)).post(f"{base}contacts/add/", self.sent(town))
        sent = self.sent(town, note="I was there too: the baby coughs.")

        said = client_of(worker_of(town)).post(f"{base}contacts/add/", sent)

        assert said.status_code == HTTPStatus.OK
        assert "There is such a contact at that time already." in text_of(said)
        assert "I was there too: the baby coughs." in said.content.decode()
        assert Contact.objects.get().note == "She is well."

    def test_a_step_is_done_with_one_button(self, town: Town, base: str) -> None:
        user = worker_of(town)
        client = client_of(user)
        contact = record(
            town.family, by=acting(user), next_step=STEP, next_on=TODAY - dt.timedelta(days=1)
        )
        assert "was due on 3 March 2026 Late" in text_of(client.get("/staff/"))

        done = client.post(f"{base}contacts/{contact.public_id}/done/", {"back": "/staff/"})

        assert done["Location"] == "/staff/"
        assert "Your next steps" not in text_of(client.get("/staff/"))

    def test_a_step_never_leads_to_another_site(self, base: str, town: Town) -> None:
        user = worker_of(town)
        contact = record(town.family, by=acting(user), next_step=STEP)

        done = client_of(user).post(
            f"{base}contacts/{contact.public_id}/done/", {"back": "https://elsewhere.example/"}
        )

        assert done["Location"] == base

    def test_of_a_visit_it_is_asked_whether_somebody_was_seen(
        self, town: Town, base: str, worker: Client
    ) -> None:
        said = text_of(worker.post(f"{base}contacts/add/", self.sent(town, seen="")))

        assert "whether you saw somebody" in said
        assert not Contact.objects.exists()

    def test_a_knock_without_an_answer_sees_nobody(
        self, town: Town, base: str, worker: Client
    ) -> None:
        worker.post(f"{base}contacts/add/", self.sent(town, seen="no", with_whom=[]))

        assert Contact.objects.get().face_to_face is False

    def test_signs_are_shown_before_somebody_knocks(
        self, town: Town, base: str, worker: Client
    ) -> None:
        Alert.objects.create(person=town.mother, kind="two_workers", reason="Her brother")

        said = text_of(worker.get(f"{base}contacts/add/"))

        assert "Before a home visit or the doorstep Visit in twos" in said
        assert "brother" not in said

    def test_it_is_corrected_and_taken_back(self, town: Town, base: str, worker: Client) -> None:
        contact = record(town.family, with_whom=[Met(person=town.mother, seen=True)], note="Old")
        address = f"{base}contacts/{contact.public_id}/"
        page = worker.get(address)
        assert f'name="version" value="{contact.version}"' in page.content.decode()

        changed = self.sent(town, note="New", version=str(contact.version))
        assert worker.post(address, changed).status_code == HTTPStatus.FOUND
        stale = text_of(worker.post(address, {**changed, "note": "Other"}))
        gone = worker.post(f"{address}take-back/", {"reason": WHY})

        assert "in the meantime" in stale
        assert gone.status_code == HTTPStatus.FOUND
        assert not Contact.objects.exists()

    def test_what_was_noted_is_for_those_who_read_notes(self, town: Town, base: str) -> None:
        contact = record(town.family, by=acting(worker_of(town)), note="She is afraid.")
        door = at_work("session_staff", area=town.north)

        assert "She is afraid." not in text_of(door.get(base))
        for page in ("", "take-back/", "done/"):
            status = door.get(f"{base}contacts/{contact.public_id}/{page}").status_code
            assert status == HTTPStatus.FORBIDDEN

    @pytest.mark.parametrize("page", ["", "take-back/", "done/"])
    def test_no_stranger_no_other_place_and_no_wrong_id(
        self, town: Town, base: str, worker: Client, page: str
    ) -> None:
        contact = record(town.family)
        other = record(make_family())
        address = f"{base}contacts/{contact.public_id}/{page}"

        def status(client: Client, where: str) -> int:
            return client.post(where, {"reason": WHY}).status_code

        assert status(Client(), address) == HTTPStatus.FOUND
        assert status(at_work("family_worker", area=town.south), address) == HTTPStatus.NOT_FOUND
        assert status(at_work("analyst"), address) == HTTPStatus.FORBIDDEN
        for wrong in (NOBODY, other.public_id, uuid.UUID(int=0)):
            assert status(worker, f"{base}contacts/{wrong}/{page}") == HTTPStatus.NOT_FOUND
        assert Contact.objects.count() == 2

    def test_a_contact_of_a_family_that_was_joined_is_on_the_page_of_the_kept_one(
        self, town: Town, base: str, worker: Client
    ) -> None:
        twice = make_family()
        contact = record(twice, note="From before")
        merge_families(kept=town.family, merged=twice, reason="The same", by=BY, at=NOW)

        assert "From before" in text_of(worker.get(base))
        page = worker.get(f"{base}contacts/{contact.public_id}/")
        assert page.status_code == HTTPStatus.OK

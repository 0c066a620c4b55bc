"""Registers on paper: made ready, printed, entered in one go, shredded; who may, and what shows."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog
from flyingstart.activities.api import MarkStatus, Session, cancel_session, close_register
from flyingstart.activities.enums import RegisterStep
from flyingstart.activities.errors import PaperError
from flyingstart.activities.models import Headcount, PaperRow, PaperSheet, RegisterEvent
from flyingstart.activities.operations.paper import (
    make_sheets_ready,
    print_sheets,
    shred_paper,
)
from flyingstart.activities.records import PAPER
from flyingstart.activities.tasks import make_paper_ready
from flyingstart.families.api import AlertKind, Family, FamilyTie, Person, Role, raise_alert
from flyingstart.families.enums import CareKind, OrderKind
from flyingstart.families.models import CareNeed, Collector, CourtOrder
from flyingstart.kernel.api import Actor
from tests.activities.registers.hall import MINUTE, NOW, WEEK, Hall, came, register
from tests.families.web.town import NOBODY, at_work, text_of
from tests.families.world import BY

TODAY = NOW.date().isoformat()
PRINTED = f"/staff/paper/hall/{TODAY}/"


def entry(hall: Hall) -> str:
    return f"/staff/sessions/{hall.session.public_id}/paper/"


def tick(family: Family, person: Person) -> str:
    return f"{family.public_id} {person.public_id}"


def steps(hall: Hall) -> list[tuple[str, str]]:
    events = RegisterEvent.objects.filter(session=hall.session)
    return list(events.values_list("step", "said_by"))


def printed(hall: Hall) -> None:
    print_sheets(sessions=[hall.session], by=BY, at=NOW)


def said(**more: Any) -> dict[str, Any]:
    return {"submission": str(uuid.uuid4()), **more}


class TestReady:
    def test_the_job_writes_down_the_next_day_of_each_site(self, hall: Hall) -> None:
        friday = hall.session_at(starts_at=NOW + 2 * dt.timedelta(days=1), ends_at=None)
        hall.session_at(starts_at=NOW + WEEK, ends_at=None)

        count = make_sheets_ready(sites=[hall.town.hall.pk], by=Actor.job("x"), at=NOW)

        assert count == 1
        assert list(PaperSheet.objects.values_list("session", "printed_at")) == [(friday.pk, None)]

    @pytest.mark.parametrize(
        ("at", "ready"),
        [
            (dt.datetime(2026, 3, 3, 16, 0, tzinfo=dt.UTC), 1),
            (dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC), 0),
            # Summer: the clock of London says four, that of UTC three.
            (dt.datetime(2026, 6, 30, 15, 0, tzinfo=dt.UTC), 1),
            (dt.datetime(2026, 6, 30, 16, 0, tzinfo=dt.UTC), 0),
        ],
    )
    def test_it_is_four_by_london_s_clock(self, hall: Hall, at: dt.datetime, ready: int) -> None:
        if at.month == 6:
            hall.session_at(starts_at=at + dt.timedelta(hours=20), ends_at=None)
        with time_machine.travel(at, tick=False):
            make_paper_ready()

        assert PaperSheet.objects.count() == ready

    def test_again_it_is_written_anew_until_it_is_printed(self, hall: Hall) -> None:
        day_before = NOW - dt.timedelta(days=1)
        make_sheets_ready(sites=[hall.town.hall.pk], by=BY, at=day_before)
        came(hall.before, hall.far, hall.nadia, at=NOW - WEEK)
        make_sheets_ready(sites=[hall.town.hall.pk], by=BY, at=day_before)
        assert PaperRow.objects.filter(person=hall.nadia).count() == 1

        print_sheets(sessions=[hall.session], by=BY, at=day_before)
        PaperRow.objects.filter(person=hall.nadia).delete()
        make_sheets_ready(sites=[hall.town.hall.pk], by=BY, at=day_before)

        assert PaperRow.objects.filter(person=hall.nadia).count() == 0

    def test_what_nobody_printed_is_forgotten_when_the_day_is_over(self, hall: Hall) -> None:
        """safety.md: nothing is held for longer than it serves."""
        make_sheets_ready(sites=[hall.town.hall.pk], by=BY, at=NOW - dt.timedelta(days=1))
        assert PaperRow.objects.count() == 2

        make_sheets_ready(sites=[], by=BY, at=NOW + dt.timedelta(days=1))

        assert PaperRow.objects.count() == 0


class TestPrinting:
    def test_it_is_on_record_who_printed_and_who_opened(self, hall: Hall) -> None:
        client = hall.staff()

        page = client.post(f"/staff/paper/?site=hall&day={TODAY}", follow=True)

        assert page.redirect_chain == [(PRINTED, 302)]
        assert steps(hall) == [(RegisterStep.PRINTED, "Sam Okafor")]
        opened = AccessLog.objects.filter(kind="register on paper")
        assert set(opened.values_list("thing", flat=True)) == {hall.session.public_id}

    def test_names_ages_boxes_and_signs_stand_there_and_no_address_or_phone(
        self, hall: Hall
    ) -> None:
        """safety.md: a home that is hidden, and any other, stands on no paper."""
        child = hall.town.child
        raise_alert(
            person=hall.town.mother,
            kind=AlertKind.HIDDEN_HOME,
            review_on=NOW.date() + dt.timedelta(days=90),
            by=BY,
            at=NOW,
        )
        CareNeed.objects.create(
            person=child, kind=CareKind.ALLERGY, text="Nuts", what_to_do="Pen", at_the_door=True
        )
        CourtOrder.objects.create(
            child=child, kind=OrderKind.NON_MOLESTATION, restrained_name="Rex", about="He hit her"
        )
        Collector.objects.create(child=child, name="Gran Ola")
        printed(hall)

        page = hall.staff().get(PRINTED)

        words, source = text_of(page), page.content.decode()
        for one in (
            *("Stay and Play", "A Hall", "Stanisław K.", "2 years", "Zofia K.", "parent"),
            *("Allergy: Nuts – Pen", "Do not hand over – call lead", "Gran Ola"),
            *("New today", "counted by us:", "Printed by Sam Okafor"),
        ):
            assert one.casefold() in words.casefold(), one
        for secret in ("Kowalska", "Kowalski", "High Street", "LU9", "07700", "Rex", "hit her"):
            assert secret not in source

    def test_the_squares_lead_to_the_row_and_name_nobody(self, hall: Hall) -> None:
        printed(hall)
        sheet = PaperSheet.objects.get()

        answer = hall.staff().get(f"/staff/paper/{sheet.public_id}/1/")

        assert answer.headers["Location"] == f"{entry(hall)}#family-1"

    def test_who_came_from_out_of_sight_stands_there_alone(self, hall: Hall) -> None:
        came(hall.before, hall.far, hall.nadia, at=NOW - WEEK)
        printed(hall)

        source = hall.staff().get(PRINTED).content.decode()

        assert "Nadia R." in source
        assert "Omar" not in source

    def test_a_copy_has_the_order_of_the_first(self, hall: Hall) -> None:
        printed(hall)
        first = list(PaperRow.objects.values_list("number", "person"))
        came(hall.before, hall.far, hall.nadia, at=NOW - WEEK)

        print_sheets(sessions=[hall.session], by=BY, at=NOW + MINUTE)

        assert list(PaperRow.objects.values_list("number", "person")) == first
        assert len(steps(hall)) == 2

    def test_who_left_since_is_not_told_and_numbers_stay(self, hall: Hall) -> None:
        came(hall.before, hall.far, hall.nadia, at=NOW - WEEK)
        printed(hall)
        FamilyTie.objects.filter(family=hall.far).update(ends_on=NOW.date())

        words = text_of(at_work("manager").get(entry(hall)))

        assert "Nadia" not in words
        assert "Number 2" in words

    def test_a_cancelled_session_has_no_paper(self, hall: Hall) -> None:
        cancel_session(session=hall.session, because="Snow", by=BY, at=NOW)

        page = hall.staff().post(f"/staff/paper/?site=hall&day={TODAY}", follow=True)

        assert "Nothing takes place here on that day." in text_of(page)
        assert PaperSheet.objects.count() == 0

    @pytest.mark.parametrize("many", [1, 3])
    def test_the_number_of_queries_does_not_depend_on_the_families(
        self, hall: Hall, many: int
    ) -> None:
        for number in range(many):
            family = Family.objects.create()
            person = Person.objects.create(given_name=f"P{number}")
            FamilyTie.objects.create(family=family, person=person, role=Role.PARENT)
            came(hall.before, family, person, at=NOW - WEEK)
        printed(hall)
        client = at_work("manager")
        client.get(PRINTED)

        with CaptureQueriesContext(connection) as captured:
            client.get(PRINTED)

        assert len(captured) == 25


class TestEntering:
    def test_ticks_newcomers_and_heads_come_in_at_once(self, hall: Hall) -> None:
        printed(hall)
        family = hall.town.family
        sent = said(
            people=[tick(family, hall.town.mother), tick(family, hall.town.child)],
            us="3",
            **{"new-0-adult": "Kim", "new-0-children": "Lee, Ann", "new-4-children": "Bo"},
        )

        page = hall.staff().post(entry(hall), sent, follow=True)

        assert "The paper is entered." in text_of(page)
        attended = MarkStatus.ATTENDED
        names = ("Zofia", "Stanisław", "Kim", "Lee", "Ann", "Bo")
        assert register(hall.session) == dict.fromkeys(names, attended)
        assert Headcount.objects.get().count == 3
        assert FamilyTie.objects.filter(person__given_name="Lee").get().role == Role.CHILD
        assert steps(hall)[-1] == (RegisterStep.ENTERED, "Sam Okafor")
        assert "on the register already" in text_of(page)

    def test_sent_twice_it_is_entered_once(self, hall: Hall) -> None:
        printed(hall)
        client = hall.staff()
        sent = said(people=[tick(hall.town.family, hall.town.child)], **{"new-1-adult": "Kim"})

        for _ in range(2):
            client.post(entry(hall), sent)

        assert sorted(register(hall.session)) == ["Kim", "Stanisław"]
        assert Person.objects.filter(given_name="Kim").count() == 1
        assert [step for step, _ in steps(hall)] == ["printed", "entered"]

    def test_who_may_not_be_marked_holds_up_nobody(self, hall: Hall) -> None:
        printed(hall)
        sent = said(
            people=[
                tick(hall.far, hall.nadia),
                tick(hall.town.family, hall.town.child),
                f"{NOBODY} {NOBODY}",
                "nonsense",
            ]
        )

        page = hall.staff().post(entry(hall), sent, follow=True)

        assert register(hall.session) == {"Stanisław": MarkStatus.ATTENDED}
        assert "There is nobody like that whom you can mark here." in text_of(page)

    def test_a_closed_register_is_said_to_be_closed(self, hall: Hall) -> None:
        printed(hall)
        close_register(session=hall.session, nobody_came=True, by=BY, at=NOW)
        client = hall.staff()
        sent = said(people=[tick(hall.town.family, hall.town.child)])

        page = client.post(entry(hall), sent)

        assert register(hall.session) == {}
        assert "This register is not open" in text_of(page)

    def test_what_is_typed_wrong_is_said_and_ticks_stay(self, hall: Hall) -> None:
        printed(hall)
        wanted = tick(hall.town.family, hall.town.child)

        page = hall.staff().post(entry(hall), said(people=[wanted], us="many"))

        assert register(hall.session) == {}
        assert re.search(f'value="{wanted}" checked', page.content.decode())

    def test_without_paper_there_is_nothing_to_enter(self, hall: Hall) -> None:
        page = hall.staff().get(entry(hall), follow=True)

        assert "No register was printed for this session." in text_of(page)
        with pytest.raises(PaperError):
            shred_paper(session=hall.session, by=BY, at=NOW)


class TestShredding:
    def test_who_and_when_stay_and_who_stood_on_it_does_not(self, hall: Hall) -> None:
        """safety.md: what paper said is forgotten with it; who shredded it is on record."""
        printed(hall)
        client = hall.staff()

        for _ in range(2):
            client.post(f"{entry(hall)}shredded/")

        assert [step for step, _ in steps(hall)] == ["printed", "shredded"]
        assert PaperRow.objects.count() == 0
        words = text_of(client.get(entry(hall)))
        assert "Shredded by Sam Okafor, " in words
        assert "Stanisław" not in words

    def test_then_a_new_one_may_be_printed(self, hall: Hall) -> None:
        printed(hall)
        shred_paper(session=hall.session, by=BY, at=NOW)

        printed(hall)

        sheet = PaperSheet.objects.get()
        assert (sheet.shredded_at, sheet.rows.count()) == (None, 2)

    def test_paper_of_days_before_that_is_about_is_listed(self, hall: Hall) -> None:
        printed(hall)
        with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
            words = text_of(hall.staff().get("/staff/paper/?site=hall"))

        assert "Paper that is not shredded yet Stay and Play" in words


class TestWho:
    @pytest.mark.parametrize("role", ["analyst", "partner", "administrator"])
    def test_other_roles_are_refused(self, hall: Hall, role: str) -> None:
        printed(hall)
        client = at_work(role)

        for address in ("/staff/paper/", PRINTED, entry(hall)):
            assert client.get(address).status_code == 403

    def test_another_place_finds_nothing(self, hall: Hall) -> None:
        printed(hall)
        client = at_work("session_staff", area=hall.town.south)
        sheet = PaperSheet.objects.get()
        addresses = (
            *("/staff/paper/?site=hall", PRINTED, entry(hall)),
            f"/staff/paper/{sheet.public_id}/1/",
        )

        assert [client.get(one).status_code for one in addresses] == [404] * 4
        assert client.post(f"{entry(hall)}shredded/").status_code == 404
        assert client.post("/staff/paper/?site=hall").status_code == 404
        assert PaperSheet.objects.get().shredded_at is None

    @pytest.mark.parametrize(
        "address",
        [
            *("/staff/paper/?site=nowhere", "/staff/paper/?site=hall&day=soon"),
            "/staff/paper/?site=hall%00",
            *("/staff/paper/hall/2020-01-01/", "/staff/paper/hall/soon/"),
            *(f"/staff/paper/{NOBODY}/1/", f"/staff/sessions/{NOBODY}/paper/"),
        ],
    )
    def test_what_is_no_address_is_not_found(self, hall: Hall, address: str) -> None:
        assert hall.staff().get(address).status_code == 404

    @pytest.mark.usefixtures("hall")
    def test_strangers_sign_in_first(self) -> None:
        assert Client().get(PRINTED).status_code == 302

    def test_who_has_several_sites_chooses(self, hall: Hall) -> None:
        words = text_of(hall.staff().get("/staff/paper/"))

        assert "At which site?" in words
        assert "Birch Hub" not in words

    @pytest.mark.parametrize("asked", ["", "?site=hall"])
    def test_it_leads_back_to_today(self, hall: Hall, asked: str) -> None:
        page = hall.staff().get(f"/staff/paper/{asked}").content.decode()

        assert '<a href="/staff/" class="govuk-back-link">Today</a>' in page


class TestRows:
    @pytest.mark.parametrize("name", ["entered_at", "shredded_at"])
    def test_only_what_was_printed_is_entered_or_shredded(self, hall: Hall, name: str) -> None:
        sheet = PaperSheet.objects.create(session=hall.session, made_at=NOW)

        with pytest.raises(IntegrityError, match="was_printed"), transaction.atomic():
            PaperSheet.objects.filter(pk=sheet.pk).update(**{name: NOW})
        PaperSheet.objects.filter(pk=sheet.pk).update(printed_at=NOW, **{name: NOW})

    def test_what_is_held_of_somebody_is_handed_over_and_erased(self, hall: Hall) -> None:
        printed(hall)
        child = hall.town.child

        rows = list(PAPER.rows_about(child.pk))

        assert rows == [
            {
                "session": str(hall.session.public_id),
                "activity": "Stay and Play",
                "family": str(hall.town.family.public_id),
                "number": 1,
                "printed_at": NOW.isoformat(),
            }
        ]
        assert PAPER.erase is not None
        PAPER.erase([child.pk])
        assert list(PAPER.rows_about(child.pk)) == []
        assert Session.objects.filter(pk=hall.session.pk).exists()

"""The crèche: who may be left, who may fetch, what warns and what never blocks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import SessionWorker, close_register
from flyingstart.activities.enums import CareKey
from flyingstart.activities.errors import CrecheError, RegisterClosedError
from flyingstart.activities.models import CareRule, Creche, CrecheStay, FirstAid, Session
from flyingstart.activities.operations.care import Left, hand_over, leave_child, staff_creche
from flyingstart.activities.queries.care import Gaps, creche_now, gaps_of
from flyingstart.activities.records import STAYS
from flyingstart.families.enums import CareKind, OrderKind
from flyingstart.families.models import CareNeed, CourtOrder
from tests.accounts.people import user_with
from tests.activities.registers.hall import MINUTE, NOW, Hall, came
from tests.families.web.town import NOBODY, at_work, client_of, text_of
from tests.families.world import BY


def address(hall: Hall, stay: CrecheStay | None = None) -> str:
    page = f"/staff/sessions/{hall.session.public_id}/creche/"
    return f"{page}{stay.public_id}/" if stay else page


def here(hall: Hall) -> None:
    came(hall.session, hall.town.family, hall.town.mother, hall.town.child)


def left(
    hall: Hall, at: dt.datetime = NOW, session: Session | None = None, **more: Any
) -> CrecheStay:
    given: dict[str, Any] = {
        "child": hall.town.child,
        "family": hall.town.family,
        "left_by": "Zofia Kowalska",
        "phone": "07700 900123",
        "named": ["Gran Ola"],
        "submission": uuid.uuid4(),
    }
    return leave_child(session=session or hall.session, left=Left(**(given | more)), by=BY, at=at)


def rule(key: CareKey, number: int, months: int | None = None) -> None:
    CareRule.objects.create(
        key=key, number=number, from_months=months, starts_on=dt.date(2020, 1, 1), source="x"
    )


def forbid(hall: Hall) -> None:
    CourtOrder.objects.create(
        child=hall.town.child,
        kind=OrderKind.NON_MOLESTATION,
        restrained_name="Rex",
        about="He hit her",
    )


class TestLeaving:
    def test_a_child_is_left_by_an_adult_who_is_here(self, hall: Hall) -> None:
        here(hall)
        client = hall.staff()
        town = hall.town
        who = f"{town.family.public_id} {town.child.public_id} {town.mother.public_id}"

        sent = {
            "act": "leave",
            "who": who,
            "phone": "07700 900123",
            "named": "Gran Ola, ",
            "must_know": "Teething",
            "submission": str(uuid.uuid4()),
        }
        pages = [client.post(address(hall), sent, follow=True) for _ in range(2)]

        stay = CrecheStay.objects.get()
        assert (stay.left_by, stay.named, stay.in_by) == (
            *("Zofia Kowalska", ["Gran Ola"]),
            "Sam Okafor",
        )
        words = text_of(pages[1])
        for said in ("1 child is here", "Stanisław K.", "in at 10:30am", "Teething", "Gran Ola"):
            assert said in words

    def test_who_is_not_on_the_register_is_marked_first(self, hall: Hall) -> None:
        with pytest.raises(CrecheError, match="Mark the child"):
            left(hall)
        assert "Mark the child and its parent" in text_of(hall.staff().get(address(hall)))

    @pytest.mark.parametrize("lacks", ["left_by", "phone"])
    def test_it_is_known_who_left_it_and_how_they_are_reached(self, hall: Hall, lacks: str) -> None:
        here(hall)
        with pytest.raises(CrecheError, match="Say who leaves"):
            left(hall, **dict[str, Any]({lacks: " "}))

    def test_a_child_that_is_there_is_there_once(self, hall: Hall) -> None:
        here(hall)

        assert left(hall) == left(hall, at=NOW + MINUTE)

    def test_a_closed_register_takes_no_child(self, hall: Hall) -> None:
        here(hall)
        close_register(session=hall.session, by=BY, at=NOW)

        with pytest.raises(RegisterClosedError):
            left(hall)
        with pytest.raises(RegisterClosedError):
            staff_creche(session=hall.session, adults=1, by=BY, at=NOW)


class TestHandingOver:
    def test_only_to_who_left_it_or_whom_they_named(self, hall: Hall) -> None:
        """safety.md: hand back only to the adult who left the child, or one they named."""
        here(hall)
        stay = left(hall)

        for other in ("Rex", "", "zofia kowalska"):
            with pytest.raises(CrecheError, match="Hand over only"):
                hand_over(stay=stay, to=other, by=BY, at=NOW)
        page = hall.staff().post(address(hall, stay), {"to": "Rex"})
        assert page.status_code == 200
        stay.refresh_from_db()
        assert stay.out_at is None

        gone = hand_over(stay=stay, to="Gran Ola", by=BY, at=NOW)
        again = hand_over(stay=stay, to="Zofia Kowalska", by=BY, at=NOW + MINUTE)

        assert (gone.collected_by, again.collected_by) == ("Gran Ola", "Gran Ola")

    def test_whoever_hands_over_second_hears_to_whom_it_went(self, hall: Hall) -> None:
        here(hall)
        stay, client = left(hall), hall.staff()
        page = address(hall, stay)

        assert "Handed over." in text_of(client.post(page, {"to": "Gran Ola"}, follow=True))
        assert "Handed over." in text_of(client.post(page, {"to": "Gran Ola"}, follow=True))

        words = text_of(client.post(page, {"to": "Zofia Kowalska"}, follow=True))
        assert "handed over already, at 10:30am to Gran Ola. Nothing was changed." in words
        stay.refresh_from_db()
        assert stay.collected_by == "Gran Ola"

    def test_an_order_says_call_the_lead_and_no_reason(self, hall: Hall) -> None:
        """safety.md: it reads “Do not hand over – call lead”; the reason is for the lead."""
        here(hall)
        forbid(hall)
        stay = left(hall)
        client = hall.staff()

        with pytest.raises(CrecheError, match="call the lead"):
            hand_over(stay=stay, to="Gran Ola", by=BY, at=NOW)
        words = text_of(client.get(address(hall, stay)))
        assert "Do not hand over – call lead" in words
        assert "Rex" not in words
        client.post(address(hall, stay), {"to": "Gran Ola"})
        stay.refresh_from_db()
        assert stay.out_at is None

        client.post(address(hall, stay), {"to": "Gran Ola", "agreed_with": "Lena Lead"})

        stay.refresh_from_db()
        assert (stay.collected_by, stay.agreed_with) == ("Gran Ola", "Lena Lead")
        assert "out at 10:30am to Gran Ola" in text_of(client.get(address(hall)))


class TestWarnings:
    def test_too_few_adults_warn_and_never_block(self, hall: Hall) -> None:
        rule(CareKey.CRECHE_CHILDREN_EACH, 3, 0)
        here(hall)
        client = hall.staff()
        left(hall)
        assert "Say below how many adults" in text_of(client.get(address(hall)))

        client.post(address(hall), {"act": "adults", "adults": "0"})

        words = text_of(client.get(address(hall)))
        assert "These children need 1 adult; 0 is there." in words
        client.post(address(hall), {"act": "adults", "adults": "1"})
        assert "These children need" not in text_of(client.get(address(hall)))
        assert Creche.objects.get().adults == 1

    def test_two_hours_of_one_day_warn_before_they_are_over(self, hall: Hall) -> None:
        rule(CareKey.CRECHE_MINUTES, 120)
        here(hall)
        first = left(hall)
        hand_over(stay=first, to="Gran Ola", by=BY, at=NOW + 60 * MINUTE)
        left(hall, at=NOW + 60 * MINUTE)

        for minutes, warns in ((104, False), (105, True)):
            (now,) = creche_now(hall.session, NOW + minutes * MINUTE).here
            assert (now.minutes, now.is_nearly_over) == (minutes, warns)
        with time_machine.travel(NOW + 110 * MINUTE, tick=False):
            words = text_of(hall.staff().get(address(hall)))
        assert "Here for 110 minutes today: call the parent back now" in words

    def test_an_allergy_stands_beside_the_child(self, hall: Hall) -> None:
        here(hall)
        left(hall)
        CareNeed.objects.create(
            person=hall.town.child, kind=CareKind.ALLERGY, text="Nuts", at_the_door=True
        )

        assert "Allergy: Nuts" in text_of(hall.staff().get(address(hall)))


class TestGaps:
    def test_what_a_session_lacks(self, hall: Hall) -> None:
        rule(CareKey.SESSION_STAFF, 2)
        assert gaps_of([hall.session])[hall.session.pk] == Gaps(
            no_lead=True, no_first_aider=True, missing=2
        )
        lead, other = user_with("session_staff"), user_with("session_staff")
        SessionWorker.objects.create(session=hall.session, worker=lead, is_lead=True)
        SessionWorker.objects.create(session=hall.session, worker=other)
        held = FirstAid.objects.create(worker=other, until=NOW.date())
        assert gaps_of([hall.session]) == {}

        held.until = NOW.date() - dt.timedelta(days=1)
        held.save()

        assert gaps_of([hall.session])[hall.session.pk] == Gaps(
            no_lead=False, no_first_aider=True, missing=0
        )

    def test_the_register_says_so_and_works(self, hall: Hall) -> None:
        here(hall)

        words = text_of(hall.staff().get(hall.address))

        assert "Staff: nobody leads it, no first-aider." in words
        assert "1 child 1 adult 1 family" in words

    def test_today_tells_who_plans_sessions_and_nobody_else(self, hall: Hall) -> None:
        title = "Sessions that lack somebody"

        assert title in text_of(at_work("manager", area=hall.town.north).get("/staff/"))
        assert title not in text_of(at_work("manager", area=hall.town.south).get("/staff/"))
        assert title not in text_of(hall.staff().get("/staff/"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_so_many_queries_however_many_sessions(self, hall: Hall, many: int) -> None:
        sessions = [hall.session, *(hall.session_at() for _ in range(many - 1))]
        SessionWorker.objects.create(session=hall.session, worker=user_with("session_staff"))

        with CaptureQueriesContext(connection) as captured:
            gaps_of(sessions)

        assert len(captured) == 3

    def test_first_aiders_are_kept_by_who_plans(self, hall: Hall) -> None:
        worker = user_with("session_staff", name="Ola Aid", neighbourhood=hall.town.north)
        client = at_work("manager")
        sent = {"worker": str(worker.public_id)}
        until = {"until-day": "1", "until-month": "5", "until-year": "2027"}

        page = client.post("/staff/first-aiders/", {**sent, **until}, follow=True)

        assert "Ola Aid until 1 May 2027" in text_of(page)
        client.post("/staff/first-aiders/", sent)
        assert FirstAid.objects.count() == 0
        assert client_of(worker).get("/staff/first-aiders/").status_code == 403


class TestWho:
    def test_another_place_another_role_and_strangers(self, hall: Hall) -> None:
        here(hall)
        stay = left(hall)
        south = at_work("session_staff", area=hall.town.south)

        for page in (address(hall), address(hall, stay)):
            assert Client().get(page).status_code == 302
            assert at_work("analyst").get(page).status_code == 403
            assert south.post(page, {"to": "Gran Ola"}).status_code == 404
        assert hall.staff().get(f"{address(hall)}{NOBODY}/").status_code == 404
        stay.refresh_from_db()
        assert stay.out_at is None

    def test_what_is_held_of_a_child_is_handed_over_and_erased(self, hall: Hall) -> None:
        here(hall)
        stay = left(hall, must_know="Teething")

        (row,) = STAYS.rows_about(hall.town.child.pk)

        assert (row["in_at"], row["must_know"], row["out_at"]) == (
            *(stay.in_at.isoformat(), "Teething"),
            None,
        )
        assert {"left_by", "named", "phone"} <= set(STAYS.of_others)
        assert STAYS.erase is not None
        STAYS.erase([hall.town.child.pk])
        assert CrecheStay.objects.count() == 0

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"out_at": NOW}, "crechestay_out_to_somebody"),
            ({"collected_by": "Gran Ola"}, "crechestay_out_to_somebody"),
            ({"out_at": NOW - MINUTE, "collected_by": "x"}, "crechestay_out_to_somebody"),
        ],
    )
    def test_the_database_holds_who_is_out(
        self, hall: Hall, changes: dict[str, Any], name: str
    ) -> None:
        here(hall)
        stay = left(hall)

        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CrecheStay.objects.filter(pk=stay.pk).update(**changes)

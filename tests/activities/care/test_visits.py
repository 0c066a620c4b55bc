"""Visiting alone: who goes, who is late, who is told, and that nothing of a home stays."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from flyingstart.activities.errors import VisitError
from flyingstart.activities.letters import tell_managers
from flyingstart.activities.models import LoneVisit
from flyingstart.activities.operations.visits import (
    end_visit,
    prolong_visit,
    start_visit,
    tell_of_late_visits,
)
from tests.accounts.people import user_with
from tests.activities.registers.hall import MINUTE, NOW, Hall
from tests.families.web.town import client_of, text_of
from tests.families.world import BY

PAGE = "/staff/visits/"
WHERE = "Kowalska, 1 High Street"


def gone(hall: Hall, minutes: int = 60) -> LoneVisit:
    worker = user_with("family_worker", neighbourhood=hall.town.north, name="Wendy Walker")
    return start_visit(
        worker=worker, site=hall.town.hub, whereabouts=WHERE, minutes=minutes, by=BY, at=NOW
    )


def later(minutes: int) -> time_machine.travel:
    return time_machine.travel(NOW + minutes * MINUTE, tick=False)


def test_somebody_goes_and_is_back_and_where_is_forgotten(hall: Hall) -> None:
    """safety.md: nobody's home is kept beside a visit that is over."""
    user = user_with("family_worker", neighbourhood=hall.town.north)
    client = client_of(user)

    for _ in range(2):
        client.post(PAGE, {"whereabouts": WHERE, "site": "hub", "minutes": "60"})
    visit = LoneVisit.objects.get()
    assert (visit.worker, visit.expected_at) == (user, NOW + 60 * MINUTE)
    assert "You are on a visit, expected back at 11:30am" in text_of(client.get("/staff/"))

    for _ in range(2):
        client.post(PAGE, {"act": str(visit.public_id)})

    visit.refresh_from_db()
    assert (visit.ended_at, visit.whereabouts) == (NOW, "")


@pytest.mark.parametrize(("where", "minutes"), [(" ", 60), (WHERE, 0), (WHERE, 481)])
def test_what_is_no_visit_is_refused(hall: Hall, where: str, minutes: int) -> None:
    with pytest.raises(VisitError):
        start_visit(
            worker=user_with("family_worker"),
            site=hall.town.hub,
            whereabouts=where,
            minutes=minutes,
            by=BY,
            at=NOW,
        )


def test_managers_of_the_place_see_who_is_late_and_nobody_else(hall: Hall) -> None:
    gone(hall)
    manager = user_with("manager", neighbourhood=hall.town.north)
    assert "Wendy" not in text_of(client_of(manager).get("/staff/"))

    with later(61):
        here = client_of(manager)
        others = [
            client_of(user_with("manager", neighbourhood=hall.town.south)),
            client_of(user_with("session_staff", neighbourhood=hall.town.north)),
        ]
        assert "Wendy Walker was to be back" in text_of(here.get("/staff/"))
        assert WHERE in text_of(here.get(PAGE))
        for client in others:
            assert "Wendy" not in text_of(client.get("/staff/")) + text_of(client.get(PAGE))


def test_a_manager_says_that_they_are_safe_and_a_stranger_to_the_place_cannot(hall: Hall) -> None:
    visit = gone(hall)
    with later(61):
        sent = {"act": str(visit.public_id)}
        client_of(user_with("manager", neighbourhood=hall.town.south)).post(PAGE, sent)
        visit.refresh_from_db()
        assert visit.ended_at is None

        client_of(user_with("manager", neighbourhood=hall.town.north)).post(PAGE, sent)

    visit.refresh_from_db()
    assert visit.ended_at is not None


def test_the_job_tells_of_each_late_visit_once_by_its_id_alone(hall: Hall) -> None:
    visit = gone(hall)
    assert tell_of_late_visits(by=BY, at=NOW + 60 * MINUTE) == 0

    told = [tell_of_late_visits(by=BY, at=NOW + 61 * MINUTE) for _ in range(2)]

    assert told == [1, 0]
    job = ProcrastinateJob.objects.get(task_name="activities.tell_of_late_visit")
    assert job.args == {"visit": str(visit.public_id)}

    prolong_visit(visit=visit, minutes=10, by=BY, at=NOW + 62 * MINUTE)
    assert tell_of_late_visits(by=BY, at=NOW + 73 * MINUTE) == 1


def test_the_letter_goes_to_managers_of_the_place_and_says_no_place(hall: Hall) -> None:
    visit = gone(hall)
    manager = user_with("manager", neighbourhood=hall.town.north)
    user_with("manager", neighbourhood=hall.town.south)
    user_with("manager", neighbourhood=hall.town.north, ends_on=dt.date(2026, 1, 1))

    tell_managers(visit.public_id)

    (letter,) = mail.outbox
    assert letter.to == [manager.email]
    assert "Wendy Walker visits alone and was to be back at 11:30am" in letter.body
    assert "Kowalska" not in letter.body
    end_visit(visit=visit, by=BY, at=NOW)
    tell_managers(visit.public_id)
    tell_managers(uuid.uuid4())
    assert len(mail.outbox) == 1


def test_who_may_not_take_registers_visits_nobody_here(hall: Hall) -> None:
    assert client_of(user_with("analyst")).post(PAGE, {}).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert hall.staff().post(PAGE, {"act": "nonsense"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"expected_at": NOW}, "lonevisit_ends_after_it_starts"),
        ({"ended_at": NOW}, "lonevisit_over_is_nowhere"),
    ],
)
def test_the_database_holds_it(hall: Hall, changes: dict[str, dt.datetime], name: str) -> None:
    visit = gone(hall)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        LoneVisit.objects.filter(pk=visit.pk).update(**changes)
    with pytest.raises(IntegrityError, match="lonevisit_one_at_a_time"), transaction.atomic():
        LoneVisit.objects.create(
            worker=visit.worker,
            site=visit.site,
            whereabouts="x",
            started_at=NOW,
            expected_at=NOW + MINUTE,
        )

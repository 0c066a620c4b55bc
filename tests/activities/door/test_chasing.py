"""Leads are reminded of registers left open: a letter a day, three in all, of nobody's family."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
import time_machine
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from flyingstart.accounts.api import User
from flyingstart.activities.api import Mark, Session
from flyingstart.activities.health import late_registers
from flyingstart.activities.models import RegisterEvent
from flyingstart.activities.operations.chasing import chase_late_registers
from flyingstart.activities.queries.late import due_for_a_reminder
from flyingstart.activities.tasks import chase, remind_lead
from flyingstart.kernel.api import clock
from tests.activities.door.town import Day, leads
from tests.families.web.town import NOW
from tests.families.world import BY

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _mail(settings: Settings) -> None:
    settings.SMTP_URL = "smtp://mail.example"
    settings.SITE_ADDRESS = "https://families.example"


@pytest.fixture
def lead(day: Day) -> User:
    """Leads yesterday's session, whose register is open."""
    Session.objects.update(starts_at=NOW - DAY - 2 * HOUR, ends_at=NOW - DAY - HOUR)
    return leads(day.worker(), day.session)


def due(at: dt.datetime = NOW) -> int:
    return len(due_for_a_reminder(DAY, at))


def run_jobs() -> None:
    """What a worker would do with the letters that wait."""
    for job in ProcrastinateJob.objects.filter(
        task_name="activities.remind_lead", status="todo"
    ).order_by("id"):
        remind_lead(**job.args)


def letters_at(at: dt.datetime) -> int:
    """How many letters leave when the clock says so, by the task as it is run."""
    before = len(mail.outbox)
    with time_machine.travel(at, tick=False):
        chase()
        run_jobs()
    return len(mail.outbox) - before


def test_a_lead_is_written_to_of_activity_site_and_day_and_of_nobody(day: Day, lead: User) -> None:
    Mark.objects.create(
        session=day.session, person=day.town.child, family=day.town.family, status="attended"
    )

    chase()
    run_jobs()

    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == ("A register is still open", [lead.email])
    assert letter.body == (
        "Hello Sam Okafor,\n\n"
        "nobody is counted until the register is taken and closed. Still open:\n\n"
        "Stay and Play, A Hall, Tuesday 3 March 2026, 8am\n"
        f"https://families.example/staff/sessions/{day.session.public_id}/register/\n\n"
        "Did nobody come? The register can say that too. If somebody else took it on paper, they"
        " can\nenter it: everybody who takes registers there opens the same page.\n"
    )
    events = RegisterEvent.objects.values_list("session", "step", "said_by", "happened_at")
    assert list(events) == [(day.session.pk, "chased", "the daily reminder", NOW)]


def test_one_letter_a_day_and_three_in_all(day: Day, lead: User) -> None:
    sent = [letters_at(NOW + days * DAY + hours * HOUR) for days in range(5) for hours in (0, 1, 5)]

    assert sent == [1, 0, 0, 1, 0, 0, 1, 0, 0] + [0] * 6
    assert RegisterEvent.objects.count() == 3


def test_all_registers_of_a_lead_are_in_one_letter(day: Day, lead: User) -> None:
    leads(lead, day.held(at=NOW - 3 * DAY, site=day.town.hub))
    other = leads(day.worker(), day.held(at=NOW - 4 * DAY))

    chase()
    run_jobs()

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([other.email], "A register is still open"),
        ([lead.email], "2 registers are still open"),
    ]
    body = str(mail.outbox[1].body)
    assert body.index("Alder Hub, Sunday 1 March") < body.index("A Hall, Tuesday 3 March")


def test_one_that_becomes_due_later_on_the_day_waits_for_the_next_letter(
    day: Day, lead: User
) -> None:
    leads(lead, day.held(at=NOW - 24 * HOUR, site=day.town.hub))

    assert [letters_at(NOW), letters_at(NOW + 3 * HOUR), letters_at(NOW + DAY)] == [1, 0, 1]
    assert "Alder Hub" not in str(mail.outbox[0].body)
    assert "Alder Hub" in str(mail.outbox[1].body)


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelled_at": NOW},
        {"register_closed_at": NOW},
        {"source": "old", "ref": "1"},
        {"ends_at": NOW - 24 * HOUR},
        {"ends_at": None, "starts_at": NOW - 24 * HOUR},
    ],
)
def test_who_is_left_alone(day: Day, lead: User, changes: dict[str, Any]) -> None:
    assert due() == 1

    Session.objects.update(**changes)

    assert due() == 0


def test_without_an_end_it_was_over_when_it_began(day: Day, lead: User) -> None:
    Session.objects.update(ends_at=None, starts_at=NOW - 24 * HOUR - dt.timedelta(seconds=1))

    assert due() == 1


def test_helpers_former_colleagues_and_nobody_get_no_letter(day: Day, lead: User) -> None:
    day.session.workers.update(is_lead=False)
    assert due() == 0

    day.session.workers.update(is_lead=True)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert due() == 0


def test_a_register_that_was_reopened_is_given_its_day(day: Day, lead: User) -> None:
    RegisterEvent.objects.create(
        session=day.session, step="reopened", reason="One more", said_by="Sam", happened_at=NOW
    )

    assert [due(NOW + HOUR), due(NOW + DAY), due(NOW + DAY + HOUR)] == [0, 1, 1]


def test_what_was_closed_before_the_letter_left_is_not_told(day: Day, lead: User) -> None:
    chase()
    Session.objects.update(register_closed_at=NOW)

    run_jobs()

    assert mail.outbox == []


def test_a_job_that_runs_twice_sends_one_letter(day: Day, lead: User) -> None:
    chase()

    run_jobs()
    run_jobs()

    assert len(mail.outbox) == 1


def test_a_letter_that_waited_for_days_is_left_to_later_ones(day: Day, lead: User) -> None:
    chase()

    with time_machine.travel(NOW + 2 * DAY, tick=False):
        run_jobs()

    assert mail.outbox == []


def test_a_letter_that_could_not_leave_is_tried_again(
    day: Day, lead: User, settings: Settings
) -> None:
    chase()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    with pytest.raises((OSError, smtplib.SMTPException)):
        run_jobs()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run_jobs()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("hour", "sent"), [(6, 0), (7, 1), (17, 1), (18, 0), (23, 0)])
def test_nobody_is_written_to_at_night(day: Day, lead: User, hour: int, sent: int) -> None:
    # London's summer: an hour before UTC.
    at = dt.datetime(2026, 7, 1, hour, 30, tzinfo=clock.LONDON)

    assert letters_at(at) == sent


def test_without_a_mail_server_nothing_is_said_to_have_been_sent(
    day: Day, lead: User, settings: Settings
) -> None:
    settings.SMTP_URL = ""

    assert letters_at(NOW) == 0
    assert RegisterEvent.objects.count() == 0
    found = next(iter(late_registers()))
    assert (
        found.words == "1 open; nobody leads 0 of them; leads are NOT reminded, as no letter leaves"
    )
    assert "SMTP_URL" in found.mend


def test_doctor_says_how_many_are_late(day: Day, lead: User) -> None:
    day.held(at=NOW - 5 * DAY)
    found = next(iter(late_registers()))
    assert found.words == "2 open; nobody leads 1 of them; leads are reminded by letter"

    Session.objects.update(register_closed_at=NOW)
    assert [one.words for one in late_registers()] == ["none"]


def test_how_long_it_waits_is_a_setting(day: Day, lead: User, settings: Settings) -> None:
    settings.LATE_REGISTER_HOURS = 48

    assert [letters_at(NOW), letters_at(NOW + DAY)] == [0, 1]


def test_all_or_nothing(day: Day, lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("flyingstart.activities.operations.chasing.enqueue", broken)

    with pytest.raises(RuntimeError):
        chase_late_registers(waits=DAY, by=BY, at=NOW)
    assert RegisterEvent.objects.count() == 0


@pytest.mark.parametrize("many", [1, 3])
def test_one_query_finds_them(
    day: Day, lead: User, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many - 1):
        leads(lead, day.held(at=NOW - (number + 5) * DAY))

    with django_assert_num_queries(1):
        assert due() == many

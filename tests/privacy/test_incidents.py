"""safety.md: each legal duty has its clock: 72 hours, 30 days, a month; looks are reviewed."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import nullcontext
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from flyingstart.accounts.api import AccessLog
from flyingstart.kernel.api import Actor, ActorKind
from flyingstart.privacy.api import (
    AskerIs,
    Breach,
    BreachKind,
    Complaint,
    DayError,
    LookKind,
    LookOutcome,
    MissingError,
    PauseFor,
    Risk,
    StateError,
    Wanted,
    acknowledge_complaint,
    answer_complaint,
    close_breach,
    close_request,
    decide_acting,
    extend_request,
    judge_breach,
    log_breach,
    open_request,
    receive_complaint,
    review_look,
    see_identity,
    start_clock,
    stop_clock,
    tell_people,
    tell_regulator,
)
from flyingstart.privacy.queries.looks import looks_at, unusual_looks
from flyingstart.privacy.queries.requests import due_on
from flyingstart.privacy.web.base import read_time
from flyingstart.privacy.web.states import breach_standing, complaint_standing
from tests.accounts.people import user_with
from tests.privacy.world import AT, DPO, TODAY, asked_about, family_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def breach() -> Breach:
    return log_breach(
        what="A list went to the wrong school", kind=BreachKind.SEEN, known_at=AT, by=DPO, at=AT
    )


def complaint() -> Complaint:
    return receive_complaint(from_name="Zofia", words="Why?", received_on=TODAY, by=DPO, at=AT)


def test_a_breach_is_overdue_after_seventy_two_hours() -> None:
    held = breach()

    assert breach_standing(held, AT + 72 * HOUR).is_late is False
    assert breach_standing(held, AT + 73 * HOUR).is_late is True
    judge_breach(breach=held, risk=Risk.UNLIKELY, why="It was empty", by=DPO, at=AT)
    held.refresh_from_db()
    assert breach_standing(held, AT + 73 * HOUR).due is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("10:30", dt.time(10, 30)),
        ("00:05", dt.time(0, 5)),
        ("2pm", dt.time(14)),
        ("2.15 PM", dt.time(14, 15)),
        ("12am", dt.time(0)),
        ("12pm", dt.time(12)),
    ],
)
def test_the_time_from_which_a_clock_runs_is_read(text: str, time: dt.time) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["", "2", "0pm", "0am", "13pm", "13:30am", "24:00", "10:60", "²"])
def test_no_clock_runs_from_what_is_no_time(text: str) -> None:
    with pytest.raises(ValidationError, match="Write a time such as 10:30 or 2pm"):
        read_time(text)


def test_a_breach_is_closed_when_all_were_told() -> None:
    held = breach()
    with pytest.raises(StateError, match="how likely"):
        close_breach(breach=held, lessons="Check twice", by=DPO, at=AT)
    judge_breach(breach=held, risk=Risk.HIGH, why="Addresses", by=DPO, at=AT)
    with pytest.raises(StateError, match="regulator"):
        close_breach(breach=held, lessons="Check twice", by=DPO, at=AT)
    tell_regulator(breach=held, told_at=AT + HOUR, by=DPO, at=AT + HOUR)
    with pytest.raises(StateError, match="people it is about"):
        close_breach(breach=held, lessons="Check twice", by=DPO, at=AT)
    tell_people(breach=held, how="By letter", by=DPO, at=AT + HOUR)

    close_breach(breach=held, lessons="Check twice", by=DPO, at=AT + HOUR)

    with pytest.raises(StateError, match="closed"):
        tell_people(breach=held, how="Again", by=DPO, at=AT + HOUR)


def test_who_tells_the_regulator_late_says_why() -> None:
    held, late = breach(), AT + 73 * HOUR

    with pytest.raises(MissingError, match="later than 72 hours"):
        tell_regulator(breach=held, told_at=late, by=DPO, at=late)
    with pytest.raises(DayError):
        tell_regulator(breach=held, told_at=AT - HOUR, by=DPO, at=late)
    with pytest.raises(DayError):
        log_breach(what="W", kind=BreachKind.LOST, known_at=late, by=DPO, at=AT)
    tell_regulator(breach=held, told_at=late, late_why="It was found late", by=DPO, at=late)


def test_a_complaint_is_acknowledged_within_thirty_days_and_answered_once() -> None:
    held = complaint()
    assert complaint_standing(held, AT + dt.timedelta(days=30)).is_late is False
    assert complaint_standing(held, AT + dt.timedelta(days=31)).is_late is True

    acknowledge_complaint(complaint=held, day=TODAY, by=DPO, at=AT)
    with pytest.raises(StateError):
        acknowledge_complaint(complaint=held, day=TODAY, by=DPO, at=AT)
    with pytest.raises(MissingError):
        answer_complaint(complaint=held, outcome=" ", by=DPO, at=AT)
    answer_complaint(complaint=held, outcome="We were wrong", by=DPO, at=AT)

    with pytest.raises(StateError):
        answer_complaint(complaint=held, outcome="Again", by=DPO, at=AT)
    held.refresh_from_db()
    assert complaint_standing(held, AT).is_open is False


def test_the_clock_of_a_request_stands_still_until_they_are_seen() -> None:
    _, mother, _ = family_of()
    request = open_request(
        person=mother,
        wants=Wanted.ACCESS,
        asker_name="Zofia",
        asker_is=AskerIs.SELF,
        asked_on=TODAY - dt.timedelta(days=6),
        by=DPO,
        at=AT,
    )
    stop_clock(
        request=request,
        waits_for=PauseFor.IDENTITY,
        day=TODAY - dt.timedelta(days=5),
        by=DPO,
        at=AT,
    )
    assert due_on(request) is None
    with pytest.raises(StateError, match="stands still"):
        stop_clock(request=request, waits_for=PauseFor.IDENTITY, day=TODAY, by=DPO, at=AT)

    see_identity(request=request, identity="A passport", seen_on=TODAY, by=DPO, at=AT)

    assert due_on(request) == dt.date(2026, 3, 31)
    with pytest.raises(StateError, match="is running"):
        start_clock(request=request, day=TODAY, by=DPO, at=AT)


def test_a_day_on_which_the_clock_stood_still_counts_once() -> None:
    """safety.md: one calendar month; a day is never taken off twice, or the answer is late."""
    _, mother, _ = family_of()
    request = asked_about(mother, asked_on=TODAY - dt.timedelta(days=20))
    pause: dict[str, Any] = {"request": request, "waits_for": PauseFor.CLARIFICATION}
    stop_clock(**pause, day=TODAY - dt.timedelta(days=10), by=DPO, at=AT)
    start_clock(request=request, day=TODAY - dt.timedelta(days=5), by=DPO, at=AT)

    for days in (6, 10, 12):
        with pytest.raises(DayError, match="stood still then"):
            stop_clock(**pause, day=TODAY - dt.timedelta(days=days), by=DPO, at=AT)
    stop_clock(**pause, day=TODAY - dt.timedelta(days=5), by=DPO, at=AT)
    start_clock(request=request, day=TODAY, by=DPO, at=AT)

    request.refresh_from_db()
    assert due_on(request) == dt.date(2026, 3, 12) + dt.timedelta(days=10)


def test_the_clock_stops_and_goes_on_on_days_that_can_be() -> None:
    _, mother, _ = family_of()
    request = asked_about(mother)
    pause: dict[str, Any] = {"request": request, "waits_for": PauseFor.CLARIFICATION}

    with pytest.raises(DayError, match="before the request came"):
        stop_clock(**pause, day=TODAY - dt.timedelta(days=1), by=DPO, at=AT)
    with pytest.raises(DayError, match="not come yet"):
        stop_clock(**pause, day=TODAY + dt.timedelta(days=1), by=DPO, at=AT)
    stop_clock(**pause, day=TODAY, by=DPO, at=AT)
    with pytest.raises(DayError, match="before the clock stopped"):
        start_clock(request=request, day=TODAY - dt.timedelta(days=1), by=DPO, at=AT)


def test_who_is_seen_does_not_end_a_wait_for_something_else() -> None:
    _, mother, _ = family_of()
    request = asked_about(mother)
    stop_clock(request=request, waits_for=PauseFor.CLARIFICATION, day=TODAY, by=DPO, at=AT)

    see_identity(request=request, identity="A letter", seen_on=TODAY, by=DPO, at=AT)

    assert due_on(request) is None


def test_who_asks_for_themselves_is_not_decided_about_nor_named_beside_themselves() -> None:
    _, mother, child = family_of()
    request = asked_about(mother)

    with pytest.raises(StateError, match="nothing to decide"):
        decide_acting(request=request, acts=True, evidence="E", why="W", by=DPO, at=AT)
    with pytest.raises(StateError, match="only when they ask for a child"):
        asked_about(child, asker=mother, asker_is=AskerIs.AGENT)


def test_what_is_to_come_has_not_been_asked_received_or_acknowledged() -> None:
    _, mother, _ = family_of()
    tomorrow = TODAY + dt.timedelta(days=1)
    held = complaint()

    with pytest.raises(DayError, match="not come yet"):
        asked_about(mother, asked_on=tomorrow)
    with pytest.raises(DayError, match="not come yet"):
        acknowledge_complaint(complaint=held, day=tomorrow, by=DPO, at=AT)
    with pytest.raises(DayError, match="before the complaint came"):
        acknowledge_complaint(complaint=held, day=TODAY - dt.timedelta(days=1), by=DPO, at=AT)


def test_a_request_is_extended_once_and_closed_once() -> None:
    _, mother, _ = family_of()
    request = asked_about(mother)

    extend_request(request=request, why="Three records", by=DPO, at=AT)
    with pytest.raises(StateError, match="once"):
        extend_request(request=request, why="Again", by=DPO, at=AT)
    close_request(request=request, why="Taken back", by=DPO, at=AT)

    with pytest.raises(StateError, match="closed"):
        close_request(request=request, why="Again", by=DPO, at=AT)


@pytest.mark.parametrize(("days", "in_time"), [(31, True), (32, False)])
def test_a_request_is_extended_while_its_month_runs(days: int, in_time: bool) -> None:
    _, mother, _ = family_of()
    request = asked_about(mother, asked_on=dt.date(2020, 1, 5))
    at = dt.datetime(2020, 1, 5, 12, tzinfo=dt.UTC) + dt.timedelta(days=days)

    with nullcontext() if in_time else pytest.raises(StateError, match="late already"):
        extend_request(request=request, why="Three records", by=DPO, at=at)

    request.refresh_from_db()
    assert (request.extended_on is not None) == in_time


def test_who_looked_is_told_of_the_whole_family_refusals_too() -> None:
    family, mother, child = family_of()
    other = family_of("Ann", "Ben")[0]
    user = user_with("manager")
    for thing, allowed in ((family, True), (child, False), (mother, True), (other, True)):
        AccessLog.objects.create(
            user=user, kind="family", thing=thing.public_id, allowed=allowed, at=AT
        )

    assert [look.allowed for look in looks_at(mother)] == [True, True]
    assert [look.allowed for look in looks_at(child)] == [False, True]


def test_an_unusual_look_waits_until_somebody_else_reviewed_it() -> None:
    """safety.md: looking is found: own name, bulk, odd hours; nobody reviews their own."""
    family = family_of()[0]
    user = user_with("manager", name="Sam Example")
    AccessLog.objects.create(
        user=user, kind="family", thing=family.public_id, allowed=True, at=AT - HOUR
    )
    [look] = unusual_looks(AT)
    assert (look.line.kind, look.user, look.family) == (LookKind.OWN, user, family)
    said: dict[str, Any] = {
        "kind": look.line.kind,
        "user": user,
        "day": look.line.day,
        "thing": look.line.thing,
    }
    herself = Actor(kind=ActorKind.USER, name=user.name, id=uuid.UUID(str(_id_of(user))))

    with pytest.raises(StateError, match="Somebody else"):
        review_look(**said, outcome=LookOutcome.WORK, by=herself, at=AT)
    with pytest.raises(MissingError):
        review_look(**said, outcome=LookOutcome.SPOKEN, by=DPO, at=AT)
    review_look(**said, outcome=LookOutcome.WORK, by=DPO, at=AT)
    with pytest.raises(StateError, match="has been reviewed"):
        review_look(**said, outcome=LookOutcome.WORK, by=DPO, at=AT)

    assert unusual_looks(AT) == []


def test_looks_at_many_are_reviewed_when_their_day_is_over() -> None:
    """safety.md: looking is found: a morning's yes covers no afternoon."""
    user = user_with("manager", name="Sam Example")

    def look_around(hour: int) -> None:
        AccessLog.objects.bulk_create(
            AccessLog(
                user=user,
                kind="family",
                thing=uuid.uuid4(),
                allowed=True,
                at=AT.replace(hour=hour, minute=minute),
            )
            for minute in range(50)
        )

    look_around(9)
    said: dict[str, Any] = {"kind": LookKind.BULK, "user": user, "day": TODAY, "thing": None}

    with pytest.raises(StateError, match="day is not over"):
        review_look(**said, outcome=LookOutcome.WORK, by=DPO, at=AT)
    look_around(14)

    tomorrow = AT + dt.timedelta(days=1)
    assert [look.line.looks for look in unusual_looks(tomorrow)] == [100]
    review_look(**said, outcome=LookOutcome.WORK, by=DPO, at=tomorrow)
    assert unusual_looks(tomorrow) == []


def _id_of(user: object) -> object:
    user.refresh_from_db()  # type: ignore[attr-defined]
    return user.public_id  # type: ignore[attr-defined]

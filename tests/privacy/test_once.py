"""What is pressed twice at one moment is written down once: no clock of a duty runs double."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from flyingstart.privacy.api import (
    AskerIs,
    Breach,
    BreachKind,
    Complaint,
    LegalHold,
    SubjectRequest,
    Wanted,
    answer_complaint,
    begin_hold,
    log_breach,
    open_request,
    receive_complaint,
)
from tests.accounts.at_once import at_once
from tests.privacy.world import AT, DPO, TODAY, family_of


def breach(what: str = "A list went to the wrong school") -> Breach:
    return log_breach(what=what, kind=BreachKind.SEEN, known_at=AT, by=DPO, at=AT)


def complaint() -> Complaint:
    return receive_complaint(from_name="Zofia", words="Why?", received_on=TODAY, by=DPO, at=AT)


def hold() -> LegalHold:
    review = TODAY + dt.timedelta(days=9)
    return begin_hold(name="Inquiry", reason="Asked for", review_on=review, by=DPO, at=AT)


def request() -> Callable[[], SubjectRequest]:
    _, mother, _ = family_of()
    return lambda: open_request(
        person=mother,
        wants=Wanted.ACCESS,
        asker_name="Zofia Example",
        asker_is=AskerIs.SELF,
        asked_on=TODAY,
        by=DPO,
        at=AT,
    )


@pytest.mark.usefixtures("fresh_db")
def test_what_is_sent_twice_at_once_is_one() -> None:
    asks = request()
    for act, model in (
        (breach, Breach),
        (complaint, Complaint),
        (hold, LegalHold),
        (asks, SubjectRequest),
    ):
        assert at_once(*[act] * 4) == [model.__name__] * 4
        assert model.objects.count() == 1


@pytest.mark.django_db
def test_what_says_something_else_or_comes_again_later_is_another() -> None:
    assert breach() != breach("A letter was lost")

    first = complaint()
    answer_complaint(complaint=first, outcome="We were wrong", by=DPO, at=AT)
    assert complaint() != first

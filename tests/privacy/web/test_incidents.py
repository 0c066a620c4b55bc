"""Breaches and complaints go their way page by page, and nobody else's way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from flyingstart.privacy.api import (
    Breach,
    BreachKind,
    Complaint,
    Risk,
    judge_breach,
    log_breach,
    receive_complaint,
)
from tests.families.web.town import NOBODY, NOW, TODAY, Town, day, text_of
from tests.privacy.web.reading import facts_at, said_at, steps_at, thing_at
from tests.privacy.world import DPO

HOUR = dt.timedelta(hours=1)
FORMS = {
    "judge": {"risk": "high", "why": "Addresses"},
    "regulator": {"time": "9:30", **day("day", TODAY)},
    "people": {"words": "By letter"},
    "close": {"words": "Check twice"},
}


@pytest.fixture
def breach(town: Town) -> Breach:
    return log_breach(
        what="A list\nto a school",
        kind=BreachKind.SEEN,
        known_at=NOW - HOUR,
        people_count=1200,
        by=DPO,
        at=NOW,
    )


@pytest.fixture
def complaint(town: Town) -> Complaint:
    return receive_complaint(
        from_name="Zofia", words="Why?", received_on=TODAY, reach="1 Elm", by=DPO, at=NOW
    )


def page_of(breach: Breach) -> str:
    return reverse("privacy-breach", args=[breach.public_id])


def step_of(held: Breach | Complaint, step: str) -> str:
    page = "privacy-breach-step" if isinstance(held, Breach) else "privacy-complaint-step"
    return reverse(page, args=[held.public_id, step])


def test_a_breach_is_written_down_as_it_was_known(town: Town, dee: Client) -> None:
    new = reverse("privacy-breach-new")
    form = {
        "kind": "lost",
        "what": "A bag",
        "people_count": "3",
        "told_by": "Kim",
        "contained": "Rang the bus",
        "time": "9:30",
        **day("day", TODAY),
    }

    sent = said_at(dee, new, form)

    held = Breach.objects.get()
    assert sent == [page_of(held)]
    assert facts_at(dee, page_of(held)) == {
        "Known since": "Wednesday 4 March 2026, 9:30am",
        "What happened": "A bag",
        "People": "3",
        "Told by": "Kim",
        "Done at once": "Rang the bus",
    }


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"what": " "}, "Enter what happened"),
        ({"time": "11am"}, "That moment has not come yet."),
        ({"time": "10"}, "Write a time such as 10:30 or 2pm"),
        ({"people_count": "-1"}, "Your answer must be 0 or more"),
    ],
)
def test_what_cannot_be_is_not_written_down(
    town: Town, dee: Client, changed: dict[str, str], fault: str
) -> None:
    form = {"kind": "lost", "what": "A bag", "time": "9:30", **day("day", TODAY)}

    assert said_at(dee, reverse("privacy-breach-new"), form | changed) == [fault]
    assert not Breach.objects.exists()


def test_a_breach_goes_its_way_step_by_step_and_is_closed(breach: Breach, dee: Client) -> None:
    """safety.md: each step is on record with its moment, and what is closed stays so."""
    assert steps_at(dee, page_of(breach)) == [
        "Say how likely harm is",
        "Tell the regulator",
        "Tell the people it is about",
        "Close the breach",
    ]

    sent = [said_at(dee, step_of(breach, step), form) for step, form in FORMS.items()]

    assert sent == [[page_of(breach)]] * 4
    assert facts_at(dee, page_of(breach)) == {
        "Known since": "Wednesday 4 March 2026, 9am",
        "What happened": "A list | to a school",
        "People": "1,200",
        "Harm": "a high risk of harm | Addresses",
        "Regulator told": "Wednesday 4 March 2026, 9:30am",
        "People told": "Wednesday 4 March 2026, 10am | By letter",
        "Learned": "Check twice",
    }
    assert thing_at(dee, page_of(breach)).state == "Closed"
    assert steps_at(dee, page_of(breach)) == []


@pytest.mark.parametrize("step", FORMS)
def test_a_closed_breach_takes_no_step(breach: Breach, dee: Client, step: str) -> None:
    Breach.objects.filter(pk=breach.pk).update(risk="unlikely", risk_why="Empty", closed_at=NOW)

    assert said_at(dee, step_of(breach, step), FORMS[step]) == ["This breach is closed."]


@pytest.mark.parametrize(
    ("step", "form", "fault"),
    [
        ("judge", {"risk": "high"}, "Enter why"),
        ("judge", {"why": "So"}, "Answer the question “How likely does it harm anybody?”"),
        ("regulator", FORMS["regulator"] | {"time": "noon"}, "Write a time such as 10:30 or 2pm"),
        (
            "regulator",
            FORMS["regulator"] | {"time": "8:59"},
            "That moment is before the breach was known, or has not come yet.",
        ),
        ("close", FORMS["close"], "Say first how likely harm is."),
    ],
)
def test_a_step_that_cannot_be_is_refused_in_place(
    breach: Breach, dee: Client, step: str, form: dict[str, str], fault: str
) -> None:
    assert said_at(dee, step_of(breach, step), form) == [fault]


def test_a_breach_is_closed_once_the_people_were_told(breach: Breach, dee: Client) -> None:
    judge_breach(breach=breach, risk=Risk.HIGH, why="Addresses", by=DPO, at=NOW)
    close = step_of(breach, "close")

    assert said_at(dee, close, FORMS["close"]) == ["The regulator has to be told first."]
    said_at(dee, step_of(breach, "regulator"), FORMS["regulator"])
    assert said_at(dee, close, FORMS["close"]) == ["The people it is about have to be told first."]


@pytest.mark.parametrize(
    ("step", "title"),
    [
        ("judge", "Say how likely harm is"),
        ("regulator", "Tell the regulator"),
        ("people", "How were they told, and what?"),
        ("close", "What is done so that it does not happen again?"),
    ],
)
def test_each_step_asks_for_what_it_needs(
    breach: Breach, dee: Client, step: str, title: str
) -> None:
    assert title in text_of(dee.get(step_of(breach, step)))


def test_a_complaint_is_acknowledged_and_answered(complaint: Complaint, dee: Client) -> None:
    page = reverse("privacy-complaint", args=[complaint.public_id])
    assert steps_at(dee, page) == ["Acknowledge it", "Answer it"]
    assert thing_at(dee, page).due == "Acknowledge it by 3 April 2026"

    assert said_at(dee, step_of(complaint, "acknowledge"), day("day", TODAY)) == [page]
    assert thing_at(dee, page).state == "Acknowledged"
    assert steps_at(dee, page) == ["Answer it"]
    assert said_at(dee, step_of(complaint, "answer"), {"words": "We were wrong."}) == [page]

    assert facts_at(dee, page) == {
        "Came on": "4 March 2026",
        "They say": "Why?",
        "Answer goes to": "1 Elm",
        "Acknowledged": "4 March 2026",
        "Answered": "4 March 2026 | We were wrong.",
    }
    assert steps_at(dee, page) == []


@pytest.mark.parametrize(
    ("step", "form", "fault"),
    [
        ("acknowledge", day("day", TODAY), "It is acknowledged already."),
        ("answer", {"words": "Again"}, "It is answered already."),
    ],
)
def test_a_complaint_is_acknowledged_and_answered_once(
    complaint: Complaint, dee: Client, step: str, form: dict[str, str], fault: str
) -> None:
    said_at(dee, step_of(complaint, "answer"), {"words": "We were wrong."})

    assert said_at(dee, step_of(complaint, step), form) == [fault]


def test_a_complaint_is_not_acknowledged_before_it_came(complaint: Complaint, dee: Client) -> None:
    before = day("day", TODAY - dt.timedelta(days=1))

    assert said_at(dee, step_of(complaint, "acknowledge"), before) == [
        "That was before the complaint came."
    ]


def test_a_step_that_is_none_and_what_does_not_exist_are_not_found(
    breach: Breach, complaint: Complaint, dee: Client
) -> None:
    wrong = [
        step_of(breach, "other"),
        step_of(complaint, "other"),
        reverse("privacy-breach-step", args=[NOBODY, "judge"]),
        reverse("privacy-complaint-step", args=[NOBODY, "answer"]),
        reverse("privacy-complaint", args=[NOBODY]),
    ]

    assert [dee.get(address).status_code for address in wrong] == [404] * 5


def test_who_looks_after_nobodys_data_takes_no_step(
    breach: Breach, complaint: Complaint, stranger: Client
) -> None:
    steps = [step_of(breach, step) for step in FORMS] + [step_of(complaint, "answer")]

    assert {stranger.post(step, {"words": "W"}).status_code for step in steps} == {403}
    complaint.refresh_from_db()
    assert complaint.answered_on is None

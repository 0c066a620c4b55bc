"""Requests from the day they came until they are closed, step by step on their pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from flyingstart.privacy.api import (
    AskerIs,
    PauseFor,
    SubjectRequest,
    Wanted,
    close_request,
    gather_rows,
    open_request,
    release_pack,
    stop_clock,
)
from tests.families.web.town import NOBODY, NOW, TODAY, Town, day, text_of
from tests.privacy.web.reading import cells, facts_at, said_at, steps_at, thing_at
from tests.privacy.world import DPO, asked_about, no_worries, release_all

LATE = TODAY - dt.timedelta(days=40)
FORMS = {
    "identity": {"identity": "A passport", **day("seen_on", TODAY)},
    "pause": {"waits_for": "clarification", **day("day", TODAY)},
    "extend": {"why": "Three records"},
    "gather": {},
    "close": {"why": "Taken back"},
}


def asked(town: Town, **said: Any) -> SubjectRequest:
    """The mother asks for what is held about her; nobody saw her yet."""
    plain: dict[str, Any] = {
        "person": town.mother,
        "wants": Wanted.ACCESS,
        "asker_name": "Zofia",
        "asker_is": AskerIs.SELF,
        "asked_on": TODAY,
    }
    return open_request(**(plain | said), by=DPO, at=NOW)


def page_of(request: SubjectRequest, name: str = "request") -> str:
    return reverse(f"privacy-{name}", args=[request.public_id])


def test_requests_are_listed_with_their_next_step_and_day(town: Town, dee: Client) -> None:
    asked(town)
    still = asked(town, wants=Wanted.RECTIFY, asked_on=TODAY - dt.timedelta(days=1))
    stop_clock(request=still, waits_for=PauseFor.IDENTITY, day=TODAY, by=DPO, at=NOW)
    over = asked(town, asked_on=TODAY - dt.timedelta(days=2))
    close_request(request=over, why="Taken back", by=DPO, at=NOW)

    copy, right = "a copy of what is held", "something put right"
    who = "Zofia Kowalska"
    assert cells(dee, reverse("privacy-requests")) == [
        [who, copy, "4 March 2026", "See who they are", "4 April 2026"],
        [who, right, "3 March 2026", "See who they are", "–"],
        [who, copy, "2 March 2026", "Closed", "–"],
    ]


def test_each_step_of_a_copy_brings_the_next(town: Town, dee: Client) -> None:
    request = asked(town)
    page = page_of(request)
    rest = ["Stop the clock", "Take two months more", "Close the request"]
    assert steps_at(dee, page) == ["See who they are", "Gather what is held", *rest]

    assert said_at(dee, page_of(request, "identity"), FORMS["identity"]) == [page]
    assert steps_at(dee, page) == ["Gather what is held", *rest]
    assert facts_at(dee, page)["How we know who they are"] == "A passport, 4 March 2026"

    assert said_at(dee, page_of(request, "gather")) == [page_of(request, "rows")]
    looking = ["Look through the rows", "Release the pack", "Gather anew"]
    assert steps_at(dee, page) == [*looking, *rest]
    assert thing_at(dee, page).notes[1:] == [
        "Those who read worries have not answered yet. The pack waits for them."
    ]
    assert facts_at(dee, page)["Worries about them as a child"] == (
        "Those who read them were asked Wednesday 4 March 2026, 10am | Not answered yet"
    )

    no_worries(request)
    release_all(request)
    assert steps_at(dee, page) == [
        "Release the pack",
        "Look through the rows",
        "Gather anew",
        *rest,
    ]
    assert facts_at(dee, page)["Worries about them as a child"] == (
        "Those who read them were asked Wednesday 4 March 2026, 10am | "
        "Answered Wednesday 4 March 2026, 10am by Lea Lead"
    )

    assert said_at(dee, page_of(request, "release")) == [page]
    assert steps_at(dee, page) == ["Hand the pack over", "Close the request"]
    assert thing_at(dee, page).notes == []
    assert facts_at(dee, page)["Released"] == "Wednesday 4 March 2026, 10am | Dee Officer"


def test_who_asks_for_somebody_else_is_decided_about_for_a_reason(town: Town, dee: Client) -> None:
    """safety.md: being a parent is no right to a child's record."""
    request = asked(
        town, person=town.child, asker_is=AskerIs.FOR_CHILD, asker=town.mother, asker_name="Zo"
    )
    page, acting = page_of(request), page_of(request, "acting")
    label = "They act for this person"
    assert facts_at(dee, page)["Who asks"] == (
        "Zo | somebody who says they act for the child | On record as Zofia Kowalska"
    )
    assert facts_at(dee, page)[label] == "not decided"
    assert "Being a parent is no right to a child’s record." in text_of(dee.get(acting))
    assert steps_at(dee, page)[1] == label.replace("They act", "Decide whether they act")

    assert said_at(dee, acting, {"acts": "yes", "why": "For him"}) == [
        "Write what shows that they act for this person"
    ]
    assert said_at(dee, acting, {"acts": "no", "why": "An order"}) == [page]
    assert facts_at(dee, page)[label] == "no | An order | Dee Officer"
    said_at(dee, page_of(request, "identity"), FORMS["identity"])
    assert cells(dee, "/staff/privacy/")[0][1] == "Tell them no, and close it"
    assert said_at(dee, acting, {"acts": "yes", "evidence": "A letter", "why": "So"}) == [page]
    assert facts_at(dee, page)[label] == "yes | A letter | So | Dee Officer"
    assert cells(dee, "/staff/privacy/")[0][1] == "Gather what is held"


def test_what_is_to_be_put_right_is_put_right_on_the_page_of_the_family(
    town: Town, dee: Client
) -> None:
    request = asked_about(town.mother, wants=Wanted.RECTIFY)
    page = page_of(request)

    steps = thing_at(dee, page).steps

    assert [(step.words, step.href) for step in steps[:1]] == [
        (
            "Open the family, and put it right there",
            reverse("family", args=[town.family.public_id]),
        )
    ]
    assert cells(dee, "/staff/privacy/")[0][1] == "Put it right, and close it"
    assert said_at(dee, page_of(request, "gather")) == [
        "There is nothing to gather for this request."
    ]


def test_who_belongs_to_no_family_is_put_right_nowhere_and_closed(town: Town, dee: Client) -> None:
    alone = type(town.mother).objects.create(given_name="Ola")

    request = asked_about(alone, wants=Wanted.RECTIFY)

    assert steps_at(dee, page_of(request))[0] == "Stop the clock"


def test_the_clock_stops_and_goes_on(town: Town, dee: Client) -> None:
    """safety.md: a month, and it stands still while we wait for them."""
    request = asked_about(town.mother, asked_on=TODAY - dt.timedelta(days=10))
    page, clock = page_of(request), page_of(request, "pause")
    since = day("day", TODAY - dt.timedelta(days=4))
    assert thing_at(dee, page).due == "Answer by 22 March 2026"

    assert said_at(dee, clock, {"waits_for": "clarification", **since}) == [page]

    waited = "Clock stood still for what they want to know"
    assert (thing_at(dee, page).due, thing_at(dee, page).state) == ("", "The clock stands still")
    assert facts_at(dee, page)[waited] == "28 February 2026 – still"
    assert steps_at(dee, page)[1] == "Start the clock again"
    assert "When did they answer?" in text_of(dee.get(clock))
    assert said_at(dee, clock, day("day", TODAY - dt.timedelta(days=5))) == [
        "That was before the clock stopped."
    ]
    assert said_at(dee, clock, day("day", TODAY)) == [page]
    assert thing_at(dee, page).due == "Answer by 26 March 2026"
    assert facts_at(dee, page)[waited] == "28 February 2026 – 4 March 2026"
    assert said_at(dee, clock, {"waits_for": "identity", **since}) == [
        "The clock stood still then already."
    ]


def test_two_months_more_are_taken_once_for_a_reason(town: Town, dee: Client) -> None:
    request = asked(town)
    page, extend = page_of(request), page_of(request, "extend")

    assert said_at(dee, extend, {"why": ""}) == ["Enter why"]
    assert said_at(dee, extend, FORMS["extend"]) == [page]

    assert thing_at(dee, page).due == "Answer by 4 June 2026"
    assert facts_at(dee, page)["Extended"] == "4 March 2026 | Three records"
    assert "Take two months more" not in steps_at(dee, page)
    assert said_at(dee, extend, FORMS["extend"]) == [
        "It has been extended: the law allows that once."
    ]


def test_a_request_that_nobody_answered_is_overdue(town: Town, dee: Client) -> None:
    request = asked(town, asked_on=LATE)

    assert thing_at(dee, page_of(request)).is_late is True


def test_what_was_gathered_goes_when_a_request_is_closed(town: Town, dee: Client) -> None:
    request = asked_about(town.mother)
    gather_rows(request=request, by=DPO, at=NOW)
    page, close = page_of(request), page_of(request, "close")
    assert "What was gathered is removed." in text_of(dee.get(close))

    assert said_at(dee, close, FORMS["close"]) == [page]

    assert not request.rows.exists()
    assert (thing_at(dee, page).state, steps_at(dee, page)) == ("Closed", [])
    assert facts_at(dee, page)["Closed"] == "Wednesday 4 March 2026, 10am | Taken back"


@pytest.mark.parametrize("step", FORMS)
def test_a_closed_request_takes_no_step(town: Town, dee: Client, step: str) -> None:
    request = asked(town)
    close_request(request=request, why="Taken back", by=DPO, at=NOW)

    assert said_at(dee, page_of(request, step), FORMS[step]) == ["This request is closed."]


def test_a_pack_that_was_closed_before_it_was_handed_over_stays_inside(
    town: Town, dee: Client
) -> None:
    request = asked_about(town.mother)
    gather_rows(request=request, by=DPO, at=NOW)
    release_all(request)
    no_worries(request)
    release_pack(request=request, by=DPO, at=NOW)
    said_at(dee, page_of(request, "close"), FORMS["close"])

    sent = said_at(dee, page_of(request, "pack"), {"served_to": "her", "checked": "on"})

    assert sent == ["This request is closed."]


@pytest.mark.parametrize(
    ("held_for", "foreseen", "reason"),
    [
        (
            ["hidden_home"],
            "Ask the safeguarding lead before you hand it over.",
            "it could show where somebody lives whose home is hidden",
        ),
        (
            ["other_home"],
            "hand it over only if you know that it harms nobody there.",
            "it is of a home that whoever asks does not belong to",
        ),
        (
            [],
            "This row stays inside unless you hand it over here.",
            "such rows never go out by themselves",
        ),
    ],
)
def test_a_row_that_waits_says_why_and_what_to_think_of(
    town: Town, dee: Client, held_for: list[str], foreseen: str, reason: str
) -> None:
    """safety.md: what could show a home is decided by somebody who was told so."""
    request = asked_about(town.mother)
    gather_rows(request=request, by=DPO, at=NOW)
    request.rows.filter(record="people").update(held_back=True, held_for=held_for)
    number = request.rows.get(record="people").number

    page = dee.get(reverse("privacy-row", args=[request.public_id, number]))

    assert foreseen in text_of(page)
    assert f"waits for you: {reason}" in text_of(dee.get(page_of(request, "rows")))


def test_after_a_row_comes_the_next_that_waits_and_at_last_the_list(
    town: Town, dee: Client
) -> None:
    request = asked_about(town.mother)
    gather_rows(request=request, by=DPO, at=NOW)
    last = request.rows.count()
    waiting = (2, last)
    request.rows.filter(number__in=waiting).update(held_back=True, held_for=["other_home"])
    pages = [reverse("privacy-row", args=[request.public_id, number]) for number in waiting]
    keep = {"decision": "withhold", "reason": "third_party", "why": "Another home"}

    assert said_at(dee, pages[1], keep) == [pages[0]]
    assert said_at(dee, pages[1], keep) == [pages[0]]
    assert said_at(dee, pages[0], keep) == [page_of(request, "rows")]


def test_where_nothing_was_released_or_gathered_there_is_no_pack_and_no_row(
    town: Town, dee: Client
) -> None:
    own = [asked(town).public_id]

    assert dee.get(reverse("privacy-pack", args=own)).status_code == 404
    assert dee.get(reverse("privacy-row", args=[*own, 1])).status_code == 404


def test_who_is_found_is_asked_about_in_sight_alone(
    town: Town, dee: Client, elsewhere: Client
) -> None:
    find = reverse("privacy-find")

    assert "Zofia Kowalska" in text_of(dee.get(find, {"q": "Zofia"}))
    assert "Zofia Kowalska" not in text_of(elsewhere.get(find, {"q": "Zofia"}))


@pytest.mark.parametrize("who", ["stranger", "elsewhere"])
def test_nobody_else_takes_a_step(town: Town, who: str, request: pytest.FixtureRequest) -> None:
    """A stranger is refused; to the officer of another place it does not exist."""
    held = asked(town)
    client: Client = request.getfixturevalue(who)

    codes = {client.post(page_of(held, step), form).status_code for step, form in FORMS.items()}

    assert codes == {403 if who == "stranger" else 404}
    held.refresh_from_db()
    assert (held.identity_on, held.extended_on, held.closed_at) == (None, None, None)


def test_what_does_not_exist_is_not_found(town: Town, dee: Client) -> None:
    found = [dee.get(reverse(f"privacy-{step}", args=[NOBODY])).status_code for step in FORMS]

    assert found == [404] * len(FORMS)

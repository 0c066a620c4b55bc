"""What waits for the data protection officer, the most pressing first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from flyingstart.accounts.api import User
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, ActorKind
from flyingstart.privacy.api import (
    AskerIs,
    BreachKind,
    RetentionRule,
    Risk,
    Wanted,
    approve_disposal,
    begin_hold,
    close_breach,
    judge_breach,
    log_breach,
    make_disposal,
    open_request,
    receive_complaint,
)
from flyingstart.privacy.models import Disposal
from tests.families.web.town import NOW, TODAY, Town, text_of
from tests.privacy.web.reading import cells
from tests.privacy.world import DEPUTY, DPO, universal

HOME = "/staff/privacy/"
NOTHING = "–"
NIGHT = Actor.job("privacy.nightly")


def hold_of(person: Person | None, name: str = "Inquiry") -> None:
    begin_hold(
        name=name,
        reason="Asked for",
        review_on=TODAY + dt.timedelta(days=20),
        person=person,
        by=DPO,
        at=NOW,
    )


def old_rule(*, of: str = "") -> RetentionRule:
    """A rule under which something is due: everybody, or worries."""
    rule = universal(months=1)
    if of:
        RetentionRule.objects.filter(pk=rule.pk).update(records=[of], counts_from="born")
        rule.refresh_from_db()
    return rule


def user_actor(name: str) -> Actor:
    user = User.objects.get(name=name)
    return Actor(kind=ActorKind.USER, name=user.name, id=user.public_id)


def test_all_that_waits_is_there_with_its_next_step_the_most_pressing_first(
    town: Town, dee: Client
) -> None:
    make_disposal(rule=old_rule(), by=NIGHT, at=NOW)
    hold_of(None)
    receive_complaint(from_name="Z", words="Why?", received_on=TODAY, by=DPO, at=NOW)
    open_request(
        person=town.mother,
        wants=Wanted.ACCESS,
        asker_name="Zofia",
        asker_is=AskerIs.SELF,
        asked_on=TODAY - dt.timedelta(days=28),
        by=DPO,
        at=NOW,
    )
    log_breach(what="A list", kind=BreachKind.SEEN, known_at=NOW, by=DPO, at=NOW)

    assert cells(dee, HOME) == [
        [
            "Request: a copy of what is held",
            "See who they are",
            "4 March 2026",
        ],
        [
            "Breach: somebody saw or got what was not for them",
            "Say how likely harm is",
            "Saturday 7 March 2026, 10am",
        ],
        ["Legal hold: Inquiry", "Look whether it is needed still", "24 March 2026"],
        ["Complaint of 4 March 2026", "Acknowledge it", "3 April 2026"],
        ["List to erase: Whole records", "Look through it, and put it forward", NOTHING],
    ]


def test_what_is_over_is_said_and_counted_and_what_is_done_waits_no_more(
    town: Town, dee: Client
) -> None:
    known = NOW - dt.timedelta(hours=73)
    late = log_breach(what="A list", kind=BreachKind.LOST, known_at=known, by=DPO, at=NOW)
    assert cells(dee, HOME) == [
        [
            "Breach: something was lost, or could not be reached",
            "Say how likely harm is",
            "Overdue: Wednesday 4 March 2026, 9am",
        ]
    ]
    assert "1 overdue" in text_of(dee.get(HOME))

    judge_breach(breach=late, risk=Risk.UNLIKELY, why="Empty", by=DPO, at=NOW)
    assert cells(dee, HOME)[0][1:] == ["Close it", NOTHING]
    close_breach(breach=late, lessons="None", by=DPO, at=NOW)

    assert cells(dee, HOME) == []


def test_a_list_says_to_each_officer_what_is_theirs_to_do(
    town: Town, dee: Client, del_: Client
) -> None:
    """safety.md: two people decide: the one who put it forward waits for the other."""
    made = make_disposal(rule=old_rule(), by=user_actor("Dee Officer"), at=NOW)
    assert made is not None

    assert [row[1] for row in cells(dee, HOME)] == ["Waits for somebody else"]
    assert [row[1] for row in cells(del_, HOME)] == ["Approve it, or throw it away"]
    approve_disposal(disposal=made, by=DEPUTY, at=NOW)
    assert cells(del_, HOME) == []


def test_a_list_of_worries_waits_for_those_who_read_them(
    town: Town, dee: Client, del_: Client
) -> None:
    rule = old_rule(of="worries")
    Disposal.objects.create(
        rule=rule,
        made_at=NOW,
        due_before=TODAY,
        people_listed=0,
        rows_listed={"worries": 1},
        put_forward_at=NOW,
        put_forward_by=user_actor("Dee Officer").id,
        put_forward_by_name="Dee Officer",
    )

    waits = [["List to erase: Whole records", "Waits for those who read these worries", NOTHING]]
    assert cells(dee, HOME) == cells(del_, HOME) == waits


def test_a_hold_of_somebody_in_another_place_is_not_told(
    town: Town, dee: Client, elsewhere: Client
) -> None:
    """Its own page is not found there; nor does its name, which says why, stand on the home."""
    hold_of(town.mother, "Inquiry into Zofia")
    hold_of(None, "Everything")

    told = [row[0] for row in cells(elsewhere, HOME)]

    assert told == ["Legal hold: Everything"]
    assert [row[0] for row in cells(dee, HOME)] == ["Legal hold: Inquiry into Zofia", *told]


@pytest.mark.parametrize("page", ["privacy", "privacy-retention", "privacy-unusual"])
def test_who_looks_after_nobodys_data_opens_none_of_it(
    town: Town, stranger: Client, page: str
) -> None:
    assert stranger.get(reverse(page)).status_code == 403

"""Lists of what is due and legal holds, page by page: two people decide, and a hold stops it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor
from flyingstart.privacy.api import (
    Disposal,
    LegalHold,
    RetentionRule,
    begin_hold,
    end_hold,
    make_disposal,
)
from flyingstart.privacy.tasks import erase
from tests.families.web.town import NOBODY, NOW, TODAY, Town, day, text_of
from tests.privacy.web.reading import cells, context_of, facts_at, said_at, steps_at, thing_at
from tests.privacy.world import DPO, universal

NIGHT = Actor.job("privacy.nightly")
RETENTION = "/staff/privacy/keeping/"
LATER = TODAY + dt.timedelta(days=30)
HOLD = {"name": "Inquiry", "reason": "Asked for", **day("review_on", LATER)}


@pytest.fixture
def rule(town: Town) -> RetentionRule:
    """Under which the family of the town is due."""
    return universal(months=1)


@pytest.fixture
def nightly_list(rule: RetentionRule) -> Disposal:
    made = make_disposal(rule=rule, by=NIGHT, at=NOW)
    assert made is not None
    return made


@pytest.fixture
def hold(town: Town) -> LegalHold:
    """Of the mother."""
    return begin_hold(
        name="Inquiry", reason="Asked for", review_on=LATER, person=town.mother, by=DPO, at=NOW
    )


def page_of(held: Disposal | LegalHold) -> str:
    name = "privacy-disposal" if isinstance(held, Disposal) else "privacy-hold"
    return reverse(name, args=[held.public_id])


def act_on(held: Disposal | LegalHold, page: str) -> str:
    return reverse(f"privacy-{page}", args=[held.public_id])


# -- lists ---------------------------------------------------------------------------------------


def test_rules_and_lists_and_holds_are_on_one_page(
    nightly_list: Disposal, hold: LegalHold, dee: Client
) -> None:
    RetentionRule.objects.create(
        key="long",
        name="Long",
        counts_from="born",
        months=18,
        records=["worries"],
        starts_on=TODAY,
        source="A law",
        position=2,
    )
    RetentionRule.objects.filter(pk=nightly_list.rule_id).update(months=72)

    context = context_of(dee, RETENTION)

    tables = [[[cell.text for cell in row] for row in table.rows] for table in context["tables"]]
    assert tables == [
        [
            ["Whole records", "6 years", "the last contact with the family", "A test"],
            ["Long", "18 months", "the date of birth", "A law"],
        ],
        [["Wednesday 4 March 2026, 10am", "Whole records", "2", "Waits for you"]],
        [["Inquiry", "Zofia Kowalska", "3 April 2026"]],
    ]


def test_a_list_of_the_night_is_put_forward_by_one_and_approved_by_another(
    nightly_list: Disposal, dee: Client, del_: Client
) -> None:
    """safety.md, Requests and records: two people decide before anything is erased."""
    page = page_of(nightly_list)
    forward, approve = act_on(nightly_list, "put-forward"), act_on(nightly_list, "approve")
    throw = "Throw the list away"
    assert steps_at(dee, page) == ["Put it forward: it may be erased", throw]
    assert thing_at(dee, page).notes == [
        "Two people decide: one puts the list forward, another one approves it."
    ]
    assert said_at(dee, approve) == ["Somebody looks through the list and puts it forward first."]

    assert "Nothing is erased before somebody else approves it." in text_of(dee.get(forward))
    assert said_at(dee, forward) == [page]

    assert said_at(del_, forward) == ["This list is put forward already."]
    assert said_at(dee, approve) == ["You put this list forward: somebody else approves it."]
    assert (steps_at(dee, page), steps_at(del_, page)) == (
        [throw],
        ["Approve it: erase what is on it", throw],
    )
    assert "2 people are erased, with all that is held about them" in text_of(del_.get(approve))
    assert said_at(del_, approve) == [page]
    assert thing_at(del_, page).state == "Being erased"
    assert steps_at(del_, page) == thing_at(del_, page).notes == []


def test_a_list_is_thrown_away_for_a_reason_and_decided_once(
    nightly_list: Disposal, dee: Client, del_: Client
) -> None:
    page, cancel = page_of(nightly_list), act_on(nightly_list, "cancel")

    assert said_at(dee, cancel, {"why": " "}) == ["Enter why"]
    assert said_at(dee, cancel, {"why": "Too early"}) == [page]

    for act in ("put-forward", "approve", "cancel"):
        assert said_at(del_, act_on(nightly_list, act), {"why": "Again"}) == [
            "This list is decided already."
        ]
    assert thing_at(dee, page).state == "Thrown away"
    assert facts_at(dee, page) == {
        "Rule": "Whole records | 1 month",
        "Silent since before": "4 February 2026",
        "Listed": "2 people",
        "Thrown away": "Wednesday 4 March 2026, 10am | Too early",
    }
    assert steps_at(dee, page) == []
    assert Person.objects.count() == 2


def test_what_was_approved_is_erased_in_the_background_once_and_its_page_is_the_certificate(
    nightly_list: Disposal, dee: Client, del_: Client
) -> None:
    """safety.md: what stays of an erasure counts, and names nobody."""
    said_at(dee, act_on(nightly_list, "put-forward"))
    erase(str(nightly_list.public_id))
    assert Person.objects.count() == 2  # not approved yet
    said_at(del_, act_on(nightly_list, "approve"))

    erase(str(nightly_list.public_id))
    nightly_list.refresh_from_db()
    first = nightly_list.version
    erase(str(nightly_list.public_id))

    assert Person.objects.count() == 0
    nightly_list.refresh_from_db()
    assert nightly_list.version == first
    shown = thing_at(dee, page_of(nightly_list))
    assert (shown.title, shown.state, shown.tables) == ("Certificate", "Erased", [])
    facts = facts_at(dee, page_of(nightly_list))
    assert (facts["Put forward"], facts["Approved"]) == (
        "Wednesday 4 March 2026, 10am | Dee Officer",
        "Wednesday 4 March 2026, 10am | Del Deputy",
    )
    assert (facts["Erased"], facts["Left, as they were needed"]) == ("2 people", "0 people")
    assert "families_person: 2" in facts["Rows, by table"]


def test_a_list_is_made_now_by_who_puts_it_forward_by_that_and_one_at_a_time(
    rule: RetentionRule, dee: Client
) -> None:
    make = reverse("privacy-disposal-new", args=[rule.public_id])

    answer = dee.post(make)

    held = Disposal.objects.get()
    assert answer.headers["Location"] == page_of(held)
    assert held.put_forward_by_name == "Dee Officer"
    assert "A list of this rule is open already." in text_of(dee.post(make, follow=True))
    assert Disposal.objects.count() == 1


def test_where_nothing_is_due_no_list_is_made(rule: RetentionRule, dee: Client) -> None:
    RetentionRule.objects.filter(pk=rule.pk).update(months=72)

    answer = dee.post(reverse("privacy-disposal-new", args=[rule.public_id]), follow=True)

    assert "Nothing is due under this rule." in text_of(answer)
    assert not Disposal.objects.exists()


def test_a_rule_that_no_list_serves_or_that_is_over_makes_none(
    rule: RetentionRule, dee: Client
) -> None:
    make = reverse("privacy-disposal-new", args=[rule.public_id])
    RetentionRule.objects.filter(pk=rule.pk).update(counts_from="born")
    assert "No list is made for this rule yet." in text_of(dee.post(make, follow=True))
    assert dee.get(make).status_code == 405

    RetentionRule.objects.filter(pk=rule.pk).update(counts_from="last_contact", is_current=False)

    assert dee.post(make).status_code == 404
    assert not Disposal.objects.exists()


def test_of_a_list_an_officer_reads_the_names_of_their_own_place(
    nightly_list: Disposal, dee: Client, elsewhere: Client
) -> None:
    page = page_of(nightly_list)
    names = [
        [[cell.text for cell in row] for row in thing_at(client, page).tables[0].rows]
        for client in (dee, elsewhere)
    ]

    assert names == [
        [
            ["Zofia Kowalska", "5 May 1995", "20 January 2026"],
            ["Stanisław Kowalski", "10 January 2024", "20 January 2026"],
        ],
        [],
    ]


# -- holds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("whom", ["Zofia Kowalska", "Everybody"])
def test_a_hold_begins_is_needed_still_and_ends(town: Town, dee: Client, whom: str) -> None:
    """safety.md: named legal holds, with a day on which they are looked at again."""
    of_her = reverse("privacy-hold-of", args=[town.mother.public_id])
    new = of_her if whom == "Zofia Kowalska" else reverse("privacy-hold-new")
    later = LATER + dt.timedelta(days=30)

    assert said_at(dee, new, HOLD) == [RETENTION]

    held = LegalHold.objects.get()
    page = page_of(held)
    assert facts_at(dee, page) == {"About": whom, "Why": "Asked for", "Since": "4 March 2026"}
    assert thing_at(dee, page).due == "Look at it again by 3 April 2026"
    assert steps_at(dee, page) == ["It is needed still", "It is over"]
    assert said_at(dee, act_on(held, "hold-review"), day("review_on", later)) == [page]
    assert thing_at(dee, page).due == "Look at it again by 3 May 2026"
    assert said_at(dee, act_on(held, "hold-end"), {"why": "It reported"}) == [page]
    assert facts_at(dee, page)["Ended"] == "4 March 2026 | It reported"
    assert (thing_at(dee, page).state, steps_at(dee, page)) == ("Over", [])
    assert cells(dee, "/staff/privacy/") == []


def test_what_a_hold_stops_is_said_before_it_begins(town: Town, dee: Client) -> None:
    of_her = dee.get(reverse("privacy-hold-of", args=[town.mother.public_id]))
    of_all = dee.get(reverse("privacy-hold-new"))

    assert "Nothing of this person and their families is erased while it lasts." in text_of(of_her)
    assert "Nothing at all is erased while it lasts." in text_of(of_all)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"name": ""}, "Enter its name"),
        ({"reason": ""}, "Enter why"),
        (day("review_on", TODAY), "The review is on a day to come."),
    ],
)
def test_a_hold_has_a_name_a_reason_and_a_day_to_come(
    town: Town, dee: Client, changed: dict[str, str], fault: str
) -> None:
    assert said_at(dee, reverse("privacy-hold-new"), HOLD | changed) == [fault]
    assert not LegalHold.objects.exists()


@pytest.mark.parametrize(
    ("page", "form"),
    [("hold-review", day("review_on", LATER)), ("hold-end", {"why": "It reported"})],
)
def test_a_hold_that_is_over_stays_so(
    hold: LegalHold, dee: Client, page: str, form: dict[str, str]
) -> None:
    end_hold(hold=hold, why="It reported", by=DPO, at=NOW)

    assert said_at(dee, act_on(hold, page), form) == ["This hold is over."]


def test_a_hold_is_looked_at_again_on_a_day_to_come(hold: LegalHold, dee: Client) -> None:
    assert said_at(dee, act_on(hold, "hold-review"), day("review_on", TODAY)) == [
        "The review is on a day to come."
    ]


def test_a_hold_that_nobody_looked_at_is_overdue(hold: LegalHold, dee: Client) -> None:
    LegalHold.objects.update(starts_on=dt.date(2026, 1, 1), review_on=dt.date(2026, 3, 3))

    assert thing_at(dee, page_of(hold)).is_late is True


def test_a_hold_of_somebody_elsewhere_is_neither_listed_nor_found(
    hold: LegalHold, elsewhere: Client, town: Town
) -> None:
    shown = context_of(elsewhere, RETENTION)

    assert shown["tables"][2].rows == []
    for page in ("hold", "hold-review", "hold-end"):
        assert elsewhere.get(act_on(hold, page)).status_code == 404
    of_her = reverse("privacy-hold-of", args=[town.mother.public_id])
    assert elsewhere.post(of_her, HOLD).status_code == 404
    assert LegalHold.objects.count() == 1


def test_what_does_not_exist_is_not_found(town: Town, dee: Client) -> None:
    pages = ("approve", "put-forward", "cancel", "hold", "hold-review", "hold-end", "hold-of")

    found = [dee.get(reverse(f"privacy-{page}", args=[NOBODY])).status_code for page in pages]

    assert found == [404] * len(pages)


def test_who_looks_after_nobodys_data_decides_nothing(
    nightly_list: Disposal, hold: LegalHold, rule: RetentionRule, stranger: Client
) -> None:
    acts = [
        *(act_on(nightly_list, page) for page in ("put-forward", "approve", "cancel")),
        *(act_on(hold, page) for page in ("hold-review", "hold-end")),
        reverse("privacy-disposal-new", args=[rule.public_id]),
        reverse("privacy-hold-new"),
    ]

    assert {stranger.post(act, {"why": "W"} | HOLD).status_code for act in acts} == {403}
    nightly_list.refresh_from_db()
    assert (nightly_list.put_forward_at, nightly_list.cancelled_at) == (None, None)
    assert LegalHold.objects.filter(ends_on=None).count() == 1

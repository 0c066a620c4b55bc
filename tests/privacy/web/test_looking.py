"""Looking is found: who looked, as a page and as files, and unusual looks that somebody reviews."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from flyingstart.accounts.api import AccessLog, User
from flyingstart.families.api import Family, Member, PersonDetails, Role
from flyingstart.privacy.api import LookKind
from flyingstart.privacy.models import LookReview
from flyingstart.privacy.queries.looks import unusual_looks
from tests.accounts.people import user_with
from tests.families.web.town import NOBODY, NOW, SOUTH, Town, client_of, make_family, text_of
from tests.privacy.web.reading import cells, context_of, said_at

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def kim(town: Town) -> User:
    """A worker who is called like the family."""
    return user_with("manager", name="Kim Kowalska")


def looked(user: User, family: Family, at: dt.datetime = NOW, *, allowed: bool = True) -> None:
    AccessLog.objects.create(
        user=user, kind="family", thing=family.public_id, allowed=allowed, at=at
    )


def review_of(user: User, *, kind: str = "own", day: str = "2026-03-04", thing: object) -> str:
    return reverse("privacy-review", args=[kind, user.public_id, day, str(thing)])


def test_a_day_of_looks_is_one_line_and_days_are_those_of_london(
    town: Town, kim: User, dee: Client
) -> None:
    """Half past eleven in the evening of UTC is the next day here, in summer."""
    for at in ("2026-06-03T22:30", "2026-06-03T23:30", "2026-06-04T09:00"):
        looked(kim, town.family, dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC))
    looked(kim, town.family, dt.datetime(2026, 6, 4, 8, tzinfo=dt.UTC), allowed=False)

    assert cells(dee, reverse("privacy-looked", args=[town.mother.public_id])) == [
        ["Thursday 4 June 2026, 10am", "Kim Kowalska", "opened"],
        ["Thursday 4 June 2026, 9am", "Kim Kowalska", "refused"],
        ["Wednesday 3 June 2026, 11:30pm", "Kim Kowalska", "opened"],
    ]


def test_who_takes_away_who_looked_is_on_record(town: Town, kim: User, dee: Client) -> None:
    looked(kim, town.family)
    page = reverse("privacy-looked", args=[town.mother.public_id])

    taken = dee.get(page, {"looks-export": "csv"})

    assert "Kim Kowalska" in taken.content.decode()
    log = AccessLog.objects.filter(kind="file").values_list("user__name", "detail", "rows")
    assert list(log) == [("Dee Officer", "who looked", 1)]


def test_who_looked_at_somebody_elsewhere_is_not_found(town: Town, elsewhere: Client) -> None:
    page = reverse("privacy-looked", args=[town.mother.public_id])

    assert elsewhere.get(page).status_code == 404


def test_an_unusual_look_is_reviewed_on_its_page_once(town: Town, kim: User, dee: Client) -> None:
    """safety.md: looking is found, and somebody says what came of it."""
    looked(kim, town.family, NOW - HOUR)
    looked(kim, town.family)
    page = review_of(kim, thing=town.family.public_id)
    assert cells(dee, reverse("privacy-unusual")) == [
        ["Kim Kowalska", "their own name or address", "Wednesday 4 March 2026, 9am", "2"]
    ]
    shown = context_of(dee, page)
    assert shown["page"].facts == [
        ("Why", "their own name or address"),
        ("First", "Wednesday 4 March 2026, 9am"),
        ("Looks that day", "2"),
        ("The family", "Zofia Kowalska, Stanisław Kowalski"),
    ]

    assert said_at(dee, page, {"outcome": "spoken"}) == ["Write what was done"]
    sent = said_at(dee, page, {"outcome": "spoken", "words": "It is her aunt"})

    assert sent == [reverse("privacy-unusual")]
    review = LookReview.objects.get()
    assert (review.outcome, review.words, review.reviewed_by_name) == (
        "spoken",
        "It is her aunt",
        "Dee Officer",
    )
    assert dee.post(page, {"outcome": "work"}).status_code == 404
    assert cells(dee, reverse("privacy-unusual")) == []


def test_looks_at_an_odd_hour_are_of_nobody_in_particular(town: Town, dee: Client) -> None:
    sam = user_with("manager", name="Sam Night")
    looked(sam, town.family, NOW - dt.timedelta(hours=12))
    page = review_of(sam, kind="hours", day="2026-03-03", thing="all")

    facts = context_of(dee, page)["page"].facts
    sent = said_at(dee, page, {"outcome": "work"})

    assert [question for question, _words in facts] == ["Why", "First", "Looks that day"]
    assert sent == [reverse("privacy-unusual")]


def test_nobody_reviews_what_they_opened_themselves(town: Town) -> None:
    """safety.md: nobody reviews their own looks, on the page either."""
    own = user_with("data_protection", name="Di Kowalska")
    looked(own, town.family)

    sent = said_at(client_of(own), review_of(own, thing=town.family.public_id), {"outcome": "work"})

    assert sent == ["Somebody else reviews what you opened."]
    assert len(unusual_looks(NOW)) == 1


def test_a_review_names_no_family_elsewhere(town: Town, kim: User, elsewhere: Client) -> None:
    looked(kim, town.family)

    shown = text_of(elsewhere.get(review_of(kim, thing=town.family.public_id)))

    assert "Kim Kowalska" in shown
    assert "Zofia" not in shown


def test_a_look_that_was_none_is_not_found(town: Town, kim: User, dee: Client) -> None:
    looked(kim, town.family)
    family = town.family.public_id
    wrong = [
        review_of(kim, kind="bulk", thing=family),
        review_of(kim, day="2026-03-03", thing=family),
        review_of(kim, day="yesterday", thing=family),
        review_of(kim, thing=NOBODY),
        review_of(kim, thing="all"),
        reverse("privacy-review", args=["own", NOBODY, "2026-03-04", family]),
    ]

    assert [dee.get(address).status_code for address in wrong] == [404] * 6


def test_who_looks_after_nobodys_data_reviews_nothing(
    town: Town, kim: User, stranger: Client
) -> None:
    looked(kim, town.family)

    page = review_of(kim, thing=town.family.public_id)

    assert stranger.post(page, {"outcome": "work"}).status_code == 403
    assert not LookReview.objects.exists()


@pytest.mark.parametrize("written", ["kim@example.org", "Kim@Example.org"])
def test_who_lives_where_they_looked_is_found_however_their_email_is_written(
    town: Town, written: str
) -> None:
    """safety.md: own addresses are found. Who signs in has an email in small letters."""
    kim = user_with("manager", name="Kim Worker")
    User.objects.filter(pk=kim.pk).update(email="kim@example.org")
    make_family(
        Member(
            details=PersonDetails(given_name="Kim", family_name="Nadeem"),
            role=Role.PARENT,
            phone="07700 900124",
            email=written,
        )
    )
    elsewhere = make_family(
        Member(details=PersonDetails(given_name="Ola", family_name="Nowak"), role=Role.PARENT),
        postcode=SOUTH,
    )
    looked(kim, town.family)
    looked(kim, elsewhere)

    found = [(look.line.kind, look.user, look.family) for look in unusual_looks(NOW)]

    assert found == [(LookKind.OWN, kim, town.family)]

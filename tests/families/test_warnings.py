"""Warnings: written, looked at again, ended for a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from flyingstart.families.api import (
    DayError,
    NotInFamilyError,
    Sight,
    TextError,
    WarningNote,
    WarningOverError,
    end_warning,
    review_warning,
    write_warning,
)
from flyingstart.families.rules.keeping import LONGEST_WARNING
from tests.accounts.people import user_with
from tests.families.keepers import LATER, SOON, acting
from tests.families.world import AT, BY, TODAY, Home, registered

pytestmark = pytest.mark.django_db

AUTUMN = dt.date(2020, 10, 1)


def warn(home: Home, **values: Any) -> WarningNote:
    given: dict[str, Any] = {
        "family": home[0],
        "text": "A dog that bites.",
        "sight": Sight.EVERYONE,
        "review_on": AUTUMN,
        "by": BY,
        "at": AT,
        **values,
    }
    return write_warning(**given)


class TestWriting:
    def test_a_warning_is_kept_as_said(self, home: Home) -> None:
        worker = acting(user_with("family_worker"))

        warning = warn(home, person=home[1], sight=Sight.LIMITED, by=worker)

        assert (warning.text, warning.sight, warning.person) == (
            "A dog that bites.",
            Sight.LIMITED,
            home[1],
        )
        assert (warning.review_on, warning.ended_at, warning.ended_why) == (AUTUMN, None, "")
        assert (warning.written_by, warning.written_at) == (worker.id, AT)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("\n ", "A warning says something"),
            ("x" * (LONGEST_WARNING + 1), "at most 500 letters; this one has 501"),
        ],
    )
    def test_it_says_something_short(self, home: Home, text: str, words: str) -> None:
        assert len(warn(home, text="x" * LONGEST_WARNING).text) == LONGEST_WARNING

        with pytest.raises(TextError, match=words):
            warn(home, text=text)

    @pytest.mark.parametrize("day", [TODAY, dt.date(2021, 6, 1)])
    def test_it_is_looked_at_again_within_a_year(self, home: Home, day: dt.date) -> None:
        assert warn(home, review_on=day).review_on == day

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (TODAY - dt.timedelta(days=1), "in the past"),
            (dt.date(2021, 6, 2), "within a year"),
            (dt.date.max, "within a year"),
        ],
    )
    def test_not_in_the_past_and_not_later(self, home: Home, day: dt.date, words: str) -> None:
        with pytest.raises(DayError, match=words):
            warn(home, review_on=day)

        assert not WarningNote.objects.exists()

    def test_nobody_is_warned_of_in_a_family_they_never_belonged_to(self, home: Home) -> None:
        _, other, _ = registered()

        with pytest.raises(NotInFamilyError):
            warn(home, person=other)

    def test_sent_twice_it_is_one(self, home: Home) -> None:
        first = warn(home)

        assert warn(home, at=SOON) == first
        assert warn(home, at=LATER) != first
        assert warn(home, at=SOON, sight=Sight.LIMITED) != first


class TestReviewing:
    def test_it_holds_on_until_another_day(self, home: Home) -> None:
        warning = warn(home)

        again = review_warning(warning=warning, review_on=dt.date(2021, 1, 1), by=BY, at=LATER)

        assert (again.review_on, again.version) == (dt.date(2021, 1, 1), 2)

    def test_the_same_day_changes_nothing(self, home: Home) -> None:
        assert review_warning(warning=warn(home), review_on=AUTUMN, by=BY, at=LATER).version == 1

    def test_the_day_is_judged_as_at_first(self, home: Home) -> None:
        with pytest.raises(DayError):
            review_warning(warning=warn(home), review_on=dt.date(2020, 5, 1), by=BY, at=LATER)

    def test_what_has_ended_is_not_looked_at_again(self, home: Home) -> None:
        warning = end_warning(warning=warn(home), reason="The dog is gone", by=BY, at=SOON)

        with pytest.raises(WarningOverError):
            review_warning(warning=warning, review_on=AUTUMN, by=BY, at=LATER)


class TestEnding:
    def test_it_ends_for_a_reason(self, home: Home) -> None:
        ended = end_warning(warning=warn(home), reason=" The dog is gone ", by=BY, at=LATER)

        assert (ended.ended_at, ended.ended_why) == (LATER, "The dog is gone")

    def test_ended_twice_the_first_reason_stays(self, home: Home) -> None:
        warning = warn(home)
        end_warning(warning=warning, reason="The dog is gone", by=BY, at=SOON)

        again = end_warning(warning=warning, reason="Other", by=BY, at=LATER)

        assert (again.ended_at, again.ended_why) == (SOON, "The dog is gone")

    def test_without_a_reason_it_goes_on(self, home: Home) -> None:
        warning = warn(home)

        with pytest.raises(TextError, match="Say why"):
            end_warning(warning=warning, reason=" ", by=BY, at=LATER)

        warning.refresh_from_db()
        assert warning.ended_at is None


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("values", "rule"),
        [
            ({"text": ""}, "warningnote_says_something"),
            ({"sight": "nobody"}, "warningnote_sight_is_known"),
            ({"ended_at": AT}, "warningnote_ends_with_a_reason"),
            ({"ended_why": "Gone"}, "warningnote_ends_with_a_reason"),
        ],
    )
    def test_it_keeps_its_promises(self, home: Home, values: dict[str, Any], rule: str) -> None:
        given = {
            "family": home[0],
            "text": "A dog",
            "sight": "everyone",
            "review_on": AUTUMN,
            "written_by_name": "Sam",
            "written_at": AT,
        }
        WarningNote.objects.create(**given)
        WarningNote.objects.create(**given, ended_at=AT, ended_why="Gone")

        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            WarningNote.objects.create(**{**given, **values})

"""Signs that screens obey, and objections: put, looked at again, ended; never two at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.families.api import (
    Alert,
    AlertKind,
    DayError,
    Objection,
    ObjectsTo,
    end_objection,
    raise_alert,
    record_objection,
)
from flyingstart.families.errors import AlertOverError
from flyingstart.families.operations.alerts import end_alert, review_alert
from tests.families.world import AT, BY, TODAY, Home

pytestmark = pytest.mark.django_db

AUTUMN, WINTER = dt.date(2020, 10, 1), dt.date(2021, 1, 1)
DAY = dt.timedelta(days=1)
NEXT_DAY = AT + DAY
LATER = AT + 9 * DAY


def put(home: Home, **values: Any) -> Alert:
    given: dict[str, Any] = {
        "person": home[1],
        "kind": AlertKind.HIDDEN_HOME,
        "review_on": AUTUMN,
        "by": BY,
        "at": AT,
        **values,
    }
    return raise_alert(**given)


def objects(home: Home, **values: Any) -> Objection:
    given: dict[str, Any] = {"person": home[1], "to": ObjectsTo.MESSAGES, "by": BY, "at": AT}
    return record_objection(**given | values)


def days(model: type[Alert | Objection]) -> list[tuple[dt.date | None, dt.date | None]]:
    """The days of all rows, in their order."""
    return list(model._base_manager.order_by("starts_on").values_list("starts_on", "ends_on"))


class TestPuttingASign:
    def test_it_holds_from_today_as_said(self, home: Home) -> None:
        sign = put(home, reason=" She fled.\n\nTwice. ", source="The refuge")

        assert (sign.person, sign.kind) == (home[1], AlertKind.HIDDEN_HOME)
        assert (sign.reason, sign.source) == ("She fled.\n\nTwice.", "The refuge")
        assert (sign.starts_on, sign.ends_on, sign.review_on) == (TODAY, None, AUTUMN)

    def test_what_stands_stays_as_it_is(self, home: Home) -> None:
        first = put(home, reason="She fled")

        again = put(home, reason="Other words", review_on=WINTER, at=NEXT_DAY)

        assert (again, again.reason, again.review_on) == (first, "She fled", AUTUMN)
        assert put(home, kind=AlertKind.TWO_WORKERS) != first
        assert put(home, person=home[2]) != first

    def test_what_has_ended_is_put_anew(self, home: Home) -> None:
        end_alert(alert=put(home), by=BY, at=NEXT_DAY)

        put(home, at=LATER)

        assert days(Alert) == [(TODAY, TODAY + DAY), (TODAY + 9 * DAY, None)]

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (None, "Say by when"),
            (TODAY - DAY, "in the past"),
            (dt.date(2021, 6, 2), "within a year"),
        ],
    )
    def test_it_is_looked_at_again_within_a_year(
        self, home: Home, day: dt.date | None, words: str
    ) -> None:
        with pytest.raises(DayError, match=words):
            put(home, review_on=day)

        assert not Alert.objects.exists()

    def test_safety_what_a_file_says_of_days_to_come_does_not_keep_it_from_holding_today(
        self, home: Home
    ) -> None:
        to_come = Alert.objects.create(
            person=home[1], kind=AlertKind.HIDDEN_HOME, starts_on=TODAY + 5 * DAY
        )

        sign = put(home, reason="She fled")

        assert sign != to_come
        assert days(Alert) == [(TODAY, TODAY + 5 * DAY), (TODAY + 5 * DAY, None)]

    @pytest.mark.parametrize("takes_over", [False, True])
    def test_safety_the_day_on_which_a_file_ends_it_does_not_end_what_is_said_today(
        self, home: Home, takes_over: bool
    ) -> None:
        held = {"person": home[1], "kind": AlertKind.HIDDEN_HOME}
        standing = Alert.objects.create(**held, starts_on=None, ends_on=TODAY + 5 * DAY)
        if takes_over:
            Alert.objects.create(**held, starts_on=TODAY + 9 * DAY)

        assert put(home) == standing

        later = [(TODAY + 9 * DAY, None)] if takes_over else []
        assert days(Alert) == [*later, (None, TODAY + 9 * DAY if takes_over else None)]


class TestLookingAtASignAgain:
    def test_it_holds_on_until_another_day(self, home: Home) -> None:
        again = review_alert(alert=put(home), review_on=WINTER, by=BY, at=LATER)

        assert (again.review_on, again.ends_on, again.version) == (WINTER, None, 2)

    def test_the_day_is_judged_as_at_first(self, home: Home) -> None:
        sign = put(home)

        with pytest.raises(DayError, match="in the past"):
            review_alert(alert=sign, review_on=TODAY, by=BY, at=LATER)

        sign.refresh_from_db()
        assert sign.review_on == AUTUMN

    def test_safety_what_has_ended_is_said_and_not_kept_alive(self, home: Home) -> None:
        sign = put(home)
        end_alert(alert=sign, by=BY, at=NEXT_DAY)

        with pytest.raises(AlertOverError):
            review_alert(alert=sign, review_on=WINTER, by=BY, at=LATER)

        sign.refresh_from_db()
        assert (sign.ends_on, sign.review_on) == (TODAY + DAY, AUTUMN)

    def test_what_never_was_is_said(self, home: Home) -> None:
        sign = put(home)
        end_alert(alert=sign, by=BY, at=AT)

        with pytest.raises(AlertOverError):
            review_alert(alert=sign, review_on=WINTER, by=BY, at=LATER)


class TestEndingASign:
    def test_it_holds_no_longer_from_that_day(self, home: Home) -> None:
        end_alert(alert=put(home), by=BY, at=LATER)

        assert days(Alert) == [(TODAY, TODAY + 9 * DAY)]

    def test_ended_twice_the_first_day_stays(self, home: Home) -> None:
        sign = put(home)
        end_alert(alert=sign, by=BY, at=NEXT_DAY)

        end_alert(alert=sign, by=BY, at=LATER)

        assert days(Alert) == [(TODAY, TODAY + DAY)]

    def test_one_of_today_never_was(self, home: Home) -> None:
        sign = put(home)

        for _ in range(2):
            end_alert(alert=sign, by=BY, at=AT)

        assert days(Alert) == []


class TestObjecting:
    def test_it_is_kept_to_from_today_in_their_words(self, home: Home) -> None:
        said = objects(home, words=" No more\ntexts ")

        assert (said.person, said.to, said.words) == (home[1], "messages", "No more\ntexts")
        assert (said.starts_on, said.ends_on) == (TODAY, None)

    def test_what_stands_stays_as_it_is(self, home: Home) -> None:
        first = objects(home, words="No more texts")

        assert objects(home, words="Stop", at=NEXT_DAY) == first
        assert objects(home, to=ObjectsTo.PROCESSING) != first
        assert objects(home, person=home[2]) != first
        first.refresh_from_db()
        assert first.words == "No more texts"

    def test_safety_what_a_file_says_of_days_to_come_does_not_keep_it_from_holding_today(
        self, home: Home
    ) -> None:
        Objection.objects.create(person=home[1], to=ObjectsTo.MESSAGES, starts_on=TODAY + 5 * DAY)

        objects(home)

        assert days(Objection) == [(TODAY, TODAY + 5 * DAY), (TODAY + 5 * DAY, None)]

    def test_safety_the_day_on_which_a_file_ends_it_does_not_end_what_is_said_today(
        self, home: Home
    ) -> None:
        Objection.objects.create(
            person=home[1], to=ObjectsTo.MESSAGES, starts_on=None, ends_on=TODAY + 5 * DAY
        )

        objects(home)

        assert days(Objection) == [(None, None)]

    def test_taken_back_it_is_kept_to_no_longer_and_the_first_day_stays(self, home: Home) -> None:
        said = objects(home)

        for at in (NEXT_DAY, LATER):
            end_objection(objection=said, by=BY, at=at)

        assert days(Objection) == [(TODAY, TODAY + DAY)]

    def test_one_of_today_never_was(self, home: Home) -> None:
        said = objects(home)

        for _ in range(2):
            end_objection(objection=said, by=BY, at=AT)

        assert days(Objection) == []

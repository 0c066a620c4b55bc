"""After a death or a loss nothing is sent to a family, until a named worker lets it resume."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from flyingstart.accounts.api import User
from flyingstart.families.api import (
    ExpectedBirth,
    Family,
    MessagePause,
    NotAllowedError,
    NotDeadError,
    NotPausedError,
    Person,
    Role,
    TextError,
    end_pregnancy,
    expect_birth,
    join_family,
    leave_family,
    pause_messages,
    record_birth,
    record_death,
    resume_messages,
    withdraw_death,
)
from flyingstart.families.operations import people as people_operations
from flyingstart.families.operations.forms import PersonDetails
from tests.accounts.people import user_with
from tests.families.keepers import LATER, SOON, acting, neighbourhoods
from tests.families.world import AT, BY, TODAY, Home, registered
from tests.history import history_of

pytestmark = pytest.mark.django_db

MARCH = dt.date(2020, 3, 1)


@pytest.fixture
def worker() -> User:
    return user_with("family_worker", name="Nadia Hussain")


def dies(person: Person, **values: Any) -> Person:
    return record_death(**{"person": person, "died_on": MARCH, "by": BY, "at": AT, **values})


def resume(family: Family, user: User, **values: Any) -> None:
    given = {"reason": "They would like to hear from us", "at": LATER, **values}
    resume_messages(family=family, by=acting(user), **given)


def paused() -> set[int]:
    standing = MessagePause.objects.filter(resumed_at=None)
    return set(standing.values_list("family_id", flat=True))


class TestDeath:
    def test_a_death_silences_the_family(self, home: Home) -> None:
        dies(home[2])

        pause = MessagePause.objects.get()
        assert (pause.family, pause.reason) == (home[0], "A death")
        assert (pause.started_at, pause.started_by_name) == (AT, "test")

    def test_every_family_of_the_person_and_no_other(self, home: Home) -> None:
        family, _, child = home
        second, former, other = (Family.objects.create() for _ in range(3))
        join_family(person=child, family=second, role=Role.CHILD, by=BY, at=AT)
        join_family(person=child, family=former, role=Role.CHILD, by=BY, at=AT)
        leave_family(person=child, family=former, on=MARCH, by=BY, at=AT)

        dies(child)

        assert paused() == {family.pk, second.pk, former.pk}
        assert other.pk not in paused()

    def test_the_second_death_leaves_one_pause(self, home: Home) -> None:
        dies(home[2])
        dies(home[1], at=SOON)

        assert MessagePause.objects.get().started_at == AT

    def test_a_death_after_messages_resumed_pauses_anew(self, home: Home, worker: User) -> None:
        dies(home[2])
        resume(home[0], worker)
        dies(home[1], at=LATER)

        assert paused() == {home[0].pk}
        assert MessagePause.objects.count() == 2

    def test_a_day_put_right_after_messages_resumed_pauses_nothing(
        self, home: Home, worker: User
    ) -> None:
        dies(home[2])
        resume(home[0], worker)
        dies(home[2], died_on=dt.date(2020, 3, 2), at=LATER)

        assert paused() == set()

    def test_the_families_of_a_record_that_was_merged_too(self, home: Home) -> None:
        family, mother, _ = registered()
        Person.objects.filter(pk=mother.pk).update(merged_into=home[1])

        dies(home[1])

        assert paused() == {home[0].pk, family.pk}

    def test_when_the_pause_fails_nobody_has_died(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: object) -> None:
            raise RuntimeError("no pause")

        monkeypatch.setattr(people_operations, "pause_families_of", fails)

        with pytest.raises(RuntimeError, match="no pause"):
            dies(home[2])

        home[2].refresh_from_db()
        assert home[2].died_on is None

    def test_when_the_death_cannot_be_kept_nothing_is_paused(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: object, **__: object) -> None:
            raise RuntimeError("no death")

        monkeypatch.setattr(Person, "save", fails)

        with pytest.raises(RuntimeError, match="no death"):
            dies(home[2])

        assert paused() == set()


class TestWithdrawing:
    def test_a_mistake_is_taken_back_and_messages_stay_paused(self, home: Home) -> None:
        dies(home[2])

        held = withdraw_death(person=home[2], reason=" Another child ", by=BY, at=LATER)

        assert held.died_on is None
        assert paused() == {home[0].pk}
        last = history_of(held).last()
        assert last.pgh_context.metadata["reason"] == "Another child"

    def test_on_every_record_of_the_person(self, home: Home) -> None:
        _, _, other = registered()
        dies(other)
        Person.objects.filter(pk=other.pk).update(merged_into=home[2])

        withdraw_death(person=home[2], reason="Another child", by=BY, at=LATER)

        assert not Person.objects.exclude(died_on=None).exists()

    def test_twice_it_is_told(self, home: Home) -> None:
        with pytest.raises(NotDeadError):
            withdraw_death(person=home[2], reason="Another child", by=BY, at=LATER)

    def test_without_a_reason_the_death_stands(self, home: Home) -> None:
        dies(home[2])

        with pytest.raises(TextError):
            withdraw_death(person=home[2], reason="", by=BY, at=LATER)

        home[2].refresh_from_db()
        assert home[2].died_on == MARCH


class TestLoss:
    def pregnancy(self, home: Home) -> ExpectedBirth:
        due = dt.date(2020, 9, 1)
        return expect_birth(person=home[1], family=home[0], due_on=due, by=BY, at=AT)

    def test_a_pregnancy_that_ended_silences_the_family(self, home: Home) -> None:
        pregnancy = self.pregnancy(home)

        end_pregnancy(pregnancy=pregnancy, ended_on=TODAY, by=BY, at=AT)

        assert MessagePause.objects.get().reason == "A loss"

    def test_told_again_after_messages_resumed_it_pauses_nothing(
        self, home: Home, worker: User
    ) -> None:
        pregnancy = self.pregnancy(home)
        end_pregnancy(pregnancy=pregnancy, ended_on=TODAY, by=BY, at=AT)
        resume(home[0], worker)
        end_pregnancy(pregnancy=pregnancy, ended_on=TODAY, by=BY, at=LATER)

        assert paused() == set()

    def test_a_birth_silences_nobody(self, home: Home) -> None:
        baby = PersonDetails(given_name="Noor", date_of_birth=TODAY)

        record_birth(pregnancy=self.pregnancy(home), babies=[baby], by=BY, at=AT)

        assert paused() == set()

    def test_a_birth_after_a_merge_makes_one_child_of_the_record_that_stays(
        self, home: Home
    ) -> None:
        _, other, _ = registered()
        pregnancy = self.pregnancy(home)
        Person.objects.filter(pk=home[1].pk).update(merged_into=other)
        baby = PersonDetails(given_name="Noor", date_of_birth=TODAY)

        (born,) = record_birth(pregnancy=pregnancy, babies=[baby], by=BY, at=AT)
        (again,) = record_birth(pregnancy=pregnancy, babies=[baby], by=BY, at=LATER)

        assert born == again
        assert list(born.ties.values_list("family_id", flat=True)) == [home[0].pk]
        assert Person.objects.filter(given_name="Noor").count() == 1


class TestPausing:
    def test_somebody_pauses_for_a_reason_of_their_own(self, home: Home, worker: User) -> None:
        pause = pause_messages(family=home[0], reason=" In hospital ", by=acting(worker), at=AT)

        assert (pause.reason, pause.started_by_name) == ("In hospital", "Nadia Hussain")
        assert pause_messages(family=home[0], reason="Other", by=BY, at=LATER) == pause

    def test_a_family_joined_to_a_paused_one_is_paused(self, home: Home) -> None:
        pause = pause_messages(family=home[0], reason="A loss", by=BY, at=AT)
        kept = registered()[0]
        Family.objects.filter(pk=home[0].pk).update(merged_into=kept)

        assert pause_messages(family=kept, reason="Other", by=BY, at=LATER) == pause

    def test_without_a_reason_nothing_is_paused(self, home: Home) -> None:
        with pytest.raises(TextError):
            pause_messages(family=home[0], reason=" ", by=BY, at=AT)

        assert paused() == set()


class TestResuming:
    def test_the_worker_is_named(self, home: Home, worker: User) -> None:
        dies(home[2])

        resume(home[0], worker)

        pause = MessagePause.objects.get()
        assert (pause.resumed_at, pause.resumed_by_name) == (LATER, "Nadia Hussain")
        assert pause.resumed_by == worker.public_id
        assert pause.resumed_why == "They would like to hear from us"

    def test_every_pause_of_families_that_were_joined(self, home: Home, worker: User) -> None:
        other = registered()
        dies(home[2])
        dies(other[2])
        Family.objects.filter(pk=other[0].pk).update(merged_into=home[0])

        resume(home[0], worker)

        assert paused() == set()

    @pytest.mark.parametrize("role", ["session_staff", "business_support", "partner", ""])
    def test_who_may_not_record_deaths_lets_nothing_resume(self, home: Home, role: str) -> None:
        dies(home[2])

        with pytest.raises(NotAllowedError):
            resume(home[0], user_with(role))

        assert paused() == {home[0].pk}

    def test_nor_a_worker_of_another_place(self, home: Home) -> None:
        dies(home[2])
        (elsewhere,) = neighbourhoods("Elsewhere")

        with pytest.raises(NotAllowedError):
            resume(home[0], user_with("family_worker", neighbourhood=elsewhere))

    def test_nor_a_command(self, home: Home) -> None:
        dies(home[2])

        with pytest.raises(NotAllowedError):
            resume_messages(family=home[0], reason="They asked", by=BY, at=LATER)

    def test_nor_somebody_who_left(self, home: Home, worker: User) -> None:
        dies(home[2])
        User.objects.filter(pk=worker.pk).update(is_active=False)

        with pytest.raises(NotAllowedError):
            resume(home[0], worker)

    def test_twice_it_is_told(self, home: Home, worker: User) -> None:
        dies(home[2])
        resume(home[0], worker)

        with pytest.raises(NotPausedError):
            resume(home[0], worker)

    def test_without_a_reason_it_stays_paused(self, home: Home, worker: User) -> None:
        dies(home[2])

        with pytest.raises(TextError):
            resume(home[0], worker, reason="")

        assert paused() == {home[0].pk}


class TestTheDatabase:
    def pause(self, home: Home, **values: Any) -> MessagePause:
        given = {"family": home[0], "reason": "x", "started_at": AT, "started_by_name": "Sam"}
        return MessagePause.objects.create(**{**given, **values})

    def test_one_pause_at_a_time(self, home: Home, worker: User) -> None:
        named = {"resumed_by": acting(worker).id, "resumed_by_name": "N", "resumed_why": "x"}
        self.pause(home, resumed_at=AT, **named)
        self.pause(home)

        with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
            self.pause(home)

    @pytest.mark.parametrize(
        "missing", ["resumed_at", "resumed_by", "resumed_by_name", "resumed_why"]
    )
    def test_a_named_worker_resumes(self, home: Home, worker: User, missing: str) -> None:
        whole = {
            "resumed_at": AT,
            "resumed_by": acting(worker).id,
            "resumed_by_name": "N",
            "resumed_why": "x",
        }
        part = {name: value for name, value in whole.items() if name != missing}

        with pytest.raises(IntegrityError, match="by_a_named_worker"), transaction.atomic():
            self.pause(home, **part)

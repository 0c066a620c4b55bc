"""Two browsers at one draft: one family, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connections, transaction

from flyingstart.families.api import (
    AnswersChangedError,
    Code,
    Draft,
    Family,
    Person,
    begin_draft,
    held_draft,
    save_answer,
    send_draft,
)
from flyingstart.families.rules.joining import mark
from tests.families.joining.strategies import complete
from tests.families.joining.test_drafts import AT, LATER
from tests.families.world import BY, make_codes
from tests.waiting import until_somebody_waits

R = TypeVar("R")


@pytest.fixture
def secret(fresh_db: None) -> str:
    make_codes()
    Code.objects.filter(code="send").update(parents_say=True)
    secret = begin_draft(language="en", notice_version="1", by=BY, at=AT)
    for key, kept in complete().items():
        save_answer(secret=secret, key=key, kept=kept, seen="", by=BY, at=AT)
    return secret


def beside(work: Callable[[], R]) -> Future[R]:
    """Start work in a thread, which has a connection of its own."""

    def run() -> R:
        try:
            return work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    pool.shutdown(wait=False)
    return future


def test_two_browsers_at_once(secret: str) -> None:
    """One database for all three: making it anew takes longer than the tests."""
    of_two_answers_to_one_question_the_second_is_told(secret)
    answers_to_two_questions_are_both_kept(secret)
    sent_by_many_at_once_it_is_one_family(secret)


def of_two_answers_to_one_question_the_second_is_told(secret: str) -> None:
    seen = mark({"email": ""})

    def answer(email: str) -> None:
        save_answer(secret=secret, key="email", kept={"email": email}, seen=seen, by=BY, at=AT)

    with transaction.atomic():
        answer("a@example.org")
        other = beside(lambda: answer("b@example.org"))
        until_somebody_waits()

    with pytest.raises(AnswersChangedError):
        other.result(timeout=30)
    assert held_draft(secret, AT).answers["email"] == {"email": "a@example.org"}


def answers_to_two_questions_are_both_kept(secret: str) -> None:
    def safe(key: str, seen: str, *, is_safe: bool) -> None:
        save_answer(secret=secret, key=key, kept={"is_safe": is_safe}, seen=seen, by=BY, at=AT)

    with transaction.atomic():
        safe("emails", "", is_safe=False)
        other = beside(lambda: safe("texts", mark({"is_safe": False}), is_safe=True))
        until_somebody_waits()
    other.result(timeout=30)

    answers = held_draft(secret, AT).answers
    assert (answers["emails"], answers["texts"]) == ({"is_safe": False}, {"is_safe": True})


def sent_by_many_at_once_it_is_one_family(secret: str) -> None:
    version = held_draft(secret, LATER).version
    start = threading.Barrier(4)

    def send() -> int:
        start.wait()
        return int(send_draft(secret=secret, version=version, by=BY, at=LATER).pk)

    families = {one.result(timeout=60) for one in [beside(send) for _ in range(4)]}

    assert families == {Family.objects.get().pk}
    assert Person.objects.count() == 3
    assert Draft.objects.get().answers == {}

"""safety.md, Requests and records: a worry goes into a copy by its readers' own word alone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flyingstart.accounts.api import AccessLog, User
from flyingstart.daybook.api import Concern, ConcernKind, ConcernStep
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor
from flyingstart.privacy.api import (
    Decision,
    MissingError,
    PackRow,
    Passage,
    StateError,
    SubjectRequest,
    UndecidedError,
    Withheld,
    WorryQuestion,
    answer_worries,
    close_request,
    decide_row,
    gather_rows,
    release_pack,
    serve_pack,
)
from flyingstart.privacy.queries.worries import questions_for, worries_about
from tests.accounts.people import user_with
from tests.daybook.world import raise_by, seen_by
from tests.families.web.town import NOBODY, client_of, text_of
from tests.privacy.world import AT, DPO, asked_about, family_of, release_all

pytestmark = pytest.mark.django_db
BRUISE = "A bruise on the arm, said Aunt Qwerty"
CHILD, ADULT = ConcernKind.CHILD, ConcernKind.ADULT


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def lead() -> User:
    return user_with("safeguarding_lead", name="Lea Lead")


def worry_about(person: Person, *, kind: ConcernKind = CHILD, seen: str = BRUISE) -> uuid.UUID:
    """A colleague is worried about somebody on record."""
    key = uuid.uuid4()
    with seen_by(user_with("session_staff")) as by:
        raise_by(by, concern_id=key, kind=kind, person=person, seen=seen, at=AT)
    return key


def request_for(person: Person) -> SubjectRequest:
    request = asked_about(person)
    gather_rows(request=request, by=DPO, at=AT)
    release_all(request)
    return request


def question_of(request: SubjectRequest, kind: ConcernKind = CHILD) -> WorryQuestion:
    return request.worry_questions.get(kind=kind)


def answer(request: SubjectRequest, lead: User, *said: tuple[Decision, str], **more: Any) -> None:
    """The lead decides the worries in their order."""
    question = question_of(request, more.pop("kind", CHILD))
    with seen_by(lead) as by:
        assert by is not None
        found: Sequence[Concern] = worries_about(question)
        passages = [
            Passage(concern=one, decision=decision, words=text, why=text)
            for one, (decision, text) in zip(found, said, strict=False)
        ]
        answer_worries(question=question, passages=passages, by=by, at=AT)


def test_a_pack_waits_for_those_who_read_worries_and_is_told_nothing_by_that(lead: User) -> None:
    """safety.md: asked of every pack alike, so that asking confirms nothing."""
    _, _, worried = family_of()
    _, _, other = family_of("Ann", "Ben")
    worry_about(worried)

    states = []
    for child in (worried, other):
        request = request_for(child)
        with pytest.raises(UndecidedError, match="not answered yet"):
            release_pack(request=request, by=DPO, at=AT)
        states.append(
            list(request.worry_questions.values_list("kind", "asked_by_name", "answered_at"))
        )
        assert not request.rows.filter(record="worries").exists()

    assert states == [[("child", "Dee Officer", None)]] * 2


def test_nothing_of_a_worry_that_is_kept_back_reaches_the_pack_or_the_officer(lead: User) -> None:
    _, _, child = family_of()
    key = worry_about(child)
    request = request_for(child)

    answer(request, lead, (Decision.WITHHOLD, "He would know who told"))

    assert not request.rows.filter(record="worries").exists()
    pack = release_pack(request=request, by=DPO, at=AT)
    content = serve_pack(pack=pack, served_to="him", by=DPO, at=AT)
    assert b"worries" not in content
    with seen_by(lead):
        (step,) = ConcernStep.objects.filter(concern=key)
        assert (step.words, step.by_name) == (
            "Kept out of a copy that somebody asked for: He would know who told",
            "Lea Lead",
        )
    with seen_by(user_with("data_protection")):
        assert not ConcernStep.objects.exists()
    question = question_of(request)
    assert (question.answered_at, question.answered_by_name) == (AT, "Lea Lead")


def test_only_the_words_of_the_lead_go_out(lead: User) -> None:
    _, _, child = family_of()
    worry_about(child)
    request = request_for(child)

    answer(request, lead, (Decision.RELEASE, "A colleague noted a bruise."))

    row = request.rows.get(record="worries")
    assert row.values == {
        "raised_at": AT.isoformat(),
        "kind": "child",
        "words": "A colleague noted a bruise.",
    }
    assert (row.decision, row.decided_by_name) == ("release", "Lea Lead")
    assert release_pack(request=request, by=DPO, at=AT).rows_released == request.rows.count()


def test_the_officer_cannot_decide_about_a_worry(lead: User) -> None:
    """safety.md: by the lead's own answer, not the data protection officer's."""
    _, _, child = family_of()
    worry_about(child)
    request = request_for(child)
    answer(request, lead, (Decision.RELEASE, "A bruise."))
    row = request.rows.get(record="worries")

    for decision in Decision:
        with pytest.raises(StateError, match="who read worries decided"):
            decide_row(row=row, decision=decision, reason=Withheld.LEGAL, why="So", by=DPO, at=AT)
    with pytest.raises(StateError, match="Only those who read"):
        answer_worries(question=question_of(request), passages=[], by=DPO, at=AT)
    with pytest.raises(StateError, match="Only those who read"):
        answer(request, user_with("head_of_service"))


def test_gathering_anew_keeps_the_answer_and_answering_anew_replaces_it(lead: User) -> None:
    _, _, child = family_of()
    worry_about(child)
    request = request_for(child)
    answer(request, lead, (Decision.RELEASE, "A bruise."))

    gather_rows(request=request, by=DPO, at=AT)

    numbers = list(request.rows.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert request.rows.get(record="worries").number == len(numbers)
    answer(request, lead, (Decision.RELEASE, "A small bruise."))
    assert [row.values["words"] for row in PackRow.objects.filter(record="worries")] == [
        "A small bruise."
    ]
    answer(request, lead, (Decision.WITHHOLD, "It is being looked into"))
    assert not request.rows.filter(record="worries").exists()


def test_every_worry_has_a_decision_with_words(lead: User) -> None:
    _, _, child = family_of()
    worry_about(child)
    request = request_for(child)

    with pytest.raises(MissingError, match="what is handed over"):
        answer(request, lead, (Decision.RELEASE, " "))
    with pytest.raises(MissingError, match="why it is kept back"):
        answer(request, lead, (Decision.WITHHOLD, ""))
    worry_about(child, seen="Another bruise")
    with pytest.raises(UndecidedError, match="raised meanwhile"):
        answer(request, lead, (Decision.WITHHOLD, "Of the first alone"))


def test_worries_about_an_adult_are_asked_of_those_who_read_these(lead: User) -> None:
    _, mother, child = family_of()
    worry_about(mother, kind=ADULT)
    request = request_for(mother)

    assert set(request.worry_questions.values_list("kind", flat=True)) == {"child", "adult"}
    answer(request, lead)
    with pytest.raises(UndecidedError, match="not answered yet"):
        release_pack(request=request, by=DPO, at=AT)
    head = user_with("head_of_service")
    answer(request, head, (Decision.WITHHOLD, "The officer decides"), kind=ADULT)
    assert release_pack(request=request, by=DPO, at=AT).rows_released > 0
    assert list(request_for(child).worry_questions.values_list("kind", flat=True)) == ["child"]


def test_a_released_or_closed_request_is_asked_about_no_more(lead: User) -> None:
    _, mother, child = family_of()
    closed, released = request_for(mother), request_for(child)
    answer(released, lead)
    release_pack(request=released, by=DPO, at=AT)
    close_request(request=closed, why="Taken back", by=DPO, at=AT)

    assert not questions_for(lead).exists()
    with pytest.raises(StateError, match="nothing in it"):
        answer(released, lead)


# -- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def lea(lead: User) -> Client:
    return client_of(lead)


def test_the_lead_reads_what_is_asked_and_answers(lead: User, lea: Client) -> None:
    _, _, child = family_of()
    key = worry_about(child)
    request = request_for(child)
    page = reverse("privacy-lead-answer", args=[question_of(request).public_id])
    assert "1 answer of yours is missing" in text_of(lea.get("/staff/"))
    assert "Waits for you" in text_of(lea.get(reverse("privacy-lead")))
    assert BRUISE in text_of(lea.get(page))
    assert "There is a problem" in text_of(lea.post(page, {"goes1": "release"}))

    lea.post(page, {"goes1": "release", "words1": "A bruise was noted."})

    assert request.rows.get(record="worries").values["words"] == "A bruise was noted."
    assert "Answered" in text_of(lea.get(reverse("privacy-lead")))
    opened = AccessLog.objects.filter(user=lead).values_list("kind", "thing").distinct()
    assert ("concern", key) in opened
    assert ("worries asked", question_of(request).public_id) in opened


def test_the_officer_sees_that_it_was_answered_and_no_more(lead: User) -> None:
    _, _, child = family_of()
    worry_about(child)
    request = request_for(child)
    page = reverse("privacy-request", args=[request.public_id])
    dee = client_of(user_with("data_protection"))
    assert "Those who read worries have not answered yet" in text_of(dee.get(page))

    answer(request, lead, (Decision.WITHHOLD, "Not now"))

    shown = text_of(dee.get(page))
    assert "Answered Wednesday 4 March 2026, 10am by Lea Lead" in shown
    assert "Not now" not in shown
    assert "bruise" not in shown


@pytest.mark.parametrize(
    ("role", "listed"), [("data_protection", 404), ("manager", 404), ("head_of_service", 200)]
)
def test_nobody_else_opens_a_question(role: str, listed: int) -> None:
    _, _, child = family_of()
    request = request_for(child)
    client = client_of(user_with(role))

    page = reverse("privacy-lead-answer", args=[question_of(request).public_id])

    assert client.get(page).status_code == 404
    assert client.get(reverse("privacy-lead")).status_code == listed


def test_an_unknown_question_is_not_found(lea: Client) -> None:
    assert lea.get(reverse("privacy-lead-answer", args=[NOBODY])).status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_for_three(lea: Client) -> None:
    counts = []
    for mother in ("Ada", "Bea", "Cia"):
        request_for(family_of(mother)[2])
        if mother != "Bea":
            lea.get(reverse("privacy-lead"))
            with CaptureQueriesContext(connection) as queries:
                lea.get(reverse("privacy-lead"))
            counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_actor_without_a_sign_in_answers_nothing() -> None:
    _, _, child = family_of()
    request = request_for(child)

    with pytest.raises(StateError, match="Only those who read"):
        answer_worries(question=question_of(request), passages=[], by=Actor.job("nightly"), at=AT)


def test_the_day_on_which_somebody_grows_up_counts() -> None:
    _, _, child = family_of()
    for born, kinds in (
        (dt.date(2008, 3, 5), {"child"}),
        (dt.date(2008, 3, 4), {"child", "adult"}),
    ):
        Person.objects.filter(pk=child.pk).update(date_of_birth=born)
        child.refresh_from_db()
        request = asked_about(child)
        gather_rows(request=request, by=DPO, at=AT)

        assert set(request.worry_questions.values_list("kind", flat=True)) == kinds

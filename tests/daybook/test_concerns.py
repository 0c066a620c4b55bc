"""Raising a worry, reading it, saying what was done: the operations, the clock, the pack."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from flyingstart.accounts.api import User
from flyingstart.daybook.api import (
    Concern,
    ConcernError,
    ConcernKind,
    ConcernReceipt,
    ConcernStateError,
    DutyKey,
    MissingWordsError,
    StepKind,
    add_step,
    close_concern,
    read_concern,
    reopen_concern,
)
from flyingstart.daybook.clocks import working_days_on
from flyingstart.daybook.health import concerns as examined
from flyingstart.daybook.models import ConcernStep, Duty
from flyingstart.daybook.pack import load_duties
from flyingstart.daybook.queries.concerns import officer_due
from flyingstart.daybook.tasks import tell_readers
from flyingstart.kernel.api import Actor, PackError, records
from tests.accounts.at_once import at_once
from tests.accounts.people import user_with
from tests.daybook.world import AT, raise_by, raised_by, seen_by
from tests.families.web.town import make_family

PACK = Path(__file__).resolve().parents[2] / "authorities" / "luton"
BY = Actor.command("test")
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (dt.date(2026, 3, 4), 1, dt.date(2026, 3, 5)),
        (dt.date(2026, 3, 6), 1, dt.date(2026, 3, 9)),  # over a weekend
        (dt.date(2026, 3, 7), 1, dt.date(2026, 3, 9)),  # raised on a Saturday
        (dt.date(2026, 4, 2), 1, dt.date(2026, 4, 7)),  # before Easter
        (dt.date(2026, 3, 6), 2, dt.date(2026, 3, 10)),
    ],
)
def test_a_working_day_is_no_weekend_and_no_holiday(day: dt.date, count: int, due: dt.date) -> None:
    easter = {dt.date(2026, 4, 3), dt.date(2026, 4, 6)}

    assert working_days_on(day, count, easter) == due


@pytest.mark.django_db
def test_an_allegation_is_told_to_the_officer_within_one_working_day() -> None:
    """safety.md: the officer for allegations hears within one working day; a clock says until when.

    The length of the clock is dated data of the pack, with its source.
    """
    load_duties(PACK, BY, AT)
    raiser = user_with("session_staff")
    adult, child = (raised_by(raiser, kind=kind) for kind in (ConcernKind.ADULT, ConcernKind.CHILD))

    with seen_by(user_with("head_of_service")):
        assert officer_due(Concern.objects.get(pk=adult)) == dt.date(2026, 3, 9)
    with seen_by(user_with("safeguarding_lead")):
        assert officer_due(Concern.objects.get(pk=child)) is None


@pytest.mark.django_db
def test_a_worry_sent_twice_is_one_worry() -> None:
    raiser, key = user_with("session_staff"), uuid.uuid4()

    with seen_by(raiser) as by:
        for _ in range(2):
            raise_by(by, concern_id=key, said="“It hurts”", danger_now=True)

    with seen_by(user_with("safeguarding_lead")):
        assert [(one.pk, one.said, one.danger_now) for one in Concern.objects.all()] == [
            (key, "“It hurts”", True)
        ]
    assert ProcrastinateJob.objects.filter(task_name="daybook.tell_readers").count() == 1
    with seen_by(user_with("manager")) as by, pytest.raises(ConcernError, match="anew"):
        raise_by(by, concern_id=key)


@pytest.mark.django_db
@pytest.mark.parametrize("words", [{"name": " "}, {"seen": " ", "said": " "}])
def test_a_worry_is_about_somebody_and_says_what_it_is(words: dict[str, str]) -> None:
    with seen_by(user_with("manager")) as by, pytest.raises(MissingWordsError):
        raise_by(by, **words)


@pytest.mark.django_db
def test_nobody_raises_a_worry_without_having_signed_in() -> None:
    with pytest.raises(ConcernError, match="Sign in"):
        raise_by(BY)


@pytest.mark.django_db
def test_the_first_reading_stays_on_the_receipt() -> None:
    raiser, lead = user_with("session_staff"), user_with("safeguarding_lead")
    key = raised_by(raiser)

    with seen_by(lead) as by:
        assert by is not None
        concern = Concern.objects.get(pk=key)
        read_concern(concern=concern, by=by, at=AT + HOUR)
        read_concern(concern=concern, by=by, at=AT + 2 * HOUR)

    with seen_by(raiser):
        assert ConcernReceipt.objects.get().read_at == AT + HOUR


@pytest.mark.django_db
def test_steps_are_added_and_a_worry_is_closed_and_opened_again() -> None:
    key = raised_by(user_with("session_staff"))
    with seen_by(user_with("safeguarding_lead")) as by:
        assert by is not None
        concern = Concern.objects.get(pk=key)
        with pytest.raises(ConcernStateError, match="open already"):
            reopen_concern(concern=concern, words="Why", by=by, at=AT)
        with pytest.raises(MissingWordsError):
            add_step(concern=concern, words=" ", by=by, at=AT)
        add_step(concern=concern, words="Rang the front door", by=by, at=AT + HOUR)
        close_concern(concern=concern, words="They take it on", by=by, at=AT + 2 * HOUR)
        with pytest.raises(ConcernStateError, match="closed already"):
            close_concern(concern=concern, words="Again", by=by, at=AT + 2 * HOUR)
        reopen_concern(concern=concern, words="They did not", by=by, at=AT + 3 * HOUR)

        assert [(step.kind, step.words) for step in concern.steps.all()] == [
            (StepKind.DONE, "Rang the front door"),
            (StepKind.CLOSED, "They take it on"),
            (StepKind.REOPENED, "They did not"),
        ]


@pytest.mark.usefixtures("fresh_db")
def test_steps_sent_twice_at_once_are_one_and_a_worry_is_closed_by_one_alone() -> None:
    raiser, leads = user_with("session_staff"), [user_with("safeguarding_lead") for _ in range(2)]
    with transaction.atomic():
        key = raised_by(raiser)

    def said(step: Callable[..., ConcernStep], who: User, words: str, at: dt.datetime) -> object:
        with transaction.atomic(), seen_by(who) as by:
            return step(concern=Concern.objects.get(pk=key), words=words, by=by, at=at)

    first, second = leads
    rang = functools.partial(said, add_step, first, "Rang the front door", AT)
    assert at_once(*[rang] * 4) == ["ConcernStep"] * 4
    shut = functools.partial(said, close_concern, first, "They take it on", AT + HOUR)
    assert at_once(*[shut] * 4) == ["ConcernStep"] * 4
    said(reopen_concern, first, "They did not", AT + 2 * HOUR)
    others = [
        functools.partial(said, close_concern, who, f"Done by {who.pk}", AT + 3 * HOUR)
        for who in (first, second)
    ]
    assert at_once(*others) == ["ConcernStateError", "ConcernStep"]

    with transaction.atomic(), seen_by(first):
        steps = Concern.objects.get(pk=key).steps.values_list("kind", flat=True)
        assert sorted(steps) == sorted(
            [StepKind.DONE, StepKind.CLOSED, StepKind.REOPENED, StepKind.CLOSED]
        )


@pytest.mark.django_db
def test_the_letter_to_readers_names_nobody_but_its_reader() -> None:
    """No personal data leaves in a letter, or lies in the queue."""
    user_with("safeguarding_lead", name="Ada Lead")
    user_with("head_of_service", name="Hal Head")
    user_with("safeguarding_lead", ends_on=dt.date(2020, 1, 1))
    key = raised_by(user_with("session_staff", name="Rea Doyle"), name="Stanisław Kowalski")
    [job] = ProcrastinateJob.objects.filter(task_name="daybook.tell_readers")

    tell_readers(**job.args)

    assert job.args == {"concern": str(key), "kind": "child"}
    [letter] = mail.outbox
    assert f"/staff/concerns/{key}/" in letter.body
    assert letter.body.startswith("Hello Ada Lead,")
    said = f"{letter.subject} {letter.body}"
    assert [word for word in ("Stan", "Rea", "bruise", "child") if word in said] == []


@pytest.mark.django_db
def test_what_is_held_about_a_person_is_handed_to_who_reads_worries_alone() -> None:
    family = make_family()
    child = family.ties.get(role="child").person
    raiser = user_with("session_staff", name="Rea Doyle")
    with seen_by(raiser) as by:
        raise_by(by, person=child, name="")

    with seen_by(user_with("safeguarding_lead")):
        [row] = records["worries"].rows_about(child.pk)
    with seen_by(user_with("data_protection")):
        assert list(records["worries"].rows_about(child.pk)) == []

    assert (row["name"], row["seen"], row["raised_by_name"]) == (
        "Stanisław Kowalski",
        "A bruise",
        "Rea Doyle",
    )
    assert records["worries"].held_back(row)


@pytest.mark.django_db
def test_doctor_says_that_numbers_are_missing_and_that_nobody_reads(settings: Settings) -> None:
    load_duties(PACK, BY, AT)
    load_duties(PACK, BY, AT)
    assert [(one.key, one.phone, one.version) for one in Duty.objects.all()] == [
        (DutyKey.OFFICER, "", 1),
        (DutyKey.FRONT_DOOR, "", 1),
    ]
    assert [finding.state for finding in examined()] == ["note"] * 4

    Duty.objects.update(phone="01632 960 000")
    door = list(examined())[2]
    assert (door.state, door.words) == (
        "note",
        "A PLACEHOLDER, which no page shows: not safe for real families",
    )
    settings.PUBLIC = True
    assert [finding.state for finding in examined()] == ["note", "note", "mend", "mend"]

    Duty.objects.update(phone="01999 555 012")
    user_with("safeguarding_lead")
    user_with("head_of_service")

    assert [finding.state for finding in examined()] == ["ok"] * 4


@pytest.mark.django_db
def test_a_newer_pack_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    """Whom to tell, and how soon, is dated data: a number that changed rings the right office."""
    first = (
        "- {key: front_door, name: Door, phone: 01999 555 010, starts_on: 2026-01-01, source: S}"
    )
    officer = (
        "- {key: designated_officer, name: O, working_days: 1, starts_on: 2026-01-01, source: S}"
    )
    load_duties(tmp_path, BY, AT)  # without a file nothing is said
    (tmp_path / "concerns.yaml").write_text(f"{first}\n{officer}", encoding="utf-8")
    load_duties(tmp_path, BY, AT)
    held = {duty.key: (duty.pk, duty.version) for duty in Duty.objects.all()}
    (tmp_path / "concerns.yaml").write_text(first.replace("010", "019"), encoding="utf-8")

    load_duties(tmp_path, BY, AT)

    door, other = Duty.objects.get(key="front_door"), Duty.objects.get(key="designated_officer")
    assert (door.pk, door.phone) == (held["front_door"][0], "01999 555 019")
    assert (other.pk, other.version) == held["designated_officer"]


def test_a_pack_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "concerns.yaml").write_bytes("- {name: Zoë}".encode("latin-1"))

    with pytest.raises(PackError, match="cannot be read"):
        load_duties(tmp_path, BY, AT)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["nothing", "no days"])
def test_where_the_pack_does_not_say_how_soon_no_clock_runs(given: str) -> None:
    key = raised_by(user_with("session_staff"), kind=ConcernKind.ADULT)
    if given == "no days":
        Duty.objects.create(
            key="designated_officer", name="O", starts_on=AT.date(), source="A test"
        )

    with seen_by(user_with("head_of_service")):
        assert officer_due(Concern.objects.get(pk=key)) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1", "no list"),
        ("- {key: somebody}", "key is somebody"),
        ("- {key: front_door, name: x, source: x}", "starts_on is None"),
        ("- {key: front_door, starts_on: 2026-01-01, working_days: 0}", "working_days is 0"),
        ("- {key: front_door, starts_on: 2026-01-01, name: x}", "lacks source"),
    ],
)
def test_a_broken_pack_says_what_is_wrong(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "concerns.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(PackError, match=fault):
        load_duties(tmp_path, BY, AT)

"""Raising a worry, reading it, saying what was done."""

from __future__ import annotations

import datetime as dt
import uuid
import zlib

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from flyingstart.daybook.enums import ConcernKind, StepKind
from flyingstart.daybook.errors import ConcernError, ConcernStateError, MissingWordsError
from flyingstart.daybook.models import Concern, ConcernReceipt, ConcernStep
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, operation
from flyingstart.kernel.jobs import enqueue

LETTER = "daybook.tell_readers"
SENT_TWICE = dt.timedelta(minutes=1)
"""The same words of one person within this time were sent twice, not said twice."""
_TURN = zlib.crc32(b"daybook.concerns")


@operation
def raise_concern(
    *,
    concern_id: uuid.UUID,
    kind: ConcernKind,
    person: Person | None = None,
    name: str = "",
    seen: str = "",
    said: str = "",
    danger_now: bool,
    told: str = "",
    came_at: dt.datetime | None = None,
    by: Actor,
    at: dt.datetime,
) -> ConcernReceipt:
    """Give a worry to those who read its kind, and tell them by letter that there is one.

    `concern_id` is made by whoever asks: the same again, by the same person, is the same worry.
    `came_at`: when it reached us, of what was written without a network, at `at`.
    Raises `MissingWordsError`, and `ConcernError` for who is not a person signed in.
    """
    called = name.strip() or (str(person) if person else "")
    if not called:
        raise MissingWordsError(_("Say whom it is about, as well as you can"))
    if not (seen.strip() or said.strip()):
        raise MissingWordsError(_("Write what you saw, or what was said"))
    raiser = _person(by)
    try:
        with transaction.atomic():
            receipt = ConcernReceipt(
                concern_id=concern_id, kind=kind, raised_by=raiser, raised_at=at
            )
            receipt.save(force_insert=True)
    except IntegrityError:
        held = ConcernReceipt.objects.filter(pk=concern_id, raised_by=raiser).first()
        if held is None:
            raise ConcernError(_("Open the page anew and write it again.")) from None
        return held
    Concern(
        id=concern_id,
        kind=kind,
        person=person.public_id if person else None,
        name=called,
        seen=seen.strip(),
        said=said.strip(),
        danger_now=danger_now,
        told=told.strip(),
        raised_by=raiser,
        raised_by_name=by.name,
        raised_at=at,
        came_at=came_at,
    ).save(force_insert=True)
    enqueue(LETTER, concern=concern_id, kind=str(kind))
    return receipt


@operation
def read_concern(*, concern: Concern, by: Actor, at: dt.datetime) -> None:
    """Let whoever raised it know that it was read. Again: the first time stays."""
    ConcernReceipt.objects.filter(pk=concern.pk, read_at=None).update(read_at=at)


@operation
def add_step(*, concern: Concern, words: str, by: Actor, at: dt.datetime) -> ConcernStep:
    """Say what was done; sent twice, it is one step. Raises `MissingWordsError`."""
    twice = _sent_twice(concern, StepKind.DONE, words, by, at)
    return twice or _step(concern, StepKind.DONE, words, by, at)


@operation
def close_concern(*, concern: Concern, words: str, by: Actor, at: dt.datetime) -> ConcernStep:
    """Say why nothing more is to be done; sent twice, it is one step.

    Raises `MissingWordsError`, `ConcernStateError`.
    """
    twice = _sent_twice(concern, StepKind.CLOSED, words, by, at)
    if twice:
        return twice
    if is_closed(concern):
        raise ConcernStateError(_("It is closed already."))
    return _step(concern, StepKind.CLOSED, words, by, at)


@operation
def reopen_concern(*, concern: Concern, words: str, by: Actor, at: dt.datetime) -> ConcernStep:
    """Say why it is looked at again; sent twice, it is one step.

    Raises `MissingWordsError`, `ConcernStateError`.
    """
    twice = _sent_twice(concern, StepKind.REOPENED, words, by, at)
    if twice:
        return twice
    if not is_closed(concern):
        raise ConcernStateError(_("It is open already."))
    return _step(concern, StepKind.REOPENED, words, by, at)


def is_closed(concern: Concern) -> bool:
    """Whether the newest closing or reopening closed it."""
    turns = concern.steps.exclude(kind=StepKind.DONE).order_by("-at", "-id")
    return turns.values_list("kind", flat=True).first() == StepKind.CLOSED


def _sent_twice(
    concern: Concern, kind: StepKind, words: str, by: Actor, at: dt.datetime
) -> ConcernStep | None:
    """The newest step, if it says just this: a page was sent twice. Others wait until we are done.

    Nobody may lock a worry's row: it is never changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    newest = concern.steps.order_by("-at", "-id").first()
    if newest is None or newest.at < at - SENT_TWICE:
        return None
    said = (newest.kind, newest.words, newest.by_id)
    return newest if said == (kind.value, words.strip(), by.id) else None


def _step(concern: Concern, kind: StepKind, words: str, by: Actor, at: dt.datetime) -> ConcernStep:
    if not words.strip():
        raise MissingWordsError(_("Write what was done, or why"))
    step = ConcernStep(
        concern=concern, kind=kind, words=words.strip(), by_id=_person(by), by_name=by.name, at=at
    )
    step.save(force_insert=True)
    return step


def _person(by: Actor) -> uuid.UUID:
    if by.id is None:
        raise ConcernError(_("Sign in first: it has to be said who says so."))
    return by.id

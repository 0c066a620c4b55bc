"""Closing a register and opening it again by words that come late and in any order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from flyingstart.activities.enums import RegisterStep
from flyingstart.activities.models import RegisterEvent, Session
from flyingstart.activities.operations.entries import Became
from flyingstart.kernel.api import Actor

# Of one instant, that it is open: nobody is shut out by chance.
STEPS = (RegisterStep.CLOSED, RegisterStep.REOPENED)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepWord:
    """That a register is complete, or is opened again.

    `words`: why it was opened again, or what went well.
    """

    id: uuid.UUID
    session_id: uuid.UUID
    step: RegisterStep
    words: str = ""
    said_at: dt.datetime


def tell_story(session: Session, word: StepWord, by: Actor, at: dt.datetime) -> Became:
    """Put a step into the story of a locked session; the newest step says what is so.

    A tablet does not know who else was marked, so its closing stands whether somebody came or not:
    that nobody did is what its page asks before.
    """
    if RegisterEvent.objects.filter(word=word.id).exists():
        return Became.KNOWN
    event = RegisterEvent.objects.create(
        session=session,
        step=word.step,
        reason=word.words,
        word=word.id,
        said_by=by.name[:200],
        happened_at=min(word.said_at, at),
    )
    events = list(session.register_events.filter(step__in=STEPS))
    told = [(one.happened_at, RegisterStep(one.step)) for one in events]
    if session.register_closed_at:
        told.append((session.register_closed_at, RegisterStep.CLOSED))
    session.register_closed_at = closed_since(told)
    session.went_well = _went_well(session, events)
    session.save(update_fields=["register_closed_at", "went_well"])
    newest = max(told, key=_weight)
    return Became.KEPT if newest == (event.happened_at, word.step) else Became.OLDER


def closed_since(told: Iterable[tuple[dt.datetime, RegisterStep]]) -> dt.datetime | None:
    """Since when a register is closed by its story, whichever order that came in; None: open."""
    since: dt.datetime | None = None
    for moment, step in sorted(told, key=_weight):
        if step is RegisterStep.REOPENED:
            since = None
        elif since is None:
            since = moment
    return since


def _weight(told: tuple[dt.datetime, RegisterStep]) -> tuple[dt.datetime, int]:
    moment, step = told
    return moment, STEPS.index(step)


def _went_well(session: Session, events: Iterable[RegisterEvent]) -> str:
    """The line to remember of the newest closing that has one."""
    closings = [one for one in events if one.step == RegisterStep.CLOSED and one.reason]
    if not closings:
        return session.went_well
    newest = max(closings, key=lambda one: (one.happened_at, one.reason))
    # One that was written online is whole in the session alone.
    is_online = newest.word is None and session.went_well.startswith(newest.reason)
    return session.went_well if is_online else newest.reason

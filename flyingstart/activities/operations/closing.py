"""That a register is done, and that it is opened again; each time it stays on record by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flyingstart.activities.enums import CountedBy, MarkStatus, RegisterStep
from flyingstart.activities.errors import (
    ReasonMissingError,
    RegisterEmptyError,
    SomebodyCameError,
)
from flyingstart.activities.models import RegisterEvent, Session
from flyingstart.activities.operations.locking import begun, locked, not_cancelled, stamp
from flyingstart.activities.operations.registers import keep_count
from flyingstart.kernel.api import Actor, operation

LONGEST_REASON = 300


@operation
def close_register(
    *,
    session: Session,
    nobody_came: bool = False,
    counts: Mapping[CountedBy, int] | None = None,
    went_well: str = "",
    by: Actor,
    at: dt.datetime,
) -> Session:
    """Say that the register is complete, with heads counted and what went well.

    Closing it again changes nothing. Raises `RegisterEmptyError` without marks, headcounts or
    `nobody_came`, `SomebodyCameError` when that is not so, `CountError`, `SessionCancelledError`
    and `SessionNotBegunError`.
    """
    held = not_cancelled(session)
    begun(held, at)
    if held.register_closed_at:
        return held
    for counter, count in (counts or {}).items():
        keep_count(held, count, counter, at)
    _check_who_came(held, nobody_came=nobody_came)
    remembered = went_well.strip()
    if remembered:
        held.went_well = remembered
        held.save(update_fields=["went_well"])
    _note(held, RegisterStep.CLOSED, by, at, remembered[:LONGEST_REASON])
    return stamp(held, "register_closed_at", at)


@operation
def reopen_register(*, session: Session, reason: str, by: Actor, at: dt.datetime) -> Session:
    """Let marks be made again, and say why. An open register stays as it is.

    Raises `ReasonMissingError`.
    """
    words = " ".join(reason.split())
    if not 0 < len(words) <= LONGEST_REASON:
        raise ReasonMissingError("Say in a few words why the register is opened again.")
    held = locked(session)
    if held.register_closed_at:
        _note(held, RegisterStep.REOPENED, by, at, words)
    return stamp(held, "register_closed_at", None)


def _check_who_came(session: Session, *, nobody_came: bool) -> None:
    came = (
        session.marks.filter(status=MarkStatus.ATTENDED).exists()
        or session.headcounts.filter(count__gt=0).exists()
    )
    if nobody_came and came:
        raise SomebodyCameError("People are marked or counted at this session.")
    said = session.marks.exclude(status=MarkStatus.TAKEN_BACK)
    if not nobody_came and not said.exists() and not session.headcounts.exists():
        raise RegisterEmptyError("The register is empty: say that nobody came.")


def _note(
    session: Session, step: RegisterStep, by: Actor, at: dt.datetime, reason: str = ""
) -> None:
    RegisterEvent.objects.create(
        session=session, step=step, reason=reason, said_by=by.name[:200], happened_at=at
    )

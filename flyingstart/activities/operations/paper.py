"""Registers on paper: made ready, printed, entered in one go, shredded; each time on record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from flyingstart.activities.enums import CountedBy, MarkStatus, RegisterStep
from flyingstart.activities.errors import PaperError
from flyingstart.activities.models import PaperRow, PaperSheet, RegisterEvent, Session
from flyingstart.activities.operations.entries import (
    Became,
    Received,
    RegisterWord,
    receive_entries,
)
from flyingstart.activities.operations.locking import locked, not_cancelled, open_register
from flyingstart.activities.operations.newcomers import welcome_newcomers
from flyingstart.activities.operations.registers import keep_count
from flyingstart.activities.queries.paper import (
    next_days,
    rows_for,
    sessions_to_make,
    unprinted_before,
)
from flyingstart.activities.queries.reach import Reach
from flyingstart.families.api import Member, RegisteredBy, RegistrationForm, WelcomedAt
from flyingstart.kernel.api import Actor, clock, operation


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """What a sheet of paper says, as it was typed.

    `came` are pairs of public ids, of a family and of somebody of it; `newcomers` one list of
    people for each row that was filled in by hand, None for a row left empty. The same
    `submission` again changes nothing.
    """

    submission: uuid.UUID
    came: Sequence[tuple[uuid.UUID, uuid.UUID]] = ()
    newcomers: Sequence[Sequence[Member] | None] = ()
    counts: Mapping[CountedBy, int] = field(default_factory=dict)


@operation
def make_sheets_ready(*, sites: Sequence[int], by: Actor, at: dt.datetime) -> int:
    """Write down who stands on the paper registers of each site's next day with sessions.

    What was printed stays as it is; rows of days before that nobody printed are forgotten.
    Answers how many sheets are ready.
    """
    today = clock.london_day(at)
    unprinted_before(today).delete()
    sessions = sessions_to_make(next_days(sites, today))
    for session in sessions:
        _write(_sheet(locked(session), at), at)
    return len(sessions)


@operation
def print_sheets(*, sessions: Sequence[Session], by: Actor, at: dt.datetime) -> list[PaperSheet]:
    """Say that the paper registers of some sessions are printed now.

    One that was not printed yet is written down anew, so that it says what holds now. One that was
    printed and is about keeps its rows: another copy has the same order. After it was shredded a
    new one may be printed. Raises `SessionCancelledError`.
    """
    sheets = []
    for session in sorted(sessions, key=lambda one: one.pk):
        held = not_cancelled(session)
        sheet = _sheet(held, at)
        if sheet.printed_at is None or sheet.shredded_at is not None:
            _write(sheet, at)
            sheet.printed_at, sheet.entered_at, sheet.shredded_at = at, None, None
            sheet.save(update_fields=["printed_at", "entered_at", "shredded_at"])
        _note(held, RegisterStep.PRINTED, by, at)
        sheets.append(sheet)
    return sheets


@operation
def enter_paper(
    *, session: Session, said: OnPaper, reach: Reach, by: Actor, at: dt.datetime
) -> list[Received]:
    """Enter what a paper register says: who came, who was new, heads. An answer for each tick.

    Sent again it changes nothing, and makes nobody twice. A tick that is refused holds up no
    other. Raises `PaperError` where nothing was printed or it was shredded, what
    `welcome_newcomers` raises, `CountError`, `RegisterClosedError`, `SessionCancelledError` and
    `SessionNotBegunError`; then nothing is kept.
    """
    held = open_register(session, at)
    sheet = _about(held)
    words = [
        RegisterWord(
            id=uuid.uuid5(said.submission, str(person)),
            session_id=held.public_id,
            person_id=person,
            family_id=family,
            status=MarkStatus.ATTENDED,
            said_at=at,
        )
        for family, person in said.came
    ]
    received = receive_entries(entries=words, reach=reach, by=by, at=at)
    for number, members in enumerate(said.newcomers):
        if members:
            form = _registration(held, members, uuid.uuid5(said.submission, str(number)))
            welcome_newcomers(session=held, form=form, by=by, at=at)
    for counter, count in said.counts.items():
        keep_count(held, count, counter, at)
    if sheet.entered_at is None or _is_news(received):
        _note(held, RegisterStep.ENTERED, by, at)
    if sheet.entered_at is None:
        sheet.entered_at = at
        sheet.save(update_fields=["entered_at"])
    return received


@operation
def shred_paper(*, session: Session, by: Actor, at: dt.datetime) -> PaperSheet:
    """Say that the paper register is shredded, every copy of it; who stood on it is forgotten.

    Again it does nothing. Raises `PaperError` where nothing was printed.
    """
    held = locked(session)
    sheet = PaperSheet.objects.select_for_update().filter(session=held).first()
    if sheet is None or sheet.printed_at is None:
        raise PaperError(_("No register was printed for this session."))
    if sheet.shredded_at is None:
        PaperRow.objects.filter(sheet=sheet).delete()
        sheet.shredded_at = at
        sheet.save(update_fields=["shredded_at"])
        _note(held, RegisterStep.SHREDDED, by, at)
    return sheet


def _about(session: Session) -> PaperSheet:
    sheet = PaperSheet.objects.filter(session=session, printed_at__isnull=False).first()
    if sheet is None:
        raise PaperError(_("No register was printed for this session."))
    if sheet.shredded_at is not None:
        raise PaperError(_("The paper was shredded: mark who came on the register itself."))
    return sheet


def _sheet(session: Session, at: dt.datetime) -> PaperSheet:
    """The sheet of a locked session."""
    return PaperSheet.objects.get_or_create(session=session, defaults={"made_at": at})[0]


def _write(sheet: PaperSheet, at: dt.datetime) -> None:
    """Let the rows of a sheet be those of now."""
    PaperRow.objects.filter(sheet=sheet).delete()
    PaperRow.objects.bulk_create(
        PaperRow(
            sheet=sheet,
            family_id=row.family,
            person_id=row.person,
            number=row.number,
            came=row.came,
        )
        for row in rows_for(sheet.session)
    )
    if sheet.made_at != at:
        sheet.made_at = at
        sheet.save(update_fields=["made_at"])


def _registration(
    session: Session, members: Sequence[Member], submission: uuid.UUID
) -> RegistrationForm:
    site = session.site
    welcomed_at = (
        WelcomedAt(neighbourhood=site.neighbourhood, site=site) if site.neighbourhood else None
    )
    return RegistrationForm(
        members=members,
        submission=submission,
        came_by=RegisteredBy.WORKER,
        welcomed_at=welcomed_at,
    )


def _is_news(received: Iterable[Received]) -> bool:
    return any(one.became is Became.KEPT for one in received)


def _note(session: Session, step: RegisterStep, by: Actor, at: dt.datetime) -> None:
    RegisterEvent.objects.create(session=session, step=step, said_by=by.name[:200], happened_at=at)

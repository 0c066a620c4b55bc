"""Writing in the day book, correcting it, and letting visitors out. Nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict

from django.utils.translation import gettext as _

from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.errors import (
    DayBookError,
    EntryTimeError,
    EntryWordsError,
    VisitorError,
)
from flyingstart.daybook.kinds import ABOUT_SOMEBODY, manager_signs
from flyingstart.daybook.models import CheckPoint, DayEntry, EntryVersion
from flyingstart.daybook.words import EntryWords
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.kernel.jobs import enqueue
from flyingstart.places.api import Site

LETTER = "daybook.tell_managers"
WRITTEN = ("words", "position", "is_offered")


@operation
def write_entry(
    *,
    site: Site,
    kind: EntryKind,
    words: EntryWords,
    submission: uuid.UUID,
    came_at: dt.datetime | None = None,
    by: Actor,
    at: dt.datetime,
) -> DayEntry:
    """Write in the day book of a site; its managers are told by letter where they countersign.

    `came_at`: when it reached us, of what was written without a network, at `at`. The same
    `submission` again is the same entry. Raises `EntryWordsError` for what is not said,
    `EntryTimeError` for what is to come, `DayBookError` for who is not a person signed in.
    """
    _check(kind, words, at)
    writer = person_of(by)
    entry, is_new = DayEntry.objects.get_or_create(
        submission=submission,
        defaults={"site": site, "kind": kind, "day": clock.london_day(words.happened_at)},
    )
    if is_new:
        version = _version(entry, 1, words, writer, by, at)
        version.came_at = came_at
        version.save()
        _tell(entry, words)
    elif (entry.site_id, entry.kind) != (site.pk, kind):
        raise DayBookError(_("Open the page anew and write it again."))
    entry.refresh_from_db()
    return entry


@operation
def correct_entry(
    *, entry: DayEntry, words: EntryWords, number: int, why: str, by: Actor, at: dt.datetime
) -> EntryVersion:
    """Say it again, and why; what stood there stays to be read. It is to be signed again.

    `number` is the version that was read. Raises `EntryWordsError`, `EntryTimeError` for another
    day, and `DayBookError` when somebody else corrected it since.
    """
    held = DayEntry.objects.select_for_update().get(pk=entry.pk)
    kind = EntryKind(held.kind)
    _check(kind, words, at)
    reason = " ".join(why.split())
    if not reason:
        raise EntryWordsError(_("Say why you correct it"))
    if clock.london_day(words.happened_at) != held.day:
        raise EntryTimeError(_("An entry stays on its day."))
    newest = held.versions.latest("number").number
    if newest != number:
        raise DayBookError(_("Somebody corrected it meanwhile. Read it again first."))
    made = _version(held, newest + 1, words, person_of(by), by, at)
    made.why = reason
    made.save()
    _tell(held, words)
    return made


@operation
def let_visitor_out(*, entry: DayEntry, by: Actor, at: dt.datetime) -> None:
    """Say that a visitor left. Twice: the first time stays. Raises `VisitorError`."""
    held = DayEntry.objects.select_for_update().get(pk=entry.pk)
    if held.kind != EntryKind.VISITOR:
        raise VisitorError(_("Only visitors leave."))
    if held.left_at is None:
        held.left_at = at
        held.save(update_fields=["left_at"])


@operation
def update_points(*, points: Sequence[CheckPoint], by: Actor, at: dt.datetime) -> None:
    """Bring what is looked at before opening to the state of the pack."""
    held = {point.code: point for point in CheckPoint.objects.select_for_update()}
    given = {point.code: point for point in points}
    for code, point in given.items():
        old = held.get(code)
        if old is None:
            point.save()
        elif any(getattr(old, name) != getattr(point, name) for name in WRITTEN):
            for name in WRITTEN:
                setattr(old, name, getattr(point, name))
            old.save(update_fields=WRITTEN)
    left = [pk.pk for code, pk in held.items() if code not in given and pk.is_offered]
    CheckPoint.objects.filter(pk__in=left).update(is_offered=False)


def person_of(by: Actor) -> uuid.UUID:
    """The public id of who writes. Raises `DayBookError` for a job or a command."""
    if by.id is None:
        raise DayBookError(_("Sign in first: it has to be said who says so."))
    return by.id


def _check(kind: EntryKind, words: EntryWords, at: dt.datetime) -> None:
    if words.happened_at > at:
        raise EntryTimeError(_("That time is to come."))
    if kind in ABOUT_SOMEBODY and not (words.person or words.called.strip()):
        raise EntryWordsError(_("Say whom it is about"))
    if kind == EntryKind.VISITOR and words.person:
        raise EntryWordsError(_("Of a visitor write the name alone."))
    if kind == EntryKind.OPENING:
        if not words.points:
            raise EntryWordsError(_("There is nothing to look at: the authority’s list is empty."))
        if any(not point.fine and not point.note.strip() for point in words.points):
            raise EntryWordsError(_("Say what was not right, and what you did about it"))
    elif kind != EntryKind.VISITOR and not words.happened.strip():
        raise EntryWordsError(_("Write what happened"))


def _version(
    entry: DayEntry,
    number: int,
    words: EntryWords,
    writer: uuid.UUID,
    by: Actor,
    at: dt.datetime,
) -> EntryVersion:
    return EntryVersion(
        entry=entry,
        number=number,
        happened_at=words.happened_at,
        person=words.person,
        called=words.called.strip() or (str(words.person) if words.person else ""),
        happened=words.happened.strip(),
        done=words.done.strip(),
        witnesses=words.witnesses.strip(),
        told=words.told.strip(),
        points=[asdict(point) for point in words.points],
        missing=list(words.missing),
        written_by=writer,
        written_by_name=by.name,
        written_at=at,
    )


def _tell(entry: DayEntry, words: EntryWords) -> None:
    if manager_signs(entry.kind, [asdict(point) for point in words.points]):
        entry.refresh_from_db()
        enqueue(LETTER, entry=entry.public_id)

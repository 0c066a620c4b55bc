"""Taking in what tablets said of a day and of worries: once, as said by who said it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User
from flyingstart.activities.api import Saying, SayingRefusedError
from flyingstart.daybook.enums import EntryKind, SignedHow
from flyingstart.daybook.errors import ConcernError, DayBookError
from flyingstart.daybook.models import CheckPoint, ConcernReceipt, DayEntry
from flyingstart.daybook.operations.concerns import raise_concern
from flyingstart.daybook.operations.entries import let_visitor_out, write_entry
from flyingstart.daybook.operations.signing import sign_entry
from flyingstart.daybook.queries.entries import sites_for
from flyingstart.daybook.queries.here import people_here
from flyingstart.daybook.web.away.reading import (
    SaidConcern,
    SaidEntry,
    SaidLeaving,
    SaidOpening,
    SaidRoll,
    SaidVisitor,
)
from flyingstart.daybook.web.book.calling import called_words, heads_words, unticked_words
from flyingstart.daybook.words import EntryWords, Point
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, clock
from flyingstart.places.api import Site

# A tablet whose clock says that it was longer ago has a wrong clock.
LONGEST_KEPT = dt.timedelta(days=31)


def take_concern(word: Saying, _user: User, by: Actor, at: dt.datetime) -> bool:
    """Give a worry to those who read it. Whoever brings it, it is of whoever said it."""
    said: SaidConcern = word.said
    known = ConcernReceipt.objects.filter(pk=word.id).exists()
    try:
        raise_concern(
            concern_id=word.id,
            kind=said.about,
            name=said.name,
            seen=said.seen,
            said=said.said,
            danger_now=said.danger_now,
            told=said.told,
            came_at=at,
            by=by,
            at=_when(word, at),
        )
    except ConcernError as fault:
        raise SayingRefusedError(str(fault)) from None
    return not known


def take_entry(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """Write it in the day book, about whoever it names if they are known there on that day.

    Somebody who is not, because the register refused them, is called as they were called: what
    happened is not lost.
    """
    said: SaidEntry = word.said
    site = _site(said.site, user)
    day = clock.london_day(_when(word, at))
    person = _person(said.person, site, day, user) if said.person else None
    words = EntryWords(
        happened_at=_at_the_time(word, said.time, at),
        person=person,
        called="" if person else said.called,
        happened=said.happened,
        done=said.done,
        witnesses=said.witnesses,
        told=said.told,
    )
    return _write(word, site, said.what, words, by, at, signed_by=said.signed_by)


def take_opening(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """Write the opening check, in the words of the points as they stand by now."""
    said: SaidOpening = word.said
    held = {one.code: one for one in CheckPoint.objects.filter(code__in=said.points)}
    if len(held) < len(said.points):
        raise SayingRefusedError(_("This was not on the list of what is looked at."))
    words = EntryWords(
        happened_at=_at_the_time(word, said.time, at),
        points=[
            Point(
                words=held[code].words,
                fine=code in said.fine,
                note="" if code in said.fine else said.note,
            )
            for code in said.points
        ],
    )
    return _write(word, _site(said.site, user), EntryKind.OPENING, words, by, at)


def take_visitor(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """Write a visitor in the book. The word's id names them when they leave."""
    said: SaidVisitor = word.said
    words = EntryWords(
        happened_at=_at_the_time(word, said.time, at),
        called=said.called,
        happened=said.happened,
        done=said.done,
    )
    return _write(word, _site(said.site, user), EntryKind.VISITOR, words, by, at)


def take_leaving(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """A visitor left, also one whom the site had written down itself. The first time stays."""
    said: SaidLeaving = word.said
    visits = DayEntry.objects.filter(
        kind=EntryKind.VISITOR, site__in=sites_for(user, Permission.KEEP_DAY_BOOK)
    )
    entry = visits.filter(submission=said.visitor).first()
    if entry is None:
        raise SayingRefusedError(_("There is no such visitor in this day book."))
    is_new = entry.left_at is None
    let_visitor_out(entry=entry, by=by, at=_when(word, at))
    return is_new


def take_roll(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """Write in the day book who of a roll was not ticked."""
    said: SaidRoll = word.said
    everybody = len(said.people) + len(said.others)
    safe = len(said.safe) + sum(is_safe for _name, is_safe in said.others)
    missing = unticked_words([name for name, is_safe in said.others if not is_safe])
    words = EntryWords(
        happened_at=_when(word, at),
        happened="\n".join(filter(None, [called_words(everybody, safe), missing])),
        done=heads_words(said.heads),
        missing=[one for one in said.people if one not in said.safe],
    )
    return _write(word, _site(said.site, user), EntryKind.ROLL_CALL, words, by, at)


@transaction.atomic
def _write(
    word: Saying,
    site: Site,
    kind: EntryKind,
    words: EntryWords,
    by: Actor,
    at: dt.datetime,
    signed_by: str = "",
) -> bool:
    """Write an entry once; `signed_by`: the adult who read it on the device and put their name."""
    known = DayEntry.objects.filter(submission=word.id).exists()
    when = _when(word, at)
    try:
        entry = write_entry(
            site=site,
            kind=kind,
            words=words,
            submission=word.id,
            came_at=at,
            by=by,
            at=when,
        )
        if signed_by and not known:
            version = entry.versions.get()
            sign_entry(version=version, how=SignedHow.TYPED, name=signed_by, by=by, at=when)
    except DayBookError as fault:
        raise SayingRefusedError(str(fault)) from None
    return not known


def _at_the_time(word: Saying, time: dt.time, at: dt.datetime) -> dt.datetime:
    """That time by the clock on the day on which it was said; not later than it was said."""
    said = _when(word, at)
    day = clock.london_day(said)
    return min(dt.datetime.combine(day, time, tzinfo=clock.LONDON).astimezone(dt.UTC), said)


def _when(word: Saying, at: dt.datetime) -> dt.datetime:
    """When it was said; now, where the clock that says so is wrong."""
    said = min(word.said_at, at)
    return said if at - said < LONGEST_KEPT else at


def _site(site_id: uuid.UUID, user: User) -> Site:
    found = sites_for(user, Permission.KEEP_DAY_BOOK).filter(public_id=site_id).first()
    if found is None:
        raise SayingRefusedError(_("You do not keep the day book of this site."))
    return found


def _person(person_id: uuid.UUID, site: Site, day: dt.date, user: User) -> Person | None:
    also = Person.objects.visible_to(user).filter(public_id=person_id)
    here = people_here(site, day, user, list(also))
    return next((one.person for one in here if one.person.public_id == person_id), None)

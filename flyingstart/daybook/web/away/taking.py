"""Taking in what tablets said of a day and of worries: once, as said by who said it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User
from flyingstart.activities.api import Saying, SayingRefusedError
from flyingstart.daybook.enums import EntryKind
from flyingstart.daybook.errors import ConcernError, DayBookError
from flyingstart.daybook.models import ConcernReceipt, DayEntry
from flyingstart.daybook.operations.concerns import raise_concern
from flyingstart.daybook.operations.entries import write_entry
from flyingstart.daybook.queries.entries import sites_for
from flyingstart.daybook.queries.here import people_here
from flyingstart.daybook.web.away.reading import SaidConcern, SaidEntry, SaidRoll
from flyingstart.daybook.web.book.calling import called_words, heads_words
from flyingstart.daybook.words import EntryWords
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
    written = _when(word, at)
    day = clock.london_day(written)
    happened = dt.datetime.combine(day, said.time, tzinfo=clock.LONDON).astimezone(dt.UTC)
    site = _site(said.site, user)
    person = _person(said.person, site, day, user) if said.person else None
    words = EntryWords(
        happened_at=min(happened, written),
        person=person,
        called="" if person else said.called,
        happened=said.happened,
        done=said.done,
        witnesses=said.witnesses,
        told=said.told,
    )
    return _write(word, site, said.what, words, by, at)


def take_roll(word: Saying, user: User, by: Actor, at: dt.datetime) -> bool:
    """Write in the day book who of a roll was not ticked."""
    said: SaidRoll = word.said
    words = EntryWords(
        happened_at=_when(word, at),
        happened=called_words(len(said.people), len(said.safe)),
        done=heads_words(said.heads),
        missing=[one for one in said.people if one not in said.safe],
    )
    return _write(word, _site(said.site, user), EntryKind.ROLL_CALL, words, by, at)


def _write(
    word: Saying, site: Site, kind: EntryKind, words: EntryWords, by: Actor, at: dt.datetime
) -> bool:
    known = DayEntry.objects.filter(submission=word.id).exists()
    try:
        write_entry(
            site=site,
            kind=kind,
            words=words,
            submission=word.id,
            came_at=at,
            by=by,
            at=_when(word, at),
        )
    except DayBookError as fault:
        raise SayingRefusedError(str(fault)) from None
    return not known


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

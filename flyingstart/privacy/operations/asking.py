"""A request comes in; who asks is known; whether they may have it is decided."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.privacy.enums import AskerIs, PauseFor, Wanted
from flyingstart.privacy.errors import DayError, MissingError, StateError
from flyingstart.privacy.models import Pack, RequestPause, SubjectRequest
from flyingstart.privacy.operations.once import once
from flyingstart.privacy.queries.requests import due_on


@operation
def open_request(
    *,
    person: Person,
    wants: Wanted,
    asker_name: str,
    asker_is: AskerIs,
    asked_on: dt.date,
    reach: str = "",
    words: str = "",
    asker: Person | None = None,
    by: Actor,
    at: dt.datetime,
) -> SubjectRequest:
    """Write down that somebody asks. `asker` is who asks for a child, where they are on record.

    Sent twice, it is one request while that is open.
    Raises `MissingError` without a name, `DayError`, and `StateError` for an asker of any other
    kind.
    """
    _not_later(asked_on, at)
    if asker is not None and asker_is != AskerIs.FOR_CHILD:
        raise StateError(_("Who asks is named on record only when they ask for a child."))
    return once(
        SubjectRequest.objects.filter(closed_at=None),
        person=person,
        wants=wants,
        asker_name=said(asker_name, _("Write who asks")),
        asker_is=asker_is,
        asker=asker,
        asked_on=asked_on,
        reach=reach.strip(),
        words=words.strip(),
    )


@operation
def see_identity(
    *, request: SubjectRequest, identity: str, seen_on: dt.date, by: Actor, at: dt.datetime
) -> None:
    """Somebody saw who asks; a clock that waited for that goes on.

    Raises `MissingError`, `DayError`, `StateError`.
    """
    held = hold(request)
    _not_later(seen_on, at)
    held.identity = said(identity, _("Write what you saw"))
    held.identity_on = seen_on
    held.save()
    _go_on(held, seen_on, PauseFor.IDENTITY)


@operation
def decide_acting(
    *,
    request: SubjectRequest,
    acts: bool,
    evidence: str,
    why: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Whether who asks acts for the person: nobody has a right by being a parent.

    Yes needs evidence. Raises `MissingError`, `StateError` where somebody asks for themselves, or
    once the pack is released.
    """
    held = hold(request)
    if held.released_at is not None:
        raise StateError(_("The pack is released already."))
    if held.asker_is == AskerIs.SELF:
        raise StateError(_("They ask for themselves: there is nothing to decide."))
    held.evidence = evidence.strip()
    if acts and not held.evidence:
        raise MissingError(_("Write what shows that they act for this person"))
    held.acts = acts
    held.acts_why = said(why, _("Write why"))
    held.acts_by_name, held.acts_at = by.name, at
    held.save()


@operation
def stop_clock(
    *, request: SubjectRequest, waits_for: PauseFor, day: dt.date, by: Actor, at: dt.datetime
) -> RequestPause:
    """The clock stands still from a day until somebody answers. Raises `StateError`, `DayError`."""
    held = hold(request)
    _not_later(day, at)
    if day < held.asked_on:
        raise DayError(_("The clock cannot stop before the request came."))
    if held.pauses.filter(ends_on=None).exists():
        raise StateError(_("The clock stands still already."))
    if held.pauses.filter(ends_on__gt=day).exists():
        # A day on which it stood still moves the answer by one, not by two.
        raise DayError(_("The clock stood still then already."))
    return RequestPause.objects.create(request=held, waits_for=waits_for, starts_on=day)


@operation
def start_clock(*, request: SubjectRequest, day: dt.date, by: Actor, at: dt.datetime) -> None:
    """They answered: the clock goes on. Raises `StateError` when it does, and `DayError`."""
    held = hold(request)
    _not_later(day, at)
    if not _go_on(held, day):
        raise StateError(_("The clock is running."))


@operation
def extend_request(*, request: SubjectRequest, why: str, by: Actor, at: dt.datetime) -> None:
    """Two months more, once, for a request that is complex; they must be told within the first.

    Raises `MissingError`, and `StateError` when it has been extended or is late already.
    """
    held = hold(request)
    if held.extended_on is not None:
        raise StateError(_("It has been extended: the law allows that once."))
    due = due_on(held)
    if due is not None and due < clock.london_day(at):
        raise StateError(_("It is late already: they had to be told while the month ran."))
    held.extended_why = said(why, _("Write why"))
    held.extended_on = clock.london_day(at)
    held.save()


@operation
def close_request(*, request: SubjectRequest, why: str, by: Actor, at: dt.datetime) -> None:
    """It ends: what was asked for was put right, refused, or taken back. Raises `MissingError`.

    What was gathered is removed, and a pack that nobody took out.
    """
    held = hold(request)
    held.closed_why = said(why, _("Write how it ended"))
    held.closed_at = at
    held.save()
    held.rows.all().delete()
    Pack.objects.filter(request=held, removed_at=None).update(sealed=None, removed_at=at)


def hold(request: SubjectRequest) -> SubjectRequest:
    """The request as it stands, locked. Raises `StateError` when it is closed."""
    held = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    if held.closed_at is not None:
        raise StateError(_("This request is closed."))
    return held


def said(text: str, missing: str) -> str:
    """A text without blanks round it. Raises `MissingError`."""
    words = text.strip()
    if not words:
        raise MissingError(missing)
    return words


def _go_on(held: SubjectRequest, day: dt.date, waited_for: str = "") -> bool:
    pause = held.pauses.filter(ends_on=None).first()
    if pause is None or (waited_for and pause.waits_for != waited_for):
        return False
    if day < pause.starts_on:
        raise DayError(_("That was before the clock stopped."))
    pause.ends_on = day
    pause.save()
    return True


def _not_later(day: dt.date, at: dt.datetime) -> None:
    if day > clock.london_day(at):
        raise DayError(_("That day has not come yet."))

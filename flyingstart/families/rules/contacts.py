"""What must be true of something done with a family outside a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.families.enums import IN_PERSON, ContactKind
from flyingstart.families.errors import ContactError
from flyingstart.families.models import Person
from flyingstart.families.text import tidy, tidy_paragraphs

LONGEST_NOTE = 10_000
LONGEST_STEP = 300


@dataclass(frozen=True, kw_only=True)
class Met:
    """Somebody of the family who was met or spoken to; `seen` with one's own eyes."""

    person: Person
    seen: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is kept of a contact, tidied."""

    kind: ContactKind
    happened_at: dt.datetime
    face_to_face: bool
    with_whom: tuple[Met, ...]
    note: str
    next_step: str
    next_on: dt.date | None


def said(
    *,
    kind: ContactKind,
    happened_at: dt.datetime,
    face_to_face: bool | None,
    with_whom: Sequence[Met],
    note: str,
    next_step: str,
    next_on: dt.date | None,
    at: dt.datetime,
) -> Said:
    """A contact as it is kept; `face_to_face` None: as the kind has it. Raises `ContactError`."""
    if happened_at.tzinfo is None or happened_at > at:
        raise ContactError(_("A contact has a time, and it is past."))
    in_person = kind in IN_PERSON
    if not in_person and (face_to_face or any(met.seen for met in with_whom)):
        raise ContactError(
            _("Nobody is seen face to face by this: %(kind)s.") % {"kind": kind.label}
        )
    if kind is ContactKind.NO_ANSWER and with_whom:
        raise ContactError(_("Where nobody answered, nobody was met."))
    words, step = tidy_paragraphs(note), tidy(next_step)
    if len(words) > LONGEST_NOTE or len(step) > LONGEST_STEP:
        raise ContactError(_("That is too long: shorten it."))
    if next_on is not None and not step:
        raise ContactError(_("Say what comes next, not only when."))
    met = {one.person.pk: one for one in with_whom}
    return Said(
        kind=kind,
        happened_at=happened_at,
        face_to_face=in_person if face_to_face is None else face_to_face,
        with_whom=tuple(met[pk] for pk in sorted(met)),
        note=words,
        next_step=step,
        next_on=next_on,
    )

"""What stands round the people of a family: warnings, a pause, notes, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User
from flyingstart.design.api import Sign, TimelineEntry, formats
from flyingstart.families.enums import Sight
from flyingstart.families.happenings import Happening, HappeningKind
from flyingstart.families.models import (
    Family,
    FamilyPlace,
    MessagePause,
    Note,
    WarningNote,
)
from flyingstart.families.offers import OfferAsk, family_offers
from flyingstart.families.web.staff.family.reading import FamilyRead

ABOVE = {HappeningKind.NOTE, HappeningKind.WARNING}
SIGNS = {
    HappeningKind.BIRTH: Sign.BIRTH,
    HappeningKind.DEATH: Sign.CARE,
    HappeningKind.TIE: Sign.PEOPLE,
    HappeningKind.MOVE: Sign.HOME,
    HappeningKind.REGISTERED: Sign.CHANGE,
    HappeningKind.CONTACT: Sign.TALK,
    HappeningKind.NOTE: Sign.NOTE,
    HappeningKind.WARNING: Sign.NOTE,
    HappeningKind.MERGE: Sign.MERGE,
    HappeningKind.ATTENDANCE: Sign.SESSION,
    HappeningKind.GIVEN: Sign.SESSION,
}


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What the reader may do with this family."""

    edit: bool
    write_notes: bool
    record_deaths: bool
    merge: bool
    seal: bool
    lead: bool


@dataclass(frozen=True, kw_only=True)
class Written:
    """A note, a warning, a place as the page prints it."""

    text: str
    about: str
    href: str


def rights(user: User, family: Family) -> Rights:
    """What a user may do with a family."""
    return Rights(
        edit=user.has_perm(Permission.EDIT_FAMILIES, family),
        write_notes=user.has_perm(Permission.WRITE_NOTES, family),
        record_deaths=user.has_perm(Permission.RECORD_DEATHS, family),
        merge=user.has_perm(Permission.MERGE_FAMILIES, family),
        seal=user.has_perm(Permission.SEAL_RECORDS, family),
        lead=user.has_perm(Permission.LEAD_SAFEGUARDING, family),
    )


def actions(family: Family, may: Rights, *, is_masked: bool = False) -> list[tuple[str, str]]:
    """What can be done from the head of the page; nobody moves whose home is hidden from them."""
    offered = [
        (_("Record a contact"), "contact-new", may.edit),
        (_("Write a note"), "note-new", may.write_notes),
        (_("Add somebody"), "person-add", may.edit),
        (_("Move home"), "family-move", may.edit and not is_masked),
        (_("Warn colleagues"), "warning-new", may.edit),
        (_("Share"), "place-new", may.edit and not is_masked),
        (_("Join with another record"), "family-twice", may.merge),
        (_("I know this family myself"), "own-people-declare", True),
        (_("Somebody of it works for us"), "family-colleague", may.lead),
    ]
    own = [
        (words, reverse(name, args=[family.public_id]))
        for words, name, allowed in offered
        if allowed
    ]
    others = family_offers.entries(OfferAsk(family=family, may_edit=may.edit))
    return [*own, *((offer.words, offer.href) for offer in others)]


def paused_words(pauses: Sequence[MessagePause]) -> str:
    """That nothing is sent, since when; never why."""
    if not pauses:
        return ""
    return _(
        "Nothing is sent to this family since %(day)s, until a worker lets messages resume."
    ) % {"day": formats.date(min(pause.started_at for pause in pauses))}


def warning(one: WarningNote, read: FamilyRead) -> Written:
    """A warning, whom it is about, and by when it is looked at again."""
    due = one.review_on
    words = [
        str(one.person) if one.person else "",
        _("Was to be looked at again by %(day)s") % {"day": formats.date(due)}
        if due < read.today
        else _("Look at it again by %(day)s") % {"day": formats.date(due)},
        _("seen by family workers and managers only") if one.sight == Sight.LIMITED else "",
        one.written_by_name,
    ]
    return Written(
        text=one.text,
        about=" · ".join(word for word in words if word),
        href=reverse("warning", args=[read.family.public_id, one.public_id]),
    )


def note(one: Note, read: FamilyRead) -> Written:
    """A note, who wrote it and when."""
    words = [
        one.written_by_name,
        formats.moment(one.written_at),
        _("about %(name)s") % {"name": one.person} if one.person else "",
        _("corrected") if one.corrects_id else "",
    ]
    return Written(
        text=one.text,
        about=" · ".join(word for word in words if word),
        href=reverse("note-correct", args=[read.family.public_id, one.public_id]),
    )


def place(one: FamilyPlace, read: FamilyRead) -> Written:
    """Where colleagues look after the family, why, and where that ends."""
    return Written(
        text=str(one.site or one.neighbourhood),
        about=one.reason,
        href=reverse("place-end", args=[read.family.public_id, one.public_id]),
    )


def entry(one: Happening) -> TimelineEntry:
    """Something that happened, as the timeline draws it."""
    about = [name for name in one.about if name not in one.title]
    return TimelineEntry(
        at=one.at,
        title=f"{one.title}: {', '.join(about)}" if about else one.title,
        # What notes and warnings say stands above.
        text="" if one.kind in ABOVE else one.text,
        by=one.by,
        icon=SIGNS.get(one.kind, Sign.NOTE),
    )

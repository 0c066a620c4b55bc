"""Work outside sessions on the page of a family: the last contacts, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.design.api import formats
from flyingstart.families.enums import Direction, FileType, PaperKind, Sight
from flyingstart.families.models import Contact, Family, Paper
from flyingstart.families.queries.contacts import reads_contacts_of
from flyingstart.families.words import in_words

SHOWN = 5
PAPERS_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class ContactShown:
    """A contact in a line; `next_words` "": nothing comes next. `done` is where that is said."""

    title: str
    about: str
    href: str
    next_words: str
    is_overdue: bool
    done: str


@dataclass(frozen=True, kw_only=True)
class PaperShown:
    """A paper in a line; `scan` "": there is none."""

    title: str
    about: str
    href: str
    scan: str
    scan_words: str


@dataclass(frozen=True, kw_only=True)
class OutsidePart:
    """What the family's page shows of work outside sessions."""

    contacts: Sequence[ContactShown]
    papers: Sequence[PaperShown]
    back: str


def outside_part(family: Family, records: Sequence[int], user: User, today: dt.date) -> OutsidePart:
    """The open steps, last contacts and papers that a user reads; so many queries, however many."""
    rows = Contact.objects.filter(family__in=records).order_by("-happened_at", "-pk")
    if not reads_contacts_of(user, records):
        rows = rows.filter(worker=user.public_id)
    # Open steps come first, however long ago they were promised.
    papers = Paper.objects.filter(family__in=records).visible_to(user)
    chosen = sorted(rows[:50], key=lambda row: not _is_open(row))[:SHOWN]
    return OutsidePart(
        contacts=[_shown(row, family, today) for row in chosen],
        papers=[
            _paper(row, family)
            for row in papers.select_related("person").order_by("-dated", "-pk")[:PAPERS_SHOWN]
        ],
        back=reverse("family", args=[family.public_id]),
    )


def due_words(day: dt.date, today: dt.date) -> str:
    """By when something is due, as people say it."""
    if day < today:
        return _("was due on %(day)s") % {"day": formats.date(day)}
    return _("today") if day == today else _("by %(day)s") % {"day": formats.date(day)}


def _is_open(row: Contact) -> bool:
    return bool(row.next_step) and row.next_done_at is None


def _shown(row: Contact, family: Family, today: dt.date) -> ContactShown:
    words = in_words("contact_kind", row.kind)
    ids = [family.public_id, row.public_id]
    due = due_words(row.next_on, today) if row.next_on else ""
    return ContactShown(
        title=f"{words[:1].upper()}{words[1:]}, {formats.moment(row.happened_at)}",
        about=row.worker_name,
        href=reverse("contact", args=ids),
        next_words=", ".join(one for one in (row.next_step, due) if one) if _is_open(row) else "",
        is_overdue=row.next_on is not None and row.next_on < today,
        done=reverse("next-step-done", args=ids),
    )


def _paper(row: Paper, family: Family) -> PaperShown:
    ids = [family.public_id, row.public_id]
    words = [
        str(PaperKind(row.kind).label),
        str(Direction(row.direction).label),
        formats.date(row.dated),
        str(row.person) if row.person else "",
        _("seen by family workers and managers only") if row.sight == Sight.LIMITED else "",
        row.kept_by_name,
    ]
    return PaperShown(
        title=row.title,
        about=" · ".join(word for word in words if word),
        href=reverse("paper", args=ids),
        scan=reverse("paper-scan", args=ids) if row.stored_as else "",
        scan_words=str(FileType(row.file_type).label) if row.stored_as else "",
    )

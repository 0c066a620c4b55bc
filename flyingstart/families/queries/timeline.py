"""The timeline of a family, the newest first, page by page: so many queries, whatever it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.families.enums import Role
from flyingstart.families.happenings import Happening, HappeningKind, TimelineAsk, timeline
from flyingstart.families.models import (
    Address,
    Contact,
    Family,
    FamilyTie,
    Merge,
    Note,
    Registration,
    WarningNote,
)
from flyingstart.families.queries.contacts import met_at, reads_contacts_of
from flyingstart.families.queries.hiding import masked_people
from flyingstart.families.queries.merged import (
    Records,
    family_records,
    own_of,
    person_records,
    person_roots,
)
from flyingstart.families.queries.people import family_seen, people_by_id
from flyingstart.families.queries.together import spoken
from flyingstart.families.words import in_words
from flyingstart.kernel.api import clock

PAGE = 50
TELL_PLACES = {HappeningKind.MOVE}
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """Some happenings, the newest first; whether there are older ones."""

    entries: Sequence[Happening]
    number: int
    has_more: bool


def timeline_of(family: Family, *, user: User, page: int = 1) -> TimelinePage:
    """A page of what happened to a family as a user may see it; pages begin with 1.

    Raises `Family.DoesNotExist` for who may not see the family, `ValueError` for a page before the
    first.
    """
    if page < 1:
        raise ValueError("pages begin with 1")
    root = family_seen(family, user=user)
    families = family_records([root.pk])[root.pk]
    ties = list(FamilyTie.objects.filter(family__in=families).order_by("pk"))
    people = _People(ties)
    ask = TimelineAsk(user=user, families=families, names=people.names, newest=page * PAGE + 1)
    told = [*_lives(people), *_ties(ask, ties, people), *_own(ask), *timeline.entries(ask)]
    if masked_people(user, list(people.records)):
        told = [_unplaced(happening) for happening in told if happening.kind not in TELL_PLACES]
    told.sort(key=_order, reverse=True)
    start = (page - 1) * PAGE
    return TimelinePage(
        entries=told[start : start + PAGE], number=page, has_more=len(told) > start + PAGE
    )


def _order(happening: Happening) -> tuple[dt.datetime, str]:
    """By time; of one moment by number: the tenth after the ninth."""
    return happening.moment, _NUMBER.sub(lambda found: found[0].zfill(20), happening.key)


def _unplaced(happening: Happening) -> Happening:
    """Without the site: of somebody whose home is hidden that they came that day, not where.

    Nor when: everybody reads the timetable, and few sessions begin in one minute.
    """
    day = clock.london_day(happening.moment)
    match happening.kind:
        case HappeningKind.ATTENDANCE:
            return replace(happening, title=_("Came to a session"), text="", at=day)
        case HappeningKind.GIVEN:
            return replace(happening, text="", at=day)
        case _:
            return happening


class _People:
    """Everyone who ever belonged to a family, by the records that speak for them."""

    def __init__(self, ties: Iterable[FamilyTie]) -> None:
        roots = person_roots({tie.person_id for tie in ties})
        self.records: Records = person_records(set(roots.values()))
        self.rows = people_by_id(own_of(self.records))
        self.roots = {pk: root for root, own in self.records.items() for pk in own}
        self.names = {pk: self._name(root) for pk, root in self.roots.items()}
        self.children = {roots[tie.person_id] for tie in ties if tie.role == Role.CHILD}

    def said(self, root: int, name: str) -> Any:
        """What the records of somebody say together."""
        return spoken([getattr(self.rows[pk], name) for pk in self.records[root]])

    def _name(self, root: int) -> str:
        names = self.said(root, "given_name"), self.said(root, "family_name")
        return " ".join(name for name in names if name)


def _own(ask: TimelineAsk) -> Iterator[Happening]:
    yield from _moves(ask)
    yield from _registrations(ask)
    yield from _contacts(ask)
    yield from _notes(ask)
    yield from _warnings(ask)
    yield from _merges(ask)


def _lives(people: _People) -> Iterator[Happening]:
    """Births of children, and deaths."""
    for root in people.records:
        born, died = people.said(root, "date_of_birth"), people.said(root, "died_on")
        name = people.names[root]
        if born is not None and root in people.children:
            title = _("%(name)s was born") % {"name": name}
            yield _day(HappeningKind.BIRTH, root, born, title, about=(name,))
        if died is not None:
            title = _("%(name)s died") % {"name": name}
            yield _day(HappeningKind.DEATH, root, died, title, about=(name,))


def _ties(ask: TimelineAsk, ties: Sequence[FamilyTie], people: _People) -> Iterator[Happening]:
    """Who came, who left, and who is something else now. A child's first day is its birth."""
    by = _entered_by(FamilyTie, ties)
    starts = {(people.roots[tie.person_id], tie.starts_on) for tie in ties}
    ends = {(people.roots[tie.person_id], tie.ends_on) for tie in ties}
    for tie in ties:
        root = people.roots[tie.person_id]
        name, role = ask.names[root], in_words("role", tie.role)
        born = people.said(root, "date_of_birth")
        if tie.starts_on is not None and tie.starts_on != born:
            came = (root, tie.starts_on) not in ends
            title = _("%(name)s joined the family") if came else _("%(name)s has a new role")
            yield _day(
                *(HappeningKind.TIE, tie.pk, tie.starts_on, title % {"name": name}),
                text=role,
                about=(name,),
                by=by.get(tie.pk, ""),
            )
        if tie.ends_on is not None and (root, tie.ends_on) not in starts:
            title = _("%(name)s left the family") % {"name": name}
            key = f"{tie.pk}:end"
            yield _day(HappeningKind.TIE, key, tie.ends_on, title, text=role, about=(name,))


def _moves(ask: TimelineAsk) -> Iterator[Happening]:
    """Who moved, together to one address on one day.

    An address that goes on as a second home, or as the main one again, is no move.
    """
    rows_here = list(Address.objects.filter(family__in=ask.families).order_by("pk"))
    left = {(row.person_id, row.ends_on, _lines(row)) for row in rows_here}
    moved = [
        row
        for row in rows_here
        if row.starts_on and (row.person_id, row.starts_on, _lines(row)) not in left
    ]
    by = _entered_by(Address, moved)
    groups: dict[tuple[Any, ...], list[Address]] = defaultdict(list)
    for row in moved:
        groups[row.starts_on, _lines(row)].append(row)
    for (day, lines), rows in groups.items():
        names = ask.called(row.person_id for row in rows)
        if names:
            yield _day(
                *(HappeningKind.MOVE, rows[0].pk, day, _("Moved")),
                text=", ".join(line for line in lines if line),
                about=names,
                by=by.get(rows[0].pk, ""),
            )


def _lines(row: Address) -> tuple[str, ...]:
    return row.line_1, row.line_2, row.town, row.postcode_as_written


def _registrations(ask: TimelineAsk) -> Iterator[Happening]:
    rows = list(Registration.objects.filter(family__in=ask.families).order_by("pk"))
    by = _entered_by(Registration, rows)
    came: dict[dt.date, list[Registration]] = defaultdict(list)
    left: dict[dt.date, list[Registration]] = defaultdict(list)
    for row in rows:
        came[row.registered_on].append(row)
        if row.left_on is not None:
            left[row.left_on].append(row)
    for days, title, end in ((came, _("Registered"), ""), (left, _("Registration ended"), ":end")):
        for day, own in days.items():
            yield _day(
                *(HappeningKind.REGISTERED, f"{own[0].pk}{end}", day, title),
                about=ask.called(row.person_id for row in own),
                by="" if end else by.get(own[0].pk, ""),
            )


def _contacts(ask: TimelineAsk) -> Iterator[Happening]:
    """Contacts with whom they were; what was noted for those who read notes, and the worker."""
    own = Contact.objects.filter(family__in=ask.families).order_by("-happened_at", "-pk")
    rows = list(own[: ask.newest])
    by, met = _entered_by(Contact, rows), met_at(rows)
    reads = reads_contacts_of(ask.user, ask.families)
    for row in rows:
        words = in_words("contact_kind", row.kind)
        may_read = reads or row.worker == ask.user.public_id
        said = [_("face to face") if row.face_to_face else "", row.note if may_read else ""]
        if may_read and row.next_step:
            said.append(_("Next: %(step)s") % {"step": row.next_step})
        yield Happening(
            key=f"contact:{row.pk}",
            kind=HappeningKind.CONTACT,
            at=row.happened_at,
            title=words[:1].upper() + words[1:],
            text=" · ".join(one for one in said if one),
            about=ask.called(one.person_id for one in met.get(row.pk, ())),
            by=row.worker_name or by.get(row.pk, ""),
        )


def _notes(ask: TimelineAsk) -> Iterator[Happening]:
    """Notes, for those who may read them."""
    own = Note.objects.filter(family__in=ask.families).visible_to(ask.user)
    for row in own.order_by("-written_at", "-pk")[: ask.newest]:
        yield Happening(
            key=f"note:{row.pk}",
            kind=HappeningKind.NOTE,
            at=row.written_at,
            title=_("Correction of a note") if row.corrects_id else _("Note"),
            text=row.text,
            about=ask.called([row.person_id] if row.person_id else []),
            by=row.written_by_name,
        )


def _warnings(ask: TimelineAsk) -> Iterator[Happening]:
    """Warnings, for those who may read them, and their ends."""
    own = WarningNote.objects.filter(family__in=ask.families).visible_to(ask.user)
    for row in own.order_by("-written_at", "-pk")[: ask.newest]:
        about = ask.called([row.person_id] if row.person_id else [])
        yield Happening(
            key=f"warning:{row.pk}",
            kind=HappeningKind.WARNING,
            at=row.written_at,
            title=_("Warning"),
            text=row.text,
            about=about,
            by=row.written_by_name,
        )
        if row.ended_at is not None:
            yield Happening(
                key=f"warning:{row.pk}:end",
                kind=HappeningKind.WARNING,
                at=row.ended_at,
                title=_("Warning taken away"),
                text=row.ended_why,
                about=about,
            )


def _merges(ask: TimelineAsk) -> Iterator[Happening]:
    """Records that were joined, or parted again: of the family, and of its people by themselves.

    Why people were joined is not told: it may speak of a child's other home.
    """
    asked = Q(kept_family__in=ask.families) | Q(merged_family__in=ask.families)
    people = Q(kept_person__in=ask.names) | Q(merged_person__in=ask.names)
    for row in Merge.objects.filter(asked | (people & Q(whole=None))).order_by("pk"):
        about = ask.called(pk for pk in (row.kept_person_id,) if pk)
        yield Happening(
            key=f"merge:{row.pk}",
            kind=HappeningKind.MERGE,
            at=row.merged_at,
            title=_("Two records joined"),
            text=row.reason if row.kept_family_id else "",
            about=about,
            by=row.merged_by_name,
        )
        if row.undone_at is not None:
            yield Happening(
                key=f"merge:{row.pk}:end",
                kind=HappeningKind.MERGE,
                at=row.undone_at,
                title=_("Records parted again"),
                text=row.undone_why if row.kept_family_id else "",
                about=about,
                by=row.undone_by_name,
            )


def _day(
    kind: HappeningKind,
    key: object,
    at: dt.date,
    title: str,
    *,
    text: str = "",
    about: tuple[str, ...] = (),
    by: str = "",
) -> Happening:
    return Happening(
        key=f"{kind}:{key}", kind=kind, at=at, title=title, text=text, about=about, by=by
    )


def _entered_by(model: type[models.Model], rows: Iterable[models.Model]) -> Mapping[int, str]:
    """Who made rows, by their ids, as history has it. One query."""
    events = model._meta.get_field("events").related_model
    made = events._base_manager.filter(  # type: ignore[union-attr]  # pghistory's own
        pgh_obj__in=[row.pk for row in rows], pgh_label="insert"
    )
    names = made.values_list("pgh_obj_id", "pgh_context__metadata__actor_name")
    return {pk: name for pk, name in names if name}

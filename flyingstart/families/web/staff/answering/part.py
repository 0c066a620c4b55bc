"""On a family's page: who answers for its children, orders, what keeps them well, whom to ring.

Two homes are kept apart: of who belongs to another family only, this page says no name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import formats
from flyingstart.families.enums import Answerable, CareKind, CodeKind, OrderKind
from flyingstart.families.models import (
    CareNeed,
    Collector,
    Consent,
    CourtOrder,
    EmergencyContact,
    Person,
    Responsibility,
)
from flyingstart.families.queries.codes import code_labels
from flyingstart.families.queries.door import in_force_on
from flyingstart.families.queries.merged import person_records
from flyingstart.families.web.staff.answering.placed import placed_lines
from flyingstart.families.web.staff.family.reading import FamilyRead, is_child


@dataclass(frozen=True, kw_only=True)
class Told:
    """A line; `href` "" when the reader cannot end it. `is_grave`: nobody may miss it.

    `does`: what the link does, where it does not end the line; `urgent` comes before `about`.
    """

    title: str
    about: str
    href: str = ""
    does: str = ""
    urgent: str = ""
    is_grave: bool = False


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A heading, its lines, and pages to add to it as (words, address)."""

    key: str
    title: str
    lines: Sequence[Told]
    empty: str
    adds: Sequence[tuple[str, str]]


def answering_part(read: FamilyRead, *, sees_reasons: bool) -> list[Panel]:
    """The panels of a family: so many queries, however large it is."""
    return _Part(read, sees_reasons).panels()


class _Part:
    def __init__(self, read: FamilyRead, sees_reasons: bool) -> None:
        self._read, self._sees = read, sees_reasons
        self._records = person_records([m.person.pk for m in read.members])
        self._names: Mapping[int, str] = {
            pk: member.name for member in read.members for pk in self._records[member.person.pk]
        }
        self._children = [member for member in read.members if is_child(member)]
        self._of_children = [pk for m in self._children for pk in self._records[m.person.pk]]
        self._now = in_force_on(read.today)

    def panels(self) -> list[Panel]:
        """Those that have something to say of this family."""
        found = [self._keeping_well(), self._emergency(), self._consents()]
        if not self._children:
            return found
        return [*self._placements(), self._answers(), self._orders(), *found]

    def _placements(self) -> list[Panel]:
        """Where there is something to say, or the reader may say it."""
        lines = [
            Told(
                title=line.title,
                urgent=line.urgent,
                about=_dotted(*line.about),
                href=self._page("placement", line.placement.public_id)
                if self._sees and line.is_open
                else "",
                does=_("Open"),
                is_grave=line.is_grave,
            )
            for line in placed_lines(
                self._read.placements,
                self._names,
                self._read.whole.records,
                self._read.today,
                sees_reasons=self._sees,
            )
        ]
        if not lines and not self._sees:
            return []
        adds = (
            self._each(_("Record that %(name)s lives with a carer"), "placement-new")
            if self._sees
            else []
        )
        panel = Panel(
            key="placements",
            title=_("Living with a carer"),
            lines=lines,
            empty=_("No child of this family lives with a carer outside it."),
            adds=adds,
        )
        return [panel]

    def _answers(self) -> Panel:
        rows = Responsibility.objects.filter(
            self._now, child__in=self._of_children, adult__in=self._names
        ).order_by("child", "pk")
        return Panel(
            key="answers",
            title=_("Who answers for the children"),
            lines=[
                Told(
                    title=_("%(adult)s for %(child)s: %(answer)s")
                    % {
                        "adult": self._names[row.adult_id],
                        "child": self._names[row.child_id],
                        "answer": Answerable(row.answer).label,
                    },
                    about=_dotted(row.evidence, _seen(row.seen_on)),
                    href=self._page("responsibility-end", row.public_id),
                )
                for row in rows
            ],
            empty=_("Not known. That stops nothing at a session."),
            adds=self._each(_("Parental responsibility for %(name)s"), "responsibility"),
        )

    def _orders(self) -> Panel:
        orders = CourtOrder.objects.filter(self._now, child__in=self._of_children)
        collectors = Collector.objects.filter(self._now, child__in=self._of_children)
        return Panel(
            key="orders",
            title=_("Orders and collecting"),
            lines=[
                *(self._order(row) for row in orders.select_related("restrained").order_by("pk")),
                *(self._collector(row) for row in collectors.order_by("pk")),
            ],
            empty=_("Nobody is named besides the family, and no order is known."),
            adds=[
                *self._each(_("Who may collect %(name)s"), "collector-new"),
                *self._each(_("Record an order about %(name)s"), "order-new"),
            ],
        )

    def _order(self, row: CourtOrder) -> Told:
        """What everybody reads; of what kind, who and why is for those who see limited warnings."""
        about = ""
        if self._sees:
            about = _dotted(
                OrderKind(row.kind).label,
                self._named(row.restrained) or row.restrained_name,
                row.about,
                _seen(row.seen_on),
            )
        return Told(
            title=_("Do not hand over: call the lead. %(name)s")
            % {"name": self._names[row.child_id]},
            about=about,
            href=self._page("order-end", row.public_id) if self._sees else "",
            is_grave=True,
        )

    def _collector(self, row: Collector) -> Told:
        who = (
            self._names.get(row.person_id) or _("Somebody of another home")
            if row.person_id
            else row.name
        )
        return Told(
            title=_("%(who)s may collect %(child)s")
            % {"who": who, "child": self._names[row.child_id]},
            about=_dotted(row.relationship, row.phone),
            href=self._page("collector-end", row.public_id),
        )

    def _keeping_well(self) -> Panel:
        rows = CareNeed.objects.filter(self._now, person__in=self._names).order_by("kind", "pk")
        return Panel(
            key="well",
            title=_("Keeping well"),
            lines=[
                Told(
                    title=f"{self._names[row.person_id]}: {row.text}",
                    about=_dotted(
                        CareKind(row.kind).label,
                        row.what_to_do,
                        _("shown at the door") if row.at_the_door else "",
                    ),
                    href=self._page("care-end", row.public_id),
                    is_grave=row.kind == CareKind.ALLERGY,
                )
                for row in rows
            ],
            empty=_("No allergy, medicine or access need is known."),
            adds=[
                (
                    _("Allergy, medicine or need of %(name)s") % {"name": member.name},
                    self._page("care-new", member.person.public_id),
                )
                for member in self._read.members
            ],
        )

    def _emergency(self) -> Panel:
        rows = EmergencyContact.objects.filter(
            family__in=self._read.whole.records, ended_at=None
        ).order_by("position", "pk")
        return Panel(
            key="emergency",
            title=_("Emergency contacts"),
            lines=[
                Told(
                    title=f"{row.name}, {row.phone}",
                    about=row.relationship,
                    href=self._page("emergency-end", row.public_id),
                )
                for row in rows
            ],
            empty=_("Nobody is named yet."),
            adds=[(_("Add an emergency contact"), self._page("emergency-new"))],
        )

    def _consents(self) -> Panel:
        rows = Consent.objects.filter(self._now, person__in=self._names).order_by("code", "pk")
        labels = code_labels(CodeKind.CONSENT)
        said = {True: _("yes"), False: _("no")}
        return Panel(
            key="permissions",
            title=_("Permissions"),
            lines=[
                Told(
                    title=_("%(name)s, %(what)s: %(answer)s")
                    % {
                        "name": self._names[row.person_id],
                        "what": labels.get(row.code, row.code),
                        "answer": said[row.given],
                    },
                    about=_dotted(
                        self._names.get(row.said_by_id or 0, ""),
                        _("since %(day)s") % {"day": formats.date(row.starts_on)}
                        if row.starts_on
                        else "",
                    ),
                    href=self._page("consent-end", row.public_id),
                )
                for row in rows
            ],
            empty=_("Nothing was asked: take no photo."),
            adds=[
                (
                    _("Permission for %(name)s") % {"name": member.name},
                    self._page("consent-new", member.person.public_id),
                )
                for member in self._read.members
            ],
        )

    def _named(self, person: Person | None) -> str:
        if person is None:
            return ""
        return self._names.get(person.pk) or _("Somebody of another home")

    def _each(self, words: str, page: str) -> list[tuple[str, str]]:
        return [
            (words % {"name": child.name}, self._page(page, child.person.public_id))
            for child in self._children
        ]

    def _page(self, name: str, *ids: object) -> str:
        return reverse(name, args=[self._read.family.public_id, *ids])


def _seen(day: dt.date | None) -> str:
    return _("seen on %(day)s") % {"day": formats.date(day)} if day else ""


def _dotted(*words: object) -> str:
    said: Iterable[str] = (str(word) for word in words if word)
    return " · ".join(said)

"""Everything that a family page shows, read in so many queries however large the family is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flyingstart.accounts.api import User
from flyingstart.families.enums import NoAnswer, Role
from flyingstart.families.models import (
    ExpectedBirth,
    Family,
    Need,
    Note,
    NoticeShown,
    Placement,
)
from flyingstart.families.queries.merged import person_records
from flyingstart.families.queries.notices import current_version, last_shown
from flyingstart.families.queries.placements import placements_of
from flyingstart.families.queries.reachable import Reachable, reachable
from flyingstart.families.queries.whole import WholeFamily, WholeMember, whole_family
from flyingstart.families.rules.days import holds

OPEN = {"", NoAnswer.UNKNOWN.value, NoAnswer.NOT_ASKED.value}
"""Answers that say that there is none yet."""


@dataclass(frozen=True, kw_only=True)
class FamilyRead:
    """A family as a user may see it, with what its page links to by public id."""

    whole: WholeFamily
    members: Sequence[WholeMember]
    notes: Sequence[Note]
    need_ids: Mapping[int, uuid.UUID]
    birth_ids: Mapping[int, uuid.UUID]
    reachable: Mapping[int, Reachable]
    notice_version: str
    notices: Mapping[int, NoticeShown]
    placements: Sequence[Placement]
    placed_elsewhere: Collection[int]
    """Children who live with a carer of another family today."""
    today: dt.date

    @property
    def family(self) -> Family:
        """The record that stays."""
        return self.whole.family


def read_family(family: Family, user: User, today: dt.date) -> FamilyRead:
    """Everything about a family as far as a user may see it; adults first, then children by age."""
    whole = whole_family(family, user=user, on=today)
    notes = Note.objects.visible_to(user).filter(family__in=whole.records, corrected_by=None)
    needs = [need.id for member in whole.present for need in member.needs]
    births = [b.id for member in whole.present for b in member.expected if b.id is not None]
    records = person_records([member.person.pk for member in whole.present])
    children = {
        pk: m.person.pk for m in whole.present if is_child(m) for pk in records[m.person.pk]
    }
    placements = placements_of(children)
    return FamilyRead(
        whole=whole,
        placements=placements,
        placed_elsewhere={
            children[row.child_id]
            for row in placements
            if holds(row, today) and row.carers_id not in whole.records
        },
        notice_version=current_version(),
        notices=last_shown(records),
        reachable=reachable([member.person.pk for member in whole.present], today),
        members=sorted(whole.present, key=_order),
        notes=list(notes.select_related("person").order_by("-written_at", "-pk")),
        need_ids=dict(Need.objects.filter(pk__in=needs).values_list("pk", "public_id")),
        birth_ids=dict(ExpectedBirth.objects.filter(pk__in=births).values_list("pk", "public_id")),
        today=today,
    )


def is_child(member: WholeMember) -> bool:
    """Whether somebody is a child of the family."""
    return member.role == Role.CHILD


def born(member: WholeMember) -> dt.date | None:
    """The birth date, as the records say together."""
    return member.answers.date_of_birth if member.answers else None


def _order(member: WholeMember) -> tuple[bool, dt.date, int]:
    return (
        is_child(member),
        (born(member) or dt.date.max) if is_child(member) else dt.date.min,
        member.person.pk,
    )

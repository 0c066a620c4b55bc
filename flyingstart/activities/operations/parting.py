"""Marks made since two records were joined, when the merge is taken back."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Mark
from flyingstart.design.api import formats
from flyingstart.families.api import CannotGoError, Parting, Side, SinceEntry


def marks_since(parting: Parting) -> Iterator[SinceEntry]:
    """An entry for each mark of either record that was made since the merge."""
    asked = Q(person__in=parting.people) | Q(family__in=parting.families)
    marks = Mark.objects.filter(asked, created_at__gt=parting.since).select_related(
        "person", "session__activity", "session__site"
    )
    for mark in marks.order_by("pk"):
        stand = parting.stands(person=mark.person_id, family=mark.family_id)
        if stand is not None and mark.created_at > stand.since:
            yield _entry(mark, stand.side, parting)


def _entry(mark: Mark, side: Side, parting: Parting) -> SinceEntry:
    def move(to: Side) -> None:
        person, family = parting.person(mark.person_id, to), parting.family(mark.family_id, to)
        others = Mark.objects.filter(session=mark.session_id, person=person).exclude(pk=mark.pk)
        if others.exists():
            raise CannotGoError("The other record has a place in this session already.")
        Mark.objects.filter(pk=mark.pk).update(person=person, family=family)

    words = [mark.session.activity.name, str(mark.session.site.name)]
    if mark.status != MarkStatus.ATTENDED:
        words.append(str(MarkStatus(mark.status).label))
    return SinceEntry(
        key=f"mark:{mark.pk}",
        what=_("attendance"),
        text=", ".join([*words, formats.date(mark.session.starts_at)]),
        about=str(mark.person),
        entered_at=mark.created_at,
        stands_with=side,
        move=move,
    )

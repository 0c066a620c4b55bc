"""Marks, codes and things given since two records were joined, when the merge is taken back."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import FamilyCode, GivenOut, Mark, RegisterEntry
from flyingstart.activities.rules.codes import spaced
from flyingstart.design.api import formats
from flyingstart.families.api import CannotGoError, Parting, Side, SinceEntry


def marks_since(parting: Parting) -> Iterator[SinceEntry]:
    """An entry for each mark of either record that was made since the merge and still holds."""
    asked = Q(person__in=parting.people) | Q(family__in=parting.families)
    marks = Mark.objects.filter(asked, created_at__gt=parting.since).exclude(
        status=MarkStatus.TAKEN_BACK
    )
    marks = marks.select_related("person", "session__activity", "session__site")
    for mark in marks.order_by("pk"):
        stand = parting.stands(person=mark.person_id, family=mark.family_id)
        if stand is not None and mark.created_at > stand.since:
            yield _entry(mark, stand.side, parting)


def codes_since(parting: Parting) -> Iterator[SinceEntry]:
    """An entry for each code that was given to either family since the merge."""
    codes = FamilyCode.objects.filter(
        family__in=parting.families, created_at__gt=parting.since, ended_at=None
    )
    for code in codes.order_by("pk"):
        stand = parting.stands(family=code.family_id)
        if stand is not None and code.created_at > stand.since:
            yield _code_entry(code, stand.side, parting)


def given_since(parting: Parting) -> Iterator[SinceEntry]:
    """An entry for whatever either family was given since the merge."""
    given = GivenOut.objects.filter(
        family__in=parting.families, created_at__gt=parting.since
    ).select_related("item")
    for one in given.order_by("pk"):
        stand = parting.stands(family=one.family_id)
        if stand is not None and one.created_at > stand.since:
            yield _given_entry(one, stand.side, parting)


def _given_entry(given: GivenOut, side: Side, parting: Parting) -> SinceEntry:
    def move(to: Side) -> None:
        GivenOut.objects.filter(pk=given.pk).update(family=parting.family(given.family_id, to))

    return SinceEntry(
        key=f"given:{given.pk}",
        what=_("something given"),
        text=f"{given.item.name}, {formats.date(given.day)}",
        entered_at=given.created_at,
        stands_with=side,
        move=move,
    )


def _code_entry(code: FamilyCode, side: Side, parting: Parting) -> SinceEntry:
    def move(to: Side) -> None:
        family = parting.family(code.family_id, to)
        others = FamilyCode.objects.filter(family=family, ended_at=None).exclude(pk=code.pk)
        if others.exists():
            raise CannotGoError("The other family has a code of its own already.")
        FamilyCode.objects.filter(pk=code.pk).update(family=family)

    return SinceEntry(
        key=f"code:{code.pk}",
        what=_("family code"),
        text=spaced(code.code),
        entered_at=code.created_at,
        stands_with=side,
        move=move,
    )


def _entry(mark: Mark, side: Side, parting: Parting) -> SinceEntry:
    def move(to: Side) -> None:
        person, family = parting.person(mark.person_id, to), parting.family(mark.family_id, to)
        others = Mark.objects.filter(session=mark.session_id, person=person).exclude(pk=mark.pk)
        # A slip is in nobody's way; history and journal keep it.
        others.filter(status=MarkStatus.TAKEN_BACK).delete()
        if others.exists():
            raise CannotGoError("The other record has a place in this session already.")
        Mark.objects.filter(pk=mark.pk).update(person=person, family=family)
        said = RegisterEntry.objects.filter(session=mark.session_id, person=mark.person_id)
        said.update(person=person, family=family)

    where = [mark.session.activity.name, str(mark.session.site.name)]
    words = [formats.date(mark.session.starts_at)]
    if mark.status != MarkStatus.ATTENDED:
        words.insert(0, str(MarkStatus(mark.status).label))
    return SinceEntry(
        key=f"mark:{mark.pk}",
        what=_("attendance"),
        text=", ".join([*where, *words]),
        about=str(mark.person),
        entered_at=mark.created_at,
        stands_with=side,
        move=move,
        where_of=frozenset({mark.person_id}),
        masked=", ".join(words),
    )

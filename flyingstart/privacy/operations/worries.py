"""What of worries goes into a pack: asked of those who read them, and answered by them alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from flyingstart.daybook.api import Concern, ConcernKind, add_step, readers_of
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.privacy.clocks import months_after
from flyingstart.privacy.enums import Decision, HeldFor, Wanted
from flyingstart.privacy.errors import StateError, UndecidedError
from flyingstart.privacy.models import PackRow, SubjectRequest, WorryQuestion
from flyingstart.privacy.operations.asking import hold, said
from flyingstart.privacy.queries.old import WORRIES
from flyingstart.privacy.queries.worries import worries_about

RECORDS = {kind: name for name, kind in WORRIES.items()}
"""In which record the worries of a kind are."""
GROWN_UP = 18 * 12


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What is decided about one worry: `words` are handed over in its place, or none; and why."""

    concern: Concern
    decision: Decision
    words: str = ""
    why: str = ""


def ask_about_worries(request: SubjectRequest, by: Actor, at: dt.datetime) -> None:
    """Ask those who read worries, of each pack alike: whether there are any, is not said by that.

    Of worries about adults who work with children nobody is asked for who is a child today.
    """
    kinds = set(ConcernKind) - {question.kind for question in request.worry_questions.all()}
    if kinds and _is_child(request.person, clock.london_day(at)):
        kinds.discard(ConcernKind.ADULT)
    for kind in sorted(kinds):
        WorryQuestion.objects.create(request=request, kind=kind, asked_at=at, asked_by_name=by.name)


def _is_child(person: Person, today: dt.date) -> bool:
    born = person.date_of_birth
    return born is not None and months_after(born, GROWN_UP) > today


def unanswered(request: SubjectRequest) -> bool:
    """Whether a question about worries is open, or was never asked."""
    answers = list(request.worry_questions.values_list("answered_at", flat=True))
    return not answers or None in answers


@operation
def answer_worries(
    *, question: WorryQuestion, passages: Sequence[Passage], by: Actor, at: dt.datetime
) -> None:
    """Say what of each worry goes into the pack. Said again before the release, it replaces that.

    What was decided, and why, stands beside each worry; only what goes out reaches the pack. Raises
    `StateError` for anybody who does not read such worries, and once the pack is released;
    `UndecidedError` when a worry lacks a decision, `MissingError`.
    """
    held = hold(question.request)
    if held.wants != Wanted.ACCESS or held.released_at is not None:
        raise StateError(_("The pack is released: nothing in it can be changed."))
    kind = ConcernKind(question.kind)
    readers = readers_of(kind, clock.london_day(at)).values_list("public_id", flat=True)
    if by.id not in readers:
        raise StateError(_("Only those who read these worries answer."))
    if {one.pk for one in worries_about(question)} != {one.concern.pk for one in passages}:
        raise UndecidedError(_("A worry has been raised meanwhile. Look at them all again."))
    kept = WorryQuestion.objects.select_for_update().get(pk=question.pk)
    held.rows.filter(record=RECORDS[kind]).delete()
    for passage in passages:
        words = _decided(passage)
        add_step(concern=passage.concern, words=words, by=by, at=at)
        if passage.decision == Decision.RELEASE:
            _put_in(held, passage, by, at)
    kept.answered_at, kept.answered_by_name = at, by.name
    kept.save()


def _decided(passage: Passage) -> str:
    """What stands beside a worry of a decision. Raises `MissingError`."""
    if passage.decision == Decision.WITHHOLD:
        why = said(passage.why, _("Write why it is kept back"))
        return _("Kept out of a copy that somebody asked for: %(why)s") % {"why": why}
    words = said(passage.words, _("Write what is handed over of it"))
    return _("Handed over in a copy that somebody asked for: %(words)s") % {"words": words}


def _put_in(request: SubjectRequest, passage: Passage, by: Actor, at: dt.datetime) -> None:
    last = request.rows.aggregate(last=Max("number"))["last"] or 0
    concern = passage.concern
    PackRow.objects.create(
        request=request,
        number=last + 1,
        record=RECORDS[ConcernKind(concern.kind)],
        values={
            "raised_at": concern.raised_at.isoformat(),
            "kind": concern.kind,
            "words": passage.words.strip(),
        },
        looked_at=False,
        held_back=True,
        held_for=[HeldFor.INSIDE],
        decision=Decision.RELEASE,
        decided_by_name=by.name,
        decided_at=at,
    )


def answered_rows(request: SubjectRequest) -> list[PackRow]:
    """The rows that were put in by an answer."""
    if all(question.answered_at is None for question in request.worry_questions.all()):
        return []
    return list(request.rows.filter(record__in=RECORDS.values()).order_by("number"))


def put_back(rows: Sequence[PackRow], after: int) -> None:
    """Put rows of an answer back behind those that were gathered anew."""
    for number, row in enumerate(rows, start=after + 1):
        row.number = number
    PackRow.objects.bulk_create(rows)

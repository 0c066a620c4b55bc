"""A request as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.daybook.api import ConcernKind
from flyingstart.design.api import AnswerRow, formats
from flyingstart.privacy.enums import AskerIs, Wanted
from flyingstart.privacy.models import SubjectRequest, WorryQuestion
from flyingstart.privacy.operations.worries import unanswered
from flyingstart.privacy.rules.packing import waits
from flyingstart.privacy.web.base import Step, paragraph


def facts(asked: SubjectRequest) -> Iterator[AnswerRow]:
    """What is known of a request."""
    lines = [asked.asker_name, str(asked.get_asker_is_display())]
    if asked.asker:
        lines.append(_("On record as %(name)s") % {"name": asked.asker})
    yield AnswerRow(key=_("Who asks"), value=lines)
    yield AnswerRow(key=_("Came on"), value=formats.date(asked.asked_on))
    yield AnswerRow(key=_("In their words"), value=paragraph(asked.words))
    yield AnswerRow(key=_("Answer goes to"), value=paragraph(asked.reach))
    seen = f"{asked.identity}, {_day(asked.identity_on)}" if asked.identity_on else _("not yet")
    yield AnswerRow(key=_("How we know who they are"), value=seen)
    if asked.asker_is != AskerIs.SELF:
        decided = {True: _("yes"), False: _("no"), None: _("not decided")}[asked.acts]
        lines = [decided, asked.evidence, asked.acts_why, asked.acts_by_name]
        yield AnswerRow(key=_("They act for this person"), value=[line for line in lines if line])
    for one_pause in asked.pauses.all():
        span = f"{_day(one_pause.starts_on)} – {_day(one_pause.ends_on)}"
        waited = _("Clock stood still for %(what)s") % {"what": one_pause.get_waits_for_display()}
        yield AnswerRow(key=waited, value=span)
    if asked.extended_on:
        yield AnswerRow(key=_("Extended"), value=[_day(asked.extended_on), asked.extended_why])
    if asked.gathered_at:
        yield AnswerRow(key=_("Gathered"), value=formats.moment(asked.gathered_at))
    for question in asked.worry_questions.all():
        yield AnswerRow(key=_worries(question.kind), value=_answered(question))
    if asked.released_at:
        released = [formats.moment(asked.released_at), asked.released_by_name]
        yield AnswerRow(key=_("Released"), value=released)
    if asked.closed_at:
        closed = [formats.moment(asked.closed_at), asked.closed_why]
        yield AnswerRow(key=_("Closed"), value=closed)


def steps(asked: SubjectRequest) -> Iterator[Step]:
    """What can be done, the next step first."""
    if asked.closed_at is not None:
        return
    if asked.identity_on is None:
        yield _step(asked, _("See who they are"), "privacy-identity")
    if asked.asker_is != AskerIs.SELF and asked.released_at is None:
        yield _step(asked, _("Decide whether they act for this person"), "privacy-acting")
    yield from _copying(asked) if asked.wants == Wanted.ACCESS else _righting(asked)
    if asked.released_at is None:
        still = any(pause.ends_on is None for pause in asked.pauses.all())
        words = _("Start the clock again") if still else _("Stop the clock")
        yield _step(asked, words, "privacy-pause")
        if asked.extended_on is None:
            yield _step(asked, _("Take two months more"), "privacy-extend")
    yield _step(asked, _("Close the request"), "privacy-close")


def _copying(asked: SubjectRequest) -> Iterator[Step]:
    if asked.released_at is not None:
        yield _step(asked, _("Hand the pack over"), "privacy-pack")
    elif asked.gathered_at is None:
        yield _step(asked, _("Gather what is held"), "privacy-gather")
    else:
        steps = [
            _step(asked, _("Look through the rows"), "privacy-rows"),
            _step(asked, _("Release the pack"), "privacy-release"),
        ]
        is_ready = not unanswered(asked) and not any(map(waits, asked.rows.all()))
        yield from reversed(steps) if is_ready else steps
        yield _step(asked, _("Gather anew"), "privacy-gather")


def _righting(asked: SubjectRequest) -> Iterator[Step]:
    tie = asked.person.ties.select_related("family").order_by("-pk").first()
    if tie is not None:
        href = reverse("family", args=[tie.family.public_id])
        yield Step(words=_("Open the family, and put it right there"), href=href)


def _step(asked: SubjectRequest, words: str, page: str) -> Step:
    return Step(words=words, href=reverse(page, args=[asked.public_id]))


def notes(asked: SubjectRequest) -> Iterator[str]:
    """How many rows are held, and wait."""
    if asked.gathered_at and asked.released_at is None and asked.closed_at is None:
        rows = list(asked.rows.all())
        waiting = sum(waits(row) for row in rows)
        yield _("%(count)d rows are held; %(waiting)d wait for a decision.") % {
            "count": len(rows),
            "waiting": waiting,
        }
        if unanswered(asked):
            yield _("Those who read worries have not answered yet. The pack waits for them.")


def _worries(kind: str) -> str:
    return {
        ConcernKind.CHILD: _("Worries about them as a child"),
        ConcernKind.ADULT: _("Worries about them at work with children"),
    }[ConcernKind(kind)]


def _answered(question: WorryQuestion) -> Sequence[str]:
    """Asked, answered, by whom; never whether there was anything."""
    asked = _("Those who read them were asked %(moment)s") % {
        "moment": formats.moment(question.asked_at)
    }
    if question.answered_at is None:
        return [asked, _("Not answered yet")]
    answered = _("Answered %(moment)s by %(name)s") % {
        "moment": formats.moment(question.answered_at),
        "name": question.answered_by_name,
    }
    return [asked, answered]


def _day(day: dt.date | None) -> str:
    return formats.date(day) if day else _("still")

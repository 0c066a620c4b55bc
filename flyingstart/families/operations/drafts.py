"""Joining online, saved half-way: a draft that is begun, answered page by page, and sent or gone.

Who holds the secret of the link holds the draft. Each page's answer is written by itself, so that
two open pages do not undo each other; a page that was overtaken is told, and nothing is lost.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flyingstart.families.enums import CodeKind
from flyingstart.families.errors import AnswersChangedError, AnswersMissingError
from flyingstart.families.models import Code, Draft, Family, FamilyTie
from flyingstart.families.operations.joining import needs_said, registration_form
from flyingstart.families.operations.members import register_family
from flyingstart.families.operations.needs import record_need
from flyingstart.families.queries.drafts import find_draft
from flyingstart.families.rules.joining import Answers, Kept, Path, Step, mark
from flyingstart.families.sealing import new_secret, sealed, token_hash, unsealed
from flyingstart.kernel.api import Actor, clock, operation

KEPT_FOR = dt.timedelta(days=14)
SAID_BY = "the family, online"
"""The source of a need that a parent names."""


@operation
def begin_draft(
    *, language: str, notice_version: str, notice_language: str = "", by: Actor, at: dt.datetime
) -> str:
    """Begin a registration by somebody who was shown a privacy notice: the secret of the link.

    `notice_language`: in which language it was; "": in that of the pages.
    """
    secret = new_secret()
    Draft.objects.create(
        token_hash=token_hash(secret),
        answers=sealed({}, secret),
        language=language,
        notice_version=notice_version,
        notice_language=notice_language or language,
        notice_shown_at=at,
        expires_at=at + KEPT_FOR,
    )
    return secret


@operation
def note_notice_again(
    *, secret: str, version: str, language: str, by: Actor, at: dt.datetime
) -> None:
    """Another notice came into force since, and was shown. Raises `DraftGoneError`."""
    del by  # nobody who is known
    draft = find_draft(secret, at, hold=True)
    if draft.sent_at is None and draft.notice_version != version:
        draft.notice_version, draft.notice_language = version, language
        draft.notice_shown_at = at
        draft.save(update_fields=["notice_version", "notice_language", "notice_shown_at"])


@operation
def save_answer(
    *, secret: str, key: str, kept: Kept | None, seen: str, by: Actor, at: dt.datetime
) -> Answers:
    """Keep one page's answer, or (None) take it away; all the answers there are now.

    `seen` is the mark of what the page showed. Raises `DraftGoneError`, and `AnswersChangedError`
    when something else is kept there by now; the same answer again is no change.
    """
    draft = find_draft(secret, at, hold=True)
    if draft.sent_at is not None:
        raise AnswersChangedError("These answers have been sent.")
    answers = unsealed(draft.answers, secret)
    held = answers.get(key)
    if mark(held) == mark(kept):
        return answers
    if mark(held) != seen:
        raise AnswersChangedError("This was answered on another page in the meantime.")
    if kept is None:
        del answers[key]
    else:
        answers[key] = kept
    draft.answers = sealed(answers, secret)
    draft.save(update_fields=["answers"])
    return answers


@operation
def send_draft(*, secret: str, version: int, by: Actor, at: dt.datetime) -> Family:
    """Register the family and forget the answers; sent again, it is the same family.

    `version` is that of the answers that were shown. Raises `DraftGoneError`, `AnswersChangedError`
    when they are others by now, `AnswersMissingError`, and what `register_family` raises.
    """
    draft = find_draft(secret, at, hold=True)
    if draft.family is not None:
        return draft.family
    if draft.version != version:
        raise AnswersChangedError("The answers were changed on another page in the meantime.")
    answers = unsealed(draft.answers, secret)
    codes = set(Code.objects.filter(kind=CodeKind.NEED, parents_say=True).values_list("code"))
    if Path(answers=answers, asks_support=bool(codes)).first_open() is not Step.CHECK:
        raise AnswersMissingError("A question is not answered yet.")
    form = replace(
        registration_form(answers, submission=draft.public_id, notice_version=draft.notice_version),
        notice_language=draft.notice_language or draft.language,
        notice_shown_on=clock.london_day(draft.notice_shown_at or at),
    )
    family = register_family(form=form, by=by, at=at)
    _record_needs(family, answers, {code for (code,) in codes}, by, at)
    draft.answers, draft.family, draft.sent_at = {}, family, at
    draft.save(update_fields=["answers", "family", "sent_at"])
    return family


@operation
def purge_drafts(*, by: Actor, at: dt.datetime) -> int:
    """Delete the drafts that have run out, sent or not: how many there were."""
    _, deleted = Draft.objects.filter(expires_at__lte=at).delete()
    return deleted.get(Draft._meta.label, 0)


def _record_needs(
    family: Family, answers: Answers, codes: set[str], by: Actor, at: dt.datetime
) -> None:
    ties = FamilyTie.objects.filter(family=family).select_related("person").order_by("person")
    # Written in the order of the form: first who answers, then the children.
    people = [tie.person for tie in ties]
    for place, code in needs_said(answers):
        if code in codes:
            record_need(
                person=people[place + 1],
                code=code,
                source=SAID_BY,
                starts_on=clock.london_day(at),
                by=by,
                at=at,
            )

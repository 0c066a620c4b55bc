"""What families write to us: taken in, taken on by somebody, dealt with, opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.families.enums import ReplyChannel
from flyingstart.families.errors import ReplyError
from flyingstart.families.models import AutoReply, Reply, RiskWord
from flyingstart.families.queries.replies import from_whom
from flyingstart.families.rules.risk import is_risky
from flyingstart.families.text import tidy, tidy_paragraphs
from flyingstart.kernel.api import Actor, operation

LONGEST_WORDS = 20_000
LONGEST_ANSWER = 2_000
FALLBACK = "en"


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """A reply as it is held, and what whoever wrote it is answered at once; "" for nothing."""

    reply: Reply
    auto_reply: str
    is_new: bool


@operation
def take_in_reply(
    *,
    channel: ReplyChannel,
    sender: str,
    words: str,
    received_at: dt.datetime | None = None,
    ref: str = "",
    language: str = FALLBACK,
    by: Actor,
    at: dt.datetime,
) -> TakenIn:
    """Take in what a family wrote; `sender` is a number or an address, "" when it is not known.

    `ref` is what the channel calls it: delivered twice, it is kept once and answered once. It is
    put to the one person of that number or address who is not hidden, if there is exactly one.
    `received_at` None: now. Raises `ReplyError` for no words, too many, or a time to come.
    """
    said = tidy_paragraphs(words)
    if not said:
        raise ReplyError(_("There are no words in it."))
    if len(said) > LONGEST_WORDS:
        raise ReplyError(_("That is too long."))
    when = received_at or at
    if when.tzinfo is None or when > at:
        raise ReplyError(_("It has a time, and it is past."))
    name = tidy(ref)[:200]
    who = tidy(sender)[:254]
    person = from_whom(who)
    values = {
        "sender": who,
        "words": said,
        "is_risk": is_risky(said, RiskWord.objects.values_list("word", flat=True)),
        "received_at": when,
        "person": person,
    }
    if name:
        reply, is_new = Reply.objects.get_or_create(
            channel=channel.value, ref=name, defaults=values
        )
    else:
        reply, is_new = Reply.objects.create(channel=channel.value, **values), True
    reply.refresh_from_db()
    answer = _auto_reply(language) if is_new else ""
    return TakenIn(reply=reply, auto_reply=answer, is_new=is_new)


@operation
def assign_reply(*, reply: Reply, to: User, by: Actor, at: dt.datetime) -> Reply:
    """Let somebody look after a reply; from then on it counts as read. The same again is once.

    Raises `ReplyError` when it is dealt with already.
    """
    held = _held(reply)
    if held.done_at is not None:
        raise ReplyError(_("It is dealt with already: open it again first."))
    if held.taken_by != to.public_id:
        held.taken_by, held.taken_by_name = to.public_id, to.name
        held.save(update_fields=["taken_by", "taken_by_name"])
        held.refresh_from_db()
    return held


@operation
def finish_reply(*, reply: Reply, answer: str, by: Actor, at: dt.datetime) -> Reply:
    """Say what was done about a reply. Twice, the first word stays.

    Raises `ReplyError` without words, or with too many.
    """
    said = tidy_paragraphs(answer)
    if not said:
        raise ReplyError(_("Say what was done."))
    if len(said) > LONGEST_ANSWER:
        raise ReplyError(_("That is too long: shorten it."))
    held = _held(reply)
    if held.done_at is None:
        held.answer, held.done_at, held.done_by_name = said, at, by.name
        if held.taken_by is None and by.id is not None:
            held.taken_by, held.taken_by_name = by.id, by.name
        held.save()
        held.refresh_from_db()
    return held


@operation
def reopen_reply(*, reply: Reply, by: Actor, at: dt.datetime) -> Reply:
    """Let a reply wait again, for nobody yet; what was done stays written. Twice is once."""
    held = _held(reply)
    if held.done_at is not None:
        held.done_at, held.done_by_name = None, ""
        held.taken_by, held.taken_by_name = None, ""
        held.save()
        held.refresh_from_db()
    return held


@operation
def update_reply_words(
    *,
    risk_words: Sequence[tuple[str, str]],
    auto_replies: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Bring the words of danger (language, word) and the auto-replies to the state of the pack."""
    held = {(row.language, row.word): row for row in RiskWord.objects.select_for_update()}
    wanted = dict.fromkeys(risk_words)
    RiskWord.objects.bulk_create(
        RiskWord(language=language, word=word)
        for language, word in wanted
        if (language, word) not in held
    )
    gone = [row.pk for key, row in held.items() if key not in wanted]
    RiskWord.objects.filter(pk__in=gone).delete()
    for language, text in auto_replies.items():
        AutoReply.objects.update_or_create(language=language, defaults={"text": text})
    AutoReply.objects.exclude(language__in=auto_replies).delete()


def _auto_reply(language: str) -> str:
    """The text of a language, else the English one."""
    texts = dict(
        AutoReply.objects.filter(language__in=[language, FALLBACK]).values_list("language", "text")
    )
    return texts.get(language) or texts.get(FALLBACK, "")


def _held(reply: Reply) -> Reply:
    return Reply.objects.select_for_update(no_key=True).get(pk=reply.pk)

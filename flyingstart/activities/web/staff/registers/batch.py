"""What tablets send of registers, as JSON; idempotent, each word with its own answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from flyingstart.accounts.api import Permission, User, may, requires
from flyingstart.activities.models import Session
from flyingstart.activities.operations.entries import Became, Received
from flyingstart.activities.operations.offline import NewcomersWord, Word, receive_words
from flyingstart.activities.queries.reach import Reach, reach_of
from flyingstart.activities.sayings import Saying, SayingRefusedError, kinds_of_sayings
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.activities.web.staff.registers.reading import BatchError, words_of
from flyingstart.activities.web.staff.registers.words import CLOCKS, REFUSALS, other_session
from flyingstart.kernel.api import Actor, acting, actor_of, clock

MOST_WORDS = 500
LARGEST = 256 * 1024


@require_POST
@requires(Permission.TAKE_REGISTERS)
def batch(request: HttpRequest) -> HttpResponse:
    """Take words in. 200 with an answer for each; 400 or 413 with what cannot be read.

    Asked for is `{"entries": [{"id", "session", "person", "family", "status", "said_at"}, …]}`:
    public ids, `family` null where it is clear, a status, an ISO time with its offset. `reading`
    says what other kinds of words hold.
    """
    try:
        words = words_of(entries_of(request))
    except BatchError as fault:
        return answer({"errors": fault.faults}, fault.status)
    told = take(words, signed_in(request), actor_of(request))
    return answer({"entries": told}, HTTPStatus.OK)


def take(words: Sequence[Word | Saying], user: User, by: Actor) -> list[dict[str, Any]]:
    """Take words in as far as a user may say them, and tell what became of each.

    First those of registers, for what else was said may be about who is new in them.
    """
    of_registers = [word for word in words if not isinstance(word, Saying)]
    told: list[dict[str, Any]] = []
    if of_registers:
        reach = reach_of(user)
        are_new = any(isinstance(word, NewcomersWord) for word in of_registers)
        received = receive_words(
            words=of_registers,
            reach=reach,
            may_register=are_new and may(user, Permission.REGISTER_FAMILIES),
            by=by,
            at=clock.now(),
        )
        told += answers(received, reach)
    return told + [_said(word, user, by) for word in words if isinstance(word, Saying)]


def _said(word: Saying, user: User, by: Actor) -> dict[str, Any]:
    """Hand a word to the app that takes its kind in, and tell what became of it."""
    try:
        # Whoever brings it is not who said it: the database is told who did.
        with acting(by):
            is_new = kinds_of_sayings[word.kind].take(word, user, by, clock.now())
    except SayingRefusedError as fault:
        return {"id": str(word.id), "became": Became.REFUSED.value, "words": str(fault)}
    became = Became.KEPT if is_new else Became.KNOWN
    return {"id": str(word.id), "became": became.value}


def answers(received: Iterable[Received], reach: Reach) -> Iterable[dict[str, Any]]:
    """What is told of each word."""
    received = list(received)
    others = {pk for one in received for pk in one.also_at}
    sessions, named = _others(others, reach)
    for one in received:
        said: dict[str, Any] = {"id": str(one.id), "became": one.became.value}
        if one.refusal:
            words = str(REFUSALS[one.refusal])
            said |= {"reason": one.refusal.value, "words": words}
        if one.clock:
            said |= {"clock": one.clock.value, "clock_words": str(CLOCKS[one.clock])}
        if one.also_at:
            said["also_at"] = [other_session(sessions[pk], named) for pk in one.also_at]
        yield said


def _others(ids: set[int], reach: Reach) -> tuple[dict[int, Session], set[int]]:
    """Sessions by id, and which of them the reader may be told of by name."""
    if not ids:
        return {}, set()
    sessions = Session.objects.select_related("activity", "site").in_bulk(ids)
    return sessions, set(reach.sessions.filter(pk__in=ids).values_list("pk", flat=True))


def entries_of(request: HttpRequest, name: str = "entries") -> list[Any]:
    """The list that was sent under a name, its entries unread. Raises `BatchError`."""
    if request.content_type != "application/json":
        raise BatchError([{"words": _("Send application/json.")}], HTTPStatus.BAD_REQUEST)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        words = _("At most %(count)s bytes at a time.") % {"count": LARGEST}
        raise BatchError([{"words": words}], HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        raise BatchError([{"words": _("This is no JSON.")}], HTTPStatus.BAD_REQUEST) from None
    entries = sent.get(name) if isinstance(sent, dict) else None
    if not isinstance(entries, list) or len(entries) > MOST_WORDS:
        words = _("“%(name)s” is a list of at most %(count)s.") % {
            "name": name,
            "count": MOST_WORDS,
        }
        raise BatchError([{"words": words}], HTTPStatus.BAD_REQUEST)
    return entries


def answer(said: Mapping[str, Any], status: HTTPStatus) -> JsonResponse:
    """JSON that nobody keeps."""
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})

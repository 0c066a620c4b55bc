"""What tablets send: words about places, as JSON; idempotent, each with its own answer."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Session
from flyingstart.activities.operations.entries import Received, RegisterWord, receive_entries
from flyingstart.activities.queries.reach import Reach, reach_of
from flyingstart.activities.web.staff.registers.words import CLOCKS, REFUSALS, other_session
from flyingstart.kernel.api import actor_of, clock, is_public_id

MOST_WORDS = 500
LARGEST = 256 * 1024
# A tablet whose battery was empty says 1970; what lies beyond was made by no clock.
YEARS = range(1970, 2100)
FIELDS = {"id", "session", "person", "family", "status", "said_at"}

T = TypeVar("T")


class BatchError(ValueError):
    """What was sent cannot be read; `faults` say where and why."""

    def __init__(self, faults: list[dict[str, Any]], status: HTTPStatus) -> None:
        super().__init__(status)
        self.faults, self.status = faults, status


@require_POST
@requires(Permission.TAKE_REGISTERS)
def batch(request: HttpRequest) -> HttpResponse:
    """Take words in. 200 with an answer for each; 400 or 413 with what cannot be read.

    Asked for is `{"entries": [{"id", "session", "person", "family", "status", "said_at"}, …]}`:
    public ids, `family` null where it is clear, a status, an ISO time with its offset.
    """
    try:
        words = _words(request)
    except BatchError as fault:
        return answer({"errors": fault.faults}, fault.status)
    reach = reach_of(request.user)
    received = receive_entries(entries=words, reach=reach, by=actor_of(request), at=clock.now())
    return answer({"entries": list(answers(received, reach))}, HTTPStatus.OK)


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


def word_of(entry: Any) -> RegisterWord:
    """One entry as a word. Raises `BatchError`."""
    faults: list[dict[str, Any]] = []
    word = _word(0, entry, faults)
    if word is None or faults:
        raise BatchError(faults, HTTPStatus.BAD_REQUEST)
    return word


def _words(request: HttpRequest) -> list[RegisterWord]:
    faults: list[dict[str, Any]] = []
    words_read = [_word(place, entry, faults) for place, entry in enumerate(entries_of(request))]
    if faults:
        raise BatchError(faults, HTTPStatus.BAD_REQUEST)
    return [word for word in words_read if word is not None]


def _word(place: int, entry: Any, faults: list[dict[str, Any]]) -> RegisterWord | None:
    """One entry; notes what is wrong with each of its fields."""
    if not isinstance(entry, dict):
        faults.append({"entry": place, "words": _("An entry is an object.")})
        return None
    if strange := sorted(str(name) for name in entry.keys() - FIELDS):
        faults.append({"entry": place, "field": strange[0][:40], "words": _("No such field.")})
    reader = _Reader(place, entry, faults)
    said = {
        "id": reader.read("id", _uuid),
        "session_id": reader.read("session", _uuid),
        "person_id": reader.read("person", _uuid),
        "family_id": reader.read("family", _uuid) if entry.get("family") is not None else None,
        "status": reader.read("status", _status),
        "said_at": reader.read("said_at", _moment),
    }
    if any(value is None for name, value in said.items() if name != "family_id"):
        return None
    return RegisterWord(**said)  # type: ignore[arg-type]  # none of them is None


class _Reader:
    """Reads the fields of one entry."""

    def __init__(self, place: int, entry: Mapping[str, Any], faults: list[dict[str, Any]]) -> None:
        self._place, self._entry, self._faults = place, entry, faults

    def read(self, name: str, read: Callable[[Any], T]) -> T | None:
        """The value of a field; None, and a fault noted, where it is none."""
        try:
            return read(self._entry.get(name))
        except ValueError as fault:
            self._faults.append({"entry": self._place, "field": name, "words": str(fault)})
            return None


def _uuid(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or not is_public_id(value):
        raise ValueError(_("This is no id."))
    return uuid.UUID(value)


def _status(value: Any) -> MarkStatus:
    try:
        return MarkStatus(value)
    except ValueError:
        known = ", ".join(MarkStatus.values)
        raise ValueError(_("A status is one of: %(known)s.") % {"known": known}) from None


def _moment(value: Any) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(_("This is no ISO time.")) from None
    if moment.tzinfo is None:
        raise ValueError(_("The time has no offset."))
    if moment.year not in YEARS:
        raise ValueError(_("No clock says this year."))
    return moment.astimezone(dt.UTC)


def answer(said: Mapping[str, Any], status: HTTPStatus) -> JsonResponse:
    """JSON that nobody keeps."""
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})

"""What a tablet needs without a network: its worker, a page that says so, and sealed words."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flyingstart.accounts.api import User, current_tablet
from flyingstart.activities.operations.offline import NewcomersWord, Word
from flyingstart.activities.sayings import AwayPage, Saying
from flyingstart.activities.ways import away_forms
from flyingstart.activities.web.staff.registers import batch
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.activities.web.staff.registers.reading import BatchError, word_of
from flyingstart.activities.web.staff.registers.sealing import SealError, open_word, public_key
from flyingstart.activities.web.staff.registers.speakers import (
    Speaker,
    speaker_of,
    speaker_today,
)
from flyingstart.kernel.api import Actor, ActorKind, clock, for_staff

SEALED_FIELDS = {"id", "key", "point", "iv", "data"}
UNREADABLE = "unreadable"
ANOTHER_DAY = "another_day"


def sealing_for(request: HttpRequest) -> dict[str, str]:
    """What a page tells its tablet, so that it can seal words of whoever is signed in."""
    key, point = public_key()
    speaker = speaker_today(signed_in(request))
    ends = speaker.ends.isoformat()
    return {"key": key, "point": point, "by": speaker.sign(), "ends": ends}


@require_safe
@for_staff
def worker(_request: HttpRequest) -> HttpResponse:
    """The tablet's worker, from an address from which it may serve all staff pages."""
    path = finders.find("build/worker.js")
    if not isinstance(path, str):
        raise Http404
    return HttpResponse(
        Path(path).read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/staff/"},
    )


@require_safe
@for_staff
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown of every page that a tablet does not keep, with forms for some of them."""
    tablet = current_tablet()
    page = AwayPage(
        user=signed_in(request), site=tablet.site if tablet else None, has_register=False
    )
    context = {
        "away": away_forms.entries(page),
        "sealing": sealing_for(request),
        "now": clock.now(),
    }
    return TemplateResponse(request, "activities/registers/offline.jinja", context)


@for_staff
@require_POST
def sealed(request: HttpRequest) -> HttpResponse:
    """Take sealed words in, whoever brings them. 200 with an answer for each; 400 or 413.

    Asked for is `{"words": [{"id", "key", "point", "iv", "data"}, …]}`. A word counts as said by
    whoever was signed in when it was said, within what they may say; of somebody who works here no
    more, within what its bringer may. A page's words are of the day on which the page came: a word
    of another day is refused, alone.
    """
    try:
        brought = batch.entries_of(request, "words")
    except BatchError as fault:
        return batch.answer({"errors": fault.faults}, fault.status)
    said: dict[uuid.UUID, list[Word | Saying]] = defaultdict(list)
    answers: list[dict[str, Any]] = []
    for one in brought:
        try:
            said_by, word = _opened(one)
        except (SealError, BatchError, signing.BadSignature, ValueError):
            answers.append(_unreadable(one))
        else:
            if said_by.may_have_said(word.said_at):
                said[said_by.public_id].append(word)
            else:
                answers.append(_of_another_day(word))
    speakers = {user.public_id: user for user in User.objects.filter(public_id__in=said)}
    for public_id in sorted(said, key=lambda one: _newcomers_first(said[one])):
        speaker = speakers.get(public_id)
        user = speaker if speaker and speaker.is_active else signed_in(request)
        by = Actor(kind=ActorKind.USER, name=str(speaker or user), id=(speaker or user).public_id)
        answers += batch.take(said[public_id], user, by)
    return batch.answer({"entries": answers}, HTTPStatus.OK)


def _newcomers_first(words: list[Word | Saying]) -> bool:
    """Whoever is new may be marked by others after."""
    return not any(isinstance(word, NewcomersWord) for word in words)


def _opened(brought: Any) -> tuple[Speaker, Word | Saying]:
    """Who said a word, and the word. Raises what reading it raises."""
    if not isinstance(brought, dict) or brought.keys() != SEALED_FIELDS:
        raise ValueError
    if not all(isinstance(value, str) for value in brought.values()):
        raise ValueError
    said = json.loads(open_word(brought["id"], brought))
    if not isinstance(said, dict):
        raise SealError("No word.")
    by = said.pop("by", "")
    if not isinstance(by, str):
        raise SealError("Nobody said it.")
    speaker = speaker_of(by)
    word = word_of(said)
    if str(word.id) != brought["id"]:
        raise ValueError
    return speaker, word


def _of_another_day(word: Word | Saying) -> dict[str, Any]:
    words = _(
        "It was said on a page of another day, so who said it is not certain. Say it again on a"
        " page of today, or enter it from paper; then let go of this."
    )
    return {"id": str(word.id), "became": "refused", "reason": ANOTHER_DAY, "words": words}


def _unreadable(brought: Any) -> dict[str, Any]:
    held = brought.get("id") if isinstance(brought, dict) else None
    words = _("What this device kept cannot be read here.")
    return {"id": str(held)[:36], "became": "refused", "reason": UNREADABLE, "words": words}

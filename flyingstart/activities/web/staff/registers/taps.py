"""What a form without script says of places: one word of a button, or ticks of a list."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Session
from flyingstart.activities.operations.entries import Received, RegisterWord
from flyingstart.activities.queries.reach import Reach, reach_of
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.activities.web.staff.registers.words import REFUSALS
from flyingstart.families.api import Person
from flyingstart.kernel.api import is_public_id

MOST_PEOPLE = 2_000
# Who was found by name and birth date is marked soon after.
PASS_SECONDS = 60 * 60
_SALT = "activities.register.found"


def words_of(sent: QueryDict, session: Session, at: dt.datetime) -> list[RegisterWord]:
    """What a form says: `status family person …` of a button, `family person` of each tick.

    Whatever else is sent says nothing.
    """
    said = [sent.get("word", "").split(" ")]
    said += [[MarkStatus.ATTENDED.value, *tick.split(" ")] for tick in sent.getlist("people")]
    found: dict[str, RegisterWord] = {}
    for status, family, *people in (parts for parts in said[:MOST_PEOPLE] if len(parts) > 2):
        if status not in MarkStatus.values or not is_public_id(family):
            continue
        for person in filter(is_public_id, people[:MOST_PEOPLE]):
            found[person] = RegisterWord(
                id=uuid.uuid4(),
                session_id=session.public_id,
                person_id=uuid.UUID(person),
                family_id=uuid.UUID(family),
                status=MarkStatus(status),
                said_at=at,
            )
    return list(found.values())


def pass_for(request: HttpRequest, session: Session, people: Iterable[int]) -> str:
    """Lets a reader mark, at one session and for a while, people whom they were shown."""
    shown = {
        "by": signed_in(request).pk,
        "session": str(session.public_id),
        "people": sorted(people),
    }
    return signing.dumps(shown, salt=_SALT)


def reach_with(request: HttpRequest, session: Session, found: str) -> Reach:
    """The reader's reach, and whom a pass lets them mark."""
    reach = reach_of(request.user)
    people = _passed(request, session, found)
    if not people:
        return reach
    return Reach(
        sessions=reach.sessions, people=reach.people | Person.objects.filter(pk__in=people)
    )


def tell(request: HttpRequest, received: Sequence[Received]) -> None:
    """Say on the next page what was not kept, each reason once."""
    refusals = dict.fromkeys(answer.refusal for answer in received if answer.refusal)
    for refusal in refusals:
        messages.warning(request, str(REFUSALS[refusal]))
    if not received:
        messages.warning(request, _("Nobody was ticked, so nothing was marked."))


def _passed(request: HttpRequest, session: Session, found: str) -> list[int]:
    if not found:
        return []
    try:
        shown = signing.loads(found, salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return []
    same = (shown["by"], shown["session"]) == (signed_in(request).pk, str(session.public_id))
    return list(shown["people"]) if same else []

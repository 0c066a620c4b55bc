"""Unusual looks at records are looked at again."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from flyingstart.accounts.api import User
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.privacy.enums import LookKind, LookOutcome
from flyingstart.privacy.errors import MissingError, StateError
from flyingstart.privacy.models import LookReview


@operation
def review_look(
    *,
    kind: LookKind,
    user: User,
    day: dt.date,
    thing: uuid.UUID | None,
    outcome: LookOutcome,
    words: str = "",
    by: Actor,
    at: dt.datetime,
) -> LookReview:
    """Say what came of it. Nobody reviews their own looks, nor a day's at many while it lasts.

    Raises `StateError`, and `MissingError` where the outcome asks for words.
    """
    if by.id == user.public_id:
        raise StateError(_("Somebody else reviews what you opened."))
    if thing is None and day >= clock.london_day(at):
        # A review is of the whole day: what comes later would never be seen.
        raise StateError(_("This day is not over. Review it tomorrow."))
    if outcome != LookOutcome.WORK and not words.strip():
        raise MissingError(_("Write what was done"))
    if LookReview.objects.filter(kind=kind, user=user, day=day, thing=thing).exists():
        raise StateError(_("It has been reviewed."))
    return LookReview.objects.create(
        kind=kind,
        user=user,
        day=day,
        thing=thing,
        outcome=outcome,
        words=words.strip(),
        reviewed_by_name=by.name,
        reviewed_at=at,
    )

"""Who says the words of a page: signed when the page comes, and good for words of that day."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing

from flyingstart.accounts.api import User
from flyingstart.activities.operations.entries import TOLERANCE
from flyingstart.kernel.api import clock

_SALT = "activities.register.said-by"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Whoever was signed in when a page came, by public id, and the London day on which it did.

    Its words may come in at any later time; only when they were said is judged.
    """

    public_id: uuid.UUID
    day: dt.date

    def may_have_said(self, said_at: dt.datetime) -> bool:
        """Whether a word's time lies in the page's day, by a clock that is a little off at most."""
        begins = clock.london_midnight(self.day) - TOLERANCE
        return begins <= said_at < self.ends + TOLERANCE

    @property
    def ends(self) -> dt.datetime:
        """The instant from which the page's words count no more."""
        return clock.london_midnight(self.day + _DAY)

    def sign(self) -> str:
        """The text by which a page names its speaker."""
        return signing.dumps([str(self.public_id), self.day.isoformat()], salt=_SALT)


def speaker_today(user: User) -> Speaker:
    """Whoever opens a page now."""
    return Speaker(public_id=user.public_id, day=clock.today())


def speaker_of(signed: str) -> Speaker:
    """The speaker whom a page names. Raises `BadSignature` for what was signed as no speaker."""
    said = signing.loads(signed, salt=_SALT)
    try:
        public_id, day = said
        return Speaker(public_id=uuid.UUID(public_id), day=dt.date.fromisoformat(day))
    except (AttributeError, TypeError, ValueError):
        raise signing.BadSignature("No speaker.") from None

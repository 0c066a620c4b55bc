"""What is held of a registration that a parent has begun."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flyingstart.families.errors import DraftGoneError
from flyingstart.families.models import Draft
from flyingstart.families.sealing import LONGEST_SECRET, token_hash, unsealed


@dataclass(frozen=True, kw_only=True)
class HeldDraft:
    """A draft as its owner may see it; once it is sent there are no answers."""

    public_id: uuid.UUID
    version: int
    answers: Mapping[str, Mapping[str, Any]]
    language: str
    notice_version: str
    expires_at: dt.datetime
    is_sent: bool


def held_draft(secret: str, at: dt.datetime) -> HeldDraft:
    """The draft that a secret opens. Raises `DraftGoneError`: unknown, run out, all alike."""
    draft = find_draft(secret, at)
    return HeldDraft(
        public_id=draft.public_id,
        version=draft.version,
        answers=unsealed(draft.answers, secret),
        language=draft.language,
        notice_version=draft.notice_version,
        expires_at=draft.expires_at,
        is_sent=draft.sent_at is not None,
    )


def find_draft(secret: str, at: dt.datetime, *, hold: bool = False) -> Draft:
    """The row, with `hold` until the transaction ends. Raises `DraftGoneError`."""
    drafts = Draft.objects.select_for_update() if hold else Draft.objects.all()
    found = None
    if 0 < len(secret) <= LONGEST_SECRET:
        found = drafts.filter(token_hash=token_hash(secret), expires_at__gt=at).first()
    if found is None:
        raise DraftGoneError("This link does not work, or not any more.")
    return found

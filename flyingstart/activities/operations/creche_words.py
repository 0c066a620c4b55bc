"""Children who were left and handed over where there was no network: late, once, as it was said."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from flyingstart.activities.errors import CrecheError
from flyingstart.activities.models import Creche, CrecheStay, Session
from flyingstart.activities.operations.care import Left, let_go, say_adults, take_in
from flyingstart.activities.operations.entries import Refusal, session_refusal
from flyingstart.activities.operations.locking import locked
from flyingstart.kernel.api import Actor, operation


class CrecheWordError(CrecheError):
    """What was said cannot be kept of this session; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@operation
def receive_left(
    *, session: Session, left: Left, said_at: dt.datetime, by: Actor, at: dt.datetime
) -> bool:
    """Take a child in as of when it was said; whether that is new.

    Raises what `leave_child` raises of the child, and `CrecheWordError` of the session: what was
    said before its register was closed is kept.
    """
    held = locked(session)
    if CrecheStay.objects.filter(submission=left.submission).exists():
        return False
    if refusal := session_refusal(held, said_at, at):
        raise CrecheWordError(refusal)
    return take_in(held, left, by, min(said_at, at)).submission == left.submission


@operation
def receive_handed_over(
    *,
    session: Session,
    stay_id: uuid.UUID,
    child_id: uuid.UUID,
    to: str,
    agreed_with: str,
    said_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
) -> bool:
    """Write down to whom a child was handed over; whether that is new.

    `stay_id` is the stay's public id, or that of the word by which the child was left; another
    device may have said that first, so whatever stay the child has there is meant. It has happened:
    neither a closed register nor an order that came meanwhile undoes it. Raises `CrecheError`.
    """
    stays = CrecheStay.objects.select_for_update(of=("self",)).filter(session=locked(session))
    stay = stays.filter(Q(public_id=stay_id) | Q(submission=stay_id)).first()
    stay = stay or _of(stays, child_id)
    if stay is None:
        raise CrecheError(_("This child is not in the crèche of this session."))
    if stay.out_at is not None:
        return False
    let_go(stay, to, agreed_with, by, min(said_at, at))
    return True


@operation
def receive_adults(
    *, session: Session, adults: int, said_at: dt.datetime, by: Actor, at: dt.datetime
) -> bool:
    """Say how many adults were with the children then; whether that is new.

    Of two numbers the one said later holds, of one instant the greater, whatever order they come
    in. Raises `CrecheError`, and `CrecheWordError` of the session.
    """
    del by  # told by the history
    held = locked(session)
    if refusal := session_refusal(held, said_at, at):
        raise CrecheWordError(refusal)
    said = (min(said_at, at), adults)
    known = Creche.objects.filter(session=held).first()
    if known and known.said_at and said <= (known.said_at, known.adults):
        return False
    say_adults(held, adults, said[0])
    return True


def _of(stays: QuerySet[CrecheStay], child_id: uuid.UUID) -> CrecheStay | None:
    """The stay of a child that began last."""
    return stays.filter(child__public_id=child_id).order_by("-in_at", "-pk").first()

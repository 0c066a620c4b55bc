"""Requests and legal holds, within sight of who looks after them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from flyingstart.accounts.api import Permission, User
from flyingstart.families.api import Person
from flyingstart.privacy.clocks import answer_due
from flyingstart.privacy.models import LegalHold, SubjectRequest


def people_of(user: User | AnonymousUser) -> QuerySet[Person]:
    """The people whose data a user looks after."""
    return Person.objects.visible_to(user, Permission.PROTECT_DATA)


def requests_of(user: User | AnonymousUser) -> QuerySet[SubjectRequest]:
    """The requests about these people, the oldest first."""
    return SubjectRequest.objects.filter(person__in=people_of(user)).select_related(
        "person", "asker"
    )


def holds_of(user: User | AnonymousUser) -> QuerySet[LegalHold]:
    """The legal holds of these people, and those of everybody."""
    return LegalHold.objects.filter(Q(person=None) | Q(person__in=people_of(user))).select_related(
        "person"
    )


def request_of(user: User | AnonymousUser, public_id: uuid.UUID) -> SubjectRequest | None:
    """One of them."""
    return requests_of(user).prefetch_related("pauses").filter(public_id=public_id).first()


def due_on(request: SubjectRequest) -> dt.date | None:
    """By when a request is answered; None while its clock stands still."""
    pauses = [(pause.starts_on, pause.ends_on) for pause in request.pauses.all()]
    return answer_due(request.asked_on, pauses, extended=request.extended_on is not None)

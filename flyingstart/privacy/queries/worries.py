"""What those who read worries are asked of packs, and what they read to answer it."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from flyingstart.accounts.api import User
from flyingstart.daybook.api import Concern, kinds_read_by
from flyingstart.families.api import Person, every_record
from flyingstart.privacy.models import WorryQuestion


def questions_for(user: User | AnonymousUser) -> QuerySet[WorryQuestion]:
    """The questions that somebody answers, of packs that are not released; the oldest first."""
    return (
        WorryQuestion.objects.filter(
            kind__in=kinds_read_by(user),
            request__released_at=None,
            request__closed_at=None,
        )
        .select_related("request__person", "request__asker")
        .order_by("asked_at", "pk")
    )


def question_for(user: User | AnonymousUser, public_id: uuid.UUID) -> WorryQuestion | None:
    """One of them."""
    return questions_for(user).filter(public_id=public_id).first()


def worries_about(question: WorryQuestion) -> list[Concern]:
    """The worries of the kind about the person, the oldest first: of those whom the database shows
    them to; to anybody else there are none."""
    people = Person.objects.filter(pk__in=every_record(question.request.person_id))
    known = list(people.values_list("public_id", flat=True))
    found = Concern.objects.filter(kind=question.kind, person__in=known)
    return list(found.order_by("raised_at", "pk").prefetch_related("steps"))

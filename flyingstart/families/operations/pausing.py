"""Messages stop for a whole family after a death or a loss, until a named worker lets them resume.

Nothing is sent from here, and nothing says why a family is silent.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from flyingstart.accounts.api import Permission, User
from flyingstart.families.errors import NotAllowedError, NotPausedError
from flyingstart.families.models import Family, FamilyTie, MessagePause
from flyingstart.families.operations.members import hold_family
from flyingstart.families.queries.merged import whole_family, whole_person
from flyingstart.families.rules import keeping
from flyingstart.kernel.api import Actor, operation

DEATH = "A death"
LOSS = "A loss"


@operation
def pause_messages(*, family: Family, reason: str, by: Actor, at: dt.datetime) -> MessagePause:
    """Send nothing to anybody of a family until somebody resumes. Paused already, it stays so.

    Raises `TextError`.
    """
    said = keeping.reason(reason)
    hold_family(family)
    return pause(family.pk, said, by, at)


@operation
def resume_messages(*, family: Family, reason: str, by: Actor, at: dt.datetime) -> None:
    """Let messages to a family resume, whatever they were paused for and however often.

    Raises `NotAllowedError` unless `by` is somebody who signed in and may decide this for the
    family, `NotPausedError` and `TextError`.
    """
    said = keeping.reason(reason)
    user = User.objects.filter(public_id=by.id).first() if by.id else None
    if user is None or not user.has_perm(Permission.RECORD_DEATHS, family):
        raise NotAllowedError("Only a named worker who records deaths lets messages resume.")
    hold_family(family)
    paused = _standing(family.pk).select_for_update(no_key=True)
    if not paused:
        raise NotPausedError("Messages to this family are not paused.")
    for one in paused:
        one.resumed_at, one.resumed_why = at, said
        one.resumed_by, one.resumed_by_name = by.id, by.name
        one.save(update_fields=["resumed_at", "resumed_by", "resumed_by_name", "resumed_why"])


def pause(family: int, reason: str, by: Actor, at: dt.datetime) -> MessagePause:
    """Pause messages to a family by its internal id; one that is paused stays as it is."""
    standing = _standing(family).first()
    if standing is not None:
        return standing
    # Two deaths told at once make one pause.
    MessagePause.objects.bulk_create(
        [MessagePause(family_id=family, reason=reason, started_at=at, started_by_name=by.name)],
        ignore_conflicts=True,
    )
    return MessagePause.objects.get(family=family, resumed_at=None)


def pause_families_of(person: int, reason: str, by: Actor, at: dt.datetime) -> None:
    """Pause messages to every family that a person, by internal id, ever belonged to."""
    ties = FamilyTie.objects.filter(person__in=whole_person(person))
    for family in sorted(set(ties.values_list("family_id", flat=True))):
        pause(family, reason, by, at)


def _standing(family: int) -> QuerySet[MessagePause]:
    standing = MessagePause.objects.filter(family__in=whole_family(family), resumed_at=None)
    return standing.order_by("pk")

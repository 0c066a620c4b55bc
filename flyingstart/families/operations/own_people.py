"""Own people: what a member of staff declares, and never sees from then on."""

from __future__ import annotations

import datetime as dt

from flyingstart.accounts.api import Permission, User
from flyingstart.families.errors import NotAllowedError
from flyingstart.families.models import Family, OwnPeople
from flyingstart.families.queries.merged import family_roots
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, operation


@operation
def declare_own_people(
    *, user: User, family: Family, how: str = "", by: Actor, at: dt.datetime
) -> OwnPeople:
    """Say that a family is one's own, of friends or neighbours. Declared twice it is one row.

    Raises `NotAllowedError` for anybody but the user themselves.
    """
    if by.id != user.public_id:
        raise NotAllowedError("Everybody declares their own people themselves.")
    root = Family.objects.select_for_update(no_key=True).get(
        pk=family_roots([family.pk])[family.pk]
    )
    row, _ = OwnPeople.objects.get_or_create(
        user=user, family=root, ended_at=None, defaults={"how": tidy(how)[:200], "declared_at": at}
    )
    return row


@operation
def end_own_people(*, declared: OwnPeople, ended_by: User, by: Actor, at: dt.datetime) -> None:
    """Let somebody see a family again. Ended twice, the first moment stays.

    Raises `NotAllowedError` for who does not protect data, and for one's own.
    """
    may_end = ended_by.has_perm(Permission.PROTECT_DATA) and by.id == ended_by.public_id
    if not may_end or declared.user_id == ended_by.pk:
        raise NotAllowedError("Only the data protection officer ends this, never for themselves.")
    OwnPeople.objects.filter(pk=declared.pk, ended_at=None).update(
        ended_at=at, ended_by_name=by.name
    )

"""Finding what the pages of the door are about, and putting on record that it was opened."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from flyingstart.accounts.api import Permission, User, log_opening
from flyingstart.families.api import Family, family_roots
from flyingstart.kernel.api import clock

FAMILY = "family"


def signed_in(request: HttpRequest) -> User:
    """Who asks. Strangers never come so far. Raises `Http404` for anybody else."""
    if isinstance(request.user, User):
        return request.user
    raise Http404


def family_to_change(request: HttpRequest, public_id: uuid.UUID) -> Family:
    """A family, as it was kept, that the reader sees and may change; put on record as opened.

    Raises `Http404`, with the refusal on record, and `PermissionDenied` for who only sees it.
    """
    user = signed_in(request)
    family = Family.objects.visible_to(user).filter(public_id=public_id).first()
    if family is None:
        if Family.objects.filter(public_id=public_id).exists():
            log_opening(kind=FAMILY, public_id=public_id, user=user, allowed=False, at=clock.now())
        raise Http404
    kept = Family.objects.get(pk=family_roots([family.pk])[family.pk])
    if not user.has_perm(Permission.EDIT_FAMILIES, kept):
        raise PermissionDenied
    note_opening(request, kept)
    return kept


def note_opening(request: HttpRequest, family: Family) -> None:
    """Put on record that the reader opened a family."""
    log_opening(
        kind=FAMILY,
        public_id=family.public_id,
        user=signed_in(request),
        allowed=True,
        at=clock.now(),
    )

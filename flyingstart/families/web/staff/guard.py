"""Finding what a page is about: only within sight of its reader, and on record."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from flyingstart.accounts.api import User, log_opening
from flyingstart.families.models import Family
from flyingstart.kernel.api import clock

FAMILY = "family"


def signed_in(request: HttpRequest) -> User:
    """Who asks. Strangers never come so far. Raises `Http404` for anybody else."""
    if isinstance(request.user, User):
        return request.user
    raise Http404


def family_in_sight(request: HttpRequest, public_id: uuid.UUID) -> Family:
    """A family that the reader may see. Raises `Http404`; a refusal is put on record."""
    user = signed_in(request)
    family = Family.objects.visible_to(user).filter(public_id=public_id).first()
    if family is not None:
        return family
    if Family.objects.filter(public_id=public_id).exists():
        log_opening(kind=FAMILY, public_id=public_id, user=user, allowed=False, at=clock.now())
    raise Http404


def note_opening(request: HttpRequest, family: Family) -> None:
    """Put on record that the reader opened a family."""
    log_opening(
        kind=FAMILY,
        public_id=family.public_id,
        user=signed_in(request),
        allowed=True,
        at=clock.now(),
    )

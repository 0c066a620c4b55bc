"""Finding what a page is about: only within sight of its reader, and on record."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from flyingstart.accounts.api import User, log_opening
from flyingstart.families.models import Family, Person
from flyingstart.families.queries.hiding import hidden_people, masked_people
from flyingstart.kernel.api import clock

FAMILY, HOME = "family", "home"


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


def note_home(request: HttpRequest, family: Family, *, allowed: bool) -> None:
    """Put on record that the reader opened a home that is hidden, or was refused it."""
    log_opening(
        kind=HOME,
        public_id=family.public_id,
        user=signed_in(request),
        allowed=allowed,
        at=clock.now(),
    )


def demand_home(request: HttpRequest, family: Family, people: Collection[Person]) -> None:
    """Stand before a page that shows or changes where people are, or how they are reached.

    Either way it is put on record when their home is hidden. Raises `PermissionDenied` where it is
    hidden from the reader.
    """
    ids = {person.pk for person in people}
    hidden = hidden_people(ids)
    if not hidden:
        return
    allowed = not masked_people(signed_in(request), hidden)
    note_home(request, family, allowed=allowed)
    if not allowed:
        raise PermissionDenied

"""Two people, and merges, within sight of the one who keeps the record in order."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from flyingstart.accounts.api import Permission, User, log_opening
from flyingstart.families.models import Family, Merge, Person
from flyingstart.families.queries.merged import person_roots
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import clock

PERSON, MERGE = "person", "merge"


def pair_in_sight(
    request: HttpRequest, first_id: uuid.UUID, second_id: uuid.UUID
) -> tuple[Person, Person]:
    """Two people whom the reader may join; whoever was merged is the one kept.

    They are one and the same when they were joined already. Raises `Http404` when either is out of
    sight, or both ids are one, and `PermissionDenied` where the reader may look but not join.
    """
    if first_id == second_id:
        raise Http404
    held = [_in_sight(request, public_id) for public_id in (first_id, second_id)]
    roots = person_roots([person.pk for person in held])
    kept = {person.pk: person for person in Person.objects.filter(pk__in=roots.values())}
    first, second = (kept[roots[person.pk]] for person in held)
    user = signed_in(request)
    for person in {first, second}:
        if not user.has_perm(Permission.MERGE_FAMILIES, person):
            raise PermissionDenied
    for person in (first, second):
        _note(user, person.public_id, allowed=True)
    return first, second


def merges_in_sight(user: User) -> QuerySet[Merge]:
    """Merges of people or of families, both of whom a user may join and part; none of the merges
    that came with one of families."""
    permission = Permission.MERGE_FAMILIES
    seen = Person.objects.visible_to(user, permission).values("pk")
    held = Family.objects.visible_to(user, permission).values("pk")
    return Merge.objects.filter(
        Q(kept_person__in=seen, merged_person__in=seen)
        | Q(kept_family__in=held, merged_family__in=held),
        whole=None,
    )


def merge_in_sight(request: HttpRequest, public_id: uuid.UUID) -> Merge:
    """A merge; of one that came with a merge of families, that one. Raises `Http404`."""
    merge = Merge.objects.filter(public_id=public_id).select_related("whole").first()
    if merge is None:
        raise Http404
    found = merges_in_sight(signed_in(request)).filter(pk=merge.whole_id or merge.pk)
    related = ("kept_person", "merged_person", "kept_family", "merged_family")
    held = found.select_related(*related).first()
    log_opening(
        kind=MERGE,
        public_id=(held or merge).public_id,
        user=signed_in(request),
        allowed=held is not None,
        at=clock.now(),
    )
    if held is None:
        raise Http404
    return held


def _in_sight(request: HttpRequest, public_id: uuid.UUID) -> Person:
    """Somebody whom the reader may see. Raises `Http404`; a refusal is put on record."""
    user = signed_in(request)
    person = Person.objects.visible_to(user, one_by_one=True).filter(public_id=public_id).first()
    if person is not None:
        return person
    if Person.objects.filter(public_id=public_id).exists():
        _note(user, public_id, allowed=False)
    raise Http404


def _note(user: User, public_id: uuid.UUID, *, allowed: bool) -> None:
    log_opening(kind=PERSON, public_id=public_id, user=user, allowed=allowed, at=clock.now())

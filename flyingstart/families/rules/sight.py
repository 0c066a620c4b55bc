"""`user.has_perm(permission, thing)` for families, people and what is kept about them.

It asks the database the question that `visible_to` asks of a whole list, so both cannot part.
"""

from __future__ import annotations

from typing import Any

from flyingstart.accounts.api import Permission, Scope, lies_in, never_for
from flyingstart.families.enums import Sight
from flyingstart.families.models import Family, Note, Paper, Person, Reply, WarningNote
from flyingstart.families.once import once


def _further_of_warning(warning: WarningNote | Paper) -> Permission | None:
    return Permission.SEE_WARNINGS if warning.sight == Sight.LIMITED else None


@lies_in(Family)
def family_lies_in(family: Family, scope: Scope) -> bool:
    """Whether somebody of the family is at home in the scope today, or it is looked after there."""
    rows = Family.objects.filter(pk=family.pk)
    return once(("lies in", family.pk, scope), lambda: rows.within(scope, one_by_one=True).exists())


@lies_in(Person)
def person_lies_in(person: Person, scope: Scope) -> bool:
    """Whether a family that the person ever belonged to lies in the scope."""
    return Person.objects.filter(pk=person.pk).within(scope, one_by_one=True).exists()


@lies_in(Note, needs=lambda _: Permission.WRITE_NOTES)
def note_lies_in(note: Note, scope: Scope) -> bool:
    """Whether the note's family does."""
    return Family.objects.filter(pk=note.family_id).within(scope, one_by_one=True).exists()


@lies_in(WarningNote, needs=_further_of_warning)
def warning_lies_in(warning: WarningNote, scope: Scope) -> bool:
    """Whether the warning's family does."""
    return Family.objects.filter(pk=warning.family_id).within(scope, one_by_one=True).exists()


@lies_in(Paper, needs=_further_of_warning)
def paper_lies_in(paper: Paper, scope: Scope) -> bool:
    """Whether the paper's family does."""
    return Family.objects.filter(pk=paper.family_id).within(scope, one_by_one=True).exists()


@lies_in(Reply)
def reply_lies_in(reply: Reply, scope: Scope) -> bool:
    """Whether whoever it is from does; what nobody is known to have sent lies everywhere."""
    if reply.person_id is None:
        return True
    return Person.objects.filter(pk=reply.person_id).within(scope, one_by_one=True).exists()


@never_for(Family)
def is_own_family(family: Family, user: Any) -> bool:
    """Whether the user declared the family as their own people, or it is sealed."""
    if family.sealed_at is not None:
        return True
    rows = Family.objects.filter(pk=family.pk)
    return once(("own", family.pk, user.pk), lambda: not rows.not_own_of(user).exists())


@never_for(Person)
def is_own_person(person: Person, user: Any) -> bool:
    """Whether the person ever belonged to such a family, or their record is sealed."""
    if person.sealed_at is not None:
        return True
    return not Person.objects.filter(pk=person.pk).not_own_of(user).exists()


@never_for(Note)
@never_for(WarningNote)
@never_for(Paper)
def is_of_own_family(thing: Note | WarningNote | Paper, user: Any) -> bool:
    """Whether it is about such a family."""
    return not Family.objects.filter(pk=thing.family_id).not_own_of(user).exists()


@never_for(Reply)
def is_of_own_person(reply: Reply, user: Any) -> bool:
    """Whether it is from somebody of such a family."""
    sender = reply.person_id
    return sender is not None and not (Person.objects.filter(pk=sender).not_own_of(user).exists())

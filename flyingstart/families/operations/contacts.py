"""What is done with a family outside a session: recorded, corrected, taken back; what comes next.

A contact is changed in place and taken away for good: history keeps what it said, who changed it,
and why it was taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from flyingstart.families.enums import ContactKind
from flyingstart.families.errors import ContactError
from flyingstart.families.models import Contact, ContactPerson, Family
from flyingstart.families.operations.authors import author, demand_member
from flyingstart.families.operations.members import hold_family
from flyingstart.families.queries.merged import person_roots
from flyingstart.families.rules import keeping
from flyingstart.families.rules.contacts import Met, Said, said
from flyingstart.kernel.api import Actor, because, operation


@operation
def record_contact(
    *,
    family: Family,
    kind: ContactKind,
    happened_at: dt.datetime,
    face_to_face: bool | None = None,
    with_whom: Sequence[Met] = (),
    note: str = "",
    next_step: str = "",
    next_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Contact:
    """Say that somebody was in touch with a family; `face_to_face` None: as the kind has it.

    The same kind at the same moment is the same contact, as it was told first. Raises
    `ContactError` for a time to come, one without an offset, a phone call face to face, or a next
    day without a step; `NotInFamilyError` for whoever never belonged to the family.
    """
    told = said(
        kind=kind,
        happened_at=happened_at,
        face_to_face=face_to_face,
        with_whom=with_whom,
        note=note,
        next_step=next_step,
        next_on=next_on,
        at=at,
    )
    hold_family(family)
    _demand_members(family, told)
    worker = author(by)
    contact, is_new = Contact.objects.get_or_create(
        family=family,
        kind=kind,
        happened_at=happened_at,
        defaults={
            **_columns(told),
            "worker": worker.written_by,
            "worker_name": worker.written_by_name,
        },
    )
    if is_new:
        _meet(contact, told)
    contact.refresh_from_db()
    return contact


@operation
def correct_contact(
    *,
    contact: Contact,
    kind: ContactKind,
    happened_at: dt.datetime,
    face_to_face: bool | None = None,
    with_whom: Sequence[Met] = (),
    note: str = "",
    next_step: str = "",
    next_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Contact:
    """Put right what a contact says; who was in touch stays. The same words change nothing.

    `contact` carries the version that was read. Raises what `record_contact` raises, and
    `ContactError` when somebody changed or took it back since, or the same was recorded already.
    """
    told = said(
        kind=kind,
        happened_at=happened_at,
        face_to_face=face_to_face,
        with_whom=with_whom,
        note=note,
        next_step=next_step,
        next_on=next_on,
        at=at,
    )
    hold_family(contact.family)
    held = Contact.objects.filter(pk=contact.pk).first()
    if held is None:
        raise ContactError(_("This contact was taken back in the meantime."))
    if says(held, told):
        return held
    if held.version != contact.version:
        raise ContactError(_("Somebody changed this contact in the meantime: look again."))
    _demand_members(held.family, told)
    same = Contact.objects.filter(family=held.family_id, kind=kind, happened_at=happened_at)
    if same.exclude(pk=held.pk).exists():
        raise ContactError(_("There is such a contact at that time already."))
    if (told.next_step, told.next_on) != (held.next_step, held.next_on):
        held.next_done_at = None
    for name, value in {**_columns(told), "kind": kind, "happened_at": happened_at}.items():
        setattr(held, name, value)
    held.save()
    _meet(held, told)
    held.refresh_from_db()
    return held


@operation
def take_back_contact(*, contact: Contact, reason: str, by: Actor, at: dt.datetime) -> None:
    """Let a contact that never was be gone; history keeps it, and why. Twice is once.

    Raises `TextError` without a reason.
    """
    why = keeping.reason(reason)
    hold_family(contact.family)
    with because(why):
        ContactPerson.objects.filter(contact=contact.pk).delete()
        Contact.objects.filter(pk=contact.pk).delete()


@operation
def finish_next_step(*, contact: Contact, by: Actor, at: dt.datetime) -> Contact:
    """Say that what came next is done. Twice, the first word stays.

    Raises `ContactError` when there is no next step, or the contact was taken back.
    """
    held = Contact.objects.select_for_update(no_key=True).filter(pk=contact.pk).first()
    if held is None or not held.next_step:
        raise ContactError(_("There is no next step here any more."))
    if held.next_done_at is None:
        held.next_done_at = at
        held.save(update_fields=["next_done_at"])
        held.refresh_from_db()
    return held


def says(held: Contact, told: Said) -> bool:
    """Whether a contact says so already, of whichever record of those who were met."""
    columns = {**_columns(told), "kind": told.kind, "happened_at": told.happened_at}
    if any(getattr(held, name) != value for name, value in columns.items()):
        return False
    rows = dict(ContactPerson.objects.filter(contact=held).values_list("person_id", "seen"))
    met = {one.person.pk: one.seen for one in told.with_whom}
    roots = person_roots([*rows, *met])
    return {roots[pk]: seen for pk, seen in rows.items()} == {
        roots[pk]: seen for pk, seen in met.items()
    }


def _columns(told: Said) -> dict[str, object]:
    return {
        "face_to_face": told.face_to_face,
        "note": told.note,
        "next_step": told.next_step,
        "next_on": told.next_on,
    }


def _demand_members(family: Family, told: Said) -> None:
    for met in told.with_whom:
        demand_member(family, met.person)


def _meet(contact: Contact, told: Said) -> None:
    """Let exactly those be with whom it was."""
    rows = {row.person_id: row for row in ContactPerson.objects.filter(contact=contact)}
    for met in told.with_whom:
        row = rows.pop(met.person.pk, None)
        if row is None:
            ContactPerson.objects.create(contact=contact, person=met.person, seen=met.seen)
        elif row.seen != met.seen:
            row.seen = met.seen
            row.save(update_fields=["seen"])
    ContactPerson.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()

"""What is done with a family outside a session."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import IN_PERSON, ContactKind
from flyingstart.families.errors import ContactError
from flyingstart.families.models import Contact, Family
from flyingstart.families.operations.members import hold_family
from flyingstart.kernel.api import Actor, operation


@operation
def record_contact(
    *,
    family: Family,
    kind: ContactKind,
    happened_at: dt.datetime,
    face_to_face: bool | None = None,
    by: Actor,
    at: dt.datetime,
) -> Contact:
    """Say that somebody was in touch with a family; `face_to_face` None: as the kind has it.

    The same kind at the same moment is the same contact. Raises `ContactError` for a time to come,
    one without an offset, or a phone call face to face.
    """
    if happened_at.tzinfo is None or happened_at > at:
        raise ContactError("A contact has a time, and it is past.")
    in_person = kind in IN_PERSON
    if face_to_face and not in_person:
        raise ContactError(f"A {kind.label} is not face to face.")
    hold_family(family)
    contact, _ = Contact.objects.get_or_create(
        family=family,
        kind=kind,
        happened_at=happened_at,
        defaults={"face_to_face": in_person if face_to_face is None else face_to_face},
    )
    contact.refresh_from_db()
    return contact

"""Putting a name to a version of an entry."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.daybook.enums import SignedHow, Signs
from flyingstart.daybook.errors import SignatureError
from flyingstart.daybook.kinds import adult_signs, manager_signs
from flyingstart.daybook.models import DayEntry, DaySignature, EntryVersion
from flyingstart.daybook.operations.entries import person_of
from flyingstart.kernel.api import Actor, operation


@operation
def sign_entry(
    *, version: EntryVersion, how: SignedHow, name: str, by: Actor, at: dt.datetime
) -> DaySignature:
    """Say that the adult who looks after them read this version and signed it.

    Raises `SignatureError`: a name is needed, it is signed already, a newer version is there, or
    nobody signs entries of this kind.
    """
    called = " ".join(name.split())
    if not called:
        raise SignatureError(_("Write the name of who signs"))
    _newest(version)
    if not adult_signs(version.entry.kind):
        raise SignatureError(_("No parent or carer signs this."))
    if version.signatures.filter(signs=Signs.ADULT).exists():
        raise SignatureError(_("It is signed already."))
    return _sign(version, Signs.ADULT, how, called, "", by, at)


@operation
def countersign_entry(
    *, version: EntryVersion, note: str = "", by: Actor, at: dt.datetime
) -> DaySignature:
    """Say, as who answers for the site, that it was read, and what follows from it.

    Raises `SignatureError`: by whoever wrote it, twice, an old version, or nothing to countersign.
    """
    reader = person_of(by)
    _newest(version)
    if not manager_signs(version.entry.kind, version.points):
        raise SignatureError(_("Nobody countersigns this."))
    if version.written_by == reader:
        raise SignatureError(_("You wrote it yourself: somebody else countersigns."))
    if version.signatures.filter(signs=Signs.MANAGER).exists():
        raise SignatureError(_("It is countersigned already."))
    return _sign(version, Signs.MANAGER, SignedHow.TYPED, by.name, note.strip(), by, at)


def _newest(version: EntryVersion) -> None:
    """Hold the entry's row: two who sign take turns, and nobody corrects it meanwhile."""
    held = DayEntry.objects.select_for_update().get(pk=version.entry_id)
    if held.versions.latest("number").pk != version.pk:
        raise SignatureError(_("It was corrected meanwhile. Read it again first."))


def _sign(
    version: EntryVersion,
    signs: Signs,
    how: SignedHow,
    name: str,
    note: str,
    by: Actor,
    at: dt.datetime,
) -> DaySignature:
    return DaySignature.objects.create(
        version_signed=version,
        signs=signs,
        how=how,
        name=name,
        note=note,
        signed_at=at,
        taken_by=person_of(by),
        taken_by_name=by.name,
    )

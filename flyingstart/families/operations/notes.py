"""Notes about a family: written, and corrected by a later one. None is changed or taken away."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.errors import NoteCorrectedError
from flyingstart.families.models import Family, Note, Person
from flyingstart.families.operations.authors import SENT_TWICE, author, demand_member
from flyingstart.families.operations.members import hold_family
from flyingstart.families.rules.keeping import note_text
from flyingstart.kernel.api import Actor, operation


@operation
def write_note(
    *, family: Family, text: str, person: Person | None = None, by: Actor, at: dt.datetime
) -> Note:
    """Write about a family, or about one person of it.

    The same words of one author within a minute are one note. Raises `TextError` and
    `NotInFamilyError`.
    """
    said = note_text(text)
    hold_family(family)
    demand_member(family, person)
    written = author(by)
    twice = Note.objects.filter(
        family=family,
        person=person,
        text=said,
        corrects=None,
        written_at__range=(at - SENT_TWICE, at),
        **written._asdict(),
    )
    return twice.first() or _written(Note(family=family, person=person, text=said), by, at)


@operation
def correct_note(*, note: Note, text: str, by: Actor, at: dt.datetime) -> Note:
    """Write what a note should have said; both are kept, and who wrote which.

    The same correction again, or words that change nothing, make no further note. Raises
    `NoteCorrectedError` when somebody corrected it otherwise in the meantime, and `TextError`.
    """
    said = note_text(text)
    hold_family(note.family)
    standing = Note.objects.filter(corrects=note).first()
    if standing is not None:
        if standing.text != said:
            raise NoteCorrectedError("This note was corrected in the meantime: look again.")
        return standing
    if note.text == said:
        return note
    new = Note(family_id=note.family_id, person_id=note.person_id, text=said, corrects=note)
    return _written(new, by, at)


def _written(note: Note, by: Actor, at: dt.datetime) -> Note:
    note.written_by, note.written_by_name = author(by)
    note.written_at = at
    note.save()
    note.refresh_from_db()
    return note

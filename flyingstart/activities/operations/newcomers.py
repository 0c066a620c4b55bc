"""Somebody new at a session: registered and marked in one go, once however often it is sent."""

from __future__ import annotations

import datetime as dt
import uuid

from flyingstart.activities.enums import MarkStatus
from flyingstart.activities.models import Session
from flyingstart.activities.operations.entries import RegisterWord, merge_entries
from flyingstart.activities.operations.locking import open_register
from flyingstart.activities.queries.reach import Reach
from flyingstart.families.api import Family, FormError, Person, RegistrationForm, register_family
from flyingstart.kernel.api import Actor, operation


@operation
def welcome_newcomers(
    *, session: Session, form: RegistrationForm, by: Actor, at: dt.datetime
) -> Family:
    """Register a family and mark everybody of the form as present.

    The same submission again makes no second family, and marks nobody whose mark was taken back
    since. Raises what `register_family` raises, `FormError` for a form without a submission,
    `SessionCancelledError`, `RegisterClosedError` and `SessionNotBegunError`; then nothing is kept.
    """
    _submission(form)
    held = open_register(session, at)
    return register_and_mark(session=held, form=form, said_at=at, by=by, at=at)


def register_and_mark(
    *,
    session: Session,
    form: RegistrationForm,
    said_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
) -> Family:
    """The same at a locked session, of whom it was said then; see `welcome_newcomers`."""
    submission = _submission(form)
    family = register_family(form=form, by=by, at=at)
    people = Person.objects.filter(ties__family=family).distinct().order_by("pk")
    words = [
        RegisterWord(
            id=id_of_mark(submission, person.public_id),
            session_id=session.public_id,
            person_id=person.public_id,
            family_id=family.public_id,
            status=MarkStatus.ATTENDED,
            said_at=said_at,
        )
        for person in people
    ]
    reach = Reach(sessions=Session.objects.filter(pk=session.pk), people=people)
    merge_entries(words, reach, by, at)
    return family


def id_of_mark(submission: uuid.UUID, person_id: uuid.UUID) -> uuid.UUID:
    """The id of the word that somebody of a form is here: the same whenever it is sent."""
    return uuid.uuid5(submission, str(person_id))


def _submission(form: RegistrationForm) -> uuid.UUID:
    if form.submission is None:
        raise FormError("A form at the door says which one it is.")
    return form.submission

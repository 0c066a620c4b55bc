"""Each adult's own, private rules: whether it is safe to ring, leave a voicemail, text, write."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace

from flyingstart.families.errors import PersonChangedError
from flyingstart.families.models import Person
from flyingstart.families.operations.members import asked_now
from flyingstart.families.operations.saving import locked, save
from flyingstart.kernel.api import Actor, clock, operation


@dataclass(frozen=True, kw_only=True)
class ContactRules:
    """What somebody said of each way; None: not asked, which is never taken for a yes."""

    contact_by_call: bool | None = None
    contact_by_voicemail: bool | None = None
    contact_by_sms: bool | None = None
    contact_by_email: bool | None = None
    contact_by_letter: bool | None = None
    asked_alone: bool | None = None


RULES = tuple(one.name for one in fields(ContactRules))


def rules_of(person: Person) -> ContactRules:
    """What stands on the person's own row."""
    return ContactRules(**{name: getattr(person, name) for name in RULES})


@operation
def say_contact_rules(
    *,
    person: Person,
    rules: ContactRules,
    seen: ContactRules,
    asked_again: bool = False,
    by: Actor,
    at: dt.datetime,
) -> Person:
    """Replace what a person said of how to reach them; `seen` is what the asker saw before.

    Who asked and on which day is kept when an answer is another one, or when everything was
    `asked_again`. Raises `PersonChangedError` when somebody wrote down something else since.
    """
    before = locked(person)
    held = Person.objects.get(pk=person.pk)
    now = replace(
        rules_of(held),
        # Through all records, as the page shows them.
        contact_by_sms=before.answers.contact_by_sms,
        contact_by_email=before.answers.contact_by_email,
    )
    if now not in {seen, rules}:
        raise PersonChangedError(
            "A colleague changed these answers meanwhile: open the page again."
        )
    if now == rules and not asked_again:
        return held
    answers = before.answers._replace(
        contact_by_sms=rules.contact_by_sms, contact_by_email=rules.contact_by_email
    )
    save(person.pk, before, replace(before, answers=answers), at)
    Person.objects.filter(pk=person.pk).update(
        contact_by_call=rules.contact_by_call,
        contact_by_voicemail=rules.contact_by_voicemail,
        contact_by_letter=rules.contact_by_letter,
        asked_alone=rules.asked_alone,
        **asked_now(by, clock.london_day(at)),
    )
    held.refresh_from_db()
    return held

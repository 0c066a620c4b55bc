"""What a person objects to, and the end of it."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import ObjectsTo
from flyingstart.families.models import Objection, Person
from flyingstart.families.operations.standing import standing
from flyingstart.families.queries.merged import whole_person
from flyingstart.families.rules import deciding
from flyingstart.families.rules.days import next_start
from flyingstart.kernel.api import Actor, clock, operation


@operation
def record_objection(
    *, person: Person, to: ObjectsTo, words: str = "", by: Actor, at: dt.datetime
) -> Objection:
    """Write down from today what a person objects to; one that stands already goes on.

    One of days to come, from a file, takes over on its first day.
    """
    del by  # told by the history
    today = clock.london_day(at)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    own = list(Objection.objects.filter(person__in=whole_person(person.pk), to=to))
    if held := standing(own, today):
        return held
    made = Objection.objects.create(
        person=person,
        to=to,
        words=deciding.words(words),
        starts_on=today,
        ends_on=next_start(own, today),
    )
    made.refresh_from_db()
    return made


@operation
def end_objection(*, objection: Objection, by: Actor, at: dt.datetime) -> None:
    """The person took it back, or it was decided. Ended twice, the first day stays."""
    del by
    today = clock.london_day(at)
    held = Objection.objects.select_for_update(no_key=True).filter(pk=objection.pk).first()
    if held is None or (held.ends_on is not None and held.ends_on <= today):
        return
    if held.starts_on is not None and held.starts_on >= today:
        held.delete()
        return
    held.ends_on = today
    held.save(update_fields=["ends_on"])

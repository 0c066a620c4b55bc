"""Signs on a person that every screen and job obeys: raised, looked at again, ended."""

from __future__ import annotations

import datetime as dt

from flyingstart.families.enums import AlertKind
from flyingstart.families.errors import AlertOverError
from flyingstart.families.models import Alert, Person
from flyingstart.families.operations.standing import standing
from flyingstart.families.queries.merged import whole_person
from flyingstart.families.rules import deciding
from flyingstart.families.rules.days import next_start
from flyingstart.kernel.api import Actor, clock, operation


@operation
def raise_alert(
    *,
    person: Person,
    kind: AlertKind,
    reason: str = "",
    source: str = "",
    review_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Alert:
    """Put a sign on a person from today; one that stands already, on any record, goes on.

    One of days to come, from a file, takes over on its first day. Raises `DayError`.
    """
    del by  # told by the history
    today = clock.london_day(at)
    due = deciding.alert_review(review_on, today)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    own = list(Alert.objects.filter(person__in=whole_person(person.pk), kind=kind))
    if held := standing(own, today):
        return held
    alert = Alert.objects.create(
        person=person,
        kind=kind,
        reason=deciding.words(reason),
        source=deciding.words(source)[:200],
        review_on=due,
        starts_on=today,
        ends_on=next_start(own, today),
    )
    alert.refresh_from_db()
    return alert


@operation
def review_alert(*, alert: Alert, review_on: dt.date, by: Actor, at: dt.datetime) -> Alert:
    """Say that a sign still holds, and by when it is looked at again.

    Raises `DayError` and `AlertOverError`.
    """
    del by
    today = clock.london_day(at)
    due = deciding.alert_review(review_on, today)
    held = _held(alert)
    if held is None or (held.ends_on is not None and held.ends_on <= today):
        raise AlertOverError("It has ended: put a new sign on this person.")
    held.review_on = due
    held.save(update_fields=["review_on"])
    held.refresh_from_db()
    return held


@operation
def end_alert(*, alert: Alert, by: Actor, at: dt.datetime) -> None:
    """Say that a sign holds no longer. Ended twice, the first day stays.

    One that was raised today never was; that it stood is in the history.
    """
    del by
    today = clock.london_day(at)
    held = _held(alert)
    if held is None or (held.ends_on is not None and held.ends_on <= today):
        return
    if held.starts_on is not None and held.starts_on >= today:
        held.delete()
        return
    held.ends_on = today
    held.save(update_fields=["ends_on"])


def _held(alert: Alert) -> Alert | None:
    return Alert.objects.select_for_update(no_key=True).filter(pk=alert.pk).first()

"""Lists of what is due: made, approved, erased. What stays is a certificate that names nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext as _

from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, clock, operation, records
from flyingstart.kernel.jobs import enqueue
from flyingstart.privacy.clocks import months_after
from flyingstart.privacy.enums import CountsFrom
from flyingstart.privacy.errors import DayError, HeldError, StateError
from flyingstart.privacy.households import whole_groups
from flyingstart.privacy.models import Disposal, DisposalLine, LegalHold, RetentionRule
from flyingstart.privacy.operations.asking import said
from flyingstart.privacy.queries.due import Household, due_households, last_days

# So many people a list, whole households: somebody reads it, and it is erased in one piece.
MOST = 500


def serves(rule: RetentionRule) -> bool:
    """Whether lists are made for a rule: today for the whole record of a family alone."""
    return rule.counts_from == CountsFrom.LAST_CONTACT and not rule.records


@operation
def make_disposal(*, rule: RetentionRule, by: Actor, at: dt.datetime) -> Disposal | None:
    """List whose record is due under a rule; None when nobody's is. Nothing is erased.

    Raises `StateError` while a list of the rule is open, or for a rule that this does not serve.
    """
    if not serves(rule):
        raise StateError(_("No list is made for this rule yet."))
    if rule.disposals.filter(erased_at=None, cancelled_at=None).exists():
        raise StateError(_("A list of this rule is open already."))
    today = clock.london_day(at)
    found = due_households(rule, today)
    people = whole_groups([one.people for one in found], MOST)
    if not people:
        return None
    days = last_days(found)
    made = Disposal.objects.create(
        rule=rule,
        made_at=at,
        due_before=months_after(today, -rule.months),
        people_listed=len(people),
    )
    DisposalLine.objects.bulk_create(
        DisposalLine(disposal=made, person_id=pk, last_on=days[pk]) for pk in people
    )
    return made


@operation
def approve_disposal(*, disposal: Disposal, by: Actor, at: dt.datetime) -> None:
    """Let what is on a list be erased: it is, in the background. Raises `StateError`, `HeldError`.

    Only a person who signed in approves.
    """
    held = _open(disposal)
    if by.id is None:
        raise StateError(_("A list is approved by somebody who signed in."))
    if LegalHold.objects.filter(person=None, ends_on=None).exists():
        raise HeldError(_("A legal hold stops all erasing."))
    held.approved_at, held.approved_by_name = at, by.name
    held.save()
    enqueue("privacy.erase", disposal=held.public_id)


@operation
def cancel_disposal(*, disposal: Disposal, why: str, by: Actor, at: dt.datetime) -> None:
    """Throw a list away; nothing on it is erased. Raises `StateError`, `MissingError`."""
    held = _open(disposal)
    held.cancelled_at, held.cancelled_why = at, said(why, _("Write why"))
    held.save()
    held.lines.all().delete()


@operation
def erase_disposal(*, disposal: Disposal, by: Actor, at: dt.datetime) -> Disposal:
    """Erase the people of an approved list for good, with their histories.

    Who was in touch since, or is held by now, is left. All or nothing: raises `StateError`, and
    `django.db.models.ProtectedError` when something refers to them that no app erases.
    """
    held = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if held.approved_at is None or held.erased_at is not None or held.cancelled_at is not None:
        raise StateError(_("There is nothing to erase: the list is not approved, or is done."))
    listed = set(held.lines.values_list("person_id", flat=True))
    due: list[Household] = due_households(held.rule, clock.london_day(at))
    people = sorted(pk for one in due if listed.issuperset(one.people) for pk in one.people)
    held.lines.all().delete()
    counts = _erase(held, people)
    held.refresh_from_db()
    held.erased_at = at
    held.people_erased, held.people_kept = len(people), len(listed) - len(people)
    held.erased = dict(sorted(counts.items()))
    held.save()
    enqueue("privacy.forget_snapshots")
    return held


@operation
def begin_hold(
    *,
    name: str,
    reason: str,
    review_on: dt.date,
    person: Person | None = None,
    by: Actor,
    at: dt.datetime,
) -> LegalHold:
    """Let nothing be erased of a person and their families, or of anybody.

    Raises `MissingError`, `DayError` for a review that is not to come.
    """
    today = clock.london_day(at)
    if review_on <= today:
        raise DayError(_("The review is on a day to come."))
    return LegalHold.objects.create(
        name=said(name, _("Give the hold a name")),
        reason=said(reason, _("Write why it is needed")),
        review_on=review_on,
        person=person,
        starts_on=today,
    )


@operation
def review_hold(*, hold: LegalHold, review_on: dt.date, by: Actor, at: dt.datetime) -> None:
    """It is needed still: look again on a later day. Raises `DayError`, `StateError`."""
    held = _lasting(hold)
    if review_on <= clock.london_day(at):
        raise DayError(_("The review is on a day to come."))
    held.review_on = review_on
    held.save()


@operation
def end_hold(*, hold: LegalHold, why: str, by: Actor, at: dt.datetime) -> None:
    """It is over. Raises `StateError`, `MissingError`."""
    held = _lasting(hold)
    held.ended_why = said(why, _("Write why it is over"))
    held.ends_on = clock.london_day(at)
    held.save()


def _erase(disposal: Disposal, people: Collection[int]) -> Counter[str]:
    """Every app's rows about people, from the last app to the first, then their histories."""
    counts: Counter[str] = Counter()
    gone: dict[str, list[int]] = {}
    if not people:
        return counts
    for record in records.newest_first():
        if record.erase is None:
            continue
        for table, ids in record.erase(people).items():
            counts[table] += len(ids)
            gone.setdefault(table, []).extend(pk for pk in ids if isinstance(pk, int))
    with connection.cursor() as cursor:
        for table, ids in gone.items():
            if ids:
                cursor.execute(
                    "SELECT privacy_erase_history(%s, %s::regclass, %s)",
                    [disposal.public_id, table, ids],
                )
                counts["versions in histories"] += cursor.fetchone()[0]
    return +counts


def _open(disposal: Disposal) -> Disposal:
    held = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if held.approved_at or held.cancelled_at:
        raise StateError(_("This list is decided already."))
    return held


def _lasting(hold: LegalHold) -> LegalHold:
    held = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if held.ends_on is not None:
        raise StateError(_("This hold is over."))
    return held

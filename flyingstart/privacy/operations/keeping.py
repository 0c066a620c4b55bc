"""Lists of what is due: made, approved, erased. What stays is a certificate that names nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from django.db import connection
from django.utils.translation import gettext as _

from flyingstart.daybook.api import DayEntry, erase_day_entries, readers_of
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, Erased, clock, erase_rows, fetch, operation, records
from flyingstart.kernel.jobs import enqueue
from flyingstart.privacy.clocks import months_after
from flyingstart.privacy.enums import CountsFrom
from flyingstart.privacy.errors import DayError, HeldError, StateError
from flyingstart.privacy.households import whole_groups
from flyingstart.privacy.models import Disposal, DisposalLine, LegalHold, RetentionRule
from flyingstart.privacy.operations.asking import said
from flyingstart.privacy.operations.once import once
from flyingstart.privacy.queries.due import Household, due_households, last_days
from flyingstart.privacy.queries.old import (
    ROWS,
    WORRIES,
    is_listed,
    kept_in_worries,
    old_rows,
)

# So many people a list, whole households: somebody reads it, and it is erased in one piece.
MOST = 500


def serves(rule: RetentionRule) -> bool:
    """Whether lists are made for a rule: of people, or of rows that are on nobody's record."""
    return lists_people(rule) or (bool(rule.records) and all(map(is_listed, rule.records)))


def lists_people(rule: RetentionRule) -> bool:
    """Whether its lists are of people, whose whole records go."""
    return rule.counts_from == CountsFrom.LAST_CONTACT and not rule.records


def is_of_worries(rule: RetentionRule) -> bool:
    """Whether its lists are of worries: approved by those who read them."""
    return any(name in WORRIES for name in rule.records)


@operation
def make_disposal(*, rule: RetentionRule, by: Actor, at: dt.datetime) -> Disposal | None:
    """List what is due under a rule; None when nothing is. Nothing is erased.

    Somebody who makes it puts it forward by that; one that was made by night, somebody has to put
    forward. Raises `StateError` while a list of the rule is open, or for a rule that this does not
    serve.
    """
    if not serves(rule):
        raise StateError(_("No list is made for this rule yet."))
    if rule.disposals.filter(erased_at=None, cancelled_at=None).exists():
        raise StateError(_("A list of this rule is open already."))
    today = clock.london_day(at)
    made = Disposal(
        rule=rule, made_at=at, due_before=months_after(today, -rule.months), people_listed=0
    )
    if by.id is not None:
        _put_forward(made, by, at)
    if lists_people(rule):
        return _list_people(made, today)
    found = {name: old_rows(name, made.due_before, today) for name in rule.records}
    made.rows_listed = {name: old.count for name, old in found.items() if old.count}
    made.oldest_on = min((old.oldest_on for old in found.values() if old.oldest_on), default=None)
    if not made.rows_listed:
        return None
    made.save()
    return made


def _list_people(made: Disposal, today: dt.date) -> Disposal | None:
    found = due_households(made.rule, today)
    people = whole_groups([one.people for one in found], MOST)
    if not people:
        return None
    days = last_days(found)
    made.people_listed = len(people)
    made.save()
    DisposalLine.objects.bulk_create(
        DisposalLine(disposal=made, person_id=pk, last_on=days[pk]) for pk in people
    )
    return made


@operation
def put_forward_disposal(*, disposal: Disposal, by: Actor, at: dt.datetime) -> None:
    """Say that one looked through a list and that it may be erased: another one approves it.

    Raises `StateError`.
    """
    held = _open(disposal)
    if held.put_forward_at is not None:
        raise StateError(_("This list is put forward already."))
    _put_forward(held, by, at)
    held.save()


def _put_forward(disposal: Disposal, by: Actor, at: dt.datetime) -> None:
    if by.id is None:
        raise StateError(_("A list is put forward by somebody who signed in."))
    disposal.put_forward_at, disposal.put_forward_by = at, by.id
    disposal.put_forward_by_name = by.name


@operation
def approve_disposal(*, disposal: Disposal, by: Actor, at: dt.datetime) -> None:
    """Let what is on a list be erased: it is, in the background. Raises `StateError`, `HeldError`.

    Only a person who signed in approves, and not the one who put it forward; a list of worries,
    only somebody who reads them.
    """
    held = _open(disposal)
    if by.id is None:
        raise StateError(_("A list is approved by somebody who signed in."))
    if held.put_forward_at is None:
        raise StateError(_("Somebody looks through the list and puts it forward first."))
    if held.put_forward_by == by.id:
        raise StateError(_("You put this list forward: somebody else approves it."))
    for kind in (WORRIES[name] for name in held.rule.records if name in WORRIES):
        readers = readers_of(kind, clock.london_day(at)).values_list("public_id", flat=True)
        if by.id not in readers:
            raise StateError(_("Only somebody who reads these worries approves this list."))
    if LegalHold.objects.filter(person=None, ends_on=None).exists():
        raise HeldError(_("A legal hold stops all erasing."))
    held.approved_at, held.approved_by, held.approved_by_name = at, by.id, by.name
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
    """Erase what is on an approved list for good, with its history.

    Who was in touch since, or is held by now, is left. All or nothing: raises `StateError`, and
    `django.db.models.ProtectedError` when something refers to them that no app erases.
    """
    held = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if held.approved_at is None or held.erased_at is not None or held.cancelled_at is not None:
        raise StateError(_("There is nothing to erase: the list is not approved, or is done."))
    listed = set(held.lines.values_list("person_id", flat=True))
    people: list[int] = []
    if lists_people(held.rule):
        due: list[Household] = due_households(held.rule, clock.london_day(at))
        people = sorted(pk for one in due if listed.issuperset(one.people) for pk in one.people)
        held.lines.all().delete()
        counts = _erase(held, _of_people(people))
    else:
        counts = _erase_old(held)
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
    """Let nothing be erased of a person and their families, or of anybody. Sent twice, it is one.

    Raises `MissingError`, `DayError` for a review that is not to come.
    """
    today = clock.london_day(at)
    if review_on <= today:
        raise DayError(_("The review is on a day to come."))
    return once(
        LegalHold.objects.filter(ends_on=None),
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


def _of_people(people: Collection[int]) -> Iterator[Erased]:
    """Every app's rows about people, from the last app to the first."""
    for record in records.newest_first():
        if people and record.erase is not None:
            yield record.erase(people)


def _erase_old(disposal: Disposal) -> Counter[str]:
    """Rows of the kinds of a list that are due still; nothing while a hold on everything lasts."""
    counts: Counter[str] = Counter()
    made_on = clock.london_day(disposal.made_at)
    for name in disposal.rule.records:
        if not old_rows(name, disposal.due_before, made_on).count:
            continue
        if name in WORRIES:
            asked = [WORRIES[name].value, disposal.due_before, made_on, kept_in_worries()]
            ((gone,),) = fetch(
                "SELECT privacy_erase_worries(%s, %s, %s, %s, %s)", [disposal.public_id, *asked]
            )
            counts[name] += gone
            continue
        rows = ROWS[name][0](disposal.due_before)
        erased = erase_day_entries(rows) if rows.model is DayEntry else erase_rows(rows)
        counts += _erase(disposal, [erased])
    return counts


def _erase(disposal: Disposal, erasing: Iterable[Erased]) -> Counter[str]:
    """Let rows be erased, then their histories; how many of each."""
    counts: Counter[str] = Counter()
    gone: dict[str, list[int]] = {}
    for erased in erasing:
        for table, ids in erased.items():
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

"""What is held is gathered, each row is decided, the pack is released, sealed and served once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from flyingstart.families.api import every_record, everybody_else, read_once
from flyingstart.kernel.api import Actor, PersonalRecord, clock, fetch, operation, records
from flyingstart.privacy.enums import AskerIs, Decision, Owner, Wanted, Withheld
from flyingstart.privacy.errors import (
    MissingError,
    NotAllowedToHaveItError,
    OwnerError,
    StateError,
    UndecidedError,
)
from flyingstart.privacy.files.archive import archive_of
from flyingstart.privacy.files.sealing import open_sealed, seal
from flyingstart.privacy.holding import Homes, held_for
from flyingstart.privacy.models import Pack, PackRow, SubjectRequest
from flyingstart.privacy.operations.asking import hold, said
from flyingstart.privacy.operations.worries import (
    answered_rows,
    ask_about_worries,
    put_back,
    unanswered,
)
from flyingstart.privacy.queries.homes import homes_of, recipients
from flyingstart.privacy.queries.people import called
from flyingstart.privacy.rules.packing import KeptRow, first_words, goes_out, handed_over, undecided
from flyingstart.privacy.rules.redacting import blanker

# Long enough to answer a question about it, or a complaint.
KEPT = dt.timedelta(days=180)
_INSERT = """
    INSERT INTO privacy_packrow (
        request_id, number, record, values, words, looked_at, held_back, held_for,
        owner, decision, reason, why, decided_by_name
    )
    SELECT %s, r.number, r.record, r.values, r.words, r.looked_at, r.held_back, r.held_for,
           '', '', '', '', ''
    FROM jsonb_to_recordset(%s::jsonb) AS r (
        number int, record text, values jsonb, words jsonb, looked_at boolean, held_back boolean,
        held_for text[]
    )
"""
_dumped = json.JSONEncoder(separators=(",", ":"), check_circular=False, ensure_ascii=False).encode
# As one text as well.
_KEPT = """
    SELECT json_agg(r) FROM (
        SELECT record, values, words, looked_at, held_back, held_for, decision
        FROM privacy_packrow WHERE request_id = %s ORDER BY number
    ) AS r
"""


@operation
def gather_rows(*, request: SubjectRequest, by: Actor, at: dt.datetime) -> int:
    """Copy everything that any app holds about the person; how many rows. Again: anew.

    Decisions made before are lost with the rows they were about, but for the answers of those who
    read worries, who are asked now. Raises `StateError`.
    """
    held = hold(request)
    if held.wants != Wanted.ACCESS or held.released_at is not None:
        raise StateError(_("There is nothing to gather for this request."))
    prefetch_related_objects([held], "worry_questions")
    answers = answered_rows(held)
    held.rows.all().delete()
    with read_once():
        rows = _gathered(held)
    # As one text: 500 rows by COPY take longer than to read them from all tables.
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [held.pk, _dumped(rows)])
    put_back(answers, after=len(rows))
    ask_about_worries(held, by, at)
    held.gathered_at = at
    held.save(update_fields=["gathered_at"])
    return len(rows)


def _gathered(request: SubjectRequest) -> list[dict[str, object]]:
    """All that is held about the person, by record, with why each row waits."""
    others = everybody_else(request.person_id)
    homes = homes_of(request, others)
    blanked = _blanker(request, others, homes)
    held = (
        (record, values)
        for record in records.values()
        if not record.answered_apart
        for values in record.rows_about(request.person_id)
    )
    return [
        {"number": number, **_first(record, values, blanked, homes)}
        for number, (record, values) in enumerate(held, start=1)
    ]


def _first(
    record: PersonalRecord,
    values: Mapping[str, Any],
    blanked: Callable[[str], str],
    homes: Homes,
) -> dict[str, object]:
    """A row before anybody decides about it."""
    words = first_words(record, values, blanked)
    reasons = held_for(record, values, homes)
    return {
        "record": record.name,
        "values": values,
        "words": words,
        "looked_at": bool(words),
        "held_back": bool(reasons),
        "held_for": reasons,
    }


def _blanker(
    request: SubjectRequest, others: Collection[int], homes: Homes
) -> Callable[[str], str]:
    """What blanks other people in what somebody wrote, and leaves what is their own.

    Who asks for somebody else keeps what they are reached by themselves, and learns no other
    address or number of the person; where a home is hidden nobody learns of one that is shared.
    """
    they, around_them, asker = called(every_record(request.person_id), others, recipients(request))
    reach = asker.reach - around_them.reach if homes.hides else asker.reach
    return blanker(
        own=they.names | reach, others=around_them.names | around_them.reach | they.reach
    )


def kept_rows(request: SubjectRequest) -> list[KeptRow]:
    """The rows of a pack as they stand, in their order."""
    [(rows,)] = fetch(_KEPT, [request.pk])
    return [KeptRow(**row) for row in rows or []]


def outgoing(rows: Iterable[KeptRow]) -> list[tuple[PersonalRecord, dict[str, object]]]:
    """What a person gets of rows, each with the record it is of."""
    return [
        (records[row.record], values)
        for row in rows
        if row.record in records and (values := handed_over(row, records[row.record])) is not None
    ]


@operation
def decide_row(
    *,
    row: PackRow,
    decision: Decision,
    reason: Withheld | None = None,
    why: str = "",
    words: Mapping[str, str] | None = None,
    owner: Owner | None = None,
    owner_asked_on: dt.date | None = None,
    owner_agrees: bool | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Hand a row over or keep it back.

    `words` replace what was written, by column. A paper of `owner` goes out only once they were
    asked and agree. Raises `OwnerError`, `MissingError` without a reason to keep something back,
    `StateError`.
    """
    held = hold(row.request)
    if held.released_at is not None:
        raise StateError(_("The pack is released: nothing in it can be changed."))
    if row.record in records and records[row.record].answered_apart:
        raise StateError(_("Those who read worries decided about this row."))
    if decision == Decision.WITHHOLD and reason is None:
        raise MissingError(_("Choose why it is kept back"))
    if decision == Decision.RELEASE and owner and not (owner_asked_on and owner_agrees):
        raise OwnerError(_("Ask them first. It goes out only when they agree."))
    kept = PackRow.objects.select_for_update().get(pk=row.pk)
    kept.decision = decision
    kept.owner = owner or ""
    kept.owner_asked_on, kept.owner_agrees = owner_asked_on, owner_agrees
    withheld = decision == Decision.WITHHOLD
    kept.reason = str(reason) if withheld and reason else ""
    kept.why = said(why, _("Write why it is kept back")) if withheld else why.strip()
    if words is not None:
        known = {name: text.strip() for name, text in words.items() if name in kept.values}
        kept.words = kept.words | known
    kept.decided_by_name, kept.decided_at = by.name, at
    kept.save()


@operation
def decide_rows(
    *,
    rows: Sequence[PackRow],
    decision: Decision,
    reason: Withheld | None = None,
    why: str = "",
    by: Actor,
    at: dt.datetime,
) -> int:
    """Decide rows of one pack alike, each on record as if it were decided alone; how many.

    A row in which somebody wrote goes out only once it was read by itself. Raises `OwnerError`,
    `MissingError` and `StateError`; then none is decided.
    """
    if decision == Decision.RELEASE and any(row.looked_at for row in rows):
        raise StateError(_("Somebody wrote in these rows: read each of them before it goes out."))
    for row in rows:
        decide_row(row=row, decision=decision, reason=reason, why=why, by=by, at=at)
    return len(rows)


@operation
def release_pack(*, request: SubjectRequest, by: Actor, at: dt.datetime) -> Pack:
    """Make the archive of all that goes out, and seal it.

    Raises `NotAllowedToHaveItError` unless somebody saw who asks and, where they do not ask for
    themselves, decided that they act for the person; `UndecidedError`, `StateError`.
    """
    held = hold(request)
    if held.released_at is not None:
        raise StateError(_("The pack is released already."))
    if held.gathered_at is None:
        raise StateError(_("Gather what is held first."))
    if held.identity_on is None:
        raise NotAllowedToHaveItError(_("Nobody has seen yet who they are."))
    if held.asker_is != AskerIs.SELF and held.acts is not True:
        raise NotAllowedToHaveItError(_("Nobody has decided that they act for this person."))
    rows = kept_rows(held)
    if waiting := undecided(rows):
        raise UndecidedError(_("%(count)d rows wait for a decision.") % {"count": waiting})
    if _held_since(held, rows):
        raise StateError(
            _("A home was hidden, or somebody moved, since this was gathered. Gather it anew.")
        )
    if unanswered(held):
        raise UndecidedError(_("Those who read worries have not answered yet."))
    held.released_at, held.released_by_name = at, by.name
    content = archive_of(
        name=str(held.person),
        asked_on=held.asked_on,
        made_at=at,
        rows=outgoing(rows),
    )
    held.save()
    out = sum(goes_out(row) for row in rows)
    return Pack.objects.create(
        request=held,
        sealed=seal(content),
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        rows_released=out,
        rows_withheld=len(rows) - out,
        keep_until=clock.london_day(at + KEPT),
    )


def _held_since(request: SubjectRequest, rows: Iterable[KeptRow]) -> bool:
    """Whether anything that was gathered would be held for more reasons today than it was."""
    with read_once():
        homes = homes_of(request, everybody_else(request.person_id))
    return any(
        not set(held_for(records[row.record], row.values, homes)).issubset(row.held_for)
        for row in rows
        if row.record in records
    )


@operation
def serve_pack(*, pack: Pack, served_to: str, by: Actor, at: dt.datetime) -> bytes:
    """Take the archive out, once: to whom is written down. Raises `StateError`, `MissingError`."""
    # The request first, as who closes it does.
    request = SubjectRequest.objects.select_for_update().get(pk=pack.request_id)
    held = Pack.objects.select_for_update().get(pk=pack.pk)
    if held.served_at is not None:
        raise StateError(_("The pack was taken out already. Open a new request for another copy."))
    if request.closed_at is not None:
        raise StateError(_("This request is closed."))
    if held.sealed is None:
        raise StateError(_("The pack is gone: its time was over."))
    held.served_at, held.served_by_name = at, by.name
    held.served_to = said(served_to, _("Write who gets it, and how"))
    held.save()
    request.closed_at, request.closed_why = at, _("The pack was handed over.")
    request.save()
    return open_sealed(bytes(held.sealed))


@operation
def remove_old_packs(*, by: Actor, at: dt.datetime) -> int:
    """Take away packs whose time is over, with the rows they were made of; how many."""
    today = clock.london_day(at)
    old = Pack.objects.select_for_update().filter(keep_until__lte=today, removed_at=None)
    requests = [pack.request_id for pack in old]
    PackRow.objects.filter(request__in=requests).delete()
    return old.update(sealed=None, removed_at=at)

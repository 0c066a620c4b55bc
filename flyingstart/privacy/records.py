"""Personal data this app holds: who asked for what, what they were handed, who complained."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flyingstart.families.api import every_record
from flyingstart.kernel.api import Erased, PersonalRecord, erase_rows, records
from flyingstart.privacy.models import (
    Complaint,
    DisposalLine,
    LegalHold,
    Pack,
    PackRow,
    RequestPause,
    SubjectRequest,
    WorryQuestion,
)

Row = Mapping[str, Any]
BASIS = "Legal obligation: UK GDPR, articles 12 to 22 (article 6(1)(c))"
AS_RECORD = "As long as the record of the person; the pack itself six months"


def requests_about(person_id: int) -> Iterable[Row]:
    """That somebody asked for a person's data, and what came of it; the first one first.

    One that is not answered yet is no record of its own: its answer would speak of itself.
    """
    found = SubjectRequest.objects.filter(
        person__in=every_record(person_id), closed_at__isnull=False
    ).order_by("pk")
    return [
        {
            "asked_on": request.asked_on.isoformat(),
            "wants": request.wants,
            "asker_name": request.asker_name,
            "asker_is": request.asker_is,
            "reach": request.reach,
            "words": request.words,
            "identity": request.identity,
            "evidence": request.evidence,
            "acts": request.acts,
            "acts_why": request.acts_why,
            "acts_by_name": request.acts_by_name,
            "extended_why": request.extended_why,
            "released_at": request.released_at.isoformat() if request.released_at else None,
            "closed_at": request.closed_at.isoformat() if request.closed_at else None,
            "closed_why": request.closed_why,
        }
        for request in found
    ]


def erase_requests(people: Collection[int]) -> Erased:
    """Requests, with all that hangs on them; a legal hold names a person until it ends."""
    requests = SubjectRequest.objects.filter(person__in=people)
    return erase_rows(
        RequestPause.objects.filter(request__in=requests),
        WorryQuestion.objects.filter(request__in=requests),
        PackRow.objects.filter(request__in=requests),
        Pack.objects.filter(request__in=requests),
        requests,
    )


def complaints_about(person_id: int) -> Iterable[Row]:
    """Complaints that were about a person's data."""
    found = Complaint.objects.filter(person__in=every_record(person_id)).order_by("pk")
    return [
        {
            "received_on": one.received_on.isoformat(),
            "from_name": one.from_name,
            "reach": one.reach,
            "words": one.words,
            "acknowledged_on": one.acknowledged_on.isoformat() if one.acknowledged_on else None,
            "answered_on": one.answered_on.isoformat() if one.answered_on else None,
            "outcome": one.outcome,
        }
        for one in found
    ]


def erase_complaints(people: Collection[int]) -> Erased:
    """Complaints about these people's data."""
    return erase_rows(Complaint.objects.filter(person__in=people))


def holds_about(person_id: int) -> Iterable[Row]:
    """Legal holds that name a person."""
    found = LegalHold.objects.filter(person__in=every_record(person_id)).order_by("pk")
    return [
        {
            "name_of_hold": hold.name,
            "reason": hold.reason,
            "starts_on": hold.starts_on.isoformat(),
            "review_on": hold.review_on.isoformat(),
            "ends_on": hold.ends_on.isoformat() if hold.ends_on else None,
            "ended_why": hold.ended_why,
        }
        for hold in found
    ]


def erase_holds(people: Collection[int]) -> Erased:
    """Holds that have ended, and lines of disposal lists; one that lasts stops the erasure."""
    return erase_rows(
        LegalHold.objects.filter(person__in=people, ends_on__isnull=False),
        DisposalLine.objects.filter(person__in=people),
    )


def nothing_about(person_id: int) -> Iterable[Row]:  # noqa: ARG001 - see the record
    """Nothing: it names members of staff, and families by number alone."""
    return []


ENTRIES = (
    PersonalRecord(
        name="requests for data",
        holds="Who asked for a person's data or to have it put right, who they are, what was done; "
        "that those who read worries were asked, and when they answered",
        purpose="To answer people who use their rights, and to show that we did",
        lawful_basis=BASIS,
        retention=AS_RECORD,
        rows_about=requests_about,
        purpose_key="rights",
        written=("words", "identity", "evidence", "acts_why", "extended_why", "closed_why"),
        of_others=("asker_name", "reach", "acts_by_name"),
        erase=erase_requests,
    ),
    PersonalRecord(
        name="complaints about data",
        holds="Who complained about the use of data, of whom, and what was answered",
        purpose="To answer complaints, and to learn from them",
        lawful_basis=BASIS,
        retention="Six years after it was answered, or as long as the record if that is shorter",
        rows_about=complaints_about,
        purpose_key="rights",
        written=("words", "outcome"),
        of_others=("from_name", "reach"),
        erase=erase_complaints,
    ),
    PersonalRecord(
        name="legal holds",
        holds="That nothing about a person may be erased for a time, and why",
        purpose="To keep what a court, an inquiry or the police may need",
        lawful_basis=BASIS,
        retention=AS_RECORD,
        rows_about=holds_about,
        purpose_key="rights",
        written=("name_of_hold", "reason", "ended_why"),
        held_back=bool,
        erase=erase_holds,
    ),
    PersonalRecord(
        name="reviewed looks",
        holds="Which unusual looks of staff at records were reviewed, and what that came to",
        purpose="To see that records are opened for work alone",
        lawful_basis="Public task; security of processing (UK GDPR, articles 6(1)(e) and 32)",
        retention="Six years after the sign-in was closed",
        rows_about=nothing_about,
        purpose_key="staff",
    ),
    PersonalRecord(
        name="breaches",
        holds="What went wrong with data, who told of it, who was told; no family by name",
        purpose="To mend what went wrong, and to show that we did",
        lawful_basis="Legal obligation: UK GDPR, articles 33 and 34 (article 6(1)(c))",
        retention="Six years after it was closed",
        rows_about=nothing_about,
        purpose_key="rights",
    ),
)
for _entry in ENTRIES:
    records.register(_entry.name, _entry)

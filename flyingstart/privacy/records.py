"""Personal data this app holds: who asked for what, what they were handed, who complained."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, Q

from flyingstart.families.api import About, own
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


# One that is not answered yet is no record of its own: its answer would speak of itself.
requests_about = About(
    model=SubjectRequest,
    fields=(
        *("asked_on", "wants", "asker_name", "asker_is", "reach", "words", "identity", "evidence"),
        *("acts", "acts_why", "acts_by_name", "extended_why", "released_at", "closed_at"),
        "closed_why",
    ),
    which=lambda people, _families: Q(person__in=people, closed_at__isnull=False),
    by_family=False,
)


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


complaints_about = own(
    Complaint,
    *("received_on", "from_name", "reach", "words", "acknowledged_on", "answered_on", "outcome"),
)
holds_about = own(
    LegalHold,
    *("reason", "starts_on", "review_on", "ends_on", "ended_why"),
    named={"name_of_hold": F("name")},
)


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
        erase=complaints_about.erase,
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

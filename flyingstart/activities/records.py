"""Personal data this app holds: who came where and when, with which family; who worked there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flyingstart.activities.models import FamilyCode, GivenOut, Mark, RegisterEntry
from flyingstart.families.api import FamilyTie
from flyingstart.kernel.api import Erased, PersonalRecord, erase_rows, records

Ids = Collection[int]


def marks_about(person_id: int) -> Iterable[Mapping[str, Any]]:
    """A person's marks as plain values, oldest session first."""
    marks = Mark.objects.filter(person_id=person_id).select_related("session__activity", "session")
    return [
        {
            "session": str(mark.session.public_id),
            "activity": mark.session.activity.name,
            "site": str(mark.session.site),
            "starts_at": mark.session.starts_at.isoformat(),
            "ends_at": mark.session.ends_at.isoformat() if mark.session.ends_at else None,
            "session_cancelled": mark.session.cancelled_at is not None,
            "status": mark.status,
            "family": str(mark.family.public_id),
            "marked_at": mark.marked_at.isoformat(),
        }
        for mark in marks.select_related("session__site", "family").order_by(
            "session__starts_at", "session_id"
        )
    ]


def erase_marks(people: Ids) -> Erased:
    """Their places in sessions."""
    return erase_rows(Mark.objects.filter(person__in=people))


def keep_marks(people: Ids, families: Mapping[int, int]) -> None:
    """Places of sealed people, with the families that hold what is left of them."""
    for old, new in families.items():
        Mark.objects.filter(person__in=people, family=old).update(family=new)


MARKS = records.register(
    "marks",
    PersonalRecord(
        name="marks",
        holds="Which sessions a person had a place in, whether they came, and with which family",
        purpose="To run sessions, to keep a register of who is in the building and to see whom "
        "the service reaches",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the last contact with the family",
        rows_about=marks_about,
        purpose_key="services",
        erase=erase_marks,
        keep_for_counting=keep_marks,
    ),
)


def entries_about(person_id: int) -> Iterable[Mapping[str, Any]]:
    """What was said of a person's places, word by word, as plain values; the oldest first."""
    entries = RegisterEntry.objects.filter(person_id=person_id)
    return [
        {
            "session": str(entry.session.public_id),
            "family": str(entry.family.public_id),
            "status": entry.status,
            "said_at": entry.said_at.isoformat(),
            "received_at": entry.received_at.isoformat(),
            "said_by": entry.said_by,
        }
        for entry in entries.select_related("session", "family").order_by("said_at", "pk")
    ]


def erase_entries(people: Ids) -> Erased:
    """What was said of their places."""
    return erase_rows(RegisterEntry.objects.filter(person__in=people))


ENTRIES = records.register(
    "register entries",
    PersonalRecord(
        name="register entries",
        holds="Each word that was said of a person's place in a session, when and by whom",
        purpose="To keep right what several devices say of one register, and to see who said it",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the last contact with the family",
        rows_about=entries_about,
        purpose_key="services",
        of_others=("said_by",),
        erase=erase_entries,
    ),
)


def codes_about(person_id: int) -> Iterable[Mapping[str, Any]]:
    """The codes given to families that a person belongs or belonged to, the first one first."""
    codes = FamilyCode.objects.filter(family__ties__person=person_id).distinct()
    return [
        {
            "family": str(code.family.public_id),
            "code": code.code,
            "given_at": code.created_at.isoformat(),
            "ended_at": code.ended_at.isoformat() if code.ended_at else None,
        }
        for code in codes.select_related("family").order_by("created_at", "pk")
    ]


def erase_codes(people: Ids) -> Erased:
    """Codes of families to which nobody but them ever belonged."""
    return erase_rows(FamilyCode.objects.filter(family__in=_alone(people)))


def _alone(people: Ids) -> set[int]:
    """The families to which nobody but these people ever belonged."""
    families = set(FamilyTie.objects.filter(person__in=people).values_list("family_id", flat=True))
    others = FamilyTie.objects.filter(family__in=families).exclude(person__in=people)
    return families - set(others.values_list("family_id", flat=True))


CODES = records.register(
    "family codes",
    PersonalRecord(
        name="family codes",
        holds="A short code that a family asked for, by which it is found at the door",
        purpose="To mark a family that is there without asking its names in a queue",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the last contact with the family",
        rows_about=codes_about,
        purpose_key="services",
        erase=erase_codes,
    ),
)


def given_about(person_id: int) -> Iterable[Mapping[str, Any]]:
    """What was given to families that a person belongs or belonged to, the first first."""
    given = GivenOut.objects.filter(family__ties__person=person_id).distinct()
    return [
        {
            "family": str(one.family.public_id) if one.family else "",
            "item": one.item.name,
            "how_many": one.how_many,
            "site": one.site.name,
            "day": one.day.isoformat(),
            "given_by": one.given_by_name,
        }
        for one in given.select_related("family", "item", "site").order_by("day", "pk")
    ]


def erase_given(people: Ids) -> Erased:
    """What was given to families of theirs alone; counts without names stay."""
    return erase_rows(GivenOut.objects.filter(family__in=_alone(people)))


GIVEN = records.register(
    "given out",
    PersonalRecord(
        name="given out",
        holds="What a family was given: vitamins, dental packs, leaflets, books",
        purpose="To see what reaches families, and to give nothing twice",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the last contact with the family",
        rows_about=given_about,
        purpose_key="services",
        of_others=("given_by",),
        erase=erase_given,
    ),
)


def work_about(person_id: int) -> Iterable[Mapping[str, Any]]:  # noqa: ARG001 - see below
    """Nothing: who works here signs in, and a sign-in is tied to nobody registered."""
    return []


WORK = records.register(
    "work at sessions",
    PersonalRecord(
        name="work at sessions",
        holds="Which member of staff is planned to lead or to help at which session, and when",
        purpose="To staff sessions, and to see who is answerable for a register",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the session, as its register",
        rows_about=work_about,
        purpose_key="staff",
    ),
)

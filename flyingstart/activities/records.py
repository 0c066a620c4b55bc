"""Personal data this app holds: who came where and when, with which family; who worked there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Func, Q, Value

from flyingstart.activities.models import (
    CrecheStay,
    FamilyCode,
    GivenOut,
    Mark,
    PaperRow,
    RegisterEntry,
)
from flyingstart.families.api import of_family, own
from flyingstart.kernel.api import PersonalRecord, records

marks_about = own(
    Mark,
    *("session__public_id", "family__public_id", "status", "marked_at"),
    named={
        "activity": F("session__activity__name"),
        "site": F("session__site__name"),
        "starts_at": F("session__starts_at"),
        "ends_at": F("session__ends_at"),
        "session_cancelled": ExpressionWrapper(
            Q(session__cancelled_at__isnull=False), BooleanField()
        ),
    },
    order=("session__starts_at", "session_id", "pk"),
)
erase_marks = marks_about.erase


def keep_marks(people: Collection[int], families: Mapping[int, int]) -> None:
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
        labels=marks_about.labels,
        purpose_key="services",
        erase=erase_marks,
        keep_for_counting=keep_marks,
        tells_where=("session", "activity", "site"),
    ),
)


entries_about = own(
    RegisterEntry,
    *("session__public_id", "family__public_id", "status", "said_at", "received_at", "said_by"),
    order=("said_at", "pk"),
)


ENTRIES = records.register(
    "register entries",
    PersonalRecord(
        name="register entries",
        holds="Each word that was said of a person's place in a session, when and by whom",
        purpose="To keep right what several devices say of one register, and to see who said it",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the last contact with the family",
        rows_about=entries_about,
        labels=entries_about.labels,
        purpose_key="services",
        of_others=("said_by",),
        erase=entries_about.erase,
        tells_where=("session",),
    ),
)


codes_about = of_family(
    FamilyCode,
    *("family__public_id", "code", "ended_at"),
    named={"given_at": F("created_at")},
    order=("created_at", "pk"),
)


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
        erase=codes_about.erase,
        of_family=True,
    ),
)


given_about = of_family(
    GivenOut,
    *("family__public_id", "item__name", "how_many", "site__name", "day"),
    named={"given_by": F("given_by_name")},
    order=("day", "pk"),
)


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
        erase=given_about.erase,
        tells_where=("site",),
        of_family=True,
    ),
)


paper_about = own(
    PaperRow,
    *("family__public_id", "number"),
    named={
        "session": F("sheet__session__public_id"),
        "activity": F("sheet__session__activity__name"),
        "printed_at": F("sheet__printed_at"),
    },
    order=("sheet__session__starts_at", "pk"),
)


PAPER = records.register(
    "paper registers",
    PersonalRecord(
        name="paper registers",
        holds="Who stands in which row of a register that was printed for a session",
        purpose="To take a register on paper, and to know who stands on a sheet that is lost",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Until somebody says that the paper is shredded; where nobody printed it, until "
        "the day is over",
        rows_about=paper_about,
        purpose_key="services",
        erase=paper_about.erase,
        tells_where=("session", "activity"),
    ),
)


stays_about = own(
    CrecheStay,
    *("session__public_id", "family__public_id", "in_at", "out_at", "must_know", "left_by"),
    *("phone", "collected_by", "agreed_with", "in_by", "out_by"),
    named={
        "named": Func(F("named"), Value(", "), function="array_to_string", output_field=CharField())
    },
    order=("in_at", "pk"),
    column="child",
)


STAYS = records.register(
    "crèche stays",
    PersonalRecord(
        name="crèche stays",
        holds="When a child was in a crèche, what had to be known to keep it well, who left it, "
        "who else might fetch it, how they were reached, and who fetched it",
        purpose="To know who is in the building, to keep children well, and to hand each over to "
        "the right adult",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the last contact with the family",
        rows_about=stays_about,
        purpose_key="services",
        written=("must_know",),
        of_others=(
            *("left_by", "named", "phone", "collected_by"),
            *("agreed_with", "in_by", "out_by"),
        ),
        erase=stays_about.erase,
        tells_where=("session",),
    ),
)


def work_about(person_id: int) -> Iterable[Mapping[str, Any]]:  # noqa: ARG001 - see below
    """Nothing: who works here signs in, and a sign-in is tied to nobody registered."""
    return []


WORK = records.register(
    "work at sessions",
    PersonalRecord(
        name="work at sessions",
        holds="Which member of staff is planned to lead or to help at which session, and when; "
        "until when a certificate in first aid holds",
        purpose="To staff sessions, and to see who is answerable for a register",
        lawful_basis="Public task: the Childcare Act 2006 duties of children's centres",
        retention="Six years after the session, as its register",
        rows_about=work_about,
        purpose_key="staff",
    ),
)


def visits_about(person_id: int) -> Iterable[Mapping[str, Any]]:  # noqa: ARG001 - as above
    """Nothing: a visit is tied to who makes it; where it leads is emptied when it ends."""
    return []


VISITS = records.register(
    "lone visits",
    PersonalRecord(
        name="lone visits",
        holds="Which member of staff visits alone, when they are expected back, and until they "
        "are, where they went",
        purpose="To keep staff safe: a manager is told when somebody is not back in time",
        lawful_basis="Legal obligation: the Health and Safety at Work etc. Act 1974",
        retention="Where they went: until they are back. That they went: as work at sessions",
        rows_about=visits_about,
        purpose_key="staff",
    ),
)

"""The columns of files from an old system, explained, with the headings they go by elsewhere."""

from __future__ import annotations

from flyingstart.families.enums import AlertKind, Answerable, ContactKind, ObjectsTo, Role
from flyingstart.kernel.api import Column

PERSON = Column(
    name="person_ref",
    explained="What your system calls the person, as in the file of registrations",
    synonyms=("person id", "person number", "client id"),
    example="P-1001",
    required=True,
)
FAMILY = Column(
    name="family_ref",
    explained="What your system calls the family; blank if the person has one family",
    synonyms=("family id", "family number", "household id"),
    example="F-501",
)
STARTS = Column(
    name="starts_on",
    explained="First day; blank: from the beginning, or as held",
    synonyms=("start date", "started on", "from", "valid from", "start"),
    example="2019-05-01",
)
ENDS = Column(
    name="ends_on",
    explained="First day no longer; blank: still, or as held",
    synonyms=("end date", "ended on", "to", "valid to", "end"),
)
DATED = (PERSON, STARTS, ENDS)


def _one_of(values: list[str]) -> str:
    return ", ".join(values)


RELATIONSHIPS = (
    *DATED,
    FAMILY,
    Column(
        name="role",
        explained=f"{_one_of(Role.values)}; blank: as held",
        example="parent",
    ),
    Column(
        name="relationship",
        explained="What they are to the family, in its words",
        synonyms=("relation", "relationship type"),
        example="mother",
    ),
    Column(
        name="child_ref",
        explained="For whom they have parental responsibility, or not",
        synonyms=("child id", "related person", "related to"),
        example="P-1002",
    ),
    Column(
        name="responsibility",
        explained=f"Parental responsibility as it was recorded, never inferred: "
        f"{_one_of(Answerable.values)}",
        synonyms=("parental responsibility", "pr"),
        example="yes",
    ),
    Column(name="evidence", explained="What was seen", example="birth certificate"),
    Column(name="seen_on", explained="When it was seen", example="2019-05-01"),
)
ADDRESSES = (
    *DATED,
    FAMILY,
    Column(
        name="is_main",
        explained="yes or blank: where they are counted; no: another home with that family",
        synonyms=("main", "main address", "primary"),
        example="yes",
    ),
    Column(
        name="address_line_1",
        explained="House and street",
        synonyms=("address 1", "address line1", "address", "street"),
        example="1 High Street",
    ),
    Column(name="address_line_2", explained="More of the address", synonyms=("address 2",)),
    Column(name="town", explained="Post town", synonyms=("post town", "city")),
    Column(
        name="postcode",
        explained="Kept as written if it is unknown",
        synonyms=("post code", "postal code"),
    ),
)
ALERTS = (
    *DATED,
    Column(
        name="kind",
        explained=_one_of(AlertKind.values),
        synonyms=("alert", "alert type", "type"),
        example="hidden_home",
        required=True,
    ),
    Column(name="reason", explained="For those who may see hidden homes; may be blank"),
    Column(name="source", explained="Who said so"),
    Column(name="review_on", explained="When to look at it again", synonyms=("review date",)),
)
OBJECTIONS = (
    *DATED,
    Column(
        name="objects_to",
        explained=_one_of(ObjectsTo.values),
        synonyms=("to", "objection", "objection type", "restriction"),
        example="messages",
        required=True,
    ),
    Column(name="words", explained="As they said it", synonyms=("notes", "note")),
)
PERMISSIONS = (
    *DATED,
    Column(
        name="permission",
        explained="A code of the pack, such as photo_wall",
        synonyms=("consent", "consent type", "code"),
        example="photo_wall",
        required=True,
    ),
    Column(
        name="given",
        explained="yes: allowed; no: refused. Withdrawn later: ends_on",
        synonyms=("answer", "consent given"),
        example="yes",
        required=True,
    ),
    Column(
        name="said_by_ref",
        explained="Who said so for a child; blank: themselves, or not known",
        synonyms=("said by", "consent by"),
    ),
)
NOTICES = (
    PERSON,
    Column(
        name="shown_on",
        explained="The day it was shown",
        synonyms=("starts_on", "date shown", "date"),
        example="2019-05-01",
        required=True,
    ),
    Column(
        name="notice_version",
        explained="Which privacy notice",
        synonyms=("version", "notice"),
        example="2018-05",
        required=True,
    ),
    Column(name="language", explained="In which language, such as en or ur", example="en"),
)
NEEDS = (
    *DATED,
    Column(
        name="need",
        explained="A code or label of the pack’s list",
        synonyms=("need code", "need type", "code"),
        required=True,
    ),
    Column(name="source", explained="Who said so", synonyms=("said by",)),
)
CONTACTS = (
    Column(
        name="family_ref",
        explained=FAMILY.explained,
        synonyms=FAMILY.synonyms,
        example=FAMILY.example,
        required=True,
    ),
    Column(
        name="happened_at",
        explained="When; without a time, the start of the day",
        synonyms=("starts_on", "starts_at", "contact date", "date"),
        example="2019-05-01 10:30",
        required=True,
    ),
    Column(
        name="kind",
        explained=_one_of(ContactKind.values),
        synonyms=("contact type", "type"),
        example="home_visit",
        required=True,
    ),
    Column(
        name="face_to_face",
        explained="yes or no; blank: yes for home_visit, doorstep and one_to_one",
    ),
    Column(
        name="person_ref",
        explained="With whom; one row for each person of one contact",
        synonyms=PERSON.synonyms,
        example=PERSON.example,
    ),
    Column(name="seen", explained="yes or no: seen with one’s own eyes"),
    Column(name="note", explained="What was done", synonyms=("notes",)),
    Column(name="next_step", explained="What comes next"),
    Column(name="next_on", explained="By when"),
    Column(name="worker", explained="Who was in touch", synonyms=("worker name", "staff")),
)
DEATHS = (
    PERSON,
    Column(
        name="died_on",
        explained="The day of death",
        synonyms=("starts_on", "date of death", "died"),
        example="2019-05-01",
        required=True,
    ),
)

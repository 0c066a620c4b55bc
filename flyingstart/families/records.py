"""Personal data this app holds: who a person is, where they live, whom they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import F, Q

from flyingstart.families.counted import KEPT
from flyingstart.families.enums import CodeKind, Sight
from flyingstart.families.held import (
    Ids,
    between,
    choices_of,
    of_family,
    only_theirs,
    own,
    written,
)
from flyingstart.families.models import (
    Address,
    Alert,
    CareNeed,
    Colleague,
    Collector,
    Consent,
    Contact,
    ContactDetail,
    ContactPerson,
    CourtOrder,
    Distinct,
    Draft,
    EmergencyContact,
    ExpectedBirth,
    Family,
    FamilyPlace,
    FamilyRef,
    FamilyTie,
    Merge,
    MessagePause,
    Need,
    Note,
    NoticeShown,
    Objection,
    OwnPeople,
    Paper,
    Person,
    PersonRef,
    Placement,
    Registration,
    Reply,
    Responsibility,
    SealedRecord,
    WarningNote,
    YoungParentTold,
)
from flyingstart.families.papers import erase_scans
from flyingstart.families.queries.codes import code_labels
from flyingstart.kernel.api import Erased, PersonalRecord, erase_rows, records

PUBLIC_TASK = "Public task: the Childcare Act 2006 duties of children's centres"
LAST_CONTACT = "Six years after the last contact with the family"
WITH_FAMILY = "family__public_id"

# Columns of any of our tables that are about somebody else: colleagues, friends, whoever is named.
OF_OTHERS = frozenset(
    {
        *("written_by_name", "started_by_name", "resumed_by_name", "merged_by_name"),
        *("undone_by_name", "said_by_name", "said_by", "ended_by_name", "worker_name"),
        *("name", "phone", "restrained_name", "with_whom", "kept_by_name", "taken_by_name"),
        *("done_by_name", "sealed_by_name", "opened_by_name"),
    }
)
# Columns that hold free words: they may name anybody.
WRITTEN = frozenset(
    {
        *("text", "reason", "ended_why", "resumed_why", "undone_why", "source", "note"),
        *("next_step", "evidence", "about", "what_to_do", "words", "title", "answer"),
        "opened_why",
    }
)
# Columns that say where somebody lives, goes or is reached: what a hidden home hides (ADR 20).
TELLS_WHERE = frozenset(
    {
        *("line_1", "line_2", "town", "postcode_as_written", "neighbourhood", "site"),
        *("gp_practice", "setting", "health_visiting_team", "value", "sender"),
    }
)


def erase_papers(people: Ids) -> Erased:
    """Papers about people, and about families of theirs alone; their scans go with them."""
    families = only_theirs(people)
    rows = Paper.objects.filter(Q(person__in=people) | Q(family__in=families))
    erase_scans(rows)
    return erase_rows(rows)


def erase_families(people: Ids) -> Erased:
    """Ties of people, and the families that nobody else ever belonged to."""
    families = only_theirs(people)
    # What is left of a sealed person was counted with the family, which is gone now.
    Family.objects.filter(counted_as__in=families).update(counted_as=None)
    return erase_rows(
        FamilyTie.objects.filter(person__in=people),
        FamilyRef.objects.filter(family__in=families),
        Family.objects.filter(pk__in=families),
    )


def erase_people(people: Ids) -> Erased:
    """The people themselves; the last step."""
    return erase_rows(Person.objects.filter(pk__in=people))


def nothing_about(person_id: int) -> Iterable[Mapping[str, Any]]:  # noqa: ARG001 - see below
    """Nothing: a list is its owner's, a member of staff, and names nobody it shows."""
    return []


merges_about = between(
    Merge,
    *("merged_at", "merged_by_name", "reason", "undone_at", "undone_by_name", "undone_why"),
    columns=("kept_person", "merged_person"),
    families=("kept_family", "merged_family"),
)
# The person's own row, and those of the records that were merged into it.
person_about = own(
    Person,
    *("public_id", "given_name", "family_name", "date_of_birth", "died_on", "sex"),
    *("ethnicity", "spoken_language", "read_language", "interpreter_needed", "nhs_number"),
    *("gp_practice", "setting", "contact_by_sms", "contact_by_email"),
    *("contact_by_call", "contact_by_voicemail", "contact_by_letter", "asked_alone"),
    *("contact_asked_on", "contact_asked_by", "health_visiting_team", "created_at"),
    column="pk",
)
_DETAILS = "To know who is registered, whom the service reaches and who needs help to take part"
_SAFEGUARDING = (
    f"{PUBLIC_TASK}; safeguarding under the Data Protection Act 2018, Schedule 1, paragraph 18"
)
_CONFIDENCE = f"{PUBLIC_TASK}; what is said of health under a duty of confidence"
_STATISTICS = (
    f"{PUBLIC_TASK}; ethnicity under the Data Protection Act 2018, Schedule 1, paragraph 8, for "
    "statistics only"
)
_ENTRIES = (
    (
        "people",
        "Name, birth date, sex, ethnicity, languages, NHS number, practice and setting",
        _DETAILS,
        _STATISTICS,
        person_about,
    ),
    (
        "references",
        "What other systems call a person",
        "To know the same person again in the next file",
        PUBLIC_TASK,
        own(PersonRef, "source", "ref"),
    ),
    (
        "families",
        "Which families a person belongs to, as what and when",
        "To see whom a visit or a session reaches",
        PUBLIC_TASK,
        own(FamilyTie, WITH_FAMILY, "role", "relationship", "starts_on", "ends_on"),
    ),
    (
        "registrations",
        "Since when a person is registered, until when, how that came and with which notice",
        _DETAILS,
        PUBLIC_TASK,
        own(Registration, WITH_FAMILY, "registered_on", "left_on", "came_by", "notice_version"),
    ),
    (
        "addresses",
        "Where a person lives and lived",
        "To offer services nearby and to see which neighbourhoods are reached",
        PUBLIC_TASK,
        own(
            Address,
            WITH_FAMILY,
            *("is_main", "line_1", "line_2", "town", "postcode_as_written"),
            *("starts_on", "ends_on"),
        ),
    ),
    (
        "contact details",
        "Phone number and email address, and those before",
        "To tell families what is on and to answer them",
        PUBLIC_TASK,
        own(ContactDetail, "kind", "value", "created_at", "ended_at"),
    ),
    (
        "expected births",
        "When a birth is expected, and that nothing is expected any more",
        "To offer help before and after birth",
        f"{PUBLIC_TASK}; health data under a duty of confidence",
        own(ExpectedBirth, WITH_FAMILY, "due_on", "outcome", "ended_on"),
    ),
    (
        "needs",
        "What help a person needs, and who said so",
        "To offer the right help",
        f"{PUBLIC_TASK}; health data under a duty of confidence",
        own(Need, "code", "source", "starts_on", "ends_on"),
    ),
    (
        "contacts",
        "When somebody was in touch with the family, how, what was noted and what comes next",
        "To know which families are seen, and to do what was promised",
        _CONFIDENCE,
        of_family(
            Contact,
            *(WITH_FAMILY, "happened_at", "kind", "face_to_face", "note"),
            *("next_step", "next_on", "next_done_at", "worker_name"),
            also=((ContactPerson, "contact"),),
        ),
    ),
    (
        "people met",
        "At which contacts a person was spoken to, and seen",
        "To know who of a family was seen with one's own eyes",
        PUBLIC_TASK,
        own(
            ContactPerson,
            *("contact__happened_at", "contact__kind", "seen"),
            named={"family": F("contact__family__public_id")},
        ),
    ),
    (
        "papers",
        "Letters and papers from a family, about it and to it, with their scans",
        "To have at hand what was agreed and what others wrote",
        _CONFIDENCE,
        written(
            Paper,
            *(WITH_FAMILY, "direction", "kind", "dated", "title", "sight"),
            *("stored_as", "kept_at", "kept_by_name"),
        ),
    ),
    (
        "replies",
        "What a person wrote to the service, who looked after it and what was done",
        "To answer families, and to hear of danger the same day",
        _CONFIDENCE,
        own(
            Reply,
            *("channel", "sender", "words", "received_at", "answer", "done_at"),
            *("taken_by_name", "done_by_name"),
        ),
    ),
    (
        "places",
        "Which neighbourhoods and sites look after a family besides the one where it lives",
        "To let colleagues who work with a family see it, and no others",
        PUBLIC_TASK,
        of_family(
            FamilyPlace,
            *(WITH_FAMILY, "neighbourhood__name", "site__name", "reason"),
            *("starts_on", "ends_on"),
        ),
    ),
    (
        "notes",
        "What colleagues wrote about a person or a family, and what they corrected",
        "To go on from where a colleague stopped",
        _CONFIDENCE,
        written(Note, WITH_FAMILY, "text", "written_at", "written_by_name"),
    ),
    (
        "warnings",
        "What colleagues must know before they meet a family, looked at again within a year",
        "To keep families and colleagues safe",
        _SAFEGUARDING,
        written(
            WarningNote,
            *(WITH_FAMILY, "text", "sight", "review_on", "written_at", "written_by_name"),
            *("ended_at", "ended_why"),
        ),
    ),
    (
        "message pauses",
        "That nothing was sent to a family for a time after a death or a loss, and who ended that",
        "To send nothing that hurts",
        f"{PUBLIC_TASK}; health data under a duty of confidence",
        of_family(
            MessagePause,
            *(WITH_FAMILY, "reason", "started_at", "started_by_name"),
            *("resumed_at", "resumed_by_name", "resumed_why"),
        ),
    ),
    (
        "responsibility",
        "Whether an adult has parental responsibility for a child, by what was seen and when",
        "To know who may decide for a child",
        PUBLIC_TASK,
        between(
            Responsibility,
            *("answer", "evidence", "seen_on", "starts_on", "ends_on"),
            columns=("adult", "child"),
        ),
    ),
    (
        "court orders",
        "Orders about a child: of what kind, who is kept from the child, until when",
        "To hand a child to nobody who must not have it",
        _SAFEGUARDING,
        between(
            CourtOrder,
            *("kind", "restrained_name", "about", "seen_on", "starts_on", "ends_on"),
            columns=("child", "restrained"),
        ),
    ),
    (
        "collectors",
        "Who may take a child home",
        "To hand a child to nobody whom the family did not name",
        PUBLIC_TASK,
        between(
            Collector,
            *("name", "phone", "relationship", "starts_on", "ends_on"),
            columns=("child", "person"),
        ),
    ),
    (
        "emergency contacts",
        "Whom to ring when something happens to somebody of a family",
        "To reach somebody close at once",
        PUBLIC_TASK,
        of_family(
            EmergencyContact,
            *(WITH_FAMILY, "name", "phone", "relationship", "position", "ended_at"),
        ),
    ),
    (
        "care needs",
        "Allergies, medicines, access needs and special needs, and what to do",
        "To keep people well at sessions",
        _CONFIDENCE,
        own(CareNeed, "kind", "text", "what_to_do", "at_the_door", "starts_on", "ends_on"),
    ),
    (
        "placements",
        "That a child lives with a carer outside its home, of what kind, and who consents for it",
        "To ask the right person, and to tell nobody where a child is",
        _SAFEGUARDING,
        between(
            Placement,
            *("kind", "consents", "consents_photos", "consents_health", "told_mash_on"),
            *("starts_on", "ends_on"),
            columns=("child",),
            families=("carers",),
        ),
    ),
    (
        "permissions",
        "What a person, or whoever decides for a child, allowed and refused, such as photos",
        "To do nothing that was not allowed",
        "Consent, which can be withdrawn at any time",
        between(Consent, "code", "given", "starts_on", "ends_on", columns=("person", "said_by")),
    ),
    (
        "notices shown",
        "Which privacy notice a person was shown, in which language and when",
        "To know what people were told",
        PUBLIC_TASK,
        own(NoticeShown, "notice_version", "language", "shown_on"),
    ),
    (
        "signs",
        "That a home is hidden, or how to visit somebody and write to them, since when and why",
        "To keep people safe, and to do nothing they asked not to be done",
        _SAFEGUARDING,
        own(Alert, "kind", "reason", "source", "review_on", "starts_on", "ends_on"),
    ),
    (
        "objections",
        "What a person objects to, in their words, and since when",
        "To do nothing they object to",
        PUBLIC_TASK,
        own(Objection, "to", "words", "starts_on", "ends_on"),
    ),
    (
        "own people",
        "That a member of staff said they know this family, and how",
        "To keep records from those who know the family themselves",
        PUBLIC_TASK,
        of_family(OwnPeople, WITH_FAMILY, "how", "declared_at", "ended_at"),
    ),
    (
        "colleagues who are clients",
        "That a person is also a member of staff, who looks after the record, and its alias",
        "To keep the record from those who work with them",
        PUBLIC_TASK,
        own(
            Colleague,
            *("user__name", "alias", "held_by__name"),
            *("set_at", "set_by_name", "ended_at", "ended_by_name"),
        ),
    ),
    (
        "young parents told of",
        "Who was told of a parent who is a child in law, on which day, and who said so",
        "To keep children safe, and to show that the law was followed",
        _SAFEGUARDING,
        own(YoungParentTold, "whom", "told_on", "said_at", "said_by_name"),
    ),
    (
        "merges",
        "That records of a person or a family were joined and parted, by whom and why",
        "To know everybody once, and to put a mistake right",
        PUBLIC_TASK,
        merges_about,
    ),
    (
        "distinctions",
        "That two records that look alike are two people",
        "Not to join the records of two people",
        PUBLIC_TASK,
        # Not who the other one is.
        between(Distinct, "said_at", "said_by_name", columns=("first", "second")),
    ),
    (
        "registrations online",
        "A registration that was begun online: its answers while it is open, then that it was sent",
        "To let a family stop half-way and go on later",
        PUBLIC_TASK,
        # Of one that is open nobody but the parent knows whose it is: it is sealed by the link.
        of_family(
            Draft,
            *(WITH_FAMILY, "created_at", "sent_at", "language"),
            *("notice_version", "notice_language", "notice_shown_at"),
        ),
    ),
    (
        "sealed records",
        "That an adopted child's record was sealed, by whom and why; enclosed, what it held",
        "To let a court, or the person once grown up, have what was held; to tell nobody else",
        PUBLIC_TASK,
        own(
            SealedRecord,
            *("sealed_at", "sealed_by_name", "evidence"),
            *("opened_at", "opened_by_name", "opened_why"),
        ),
    ),
    (
        "saved lists",
        "Lists that members of staff keep to open again: the address of a page and its filters",
        "To find the same families again without typing",
        PUBLIC_TASK,
        nothing_about,
    ),
)
RETENTION = {
    "replies": "Two years after it came, as texts are",
    "registrations online": "Answers: fourteen days, or until it is sent; then as the registration",
    "saved lists": "Until their owner takes them away, or the sign-in is closed",
}

# Keys of the pack's register of purposes; whatever is not named is held to run the service.
PURPOSE = "services"
PURPOSES = {
    "people": "services-and-statistics",
    "expected births": "before-birth",
    "message pauses": "no-messages",
    "warnings": "safety",
    "court orders": "safety",
    "sealed records": "safety",
    "placements": "safety",
    "signs": "safety",
    "young parents told of": "safety",
    "own people": "staff",
    "colleagues who are clients": "staff",
    "saved lists": "staff",
}
ERASING = {
    "people": erase_people,
    "papers": erase_papers,
    "families": erase_families,
}
# What stays inside until it is released by itself.
HELD_BACK: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "warnings": lambda row: row["sight"] == Sight.LIMITED,
    "papers": lambda row: row["sight"] == Sight.LIMITED,
    "court orders": lambda _row: True,
    "sealed records": lambda _row: True,
    # Who of the staff knows the family, and why a home is hidden, may be of others.
    "signs": lambda _row: True,
    "own people": lambda _row: True,
    "young parents told of": lambda _row: True,
    "placements": lambda _row: True,
}


def _labels_of_person() -> dict[str, dict[str, str]]:
    labels = {"sex": choices_of(Person, "sex")}
    for column, kind in (
        ("ethnicity", CodeKind.ETHNICITY),
        ("spoken_language", CodeKind.LANGUAGE),
        ("read_language", CodeKind.LANGUAGE),
    ):
        labels[column] = code_labels(kind)
    return labels


LABELS: Mapping[str, Callable[[], Mapping[str, Mapping[str, str]]]] = {
    "people": _labels_of_person,
    "needs": lambda: {"code": code_labels(CodeKind.NEED)},
}

for _name, _holds, _purpose, _basis, _about in _ENTRIES:
    records.register(
        _name,
        PersonalRecord(
            name=_name,
            holds=_holds,
            purpose=_purpose,
            lawful_basis=_basis,
            retention=RETENTION.get(_name, LAST_CONTACT),
            rows_about=_about,
            purpose_key=PURPOSES.get(_name, PURPOSE),
            written=WRITTEN,
            of_others=OF_OTHERS,
            held_back=HELD_BACK.get(_name, lambda _row: False),
            erase=ERASING.get(_name) or getattr(_about, "erase", None),
            keep_for_counting=KEPT.get(_name),
            labels=LABELS.get(_name, getattr(_about, "labels", dict)),
            tells_where=TELLS_WHERE,
            of_family=getattr(_about, "by_family", False),
        ),
    )

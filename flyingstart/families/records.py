"""Personal data this app holds: who a person is, where they live, whom they belong to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from flyingstart.families.models import (
    Address,
    Contact,
    ContactDetail,
    ExpectedBirth,
    FamilyTie,
    Need,
    Person,
    PersonRef,
    Registration,
)
from flyingstart.kernel.api import PersonalRecord, records

PUBLIC_TASK = "Public task: the Childcare Act 2006 duties of children's centres"
LAST_CONTACT = "Six years after the last contact with the family"
WITH_FAMILY = "family__public_id"

Rows = Callable[[int], Iterable[Mapping[str, Any]]]


def _plain(value: Any) -> Any:
    """A value as plain text, number, truth or nothing."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def _rows(rows: models.QuerySet[Any], fields: Sequence[str]) -> list[dict[str, Any]]:
    """Plain values; `family__public_id` goes by the name `family`."""
    return [
        {
            name.removesuffix("__public_id"): _plain(value)
            for name, value in zip(fields, row, strict=True)
        }
        for row in rows.order_by("pk").values_list(*fields)
    ]


def _own(model: type[models.Model], *fields: str) -> Rows:
    """The rows of a table about one person."""
    return lambda person_id: _rows(model._base_manager.filter(person=person_id), fields)


def person_about(person_id: int) -> Iterable[Mapping[str, Any]]:
    """The person's own row."""
    fields = (
        *("public_id", "given_name", "family_name", "date_of_birth", "died_on", "sex"),
        *("ethnicity", "spoken_language", "read_language", "interpreter_needed", "nhs_number"),
        *("gp_practice", "setting", "contact_by_sms", "contact_by_email"),
        *("contact_by_call", "created_at"),
    )
    return _rows(Person.objects.filter(pk=person_id), fields)


def contacts_about(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Contacts with the families a person ever belonged to."""
    theirs = FamilyTie.objects.filter(person=person_id).values("family")
    fields = (WITH_FAMILY, "happened_at", "kind", "face_to_face")
    return _rows(Contact.objects.filter(family__in=theirs), fields)


_DETAILS = "To know who is registered, whom the service reaches and who needs help to take part"
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
        _own(PersonRef, "source", "ref"),
    ),
    (
        "families",
        "Which families a person belongs to, as what and when",
        "To see whom a visit or a session reaches",
        PUBLIC_TASK,
        _own(FamilyTie, WITH_FAMILY, "role", "relationship", "starts_on", "ends_on"),
    ),
    (
        "registrations",
        "Since when a person is registered, and until when",
        _DETAILS,
        PUBLIC_TASK,
        _own(Registration, WITH_FAMILY, "registered_on", "left_on"),
    ),
    (
        "addresses",
        "Where a person lives and lived",
        "To offer services nearby and to see which neighbourhoods are reached",
        PUBLIC_TASK,
        _own(
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
        _own(ContactDetail, "kind", "value", "created_at", "ended_at"),
    ),
    (
        "expected births",
        "When a birth is expected, and that nothing is expected any more",
        "To offer help before and after birth",
        f"{PUBLIC_TASK}; health data under a duty of confidence",
        _own(ExpectedBirth, WITH_FAMILY, "due_on", "outcome", "ended_on"),
    ),
    (
        "needs",
        "What help a person needs, and who said so",
        "To offer the right help",
        f"{PUBLIC_TASK}; health data under a duty of confidence",
        _own(Need, "code", "source", "starts_on", "ends_on"),
    ),
    (
        "contacts",
        "When somebody was in touch with the family, and how",
        "To know which families are seen",
        PUBLIC_TASK,
        contacts_about,
    ),
)

for _name, _holds, _purpose, _basis, _about in _ENTRIES:
    records.register(
        _name,
        PersonalRecord(
            name=_name,
            holds=_holds,
            purpose=_purpose,
            lawful_basis=_basis,
            retention=LAST_CONTACT,
            rows_about=_about,
        ),
    )

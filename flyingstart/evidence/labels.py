"""Words for values: what a code is called."""

from __future__ import annotations

from collections.abc import Mapping

from flyingstart.activities.api import CountedBy
from flyingstart.evidence.question import Source
from flyingstart.families.api import NoAnswer, Role, Sex

Words = Mapping[str, str]

NOT_HELD = "not recorded"
FIELDS = {
    "contact_by_email": "may be emailed",
    "contact_by_sms": "may be texted",
    "date_of_birth": "date of birth",
    "due_date": "due date",
    "email": "email",
    "ethnicity": "ethnicity",
    "gp_practice": "GP practice",
    "interpreter_needed": "interpreter needed",
    "language": "language",
    "nhs_number": "NHS number",
    "phone": "phone",
    "postcode": "postcode",
    "setting": "nursery, school or childminder",
    "sex": "sex",
}
_FACTS = ("activity", "site")
_CODE_LISTS = ("ethnicity", "language", "need")
_CHOICES = {"counted_by": CountedBy, "role": Role, "sex": Sex}


def labels_of(dimension: str, source: Source) -> Words:
    """Words for the values of a dimension; a value without any is its own word."""
    if dimension in _FACTS:
        return {row[dimension]: row["name"] for row in source.fact(dimension)}
    if dimension in _CODE_LISTS:
        listed = {
            row["code"]: row["label"] for row in source.fact("code") if row["kind"] == dimension
        }
        return listed | {answer.value: str(answer.label) for answer in NoAnswer}
    if dimension in _CHOICES:
        return {str(value): str(label) for value, label in _CHOICES[dimension].choices}
    return FIELDS if dimension == "field" else {}

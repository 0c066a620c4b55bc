"""Words for values: what a code is called."""

from __future__ import annotations

from collections.abc import Mapping

from flyingstart.activities.api import CountedBy
from flyingstart.evidence.question import Source

Words = Mapping[str, str]

NOT_HELD = "not recorded"
_NO_ANSWERS = {
    "unknown": "not known",
    "refused": "preferred not to say",
    "not_asked": "not asked",
}
_SEX = {"F": "female", "M": "male", "other": "other"}
_ROLES = {
    "child": "child",
    "parent": "parent",
    "carer": "carer",
    "expectant_parent": "expectant parent",
    "other": "other",
}
_FIELDS = {
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


def labels_of(dimension: str, source: Source) -> Words:
    """Words for the values of a dimension; a value without any is its own word."""
    if dimension in ("site", "activity"):
        return {row[dimension]: row["name"] for row in source.fact(dimension)}
    if dimension == "counted_by":
        return {choice.value: str(choice.label) for choice in CountedBy}
    fixed = {"sex": _SEX, "role": _ROLES, "field": _FIELDS}
    return {**_NO_ANSWERS, **fixed.get(dimension, {})}

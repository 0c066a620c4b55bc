"""What stored fields are called on a page, and their values in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import formats
from flyingstart.families.enums import (
    ContactKind,
    DetailKind,
    ExpectedBirthOutcome,
    NoAnswer,
    RegisteredBy,
    Role,
    Sex,
)

Words = Mapping[str, str | Promise]

ANSWER_WORDS: Words = {
    "given_name": gettext_lazy("given name"),
    "family_name": gettext_lazy("family name"),
    "date_of_birth": gettext_lazy("date of birth"),
    "died_on": gettext_lazy("day of death"),
    "sex": gettext_lazy("sex"),
    "ethnicity": gettext_lazy("ethnicity"),
    "spoken_language": gettext_lazy("language spoken"),
    "read_language": gettext_lazy("language read"),
    "interpreter_needed": gettext_lazy("interpreter needed"),
    "nhs_number": gettext_lazy("NHS number"),
    "gp_practice": gettext_lazy("GP practice"),
    "setting": gettext_lazy("nursery, school or childminder"),
    "health_visiting_team": gettext_lazy("health-visiting team"),
    "contact_by_sms": gettext_lazy("may be texted"),
    "contact_by_email": gettext_lazy("may be emailed"),
    "contact_by_call": gettext_lazy("may be rung"),
    "contact_by_voicemail": gettext_lazy("may be left a voicemail"),
    "contact_by_letter": gettext_lazy("may be written to by letter"),
    "asked_alone": gettext_lazy("asked when alone"),
    "contact_asked_on": gettext_lazy("asked how to reach them on"),
    "contact_asked_by": gettext_lazy("who asked how to reach them"),
}

_CHOICES: Mapping[str, Mapping[str, str | Promise]] = {
    "role": dict(Role.choices),
    "sex": dict(Sex.choices),
    "outcome": dict(ExpectedBirthOutcome.choices),
    "came_by": dict(RegisteredBy.choices),
    "contact_kind": dict(ContactKind.choices),
    "kind": {**dict(ContactKind.choices), **dict(DetailKind.choices)},
}
_NO_ANSWER: Mapping[str, str | Promise] = dict(NoAnswer.choices)


def in_words(name: str, value: Any, labels: Mapping[str, str] | None = None) -> str:
    """The value of a field as people read it; "" for none. `labels` are those of its codes."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return formats.moment(value)
    if isinstance(value, dt.date):
        return formats.date(value)
    text = str(value)
    known = (labels or {}).get(text) or _CHOICES.get(name, {}).get(text) or _NO_ANSWER.get(text)
    return str(known or text)

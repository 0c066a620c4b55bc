"""From the answers of a parent who joins online to the form of registration that staff use too."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from flyingstart.families.enums import RegisteredBy, Role, Sex
from flyingstart.families.operations.forms import (
    AddressLines,
    Member,
    PersonDetails,
    RegistrationForm,
)
from flyingstart.families.rules.joining import Answers, Kept, Step, children, is_expecting

HAS_ADDRESS = "address"
"""The answer to "where do you live?" that an address follows."""
SAME = "same"
"""The children's ethnicity is that of who answers."""


def registration_form(
    answers: Answers, *, submission: uuid.UUID, notice_version: str
) -> RegistrationForm:
    """The form: who answers first, then the children in their order, then another adult."""
    return RegistrationForm(
        members=tuple(_members(answers)),
        address=_address(answers.get(Step.HOME, {})),
        submission=submission,
        notice_version=notice_version,
        came_by=RegisteredBy.ONLINE,
    )


def needs_said(answers: Answers) -> Iterator[tuple[int, str]]:
    """Which need was said of which child, by the child's place among the children."""
    said: Mapping[str, list[str]] = answers.get(Step.SUPPORT, {}).get("needs", {})
    for place, child in enumerate(children(answers)):
        yield from ((place, code) for code, those in said.items() if child in those)


def _members(answers: Answers) -> Iterator[Member]:
    yield _who_answers(answers)
    for child in children(answers).values():
        yield _child(answers, child)
    adult = answers.get(Step.ADULT, {})
    if adult.get("is_there"):
        yield Member(
            details=PersonDetails(**_names(adult)),
            role=Role(adult["role"]),
            relationship=adult.get("relationship", ""),
            is_registered=False,
            lives_there=False,
        )


def _who_answers(answers: Answers) -> Member:
    due_on = answers.get(Step.DUE, {}).get("due_on") if is_expecting(answers) else None
    phone = answers.get(Step.PHONE, {}).get("phone", "")
    email = answers.get(Step.EMAIL, {}).get("email", "")
    languages = answers.get(Step.LANGUAGES, {})
    return Member(
        details=PersonDetails(
            **_names(answers[Step.YOU]),
            ethnicity=answers.get(Step.ETHNICITY, {}).get("own", ""),
            spoken_language=languages.get("spoken") or languages.get("other", ""),
            read_language=languages.get("read", ""),
            interpreter_needed=languages.get("interpreter"),
            # Whether it is safe is asked of a number that was given.
            contact_by_sms=answers.get(Step.TEXTS, {}).get("is_safe") if phone else None,
            contact_by_call=answers.get(Step.CALLS, {}).get("is_safe") if phone else None,
            contact_by_email=answers.get(Step.EMAILS, {}).get("is_safe") if email else None,
        ),
        role=_role(answers),
        phone=phone,
        email=email,
        due_on=_day(due_on),
    )


def _role(answers: Answers) -> Role:
    """Of several, the one by which the children are known."""
    roles = answers[Step.YOU].get("roles", [])
    if Role.PARENT in roles:
        return Role.PARENT
    if Role.CARER in roles and children(answers):
        return Role.CARER
    return Role.EXPECTANT_PARENT if is_expecting(answers) else Role.CARER


def _child(answers: Answers, child: Kept) -> Member:
    given = answers.get(Step.ETHNICITY, {})
    ethnicity = given.get("children", "")
    return Member(
        details=PersonDetails(
            **_names(child),
            date_of_birth=_day(child["date_of_birth"]),
            # Whoever would rather not say has said nothing.
            sex=child["sex"] if child.get("sex") in Sex.values else "",
            ethnicity=given.get("own", "") if ethnicity == SAME else ethnicity,
        ),
        role=Role.CHILD,
    )


def _address(home: Kept) -> AddressLines:
    if home.get("where") != HAS_ADDRESS:
        return AddressLines()
    return AddressLines(**{name: home.get(name, "") for name in AddressLines.__annotations__})


def _names(kept: Kept) -> dict[str, Any]:
    return {name: kept.get(name, "") for name in ("given_name", "family_name")}


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None

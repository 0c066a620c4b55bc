"""A family of two at home in one town, and words to say what is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flyingstart.families.api import (
    AddressLines,
    Code,
    CodeKind,
    Family,
    Member,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    register_family,
)
from flyingstart.families.enums import LawKey
from flyingstart.families.models import LegalNumber
from flyingstart.kernel.api import Actor

BY = Actor.command("test")
AT = dt.datetime(2020, 6, 1, 9, tzinfo=dt.UTC)
TODAY = dt.date(2020, 6, 1)
BORN = dt.date(2018, 3, 1)
HOME = AddressLines(line_1="1 High Street", town="Town", postcode="LU9 1AA")
AWAY = AddressLines(line_1="2 Low Street", postcode="lu9 1ab")
MOTHER = PersonDetails(given_name="Zofia", family_name="Example", date_of_birth=dt.date(1990, 5, 5))
CHILD = PersonDetails(given_name="Ayaan", family_name="Example", date_of_birth=BORN)
FORM = RegistrationForm(
    members=(
        Member(details=MOTHER, role=Role.PARENT, phone="07700 900123", relationship="mother"),
        Member(details=CHILD, role=Role.CHILD),
    ),
    address=HOME,
    registered_on=dt.date(2020, 1, 1),
)


def day(text: str) -> dt.date:
    """2020-03-04."""
    return dt.date.fromisoformat(text)


def make_codes() -> None:
    """A few entries of each code list, and the numbers of the law."""
    make_law()
    entries: tuple[tuple[CodeKind, str, str, list[str]], ...] = (
        (CodeKind.ETHNICITY, "WBRI", "White British", ["13", "British"]),
        (CodeKind.ETHNICITY, "APKN", "Pakistani", []),
        (CodeKind.LANGUAGE, "pol", "Polish", ["pl"]),
        (CodeKind.NEED, "send", "Special educational needs", []),
    )
    Code.objects.bulk_create(
        Code(kind=kind, code=code, label=label, aliases=aliases, position=1)
        for kind, code, label, aliases in entries
    )


def make_law() -> None:
    """The numbers of the law, as the pack of Luton has them, unless they are there."""
    numbers = {
        LawKey.POLICE_UNDER: 13,
        LawKey.LEAD_UNDER: 16,
        LawKey.FOSTERING_DAYS: 28,
        LawKey.MANY_FROM: 18,
    }
    since, source = dt.date(1991, 10, 14), "An act, section 1"
    LegalNumber.objects.bulk_create(
        (
            LegalNumber(key=key, number=number, starts_on=since, source=source)
            for key, number in numbers.items()
        ),
        ignore_conflicts=True,
    )


def registered(form: RegistrationForm = FORM) -> tuple[Family, Person, Person]:
    """A family, its mother and its child."""
    family = register_family(form=form, by=BY, at=AT)
    mother, child = Person.objects.filter(ties__family=family).order_by("pk")
    return family, mother, child


Home = tuple[Family, Person, Person]


def make_home() -> Home:
    """The same, and the code lists."""
    make_codes()
    return registered()


Days = tuple[dt.date | None, dt.date | None]


def ties(person: Person) -> list[tuple[int, str, *Days]]:
    """Family, role and days, in the order of days."""
    rows = person.ties.order_by("starts_on", "pk")
    return sorted(
        rows.values_list("family_id", "role", "starts_on", "ends_on"),
        key=lambda tie: tie[2] or dt.date.min,
    )


def homes(person: Person) -> list[tuple[str, bool, *Days]]:
    """Postcode, main or not, and days, in the order of days; the main one first."""
    rows = person.addresses.order_by("pk")
    return sorted(
        rows.values_list("postcode", "is_main", "starts_on", "ends_on"),
        key=lambda home: (home[2] or dt.date.min, not home[1]),
    )


def details(person: Person) -> Mapping[str, str]:
    """Contact details in use, by kind."""
    return dict(person.contact_details.filter(ended_at=None).values_list("kind", "value"))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of a person and a family, but for its version and times."""
    from django.apps import apps  # the models are there only now

    skipped = {"version", "created_at", "updated_at", "public_id"}
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in skipped}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_app_config("families").get_models()
        if not model._meta.label.endswith("Event")
    }

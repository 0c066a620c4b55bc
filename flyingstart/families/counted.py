"""What is left of a sealed person: what totals of the past rest on, and nothing that names them.

The rows hang on families that nobody sees, one for each family the person belonged to (`Families`:
by the old one, the new one). Figures count them with the old one (`Family.counted_as`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.db import connection, models

from flyingstart.families.models import (
    Address,
    ExpectedBirth,
    FamilyTie,
    Need,
    Person,
    Registration,
)
from flyingstart.kernel.api import UUIDv7

Ids = Collection[int]
Families = Mapping[int, int]
Keep = Callable[[Ids, Families], None]

BLANK = (
    *("given_name", "family_name", "nhs_number", "gp_practice", "setting"),
    *("health_visiting_team", "contact_asked_by"),
)
NOT_SAID = (
    *("contact_by_sms", "contact_by_email", "contact_by_call"),
    *("contact_by_voicemail", "contact_by_letter", "asked_alone"),
    *("contact_asked_on",),
)
_FORGET_NAMES = "UPDATE families_person SET earlier_family_names = '{}' WHERE id = ANY(%s)"


def keep_people(people: Ids, families: Families) -> None:
    """Birth date and what statistics ask; another public id, so that no log leads here."""
    del families
    blank = dict.fromkeys(BLANK, "") | dict.fromkeys(NOT_SAID)
    Person.objects.filter(pk__in=people).update(public_id=UUIDv7(), **blank)
    with connection.cursor() as cursor:
        # The database noted the name that was just taken away as an earlier one.
        cursor.execute(_FORGET_NAMES, [list(people)])


def keep_addresses(people: Ids, families: Families) -> None:
    """Postcodes alone, by which wards are counted."""
    rows = Address.objects.filter(person__in=people)
    rows.update(line_1="", line_2="", town="", postcode_as_written="")
    _hang(Address)(people, families)


def keep_needs(people: Ids, families: Families) -> None:
    """Codes and days; not who said so."""
    del families
    Need.objects.filter(person__in=people).update(source="")


def _hang(model: type[models.Model]) -> Keep:
    def keep(people: Ids, families: Families) -> None:
        for old, new in families.items():
            model._base_manager.filter(person__in=people, family=old).update(family=new)

    return keep


def _keep_ties(people: Ids, families: Families) -> None:
    FamilyTie.objects.filter(person__in=people).update(relationship="")
    _hang(FamilyTie)(people, families)


KEPT: Mapping[str, Keep] = {
    "people": keep_people,
    "families": _keep_ties,
    "registrations": _hang(Registration),
    "addresses": keep_addresses,
    "expected births": _hang(ExpectedBirth),
    "needs": keep_needs,
}
"""By the name of a record, how its rows stay; whatever is not named is erased."""

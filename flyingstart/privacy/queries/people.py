"""What a person is called and reached by, and what those around them are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flyingstart.families.api import (
    Address,
    ContactDetail,
    FamilyTie,
    Person,
    family_records,
    family_roots,
    person_records,
    person_roots,
)


def around(people: Collection[int]) -> list[int]:
    """Everybody else who ever belonged to a family of these people, all records of each."""
    families = set(FamilyTie.objects.filter(person__in=people).values_list("family_id", flat=True))
    roots = set(family_roots(list(families)).values())
    records = {pk for own in family_records(list(roots)).values() for pk in own}
    others = set(
        FamilyTie.objects.filter(family__in=records)
        .exclude(person__in=people)
        .values_list("person_id", flat=True)
    )
    kept = set(person_roots(list(others)).values()) if others else set()
    return sorted({pk for own in person_records(list(kept)).values() for pk in own} - set(people))


def called(people: Collection[int]) -> list[str]:
    """Names, whole and by each word, phone numbers, email addresses, streets and postcodes."""
    return sorted({word for word in _said_of(people) if word})


def _said_of(people: Collection[int]) -> Iterable[str]:
    for given, family in Person.objects.filter(pk__in=people).values_list(
        "given_name", "family_name"
    ):
        yield from (given, family, f"{given} {family}".strip())
        yield from (*given.split(), *family.split())
    yield from ContactDetail.objects.filter(person__in=people).values_list("value", flat=True)
    homes = Address.objects.filter(person__in=people)
    for lines in homes.values_list("line_1", "line_2", "postcode_as_written", "postcode"):
        yield from lines

"""What a person is called and reached by, and what those around them are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flyingstart.families.api import Address, ContactDetail, Person


@dataclass(frozen=True, kw_only=True)
class Called:
    """What somebody is called (names, whole and by each word), and where they are reached."""

    names: frozenset[str]
    reach: frozenset[str]


def called(*groups: Collection[int]) -> list[Called]:
    """What people are called and reached by, group by group. Three queries."""
    everybody = {pk for group in groups for pk in group}
    names, reach = _by_person(_names_of(everybody)), _by_person(_reach_of(everybody))
    return [
        Called(
            names=frozenset().union(*(names[pk] for pk in group)),
            reach=frozenset().union(*(reach[pk] for pk in group)),
        )
        for group in groups
    ]


def _by_person(said: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    words: dict[int, set[str]] = defaultdict(set)
    for pk, word in said:
        if word:
            words[pk].add(word)
    return words


def _names_of(people: Collection[int]) -> Iterable[tuple[int, str]]:
    names = Person.objects.filter(pk__in=people)
    for pk, given, family in names.values_list("pk", "given_name", "family_name"):
        for word in (given, family, f"{given} {family}".strip(), *given.split(), *family.split()):
            yield pk, word


def _reach_of(people: Collection[int]) -> Iterable[tuple[int, str]]:
    """Phone numbers, email addresses, streets and postcodes."""
    details = ContactDetail.objects.filter(person__in=people)
    yield from details.values_list("person_id", "value")
    homes = Address.objects.filter(person__in=people)
    for pk, *lines in homes.values_list(
        "person_id", "line_1", "line_2", "postcode_as_written", "postcode"
    ):
        for line in lines:
            yield pk, line

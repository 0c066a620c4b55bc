"""People are read for a change in the order in which they are given."""

from __future__ import annotations

from flyingstart.families.models import Person
from flyingstart.families.operations.saving import locked_people


def test_people_are_told_in_the_order_given_each_once(db: None) -> None:
    people = [Person.objects.create(given_name=f"Zofia {number}") for number in range(20)]
    newest_first = people[::-1]

    assert list(locked_people([*newest_first, people[3]])) == [one.pk for one in newest_first]

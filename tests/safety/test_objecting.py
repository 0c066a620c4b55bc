"""safety.md: objections and restrictions are obeyed by every screen and job."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from flyingstart.accounts.api import User
from flyingstart.activities.api import expected_at
from flyingstart.activities.queries.paper import rows_for
from flyingstart.families.api import (
    Family,
    Objection,
    ObjectsTo,
    Person,
    Registration,
    end_objection,
    find_people,
    gaps_entered_by,
    record_objection,
)
from tests.accounts.people import user_with
from tests.activities.registers.hall import NOW as IN_THE_HALL
from tests.activities.registers.hall import Hall, came, make_hall, register
from tests.activities.registers.test_page import tap
from tests.families.web.town import NOW, TODAY, client_of, text_of
from tests.families.world import BY
from tests.kept import kept_for_a_module


def objects(person: Person, to: ObjectsTo = ObjectsTo.PROCESSING) -> Objection:
    """Somebody says so."""
    return record_objection(person=person, to=to, by=BY, at=NOW)


made_hall = kept_for_a_module(make_hall, IN_THE_HALL)


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    """Stanisław and his mother came last week."""
    with time_machine.travel(IN_THE_HALL, tick=False):
        yield made_hall()


def expected(hall: Hall) -> list[str]:
    """Who is expected this week."""
    return [one.name for family in expected_at(hall.session) for one in family.people]


def asked_of(user: User) -> set[str]:
    """Of whom "Help wanted" asks a member of staff for something."""
    return {one.name for gaps in gaps_entered_by(user, on=TODAY) for one in gaps.people}


def test_who_objects_to_any_use_is_on_no_list_and_found_by_name(hall: Hall) -> None:
    with time_machine.travel(NOW, tick=False):
        town, user = hall.town, user_with("manager")
        client = client_of(user)
        children = "/staff/families/?show=children"
        assert "Stanisław" in text_of(client.get(children))

        said = objects(town.child)

        assert "Stanisław" not in text_of(client.get(children))
        assert [one.name for one in find_people("Stanisław", user=user).people] == [
            "Stanisław Kowalski"
        ]
        end_objection(objection=said, by=BY, at=NOW)
        assert "Stanisław" in text_of(client.get(children))


class TestRegisters:
    def test_nobody_expects_them_on_screen_or_paper(self, hall: Hall) -> None:
        assert expected(hall) == ["Stanisław Kowalski", "Zofia Kowalska"]

        said = objects(hall.town.child)

        assert expected(hall) == ["Zofia Kowalska"]
        page = text_of(hall.staff().get(hall.address))
        assert "Zofia Kowalska" in page
        assert "Stanisław" not in page
        assert [row.person for row in rows_for(hall.session)] == [hall.town.mother.pk]
        end_objection(objection=said, by=BY, at=NOW)
        assert expected(hall) == ["Stanisław Kowalski", "Zofia Kowalska"]

    def test_a_family_of_whom_they_alone_came_is_not_expected(self, hall: Hall) -> None:
        objects(hall.town.child)
        objects(hall.town.mother)

        assert expected(hall) == []

    def test_an_objection_on_a_record_that_was_joined_holds(self, hall: Hall) -> None:
        objects(Person.objects.create(given_name="Staś", merged_into=hall.town.child))

        assert expected(hall) == ["Zofia Kowalska"]

    @pytest.mark.parametrize(
        "to", [ObjectsTo.MESSAGES, ObjectsTo.SHARING, ObjectsTo.EVALUATION], ids=str
    )
    def test_who_objects_to_something_else_is_expected(self, hall: Hall, to: ObjectsTo) -> None:
        objects(hall.town.child, to)

        assert expected(hall) == ["Stanisław Kowalski", "Zofia Kowalska"]

    def test_they_are_found_by_name_and_who_came_stays_on_the_register(self, hall: Hall) -> None:
        client, town = hall.staff(), hall.town
        objects(town.child)
        found = client.get(f"{hall.address}search/", {"q": "stanis"})
        assert "Stanisław Kowalski" in text_of(found)

        page = tap(client, hall, "attended", town.family, town.child)

        assert register(hall.session) == {"Stanisław": "attended"}
        assert "Stanisław Kowalski" in text_of(page)

    def test_a_tap_from_before_they_objected_is_taken_of_a_family_from_elsewhere(
        self, hall: Hall
    ) -> None:
        """Who takes the register sees them by having come last week alone."""
        came(hall.before, hall.far, hall.nadia)
        objects(hall.nadia)

        tap(hall.staff(), hall, "attended", hall.far, hall.nadia)

        assert register(hall.session) == {"Nadia": "attended"}


class TestHelpWanted:
    def test_nothing_is_asked_of_them_by_routine(self, hall: Hall) -> None:
        user, family = user_with("manager"), hall.town.family
        Registration.objects.filter(family=family).update(entered_by=user.public_id)
        everybody = {"Stanisław Kowalski", "Zofia Kowalska"}
        assert asked_of(user) == everybody

        said = objects(hall.town.child)

        assert asked_of(user) == {"Zofia Kowalska"}
        assert [gaps.names for gaps in gaps_entered_by(user, on=TODAY)] == [["Zofia Kowalska"]]
        end_objection(objection=said, by=BY, at=NOW)
        assert asked_of(user) == everybody

    def test_nor_on_the_page_of_their_family(self, hall: Hall) -> None:
        assert "Zofia" in wanted(hall.town.family)

        objects(hall.town.mother)
        assert "Zofia" not in wanted(hall.town.family)
        assert "Stanisław" in wanted(hall.town.family)

        objects(hall.town.child)
        assert wanted(hall.town.family) == ""


def wanted(family: Family) -> str:
    """What the page of a family asks for."""
    page = client_of(user_with("manager")).get(f"/staff/families/{family.public_id}/")
    return page.content.decode().partition("Nothing waits for it.")[2].partition("</section>")[0]

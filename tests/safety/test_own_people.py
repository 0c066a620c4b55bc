"""safety.md, Homes and hiding: own family, friends, neighbours are a hard block, not a warning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from flyingstart.accounts.api import ROLES, Permission
from flyingstart.families.api import Family, NotAllowedError, Note, Person, find_people, write_note
from flyingstart.families.operations.own_people import declare_own_people, end_own_people
from tests.accounts.people import user_with
from tests.families.keepers import acting
from tests.families.web.town import NOW, Town, client_of, make_town
from tests.families.world import BY


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """A family."""
    with time_machine.travel(NOW, tick=False):
        yield make_town()


@pytest.mark.parametrize("role", [n for n, r in ROLES.items() if "families.view" in r.permissions])
def test_own_people_are_seen_in_no_role(town: Town, role: str) -> None:
    user = user_with(role)
    note = write_note(family=town.family, text="Came today.", by=BY, at=NOW)
    assert user.has_perm(Permission.VIEW_FAMILIES, town.family)

    declare_own_people(user=user, family=town.family, how="my sister", by=acting(user), at=NOW)

    assert not Family.objects.visible_to(user).exists()
    assert not Person.objects.visible_to(user, one_by_one=True).exists()
    assert not Note.objects.visible_to(user).exists()
    for thing in (town.family, town.mother, town.child, note):
        assert not user.has_perm(Permission.VIEW_FAMILIES, thing)
    assert find_people("Zofia", user=user).people == ()
    client = client_of(user)
    assert client.get(f"/staff/families/{town.family.public_id}/").status_code == 404
    assert "Kowalska" not in client.get("/staff/families/?list=adults").content.decode()


def test_colleagues_see_them_as_before(town: Town) -> None:
    user = user_with("manager")
    declare_own_people(user=user, family=town.family, by=acting(user), at=NOW)

    assert Family.objects.visible_to(user_with("manager")).get() == town.family


def test_everybody_declares_for_themselves_and_the_officer_ends_it(town: Town) -> None:
    user, officer = user_with("manager"), user_with("data_protection")
    with pytest.raises(NotAllowedError):
        declare_own_people(user=user, family=town.family, by=acting(officer), at=NOW)
    row = declare_own_people(user=user, family=town.family, by=acting(user), at=NOW)
    assert declare_own_people(user=user, family=town.family, by=acting(user), at=NOW) == row
    with pytest.raises(NotAllowedError):
        end_own_people(declared=row, ended_by=user, by=acting(user), at=NOW)

    end_own_people(declared=row, ended_by=officer, by=acting(officer), at=NOW)

    assert Family.objects.visible_to(user).get() == town.family

"""safety.md, Homes and hiding: own family, friends, neighbours are a hard block, not a warning."""

from __future__ import annotations

import pytest

from flyingstart.accounts.api import ROLES, Permission
from flyingstart.families.api import Family, NotAllowedError, Note, Person, find_people, write_note
from flyingstart.families.models import OwnPeople
from flyingstart.families.operations.own_people import declare_own_people, end_own_people
from tests.accounts.people import user_with
from tests.activities.registers.hall import make_hall
from tests.families.keepers import acting
from tests.families.web.town import NOW, Town, client_of, text_of
from tests.families.world import BY


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
    assert "Kowalska" not in client.get("/staff/families/?show=adults").content.decode()


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


def test_a_register_has_no_name_for_ones_own_people(town: Town) -> None:
    """safety.md: staff declare own family, friends, neighbours; alias on registers."""
    hall = make_hall(town)
    user = user_with("session_staff", neighbourhood=town.north)
    declare_own_people(user=user, family=town.family, how="my sister", by=acting(user), at=NOW)

    mine, others = (
        client.get(hall.address).content.decode() for client in (client_of(user), hall.staff())
    )

    assert "Somebody you know" in mine
    assert "Zofia" not in mine
    assert "Stanis" not in mine
    assert "Zofia" in others
    assert "Somebody you know" not in others


def test_the_page_declares_and_the_officer_takes_it_back(town: Town) -> None:
    user = user_with("manager", name="Ola Kowalska")
    client, officer = client_of(user), client_of(user_with("data_protection"))
    page = f"/staff/families/{town.family.public_id}/"
    assert "I know this family myself" in text_of(client.get(page))
    assert client.post(f"{page}own/", {"how": "My sister"}).status_code == 200
    assert not OwnPeople.objects.exists()

    answer = client.post(f"{page}own/", {"how": "My sister", "is_sure": "on"}, follow=True)

    assert "You do not see this family any more" in text_of(answer)
    assert "My sister" in text_of(answer)
    assert "Zofia" not in text_of(answer)
    assert client.get(f"{page}own/").status_code == 404
    end = f"/staff/families/own/{OwnPeople.objects.get().public_id}/end/"
    assert client.post(end).status_code == 403
    assert officer.get(end).status_code == 405
    assert "Ola Kowalska : My sister" in text_of(officer.get("/staff/families/own/"))
    assert "They see the family again" in text_of(officer.post(end, follow=True))
    assert officer.post(end).status_code == 404
    assert client.get(page).status_code == 200


def test_strangers_declare_nobody(town: Town) -> None:
    elsewhere = client_of(user_with("manager", neighbourhood=town.south))
    page = f"/staff/families/{town.family.public_id}/own/"
    assert elsewhere.post(page, {"how": "x", "is_sure": "on"}).status_code == 404
    assert client_of(user_with("")).get("/staff/families/own/").status_code == 403
    assert "You have not said" in text_of(elsewhere.get("/staff/families/own/"))
    assert not OwnPeople.objects.exists()

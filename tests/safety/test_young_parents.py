"""safety.md, Who is who: a young parent is a person in her own right; somebody is told at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.families.api import (
    Family,
    Member,
    NotAllowedError,
    Person,
    PersonDetails,
    Role,
    join_family,
    record_death,
    write_note,
)
from flyingstart.families.models import YoungParentTold
from flyingstart.families.operations.young import say_who_was_told
from flyingstart.families.queries.young import Told, told_of_person, young_parents
from flyingstart.families.young import LegalAges, Tell, whom_to_tell
from tests.accounts.people import user_with
from tests.families.keepers import acting
from tests.families.web.town import (
    NOW,
    TODAY,
    Town,
    at_work,
    client_of,
    day,
    make_family,
    text_of,
)
from tests.families.world import BY

AGES = LegalAges(police_under=13, lead_under=16)
NO_AGES = LegalAges(police_under=None, lead_under=None)
POLICE, LEAD = "ring the police on 101 now", "Younger than 16. Tell the safeguarding lead"
BABY = Member(
    details=PersonDetails(given_name="Ola", family_name="Kruk", date_of_birth=dt.date(2026, 1, 5)),
    role=Role.CHILD,
)


def young(born: dt.date | None, role: Role = Role.PARENT) -> Family:
    """A family of somebody born on a day, and of a baby."""
    details = PersonDetails(given_name="Maja", family_name="Kruk", date_of_birth=born)
    return make_family(Member(details=details, role=role), BABY)


def page_of(family: Family, role: str = "session_staff") -> str:
    return text_of(at_work(role).get(f"/staff/families/{family.public_id}/"))


@pytest.mark.parametrize(
    ("born", "tell"),
    [
        (dt.date(2013, 3, 5), Tell.POLICE),
        (dt.date(2013, 3, 4), Tell.LEAD),
        (dt.date(2010, 3, 5), Tell.LEAD),
        (dt.date(2010, 3, 4), None),
        (None, None),
    ],
)
def test_under_13_the_police_under_16_the_lead_is_told(
    born: dt.date | None, tell: Tell | None
) -> None:
    for role in (Role.PARENT, Role.EXPECTANT_PARENT):
        assert whom_to_tell(role.value, born, TODAY, AGES) is tell


@pytest.mark.parametrize("role", [Role.CHILD, Role.CARER, Role.OTHER])
def test_of_children_and_of_who_is_no_parent_nobody_is_told(role: Role) -> None:
    assert whom_to_tell(role.value, dt.date(2013, 3, 5), TODAY, AGES) is None
    assert whom_to_tell(role.value, dt.date(2013, 3, 5), TODAY, NO_AGES) is None


@pytest.mark.parametrize(
    ("born", "tell"),
    [(dt.date(2008, 3, 5), Tell.UNKNOWN), (dt.date(2008, 3, 4), None), (None, None)],
)
def test_while_the_pack_does_not_say_the_lead_is_told_of_every_parent_under_18(
    born: dt.date | None, tell: Tell | None
) -> None:
    for ages in (NO_AGES, LegalAges(police_under=13, lead_under=None)):
        assert whom_to_tell(Role.PARENT.value, born, TODAY, ages) is tell


@pytest.mark.parametrize("role", ["session_staff", "family_worker", "safeguarding_lead"])
def test_under_13_everybody_who_opens_the_family_reads_whom_to_ring(town: Town, role: str) -> None:
    page = page_of(young(dt.date(2013, 6, 1), Role.EXPECTANT_PARENT), role)

    assert POLICE in page
    assert "Ring the council’s front door for children" in page
    assert LEAD not in page


def test_under_16_the_page_says_to_tell_the_lead(town: Town) -> None:
    page = page_of(young(dt.date(2010, 6, 1)))

    assert LEAD in page
    assert "Tell their own parents nothing without asking them." in page
    assert POLICE not in page


def test_from_16_on_and_of_other_families_nothing_is_said(town: Town) -> None:
    for page in (page_of(young(dt.date(2010, 3, 4))), page_of(town.family)):
        assert POLICE not in page
        assert LEAD not in page


def test_what_is_hers_is_not_on_her_parents_page(town: Town) -> None:
    """Child in one family and parent in another: each is kept with the family it was made with."""
    own = young(dt.date(2010, 6, 1))
    maja = Person.objects.get(given_name="Maja")
    join_family(person=maja, family=town.family, role=Role.CHILD, on=TODAY, by=BY, at=NOW)
    write_note(family=own, person=maja, text="Told nobody at home.", by=BY, at=NOW)

    parents, hers = page_of(town.family, "family_worker"), page_of(own, "family_worker")

    assert "Maja" in parents
    for said in (LEAD, POLICE, "Ola", "Told nobody at home"):
        assert said not in parents
    assert LEAD in hers
    assert "Ola" in hers
    assert "Told nobody at home" in hers
    assert "Zofia" not in hers


def test_under_16_the_lead_sees_the_row_and_nobody_else(town: Town) -> None:
    """On the page that the lead begins the day with, whether or not a colleague told."""
    lead = at_work("safeguarding_lead")
    heading = "Young parents"
    assert heading not in text_of(lead.get("/staff/"))
    family = young(dt.date(2010, 6, 1))

    page = lead.get("/staff/")

    assert "Maja Kruk Younger than 16 Nobody was told yet Say who was told" in text_of(page)
    assert f"/staff/families/{family.public_id}/" in page.content.decode()
    for role in ("session_staff", "family_worker", "manager", "head_of_service"):
        assert heading not in text_of(at_work(role).get("/staff/"))
    elsewhere = at_work("safeguarding_lead", area=town.south)
    assert heading not in text_of(elsewhere.get("/staff/"))


def test_the_youngest_come_first_and_nobody_is_named_twice_or_when_grown(town: Town) -> None:
    young(dt.date(2010, 6, 1))
    older = Person.objects.get(given_name="Maja")
    Person.objects.filter(pk=older.pk).update(given_name="Iga")
    young(dt.date(2013, 6, 1), Role.EXPECTANT_PARENT)
    young(dt.date(2010, 3, 4))
    user = user_with("safeguarding_lead")

    found = [(one.person.given_name, one.tell) for one in young_parents(user, TODAY)]

    assert found == [("Maja", Tell.POLICE), ("Iga", Tell.LEAD)]
    record_death(person=older, died_on=TODAY, by=BY, at=NOW)
    assert [one.person.given_name for one in young_parents(user, TODAY)] == ["Maja"]
    with CaptureQueriesContext(connection) as captured:
        young_parents(user, TODAY)
    assert len([one for one in captured if "families_familytie" in one["sql"]]) == 1


class TestToldMark:
    """The lead's list says who was told, when, and who said so."""

    @pytest.fixture
    def family(self, town: Town) -> Family:
        made = young(dt.date(2013, 6, 1))
        assert made != town.family
        return made

    def page(self, family: Family) -> str:
        maja = Person.objects.get(given_name="Maja")
        return f"/staff/families/{family.public_id}/people/{maja.public_id}/told/"

    def test_it_stands_in_the_list_with_day_and_name(self, family: Family) -> None:
        lead = client_of(user_with("safeguarding_lead", name="Lena Marsh"))
        sent = {"whom": "Police, log 123", **day("told_on", TODAY)}
        assert "Nobody was told yet" in text_of(lead.get("/staff/"))

        page = lead.post(self.page(family), sent, follow=True)
        lead.post(self.page(family), sent)

        assert "Told: Police, log 123, on 4 March 2026; said by Lena Marsh" in text_of(page)
        assert "fs-steps__one--late" not in page.content.decode()
        assert YoungParentTold.objects.count() == 1
        assert "Police, log 123; said by Lena Marsh" in text_of(lead.get(self.page(family)))

    def test_the_last_one_is_told_also_of_a_record_that_was_joined(self, family: Family) -> None:
        user, maja = user_with("safeguarding_lead"), Person.objects.get(given_name="Maja")
        twice = Person.objects.create(given_name="M", merged_into=maja)
        for person, whom, told_on in (
            (maja, "The front door", TODAY - dt.timedelta(days=2)),
            (twice, "The police", TODAY - dt.timedelta(days=1)),
        ):
            YoungParentTold.objects.create(
                person=person, whom=whom, told_on=told_on, said_at=NOW, said_by_name="Lena"
            )

        with CaptureQueriesContext(connection) as captured:
            (found,) = young_parents(user, TODAY)

        assert found.family == family
        assert found.told == Told(
            whom="The police", told_on=TODAY - dt.timedelta(days=1), by="Lena"
        )
        assert len([one for one in captured if "families_youngparenttold" in one["sql"]]) == 1
        assert [one.whom for one in told_of_person(maja)] == ["The front door", "The police"]

    def test_slips_are_said_in_place(self, family: Family) -> None:
        lead = at_work("safeguarding_lead")
        tomorrow = TODAY + dt.timedelta(days=1)

        for sent in (
            {"whom": "", **day("told_on", TODAY)},
            {"whom": "P", **day("told_on", tomorrow)},
        ):
            assert lead.post(self.page(family), sent).status_code == 200
        assert not YoungParentTold.objects.exists()

    @pytest.mark.parametrize("role", ["session_staff", "family_worker", "manager"])
    def test_nobody_else_says_or_reads_it(self, family: Family, role: str) -> None:
        client, user = at_work(role), user_with(role)

        assert client.get(self.page(family)).status_code == 403
        assert client.post(self.page(family), {"whom": "P"}).status_code == 403
        with pytest.raises(NotAllowedError):
            say_who_was_told(
                person=Person.objects.get(given_name="Maja"),
                whom="P",
                told_on=TODAY,
                lead=user,
                by=acting(user),
                at=NOW,
            )
        assert not YoungParentTold.objects.exists()

    def test_strangers_and_people_of_other_families(self, family: Family, town: Town) -> None:
        assert Client().get(self.page(family)).status_code == 302
        other = self.page(family).replace(str(family.public_id), str(town.family.public_id))
        assert at_work("safeguarding_lead").get(other).status_code == 404
        south = at_work("safeguarding_lead", area=town.south)
        assert south.get(self.page(family)).status_code == 404

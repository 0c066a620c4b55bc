"""The pages of worries: anybody raises one, those who read it alone open it, all on record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flyingstart.accounts.api import AccessLog, User, tablet_pages
from flyingstart.daybook.api import Concern, ConcernKind, ConcernReceipt
from flyingstart.daybook.models import Duty
from tests.accounts.people import user_with
from tests.daybook.world import AT, raised_by, seen_by
from tests.families.web.town import NOBODY, NOW, Town, client_of, make_town, text_of

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/concerns/", "/staff/concerns/new/?danger=no"
FORM = {"kind": "child", "name": "Stan", "seen": "A bruise", "key": str(uuid.UUID(int=7))}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def rea() -> User:
    return user_with("session_staff", name="Rea Doyle")


@pytest.fixture
def lead() -> User:
    return user_with("safeguarding_lead", name="Ada Lead")


def held(reader: User) -> list[Concern]:
    with seen_by(reader):
        return list(Concern.objects.all())


@pytest.mark.parametrize("role", ["session_staff", "manager", "administrator", "partner", ""])
def test_every_member_of_staff_raises_a_worry_from_every_page(role: str, lead: User) -> None:
    client = client_of(user_with(role))
    assert "Worried about a child?" in text_of(client.get("/staff/"))

    answer = client.post(NEW, FORM)

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/staff/concerns/sent/?kind=child",
    )
    assert "safeguarding lead, and with nobody else" in text_of(client.get(answer["Location"]))
    assert [(one.name, one.seen, one.danger_now) for one in held(lead)] == [
        ("Stan", "A bruise", False)
    ]


def test_who_goes_back_and_writes_more_is_not_dropped(rea: User, lead: User) -> None:
    client = client_of(rea)
    more = FORM | {"seen": "A bruise, and she is afraid of him"}

    for sent in (FORM, FORM, more, more):
        assert client.post(NEW, sent).status_code == 302

    assert sorted(one.seen for one in held(lead)) == sorted([FORM["seen"], more["seen"]])


def test_danger_is_asked_first_and_sends_to_the_telephone() -> None:
    client = client_of(user_with("session_staff"))

    first = text_of(client.get("/staff/concerns/new/"))
    assert "Is somebody in danger now?" in first
    assert "What did you see?" not in first
    assert "Choose yes or no" in text_of(client.get("/staff/concerns/new/?asked=1"))
    danger = text_of(client.get("/staff/concerns/new/?danger=yes"))
    assert "Ring 999 now" in danger
    assert "Its number is not in Flying Start yet" in danger
    assert "Ring 999 now" not in text_of(client.get(NEW))

    Duty.objects.create(
        key="front_door", name="the hub", phone="01999 555 012", starts_on=AT.date(), source="x"
    )
    assert "Ring the hub: 01999 555 012" in text_of(client.get("/staff/concerns/new/?danger=yes"))


def test_a_made_up_number_is_on_no_page() -> None:
    Duty.objects.create(
        key="front_door", name="the hub", phone="01632 960 000", starts_on=AT.date(), source="x"
    )

    danger = text_of(client_of(user_with("session_staff")).get("/staff/concerns/new/?danger=yes"))

    assert "Ring the hub. Its number is not in Flying Start yet: ask your manager." in danger
    assert "01632" not in danger


def test_a_girl_who_was_cut_sends_to_the_police_and_is_no_field() -> None:
    """safety.md: not a field: a girl under 18 told me, or I saw: the police today."""
    page = client_of(user_with("session_staff")).get(NEW)

    assert "A girl under 18 told you that she was cut" in text_of(page)
    assert "Ring the police on 101 today" in text_of(page)
    names = {field.name for field in Concern._meta.fields}
    assert names == {
        *("id", "kind", "person", "name", "seen", "said", "danger_now", "told"),
        *("raised_by", "raised_by_name", "raised_at", "came_at"),
    }


def test_what_is_missing_is_said_and_a_form_sent_twice_is_one_worry(rea: User, lead: User) -> None:
    client = client_of(rea)

    assert "Say whom it is about" in text_of(client.post(NEW, {**FORM, "name": ""}))
    assert "Write what you saw, or what was said" in text_of(
        client.post(NEW, {**FORM, "seen": " "})
    )
    assert held(lead) == []
    for _ in range(2):
        assert client.post(NEW, FORM).status_code == 302

    assert [one.seen for one in held(lead)] == ["A bruise"]


def test_from_the_page_of_a_family_its_people_can_be_chosen(lead: User) -> None:
    town: Town = make_town()
    family = town.family.public_id
    near = client_of(user_with("family_worker", neighbourhood=town.north))
    page = near.get(f"/staff/families/{family}/")
    link = f"/staff/concerns/new/?family={family}"
    assert link in page.content.decode()
    address = f"{link}&danger=no"
    assert "Stanisław Kowalski" in text_of(near.get(address))

    near.post(address, {**FORM, "name": "", "person": str(town.child.public_id)})

    assert [(one.person, one.name) for one in held(lead)] == [
        (town.child.public_id, "Stanisław Kowalski")
    ]


def test_people_of_a_family_out_of_sight_are_not_offered() -> None:
    town = make_town()
    far = client_of(user_with("family_worker", neighbourhood=town.south))

    page = text_of(far.get(f"{NEW}&family={town.family.public_id}"))

    assert "Stanisław" not in page
    assert far.get(f"{NEW}&family={NOBODY}").status_code == 200
    assert far.get(f"{NEW}&family=x").status_code == 200


def test_the_lead_reads_it_and_the_raiser_sees_that_it_was_read(rea: User, lead: User) -> None:
    key = raised_by(rea)
    raiser, reader = client_of(rea), client_of(lead)
    assert "not read yet" in text_of(raiser.get(LIST))
    assert "Stan A child Friday 6 March 2026, 10am No Open" in text_of(reader.get(LIST))

    page = text_of(reader.get(f"{LIST}{key}/"))

    assert "A bruise" in page
    assert "Rea Doyle" in page
    own = text_of(raiser.get(LIST))
    assert "It was read" in own
    assert [word for word in ("Stan", "bruise") if word in own] == []
    assert list(AccessLog.objects.values_list("user__name", "kind", "thing", "allowed")) == [
        ("Ada Lead", "concern", key, True)
    ]


@pytest.mark.parametrize(
    "role", ["session_staff", "manager", "administrator", "data_protection", "head_of_service", ""]
)
def test_who_does_not_read_it_opens_nothing_and_that_is_on_record(role: str, rea: User) -> None:
    """safety.md: it goes to the safeguarding lead alone."""
    key = raised_by(rea)
    other = user_with(role)
    client = client_of(other)

    for address in (f"{LIST}{key}/", f"{LIST}{key}/done/", f"{LIST}{NOBODY}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{LIST}{key}/close/", {"words": "x"}).status_code == 404
    assert "Stan" not in text_of(client.get(LIST))

    assert set(AccessLog.objects.values_list("user", "thing", "allowed")) == {
        (other.pk, key, False),
        (other.pk, NOBODY, False),
    }
    with seen_by(rea):
        assert ConcernReceipt.objects.get().read_at is None


def test_the_head_of_service_reads_of_adults_with_the_clock_and_the_lead_does_not(
    rea: User, lead: User
) -> None:
    Duty.objects.create(
        key="designated_officer",
        name="the officer",
        working_days=1,
        starts_on=NOW.date(),
        source="x",
    )
    key = raised_by(rea, kind=ConcernKind.ADULT)
    head = client_of(user_with("head_of_service"))

    assert "Tell the officer by 9 March 2026" in text_of(head.get(f"{LIST}{key}/"))
    assert client_of(lead).get(f"{LIST}{key}/").status_code == 404
    sent = text_of(client_of(rea).get("/staff/concerns/sent/?kind=adult"))
    assert "with the head of service, and with nobody else" in sent
    with time_machine.travel(AT + dt.timedelta(days=4), tick=False):
        later = client_of(User.objects.get(grants__role_name="head_of_service"))
        assert "Overdue" in text_of(later.get(f"{LIST}{key}/"))


def test_steps_are_written_and_a_worry_is_closed_and_opened(rea: User, lead: User) -> None:
    address = reverse("concern", args=[raised_by(rea)])
    client = client_of(lead)

    for minute, step in enumerate(("done", "close", "reopen", "close")):
        with time_machine.travel(AT + dt.timedelta(minutes=minute), tick=False):
            nothing = client.post(f"{address}{step}/", {"words": ""})
            answer = client.post(f"{address}{step}/", {"words": f"We {step} it"})
        assert "Enter what was done" in text_of(nothing)
        assert (answer.status_code, answer["Location"]) == (302, address)

    page = text_of(client.get(address))
    assert "We done it" in page
    assert "Open it again" in page
    assert "closed already" in text_of(client.post(f"{address}close/", {"words": "x"}))
    assert client.get(f"{address}other/").status_code == 404


def test_a_list_of_three_asks_no_more_than_a_list_of_one(rea: User, lead: User) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            raised_by(rea)
        with CaptureQueriesContext(connection) as queries:
            assert client_of(lead).get(LIST).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_nobody_reading_worries_is_said_to_who_raised_one(rea: User) -> None:
    page = text_of(client_of(rea).get("/staff/concerns/sent/?kind=child"))

    assert "Nobody reads worries here yet" in page


def test_a_tablet_raises_worries_and_opens_none() -> None:
    opened = [name for name in tablet_pages.names() if name.startswith("concern")]

    assert opened == ["concern-new", "concern-sent"]


def test_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    for address in (LIST, NEW, f"{LIST}{NOBODY}/"):
        assert client.get(address)["Location"].startswith("/sign-in/?next=")

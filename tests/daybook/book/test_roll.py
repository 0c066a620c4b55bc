"""The evacuation roll: everybody who is inside, once, by given name and initial."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import (
    Headcount,
    MarkStatus,
    Session,
    SessionWorker,
    evacuation_roll,
)
from flyingstart.daybook.api import DayEntry, EntryKind, let_visitor_out
from flyingstart.families.api import Person
from flyingstart.families.models import Alert
from tests.daybook.book.world import Hall, come, newest, write
from tests.families.web.town import NOW, client_of, text_of

HOUR = dt.timedelta(hours=1)


def held(hall: Hall, **more: object) -> Session:
    said = {"activity": hall.session.activity, "site": hall.town.hall, "starts_at": NOW, **more}
    return Session.objects.create(**said)


def names(hall: Hall) -> list[list[str]]:
    return [[one.name for one in part.people] for part in evacuation_roll(hall.town.hall, at=NOW)]


def roll(hall: Hall) -> str:
    hall.town.hall.refresh_from_db()
    return f"/staff/day-book/{hall.town.hall.public_id}/roll/"


def test_who_is_marked_is_inside_children_and_adults_heads_and_colleagues(hall: Hall) -> None:
    Headcount.objects.create(session=hall.session, counted_by="us", count=3)
    Headcount.objects.create(session=hall.session, counted_by="partner", count=2)
    SessionWorker.objects.create(session=hall.session, worker=hall.rea, is_lead=True)
    old = Person.objects.create(given_name="Olga", family_name="")
    come(hall.session, hall.town, old)
    gone = Person.objects.create(given_name="Gone")
    come(hall.session, hall.town, gone, status=MarkStatus.TAKEN_BACK)

    [part] = evacuation_roll(hall.town.hall, at=NOW)

    assert [(one.name, one.is_child) for one in part.people] == [
        ("Olga", False),
        ("Stanisław K.", True),
        ("Zofia K.", False),
    ]
    assert (part.children, part.adults, part.heads, part.workers) == (1, 2, 5, ["Rea Doyle"])


def test_a_mother_whose_home_is_hidden_is_on_the_roll(hall: Hall) -> None:
    """safety.md: if the family vanishes it cannot be evacuated: the person stays."""
    Alert.objects.create(person=hall.town.mother, kind="hidden_home")

    assert names(hall) == [["Stanisław K.", "Zofia K."]]


def test_open_registers_of_today_alone(hall: Hall) -> None:
    closed = held(hall, register_closed_at=NOW)
    cancelled = held(hall, cancelled_at=NOW)
    others = [
        held(hall, site=hall.town.hub),
        held(hall, starts_at=NOW + 2 * HOUR),
        held(hall, starts_at=NOW - 24 * HOUR),
    ]
    lone = Person.objects.create(given_name="Lone")
    for session in (closed, cancelled, *others):
        come(session, hall.town, lone)

    assert names(hall) == [["Stanisław K.", "Zofia K."]]


def test_somebody_at_two_sessions_is_counted_once_at_the_later(hall: Hall) -> None:
    over = held(hall, starts_at=NOW - 3 * HOUR, ends_at=NOW - 2 * HOUR)
    come(over, hall.town, hall.town.mother)
    twice = Person.objects.create(
        given_name="Zofia", family_name="Kowalska", merged_into=hall.town.mother
    )
    come(over, hall.town, twice)

    # What is over comes last, and is there still: somebody may have stayed.
    assert names(hall) == [["Stanisław K.", "Zofia K."], []]


def test_the_page_ticks_everybody_and_the_book_keeps_how_it_went(hall: Hall) -> None:
    SessionWorker.objects.create(session=hall.session, worker=hall.rea, is_lead=True)
    Headcount.objects.create(session=hall.session, counted_by="us", count=3)
    visitor = write(hall, EntryKind.VISITOR, called="Petra Novak")
    let_visitor_out(entry=write(hall, EntryKind.VISITOR, called="Left"), by=hall.by, at=NOW)
    rea = client_of(hall.rea)

    page = rea.get(roll(hall))

    said = text_of(page)
    assert "4 people on the roll · 3 more heads counted without names" in said
    assert "1 child · 1 adult" in said
    assert "Stanisław K. child Zofia K. Visitors Petra Novak Colleagues" in said
    assert "Left" not in said
    assert page.content.decode().count('type="checkbox"') == 4
    ticked = [str(hall.town.mother.public_id), str(visitor.public_id), "colleague-Rea Doyle"]
    key = str(uuid.uuid4())
    for _ in range(2):
        assert rea.post(roll(hall), {"safe": ticked, "key": key})["Location"] == hall.address
    [entry] = DayEntry.objects.filter(kind="roll_call")
    rea.post(roll(hall), {"safe": [*ticked, str(hall.town.child.public_id)], "key": key})
    [later] = DayEntry.objects.filter(kind="roll_call").exclude(pk=entry.pk)
    assert newest(later).happened == "4 of 4 people on the roll were ticked as safe."
    assert newest(entry).happened == "3 of 4 people on the roll were ticked as safe."
    assert newest(entry).missing == [hall.town.child.public_id]
    assert newest(entry).done == "3 heads without names were counted at the door."


def test_the_register_leads_to_the_roll_and_to_the_book(hall: Hall) -> None:
    hall.session.refresh_from_db()

    page = client_of(hall.rea).get(f"/staff/sessions/{hall.session.public_id}/register/")

    assert f'href="{roll(hall)}"' in page.content.decode()
    assert f'href="{hall.address}"' in page.content.decode()


def test_an_empty_building(hall: Hall) -> None:
    hall.session.register_closed_at = NOW
    hall.session.save()

    page = text_of(client_of(hall.rea).get(roll(hall)))

    assert "No register is open here and no visitor is in the building" in page


def test_so_many_queries_however_many_people(hall: Hall) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as caught:
            evacuation_roll(hall.town.hall, at=NOW)
        return len(caught)

    come(hall.session, hall.town, Person.objects.create(given_name="P"))
    one = counted()
    again = held(hall)
    for number in range(3):
        come(again, hall.town, Person.objects.create(given_name=f"P{number}"))

    assert counted() == one

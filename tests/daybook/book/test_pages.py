"""The pages of the day book: who opens them, what they say, and that no list names a child."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog, Tablet, tablet_pages
from flyingstart.daybook.api import (
    CheckPoint,
    DayEntry,
    DaySignature,
    EntryKind,
    EntryVersion,
    Point,
)
from flyingstart.daybook.kinds import BY_HAND, adult_signs
from tests.accounts.people import add_grant, user_with
from tests.daybook.book.world import DAY, Hall, newest, write
from tests.daybook.world import actor
from tests.families.web.town import NOBODY, NOW, client_of, text_of

LIST = "/staff/day-book/"
BUMP = {"happened": "A bump", "done": "Ice", "witnesses": "", "told": "", "time": "9:50"}


@pytest.fixture
def rea(hall: Hall) -> Client:
    return client_of(hall.rea)


@pytest.fixture
def mo(hall: Hall) -> Client:
    return client_of(hall.mo)


def page_of(entry: DayEntry) -> str:
    return f"{LIST}entries/{entry.public_id}/"


def form(**changes: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "called": "", "person": "", **BUMP, **changes}


def test_an_accident_is_written_signed_on_the_screen_and_countersigned(
    hall: Hall, rea: Client, mo: Client
) -> None:
    """safety.md: an adult signs, the manager is told; no child's name for the next family."""
    new = rea.get(f"{hall.address}new/accident/")
    assert "Stanisław K. Zofia K. Somebody else" in text_of(new)
    assert 'value="10:00"' in new.content.decode()

    answer = rea.post(f"{hall.address}new/accident/", form(person=str(hall.town.child.public_id)))

    entry = DayEntry.objects.get()
    page = page_of(entry)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert newest(entry).person == hall.town.child
    # Her site does not look after the family; who sees it reads both names.
    assert "Whom it is about Stanisław K. What" in text_of(rea.get(page))
    assert "Whom it is about Stanisław Kowalski What" in text_of(mo.get(page))
    assert "Not signed by an adult · Not countersigned" in text_of(rea.get(page))
    signed = rea.post(f"{page}sign/", {"how": "typed", "has_read": "yes", "name": "Zofia"})
    assert signed["Location"] == hall.address
    day = text_of(rea.get(hall.address))
    assert "9:50am Accident Rea Doyle · Not countersigned · Signed" in day
    assert [word for word in ("Stanisław", "Kowalski", "bump") if word in day] == []
    assert "1 entry to countersign" in text_of(mo.get("/staff/"))
    assert mo.post(f"{page}countersign/", {"note": "Padded"}).status_code == 302
    last = text_of(mo.get(page))
    assert "Zofia, “I have read this”; with Rea Doyle" in last
    assert "Mo Manager, Wednesday 4 March 2026, 10am Padded" in last
    assert "entry to countersign" not in text_of(mo.get("/staff/"))


@pytest.mark.parametrize("kind", [kind for kind in BY_HAND if kind not in {"opening", "visitor"}])
def test_no_childs_name_is_visible_to_the_next_family(
    hall: Hall, rea: Client, mo: Client, kind: EntryKind
) -> None:
    """safety.md: nor what happened to them: not after writing, nor signing, in no list."""
    sent = form(person=str(hall.town.child.public_id), happened="A bump on the knee")
    written = rea.post(f"{hall.address}new/{kind}/", sent)
    entry = DayEntry.objects.get()
    seen = [text_of(rea.get(hall.address)), text_of(mo.get(LIST)), text_of(mo.get("/staff/"))]
    if adult_signs(kind):
        # The adult reads it first; what comes after that is the page of the day.
        assert written["Location"] == page_of(entry)
        name = {"how": "typed", "has_read": "yes", "name": "Zofia Kowalska"}
        signed = rea.post(f"{page_of(entry)}sign/", name, follow=True)
        assert signed.redirect_chain == [(hall.address, 302)]
        seen.append(text_of(signed))
    else:
        assert written["Location"] == hall.address
    for page in seen:
        assert [word for word in ("Stanisław", "Kowalsk", "knee") if word in page] == []


def test_who_goes_back_and_writes_more_is_not_dropped(hall: Hall, rea: Client) -> None:
    first = form(person=str(hall.town.child.public_id))
    more = first | {"done": "A cold cloth, and the ambulance came"}

    for sent in (first, first, more, more):
        rea.post(f"{hall.address}new/accident/", sent)

    entries = DayEntry.objects.order_by("pk")
    assert [newest(entry).done for entry in entries] == [BUMP["done"], more["done"]]


def test_somebody_who_is_not_registered_is_called_as_they_are_called(
    hall: Hall, rea: Client
) -> None:
    address = f"{hall.address}new/first_aid/"

    assert "Say whom it is about" in text_of(rea.post(address, form()))
    assert "Write what happened" in text_of(rea.post(address, form(called="Al", happened="")))
    assert "like 10:40" in text_of(rea.post(address, form(called="Al", time="soon")))
    assert "That time is to come" in text_of(rea.post(address, form(called="Al", time="10:01")))
    said = form(called="Al", person="other")
    for _ in range(2):
        assert rea.post(address, said).status_code == 302

    [version] = EntryVersion.objects.all()
    assert (version.called, version.person) == ("Al", None)


def test_whoever_signs_says_that_they_read_it_or_signed_on_paper(hall: Hall, rea: Client) -> None:
    page = page_of(write(hall))

    unread = rea.post(f"{page}sign/", {"how": "typed", "name": "Zofia"})
    assert "Tick that you have read it" in text_of(unread)
    assert rea.post(f"{page}sign/", {"how": "paper", "name": "Zofia"}).status_code == 302
    assert "It is signed already" in text_of(
        rea.post(f"{page}sign/", {"how": "paper", "name": "Zofia"})
    )

    assert list(DaySignature.objects.values_list("how", "name")) == [("paper", "Zofia")]


def test_the_opening_check_is_a_tick_a_point(hall: Hall, rea: Client, mo: Client) -> None:
    for number, code in enumerate(("exits", "heat")):
        CheckPoint.objects.create(code=code, words=f"The {code}", position=number)
    address = f"{hall.address}new/opening/"
    assert "Nobody has done the opening check today" in text_of(rea.get(hall.address))

    said = {"key": str(uuid.uuid4()), "time": "8.45", "fine": ["exits"]}
    assert "Say what was not right" in text_of(rea.post(address, said))
    assert rea.post(address, {**said, "note": "Cold: rang"})["Location"] == hall.address

    assert newest(DayEntry.objects.get()).points == [
        {"words": "The exits", "fine": True, "note": ""},
        {"words": "The heat", "fine": False, "note": "Cold: rang"},
    ]
    assert "Nobody has done" not in text_of(rea.get(hall.address))
    correct = f"{page_of(DayEntry.objects.get())}correct/"
    assert rea.get(correct).content.decode().count(" checked") == 1
    mended = {**said, "fine": ["exits", "heat"], "why": "It is warm", "number": "1"}
    assert rea.post(correct, mended).status_code == 302
    assert "Fine" in text_of(mo.get(page_of(DayEntry.objects.get())))


def test_a_visitor_comes_and_leaves(hall: Hall, rea: Client) -> None:
    said = {"key": str(uuid.uuid4()), "time": "9:00", "called": "Petra Novak"}
    rea.post(f"{hall.address}new/visitor/", {**said, "happened": "The boiler"})
    assert "9am Petra Novak Visitor, here still Has left" in text_of(rea.get(hall.address))
    page = page_of(DayEntry.objects.get())

    assert rea.get(f"{page}out/").status_code == 405
    assert rea.post(f"{page}out/")["Location"] == hall.address

    assert "Visitor, left at 10am" in text_of(rea.get(hall.address))
    with time_machine.travel(NOW + dt.timedelta(minutes=5), tick=False):
        assert "Petra Novak left at 10am." in text_of(rea.post(f"{page}out/", follow=True))
    shown = text_of(rea.get(page))
    assert "Name Petra Novak Whom they came to see, or from where The boiler" in shown
    assert rea.post(f"{page_of(write(hall))}out/").status_code == 404
    assert "Whom do they come to see" in text_of(rea.get(f"{page}correct/"))


def test_a_correction_shows_what_stood_there_and_why(hall: Hall, rea: Client) -> None:
    entry = write(hall, person=hall.town.child)
    address = f"{page_of(entry)}correct/"
    assert "A bump" in text_of(rea.get(address))
    said = form(person=str(hall.town.child.public_id), happened="A graze", why="Not a bump")

    late = rea.post(address, {**said, "number": "7"})
    assert "Somebody corrected it meanwhile" in text_of(late)
    assert rea.post(address, {**said, "number": "1"})["Location"] == page_of(entry)

    page = text_of(rea.get(page_of(entry)))
    assert "Corrected because: Not a bump" in page
    assert "A graze" in page
    assert "A bump" in page
    assert "Not countersigned · Corrected" in text_of(rea.get(hall.address))


def test_each_entry_is_on_its_own_sheet_and_each_is_put_on_record(
    hall: Hall, rea: Client, mo: Client
) -> None:
    """safety.md: no child's name is visible to the next family."""
    first, second = write(hall, called="One"), write(hall, EntryKind.INCIDENT, called="Two")
    alone = mo.get(f"{page_of(first)}sheet/")
    assert ("One" in text_of(alone), "Two" in text_of(alone)) == (True, False)
    assert "Signature and date" in text_of(alone)
    assert alone.content.decode().count("fs-new-sheet") == 0

    both = mo.get(f"{hall.address}sheets/")

    assert both.content.decode().count("fs-new-sheet") == 1
    assert rea.get(f"{hall.address}sheets/").status_code == 404
    rows = AccessLog.objects.filter(user=hall.mo, kind="day book entry", allowed=True)
    assert set(rows.values_list("thing", flat=True)) == {first.public_id, second.public_id}


@pytest.mark.parametrize(
    ("role", "elsewhere"),
    [("session_staff", True), ("manager", True), ("administrator", False), ("", False)],
)
def test_strangers_other_places_and_wrong_roles_open_nothing(
    hall: Hall, role: str, *, elsewhere: bool
) -> None:
    entry = write(hall)
    page, address = page_of(entry), hall.address
    place = {"neighbourhood": hall.town.south} if elsewhere else {}
    user = user_with(role, **place)  # type: ignore[arg-type]  # an area
    client = client_of(user)
    parts = ("", "correct/", "sign/", "countersign/", "sheet/")
    of_site = (address, f"{address}new/accident/", f"{address}sheets/")
    roll = f"/staff/day-book/{hall.town.hall.public_id}/roll/"

    tried = [*(f"{page}{part}" for part in parts), *of_site, roll, f"{LIST}entries/{NOBODY}/"]
    assert {one: client.get(one).status_code for one in tried} == dict.fromkeys(tried, 404)
    assert client.post(f"{page}out/").status_code == (404 if elsewhere else 403)
    assert client.post(f"{page}sign/", {"how": "paper", "name": "x"}).status_code == 404
    assert client.post(roll).status_code == 404
    assert "Rea Doyle" not in text_of(client.get(LIST))

    assert DaySignature.objects.count() == 0
    refused = AccessLog.objects.filter(user=user, allowed=False).values_list("thing", flat=True)
    assert set(refused) == {entry.public_id}


def test_who_keeps_the_book_does_not_countersign_and_who_reads_it_does_not_write(
    hall: Hall, rea: Client
) -> None:
    page = page_of(write(hall))
    lead = client_of(user_with("safeguarding_lead"))

    assert rea.get(f"{page}countersign/").status_code == 404
    assert lead.get(f"{page}countersign/").status_code == 200
    assert lead.get(f"{page}sign/").status_code == 404
    assert lead.get(f"{hall.address}new/accident/").status_code == 404
    assert "Write something down" not in text_of(lead.get(hall.address))


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31", "2026-02-29", "soon"])
def test_what_is_no_day_of_a_book_is_not_found(hall: Hall, rea: Client, day: str) -> None:
    assert rea.get(f"{LIST}{hall.town.hall.public_id}/{day}/").status_code == 404


def test_the_roll_is_offered_to_whom_it_opens(hall: Hall, rea: Client, mo: Client) -> None:
    roll = f"{LIST}{hall.town.hall.public_id}/roll/"
    lead = client_of(user_with("safeguarding_lead"))

    for client, opens in ((rea, True), (mo, True), (lead, False)):
        assert (client.get(roll).status_code == 200) is opens
        assert (f'href="{roll}"' in client.get(hall.address).content.decode()) is opens


def test_an_entry_is_countersigned_once_and_by_somebody_else(hall: Hall, mo: Client) -> None:
    page = page_of(write(hall))
    own = page_of(write(hall, by=actor(hall.mo)))

    assert mo.post(f"{page}countersign/").status_code == 302
    again, alone = (text_of(mo.post(f"{one}countersign/")) for one in (page, own))

    assert "It is countersigned already." in again
    assert "You wrote it yourself: somebody else countersigns." in alone
    assert DaySignature.objects.count() == 1


def test_who_keeps_another_book_and_reads_this_one_lets_nobody_out(hall: Hall) -> None:
    visitor = write(hall, EntryKind.VISITOR, called="Petra Novak")
    lead = user_with("safeguarding_lead")
    add_grant(lead, "session_staff", site=hall.town.hub)

    assert client_of(lead).post(f"{page_of(visitor)}out/").status_code == 404
    visitor.refresh_from_db()
    assert visitor.left_at is None


def test_days_that_are_none(hall: Hall, rea: Client) -> None:
    site = f"{LIST}{hall.town.hall.public_id}/"
    long_ago = (DAY - dt.timedelta(days=8)).isoformat()

    for day in ("2026-03-05", "yesterday", "2026-02-30"):
        assert rea.get(f"{site}{day}/").status_code == 404
    assert rea.get(f"{site}{long_ago}/").status_code == 200
    assert rea.get(f"{site}{long_ago}/new/accident/").status_code == 404
    assert rea.get(f"{hall.address}new/roll_call/").status_code == 404
    assert rea.get(f"{hall.address}new/party/").status_code == 404


def test_pages_take_so_many_queries_however_many_entries(
    hall: Hall, rea: Client, mo: Client
) -> None:
    def counted(client: Client, address: str) -> int:
        client.get(address)  # the first request of a session says that it is there
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    write(hall, person=hall.town.child)
    pages = [(rea, hall.address), (mo, LIST), (mo, "/staff/")]
    one = [counted(*page) for page in pages]
    for _ in range(2):
        write(hall, EntryKind.OPENING, points=[Point(words="Heat", fine=False, note="x")])

    assert [counted(*page) for page in pages] == one


def test_the_list_filters_and_its_file_names_nobody_and_is_on_record(
    hall: Hall, mo: Client
) -> None:
    write(hall, person=hall.town.child)
    write(hall, EntryKind.INCIDENT)
    write(hall, EntryKind.VISITOR, called="Petra Novak")

    assert "1 row" in text_of(mo.get(f"{LIST}?entries-kind=incident"))
    assert "2 rows" in text_of(mo.get(f"{LIST}?entries-waits=manager&entries-month=2026-03"))
    assert "1 row" in text_of(mo.get(f"{LIST}?entries-waits=adult"))
    assert "1 row" in text_of(mo.get(f"{LIST}?entries-waits=done"))
    file = mo.get(f"{LIST}?entries-export=csv&entries-kind=accident")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[:4] for row in rows] == [
        ["What", "Day", "Site", "Written by"],
        ["Accident", DAY.isoformat(), "A Hall", "Rea Doyle"],
    ]
    log = AccessLog.objects.filter(kind="file").values_list("user", "detail", "rows")
    assert list(log) == [(hall.mo.pk, "day book", 1)]


def test_a_shared_tablet_opens_the_book_of_its_site_today(hall: Hall) -> None:
    """safety.md: it holds today's alone: given name and initial."""
    hall.town.hall.refresh_from_db()
    site, tablet = hall.town.hall, Tablet(site=hall.town.hall, site_id=hall.town.hall.pk)
    entry, old = write(hall), write(hall, happened_at=NOW - dt.timedelta(days=1))
    day = {"site_id": site.public_id, "day": DAY.isoformat()}

    def opens(name: str, **parts: Any) -> bool:
        return tablet_pages[f"day-book-{name}"].allows(tablet, parts)

    assert opens("day", **day)
    assert opens("roll", site_id=site.public_id)
    assert not opens("day", **{**day, "day": "2026-03-03"})
    assert not opens("new", **{**day, "site_id": hall.town.hub.public_id})
    assert opens("sign", entry_id=entry.public_id)
    assert not opens("sign", entry_id=old.public_id)
    assert not opens("entry")
    named = {name for name in tablet_pages.names() if name.startswith("day-book")}
    assert named == {
        *("day-book-day", "day-book-new", "day-book-roll"),
        *("day-book-entry", "day-book-correct", "day-book-sign", "day-book-out"),
    }

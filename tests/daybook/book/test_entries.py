"""Writing in the day book: versions, signatures, who is told; nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from flyingstart.accounts.api import Tablet, User, on_tablet
from flyingstart.daybook.api import (
    CheckPoint,
    DayBookError,
    DayEntry,
    DaySignature,
    EntryKind,
    EntryTimeError,
    EntryVersion,
    EntryWordsError,
    Point,
    SignatureError,
    SignedHow,
    VisitorError,
    correct_entry,
    countersign_entry,
    entries_visible_to,
    let_visitor_out,
    sign_entry,
)
from flyingstart.daybook.kinds import ADULT_SIGNS, MANAGER_SIGNS, OF_SAFETY, manager_signs
from flyingstart.daybook.letters import write_to_managers
from flyingstart.daybook.operations.entries import update_points
from flyingstart.daybook.pack_opening import load_points
from flyingstart.daybook.queries.entries import managers_of, to_countersign
from flyingstart.daybook.queries.here import in_sight, short_name
from flyingstart.daybook.tasks import tell_managers
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, PackError, fetch
from tests.accounts.people import user_with
from tests.daybook.book.world import DAY, Hall, newest, words, write
from tests.daybook.world import actor
from tests.families.web.town import NOW

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def hall(made_hall: Callable[[], Hall], db: None) -> Iterator[Hall]:
    with time_machine.travel(LATER, tick=False):
        yield made_hall()


def correct(entry: DayEntry, hall: Hall, **more: Any) -> EntryVersion:
    options = {"number": 1, "why": "The other arm", "by": hall.by, "at": LATER}
    own = {key: more.pop(key) for key in list(more) if key in options}
    return correct_entry(entry=entry, words=words(**more), **{**options, **own})


def sign(entry: DayEntry, hall: Hall, name: str = "Zofia Kowalska", **more: Any) -> DaySignature:
    options = {"version": newest(entry), "how": SignedHow.TYPED, "by": hall.by, "at": LATER}
    return sign_entry(name=name, **{**options, **more})


def test_what_each_kind_asks_for() -> None:
    """safety.md: accidents are kept until a child is 25; so is all that harmed or could have."""
    assert set(ADULT_SIGNS) == {"accident", "injury", "first_aid", "medicine"}
    assert set(EntryKind) - set(MANAGER_SIGNS) == {"opening", "visitor"}
    assert set(EntryKind) - set(OF_SAFETY) == {"opening", "visitor", "roll_call"}
    assert manager_signs("opening", [{"fine": True}]) is False
    assert manager_signs("opening", [{"fine": True}, {"fine": False}]) is True


def test_an_entry_says_who_wrote_what_of_whom_and_its_managers_are_told(hall: Hall) -> None:
    child = hall.town.child

    entry = write(hall, person=child, called="", witnesses="Kim", told="His mother")

    held = newest(entry)
    assert (entry.site, entry.day, entry.kind, entry.left_at) == (
        hall.town.hall,
        DAY,
        "accident",
        None,
    )
    assert (held.number, held.person, held.called, held.happened, held.done) == (
        1,
        child,
        "Stanisław Kowalski",
        "A bump",
        "Ice",
    )
    assert (held.witnesses, held.told, held.why) == ("Kim", "His mother", "")
    assert (held.written_by_name, held.written_by) == ("Rea Doyle", hall.rea.public_id)
    jobs = fetch("SELECT task_name, args FROM procrastinate_jobs ORDER BY id DESC LIMIT 1", [])
    assert [(name, json.loads(args)) for name, args in jobs] == [
        ("daybook.tell_managers", {"entry": str(entry.public_id)})
    ]


def test_a_form_sent_twice_is_one_entry_and_nobody_takes_the_key_of_another(hall: Hall) -> None:
    key = uuid.uuid4()

    first, again = (write(hall, submission=key) for _ in range(2))

    assert first == again
    assert EntryVersion.objects.count() == 1
    with pytest.raises(DayBookError, match="Open the page anew"):
        write(hall, EntryKind.INCIDENT, submission=key)


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        (EntryKind.ACCIDENT, {"called": " "}, "whom it is about"),
        (EntryKind.ACCIDENT, {"happened": " "}, "what happened"),
        (EntryKind.VISITOR, {"called": ""}, "whom it is about"),
        (EntryKind.OPENING, {}, "list is empty"),
        (EntryKind.OPENING, {"points": [Point(words="Exits", fine=False)]}, "was not right"),
    ],
)
def test_what_is_missing_is_said(
    hall: Hall, kind: EntryKind, changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(EntryWordsError, match=fault):
        write(hall, kind, **changes)
    assert DayEntry.objects.count() == 0


def test_nothing_is_written_of_what_is_to_come_nor_by_nobody(hall: Hall) -> None:
    with pytest.raises(EntryTimeError):
        write(hall, happened_at=NOW + dt.timedelta(minutes=1))
    with pytest.raises(DayBookError, match="Sign in first"):
        write(hall, by=Actor.job("x"))
    with pytest.raises(EntryWordsError, match="the name alone"):
        write(hall, EntryKind.VISITOR, person=hall.town.mother)


def test_a_correction_is_a_new_version_with_its_reason_and_the_old_one_stays(hall: Hall) -> None:
    entry = write(hall)
    sign(entry, hall)

    correct(entry, hall, happened="A bump on the left arm", why=" The  left arm ")

    rows = EntryVersion.objects.values_list("number", "happened", "why")
    assert list(rows) == [(1, "A bump", ""), (2, "A bump on the left arm", "The left arm")]
    # Whoever signed did not read the new words.
    assert newest(entry).signatures.count() == 0
    assert DaySignature.objects.get().version_signed.number == 1


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"why": " "}, "Say why"),
        ({"number": 2}, "Somebody corrected it meanwhile"),
        ({"happened_at": NOW - dt.timedelta(days=1)}, "stays on its day"),
        ({"happened": ""}, "what happened"),
    ],
)
def test_a_correction_that_cannot_be(hall: Hall, changes: dict[str, Any], fault: str) -> None:
    entry = write(hall)

    with pytest.raises(DayBookError, match=fault):
        correct(entry, hall, **changes)

    assert EntryVersion.objects.count() == 1


def test_an_adult_signs_once_here_or_on_paper(hall: Hall) -> None:
    typed, paper = write(hall), write(hall, EntryKind.MEDICINE)

    sign(typed, hall, " Zofia   Kowalska ")
    sign(paper, hall, how=SignedHow.PAPER)

    rows = DaySignature.objects.values_list("signs", "how", "name", "taken_by_name")
    assert list(rows) == [
        ("adult", "typed", "Zofia Kowalska", "Rea Doyle"),
        ("adult", "paper", "Zofia Kowalska", "Rea Doyle"),
    ]
    for entry, name, fault in (
        (typed, "Zofia", "signed already"),
        (write(hall), " ", "Write the name"),
        (write(hall, EntryKind.INCIDENT), "Zofia", "No parent or carer"),
    ):
        with pytest.raises(SignatureError, match=fault):
            sign(entry, hall, name)


def test_an_old_version_is_not_signed(hall: Hall) -> None:
    entry = write(hall)
    old = newest(entry)
    correct(entry, hall)

    with pytest.raises(SignatureError, match="corrected meanwhile"):
        sign(entry, hall, version=old)


def test_the_manager_countersigns_and_nobody_does_what_they_wrote(hall: Hall) -> None:
    entry, by = write(hall), actor(hall.mo)
    assert to_countersign(hall.mo) == 1
    assert to_countersign(hall.rea) == 0

    countersign_entry(version=newest(entry), note=" Corner padded ", by=by, at=LATER)

    signed = DaySignature.objects.get()
    assert (signed.signs, signed.name, signed.note) == ("manager", "Mo Manager", "Corner padded")
    assert to_countersign(hall.mo) == 0
    for version, who, fault in (
        (newest(entry), by, "countersigned already"),
        (newest(write(hall)), hall.by, "You wrote it yourself"),
        (newest(write(hall, EntryKind.VISITOR)), by, "Nobody countersigns"),
    ):
        with pytest.raises(SignatureError, match=fault):
            countersign_entry(version=version, by=who, at=LATER)


def test_a_check_that_found_something_waits_for_the_manager(hall: Hall) -> None:
    write(hall, EntryKind.OPENING, points=[Point(words="Exits", fine=True)])
    assert to_countersign(hall.mo) == 0

    write(hall, EntryKind.OPENING, points=[Point(words="Heat", fine=False, note="Rang")])

    assert to_countersign(hall.mo) == 1


def test_a_visitor_leaves_once_and_nobody_else_does(hall: Hall) -> None:
    visit = write(hall, EntryKind.VISITOR, happened="")

    for minutes in (0, 5):
        let_visitor_out(entry=visit, by=hall.by, at=LATER + dt.timedelta(minutes=minutes))

    visit.refresh_from_db()
    assert visit.left_at == LATER
    with pytest.raises(VisitorError):
        let_visitor_out(entry=write(hall), by=hall.by, at=LATER)


def test_the_database_keeps_the_promises(hall: Hall) -> None:
    entry = write(hall)
    version = EntryVersion.objects.filter(pk=newest(entry).pk)
    sign(entry, hall)
    broken: list[Callable[[], object]] = [
        lambda: DayEntry.objects.update(kind="party"),
        lambda: DayEntry.objects.update(left_at=NOW),
        lambda: version.update(why="For no reason"),
        lambda: version.update(number=2),
        lambda: version.update(written_at=NOW - dt.timedelta(minutes=1)),
        lambda: DaySignature.objects.update(name=""),
        lambda: DaySignature.objects.update(signs="manager", how="paper"),
    ]

    for attempt in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        ("session_staff", "hall", {"today"}),
        ("session_staff", "south", set()),
        ("manager", "north", {"today", "long ago"}),
        ("manager", "south", set()),
        ("safeguarding_lead", "", {"today", "long ago"}),
        ("head_of_service", "", {"today", "long ago"}),
        ("administrator", "", set()),
        ("data_protection", "", set()),
        ("", "", set()),
    ],
)
def test_who_reads_what(hall: Hall, role: str, place: str, seen: set[str]) -> None:
    write(hall, happened="today")
    write(hall, happened="long ago", happened_at=NOW - dt.timedelta(days=9))
    where: dict[str, Any] = {
        "hall": {"site": hall.town.hall},
        "north": {"neighbourhood": hall.town.north},
        "south": {"neighbourhood": hall.town.south},
    }
    user = user_with(role, **where.get(place, {}))

    rows = entries_visible_to(user)

    assert {newest(one).happened for one in rows} == seen


def test_nobody_reads_what_is_about_their_own_people(hall: Hall) -> None:
    """safety.md: staff declare own family, friends, neighbours: a hard block."""
    from flyingstart.families.api import declare_own_people

    entry = write(hall, person=hall.town.child)
    declare_own_people(user=hall.mo, family=hall.town.family, by=actor(hall.mo), at=LATER)

    assert list(entries_visible_to(hall.mo)) == []
    assert list(entries_visible_to(hall.rea)) == [entry]


def test_a_shared_tablet_shows_today_of_its_site_alone(hall: Hall) -> None:
    """safety.md: it holds today's registers only."""
    today = write(hall)
    write(hall, happened_at=NOW - dt.timedelta(days=1))
    write(hall, site=hall.town.hub)
    here = Tablet(site=hall.town.hall)

    with on_tablet(here):
        assert list(entries_visible_to(hall.mo)) == [today]


def test_the_nearest_manager_is_told_of_it_and_the_letter_says_nothing(hall: Hall) -> None:
    entry = write(hall, person=hall.town.child)
    user_with("manager", name="Far Away", neighbourhood=hall.town.south)
    user_with("manager", name="Of All")

    write_to_managers(str(entry.public_id))

    [letter] = mail.outbox
    assert letter.to == [hall.mo.email]
    assert f"/staff/day-book/entries/{entry.public_id}/" in letter.body
    said = f"{letter.subject} {letter.body}"
    assert [word for word in ("Stanisław", "bump", "accident") if word in said] == []


def test_the_letter_is_written_in_the_background(hall: Hall) -> None:
    tell_managers(str(write(hall).public_id))

    assert [letter.to for letter in mail.outbox] == [[hall.mo.email]]


def test_on_a_shared_tablet_no_family_is_in_sight_and_a_name_is_short(hall: Hall) -> None:
    """safety.md: the next family looks on."""
    child = hall.town.child

    assert in_sight([child.pk], hall.mo) == {child.pk}
    with on_tablet(Tablet(site=hall.town.hall)):
        assert in_sight([child.pk], hall.mo) == set()
    assert [
        short_name(Person(given_name=given, family_name=family))
        for given, family in (("Stan", "Kowalski"), ("Stan", ""), ("", "Kowalski"))
    ] == ["Stan K.", "Stan", "K."]


def test_without_a_manager_there_it_is_who_reads_all(hall: Hall) -> None:
    User.objects.filter(pk=hall.mo.pk).update(is_active=False)
    lead = user_with("safeguarding_lead", name="Ada Lead")

    assert list(managers_of(hall.town.hall, DAY)) == [lead]
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert list(managers_of(hall.town.hall, DAY)) == []


def test_the_pack_says_what_is_looked_at(db: None, tmp_path: Any) -> None:
    path, by = tmp_path / "opening_check.csv", Actor.command("test")
    path.write_text("code,words\nexits,Exits are clear\nheat,It is warm\n")
    load_points(tmp_path, by, NOW)
    path.write_text("code,words\n,\nheat,It is warm enough\n")
    load_points(tmp_path, by, NOW)

    rows = CheckPoint.objects.order_by("code").values_list("code", "words", "is_offered")
    assert list(rows) == [
        ("exits", "Exits are clear", False),
        ("heat", "It is warm enough", True),
    ]
    for text, fault in (
        ("Exits,x", "is no code"),
        ("exits,", "1 to 200 letters"),
        ("exits,x\nexits,y", "another row"),
    ):
        path.write_text(f"code,words\n{text}\n")
        with pytest.raises(PackError, match=fault):
            load_points(tmp_path, by, NOW)
    update_points(points=[], by=by, at=NOW)
    assert not CheckPoint.objects.filter(is_offered=True).exists()

"""The timeline: what happened to a family, told by every app, page by page, in so many queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import User
from flyingstart.activities.api import Mark, MarkStatus, Session, cancel_session
from flyingstart.families.api import (
    AddressLines,
    Contact,
    ContactKind,
    Family,
    Happening,
    HappeningKind,
    Note,
    Person,
    Role,
    Sight,
    TimelineAsk,
    WarningNote,
    change_role,
    end_registration,
    join_family,
    leave_family,
    move_home,
    record_contact,
    record_death,
    timeline,
    timeline_of,
)
from flyingstart.places.api import Site
from tests.accounts.people import user_with
from tests.activities.world import activity
from tests.families.merging.world import (
    BORN,
    LATER,
    LATEST,
    WORKER,
    household,
    join,
    join_families,
    part,
)
from tests.families.world import AT, day, make_codes

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = day("2020-03-01"), day("2020-04-01"), day("2020-05-01")
FIRST = day("2020-01-01")


@pytest.fixture(autouse=True)
def codes() -> None:
    make_codes()


@pytest.fixture
def user() -> User:
    return user_with("manager")


def told(family: Family, user: User) -> list[tuple[str, str, tuple[str, ...]]]:
    """Title, text and about whom, the newest first."""
    entries = timeline_of(family, user=user).entries
    return [(entry.title, entry.text, entry.about) for entry in entries]


BOTH = ("Zofia Example", "Ayaan Example")
BEGINNING = [
    ("Registered", "", BOTH),
    ("Ayaan Example was born", "", ("Ayaan Example",)),
]


class TestWhatIsTold:
    def test_the_beginning(self, user: User) -> None:
        family, _, _ = household()

        page = timeline_of(family, user=user)

        assert told(family, user) == BEGINNING
        assert [(e.kind, e.at, e.by) for e in page.entries] == [
            (HappeningKind.REGISTERED, FIRST, "Sam Okafor"),
            (HappeningKind.BIRTH, BORN, ""),
        ]
        assert (page.number, page.has_more) == (1, False)

    def test_moves_are_told_once_for_all_who_moved(self, user: User) -> None:
        family, mother, child = household()
        where = AddressLines(line_1="2 Low Street", town="Town", postcode="LU9 1AB")
        move_home(people=[mother, child], family=family, address=where, on=MARCH, by=WORKER, at=AT)

        assert told(family, user)[0] == ("Moved", "2 Low Street, Town, LU9 1AB", BOTH)

    def test_who_came_changed_and_left(self, user: User) -> None:
        family, mother, _ = household()
        other, father, _ = household("Imran", "Noor")
        join_family(person=father, family=family, role=Role.CARER, on=MARCH, by=WORKER, at=AT)
        change_role(person=father, family=family, role=Role.PARENT, on=APRIL, by=WORKER, at=AT)
        leave_family(person=father, family=family, on=MAY, by=WORKER, at=AT)

        imran = ("Imran Example",)
        assert told(family, user) == [
            ("Imran Example left the family", "parent", imran),
            ("Imran Example has a new role", "parent", imran),
            ("Imran Example joined the family", "carer", imran),
            *BEGINNING,
        ]
        assert mother not in Person.objects.filter(ties__family=other)

    def test_a_death_is_told_plainly(self, user: User) -> None:
        family, _, child = household()
        record_death(person=child, died_on=MARCH, by=WORKER, at=AT)

        assert told(family, user)[0] == ("Ayaan Example died", "", ("Ayaan Example",))

    def test_a_registration_that_ended(self, user: User) -> None:
        family, _, child = household()
        end_registration(person=child, family=family, left_on=APRIL, by=WORKER, at=AT)

        assert told(family, user)[0] == ("Registration ended", "", ("Ayaan Example",))

    def test_contacts_with_their_time_and_who_entered_them(self, user: User) -> None:
        family, _, _ = household()
        record_contact(
            family=family, kind=ContactKind.HOME_VISIT, happened_at=AT, by=WORKER, at=LATER
        )
        record_contact(
            family=family, kind=ContactKind.PHONE, happened_at=LATER, by=WORKER, at=LATER
        )

        entries = timeline_of(family, user=user).entries[:2]

        assert [(e.title, e.text, e.at, e.by) for e in entries] == [
            ("Phone call", "", LATER, "Sam Okafor"),
            ("Home visit", "face to face", AT, "Sam Okafor"),
        ]

    def test_joined_and_parted_records(self, user: User) -> None:
        family, zofia, _ = household()
        other, sofia, _ = household("Sofia")
        whole = join_families(family, other)
        join(zofia, sofia, reason="Of both homes")
        part(whole)

        first = [(t, x) for t, x, _ in told(family, user)[:3]]

        assert first == [
            ("Records parted again", "Two after all"),
            ("Two records joined", ""),
            ("Two records joined", "Registered twice"),
        ]
        assert [e.at for e in timeline_of(family, user=user).entries[:3]] == [
            LATEST,
            LATER,
            LATER,
        ]


class TestWhoReads:
    def write(self, family: Family) -> None:
        Note.objects.create(family=family, text="Kind people", written_by_name="Kim", written_at=AT)
        WarningNote.objects.create(
            family=family,
            text="Harm",
            sight=Sight.LIMITED,
            review_on=MAY,
            written_by_name="Kim",
            written_at=LATER,
            ended_at=LATEST,
            ended_why="Over",
        )

    def test_notes_and_warnings(self, user: User) -> None:
        family, _, _ = household()
        self.write(family)

        assert told(family, user) == [
            ("Warning taken away", "Over", ()),
            ("Warning", "Harm", ()),
            ("Note", "Kind people", ()),
            *BEGINNING,
        ]

    @pytest.mark.parametrize("role", ["business_support"])
    def test_for_others_there_are_none(self, role: str) -> None:
        family, _, _ = household()
        self.write(family)

        assert told(family, user_with(role)) == BEGINNING

    def test_a_stranger_reads_nothing(self) -> None:
        family, _, _ = household()

        with pytest.raises(Family.DoesNotExist):
            timeline_of(family, user=user_with("analyst"))


class TestTwoHomes:
    def test_what_was_done_with_the_other_family_is_not_told(self, user: User) -> None:
        family, _, child = household()
        other, _, _ = household("Imran", "Noor", "LU9 1AB")
        join_family(person=child, family=other, role=Role.CHILD, on=MARCH, by=WORKER, at=AT)
        there = AddressLines(line_1="9 Far Road", postcode="LU9 1AD")
        move_home(people=[child], family=other, address=there, on=APRIL, by=WORKER, at=AT)
        Note.objects.create(
            family=other, person=child, text="Far", written_by_name="Kim", written_at=AT
        )
        record_contact(family=other, kind=ContactKind.HOME_VISIT, happened_at=AT, by=WORKER, at=AT)

        assert told(family, user) == BEGINNING
        assert [title for title, _, _ in told(other, user)] == [
            "Note",
            "Home visit",
            "Moved",
            "Ayaan Example joined the family",
            "Registered",
            "Noor Example was born",
            "Ayaan Example was born",
        ]


@pytest.fixture
def play() -> tuple[int, int]:
    return (
        activity("play", "Stay and Play").pk,
        Site.objects.create(code="hall", name="Hall").pk,
    )


def came(play: tuple[int, int], family: Family, *people: Person, at: dt.datetime = AT) -> Session:
    session = Session.objects.create(activity_id=play[0], site_id=play[1], starts_at=at)
    Mark.objects.bulk_create(
        Mark(session=session, person=who, family=family, status=MarkStatus.ATTENDED)
        for who in people
    )
    return session


class TestAttendances:
    def test_what_they_came_to_where_and_who(self, user: User, play: tuple[int, int]) -> None:
        family, mother, child = household()
        session = came(play, family, mother, child)

        (entry, *_) = timeline_of(family, user=user).entries

        assert (entry.kind, entry.title, entry.text, entry.about) == (
            HappeningKind.ATTENDANCE,
            "Stay and Play",
            "Hall",
            BOTH,
        )
        assert (entry.at, entry.key) == (AT, f"session:{session.pk}")

    def test_other_families_cancelled_sessions_and_no_shows_are_not_told(
        self, user: User, play: tuple[int, int]
    ) -> None:
        family, mother, child = household()
        other = Family.objects.create()
        came(play, other, child)
        cancel_session(session=came(play, family, mother), because="Snow", by=WORKER, at=AT)
        Mark.objects.filter(session=came(play, family, child)).update(status="did_not_attend")

        assert told(family, user) == BEGINNING

    def test_of_joined_records_each_is_named_once(self, user: User, play: tuple[int, int]) -> None:
        family, zofia, _ = household()
        other, sofia, _ = household("Sofia")
        session = came(play, family, zofia)
        Mark.objects.create(session=session, person=sofia, family=other, status=MarkStatus.ATTENDED)
        came(play, other, sofia, at=AT - dt.timedelta(days=1))
        join_families(family, other, (zofia, sofia))

        entries = [
            (entry.title, entry.about)
            for entry in timeline_of(family, user=user).entries
            if entry.kind is HappeningKind.ATTENDANCE
        ]

        assert entries == [("Stay and Play", ("Zofia Example",))] * 2


class TestPages:
    def test_every_entry_is_on_one_page_in_the_order_of_time(
        self, user: User, play: tuple[int, int]
    ) -> None:
        family, mother, _ = household()
        for number in range(60):
            moment = AT - dt.timedelta(hours=number)
            came(play, family, mother, at=moment)
            Contact.objects.create(
                family=family, kind="phone", happened_at=moment, face_to_face=False
            )

        pages = [timeline_of(family, user=user, page=number) for number in (1, 2, 3, 4)]

        assert [len(page.entries) for page in pages] == [50, 50, 22, 0]
        assert [page.has_more for page in pages] == [True, True, False, False]
        entries = [entry for page in pages for entry in page.entries]
        assert len({entry.key for entry in entries}) == 122
        moments = [entry.moment for entry in entries]
        assert moments == sorted(moments, reverse=True)

    def test_of_one_moment_the_later_entry_is_first(self, user: User) -> None:
        family, _, _ = household()
        for pk in (9, 10):
            Contact.objects.create(
                pk=pk, family=family, happened_at=LATER, kind="phone", face_to_face=False
            )

        told = timeline_of(family, user=user).entries

        keys = [one.key for one in told if one.kind is HappeningKind.CONTACT]
        assert keys == ["contact:10", "contact:9"]

    @pytest.mark.parametrize("number", [0, -1])
    def test_there_is_no_page_before_the_first(self, user: User, number: int) -> None:
        family, _, _ = household()

        with pytest.raises(ValueError, match="begin with 1"):
            timeline_of(family, user=user, page=number)

    @pytest.mark.parametrize("many", [1, 60])
    def test_so_many_queries_whatever_it_holds(
        self, user: User, play: tuple[int, int], many: int
    ) -> None:
        family, mother, child = household()
        for number in range(many):
            moment = AT - dt.timedelta(hours=number)
            came(play, family, mother, child, at=moment)
            Contact.objects.create(
                family=family, kind="phone", happened_at=moment, face_to_face=False
            )
            Note.objects.create(
                family=family, text="Kind", written_by_name="Kim", written_at=moment
            )
        timeline_of(family, user=user)
        with CaptureQueriesContext(connection) as queries:
            timeline_of(family, user=user)

        assert len(queries) == 21


def test_another_app_tells_its_part(user: User) -> None:
    family, mother, _ = household()
    asked: list[TimelineAsk] = []

    def filler(ask: TimelineAsk) -> Iterator[Happening]:
        asked.append(ask)
        yield Happening(
            key="tea:1", kind=HappeningKind.CONTACT, at=LATER, title="Tea", about=ask.called([0])
        )

    timeline.fill(filler)
    try:
        assert told(family, user) == [("Tea", "", ()), *BEGINNING]
    finally:
        timeline._fillers.remove(filler)
    assert asked[0].families == (family.pk,)
    assert asked[0].names[mother.pk] == "Zofia Example"
    assert asked[0].newest == 51

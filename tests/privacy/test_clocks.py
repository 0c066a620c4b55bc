"""By when something has to be done, and what is blanked: pure."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from flyingstart.privacy.clocks import (
    acknowledgement_due,
    age_on,
    answer_due,
    months_after,
    regulator_due,
)
from flyingstart.privacy.enums import LookKind
from flyingstart.privacy.households import groups, whole_groups
from flyingstart.privacy.judging import MANY, Seen, out_of_hours, surname, unusual
from flyingstart.privacy.rules.redacting import blanker

DAY = dt.date(2026, 1, 31)
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)  # a Wednesday
THING, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-03-04", -72, "2020-03-04"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, months: int, then: str) -> None:
    found = months_after(dt.date.fromisoformat(day), months)

    assert found == dt.date.fromisoformat(then)


def test_a_month_to_answer_and_the_days_that_the_clock_stood_still() -> None:
    """safety.md: one calendar month; it stands still for identity and clarification."""
    asked = dt.date(2026, 1, 10)
    pause = (dt.date(2026, 1, 12), dt.date(2026, 1, 20))

    assert answer_due(DAY, [], extended=False) == dt.date(2026, 2, 28)
    assert answer_due(asked, [pause], extended=False) == dt.date(2026, 2, 18)
    assert answer_due(asked, [pause, (dt.date(2026, 1, 25), None)], extended=False) is None
    assert answer_due(asked, [], extended=True) == dt.date(2026, 4, 10)


def test_seventy_two_hours_and_thirty_days() -> None:
    """safety.md: each legal clock. A breach: 72 hours. A complaint: 30 days."""
    assert regulator_due(AT) == dt.datetime(2026, 3, 7, 10, tzinfo=dt.UTC)
    assert acknowledgement_due(dt.date(2026, 3, 4)) == dt.date(2026, 4, 3)


def test_who_was_born_on_the_29th_of_february_is_older_on_the_1st_of_march() -> None:
    assert age_on(dt.date(2020, 2, 29), dt.date(2025, 2, 28)) == 4
    assert age_on(dt.date(2020, 2, 29), dt.date(2025, 3, 1)) == 5


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rang Zofia and AYAAN today", "Rang Zofia and […] today"),
        ("Ayaans mother", "Ayaans mother"),
        ("Call 07700 900 222 or 07700900123", "Call […] or 07700900123"),
        ("+44 7700 900222", "[…]"),
        ("Write to ann@example.org", "Write to […]"),
        ("Lives at lu9 9zz", "Lives at […]"),
        ("Lives at LU9 1AA", "Lives at LU9 1AA"),
        ("Mary Ann Khan came", "[…] came"),
        ("On 3 March 2020 at 10:30", "On 3 March 2020 at 10:30"),
    ],
)
def test_free_words_lose_those_who_are_somebody_else(text: str, left: str) -> None:
    """safety.md: other people's data out by default, in what was written freely too."""
    others = ["Ayaan", "Mary Ann", "Mary", "Khan", "Li", "LU9 1AA"]
    own = ["Zofia", "07700 900123", "LU9 1AA"]

    assert blanker(others=others, own=own)(text) == left


def test_chains_of_pairs_are_one_group() -> None:
    found = groups([(1, 2), (3, 4), (2, 3), (5, 5)])

    assert sorted(map(sorted, found)) == [[1, 2, 3, 4], [5]]


def test_groups_are_taken_whole() -> None:
    assert whole_groups([[1, 2], [3], [4, 5]], 3) == [1, 2, 3]
    assert whole_groups([[1, 2, 3], [4]], 2) == [1, 2, 3]
    assert whole_groups([], 2) == []


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        ("2026-03-04T06:59", True),
        ("2026-03-04T07:00", False),
        ("2026-03-04T18:59", False),
        ("2026-03-04T19:00", True),
        ("2026-03-07T10:00", True),
        ("2026-06-03T06:30", False),
    ],
)
def test_odd_hours_are_those_of_london(at: str, odd: bool) -> None:
    assert out_of_hours(dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)) is odd


def test_own_name_and_own_postcode_are_found() -> None:
    looks = [Seen(user=1, thing=THING, at=AT), Seen(user=2, thing=THING, at=AT)]
    looks.append(Seen(user=3, thing=OTHER, at=AT))

    found = unusual(
        looks,
        surnames={1: "khan", 2: "bell", 3: ""},
        names={THING: frozenset({"khan"})},
        own_postcodes={3: frozenset({"LU9 1AA"})},
        postcodes={OTHER: frozenset({"LU9 1AA"})},
    )

    assert {(line.kind, line.user, line.thing) for line in found} == {
        (LookKind.OWN, 1, THING),
        (LookKind.OWN, 3, OTHER),
    }


@pytest.mark.parametrize(("count", "lines"), [(MANY, 0), (MANY + 1, 1)])
def test_many_in_an_hour_are_one_line_a_day(count: int, lines: int) -> None:
    looks = [
        Seen(user=1, thing=uuid.UUID(int=number), at=AT + dt.timedelta(seconds=number))
        for number in range(count)
    ]

    found = unusual(looks, surnames={}, names={}, own_postcodes={}, postcodes={})

    assert [line.kind for line in found] == [LookKind.BULK] * lines
    assert sum(line.looks for line in found) == (count if lines else 0)


def test_many_are_many_within_an_hour_and_not_over_a_morning() -> None:
    """A window that moves: forty before ten and one after eleven are nobody's bulk."""
    spread = [
        Seen(user=1, thing=uuid.UUID(int=number), at=AT + dt.timedelta(seconds=number))
        for number in range(MANY)
    ]
    later = Seen(user=1, thing=uuid.UUID(int=MANY), at=AT + dt.timedelta(minutes=61))

    found = unusual([*spread, later], surnames={}, names={}, own_postcodes={}, postcodes={})

    assert found == []


def test_free_words_of_somebody_alone_are_left_as_they_are() -> None:
    assert blanker(others=[])("Rang Zofia at 10:30") == "Rang Zofia at 10:30"


def test_a_surname_is_the_last_word_unless_it_is_too_short_to_tell() -> None:
    assert surname("Sam  Okafor") == "okafor"
    assert surname("Sam Li") == ""
    assert surname(" ") == ""

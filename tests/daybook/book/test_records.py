"""What the day book holds of a person: handed over, kept, erased, merged and parted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml

from flyingstart.daybook.api import (
    DayEntry,
    DaySignature,
    EntryVersion,
    SignedHow,
    correct_entry,
    sign_entry,
)
from flyingstart.families.api import Person, Side, entered_since, merge_people, read_once
from flyingstart.kernel.api import records
from tests.daybook.book.world import Hall, newest, words, write
from tests.families.web.town import NOW
from tests.families.world import BY

BOOK = records["day book"]


def about(person: Person) -> list[str]:
    return [row["happened"] for row in BOOK.rows_about(person.pk)]


def test_a_person_is_handed_each_version_and_colleagues_are_kept_out(hall: Hall) -> None:
    child = hall.town.child
    entry = write(hall, person=child, witnesses="Kim")
    sign_entry(version=newest(entry), how=SignedHow.PAPER, name="Zofia", by=hall.by, at=NOW)

    [row] = BOOK.rows_about(child.pk)

    assert (row["site"], row["kind"], row["called"]) == ("A Hall", "accident", "Stanisław Kowalski")
    assert (row["happened"], row["done"]) == ("A bump", "Ice")
    assert row["signatures"] == f"{NOW.isoformat()} adult paper: Zofia "
    assert set(BOOK.of_others) == {"written_by_name", "witnesses", "signatures"}
    assert set(BOOK.of_others) | set(BOOK.written) <= row.keys()
    assert about(hall.town.mother) == []


def test_who_was_only_called_by_their_name_is_found_where_they_came(hall: Hall) -> None:
    """In their place among the others: however the name is written, but for other days and names"""
    hour, day = dt.timedelta(hours=1), dt.timedelta(days=1)
    write(hall, person=hall.town.child, happened="Now")
    write(hall, called="stanisław  k.", happened="Before", happened_at=NOW - hour)
    write(hall, called="Stanisław K.", happened="A day before", happened_at=NOW - day)
    write(hall, called="Stanisław", happened="Anybody")
    write(hall, called="Zofia Kowalska", happened="Last")

    with read_once():
        at_once = about(hall.town.child)

    assert about(hall.town.child) == at_once == ["Before", "Now"]
    assert about(hall.town.mother) == ["Last"]


def test_accidents_of_children_are_kept_until_they_are_25() -> None:
    """safety.md: child protection, accidents: date of birth and 25 years, or longer."""
    path = Path(__file__).parents[3] / "authorities/luton/privacy/retention.yaml"
    rules = {one["key"]: one for one in yaml.safe_load(path.read_text("utf-8"))}

    held = rules["child-protection"]

    assert (held["counts_from"], held["months"], held["records"]) == ("born", 300, ["day book"])


def test_erasing_takes_all_that_is_about_them_and_leaves_what_is_about_others(hall: Hall) -> None:
    child, mother = hall.town.child, hall.town.mother
    own, other, mixed = (write(hall, person=one) for one in (child, mother, child))
    sign_entry(version=newest(own), how=SignedHow.PAPER, name="Zofia", by=hall.by, at=NOW)
    unnamed = write(hall)
    correct_entry(
        entry=mixed,
        words=words(person=mother, called="", happened="It was she"),
        number=1,
        why="The wrong one",
        by=hall.by,
        at=NOW,
    )

    assert BOOK.erase is not None
    gone = BOOK.erase([child.pk])

    assert {table: len(ids) for table, ids in gone.items()} == {
        "daybook_daysignature": 1,
        "daybook_entryversion": 2,
        "daybook_dayentry": 1,
    }
    assert set(DayEntry.objects.all()) == {other, mixed, unnamed}
    assert about(child) == []
    assert about(mother) == ["A bump", "It was she"]
    assert DaySignature.objects.count() == 0


def test_two_records_that_are_joined_are_one_and_parting_lists_what_came_since(hall: Hall) -> None:
    kept, merged = hall.town.child, Person.objects.create(given_name="Stan")
    write(hall, person=merged, happened="Before")
    made = merge_people(kept=kept, merged=merged, reason="One", by=BY, at=NOW)
    EntryVersion.objects.update(created_at=NOW - dt.timedelta(days=1))
    write(hall, person=kept, happened="After")

    assert about(kept) == about(merged) == ["Before", "After"]

    [since] = [one for one in entered_since(made) if one.key.startswith("daybook")]
    assert (since.text, since.about) == ("Accident, 4 March 2026", "Stanisław Kowalski")
    since.move(Side.MERGED)
    assert EntryVersion.objects.get(happened="After").person == merged

"""Records that are joined and parted, files and papers: what was taken back is nobody's news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from flyingstart.activities.api import Mark, MarkStatus, close_register, reach_of, receive_entries
from flyingstart.activities.imports.export import attendance_rows
from flyingstart.activities.models import RegisterEntry
from flyingstart.activities.queries.attendances import load_held
from flyingstart.design.api import formats
from flyingstart.families.api import (
    CannotGoError,
    Member,
    Merge,
    Person,
    PersonDetails,
    Role,
    Side,
    add_person,
    entered_since,
    merge_people,
    unmerge,
)
from flyingstart.kernel.api import Actor, ActorKind, records
from tests.accounts.people import user_with
from tests.activities.registers.hall import MINUTE, NOW, Hall, register, word
from tests.families.world import BY

LATER = NOW + 5 * MINUTE


def joined(hall: Hall) -> tuple[Person, Person, Merge, Actor]:
    """A second record of the mother, joined to hers; and who did it."""
    user = user_with("manager")
    actor = Actor(kind=ActorKind.USER, name=str(user), id=user.public_id)
    member = Member(details=PersonDetails(given_name="Zosia"), role=Role.CARER)
    other = add_person(family=hall.town.family, member=member, by=BY, at=NOW)
    merge = merge_people(
        kept=hall.town.mother,
        merged=other,
        reason="One person",
        knows_they_are_one=True,
        by=actor,
        at=NOW,
    )
    return hall.town.mother, other, merge, actor


def send(hall: Hall, *said: tuple[Person, MarkStatus]) -> None:
    words = [
        word(hall, who, status=status, said_at=LATER + n * MINUTE)
        for n, (who, status) in enumerate(said)
    ]
    reach = reach_of(user_with("manager"))
    receive_entries(entries=words, reach=reach, by=BY, at=LATER + 9 * MINUTE)


def test_what_was_taken_back_is_not_asked_about(hall: Hall) -> None:
    mother, _, merge, _ = joined(hall)
    send(hall, (mother, MarkStatus.ATTENDED), (mother, MarkStatus.TAKEN_BACK))

    assert [entry.key for entry in entered_since(merge)] == []


def test_the_journal_goes_with_the_mark_and_a_slip_is_in_nobodys_way(hall: Hall) -> None:
    mother, other, merge, actor = joined(hall)
    send(hall, (mother, MarkStatus.ATTENDED))
    Mark.objects.create(
        session=hall.session,
        person=other,
        family=hall.town.family,
        status=MarkStatus.TAKEN_BACK,
        marked_at=NOW,
    )
    (entry,) = entered_since(merge)

    unmerge(merge=merge, belongs={entry.key: Side.MERGED}, reason="Two", by=actor, at=LATER)

    mark = Mark.objects.get(session=hall.session)
    assert (mark.person, mark.status) == (other, "attended")
    assert RegisterEntry.objects.get().person == other


def test_who_did_not_come_is_said_so(hall: Hall) -> None:
    mother, _, merge, _ = joined(hall)
    send(hall, (mother, MarkStatus.DID_NOT_ATTEND))

    (entry,) = entered_since(merge)

    session = hall.session
    assert (entry.what, entry.about) == ("attendance", str(mother))
    assert entry.text == (
        f"{session.activity.name}, {session.site.name}, did not attend, "
        f"{formats.date(session.starts_at)}"
    )


def test_nobody_comes_twice_to_one_session(hall: Hall) -> None:
    mother, other, merge, actor = joined(hall)
    send(hall, (mother, MarkStatus.ATTENDED))
    # Somebody's tablet knew the other record only.
    Mark.objects.create(
        session=hall.session,
        person=other,
        family=hall.town.family,
        status=MarkStatus.ATTENDED,
        marked_at=NOW,
    )
    belongs = {entry.key: Side.MERGED for entry in entered_since(merge)}

    with pytest.raises(CannotGoError, match="has a place in this session already"):
        unmerge(merge=merge, belongs=belongs, reason="Two", by=actor, at=LATER)

    assert sorted(hall.session.marks.values_list("person", flat=True)) == [mother.pk, other.pk]
    other.refresh_from_db()
    assert other.merged_into == mother


def test_papers_about_a_person_hold_every_word(hall: Hall) -> None:
    child = hall.town.child
    send(hall, (child, MarkStatus.ATTENDED), (child, MarkStatus.TAKEN_BACK))

    rows: list[Mapping[str, Any]] = list(records["register entries"].rows_about(child.pk))

    assert [(row["status"], row["said_by"]) for row in rows] == [
        ("attended", BY.name),
        ("taken_back", BY.name),
    ]
    assert rows[0]["session"] == str(hall.session.public_id)
    assert rows[0]["family"] == str(hall.town.family.public_id)
    assert list(records["register entries"].rows_about(hall.nadia.pk)) == []


def test_a_register_of_slips_alone_says_in_files_that_nobody_came(hall: Hall) -> None:
    child = hall.town.child
    send(hall, (child, MarkStatus.ATTENDED), (child, MarkStatus.TAKEN_BACK))
    close_register(session=hall.session, nobody_came=True, by=BY, at=LATER)
    ref = str(hall.session.public_id)

    rows = [row for row in attendance_rows(LATER) if row["session_ref"] == ref]
    held = load_held("default", session_refs={ref}, person_refs=(), family_refs=())

    assert [(row.get("person_ref"), row["status"], row["headcount"]) for row in rows] == [
        (None, "attended", "0")
    ]
    assert held.headcounts == {(hall.session.pk, "us"): 0}
    assert register(hall.session) == {"Stanisław": "taken_back"}

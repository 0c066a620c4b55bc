"""safety.md, Requests and records: kept as long as the rule says, then erased with its history."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from flyingstart.activities.records import erase_marks
from flyingstart.families.api import Family, FamilyRef, Person, PersonRef, merge_people
from flyingstart.kernel.api import Actor, records
from flyingstart.privacy.api import (
    AskerIs,
    DayError,
    Disposal,
    HeldError,
    MissingError,
    RetentionRule,
    StateError,
    SubjectRequest,
    Wanted,
    approve_disposal,
    begin_hold,
    cancel_disposal,
    end_hold,
    erase_disposal,
    make_disposal,
    open_request,
    put_forward_disposal,
    receive_complaint,
    review_hold,
)
from flyingstart.privacy.queries.due import due_households, households
from tests.privacy.world import (
    AT,
    DEPUTY,
    DPO,
    TODAY,
    asked_about,
    came,
    family_of,
    note_on,
    universal,
    visited,
    warning_on,
)

pytestmark = pytest.mark.django_db
NIGHT = Actor.job("privacy.nightly")
LATER = AT + dt.timedelta(days=1)


def erased(months: int = 72) -> Disposal:
    made = make_disposal(rule=universal(months), by=DPO, at=AT)
    assert made is not None
    approve_disposal(disposal=made, by=DEPUTY, at=AT)
    return erase_disposal(disposal=made, by=Actor.job("privacy.erase"), at=AT)


def traces(*words: str) -> list[str]:
    """The tables in which any of these words still stands, histories included.

    The list of words that search knows is of nobody: it says who bears none of them.
    """
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in {"families_nameword", "pghistory_events"}:
                continue
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ~* %s', ["|".join(words)]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)


def everything(mother_name: str, child_name: str) -> Family:
    """A family of which every app holds something."""
    family, mother, _ = family_of(mother_name, child_name)
    PersonRef.objects.create(source="old", ref=f"ref {mother_name}", person=mother)
    FamilyRef.objects.create(source="old", ref=f"family {mother_name}", family=family)
    came(family, mother)
    visited(family)
    note_on(family, f"{mother_name} and {child_name}", mother)
    warning_on(family, f"{child_name} bites")
    old = Person.objects.create(given_name=mother_name)
    merge_people(
        kept=mother, merged=old, reason=f"{mother_name}", by=DPO, at=AT, knows_they_are_one=True
    )
    asked_about(mother, words=f"I am {mother_name}").rows.all().delete()
    SubjectRequest.objects.update(closed_at=AT, closed_why="done")
    Person.objects.filter(pk=mother.pk).update(given_name=f"{mother_name} Ann")
    return family


def test_who_was_silent_for_the_time_of_the_rule_is_erased_with_all_histories() -> None:
    """safety.md: a universal record goes six years after the last contact; nothing is left."""
    everything("Qwertyna", "Asdfgho")
    other, theirs, _ = family_of("Stays", "Alsostays")
    came(other, theirs, 2025)
    assert "families_personevent" in traces("Qwertyna")

    done = erased()

    assert traces("Qwertyna", "Asdfgho") == []
    assert (done.people_erased, done.people_kept) == (3, 0)
    assert sorted(Person.objects.values_list("given_name", flat=True)) == ["Alsostays", "Stays"]
    assert Family.objects.count() == 1


def test_the_certificate_counts_and_names_nobody() -> None:
    """safety.md: what stays of an erasure says nothing of anybody."""
    family, mother, _ = family_of("Qwertyna", "Asdfgho")
    came(family, mother)

    done = erased()

    assert done.erased["families_person"] == 2
    assert done.erased["families_family"] == 1
    assert done.erased["activities_mark"] == 1
    assert done.erased["versions in histories"] > 5
    assert all(isinstance(count, int) for count in done.erased.values())
    assert not done.lines.exists()
    assert traces("Qwertyna", "Asdfgho") == []


def test_history_is_erased_for_an_approved_list_alone() -> None:
    """ADR 26: nobody else reaches what was kept for good, nor the history of what is there."""
    _, mother, _ = family_of()
    rule = universal()
    made = make_disposal(rule=rule, by=DPO, at=AT)
    assert made is not None
    erase = "SELECT privacy_erase_history(%s, 'families_person'::regclass, %s)"

    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="approved disposal only"), transaction.atomic():
            cursor.execute(erase, [made.public_id, [mother.pk]])
        approve_disposal(disposal=made, by=DEPUTY, at=AT)
        with pytest.raises(DatabaseError, match="still there"), transaction.atomic():
            cursor.execute(erase, [made.public_id, [mother.pk]])
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            cursor.execute("DELETE FROM families_personevent")


@pytest.mark.parametrize(
    ("last", "due"), [(dt.date(2020, 3, 3), 1), (dt.date(2020, 3, 4), 1), (dt.date(2020, 3, 5), 0)]
)
def test_the_time_runs_from_the_last_of_anything(last: dt.date, due: int) -> None:
    family, _, child = family_of()
    note = note_on(family, "Seen", child)
    type(note).objects.filter(pk=note.pk).update(
        written_at=dt.datetime.combine(last, dt.time(12), tzinfo=dt.UTC)
    )

    assert len(due_households(universal(), TODAY)) == due


def test_who_shares_a_family_is_erased_together_or_not_at_all() -> None:
    _, mother, _ = family_of()
    other, theirs, _ = family_of("Ann", "Ben")
    mother.ties.create(family=other, role="carer")
    came(other, theirs, 2025)

    assert [len(one.people) for one in households()] == [4]
    assert due_households(universal(), TODAY) == []


@pytest.mark.parametrize("whom", ["mother", "everybody"])
def test_a_legal_hold_stops_it(whom: str) -> None:
    """safety.md: named legal holds, with a day on which they are looked at again."""
    _, mother, _ = family_of()
    hold = begin_hold(
        name="Inquiry",
        reason="Asked for by the inquiry",
        review_on=TODAY + dt.timedelta(days=90),
        person=mother if whom == "mother" else None,
        by=DPO,
        at=AT,
    )
    rule = universal()

    assert make_disposal(rule=rule, by=DPO, at=AT) is None
    end_hold(hold=hold, why="It reported", by=DPO, at=AT)
    assert make_disposal(rule=rule, by=DPO, at=AT) is not None


def test_a_hold_that_comes_after_the_approval_still_stops_it() -> None:
    """safety.md: what is held is not erased, whenever the hold began."""
    _, mother, _ = family_of()
    made = make_disposal(rule=universal(), by=DPO, at=AT)
    assert made is not None
    approve_disposal(disposal=made, by=DEPUTY, at=AT)
    begin_hold(
        name="Inquiry",
        reason="Late",
        review_on=TODAY + dt.timedelta(days=9),
        person=mother,
        by=DPO,
        at=AT,
    )

    done = erase_disposal(disposal=made, by=DPO, at=AT)

    assert (done.people_erased, done.people_kept) == (0, 2)
    assert Person.objects.count() == 2


def test_a_hold_on_everything_stops_an_approval() -> None:
    family_of()
    made = make_disposal(rule=universal(), by=DPO, at=AT)
    assert made is not None
    begin_hold(name="Inquiry", reason="All", review_on=TODAY + dt.timedelta(days=9), by=DPO, at=AT)

    with pytest.raises(HeldError):
        approve_disposal(disposal=made, by=DEPUTY, at=AT)


@pytest.mark.parametrize("what", ["request", "complaint"])
def test_who_waits_for_an_answer_is_kept(what: str) -> None:
    _, mother, _ = family_of()
    if what == "request":
        open_request(
            person=mother,
            wants=Wanted.ACCESS,
            asker_name="Z",
            asker_is=AskerIs.SELF,
            asked_on=TODAY,
            by=DPO,
            at=AT,
        )
    else:
        receive_complaint(
            from_name="Z", words="Why?", received_on=TODAY, person=mother, by=DPO, at=AT
        )

    assert make_disposal(rule=universal(), by=DPO, at=AT) is None


def test_who_came_in_the_meantime_is_left() -> None:
    family, mother, _ = family_of()
    made = make_disposal(rule=universal(), by=DPO, at=AT)
    assert made is not None
    approve_disposal(disposal=made, by=DEPUTY, at=AT)
    came(family, mother, 2026)

    done = erase_disposal(disposal=made, by=DPO, at=AT + dt.timedelta(days=100))

    assert (done.people_erased, done.people_kept) == (0, 2)


def test_only_a_person_approves_and_only_what_was_approved_is_erased_once() -> None:
    family_of()
    made = make_disposal(rule=universal(), by=DPO, at=AT)
    assert made is not None

    with pytest.raises(StateError, match="signed in"):
        approve_disposal(disposal=made, by=Actor.job("nightly"), at=AT)
    with pytest.raises(StateError, match="not approved"):
        erase_disposal(disposal=made, by=DPO, at=AT)
    approve_disposal(disposal=made, by=DEPUTY, at=AT)
    with pytest.raises(StateError, match="decided already"):
        approve_disposal(disposal=made, by=DEPUTY, at=AT)
    erase_disposal(disposal=made, by=DPO, at=AT)
    with pytest.raises(StateError, match="is done"):
        erase_disposal(disposal=made, by=DPO, at=AT)


def test_a_list_can_be_thrown_away_and_made_again() -> None:
    family_of()
    rule = universal()
    made = make_disposal(rule=rule, by=DPO, at=AT)
    assert made is not None

    with pytest.raises(StateError, match="open already"):
        make_disposal(rule=rule, by=DPO, at=AT)
    with pytest.raises(MissingError):
        cancel_disposal(disposal=made, why=" ", by=DPO, at=AT)
    cancel_disposal(disposal=made, why="Too early", by=DPO, at=AT)

    assert Person.objects.count() == 2
    assert make_disposal(rule=rule, by=DPO, at=LATER) is not None


def test_what_no_app_erases_stops_all_of_it() -> None:
    """A table that forgot how to erase its rows is found at once: nothing is half erased."""
    family, mother, _ = family_of()
    came(family, mother)
    object.__setattr__(records["marks"], "erase", None)
    try:
        made = make_disposal(rule=universal(), by=DPO, at=AT)
        assert made is not None
        approve_disposal(disposal=made, by=DEPUTY, at=AT)
        with pytest.raises(ProtectedError), transaction.atomic():
            erase_disposal(disposal=made, by=DPO, at=AT)
    finally:
        object.__setattr__(records["marks"], "erase", erase_marks)

    assert Person.objects.count() == 2


def test_a_hold_is_looked_at_on_a_day_to_come() -> None:
    with pytest.raises(DayError):
        begin_hold(name="I", reason="R", review_on=TODAY, by=DPO, at=AT)
    hold = begin_hold(name="I", reason="R", review_on=TODAY + dt.timedelta(days=1), by=DPO, at=AT)
    with pytest.raises(DayError):
        review_hold(hold=hold, review_on=TODAY, by=DPO, at=AT)
    end_hold(hold=hold, why="Over", by=DPO, at=AT)
    with pytest.raises(StateError):
        end_hold(hold=hold, why="Over", by=DPO, at=AT)


@pytest.mark.parametrize(("age", "due"), [(24, 0), (25, 1)])
def test_a_record_of_a_class_that_is_kept_until_an_age_keeps_the_child(age: int, due: int) -> None:
    """safety.md: birth and 25 years where a longer rule names what is held; the whole household."""
    family, _, child = family_of()
    note_on(family, "Seen", child)
    Person.objects.filter(pk=child.pk).update(date_of_birth=dt.date(TODAY.year - age, 3, 4))
    RetentionRule.objects.create(
        key="long",
        name="Long",
        counts_from="born",
        months=300,
        records=["notes"],
        starts_on=TODAY,
        source="A test",
        position=2,
    )
    Person.objects.exclude(pk=child.pk).update(date_of_birth=dt.date(1950, 1, 1))

    assert len(due_households(universal(), TODAY)) == due


def test_families_without_anybody_are_nobodys_household() -> None:
    Family.objects.create()
    family_of()

    assert [len(one.people) for one in households()] == [2]


def test_a_rule_that_no_list_serves_makes_none_and_a_job_puts_none_forward() -> None:
    family_of()
    rule = universal()
    made = make_disposal(rule=rule, by=NIGHT, at=AT)
    assert made is not None

    with pytest.raises(StateError, match="signed in"):
        put_forward_disposal(disposal=made, by=NIGHT, at=AT)
    RetentionRule.objects.filter(pk=rule.pk).update(counts_from="born")
    rule.refresh_from_db()
    with pytest.raises(StateError, match="No list is made for this rule"):
        make_disposal(rule=rule, by=DPO, at=AT)

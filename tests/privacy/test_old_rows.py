"""safety.md, Requests and records: what is over goes by a list of its rule, which two approve."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from flyingstart.accounts.api import User
from flyingstart.daybook.api import (
    Concern,
    ConcernKind,
    ConcernReceipt,
    ConcernStep,
    DayEntry,
    EntryKind,
    EntryVersion,
    add_step,
    close_concern,
    reopen_concern,
)
from flyingstart.evidence.api import refresh_snapshot
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, PersonalRecord, records
from flyingstart.places.api import Site
from flyingstart.privacy.api import (
    Breach,
    BreachKind,
    Complaint,
    Disposal,
    HeldError,
    RetentionRule,
    StateError,
    answer_complaint,
    approve_disposal,
    begin_hold,
    erase_disposal,
    log_breach,
    make_disposal,
    put_forward_disposal,
    receive_complaint,
)
from flyingstart.privacy.operations.keeping import serves
from flyingstart.privacy.tasks import forget, nightly
from tests.accounts.people import user_with
from tests.daybook.world import raise_by, seen_by
from tests.families.web.town import client_of, text_of
from tests.privacy.test_keeping import traces
from tests.privacy.world import AT, DEPUTY, DPO, TODAY, came, family_of, universal

CHILD, ADULT = ConcernKind.CHILD, ConcernKind.ADULT
NIGHT = Actor.job("privacy.nightly")


def rule_of(record: str, months: int, counts_from: str = "written") -> RetentionRule:
    return RetentionRule.objects.create(
        key=record.replace(" ", "-"),
        name=f"Rule of {record}",
        counts_from=counts_from,
        months=months,
        records=[record],
        starts_on=dt.date(2020, 1, 1),
        source="A test",
        position=9,
    )


def erased(made: Disposal | None, by: Actor = DEPUTY) -> Disposal:
    assert made is not None
    approve_disposal(disposal=made, by=by, at=AT)
    return erase_disposal(disposal=made, by=Actor.job("privacy.erase"), at=AT)


def entry(kind: EntryKind, day: dt.date, called: str, person: Person | None = None) -> DayEntry:
    site, _ = Site.objects.get_or_create(code="mill", defaults={"name": "Mill"})
    at = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
    held = DayEntry.objects.create(site=site, day=day, kind=kind, submission=uuid.uuid4())
    EntryVersion.objects.create(
        entry=held,
        number=1,
        happened_at=at,
        called=called,
        person=person,
        happened="Something",
        written_by=uuid.uuid4(),
        written_by_name="Kim Worker",
        written_at=at,
    )
    return held


# -- rows of a kind ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_visitors_and_checks_go_after_their_time_and_accidents_stay() -> None:
    edge = dt.date(2023, 3, 4)
    entry(EntryKind.VISITOR, edge, "Qwertyna Visitor")
    entry(EntryKind.OPENING, edge - dt.timedelta(days=9), "")
    entry(EntryKind.ROLL_CALL, edge, "")
    young = entry(EntryKind.VISITOR, edge + dt.timedelta(days=1), "Late Visitor")
    accident = entry(EntryKind.ACCIDENT, edge, "A boy")

    made = make_disposal(rule=rule_of("visitors and checks", 36), by=DPO, at=AT)
    assert made is not None
    assert made.rows_listed == {"visitors and checks": 3}
    assert made.oldest_on == edge - dt.timedelta(days=9)
    done = erased(made)

    assert set(DayEntry.objects.all()) == {young, accident}
    assert traces("Qwertyna") == []
    assert done.erased == {
        "daybook_dayentry": 3,
        "daybook_entryversion": 3,
        "versions in histories": 12,
    }
    assert (done.approved_by_name, done.put_forward_by_name) == ("Del Deputy", "Dee Officer")


@pytest.mark.django_db
def test_an_accident_of_somebody_on_record_goes_with_their_record_alone() -> None:
    _, _, child = family_of()
    old = dt.date(2001, 3, 4)
    entry(EntryKind.ACCIDENT, old, "A boy")
    of_child = entry(EntryKind.ACCIDENT, old, "Ayaan", child)

    erased(make_disposal(rule=rule_of("unnamed entries", 300), by=DPO, at=AT))

    assert list(DayEntry.objects.all()) == [of_child]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "left"), [(0, 0), (1, 1)])
def test_a_breach_goes_six_years_after_it_was_closed(days: int, left: int) -> None:
    breach = log_breach(what="Qwertyna", kind=BreachKind.SEEN, known_at=AT, by=DPO, at=AT)
    closed = dt.datetime(2020, 3, 4, 20, tzinfo=dt.UTC) + dt.timedelta(days=days)
    Breach.objects.filter(pk=breach.pk).update(
        risk="unlikely", risk_why="So", known_at=closed, closed_at=closed
    )
    log_breach(what="Open still", kind=BreachKind.SEEN, known_at=AT, by=DPO, at=AT)

    made = make_disposal(rule=rule_of("breaches", 72, "closed"), by=DPO, at=AT)
    if made is not None:
        erased(made)

    assert Breach.objects.count() == 1 + left
    assert bool(traces("Qwertyna")) == bool(left)


def complaint(person: Person | None, answered_on: dt.date) -> None:
    made = receive_complaint(
        from_name="Z", words="Qwertyna", received_on=TODAY, person=person, by=DPO, at=AT
    )
    answer_complaint(complaint=made, outcome="We were wrong", by=DPO, at=AT)
    Complaint.objects.filter(pk=made.pk).update(received_on=answered_on, answered_on=answered_on)


@pytest.mark.django_db
def test_a_complaint_goes_six_years_after_its_answer_and_a_hold_keeps_it() -> None:
    """safety.md: named legal holds; one on a mother keeps a complaint about her child too."""
    _, mother, child = family_of()
    old = dt.date(2019, 1, 1)
    complaint(child, old)
    complaint(None, old)
    complaint(None, TODAY)
    begin_hold(
        name="Inquiry",
        reason="So",
        review_on=TODAY + dt.timedelta(days=9),
        person=mother,
        by=DPO,
        at=AT,
    )

    done = erased(make_disposal(rule=rule_of("complaints about data", 72, "closed"), by=DPO, at=AT))

    assert done.erased["privacy_complaint"] == 1
    assert Complaint.objects.count() == 2


@pytest.mark.django_db
def test_a_hold_on_everything_stops_lists_of_rows_too() -> None:
    entry(EntryKind.VISITOR, dt.date(2020, 1, 1), "V")
    rule = rule_of("visitors and checks", 36)
    made = make_disposal(rule=rule, by=DPO, at=AT)
    assert made is not None
    begin_hold(name="All", reason="So", review_on=TODAY + dt.timedelta(days=9), by=DPO, at=AT)

    with pytest.raises(HeldError):
        approve_disposal(disposal=made, by=DEPUTY, at=AT)
    made.delete()
    assert make_disposal(rule=rule, by=DPO, at=AT) is None


# -- two people ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_put_a_list_forward_does_not_approve_it() -> None:
    """safety.md: nothing is erased by one person alone."""
    family_of()
    made = make_disposal(rule=universal(), by=NIGHT, at=AT)
    assert made is not None

    with pytest.raises(StateError, match="puts it forward first"):
        approve_disposal(disposal=made, by=DPO, at=AT)
    with pytest.raises(StateError, match="put forward by somebody who signed in"):
        put_forward_disposal(disposal=made, by=NIGHT, at=AT)
    put_forward_disposal(disposal=made, by=DPO, at=AT)
    with pytest.raises(StateError, match="put forward already"):
        put_forward_disposal(disposal=made, by=DEPUTY, at=AT)
    with pytest.raises(StateError, match="somebody else approves"):
        approve_disposal(disposal=made, by=DPO, at=AT)
    with pytest.raises(DatabaseError, match="approved_by_another"), transaction.atomic():
        Disposal.objects.update(approved_at=AT, approved_by=DPO.id, approved_by_name="Dee")
    approve_disposal(disposal=made, by=DEPUTY, at=AT)


@pytest.mark.django_db
def test_each_night_lists_are_made_of_all_that_is_over_and_nothing_is_put_forward() -> None:
    family_of()
    entry(EntryKind.VISITOR, dt.date(2020, 1, 1), "V")
    universal(), rule_of("visitors and checks", 36), rule_of("breaches", 72, "closed")
    rule_of("day book", 300, "born")

    nightly()
    nightly()

    lists = Disposal.objects.order_by("rule__key").values_list("rule__key", "put_forward_at")
    assert list(lists) == [("universal", None), ("visitors-and-checks", None)]
    assert {rule.key for rule in RetentionRule.objects.all() if not serves(rule)} == {"day-book"}


def test_every_record_without_a_way_to_erase_has_a_rule_in_the_pack_or_is_of_staff() -> None:
    pack = Path(__file__).resolve().parents[2] / "authorities" / "luton" / "privacy"
    rules = (pack / "retention.yaml").read_text(encoding="utf-8")

    def of_staff(record: PersonalRecord) -> bool:
        return record.purpose_key == "staff"

    missing = [
        record.name
        for record in records.values()
        if record.erase is None and not of_staff(record) and record.name not in rules
    ]
    assert missing == []


# -- worries -------------------------------------------------------------------------------------


@pytest.fixture
def lead() -> User:
    return user_with("safeguarding_lead", name="Lea Lead")


def actor_of(user: User) -> Actor:
    with seen_by(user) as by:
        assert by is not None
        return by


def worry(
    reader: User,
    *,
    kind: ConcernKind = CHILD,
    raised: dt.datetime,
    person: Person | None = None,
    closed: bool = True,
) -> uuid.UUID:
    """A worry with what was done about it."""
    key = uuid.uuid4()
    with seen_by(user_with("session_staff")) as by:
        raise_by(by, concern_id=key, kind=kind, person=person, name="Qwertyna", at=raised)
    with seen_by(reader) as by:
        assert by is not None
        held = Concern.objects.get(pk=key)
        add_step(concern=held, words="Qwertyna was rung", by=by, at=raised)
        if closed:
            later = raised + dt.timedelta(days=1)
            close_concern(concern=held, words="It was nothing", by=by, at=later)
    return key


def left_to(reader: User) -> set[Any]:
    with seen_by(reader):
        return set(Concern.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_closed_worries_go_when_the_child_is_of_age_with_steps_receipts_and_histories(
    lead: User,
) -> None:
    """safety.md: child protection, birth and 25 years; nobody sees them who does not read them."""
    _, _, child = family_of()
    Person.objects.filter(pk=child.pk).update(date_of_birth=dt.date(2001, 3, 4))
    long_ago = dt.datetime(2019, 5, 5, tzinfo=dt.UTC)
    worry(lead, raised=long_ago, person=child)
    worry(lead, raised=dt.datetime(2001, 3, 3, 9, tzinfo=dt.UTC))
    kept = {
        worry(lead, raised=long_ago, person=child, closed=False),
        worry(lead, raised=long_ago),  # whose birth date nobody knows
    }
    rule = rule_of("worries", 300, "born")

    with seen_by(user_with("data_protection")):
        made = make_disposal(rule=rule, by=DPO, at=AT)
        assert made is not None
        assert made.rows_listed == {"worries": 2}
        done = erased(made, by=actor_of(lead))

    assert done.erased == {"worries": 2}
    assert left_to(lead) == kept
    with seen_by(lead):
        assert set(ConcernStep.objects.values_list("concern_id", flat=True)) == kept
        assert ConcernReceipt.objects.count() == 2
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT pgh_obj_id FROM daybook_concernevent")
            assert {pk for (pk,) in cursor.fetchall()} == kept
            cursor.execute("SELECT DISTINCT concern_id FROM daybook_concernstepevent")
            assert {pk for (pk,) in cursor.fetchall()} == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "raised", "goes"),
    [
        (dt.date(1950, 1, 1), 2015, True),
        (dt.date(1950, 1, 1), 2018, False),  # ten years at least
        (dt.date(1970, 1, 1), 2015, False),  # not of pension age
        (None, 1975, True),  # as if they had been 18 then
        (None, 1977, False),
    ],
)
def test_worries_about_adults_go_at_pension_age_and_not_before_ten_years(
    born: dt.date | None, raised: int, goes: bool
) -> None:
    head = user_with("head_of_service")
    person = Person.objects.create(given_name="Q", date_of_birth=born)
    worry(head, kind=ADULT, raised=dt.datetime(raised, 1, 1, tzinfo=dt.UTC), person=person)

    made = make_disposal(rule=rule_of("worries about adults", 816, "born"), by=DPO, at=AT)

    assert (made is not None) == goes


@pytest.mark.django_db
def test_worries_are_erased_on_the_word_of_who_reads_them_and_for_that_list_alone(
    lead: User,
) -> None:
    """safety.md: longer where the safeguarding lead says so: the lead approves, nobody else."""
    worry(lead, raised=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    made = make_disposal(rule=rule_of("worries", 300, "born"), by=DPO, at=AT)
    assert made is not None
    asked: list[Any] = [made.public_id, "child", TODAY, TODAY, []]
    erase = "SELECT privacy_erase_worries(%s, %s, %s, %s, %s::uuid[])"

    with pytest.raises(StateError, match="Only somebody who reads these worries"):
        approve_disposal(disposal=made, by=DEPUTY, at=AT)
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="approved disposal only"), transaction.atomic():
            cursor.execute(erase, asked)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT privacy_old_worries(%s, %s, %s, %s::uuid[])", asked[1:])
    approve_disposal(disposal=made, by=actor_of(lead), at=AT)


@pytest.mark.django_db
def test_a_worry_that_is_open_again_or_under_a_hold_is_left(lead: User) -> None:
    _, mother, child = family_of()
    old = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    Person.objects.filter(pk=child.pk).update(date_of_birth=dt.date(2000, 1, 1))
    reopened, held = worry(lead, raised=old), worry(lead, raised=old, person=child)
    made = make_disposal(rule=rule_of("worries", 300, "born"), by=DPO, at=AT)
    assert made is not None
    assert made.rows_listed == {"worries": 2}
    with seen_by(lead) as by:
        assert by is not None
        reopen_concern(concern=Concern.objects.get(pk=reopened), words="New word", by=by, at=AT)
    begin_hold(
        name="I",
        reason="R",
        review_on=TODAY + dt.timedelta(days=9),
        person=mother,
        by=DPO,
        at=AT,
    )

    assert erased(made, by=actor_of(lead)).erased == {}
    assert left_to(lead) == {reopened, held}


@pytest.mark.django_db
def test_the_lead_approves_on_a_page_that_names_nobody(lead: User) -> None:
    worry(lead, raised=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    made = make_disposal(rule=rule_of("worries", 300, "born"), by=DPO, at=AT)
    assert made is not None
    page = reverse("privacy-lead-approve", args=[made.public_id])
    lea, head = client_of(lead), client_of(user_with("head_of_service"))
    dee: Client = client_of(user_with("data_protection"))
    officers = text_of(dee.get(reverse("privacy-disposal", args=[made.public_id])))
    assert "It waits for somebody who reads these worries" in officers
    assert "Approve it" not in officers
    assert "Worries whose time is over" in text_of(lea.get(reverse("privacy-lead")))
    assert "Qwertyna" not in text_of(lea.get(page))
    assert head.post(page).status_code == dee.post(page).status_code == 404

    lea.post(page)

    made.refresh_from_db()
    assert made.approved_by_name == "Lea Lead"
    assert lea.get(page).status_code == 404


# -- snapshots -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("fresh_db")
def test_a_snapshot_forgets_whom_a_list_erased(tmp_path: Path, settings: Any) -> None:
    """ADR 26: the figures' own copy is written anew, and those before are gone."""
    settings.SNAPSHOTS = tmp_path / "snapshots"
    family, mother, _ = family_of()
    came(family, mother)
    other, theirs, _ = family_of("Ann", "Ben")
    came(other, theirs, 2025)
    before = refresh_snapshot()
    assert mother.pk in people_in(tmp_path / "snapshots")
    erased(make_disposal(rule=universal(), by=DPO, at=AT))

    forget()

    after = refresh_snapshot()
    assert (before.id == after.id) is False
    assert set(Person.objects.values_list("given_name", flat=True)) == {"Ann", "Ben"}
    held = [path.name for path in (tmp_path / "snapshots").rglob("*.json")]
    assert [name for name in held if before.id in name] == []
    assert people_in(tmp_path / "snapshots") == set(Person.objects.values_list("pk", flat=True))


def people_in(folder: Path) -> set[int]:
    """Whom any file of any snapshot still counts."""
    found: set[int] = set()
    with duckdb.connect() as engine:
        for path in folder.rglob("*.parquet"):
            columns = engine.sql(f"SELECT * FROM read_parquet('{path}') LIMIT 0").columns
            if "person" in columns:
                rows = engine.sql(f"SELECT DISTINCT person FROM read_parquet('{path}')")
                found |= {pk for (pk,) in rows.fetchall()}
    return found

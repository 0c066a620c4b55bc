"""A late register after signing: the page says what came in and what it did to each figure."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from flyingstart.accounts.api import User
from flyingstart.activities.api import Mark, Session
from flyingstart.activities.models import Headcount
from flyingstart.evidence.api import refresh_snapshot
from flyingstart.evidence.models import SignOff
from flyingstart.evidence.operations.reports import recount_report, sign_report
from flyingstart.evidence.reports.explaining import Cause
from flyingstart.evidence.reports.running import explained
from flyingstart.evidence.snapshot.store import Store
from flyingstart.families.api import Address, FamilyTie, Person, Registration
from flyingstart.kernel.api import Actor, clock
from flyingstart.places.api import PostcodeArea
from tests.accounts.people import user_with
from tests.design.rendering import words
from tests.evidence.records import put
from tests.evidence.reports.kept import QUARTER
from tests.evidence.worlds import make_world

BY = Actor.command("Kim Lee")


@pytest.fixture
def sign_off(fresh_db: None, store: Store, few_tables: None) -> SignOff:
    put(make_world(3))
    snapshot = refresh_snapshot().id
    return sign_report(
        period=QUARTER, neighbourhood=None, snapshot=snapshot, words="", by=BY, at=clock.now()
    )


def late_register() -> Session:
    """Five people marked at a session of the quarter, after all."""
    session = Session.objects.filter(
        starts_at__range=(dt.datetime(2020, 2, 1, tzinfo=dt.UTC), clock.now()),
        starts_at__lt=dt.datetime(2020, 3, 20, tzinfo=dt.UTC),
        cancelled_at=None,
        register_closed_at__isnull=False,
    ).earliest("pk")
    people = Person.objects.exclude(marks__session=session).order_by("pk")[:5]
    for person in people:
        Mark.objects.create(session=session, person=person, family_id=1, status="attended")
    return session


def test_the_late_register_is_named_and_explains_the_difference(
    sign_off: SignOff, store: Store
) -> None:
    session = late_register()
    refresh_snapshot()
    reader = Client()
    reader.force_login(user_with("manager"))

    page = reader.get(f"/staff/reports/{sign_off.report.public_id}/1/since/").content.decode()
    found = explained(sign_off)

    assert "+5 attendances" in page
    assert f"/staff/sessions/{session.public_id}/" in page
    attendances = next(one for one in found.tables if one.table.measure == "attendances")
    assert [one.counted for one in attendances.differences] == [5]
    assert found.causes == {Cause.REGISTERS}
    recount = recount_report(report=sign_off.report, by=BY, at=clock.now())
    assert recount is not None
    assert recount.changed == found.lines > 0

    # The next signature has today's figures; the first keeps its own, and its snapshot.
    again = sign_report(
        period=QUARTER,
        neighbourhood=None,
        snapshot=found.result.snapshot,
        words="",
        by=BY,
        at=clock.now(),
    )
    assert (again.number, explained(again).lines) == (2, 0)

    # Without the files of that day only the difference is left to tell.
    (store.manifests / f"{sign_off.snapshot}.json").unlink()
    gone = explained(sign_off)
    assert (gone.lines, gone.causes) == (found.lines, frozenset())
    page = reader.get(f"/staff/reports/{sign_off.report.public_id}/1/since/").content.decode()
    assert "no longer kept" in page


def test_the_files_of_a_signature_outlive_the_others(sign_off: SignOff, store: Store) -> None:
    late_register()
    unsigned = refresh_snapshot().id
    late_register()
    refresh_snapshot()

    store.sweep(clock.now() + dt.timedelta(days=30), signed=[sign_off.snapshot])

    store.check_sizes(store.open(sign_off.snapshot).files())
    assert not (store.manifests / f"{unsigned}.json").exists()


def test_each_session_says_what_became_of_it_and_people_are_told_by_number(
    sign_off: SignOff,
) -> None:
    cancelled, counted, swapped, elsewhen = held_in_the_quarter()[:4]
    Session.objects.filter(pk=cancelled.pk).update(cancelled_at=clock.now())
    Headcount.objects.create(session=counted, counted_by="us", count=7)
    one = Mark.objects.filter(session=swapped, status="attended").earliest("pk")
    others = Person.objects.filter(merged_into=None).exclude(marks__session=swapped)
    Mark.objects.filter(pk=one.pk).update(person=others.earliest("pk"))
    Session.objects.filter(pk=elsewhen.pk).update(
        starts_at=elsewhen.starts_at + dt.timedelta(days=1)
    )
    added = Session.objects.create(
        id=1000,
        activity=counted.activity,
        site=counted.site,
        starts_at=dt.datetime(2020, 2, 3, 10, tzinfo=dt.UTC),
        register_closed_at=clock.now(),
    )
    for person in Person.objects.filter(merged_into=None).order_by("pk")[:3]:
        Mark.objects.create(session=added, person=person, family_id=1, status="attended")
    newcomer = Person.objects.create(id=1000, given_name="New", date_of_birth=dt.date(2020, 1, 10))
    FamilyTie.objects.create(person=newcomer, family_id=1, role="child")
    home = Address.objects.exclude(postcode="").earliest("pk")
    here = PostcodeArea.objects.filter(area__area_set__code="new").earliest("pk").postcode
    Address.objects.create(person=newcomer, is_main=True, postcode=here.text)
    Registration.objects.create(person=newcomer, family_id=1, registered_on=dt.date(2020, 2, 1))
    Address.objects.filter(pk=home.pk).update(postcode="")
    refresh_snapshot()

    page = page_of(sign_off, user_with("manager"))

    assert of(page, cancelled) == "cancelled, or moved out of the period; −6 attendances"
    assert of(page, counted) == "+7 heads counted"
    assert of(page, swapped) == "other people marked"
    assert of(page, elsewhen) == "moved"
    assert of(page, added) == "entered after signing; +3 attendances"
    assert (
        "Since signing, in the whole authority: 1 person added, 0 records joined, "
        "0 records corrected, 1 address changed." in page
    )
    in_words = " ".join(words(page))
    assert (
        "Reach Signed: 133.3% (8 of 6) . Today: 150.0% (9 of 6) . "
        "+1 because addresses were added or corrected Those counted today : Reach "
        "Babies Signed: 0.0% (0 of 2) . Today: 0.0% (0 of 3) . "
        "divided by +1 because addresses were added or corrected"
    ) in in_words
    # A line that nobody stood in, and a share of what a figure is divided by.
    assert "Not recorded none 1 +1 – +1" in in_words
    assert "Jan–Mar 2020 0.0% (0 of 2) 0.0% (0 of 3) 0 of +1 0 of +1" in in_words


def test_before_anything_is_counted_nothing_is_compared(
    sign_off: SignOff, settings: Any, tmp_path: Path
) -> None:
    settings.SNAPSHOTS = tmp_path / "elsewhere"

    page = page_of(sign_off, user_with("manager"))

    assert "Nothing has been counted yet. Come back in a few minutes." in page
    assert "Signed:" not in page


def held_in_the_quarter() -> list[Session]:
    """Those to which people came, and whose registers are closed."""
    sessions = Session.objects.filter(
        starts_at__range=(
            dt.datetime(2020, 1, 2, tzinfo=dt.UTC),
            dt.datetime(2020, 3, 29, tzinfo=dt.UTC),
        ),
        cancelled_at=None,
        register_closed_at__isnull=False,
        marks__status="attended",
    )
    return list(sessions.select_related("activity", "site").distinct().order_by("pk"))


def page_of(sign_off: SignOff, user: User) -> str:
    reader = Client()
    reader.force_login(user)
    return reader.get(f"/staff/reports/{sign_off.report.public_id}/1/since/").content.decode()


def of(page: str, session: Session) -> str:
    """What is said of a session."""
    (said,) = re.findall(rf"/staff/sessions/{session.public_id}/.*?</a>: (.*?)</li>", page)
    return str(said)

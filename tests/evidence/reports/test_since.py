"""A late register after signing: the page says what came in and what it did to each figure."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from flyingstart.activities.api import Mark, Session
from flyingstart.evidence.api import refresh_snapshot
from flyingstart.evidence.models import SignOff
from flyingstart.evidence.operations.reports import recount_report, sign_report
from flyingstart.evidence.reports.explaining import Cause
from flyingstart.evidence.reports.running import explained
from flyingstart.evidence.snapshot.store import Store
from flyingstart.families.api import Person
from flyingstart.kernel.api import Actor, clock
from tests.accounts.people import user_with
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

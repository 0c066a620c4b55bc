"""Signing a report: by whom and when, and that what is signed stays as it is."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from flyingstart.accounts.api import Permission
from flyingstart.evidence.enums import ReportKind
from flyingstart.evidence.errors import (
    CountedTooLongAgoError,
    NotEndedError,
    ReportPeriodError,
    SnapshotError,
    WordsTooLongError,
)
from flyingstart.evidence.models import Recount, Report, SignOff
from flyingstart.evidence.operations.reports import recount_report, sign_report
from flyingstart.evidence.queries.reports import (
    draft_report,
    recently_signed,
    reports_visible_to,
    signed_snapshots,
)
from flyingstart.evidence.reports.frozen import FrozenError, read_result
from flyingstart.evidence.reports.running import composed, frozen, plan_of
from flyingstart.evidence.rules.reports import has_ended, periods_until
from flyingstart.evidence.tasks import recount
from flyingstart.kernel.api import Actor, Period, clock
from flyingstart.places.api import Area
from tests.accounts.people import user_with
from tests.evidence.reports.conftest import Committed
from tests.evidence.reports.kept import QUARTER

BY = Actor.command("Sam Okafor")


def signed(held: Committed, **given: Any) -> SignOff:
    asked = {
        "period": QUARTER,
        "neighbourhood": None,
        "snapshot": held.snapshot,
        "words": "",
        "by": BY,
        "at": clock.now(),
    }
    return sign_report(**asked | given)


def north() -> Area:
    return Area.objects.get(code="N1")


class TestSigning:
    def test_keeps_the_figures_as_they_were_seen(self, held: Committed) -> None:
        sign_off = signed(held, words="  A good quarter.\n")

        seen = composed(plan_of(sign_off.report), held.snapshot)
        assert frozen(sign_off) == seen
        assert (sign_off.number, sign_off.words, sign_off.signed_by_name) == (
            *(1, "A good quarter.", "Sam Okafor"),
        )
        assert (sign_off.snapshot, sign_off.as_at) == (held.snapshot, seen.as_at)
        assert {table.version for table in frozen(sign_off).tables()} == {1}

    def test_of_a_neighbourhood_and_of_the_town_are_two_reports(self, held: Committed) -> None:
        town, hood = signed(held), signed(held, neighbourhood=north())

        assert (town.report.neighbourhood, hood.report.neighbourhood) == (None, north())
        assert frozen(hood).place == "N1"
        assert (town.number, hood.number) == (1, 1)

    def test_again_is_the_next_number_and_the_first_stays(self, held: Committed) -> None:
        first = signed(held, words="First")
        before = SignOff.objects.values().get(pk=first.pk)

        second = signed(held, words="Second")

        assert (second.report, second.number) == (first.report, 2)
        assert SignOff.objects.values().get(pk=first.pk) == before

    def test_twice_the_same_is_once(self, held: Committed) -> None:
        first = signed(held, words="Once")

        assert signed(held, words=" Once ") == first
        assert SignOff.objects.count() == 1

    def test_a_period_that_has_not_ended_is_refused(self, held: Committed) -> None:
        today = clock.today()
        running = Period.month(today.year, today.month)

        with pytest.raises(NotEndedError):
            signed(held, period=running)

        assert Report.objects.count() == 0

    def test_figures_of_before_its_end_are_refused(self, held: Committed) -> None:
        last = Period.month(clock.today().year, clock.today().month)

        with pytest.raises((NotEndedError, CountedTooLongAgoError)):
            signed(held, period=last, at=clock.london_midnight(last.after))

        assert Report.objects.count() == 0

    def test_figures_of_long_ago_are_looked_at_again(self, held: Committed) -> None:
        with pytest.raises(CountedTooLongAgoError):
            signed(held, at=clock.now() + dt.timedelta(hours=3))

    def test_a_year_is_no_report(self, held: Committed) -> None:
        with pytest.raises(ReportPeriodError):
            signed(held, period=Period.year(2020))

    @pytest.mark.parametrize(
        "snapshot", ["", "x", "../../etc/passwd", "20200101T000000Z-0123456789abcdef"]
    )
    def test_a_snapshot_that_is_not_held_is_refused(self, held: Committed, snapshot: str) -> None:
        with pytest.raises(SnapshotError):
            signed(held, snapshot=snapshot)

        assert (Report.objects.count(), SignOff.objects.count()) == (0, 0)

    def test_words_have_an_end(self, held: Committed) -> None:
        with pytest.raises(WordsTooLongError):
            signed(held, words="x" * 10_001)


class TestForGood:
    @pytest.mark.parametrize(
        "change",
        [
            lambda one: SignOff.objects.filter(pk=one.pk).update(words="Other"),
            lambda one: SignOff.objects.filter(pk=one.pk).update(result={}),
            lambda one: SignOff.objects.filter(pk=one.pk).delete(),
            lambda one: Report.objects.filter(pk=one.report_id).update(period="2020-Q2"),
            lambda one: Report.objects.filter(pk=one.report_id).delete(),
        ],
        ids=["words", "figures", "signature", "period", "report"],
    )
    def test_nothing_signed_is_changed_or_deleted(self, held: Committed, change: Any) -> None:
        sign_off = signed(held)

        with pytest.raises(DatabaseError), transaction.atomic():
            change(sign_off)

        sign_off.refresh_from_db()
        assert (sign_off.words, sign_off.report.period) == ("", "2020-Q1")

    def test_the_database_refuses_a_signature_out_of_turn(self, held: Committed) -> None:
        first = signed(held)

        assert refused(first, number=3) == "signoff_in_turn"
        assert refused(first, number=1) == "signoff_in_turn"

    def test_the_database_refuses_figures_of_before_the_end(self, held: Committed) -> None:
        first = signed(held)
        # A minute before London's midnight, in summer time.
        early = dt.datetime(2020, 3, 31, 22, 59, tzinfo=dt.UTC)

        assert refused(first, number=2, as_at=early) == "signoff_after_its_period"

    def test_the_database_wants_a_name_and_data_before_the_signature(self, held: Committed) -> None:
        first = signed(held)

        assert refused(first, number=2, signed_by_name="") == "signoff_is_by_somebody"
        assert (
            refused(first, number=2, signed_at=first.as_at - dt.timedelta(seconds=1))
            == "signoff_after_its_data"
        )

    def test_one_report_a_place_and_period(self, held: Committed) -> None:
        signed(held)

        with refusal("report_once_a_place_and_period"):
            draft_report(QUARTER, None).save()

    @pytest.mark.parametrize(
        ("kind", "period"), [("month", "2020-Q1"), ("quarter", "2020-03"), ("year", "2020")]
    )
    @pytest.mark.usefixtures("held")
    def test_a_period_is_of_its_kind(self, kind: str, period: str) -> None:
        report = draft_report(QUARTER, None)
        report.kind, report.period = kind, period

        with refusal("report_(kind|period)_is"):
            report.save()

    def test_history_keeps_the_signature(self, held: Committed) -> None:
        sign_off = signed(held)
        events = sign_off.events.all()  # type: ignore[attr-defined]  # pghistory's

        assert [event.pgh_label for event in events] == ["insert"]


@contextmanager
def refusal(constraint: str) -> Iterator[None]:
    """The database refuses what is done inside, by a constraint of a name like this."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        yield


def refused(like: SignOff, **given: Any) -> str:
    """The constraint that keeps out a signature like another one."""
    values: dict[str, Any] = dict(SignOff.objects.values().get(pk=like.pk))
    for name in ("id", "public_id", "version", "created_at", "updated_at"):
        values.pop(name)
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        SignOff.objects.create(**values | given)
    cause = raised.value.__cause__
    return str(cause.diag.constraint_name)  # type: ignore[union-attr]


class TestWhoMay:
    @pytest.mark.usefixtures("held")
    def test_a_manager_signs_hers_and_nobody_elses(self) -> None:
        own = user_with("manager", neighbourhood=north())
        other = Area.objects.get(code="N2")

        assert own.has_perm(Permission.SIGN_REPORTS, draft_report(QUARTER, north()))
        assert not own.has_perm(Permission.SIGN_REPORTS, draft_report(QUARTER, other))
        assert not own.has_perm(Permission.SIGN_REPORTS, draft_report(QUARTER, None))

    @pytest.mark.usefixtures("held")
    def test_whoever_manages_all_signs_the_towns(self) -> None:
        everywhere = user_with("manager")

        assert everywhere.has_perm(Permission.SIGN_REPORTS, draft_report(QUARTER, None))
        assert everywhere.has_perm(Permission.SIGN_REPORTS, draft_report(QUARTER, north()))

    def test_lists_and_single_reports_agree(self, held: Committed) -> None:
        reports = [signed(held).report, signed(held, neighbourhood=north()).report]
        people = [
            user_with("manager"),
            user_with("manager", neighbourhood=north()),
            user_with("manager", neighbourhood=Area.objects.get(code="N2")),
            user_with("analyst"),
            user_with(""),
        ]

        for person in people:
            listed = set(reports_visible_to(person, Permission.SIGN_REPORTS))
            assert listed == {
                one for one in reports if person.has_perm(Permission.SIGN_REPORTS, one)
            }


class TestWhatIsKept:
    def test_the_snapshot_of_a_signature_for_thirteen_months(self, held: Committed) -> None:
        sign_off = signed(held)

        soon, late = (sign_off.signed_at + dt.timedelta(days=days) for days in (395, 397))
        assert signed_snapshots(soon) == {held.snapshot}
        assert signed_snapshots(late) == frozenset()

    def test_a_frozen_report_of_another_format_says_so(self, held: Committed) -> None:
        plain = signed(held).result

        with pytest.raises(FrozenError):
            read_result({**plain, "format": 2})
        with pytest.raises(FrozenError):
            read_result({**plain, "sections": [{}]})

    def test_a_nightly_look_notes_what_changed(self, held: Committed) -> None:
        report = signed(held).report

        recount = recount_report(report=report, by=BY, at=clock.now())

        assert recount is not None
        assert (recount.changed, Recount.objects.count()) == (0, 1)

    def test_every_night_all_that_were_signed_lately_are_looked_at(self, held: Committed) -> None:
        town, hood = signed(held).report, signed(held, neighbourhood=north()).report
        draft_report(QUARTER, Area.objects.get(code="N2")).save()

        for _ in range(2):
            recount()

        looked_at = Recount.objects.order_by("report").values_list("report", "changed")
        assert list(looked_at) == [(town.pk, 0), (hood.pk, 0)]
        late = clock.now() + dt.timedelta(days=397)
        assert recently_signed(late) == []

    @pytest.mark.usefixtures("held")
    def test_of_a_report_that_nobody_signed_nothing_is_noted(self) -> None:
        report = draft_report(QUARTER, None)
        report.save()

        assert recount_report(report=report, by=BY, at=clock.now()) is None
        assert not Recount.objects.exists()

    def test_where_today_cannot_be_counted_nobody_knows_what_changed(
        self, held: Committed, settings: Any, tmp_path: Path
    ) -> None:
        report = signed(held).report
        shutil.copytree(settings.SNAPSHOTS, tmp_path / "damaged")
        settings.SNAPSHOTS = tmp_path / "damaged"
        for path in (tmp_path / "damaged" / "files").iterdir():
            content = path.read_bytes()
            path.write_bytes(content[:50] + b"X" + content[51:])

        found = recount_report(report=report, by=BY, at=clock.now())

        assert found is not None
        assert (found.changed, found.sign_off) == (None, report.sign_offs.get())


def test_a_period_ends_at_londons_midnight() -> None:
    march = Period.month(2020, 3)

    assert not has_ended(march, dt.datetime(2020, 3, 31, 22, 59, tzinfo=dt.UTC))
    assert has_ended(march, dt.datetime(2020, 3, 31, 23, 0, tzinfo=dt.UTC))


def test_the_newest_periods_come_first() -> None:
    at = dt.datetime(2020, 2, 10, tzinfo=dt.UTC)

    assert list(map(str, periods_until(at, ReportKind.MONTH, 3))) == [
        *("2020-02", "2020-01", "2019-12"),
    ]
    assert list(map(str, periods_until(at, ReportKind.QUARTER, 3))) == [
        *("2020-Q1", "2019-Q4", "2019-Q3"),
    ]

"""The pages of reports: who reads, signs and is told what changed, and who is not."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flyingstart.activities.api import Session
from flyingstart.evidence.models import Recount, Report, SignOff
from flyingstart.evidence.operations.reports import sign_report
from flyingstart.kernel.api import Actor, Period, clock
from flyingstart.places.api import Area
from tests.accounts.people import user_with
from tests.evidence.reports.conftest import Committed
from tests.evidence.reports.kept import QUARTER

UNKNOWN = "0192d3a0-0000-7000-8000-000000000000"


def client(role: str, hood: str = "") -> Client:
    made = Client()
    place = Area.objects.get(code=hood) if hood else None
    made.force_login(user_with(role, neighbourhood=place))
    return made


def hood_query(code: str) -> str:
    return f"place={Area.objects.get(code=code).public_id}&period=2020-Q1"


def signed(held: Committed, hood: str = "", **given: Any) -> SignOff:
    return sign_report(
        period=given.get("period", QUARTER),
        neighbourhood=Area.objects.get(code=hood) if hood else None,
        snapshot=held.snapshot,
        words=given.get("words", "It went well."),
        by=Actor.command("Kim Lee"),
        at=clock.now(),
    )


def form(held: Committed, **given: str) -> dict[str, str]:
    return {"words": "Good.", "checked": "yes", "snapshot": held.snapshot, **given}


class TestDrafts:
    @pytest.mark.usefixtures("held")
    def test_a_manager_sees_hers_with_what_is_missing(self) -> None:
        open_one = Session.objects.filter(
            register_closed_at=None, cancelled_at=None, starts_at__year=2020
        ).first()
        assert open_one is not None

        page = client("manager").get("/staff/reports/draft/?period=2020-Q1").content.decode()

        assert "still open" in page
        assert f"/staff/sessions/{open_one.public_id}/register/" in page
        assert "Sign this report" in page

    @pytest.mark.parametrize(
        ("role", "hood", "query", "status"),
        [
            ("manager", "N1", hood_query, 200),
            ("manager", "N2", hood_query, 403),
            ("manager", "N1", lambda _: "period=2020-Q1", 403),
            ("manager", "", lambda _: "period=2020", 404),
            ("manager", "", lambda _: "", 404),
            ("manager", "", lambda _: f"period=2020-Q1&place={UNKNOWN}", 404),
            ("manager", "", lambda _: "period=2020-Q1&place=x", 404),
            ("analyst", "", lambda _: "period=2020-Q1", 403),
            ("session_staff", "", lambda _: "period=2020-Q1", 403),
        ],
    )
    @pytest.mark.usefixtures("held")
    def test_who_sees_which(self, role: str, hood: str, query: Any, status: int) -> None:
        reader = client(role, hood)

        for page in ("draft", "sign"):
            assert reader.get(f"/staff/reports/{page}/?{query('N1')}").status_code == status


class TestSigning:
    def test_a_manager_signs_what_she_saw(self, held: Committed) -> None:
        reader = client("manager", "N1")
        page = reader.get(f"/staff/reports/sign/?{hood_query('N1')}").content.decode()
        assert f'value="{held.snapshot}"' in page
        assert "What will happen" in page

        answer = reader.post(f"/staff/reports/sign/?{hood_query('N1')}", form(held))

        sign_off = SignOff.objects.get()
        assert answer.headers["Location"] == f"/staff/reports/{sign_off.report.public_id}/"
        assert (sign_off.words, sign_off.signed_by_name) == ("Good.", "Sam Okafor")
        assert str(sign_off.report.neighbourhood) == "Area N1"

    @pytest.mark.parametrize(
        "given", [{"checked": ""}, {"snapshot": "x"}, {"snapshot": ""}, {"words": "x" * 10_001}]
    )
    def test_what_is_wrong_is_said_and_nothing_kept(
        self, held: Committed, given: dict[str, str]
    ) -> None:
        answer = client("manager").post("/staff/reports/sign/?period=2020-Q1", form(held, **given))

        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()
        assert Report.objects.count() == 0

    @pytest.mark.parametrize(
        ("role", "hood"), [("manager", "N2"), ("analyst", ""), ("session_staff", ""), ("", "")]
    )
    def test_others_sign_nothing(self, held: Committed, role: str, hood: str) -> None:
        answer = client(role, hood).post(f"/staff/reports/sign/?{hood_query('N1')}", form(held))

        assert answer.status_code == 403
        assert SignOff.objects.count() == 0

    def test_a_period_that_runs_cannot_be_signed(self, held: Committed) -> None:
        today = clock.today()
        query = f"period={today:%Y-%m}"

        page = client("manager").get(f"/staff/reports/sign/?{query}").content.decode()
        client("manager").post(f"/staff/reports/sign/?{query}", form(held))

        assert "The period is not over" in page
        assert SignOff.objects.count() == 0


class TestReading:
    def test_a_manager_reads_all_and_others_without_small_numbers(self, held: Committed) -> None:
        report = signed(held).report
        address = f"/staff/reports/{report.public_id}/"

        whole = client("manager").get(address).content.decode()
        reduced = client("board_reader").get(address).content.decode()

        assert "It went well." in whole
        assert "withheld" not in whole
        assert "It went well." in reduced
        assert "withheld" in reduced
        assert "What changed since it was signed" in whole
        assert "What changed since it was signed" not in reduced

    def test_the_manager_of_another_place_reads_it_reduced(self, held: Committed) -> None:
        report = signed(held, "N1").report

        page = client("manager", "N2").get(f"/staff/reports/{report.public_id}/").content.decode()

        assert "are withheld" in page

    @pytest.mark.parametrize(
        ("kind", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfPlace")]
    )
    def test_files_of_what_is_read(self, held: Committed, kind: str, begins: bytes) -> None:
        report = signed(held).report

        answer = client("analyst").get(f"/staff/reports/{report.public_id}/1/{kind}/")

        assert answer.content.startswith(begins)
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="report-council-2020-q1-1.{kind}"'
        )
        assert not answer.streaming
        if kind == "csv":
            assert b"withheld" in answer.content

    def test_an_earlier_signature_stays_to_be_read(self, held: Committed) -> None:
        report = signed(held, words="First words").report
        signed(held, words="Second words")
        address = f"/staff/reports/{report.public_id}/"
        reader = client("manager")

        assert "Second words" in reader.get(address).content.decode()
        assert "First words" in reader.get(f"{address}1/").content.decode()

    @pytest.mark.parametrize("rest", ["3/", "3/pdf/", "1/doc/", "3/since/"])
    def test_what_there_is_not(self, held: Committed, rest: str) -> None:
        report = signed(held).report
        reader = client("manager")

        assert reader.get(f"/staff/reports/{report.public_id}/{rest}").status_code == 404
        assert reader.get(f"/staff/reports/{UNKNOWN}/").status_code == 404

    def test_who_sees_no_figures_reads_none(self, held: Committed) -> None:
        report = signed(held).report

        for role in ("partner", "administrator", ""):
            assert client(role).get(f"/staff/reports/{report.public_id}/").status_code == 403

    @pytest.mark.parametrize(
        ("role", "hood", "status"),
        [("manager", "", 200), ("manager", "N1", 403), ("analyst", "", 403)],
    )
    def test_what_changed_is_for_those_who_sign(
        self, held: Committed, role: str, hood: str, status: int
    ) -> None:
        report = signed(held).report

        answer = client(role, hood).get(f"/staff/reports/{report.public_id}/1/since/")

        assert answer.status_code == status
        if status == 200:
            assert "counted today, every row is the same" in answer.content.decode()

    def test_what_the_night_found_is_told_to_those_who_sign(self, held: Committed) -> None:
        sign_off = signed(held)
        Recount.objects.create(
            report=sign_off.report, sign_off=sign_off, changed=3, counted_at=clock.now()
        )
        address = f"/staff/reports/{sign_off.report.public_id}/"

        assert "3 rows were others" in client("manager").get(address).content.decode()
        assert "3 rows were others" not in client("analyst").get(address).content.decode()


def last_month() -> Period:
    """The newest month that is over."""
    last = clock.today().replace(day=1) - dt.timedelta(days=1)
    return Period.month(last.year, last.month)


class TestTheList:
    def test_tells_what_was_signed_and_what_changed_since(self, held: Committed) -> None:
        sign_off = signed(held, period=last_month())
        address = f"/staff/reports/{sign_off.report.public_id}/"
        before = client("analyst").get("/staff/reports/?reports-state=signed").content.decode()
        Recount.objects.create(
            report=sign_off.report, sign_off=sign_off, changed=3, counted_at=clock.now()
        )

        after = client("analyst").get("/staff/reports/?reports-state=changed").content.decode()

        assert (address in before, "Kim Lee" in before) == (True, True)
        assert (address in after, "Signed, changed since: 3 rows" in after) == (True, True)

    @pytest.mark.usefixtures("held")
    def test_says_how_each_stands(self) -> None:
        page = client("manager").get("/staff/reports/").content.decode()

        assert "Not over yet" in page
        assert "Waits to be signed" in page
        assert "Area N1" in page
        assert re.search(r"/staff/reports/draft/\?place=[^&]+&amp;period=\d{4}-Q\d", page)

    @pytest.mark.usefixtures("held")
    def test_a_manager_of_one_place_opens_drafts_of_hers_alone(self) -> None:
        page = client("manager", "N1").get("/staff/reports/").content.decode()
        own = Area.objects.get(code="N1").public_id

        places = set(re.findall(r"/staff/reports/draft/\?place=([^&]+)&amp;", page))
        assert places == {str(own)}
        assert "/staff/reports/draft/?period=" not in page

    @pytest.mark.usefixtures("held")
    def test_who_only_reads_opens_no_draft(self) -> None:
        page = client("analyst").get("/staff/reports/").content.decode()

        assert "/staff/reports/draft/" not in page
        assert "You can read those that were signed." in page

    def test_a_fixed_number_of_queries(self, held: Committed) -> None:
        reader = client("manager")
        reader.get("/staff/reports/")
        signed(held, period=last_month())
        with CaptureQueriesContext(connection) as one:
            reader.get("/staff/reports/")
        for hood in ("N1", "N2"):
            signed(held, hood, period=last_month())
        with CaptureQueriesContext(connection) as three:
            reader.get("/staff/reports/")

        assert len(one) == len(three)
        assert len(three) <= 20

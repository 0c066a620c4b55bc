"""The pages of the data protection officer: from a request to the pack, and nobody else's."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flyingstart.accounts.api import AccessLog
from flyingstart.families.api import AlertKind, Family, raise_alert, write_note
from flyingstart.privacy.api import (
    BreachKind,
    Complaint,
    Disposal,
    SubjectRequest,
    log_breach,
    receive_complaint,
)
from flyingstart.privacy.web.urls import urlpatterns
from tests.families.web.town import NOBODY, NOW, TODAY, Town, at_work, day, make_town, text_of
from tests.privacy.world import DPO, no_worries, universal

pytestmark = pytest.mark.django_db
HOME = "/staff/privacy/"


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def dee() -> Client:
    return at_work("data_protection")


def sent_request(dee: Client, town: Town) -> SubjectRequest:
    address = reverse("privacy-ask", args=[town.mother.public_id])
    form = {"wants": "access", "asker_is": "self", "asker_name": "Zofia"}
    answer = dee.post(address, form | day("asked_on", TODAY))
    request = SubjectRequest.objects.get()
    assert answer.headers["Location"] == reverse("privacy-request", args=[request.public_id])
    return request


def test_a_pack_is_made_page_by_page_and_taken_out_once(town: Town, dee: Client) -> None:
    write_note(family=town.family, person=town.mother, text="Rang Zofia.", by=DPO, at=NOW)
    request = sent_request(dee, town)
    own = [request.public_id]
    dee.post(
        reverse("privacy-identity", args=own),
        {"identity": "A passport", **day("seen_on", TODAY)},
    )
    dee.post(reverse("privacy-gather", args=own))
    assert "1 wait for you" in text_of(dee.get(reverse("privacy-rows", args=own)))
    waiting = request.rows.get(record="notes")
    page = reverse("privacy-row", args=[*own, waiting.number])
    assert "Somebody wrote freely here" in text_of(dee.get(page))
    assert "There is a problem" in text_of(dee.post(page, {}))
    dee.post(page, {"decision": "release", "words_text": "Rang Zofia."})
    waits = dee.post(reverse("privacy-release", args=own))
    assert "Those who read worries have not answered yet" in text_of(waits)
    no_worries(request)
    dee.post(reverse("privacy-release", args=own))
    pack = reverse("privacy-pack", args=own)
    assert dee.post(pack, {"served_to": "her"}).headers["Content-Type"].startswith("text/html")

    answer = dee.post(pack, {"served_to": "her", "checked": "on"})

    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert b"Rang Zofia." in archive.read("what-we-hold.json")
    again = dee.post(pack, {"served_to": "her", "checked": "on"})
    assert "taken out already" in text_of(again)
    assert AccessLog.objects.filter(kind="access pack").count() == 1


def test_who_asks_for_a_child_is_chosen_and_rows_of_another_home_are_decided_together(
    town: Town, dee: Client
) -> None:
    """safety.md: each household must not see the other; the release step says why a row waits."""
    child = town.child
    other = Family.objects.create()
    child.ties.create(family=other, role="child")
    for day_of in (1, 2):
        child.addresses.create(
            family=other,
            is_main=False,
            line_1=f"{day_of} Otherway",
            starts_on=dt.date(2020, day_of, 1),
            ends_on=dt.date(2020, day_of, 20),
        )
    ask = reverse("privacy-ask", args=[child.public_id])
    form = {"wants": "access", "asker_is": "for_child", "asker_name": "Zofia"}
    form |= day("asked_on", TODAY)
    assert "Zofia Kowalska" in text_of(dee.get(ask))
    assert "There is a problem" in text_of(dee.post(ask, form))
    dee.post(ask, form | {"asker": str(town.mother.public_id)})
    request = SubjectRequest.objects.get()
    assert request.asker == town.mother
    own = [request.public_id]
    dee.post(reverse("privacy-gather", args=own))

    listed = text_of(dee.get(reverse("privacy-rows", args=own)))
    first = request.rows.filter(record="addresses", held_back=True).first()
    assert first is not None
    page = reverse("privacy-alike", args=[*own, first.number])
    assert "waits for you: it is of a home that whoever asks does not belong to" in listed
    assert "2 rows of “Addresses”: it is of a home that whoever asks does not belong to" in listed
    assert "Homes must not see each other" in text_of(dee.get(page))
    assert "There is a problem" in text_of(dee.post(page, {"decision": "withhold"}))
    dee.post(page, {"decision": "withhold", "reason": "third_party", "why": "Another home"})

    decided = request.rows.filter(record="addresses", held_back=True)
    assert set(decided.values_list("decision", "decided_by_name", "why")) == {
        ("withhold", "Sam Okafor", "Another home")
    }
    assert dee.get(page).status_code == 404


def test_a_hold_that_began_meanwhile_and_a_list_are_seen_on_their_pages(
    town: Town, dee: Client
) -> None:
    rule = universal(months=1)
    assert "Make a list now Whole records" in text_of(dee.get(reverse("privacy-retention")))

    dee.post(reverse("privacy-disposal-new", args=[rule.public_id]))
    held = Disposal.objects.get()
    page = reverse("privacy-disposal", args=[held.public_id])
    assert "Zofia Kowalska" in text_of(dee.get(page))
    assert "It waits for somebody else to approve it" in text_of(dee.get(page))
    approve = reverse("privacy-approve", args=[held.public_id])
    assert "somebody else approves it" in text_of(dee.post(approve))
    at_work("data_protection").post(approve)

    held.refresh_from_db()
    assert held.approved_by != held.put_forward_by
    assert held.approved_by_name == "Sam Okafor"
    assert "Being erased" in text_of(dee.get(page))


def test_breaches_and_complaints_go_their_way_on_pages(dee: Client) -> None:
    dee.post(
        reverse("privacy-breach-new"),
        {"kind": "seen", "what": "A list", "time": "9:30", **day("day", TODAY)},
    )
    shown = dee.get(reverse("privacy-breaches")).context_data
    assert shown is not None
    assert "Tell the regulator by Saturday 7 March 2026, 9:30am" in text_of(
        dee.get(shown["table"].rows[0][0].href)
    )
    dee.post(
        reverse("privacy-complaint-new"),
        {"from_name": "Zofia", "words": "Why?", **day("received_on", TODAY)},
    )
    held = Complaint.objects.get()
    answer = reverse("privacy-complaint-step", args=[held.public_id, "answer"])
    dee.post(answer, {"words": "We were wrong."})

    held.refresh_from_db()
    assert held.outcome == "We were wrong."
    wrong = reverse("privacy-complaint-step", args=[held.public_id, "other"])
    assert dee.get(wrong).status_code == 404


def test_who_looked_is_a_page_and_a_paper(town: Town, dee: Client) -> None:
    at_work("manager").get(reverse("family", args=[town.family.public_id]))
    page = reverse("privacy-looked", args=[town.mother.public_id])

    assert "Sam Okafor" in text_of(dee.get(page))
    assert dee.get(page, {"file": "pdf"}).content.startswith(b"%PDF-")
    assert AccessLog.objects.filter(kind="file", detail="who looked").count() == 1


@pytest.mark.parametrize("name", ["assessment", "policy", "assets"])
def test_documents_are_pages_and_papers(dee: Client, name: str) -> None:
    page = reverse("privacy-document", args=[name])

    assert "As at" in text_of(dee.get(page))
    assert dee.get(page, {"file": "pdf"}).content.startswith(b"%PDF-")


def test_pages_without_a_record_of_their_own_open(town: Town, dee: Client) -> None:
    plain = [HOME + str(one.pattern) for one in urlpatterns if "<" not in str(one.pattern)]
    plain.remove(reverse("privacy-lead"))  # for those who read worries

    assert {dee.get(address).status_code for address in plain} == {200}


@pytest.mark.parametrize("role", ["manager", "administrator", "head_of_service", "family_worker"])
def test_other_roles_open_none_of_it(town: Town, role: str) -> None:
    client = at_work(role)

    assert client.get(HOME).status_code == 403
    assert client.get(reverse("privacy-ask", args=[town.mother.public_id])).status_code == 403


def test_the_officer_of_another_place_finds_no_request(town: Town, dee: Client) -> None:
    request = sent_request(dee, town)
    elsewhere = at_work("data_protection", area=town.south)

    assert elsewhere.get(reverse("privacy-request", args=[request.public_id])).status_code == 404
    assert elsewhere.get(reverse("privacy-ask", args=[town.mother.public_id])).status_code == 404
    assert text_of(elsewhere.get(reverse("privacy-requests"))).count("Zofia") == 0


@pytest.mark.parametrize("page", ["privacy-request", "privacy-breach", "privacy-disposal"])
def test_what_does_not_exist_is_not_found(dee: Client, page: str) -> None:
    assert dee.get(reverse(page, args=[NOBODY])).status_code == 404


def test_the_home_takes_the_same_queries_for_one_line_and_for_three(dee: Client) -> None:
    counts = []
    dee.get(HOME)
    for size in (1, 2):
        for number in range(size):
            receive_complaint(
                from_name=f"{number}", words="Why?", received_on=TODAY, by=DPO, at=NOW
            )
        with CaptureQueriesContext(connection) as queries:
            dee.get(HOME)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_rows_are_read_in_words_and_not_in_codes(town: Town, dee: Client) -> None:
    request = sent_request(dee, town)
    own = [request.public_id]
    dee.post(reverse("privacy-gather", args=own))

    listed = text_of(dee.get(reverse("privacy-rows", args=own)))
    of_tie = request.rows.get(record="families").number
    tie = text_of(dee.get(reverse("privacy-row", args=[*own, of_tie])))

    assert "Role: Parent" in listed
    assert f"Row {of_tie}: Families" in tie
    assert str(town.family.public_id) not in listed + tie
    assert "_" not in listed


def test_a_hidden_home_is_in_no_list_of_rows_and_whoever_reads_it_in_one_is_on_record(
    town: Town, dee: Client
) -> None:
    """safety.md, Homes and hiding: the officer decides about her rows, and looking is found."""
    sign, review = AlertKind.HIDDEN_HOME, TODAY + dt.timedelta(days=90)
    raise_alert(person=town.mother, kind=sign, review_on=review, by=DPO, at=NOW)
    request = sent_request(dee, town)
    own = [request.public_id]
    dee.post(reverse("privacy-gather", args=own))
    of_home = request.rows.get(record="addresses")

    listed = text_of(dee.get(reverse("privacy-rows", args=own)))

    assert of_home.values["line_1"] not in listed
    assert "900123" not in listed
    assert not AccessLog.objects.filter(kind="home").exists()
    page = text_of(dee.get(reverse("privacy-row", args=[*own, of_home.number])))
    assert of_home.values["line_1"] in page
    opened = AccessLog.objects.filter(kind="home").values_list("thing", "allowed")
    assert list(opened) == [(town.mother.public_id, True)]


def test_who_opens_a_complaint_or_a_row_is_on_record(town: Town, dee: Client) -> None:
    """safety.md, Homes and hiding: looking is found, in the pages of privacy too."""
    complaint = receive_complaint(from_name="Z", words="Why?", received_on=TODAY, by=DPO, at=NOW)
    breach = log_breach(what="A list", kind=BreachKind.SEEN, known_at=NOW, by=DPO, at=NOW)
    request = sent_request(dee, town)
    dee.post(reverse("privacy-gather", args=[request.public_id]))

    dee.get(reverse("privacy-complaint", args=[complaint.public_id]))
    dee.get(reverse("privacy-breach", args=[breach.public_id]))
    dee.get(reverse("privacy-row", args=[request.public_id, 1]))

    opened = AccessLog.objects.filter(thing__isnull=False).values_list("kind", "thing")
    assert set(opened) == {
        ("complaint", complaint.public_id),
        ("breach", breach.public_id),
        ("request", request.public_id),
    }

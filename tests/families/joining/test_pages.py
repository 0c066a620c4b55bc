"""The public pages of joining: each question, each way to go wrong, and nothing lost."""

from __future__ import annotations

import datetime as dt
import logging
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flyingstart.families.api import (
    Code,
    Draft,
    ExpectedBirth,
    Family,
    Need,
    Person,
    PrivacyNotice,
    Registration,
    keep_notice,
)
from flyingstart.families.web.join import views
from tests.families.joining.visitor import (
    ANSWERS,
    CHILD,
    LUCJA,
    TWIN,
    WORD,
    YOU,
    Visitor,
    new_child,
)
from tests.families.world import AT, BY, details, homes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

GONE = "There is nothing to open here"
OVERRIDE = "\u202e"
EVIL = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.org","x")',
    f"Ann{OVERRIDE}gro.live",
    "An\x00na",
    "{{ 7 * 7 }}",
    "%(name)s %s {0}",
    "'; DROP TABLE families_person; --",
]


class TestStart:
    def test_it_says_what_one_needs_and_who_sees_it(self, parent: Visitor) -> None:
        parent.open("/join/")

        assert parent.status == 200
        for words in ("about five minutes", "no account", "Who sees it", "Start now"):
            assert words in parent.words
        assert "/join/privacy/" in parent.read.links

    def test_the_home_page_invites(self, parent: Visitor) -> None:
        parent.open("/")

        assert "Join Flying Start" in parent.words
        assert "/join/" in parent.read.links

    def test_without_a_notice_nobody_can_join(self, parent: Visitor) -> None:
        PrivacyNotice.objects.all().delete()

        parent.open("/join/")
        assert "You cannot join online yet" in parent.words
        parent.open("/join/privacy/")
        assert parent.at == "/join/"
        parent.client.post("/join/privacy/", {"version": "2026-05"})
        assert not Draft.objects.exists()

    def test_who_has_begun_may_go_on(self, parent: Visitor) -> None:
        parent.begins().send("/join/you/", YOU).open("/join/")

        assert "You have begun already on this device" in parent.words
        assert "/join/children/" in parent.read.links

    def test_a_reload_of_the_notice_begins_nothing_new(self, parent: Visitor) -> None:
        parent.begins()
        parent.client.post("/join/privacy/", {"version": "2026-05"})

        assert Draft.objects.count() == 1


class TestPrivacyNotice:
    def test_it_is_shown_in_its_parts_and_its_version_is_remembered(self, parent: Visitor) -> None:
        parent.open("/join/privacy/")

        assert "Why We ask. one two Version 2026-05 of this notice." in parent.words
        parent.has_answered().sends()
        assert set(Registration.objects.values_list("notice_version", "came_by")) == {
            ("2026-05", "online")
        }

    def test_a_version_that_is_no_longer_current_is_shown_anew(self, parent: Visitor) -> None:
        parent.open("/join/privacy/")
        keep_notice(version="2026-06", texts={"en": "New."}, by=BY, at=AT)

        parent.client.post("/join/privacy/", {"version": "2026-05"})

        assert not Draft.objects.exists()
        assert Draft.objects.count() == 0
        parent.begins()
        assert Draft.objects.get().notice_version == "2026-06"

    def test_a_language_without_a_text_shows_the_sites_own_as_such(self, parent: Visitor) -> None:
        parent.open("/join/privacy/", **{"accept-language": "ur"})

        assert '<div lang="en" dir="ltr">' in parent.html
        keep_notice(version="2026-05", texts={"ur": "نوٹس"}, by=BY, at=AT)
        parent.open("/join/privacy/", **{"accept-language": "ur"})
        assert '<div lang="ur" dir="rtl">' in parent.html
        assert "نوٹس" in parent.words


class TestTheWholeWay:
    def test_a_family_is_registered_as_it_was_told(self, parent: Visitor) -> None:
        parent.walks()

        for words in ("Agnieszka", "Łucja", "29 February 2024", "1 High Street", "LU9 1AA"):
            assert words in parent.words
        assert not Family.objects.exists()
        parent.sends()
        assert (parent.status, parent.at) == (200, "/join/done/")
        assert "You have joined" in parent.words

        mother, child = Person.objects.order_by("pk")
        assert (mother.given_name, mother.spoken_language, mother.interpreter_needed) == (
            "Agnieszka",
            "Polish",
            True,
        )
        assert (mother.contact_by_sms, mother.contact_by_call) == (False, True)
        assert (child.given_name, child.date_of_birth) == ("Łucja", dt.date(2024, 2, 29))
        assert (mother.ethnicity, child.ethnicity) == ("WBRI", "WBRI")
        assert homes(child) == [("LU9 1AA", True, None, None)]
        assert details(mother) == {"phone": "07700 900123"}

    def test_each_page_leads_to_the_next(self, parent: Visitor) -> None:
        parent.begins()
        seen = [parent.at]
        for name, answer in ANSWERS.items():
            parent.send(f"/join/{name}/", answer)
            seen.append(parent.at)

        new = seen.pop(1)
        assert new.startswith("/join/children/")
        assert uuid.UUID(new.split("/")[3]).version == 4
        assert seen == [
            "/join/you/",
            "/join/children/",
            *(f"/join/{name}/" for name in list(ANSWERS)[3:]),
            "/join/check/",
        ]

    def test_who_expects_a_first_baby_needs_no_child(self, parent: Visitor) -> None:
        parent.begins().send("/join/you/", {**YOU, "roles": ["expecting"]})
        assert parent.at == "/join/due/"
        due = {"due_on-day": "1", "due_on-month": "december", "due_on-year": "2026"}
        parent.send("/join/due/", due)
        assert "Do you have a child under five?" in parent.words
        for name in list(ANSWERS)[2:-1]:
            parent.send(f"/join/{name}/", ANSWERS[name])
        parent.sends()

        assert ExpectedBirth.objects.get().due_on == dt.date(2026, 12, 1)
        assert Person.objects.get().ties.get().role == "expectant_parent"

    def test_another_adult_is_a_name_and_a_relationship(self, parent: Visitor) -> None:
        adult = {"is_there": True, "given_name": "Piotr", "role": "parent", "relationship": "tata"}
        parent.has_answered("check", **{"another-adult": adult}).sends()

        *_, father = Person.objects.order_by("pk")
        tie = father.ties.get()
        assert (father.given_name, tie.role, tie.relationship) == ("Piotr", "parent", "tata")
        assert (homes(father), details(father)) == ([], {})

    def test_a_need_is_said_of_the_child_for_whom_it_is_chosen(self, parent: Visitor) -> None:
        parent.has_answered(until="support")
        parent.press("/join/support/", {"send": [uuid.UUID(CHILD).hex]}).sends()

        need = Need.objects.get()
        assert (need.person.given_name, need.code, need.source) == (
            "Łucja",
            "send",
            "the family, online",
        )

    @pytest.mark.parametrize("choice", ["none", "unsaid"])
    def test_saying_none_or_nothing_records_no_need(self, parent: Visitor, choice: str) -> None:
        parent.has_answered(until="support").press("/join/support/", {"send": [choice]}).sends()

        assert (Family.objects.count(), Need.objects.count()) == (1, 0)

    def test_without_needs_that_parents_may_name_they_are_not_asked(self, parent: Visitor) -> None:
        Code.objects.update(parents_say=False)

        parent.has_answered(until="ethnicity").press("/join/ethnicity/", {})

        assert parent.at == "/join/check/"
        assert parent.open("/join/support/").at == "/join/check/"

    def test_everything_may_be_left_out_but_a_name_and_a_child(self, parent: Visitor) -> None:
        parent.has_answered(until="home").press("/join/home/", {"where": "unsaid"})
        for name in ("phone", "email", "languages", "ethnicity", "support"):
            parent.press(f"/join/{name}/", {})
        assert parent.at == "/join/check/"
        parent.sends()

        mother, child = Person.objects.order_by("pk")
        assert (mother.contact_by_sms, mother.contact_by_call, mother.contact_by_email) == (
            None,
            None,
            None,
        )
        assert (homes(mother), details(mother)) == ([], {})
        assert (mother.ethnicity, child.ethnicity, child.sex) == ("", "", "")

    def test_a_child_who_is_known_already_is_nobodys_to_know(self, parent: Visitor) -> None:
        parent.has_answered().sends()
        first = parent.words

        other = Visitor()
        other.has_answered()
        assert "already" not in other.words
        other.sends()

        assert other.words == first
        assert Family.objects.count() == 2


class TestNoWayIn:
    PATHS = (
        *(f"/join/{name}/" for name in (*ANSWERS, "due", "check", "done", "later", "back")),
        f"/join/children/{CHILD}/remove/",
        "/join/resume/guess/",
        f"/join/resume/{'A' * 43}/",
    )

    @pytest.mark.parametrize("path", PATHS)
    def test_a_stranger_reads_the_same_kind_page_everywhere(
        self, parent: Visitor, path: str
    ) -> None:
        Visitor().has_answered()

        parent.open(path)
        kind = parent.html

        assert parent.status == 404
        assert GONE in parent.words
        assert "Begin again" in parent.words
        parent.open("/join/done/")
        assert without_tokens(parent.html) == without_tokens(kind).replace(path, "/join/done/")

    @pytest.mark.parametrize("path", PATHS)
    def test_nor_can_a_stranger_send_anything(self, parent: Visitor, path: str) -> None:
        Visitor().has_answered()
        before = Draft.objects.get().version

        response = parent.client.post(path, {**YOU, "word": WORD, "version": "13", "seen": ""})

        assert response.status_code in {404, 405}
        assert Draft.objects.get().version == before
        assert not Family.objects.exists()

    @pytest.mark.parametrize(
        "cookie", ["", "x", "x:y:z", '["a","",""]', "A" * 4000, "WyJhIiwiIiwiIl0:1u:abc"]
    )
    def test_a_forged_cookie_is_none(self, parent: Visitor, cookie: str) -> None:
        parent.client.cookies["flyingstart_join"] = cookie

        assert parent.open("/join/you/").status == 404

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
    def test_only_reading_and_sending(self, parent: Visitor, method: str) -> None:
        parent.begins()

        assert getattr(parent.client, method)("/join/you/").status_code == 405

    @pytest.mark.parametrize("path", ["/join/nothing/", "/join/YOU/", "/join/child-0a/"])
    def test_a_page_that_does_not_exist(self, parent: Visitor, path: str) -> None:
        parent.begins()

        assert parent.open(path).status == 404

    @pytest.mark.parametrize("name", ["home", "texts", "support", "check", "due"])
    def test_who_jumps_ahead_is_led_to_the_open_question(self, parent: Visitor, name: str) -> None:
        parent.begins().send("/join/you/", YOU)

        parent.open(f"/join/{name}/")

        assert parent.at.startswith("/join/children/")

    def test_a_form_from_another_site_is_refused(self) -> None:
        parent = Visitor(Client(enforce_csrf_checks=True))

        response = parent.client.post("/join/privacy/", {"version": "2026-05"})

        assert response.status_code == 403
        assert not Draft.objects.exists()

    def test_pages_are_never_kept_by_the_browser(self, parent: Visitor) -> None:
        parent.has_answered()

        for path in ("/join/", "/join/you/", "/join/check/", "/join/later/"):
            response = parent.client.get(path)
            assert "no-store" in response.headers["Cache-Control"]
            assert response.headers["Referrer-Policy"] == "same-origin"


class TestWrongAnswers:
    @pytest.mark.parametrize(
        ("name", "answer", "words"),
        [
            ("you", {**YOU, "given_name": ""}, "Enter a name. One is enough."),
            ("you", {**YOU, "given_name": f" {OVERRIDE}\u200b "}, "Enter a name. One is enough."),
            ("you", {**YOU, "roles": []}, "Choose at least one of these"),
            ("you", {**YOU, "roles": ["emperor"]}, "answers offered"),
            ("you", {**YOU, "given_name": "x" * 10_000}, "must be 100 characters or fewer"),
            (f"children/{CHILD}", {**LUCJA, "date_of_birth-day": "30"}, "must be a real date"),
            (
                f"children/{CHILD}",
                {**LUCJA, "date_of_birth-month": "6", "date_of_birth-year": "2026"},
                "today or in the past",
            ),
            (f"children/{CHILD}", {**LUCJA, "date_of_birth-year": "2008"}, "A child is under 18"),
            (f"children/{CHILD}", {**LUCJA, "date_of_birth-day": ""}, "must include a day"),
            (f"children/{CHILD}", {**LUCJA, "given_name": ""}, "Enter a name"),
            ("children", {}, "Choose yes or no"),
            ("another-adult", {}, "Choose yes or no"),
            ("another-adult", {"is_there": "yes", "role": "parent"}, "Enter a name"),
            ("another-adult", {"is_there": "yes", "given_name": "P"}, "what they are to the"),
            ("home", {}, "Choose one of these answers"),
            ("home", {"where": "address"}, "Enter your postcode, or choose another answer"),
            ("home", {"where": "address", "postcode": "nowhere"}, "Enter a whole postcode"),
            ("home", {"where": "address", "line_1": "x" * 201}, "200 characters or fewer"),
            ("phone", {"phone": "ring me"}, "Enter a telephone number"),
            ("phone", {"phone": "1234567"}, "Enter the whole phone number"),
            ("texts", {}, "Choose yes or no"),
            ("email", {"email": "at home"}, "Enter an email address in the correct format"),
            ("email", {"email": '"a b"@example.org'}, "Enter an email address in the correct"),
            ("email", {"email": "a@localhost"}, "Enter an email address in the correct format"),
            ("languages", {"spoken": "Elvish"}, "answers offered"),
            ("ethnicity", {"own": "not_asked"}, "answers offered"),
            ("support", {"send": ["somebody"]}, "answers offered"),
            ("support", {"send": ["none", uuid.UUID(CHILD).hex]}, "alone, or only others"),
        ],
    )
    def test_it_is_said_at_the_question_and_nothing_is_kept(
        self, parent: Visitor, name: str, answer: dict[str, Any], words: str
    ) -> None:
        parent.has_answered(until=name)
        version = Draft.objects.get().version

        parent.press(f"/join/{name}/", answer)

        assert (parent.status, parent.at) == (200, f"/join/{name}/")
        assert "There is a problem" in parent.words
        assert words in parent.words
        assert "<title>Error: " in " ".join(parent.html.split())
        assert Draft.objects.get().version == version

    @pytest.mark.parametrize("day", ["2026-04-19", "2027-03-30"])
    def test_a_due_date_far_from_today(self, parent: Visitor, day: str) -> None:
        parent.begins().send("/join/you/", {**YOU, "roles": ["expecting"]})
        year, month, number = day.split("-")
        due = {"due_on-day": number, "due_on-month": month, "due_on-year": year}

        parent.send("/join/due/", due)

        assert parent.at == "/join/due/"
        assert "The due date must be" in parent.words

    def test_what_was_typed_stays_in_the_boxes(self, parent: Visitor) -> None:
        parent.has_answered(until="home")

        parent.press(
            "/join/home/", {"where": "address", "postcode": "nowhere", "line_1": "1 High Street"}
        )

        assert parent.read.values["line_1"] == "1 High Street"
        assert parent.read.values["postcode"] == "nowhere"

    def test_a_parent_without_a_child_is_asked_for_one(self, parent: Visitor) -> None:
        parent.begins().send("/join/you/", YOU)

        response = parent.client.post("/join/children/", {"another": "no", "seen": ""})

        assert "Add a child, or go back" in response.content.decode()

    @pytest.mark.parametrize("text", EVIL)
    def test_markup_formulas_and_overrides_are_words_like_others(
        self, parent: Visitor, text: str
    ) -> None:
        parent.has_answered().send("/join/you/?check=1", {**YOU, "given_name": text})

        assert "<script>alert" not in parent.html
        parent.sends()
        kept = text.replace(OVERRIDE, "").replace("\x00", "")
        assert Person.objects.earliest("pk").given_name == kept

    def test_files_are_not_read(self, parent: Visitor) -> None:
        parent.has_answered(until="you")
        file = SimpleUploadedFile("x.exe", b"MZ" * 10_000)

        parent.press("/join/you/", {**YOU, "given_name": file})

        assert "Enter a name" in parent.words

    def test_more_fields_than_there_are_questions_change_nothing(self, parent: Visitor) -> None:
        parent.has_answered(until="you")

        parent.press("/join/you/", {**YOU, "is_staff": "1", "child-0a": "x", "word": "y"})
        parent.open("/join/you/")

        assert parent.read.values["given_name"] == "Agnieszka"
        assert parent.open("/join/later/").words.count("A word or number") == 1

    def test_nothing_of_it_is_logged(
        self, parent: Visitor, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="django.request")
        caplog.set_level(logging.DEBUG, logger="flyingstart")

        link = parent.has_answered(until="home").stops()
        parent.press("/join/home/", {"where": "address", "postcode": "Agnieszka"})
        Visitor().open(link)
        Draft.objects.all().delete()
        Visitor().open(link)
        Visitor().open("/join/resume/guess/")

        assert "Agnieszka" not in caplog.text
        assert "resume" not in caplog.text


class TestChildren:
    def test_a_page_sent_twice_adds_one_child(self, parent: Visitor) -> None:
        parent.begins().send("/join/you/", YOU)
        for _ in range(2):
            parent.client.post(f"/join/children/{CHILD}/", {**LUCJA, "seen": ""})

        assert parent.open("/join/children/").html.count("fs-given__item") == 1

    def test_twins_are_two(self, parent: Visitor) -> None:
        parent.has_answered(until="children")
        parent.send(f"/join/children/{TWIN}/", {**LUCJA, "given_name": "Jan"})

        assert parent.html.count("fs-given__item") == 2

    def test_a_child_is_changed_in_its_place(self, parent: Visitor) -> None:
        parent.has_answered(until="children")
        parent.send(f"/join/children/{TWIN}/", {**LUCJA, "given_name": "Jan"})
        parent.send(f"/join/children/{CHILD}/", {**LUCJA, "given_name": "Lucy"})

        assert parent.words.index("Lucy") < parent.words.index("Jan")

    def test_a_child_is_taken_out_after_asking(self, parent: Visitor) -> None:
        parent.has_answered(until="children")
        parent.send(f"/join/children/{TWIN}/", {**LUCJA, "given_name": "Jan"})
        parent.open(f"/join/children/{TWIN}/remove/")
        assert "Remove Jan ?" in parent.words
        assert "Jan" in parent.open("/join/children/").words

        for _ in range(2):
            parent.send(f"/join/children/{TWIN}/remove/", {})

        assert (parent.at, parent.html.count("fs-given__item")) == ("/join/children/", 1)

    def test_a_child_that_was_changed_meanwhile_is_not_taken_out_unseen(
        self, parent: Visitor
    ) -> None:
        parent.has_answered(until="children").open(f"/join/children/{CHILD}/remove/")
        seen = parent.read.values["seen"]
        parent.send(f"/join/children/{CHILD}/", {**LUCJA, "given_name": "Lucy"})

        response = parent.client.post(f"/join/children/{CHILD}/remove/", {"seen": seen})

        assert "Lucy" in response.content.decode()
        assert "Lucy" in parent.open("/join/children/").words

    def test_who_takes_out_the_last_child_is_asked_for_one(self, parent: Visitor) -> None:
        parent.has_answered()
        parent.send(f"/join/children/{CHILD}/remove/", {})

        parent.open("/join/check/")

        assert parent.at.startswith("/join/children/")
        assert parent.at.endswith("?check=1")

    def test_there_is_an_end_to_children(
        self, parent: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "MOST_CHILDREN", 3)
        parent.has_answered(until="children")
        for _ in range(4):
            parent.send(f"/join/children/{new_child()}/", LUCJA)

        assert parent.html.count("fs-given__item") == 3
        assert "There is no room for more children here" in parent.words
        assert parent.press("/join/children/", {"another": "no"}).at == "/join/another-adult/"

    @pytest.mark.parametrize("key", ["x", "0a", "1" * 500, "../you"])
    def test_an_id_that_is_none(self, parent: Visitor, key: str) -> None:
        parent.begins().send("/join/you/", YOU)

        assert parent.open(f"/join/children/{key}/").status == 404


def without_tokens(html: str) -> str:
    """A page without what differs each time: nonces, tokens, and links that carry the address."""
    html = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", html)
    return re.sub(r"\?next=[^\"]*", "", html)

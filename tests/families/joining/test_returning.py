"""Stopping half-way and coming back by a link: for her, and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import signing

from flyingstart.families.api import Draft, Family
from flyingstart.families.operations.drafts import KEPT_FOR
from flyingstart.families.web.join.passes import COOKIE, SALT
from tests.families.joining.conftest import NOW
from tests.families.joining.visitor import LUCJA, TWIN, WORD, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

HOUR = dt.timedelta(hours=1)
GONE = "There is nothing to open here"
HERS = ("Agnieszka", "Łucja", "LU9", "07700", "29 February")


@pytest.fixture
def parent(world: None) -> Visitor:
    return Visitor().has_answered(until="phone")


def gives(visitor: Visitor, word: str) -> Visitor:
    """Give a word on the page that asks for it."""
    return visitor._took(visitor.client.post("/join/back/", {"word": word}, follow=True))


class TestStopping:
    def test_a_button_on_every_page_keeps_its_answer(self, parent: Visitor) -> None:
        parent.press("/join/phone/", {"phone": "07700 900999"}, later="1")

        assert parent.at == "/join/later/"
        assert parent.open("/join/phone/").read.values["phone"] == "07700 900999"

    def test_so_it_does_for_a_child(self, parent: Visitor) -> None:
        parent.open(f"/join/children/{TWIN}/")
        parent.press(f"/join/children/{TWIN}/", LUCJA, later="1")

        assert parent.at == "/join/later/"
        assert parent.open("/join/children/").html.count("fs-given__item") == 2

    def test_a_page_left_empty_is_left_out(self, parent: Visitor) -> None:
        version = Draft.objects.get().version

        parent.press("/join/phone/", {"phone": ""}, later="1")

        assert (parent.at, Draft.objects.get().version) == ("/join/later/", version)

    def test_a_wrong_answer_may_be_mended_or_left_out(self, parent: Visitor) -> None:
        parent.press("/join/phone/", {"phone": "wrong"}, later="1")

        assert parent.at == "/join/phone/"
        assert "Enter a telephone number" in parent.words
        assert "/join/later/" in parent.read.links

    @pytest.mark.parametrize(
        ("word", "fault"),
        [
            ("", "Enter a word or number"),
            ("abc", "at least 4 letters or figures"),
            ("a b c", "at least 4 letters or figures"),
            ("\u200b\u200b\u200b\u200b", "Enter a word or number"),
            ("x" * 101, "100 characters or fewer"),
        ],
    )
    def test_a_word_that_keeps_nobody_out(self, parent: Visitor, word: str, fault: str) -> None:
        parent.open("/join/later/")
        parent._took(parent.client.post("/join/later/", {"word": word}))

        assert fault in parent.words
        assert "/join/resume/" not in parent.html

    def test_the_link_is_shown_with_its_last_day(self, parent: Visitor) -> None:
        parent.stops()

        assert "http://testserver/join/resume/" in parent.html
        assert "The link works until Monday 15 June" in parent.words

    def test_the_link_is_shown_again_and_is_the_same(self, parent: Visitor) -> None:
        link = parent.stops()

        assert parent.open("/join/later/").link == link

    def test_closing_forgets_it_on_this_device(self, parent: Visitor) -> None:
        link = parent.stops()

        parent._took(parent.client.post("/join/later/close/", follow=True))

        assert "Closed on this device" in parent.words
        assert GONE in parent.open("/join/phone/").words
        assert "Welcome back" in parent.open(link).words

    def test_without_a_word_nothing_is_closed(self, parent: Visitor) -> None:
        parent._took(parent.client.post("/join/later/close/", follow=True))

        assert parent.at == "/join/later/"
        assert parent.open("/join/phone/").status == 200

    def test_reading_does_not_close(self, parent: Visitor) -> None:
        parent.stops()

        assert parent.client.get("/join/later/close/").status_code == 405


class TestComingBack:
    def test_on_another_phone_after_the_word(self, parent: Visitor) -> None:
        other = Visitor().open(parent.stops())
        assert (other.at, "Welcome back" in other.words) == ("/join/back/", True)

        gives(other, WORD)

        assert other.at == "/join/phone/"
        assert "1 High Street" in other.open("/join/home/").html

    @pytest.mark.parametrize("word", ["bluebird", "BlueBird", " blue bird ", "BLUEBIRD\u200f"])
    def test_capitals_and_spaces_do_not_matter(self, parent: Visitor, word: str) -> None:
        other = Visitor().open(parent.stops())

        assert gives(other, word).at == "/join/phone/"

    def test_before_the_word_nothing_is_shown(self, parent: Visitor) -> None:
        other = Visitor().open(parent.stops())

        for path in ("/join/", "/join/home/", "/join/check/", "/join/later/", "/join/done/"):
            other.open(path)
            assert [word for word in HERS if word in other.html] == [], path

    @pytest.mark.parametrize("word", ["", "redbird", "x" * 10_000, "\x00", "<b>", "Agnieszka"])
    def test_a_wrong_word_opens_nothing(self, parent: Visitor, word: str) -> None:
        other = gives(Visitor().open(parent.stops()), word)

        assert other.at == "/join/back/"
        assert other.open("/join/home/").at == "/join/back/"

    def test_words_are_not_tried_for_long(self, parent: Visitor) -> None:
        link = parent.stops()
        other = Visitor().open(link)
        for number in range(5):
            gives(other, f"guess{number}")

        gives(other, WORD)
        assert "tried too often" in other.words
        # Not from another browser either, and not for ever.
        assert gives(Visitor().open(link), WORD).at == "/join/back/"
        with time_machine.travel(NOW + HOUR + dt.timedelta(minutes=1), tick=False):
            assert gives(Visitor().open(link), WORD).at == "/join/phone/"

    def test_waiting_a_little_gives_no_further_tries(self, parent: Visitor) -> None:
        other = Visitor().open(parent.stops())
        for number in range(5):
            gives(other, f"guess{number}")

        with time_machine.travel(NOW + 0.9 * HOUR, tick=False):
            assert "tried too often" in gives(other, WORD).words

    def test_she_finishes_there_and_it_is_one_family(self, parent: Visitor) -> None:
        other = gives(Visitor().open(parent.stops()), WORD)
        for name in ("phone", "email", "languages", "ethnicity", "support"):
            other.press(f"/join/{name}/", {})
        other.sends()

        assert other.at == "/join/done/"
        # And on the first phone there is nothing left to send.
        assert parent.open("/join/check/").at == "/join/done/"
        assert Family.objects.count() == 1

    def test_a_new_phone_speaks_her_language(self, parent: Visitor) -> None:
        Draft.objects.update(language="ur")

        other = Visitor().open(parent.stops())

        assert 'lang="ur" dir="rtl"' in other.html

    def test_a_phone_that_speaks_already_stays_as_it_is(self, parent: Visitor) -> None:
        Draft.objects.update(language="ur")
        other = Visitor()
        other.client.cookies["django_language"] = "en"

        assert 'lang="en"' in other.open(parent.stops()).html

    def test_what_was_open_on_that_phone_stays_open(self, parent: Visitor) -> None:
        other = Visitor().has_answered(until="home")

        other.open(parent.stops())

        assert other.open("/join/home/").status == 200
        assert "Welcome back" in other.open("/join/back/").words

    def test_the_word_may_be_given_twice(self, parent: Visitor) -> None:
        link = parent.stops()
        other = gives(Visitor().open(link), WORD)

        assert gives(other.open(link), WORD).at == "/join/phone/"


class TestNoWayBack:
    def test_a_link_without_a_word_opens_nothing(self, parent: Visitor) -> None:
        secret, *_ = signing.loads(parent.client.cookies[COOKIE].value, salt=SALT)

        assert GONE in Visitor().open(f"/join/resume/{secret}/").words

    @pytest.mark.parametrize("plight", ["sent", "expired", "deleted", "guessed"])
    def test_all_reasons_read_alike(self, parent: Visitor, plight: str) -> None:
        link = parent.stops()
        after = NOW
        if plight == "sent":
            other = Visitor().has_answered()
            link = other.stops()
            other.open("/join/check/").sends()
        elif plight == "expired":
            after = NOW + KEPT_FOR
        elif plight == "deleted":
            Draft.objects.all().delete()
        else:
            link = f"/join/resume/{'A' * 43}/"

        with time_machine.travel(after, tick=False):
            stranger = Visitor().open(link)
            nobody = Visitor().open("/join/resume/x/")

        assert stranger.status == nobody.status == 404
        assert stranger.words == nobody.words
        assert GONE in stranger.words
        assert stranger.client.cookies.get(COOKIE) is None

    @pytest.mark.parametrize("plight", ["sent", "expired"])
    def test_who_has_the_word_comes_too_late(self, parent: Visitor, plight: str) -> None:
        other = Visitor().open(parent.stops())
        if plight == "sent":
            for name in ("phone", "email", "languages", "ethnicity", "support"):
                parent.press(f"/join/{name}/", {})
            parent.open("/join/check/").sends()
            assert gives(other, WORD).status == 404
        else:
            with time_machine.travel(NOW + KEPT_FOR, tick=False):
                assert gives(other, WORD).status == 404

    def test_the_cookie_of_one_link_is_not_anothers(self, parent: Visitor) -> None:
        mine = Visitor().open(parent.stops())
        other = Visitor().has_answered(until="home")
        other.stops("another word")

        assert gives(mine, "another word").at == "/join/back/"

    def test_a_day_later_the_word_is_asked_on_her_own_phone_too(self, parent: Visitor) -> None:
        parent.stops()

        with time_machine.travel(NOW + 25 * HOUR, tick=False):
            assert parent.open("/join/home/").at == "/join/back/"
            assert [word for word in HERS if word in parent.html] == []
            assert gives(parent, WORD).at == "/join/phone/"
            assert parent.open("/join/home/").status == 200

    def test_each_page_makes_the_day_begin_anew(self, parent: Visitor) -> None:
        for hours in (20, 40, 60):
            with time_machine.travel(NOW + hours * HOUR, tick=False):
                assert parent.open("/join/home/").at == "/join/home/"

    def test_a_day_later_without_a_word_it_is_closed(self, parent: Visitor) -> None:
        with time_machine.travel(NOW + 25 * HOUR, tick=False):
            assert parent.open("/join/home/").status == 404

    def test_the_cookie_is_for_these_pages_only_and_no_scripts(self, parent: Visitor) -> None:
        cookie = parent.client.cookies[COOKIE]

        assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/join/", "Lax", "")
        assert cookie["httponly"]

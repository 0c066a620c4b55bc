"""The sign for a door that stays shut; and the same families as last time in one tap."""

from __future__ import annotations

import re

from django.test import Client

from flyingstart.activities.api import cancel_session
from tests.activities.registers.hall import NOW, Hall, register
from tests.families.web.town import NOBODY, at_work, text_of
from tests.families.world import BY


def sign(hall: Hall) -> str:
    return f"/staff/sessions/{hall.session.public_id}/door-sign/"


def test_it_says_so_in_english_and_in_urdu_and_names_nobody(hall: Hall) -> None:
    cancel_session(session=hall.session, because="The hall is being painted", by=BY, at=NOW)

    page = hall.staff().get(sign(hall))

    words, source = text_of(page), page.content.decode()
    for said in (
        *("Not on today", "Stay and Play", "Wednesday 4 March, 10am to midday"),
        *("The hall is being painted", "/whats-on/", "آج نہیں ہو رہا"),
    ):
        assert said in words
    assert '<section class="fs-sign__part" lang="ur" dir="rtl">' in source
    article = source[source.index("<article") : source.index("</article>")]
    assert "Sam Okafor" not in article


def test_the_page_of_a_cancelled_session_leads_to_it_and_no_other(hall: Hall) -> None:
    client = hall.staff()
    page = f"/staff/sessions/{hall.session.public_id}/"
    assert sign(hall) not in client.get(page).content.decode()
    assert client.get(sign(hall)).headers["Location"] == page

    cancel_session(session=hall.session, because="Snow", by=BY, at=NOW)

    assert sign(hall) in client.get(page).content.decode()


def test_who_may_read_it(hall: Hall) -> None:
    cancel_session(session=hall.session, because="Snow", by=BY, at=NOW)

    assert at_work("partner").get(sign(hall)).status_code == 200
    assert Client().get(sign(hall)).status_code == 302
    assert hall.staff().get(f"/staff/sessions/{NOBODY}/door-sign/").status_code == 404


def test_the_same_families_as_last_time_are_here_in_one_press(hall: Hall) -> None:
    client = hall.staff()
    source = client.get(hall.address).content.decode()
    form = source[source.index("data-fs-same") :]
    form = form[: form.index("</form>")]
    ticks = re.findall(r'name="people" type="checkbox" value="([^"]+)" checked', form)

    # The button comes before the list, so that the list need not be opened.
    assert form.index("Same as last time (2)") < form.index("Not all of them?")
    client.post(f"{hall.address}marks/", {"people": ticks})

    assert register(hall.session) == dict.fromkeys(("Zofia", "Stanisław"), "attended")

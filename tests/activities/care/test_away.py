"""A crèche where there is no network: in, out and to whom, late and once."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.test import Client

from flyingstart.activities.api import close_register
from flyingstart.activities.models import Creche, CrecheStay
from flyingstart.activities.operations.care import hand_over, staff_creche
from flyingstart.activities.pack_care import load_rules
from flyingstart.families.models import CourtOrder
from tests.activities.care.test_creche import address, forbid, here, left
from tests.activities.care.test_rules import PACK
from tests.activities.registers.hall import MINUTE, NOW, Hall, came
from tests.families.web.town import NOBODY, at_work, text_of
from tests.families.world import BY

BATCH = "/staff/registers/batch/"


def said(hall: Hall, kind: str, minutes_ago: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "session": str(hall.session.public_id),
        "said_at": (NOW - minutes_ago * MINUTE).isoformat(),
        "child": str(hall.town.child.public_id),
        **more,
    }


def came_in(hall: Hall, **changes: Any) -> dict[str, Any]:
    words = {
        "family": str(hall.town.family.public_id),
        "left_by": "Zofia K.",
        "phone": "07700 900123",
        "named": "Gran Ola, ",
        "must_know": "Teething",
    }
    return said(hall, "creche_in", 20, **{**words, **changes})


def went_out(hall: Hall, stay: Any, to: str = "Gran Ola", **changes: Any) -> dict[str, Any]:
    return said(
        hall, "creche_out", 5, **{"stay": str(stay), "to": to, "agreed_with": "", **changes}
    )


def became(client: Client, *entries: dict[str, Any]) -> list[str]:
    sent = client.post(BATCH, {"entries": entries}, content_type="application/json")
    told = sent.json()["entries"]
    return [" ".join(filter(None, (one["became"], one.get("words")))) for one in told]


def times() -> tuple[dt.datetime, dt.datetime | None]:
    stay = CrecheStay.objects.get()
    return stay.in_at, stay.out_at


def test_a_child_is_in_and_out_once_at_the_times_that_were_said(hall: Hall) -> None:
    here(hall)
    client, word = hall.staff(), came_in(hall)
    out = went_out(hall, word["id"])

    assert became(client, word, out) == ["kept", "kept"]
    assert became(client, out, word, out) == ["known", "known", "known"]

    stay = CrecheStay.objects.get()
    assert (stay.child, stay.family) == (hall.town.child, hall.town.family)
    assert (stay.left_by, stay.named, stay.phone) == ("Zofia K.", ["Gran Ola"], "07700 900123")
    assert (stay.must_know, stay.collected_by) == ("Teething", "Gran Ola")
    assert times() == (NOW - 20 * MINUTE, NOW - 5 * MINUTE)


def test_of_a_child_that_another_device_took_in_the_same_stay_is_meant(hall: Hall) -> None:
    here(hall)
    stay = left(hall, at=NOW - 30 * MINUTE)
    client, word = hall.staff(), came_in(hall)

    assert became(client, word, went_out(hall, word["id"])) == ["known", "kept"]

    assert CrecheStay.objects.get().pk == stay.pk
    assert times() == (NOW - 30 * MINUTE, NOW - 5 * MINUTE)


def test_a_stay_that_the_page_had_is_named_by_its_public_id(hall: Hall) -> None:
    here(hall)
    stay = left(hall, at=NOW - 30 * MINUTE)

    assert became(hall.staff(), went_out(hall, stay.public_id, "Zofia Kowalska")) == ["kept"]


def test_of_two_hand_overs_the_first_that_came_stays(hall: Hall) -> None:
    here(hall)
    stay = left(hall, at=NOW - 30 * MINUTE)
    words = [went_out(hall, stay.public_id, to) for to in ("Gran Ola", "Zofia Kowalska")]

    assert [became(hall.staff(), word) for word in words] == [["kept"], ["known"]]
    assert CrecheStay.objects.get().collected_by == "Gran Ola"


def test_a_child_is_handed_to_nobody_who_was_not_named(hall: Hall) -> None:
    """safety.md: hand back only to the adult who left the child, or one they named."""
    here(hall)
    stay = left(hall, at=NOW - 30 * MINUTE)
    refused = "refused Hand over only to the adult who left the child, or to one they named."

    assert became(hall.staff(), went_out(hall, stay.public_id, "Rex")) == [refused]
    assert times() == (NOW - 30 * MINUTE, None)


def test_what_happened_though_an_order_came_meanwhile_is_written_down_and_said(hall: Hall) -> None:
    """safety.md: do not hand over, call the lead. It has happened: hiding it helps nobody."""
    here(hall)
    stay = left(hall, at=NOW - 30 * MINUTE)
    forbid(hall)
    client = hall.staff()

    assert became(client, went_out(hall, stay.public_id)) == ["kept"]

    warned = "There is an order, and no lead was called: call the lead now"
    assert warned in text_of(client.get(address(hall)))


def test_the_register_asks_whom_one_called_where_there_is_an_order(hall: Hall) -> None:
    here(hall)
    stay = left(hall)
    client = hall.staff()
    row = f'data-stay="{stay.public_id}"'
    assert row in client.get(hall.address).content.decode()
    assert "data-order" not in client.get(hall.address).content.decode()

    forbid(hall)

    page = client.get(hall.address).content.decode()
    assert "data-order" in page[page.index(row) :].split(">")[0]
    assert CourtOrder.objects.get().about not in page


def counted(hall: Hall, adults: Any, minutes_ago: int = 10) -> dict[str, Any]:
    word = said(hall, "creche_adults", minutes_ago, adults=adults)
    return {name: value for name, value in word.items() if name != "child"}


def test_of_two_numbers_of_adults_the_later_holds_in_any_order(hall: Hall) -> None:
    words = [counted(hall, 1, 10), counted(hall, 2, 10), counted(hall, 4, 20)]
    client = hall.staff()
    for order in itertools.permutations(words):
        assert "refused" not in " ".join(became(client, *order, order[0]))
        creche = Creche.objects.get()
        assert (creche.adults, creche.said_at) == (2, NOW - 10 * MINUTE)
        Creche.objects.all().delete()


def test_how_many_were_there_is_said_once_and_the_page_of_the_site_outweighs_it_later(
    hall: Hall,
) -> None:
    client, word = hall.staff(), counted(hall, 3)

    assert [became(client, word) for _ in range(2)] == [["kept"], ["known"]]
    client.post(address(hall), {"act": "adults", "adults": "5"})

    assert became(client, counted(hall, 4, 5)) == ["known"]
    assert Creche.objects.get().adults == 5


def test_a_number_said_after_the_register_was_closed_waits(hall: Hall) -> None:
    close_register(session=hall.session, nobody_came=True, by=BY, at=NOW - 20 * MINUTE)

    (late,) = became(hall.staff(), counted(hall, 3, 10))

    assert late == "refused The register is closed. Reopen it to mark somebody."
    assert became(hall.staff(), counted(hall, 2, 30)) == ["kept"]


@pytest.mark.parametrize("adults", [-1, 51, "2", None, True])
def test_adults_are_a_number(hall: Hall, adults: Any) -> None:
    entries = {"entries": [counted(hall, adults)]}

    sent = hall.staff().post(BATCH, entries, content_type="application/json")

    words = "Say how many adults are with the children, from 0 up."
    assert (sent.status_code, sent.json()["errors"][0]["words"]) == (400, words)


def kept_on_the_page(hall: Hall) -> dict[str, Any]:
    """What the register hands its tablet of the crèche."""
    page = hall.staff().get(hall.address).content.decode()
    section = page[page.index("data-fs-creche ") :].split(">")[0]
    return {
        name: json.loads(unescape(value) or "null")
        for name, value in re.findall(r'data-(adults|each|most|spans)="([^"]*)"', section)
    }


def test_a_tablet_is_handed_what_it_needs_to_tell_what_is_short(hall: Hall) -> None:
    """Also of a child that was in another crèche today and may be left here next."""
    load_rules(PACK, BY, NOW)
    here(hall)
    other = hall.session_at(starts_at=NOW - 90 * MINUTE, ends_at=NOW - 60 * MINUTE)
    came(other, hall.town.family, hall.town.mother, hall.town.child)
    first = left(hall, session=other, at=NOW - 90 * MINUTE)
    hand_over(stay=first, to="Zofia Kowalska", by=BY, at=NOW - 60 * MINUTE)
    left(hall, at=NOW - 5 * MINUTE)
    staff_creche(session=hall.session, adults=1, by=BY, at=NOW)

    begins, ends, again = (NOW - minutes * MINUTE for minutes in (90, 60, 5))
    assert kept_on_the_page(hall) == {
        "adults": 1,
        "each": [[0, 3], [24, 5], [36, 8]],
        "most": 120,
        "spans": {
            str(hall.town.child.public_id): [
                [begins.isoformat(), ends.isoformat()],
                [again.isoformat(), None],
            ]
        },
    }


def test_where_the_pack_says_nothing_and_nobody_is_in_a_tablet_is_handed_nothing(
    hall: Hall,
) -> None:
    assert kept_on_the_page(hall) == {"adults": None, "each": [], "most": None, "spans": {}}


def test_what_was_said_before_the_register_was_closed_is_kept_and_a_hand_over_always(
    hall: Hall,
) -> None:
    here(hall)
    word = came_in(hall)
    late = {**came_in(hall), "said_at": NOW.isoformat()}
    close_register(session=hall.session, by=BY, at=NOW - 10 * MINUTE)

    (refused,) = became(hall.staff(), late)

    assert refused == "refused The register is closed. Reopen it to mark somebody."
    assert became(hall.staff(), word, went_out(hall, word["id"])) == ["kept", "kept"]


def test_in_any_order_and_in_parts_it_ends_alike(hall: Hall) -> None:
    here(hall)
    client = hall.staff()
    for order in itertools.permutations(range(2)):
        word = came_in(hall)
        words = [word, went_out(hall, word["id"])]
        # What was refused, for its beginning had not come, waits on the device and comes again.
        for _ in range(2):
            for place in order:
                became(client, words[place])
        assert times() == (NOW - 20 * MINUTE, NOW - 5 * MINUTE)
        CrecheStay.objects.all().delete()


@pytest.mark.parametrize("role", ["session_staff", "analyst"])
def test_nobody_says_it_of_a_session_that_is_not_theirs(hall: Hall, role: str) -> None:
    here(hall)
    client = at_work(role, area=hall.town.south)
    sent = client.post(BATCH, {"entries": [came_in(hall)]}, content_type="application/json")

    if role == "analyst":
        assert sent.status_code == 403
    else:
        words = "You cannot take the register of this session."
        assert sent.json()["entries"][0]["words"] == words
    assert not CrecheStay.objects.exists()


def test_of_a_child_who_is_unknown_or_not_marked_the_register_comes_first(hall: Hall) -> None:
    refused = ["refused Mark the child on the register first."]

    assert became(hall.staff(), came_in(hall)) == refused
    assert became(hall.staff(), came_in(hall, child=str(NOBODY))) == refused
    gone = "refused This child is not in the crèche of this session."
    assert became(hall.staff(), went_out(hall, NOBODY)) == [gone]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"left_by": ""}, "Say who leaves the child, and how they are reached."),
        ({"phone": " "}, "Say who leaves the child, and how they are reached."),
        ({"named": "x" * 401}, "These words are too long, or are none."),
        ({"child": 7}, "This is no id."),
        ({"session": None}, "This is no id."),
        ({"more": 1}, "No such field."),
    ],
)
def test_what_cannot_be_read_is_told(hall: Hall, changes: dict[str, Any], words: str) -> None:
    entries = {"entries": [came_in(hall, **changes)]}

    sent = hall.staff().post(BATCH, entries, content_type="application/json")

    assert (sent.status_code, sent.json()["errors"][0]["words"]) == (400, words)

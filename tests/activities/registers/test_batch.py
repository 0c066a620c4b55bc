"""What tablets send over HTTP: sizes, shapes, rights; answers name nobody."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from flyingstart.activities.api import MarkStatus, Session
from tests.accounts.people import user_with
from tests.activities.registers.hall import MINUTE, NOW, Hall, as_json, came, register, word
from tests.families.web.town import at_work, client_of

STATUSES = "A status is one of: attended, did_not_attend, cancelled, taken_back."
ADDRESS = "/staff/registers/batch/"


def send(client: Client, sent: Any, **options: Any) -> Any:
    return client.post(ADDRESS, sent, content_type="application/json", **options)


def test_a_batch_is_answered_word_by_word(hall: Hall) -> None:
    said = [word(hall, hall.town.child), word(hall, uuid.uuid4(), None)]

    answer = send(hall.staff(), as_json(said))

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.json() == {
        "entries": [
            {"id": str(said[0].id), "became": "kept"},
            {
                "id": str(said[1].id),
                "became": "refused",
                "reason": "person_unknown",
                "words": "There is nobody like that whom you can mark here.",
            },
        ]
    }
    assert register(hall.session) == {"Stanisław": "attended"}


def test_the_clock_and_another_place_are_told(hall: Hall) -> None:
    hub, south = (hall.session_at(site_id=pk) for pk in (hall.town.hub.pk, hall.session.site_id))
    Session.objects.filter(pk=south.pk).update(site=hall.town.south.sites.get())
    for there in (hub, south):
        came(there, hall.town.family, hall.town.child)
    said = word(hall, hall.town.child, said_at=NOW + 60 * MINUTE)

    (answer,) = send(hall.staff(), as_json([said])).json()["entries"]

    # Where the reader takes no register, only that it is somewhere else.
    assert answer == {
        "id": str(said.id),
        "became": "kept",
        "clock": "ahead",
        "clock_words": "The clock of this device runs ahead: it counts as said now.",
        "also_at": ["Stay and Play, Alder Hub, 10am", "a session somewhere else"],
    }


def test_registers_of_others_are_unknown(hall: Hall) -> None:
    said = as_json([word(hall, hall.town.child)])
    for client in (
        at_work("session_staff", area=hall.town.south),
        at_work("manager", site=hall.town.hub),
    ):
        (answer,) = send(client, said).json()["entries"]
        assert (answer["became"], answer["reason"]) == ("refused", "session_unknown")
    assert register(hall.session) == {}


@pytest.mark.parametrize("role", ["partner", "analyst", "board_reader", "administrator", ""])
def test_other_roles_send_nothing(hall: Hall, role: str) -> None:
    answer = send(at_work(role), as_json([word(hall, hall.town.child)]))

    assert answer.status_code == 403
    assert register(hall.session) == {}


def test_strangers_are_sent_to_sign_in_and_other_sites_are_refused(hall: Hall) -> None:
    said = as_json([word(hall, hall.town.child)])
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(user_with("manager"))

    assert send(Client(), said).status_code == 302
    assert send(careful, said).status_code == 403
    assert hall.staff().get(ADDRESS).status_code == 405
    assert register(hall.session) == {}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"id": "7"}, "id", "This is no id."),
        ({"id": None}, "id", "This is no id."),
        ({"person": ["x"]}, "person", "This is no id."),
        ({"session": "../../x"}, "session", "This is no id."),
        ({"family": 3}, "family", "This is no id."),
        (
            {"status": "present"},
            "status",
            "A status is one of: attended, did_not_attend, cancelled, taken_back.",
        ),
        (
            {"status": {}},
            "status",
            "A status is one of: attended, did_not_attend, cancelled, taken_back.",
        ),
        ({"said_at": "now"}, "said_at", "This is no ISO time."),
        ({"said_at": 1_700_000_000}, "said_at", "This is no ISO time."),
        ({"said_at": "2026-03-04T10:00:00"}, "said_at", "The time has no offset."),
        ({"said_at": "0001-01-01T00:00:00+14:00"}, "said_at", "No clock says this year."),
        ({"said_at": "9999-12-31T23:59:59-14:00"}, "said_at", "No clock says this year."),
        ({"who": "me"}, "who", "No such field."),
    ],
)
def test_what_cannot_be_read_is_told_by_place_and_field(
    hall: Hall, change: dict[str, Any], field: str, words: str
) -> None:
    sent = as_json([word(hall, hall.town.mother), word(hall, hall.town.child)])
    sent["entries"][1] |= change

    answer = send(hall.staff(), sent)

    assert answer.status_code == 400
    assert answer.json() == {"errors": [{"entry": 1, "field": field, "words": words}]}
    assert register(hall.session) == {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 400),
        (b'{"entries": {}}', 400),
        (b'{"entries": [7]}', 400),
        (json.dumps({"entries": [{}] * 501}).encode(), 400),
        (b" " * 262_145, 413),
    ],
    ids=range(8),
)
def test_what_is_no_batch_is_refused_in_words(hall: Hall, body: bytes, status: int) -> None:
    answer = send(hall.staff(), body)

    assert answer.status_code == status
    assert all(fault["words"] for fault in answer.json()["errors"])


def test_only_json_is_read(hall: Hall) -> None:
    answer = hall.staff().post(ADDRESS, {"entries": "[]"})

    assert answer.status_code == 400
    assert answer.json() == {"errors": [{"words": "Send application/json."}]}


def test_an_answer_names_nobody(hall: Hall) -> None:
    came(hall.session_at(site_id=hall.town.hub.pk), hall.town.family, hall.town.child)
    said = [
        word(hall, hall.town.child),
        word(hall, hall.town.mother, hall.far),
        word(hall, hall.nadia, hall.far, status=MarkStatus.DID_NOT_ATTEND),
    ]

    text = send(client_of(user_with("manager")), as_json(said)).content.decode()

    for name in ("Stanis", "Kowalsk", "Zofia", "Nadia", "Rahman"):
        assert name not in text

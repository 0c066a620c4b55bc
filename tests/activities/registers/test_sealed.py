"""Words that outlive the wipe: sealed on a tablet, opened here, said by who said them."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import uuid
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import signing
from django.test import Client

from flyingstart.accounts.api import User
from flyingstart.activities.api import RegisterWord
from flyingstart.activities.models import RegisterEntry
from flyingstart.activities.web.staff.registers.sealing import public_key
from flyingstart.activities.web.staff.registers.speakers import speaker_of, speaker_today
from tests.accounts.people import user_with
from tests.activities.registers.hall import MINUTE, NOW, Hall, as_json, register, word
from tests.families.web.town import client_of

ADDRESS = "/staff/registers/sealed/"
UNREADABLE = "What this device kept cannot be read here."
ANOTHER_DAY = (
    "It was said on a page of another day, so who said it is not certain. Say it again on a page of"
    " today, or enter it from paper; then let go of this."
)
MIDNIGHT = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def seal(said: RegisterWord, by: str, **changes: Any) -> dict[str, str]:
    """A word as a tablet seals it."""
    text = json.dumps({**as_json([said])["entries"][0], "by": by})
    return seal_text(str(said.id), text, **changes)


def seal_text(word_id: str, text: str, **changes: Any) -> dict[str, str]:
    """Any words, sealed under an id."""
    key, point = public_key()
    curve = ec.SECP256R1()
    ours = ec.generate_private_key(curve)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(curve, base64.b64decode(point))
    own = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    info = b"flyingstart register word"
    stretched = HKDF(algorithm=hashes.SHA256(), length=32, salt=own, info=info)
    iv = os.urandom(12)
    cipher = AESGCM(stretched.derive(ours.exchange(ec.ECDH(), theirs)))
    data = cipher.encrypt(iv, text.encode(), word_id.encode())
    coded = {
        name: base64.b64encode(value).decode()
        for name, value in {"point": own, "iv": iv, "data": data}.items()
    }
    return {"id": word_id, "key": key} | coded | changes


def speaker(user: User) -> str:
    return speaker_today(user).sign()


def bring(client: Client, *words: Any) -> Any:
    return client.post(ADDRESS, {"words": list(words)}, content_type="application/json")


def unreadable(word_id: str) -> dict[str, str]:
    return {
        "id": word_id,
        "became": "refused",
        "reason": "unreadable",
        "words": UNREADABLE,
    }


def a_worker(hall: Hall, name: str = "Sam Okafor") -> User:
    return user_with("session_staff", neighbourhood=hall.town.north, name=name)


def test_a_sealed_word_is_kept_once_and_is_of_who_said_it(hall: Hall) -> None:
    said_it = a_worker(hall, "Rea Doyle")
    brings_it = client_of(a_worker(hall, "Ola Berg"))
    sealed = seal(said := word(hall, hall.town.child), speaker(said_it))

    answers = [bring(brings_it, sealed).json()["entries"] for _ in range(2)]

    assert answers == [
        [{"id": str(said.id), "became": "kept"}],
        [{"id": str(said.id), "became": "known"}],
    ]
    assert register(hall.session) == {"Stanisław": "attended"}
    assert [entry.said_by for entry in RegisterEntry.objects.all()] == [str(said_it)]


def test_the_word_of_somebody_who_left_is_judged_by_who_brings_it(hall: Hall) -> None:
    left = a_worker(hall, "Lou Grey")
    brings_it = client_of(a_worker(hall, "Ola Berg"))
    User.objects.filter(pk=left.pk).update(is_active=False)

    (answer,) = bring(brings_it, seal(word(hall, hall.town.child), speaker(left))).json()["entries"]

    assert answer["became"] == "kept"
    assert [entry.said_by for entry in RegisterEntry.objects.all()] == [str(left)]


def test_a_worker_of_elsewhere_says_nothing_through_one_of_here(hall: Hall) -> None:
    elsewhere = user_with("session_staff", neighbourhood=hall.town.south)
    brings_it = client_of(a_worker(hall, "Ola Berg"))
    sealed = seal(word(hall, hall.town.child), speaker(elsewhere))

    (answer,) = bring(brings_it, sealed).json()["entries"]

    assert (answer["became"], answer["reason"]) == ("refused", "session_unknown")
    assert register(hall.session) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "0" * 16},
        {"id": str(uuid.UUID(int=1))},
        {"data": "AAAA"},
        {"iv": "!"},
        {"point": base64.b64encode(b"\x04" + b"\x01" * 64).decode()},
        {"more": "x"},
        {"data": 7},
    ],
)
def test_what_was_changed_on_the_way_is_not_read(hall: Hall, changes: dict[str, Any]) -> None:
    user = a_worker(hall, "Rea Doyle")
    sealed = seal(word(hall, hall.town.child), speaker(user), **changes)

    answer = bring(client_of(user), sealed)

    assert answer.json() == {"entries": [unreadable(sealed["id"])]}
    assert register(hall.session) == {}


@pytest.mark.parametrize("text", ["[]", "7", "{}", '{"by": 7}', "x"])
def test_what_is_no_word_though_it_is_sealed_is_not_read(hall: Hall, text: str) -> None:
    word_id = str(uuid.uuid4())

    answer = bring(hall.staff(), seal_text(word_id, text))

    assert answer.json() == {"entries": [unreadable(word_id)]}


def test_nobody_says_a_word_in_the_name_of_another(hall: Hall) -> None:
    user = a_worker(hall, "Rea Doyle")
    sealed = seal(word(hall, hall.town.child), str(user.public_id))

    assert bring(client_of(user), sealed).json() == {"entries": [unreadable(sealed["id"])]}


@pytest.mark.parametrize(
    "said_at",
    [
        NOW,
        MIDNIGHT - SECOND,
        # A clock that runs ahead, or is behind, by less than two minutes.
        MIDNIGHT + 2 * MINUTE - SECOND,
        MIDNIGHT - dt.timedelta(days=1) - 2 * MINUTE,
    ],
)
def test_what_was_said_on_the_day_of_a_page_is_kept_whenever_it_comes(
    hall: Hall, said_at: dt.datetime
) -> None:
    user = a_worker(hall, "Rea Doyle")
    sealed = seal(word(hall, hall.town.child, said_at=said_at), speaker(user))

    with time_machine.travel(NOW + dt.timedelta(days=60), tick=False):
        (answer,) = bring(client_of(user), sealed).json()["entries"]

    assert answer["became"] == "kept"
    assert [entry.said_by for entry in RegisterEntry.objects.all()] == [str(user)]


@pytest.mark.parametrize(
    "said_at",
    [
        MIDNIGHT + 2 * MINUTE,
        MIDNIGHT + dt.timedelta(days=40),
        MIDNIGHT - dt.timedelta(days=1) - 2 * MINUTE - SECOND,
        NOW - dt.timedelta(days=7),
    ],
)
def test_the_name_of_a_page_says_nothing_of_another_day_and_holds_up_nothing_else(
    hall: Hall, said_at: dt.datetime
) -> None:
    """Of a word said after its page's day, or long before: that one stays on the tablet."""
    user = a_worker(hall, "Rea Doyle")
    late = seal(word(hall, hall.town.child, said_at=said_at), speaker(user))
    good = seal(word(hall, hall.town.mother), speaker(user))

    with time_machine.travel(NOW + dt.timedelta(days=60), tick=False):
        answers = bring(client_of(user), late, good, late).json()["entries"]

    refused = {
        "id": late["id"],
        "became": "refused",
        "reason": "another_day",
        "words": ANOTHER_DAY,
    }
    assert answers[:2] == [refused, refused]
    assert (answers[2]["id"], answers[2]["became"]) == (good["id"], "kept")
    assert register(hall.session) == {"Zofia": "attended"}


def test_a_page_of_summer_ends_at_the_midnight_of_london(hall: Hall) -> None:
    with time_machine.travel(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), tick=False):
        page = speaker_of(speaker(a_worker(hall)))

    assert page.day == dt.date(2026, 7, 2)
    assert page.ends == dt.datetime(2026, 7, 2, 23, tzinfo=dt.UTC)


def test_a_page_tells_its_tablet_until_when_it_speaks(hall: Hall) -> None:
    page = hall.staff().get(hall.address).content.decode()

    assert page.count('data-ends="2026-03-05T00:00:00+00:00"') == 2


@pytest.mark.parametrize("said", ["x", [], ["x", "2026-03-04"], [7, 7], [str(uuid.UUID(int=1))]])
def test_what_was_signed_as_something_else_names_nobody(hall: Hall, said: Any) -> None:
    signed = signing.dumps(said, salt="activities.register.said-by")
    sealed = seal(word(hall, hall.town.child), signed)

    assert bring(hall.staff(), sealed).json() == {"entries": [unreadable(sealed["id"])]}


def test_a_key_that_was_replaced_opens_what_was_sealed_to_it(hall: Hall, settings: Any) -> None:
    user = a_worker(hall, "Rea Doyle")
    client = client_of(user)
    sealed = seal(word(hall, hall.town.child), speaker(user))
    before = settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [before]

    assert public_key()[0] != sealed["key"]
    (answer,) = bring(client, sealed).json()["entries"]
    assert answer["became"] == "kept"


def test_anybody_on_the_staff_brings_what_lies_on_a_device_and_nobody_else(hall: Hall) -> None:
    sealed = seal(word(hall, hall.town.child), speaker(a_worker(hall, "Rea Doyle")))
    assert bring(Client(), sealed).status_code == 302
    assert register(hall.session) == {}

    (answer,) = bring(hall.staff("analyst"), sealed).json()["entries"]

    assert (answer["became"], register(hall.session)) == ("kept", {"Stanisław": "attended"})


def test_what_is_no_list_of_at_most_500_is_refused(hall: Hall) -> None:
    assert bring(hall.staff(), *["x"] * 501).status_code == 400


def test_the_worker_comes_from_an_address_that_covers_staff_pages(hall: Hall) -> None:
    answer = hall.staff().get("/staff/worker.js")

    assert (answer.status_code, answer["Service-Worker-Allowed"]) == (200, "/staff/")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert Client().get("/staff/worker.js").status_code == 302

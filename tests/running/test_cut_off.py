"""A server that is killed between commit and reply: the tablet sends again, nothing is doubled."""

from __future__ import annotations

import http.client
import json
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from flyingstart.families.api import Family, Person
from flyingstart.kernel.api import clock
from tests.accounts.people import user_with
from tests.activities.registers.hall import as_json, make_hall, register, word
from tests.running.site import PATIENCE, alive, eventually, serving

CUT = "tests.running.settings_cut"
TOKEN = "c" * 32


def sent(address: str, cookie: str, entries: list[dict[str, Any]]) -> list[str] | None:
    """What became of each word; None where the line was cut."""
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
    }
    try:
        line.request("POST", "/staff/registers/batch/", json.dumps({"entries": entries}), headers)
        answer = line.getresponse()
        read = answer.read().decode()
        assert answer.status == HTTPStatus.OK, (answer.status, answer.getheader("Location"), read)
        return [one["became"] for one in json.loads(read)["entries"]]
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


def a_morning() -> tuple[Any, str, list[dict[str, Any]]]:
    """A session that is on now, the cookie of its worker, and four sorts of words."""
    hall = make_hall()
    now = clock.now()
    session = hall.session_at(starts_at=now, ends_at=None)
    client = Client()
    client.force_login(user_with("session_staff", neighbourhood=hall.town.north))
    of_it: dict[str, Any] = {"session": str(session.public_id), "said_at": now.isoformat()}
    lina = {"person": str(uuid.uuid4()), "given_name": "Lina", "initial": "K"}
    new = [{**lina, "is": "child", "months": 20}]
    here = word(hall, hall.town.child, session_id=session.public_id, said_at=now)
    entries = [
        *as_json([here])["entries"],
        {**of_it, "kind": "newcomers", "family": str(uuid.uuid4()), "people": new},
        {**of_it, "kind": "heads", "counted_by": "us", "count": 3},
        {**of_it, "kind": "close", "words": "Songs"},
    ]
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return session, cookie, [{"id": str(uuid.uuid4()), **one} for one in entries]


def test_what_was_committed_when_the_server_was_killed_is_there_once(
    fresh_db: None, tmp_path: Path
) -> None:
    """The server is killed between commit and reply; nothing lost, nothing doubled."""
    session, cookie, entries = a_morning()
    # The newcomers came just before it was closed.
    entries[3]["said_at"] = clock.now().isoformat()
    changes = {
        "FLYINGSTART_HOME": str(tmp_path / "home"),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": CUT,
        # Made-up families ask nobody for a second step.
        "FLYINGSTART_DEMO": "1",
        "CUT_ONCE": str(done := tmp_path / "done"),
    }
    with serving(tmp_path / "log", "--port", "0", changes=changes) as site:
        before = site.family()
        first = sent(site.address, cookie, entries)
        assert (first, done.exists()) == (None, True)
        assert register(session) == {"Stanisław": "attended", "Lina": "attended"}
        assert alive(before) != before

        assert eventually(lambda: sent(site.address, cookie, entries) == ["known"] * 4)
    assert register(session) == {"Stanisław": "attended", "Lina": "attended"}
    assert session.entries.count() == 2
    assert Person.objects.filter(given_name="Lina").count() == 1
    assert Family.objects.filter(public_id=entries[1]["family"]).count() == 1
    assert [one.count for one in session.headcounts.all()] == [3]
    assert [one.step for one in session.register_events.all()] == ["closed"]

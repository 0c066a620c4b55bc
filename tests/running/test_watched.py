"""What an operator sees of the site: health, readiness, lines about requests, headers."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from flyingstart.kernel.health import readiness
from tests.accounts.people import user_with

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    readiness.forget()
    yield
    readiness.forget()


def ready() -> tuple[int, str]:
    answer = Client().get("/readyz", headers={"host": "10.0.0.7"})
    return answer.status_code, answer.content.decode()


def waiting_job(*, minutes: int) -> None:
    """A job that nobody has done for so long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "VALUES ('default', 'tests.some', 'todo') RETURNING id"
        )
        job = cursor.fetchone()[0]
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [job])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) "
            "VALUES (%s, 'deferred', now() - %s * interval '1 minute')",
            [job, minutes],
        )


@pytest.mark.django_db
def test_a_site_with_its_tables_and_a_moving_queue_is_ready() -> None:
    waiting_job(minutes=14)

    assert ready() == (HTTPStatus.OK, "ready\n")


@pytest.mark.django_db
def test_a_queue_that_nobody_works_off_is_not_ready_but_alive() -> None:
    waiting_job(minutes=16)

    assert ready() == (HTTPStatus.SERVICE_UNAVAILABLE, "queue stuck\n")
    assert Client().get("/healthz").status_code == HTTPStatus.OK
    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.django_db
def test_a_site_before_its_migrations_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "pending_migrations", lambda: 1)

    assert ready() == (HTTPStatus.SERVICE_UNAVAILABLE, "tables not up to date\n")


def test_a_database_out_of_reach_is_said_in_as_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise DatabaseError("password authentication failed for user somebody")

    monkeypatch.setattr(readiness, "pending_migrations", fail)

    assert ready() == (HTTPStatus.SERVICE_UNAVAILABLE, "database not reachable\n")


@pytest.mark.django_db
def test_who_asks_without_end_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def none() -> int:
        asked.append(1)
        return 0

    monkeypatch.setattr(readiness, "pending_migrations", none)

    answers = {ready() for _ in range(5)}

    assert (answers, asked) == ({(HTTPStatus.OK, "ready\n")}, [1])


# --- marks and lines --------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "proxies", "kept"),
    [
        ("abc-12345", 1, True),
        ("abc-12345", 0, False),
        ("short", 1, False),
        ("a" * 65, 1, False),
        ('x" onload="', 1, False),
    ],
)
def test_only_our_proxy_may_name_a_request_and_only_by_a_mark(
    settings: Settings, given: str, proxies: int, kept: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    mark = Client().get("/nowhere/", headers={"x-request-id": given})["X-Request-ID"]

    assert (mark == given) is kept
    assert kept or len(mark) == 32


@pytest.mark.django_db
def test_a_line_about_a_request_names_its_route_and_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing personal in logs: no address, no question, no name, no id."""
    client = Client()
    user = user_with("session_staff", name="Zofia Nowak")
    client.force_login(user)
    key = "0199aa00-0000-7000-8000-000000000001"

    with caplog.at_level(logging.INFO, "flyingstart.requests"):
        client.get(f"/staff/families/{key}/?q=Zofia")

    [line] = [
        json.dumps(vars(r)["fields"]) for r in caplog.records if r.name == "flyingstart.requests"
    ]
    fields = json.loads(line)
    assert set(fields) == {"method", "route", "status", "milliseconds"}
    assert (fields["method"], fields["status"]) == ("GET", 404)
    assert fields["route"].startswith("staff/families/<")
    assert [word for word in ("Zofia", "q=", key, str(user.public_id)) if word in line] == []


# --- headers ----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/staff/", "/whats-on/", "/nowhere/"])
def test_every_answer_carries_what_guards_its_reader(path: str) -> None:
    answer = Client().get(path)

    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert ("unsafe-inline" in policy, "unsafe-eval" in policy) == (False, False)
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_a_public_site_is_reached_by_https_alone_and_stays_so(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000

    plain, safe = Client().get("/sign-in/"), Client().get("/sign-in/", secure=True)

    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/sign-in/")
    assert safe["Strict-Transport-Security"].startswith("max-age=31536000")

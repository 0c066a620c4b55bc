"""Who opened what stays on record, whatever becomes of the request."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from flyingstart.accounts.api import AccessLog, User, log_opening, openings_of
from flyingstart.kernel.api import clock
from tests.accounts.people import user_with

NOW = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)
THING = uuid.UUID("0192d3a0-0000-7000-8000-000000000001")
OTHER = uuid.UUID("0192d3a0-0000-7000-8000-000000000002")


def look(request: HttpRequest, *, allowed: bool, thing: uuid.UUID = THING) -> None:
    assert isinstance(request.user, User)
    log_opening(kind="family", public_id=thing, user=request.user, allowed=allowed, at=clock.now())


def open_(request: HttpRequest) -> HttpResponse:
    look(request, allowed=True)
    look(request, allowed=True)
    look(request, allowed=True, thing=OTHER)
    return HttpResponse("here it is")


def refuse(request: HttpRequest) -> HttpResponse:
    look(request, allowed=False)
    raise Http404


def deny(request: HttpRequest) -> HttpResponse:
    look(request, allowed=False)
    raise PermissionDenied


def fail(request: HttpRequest) -> HttpResponse:
    User.objects.create_user("rolled-back@example.org", name="Rolled Back")
    look(request, allowed=True)
    raise ValueError("made to fail")


urlpatterns = [
    path("open", open_),
    path("refuse", refuse),
    path("deny", deny),
    path("fail", fail),
]


def logged() -> list[tuple[str, uuid.UUID | None, bool, dt.datetime]]:
    return [(log.user.email, log.thing, log.allowed, log.at) for log in AccessLog.objects.all()]


def client_of(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.urls(__name__)
class TestInARequest:
    @pytest.fixture(autouse=True)
    def stopped_clock(self) -> object:
        with time_machine.travel(NOW, tick=False):
            yield

    @pytest.mark.django_db
    def test_what_was_opened_is_noted_once(self) -> None:
        user = user_with("manager")

        client_of(user).get("/open")

        assert logged() == [(user.email, OTHER, True, NOW), (user.email, THING, True, NOW)]

    @pytest.mark.parametrize(("address", "status"), [("/refuse", 404), ("/deny", 403)])
    @pytest.mark.django_db
    def test_what_was_refused_is_noted_as_that(self, address: str, status: int) -> None:
        user = user_with("session_staff")

        assert client_of(user).get(address).status_code == status
        assert logged() == [(user.email, THING, False, NOW)]

    @pytest.mark.usefixtures("fresh_db")
    def test_a_page_that_fails_was_opened_all_the_same(self) -> None:
        user = user_with("manager")

        assert client_of(user).get("/fail").status_code == 500
        assert logged() == [(user.email, THING, True, NOW)]
        assert not User.objects.filter(email="rolled-back@example.org").exists()

    @pytest.mark.django_db
    def test_without_the_log_there_is_no_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_args: object, **_options: object) -> None:
            raise OSError("no room")

        monkeypatch.setattr(AccessLog.objects, "bulk_create", full)

        answer = client_of(user_with("manager")).get("/open")

        assert answer.status_code == 500
        assert b"here it is" not in answer.content


@pytest.mark.django_db
class TestElsewhere:
    def test_a_command_notes_at_once(self) -> None:
        user = user_with("manager")
        user.refresh_from_db()

        log_opening(kind="person", public_id=THING, user=user, allowed=True, at=NOW)

        assert logged() == [(user.email, THING, True, NOW)]


@pytest.mark.django_db
class TestReadingIt:
    def test_newest_first_of_one_record_only(self) -> None:
        first, second = user_with("manager"), user_with("analyst")
        keeper = user_with("administrator")
        for user, thing, minutes in [(first, THING, 0), (second, THING, 5), (first, OTHER, 9)]:
            AccessLog.objects.create(
                user=user,
                kind="family",
                thing=thing,
                allowed=user is first,
                at=NOW + dt.timedelta(minutes=minutes),
            )

        found = openings_of("family", THING, user=keeper)

        assert [(log.user, log.allowed) for log in found] == [(second, False), (first, True)]
        assert not openings_of("person", THING, user=keeper).exists()

    @pytest.mark.parametrize("role", ["", "manager", "business_support", "partner"])
    def test_nobody_else_reads_it(self, role: str) -> None:
        user = user_with(role)
        log_opening_of(user)

        assert not openings_of("family", THING, user=user).exists()

    def test_a_stranger_reads_nothing(self) -> None:
        log_opening_of(user_with("manager"))

        assert not openings_of("family", THING, user=AnonymousUser()).exists()


def log_opening_of(user: User) -> AccessLog:
    return AccessLog.objects.create(user=user, kind="family", thing=THING, allowed=True, at=NOW)


@pytest.mark.django_db
class TestTheDatabase:
    def test_what_is_noted_cannot_be_changed(self) -> None:
        log = log_opening_of(user_with("manager"))

        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            AccessLog.objects.filter(pk=log.pk).update(allowed=False)

    def test_nor_taken_away(self) -> None:
        log = log_opening_of(user_with("manager"))

        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            log.delete()

    def test_what_was_opened_has_a_kind(self) -> None:
        with (
            pytest.raises(IntegrityError, match="accesslog_names_its_kind"),
            transaction.atomic(),
        ):
            AccessLog.objects.create(
                user=user_with("manager"), kind="", thing=THING, allowed=True, at=NOW
            )

    def test_what_was_opened_is_named(self) -> None:
        with (
            pytest.raises(IntegrityError, match="accesslog_says_what_was_opened"),
            transaction.atomic(),
        ):
            AccessLog.objects.create(
                user=user_with("manager"), kind="file", thing=None, rows=3, allowed=True, at=NOW
            )

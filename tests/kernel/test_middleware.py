"""The transaction of a request: whose it is, what it keeps and what it throws away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import path

from flyingstart.kernel import middleware
from flyingstart.kernel.api import Actor, ActorKind, actor_of
from tests.history import history_of

pytestmark = pytest.mark.urls(__name__)

User = get_user_model()


def current_actor() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('flyingstart.actor', true)")
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


def add_user(email: str) -> None:
    User.objects.create_user(email, name="Added")


def tell_actor(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    inside = connection.in_atomic_block
    return JsonResponse({"setting": current_actor(), "name": actor.name, "inside": inside})


def lazy(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string("{{ actor }}")
    # Called only when the template is rendered, after the view has returned.
    context: dict[str, Callable[[], str]] = {"actor": current_actor}
    return TemplateResponse(request, template, context)


def write(request: HttpRequest) -> HttpResponse:
    add_user("written@example.org")
    return HttpResponse("done")


def write_then_fail(request: HttpRequest) -> HttpResponse:
    add_user("failed@example.org")
    raise ValueError("made to fail")


def write_then_answer_503(request: HttpRequest) -> HttpResponse:
    add_user("unavailable@example.org")
    return HttpResponse("later", status=503)


def write_then_fail_in_template(request: HttpRequest) -> HttpResponse:
    add_user("template@example.org")

    def fail() -> str:
        raise ValueError("made to fail")

    template = engines["django"].from_string("{{ fail }}")
    return TemplateResponse(request, template, {"fail": fail})


def stream(request: HttpRequest) -> HttpResponseBase:
    from django.http import StreamingHttpResponse  # noqa: TID251 - to show that it is refused

    def rows() -> Iterator[bytes]:
        yield current_actor().encode()

    return StreamingHttpResponse(rows())


def sleep(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")
    return HttpResponse("rested")


urlpatterns = [
    path("sleep", sleep),
    path("actor", tell_actor),
    path("lazy", lazy),
    path("write", write),
    path("fail", write_then_fail),
    path("503", write_then_answer_503),
    path("template", write_then_fail_in_template),
    path("stream", stream),
]


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Client:
    """A browser that gets the error page instead of the error."""
    return Client(raise_request_exception=False)


def test_a_visitor_has_no_id(db: None, client: Client) -> None:
    answer = client.get("/actor").json()
    assert answer == {"setting": "", "name": "visitor", "inside": True}


def test_the_database_knows_who_signed_in(db: None, client: Client) -> None:
    user = User.objects.create_user("a@example.org", name="Amina Begum")
    user.refresh_from_db()
    client.force_login(user)
    answer = client.get("/actor").json()
    assert answer == {"setting": str(user.public_id), "name": "Amina Begum", "inside": True}


def test_a_template_rendered_late_still_knows(db: None, client: Client) -> None:
    user = User.objects.create_user("a@example.org", name="Amina Begum")
    user.refresh_from_db()
    client.force_login(user)
    assert client.get("/lazy").content.decode() == str(user.public_id)


def test_the_setting_ends_with_the_request(fresh_db: None, client: Client) -> None:
    user = User.objects.create_user("a@example.org", name="Amina Begum")
    client.force_login(user)
    client.get("/actor")
    assert current_actor() == ""


def test_reading_does_not_run_on_and_on(
    fresh_db: None, quiet: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(middleware.READING_TIMES_OUT, "GET", "10ms")

    assert quiet.get("/sleep").status_code == 500
    assert quiet.post("/sleep").status_code == 200


def test_an_answer_commits(fresh_db: None, client: Client) -> None:
    assert client.get("/write").status_code == 200
    assert list(User.objects.values_list("email", flat=True)) == ["written@example.org"]


@pytest.mark.parametrize(("url", "status"), [("/fail", 500), ("/503", 503), ("/template", 500)])
def test_a_failure_leaves_nothing(fresh_db: None, quiet: Client, url: str, status: int) -> None:
    assert quiet.get(url).status_code == status
    assert User.objects.count() == 0


def test_a_stream_is_refused_instead_of_coming_out_empty(db: None, quiet: Client) -> None:
    assert quiet.get("/stream").status_code == 500


def test_history_names_the_person(fresh_db: None, client: Client) -> None:
    user = User.objects.create_user("a@example.org", name="Amina Begum")
    user.refresh_from_db()
    client.force_login(user)
    client.get("/write")

    event = history_of(User.objects.get(email="written@example.org")).get()

    assert event.pgh_context.metadata["actor"] == str(user.public_id)
    assert event.pgh_context.metadata["actor_name"] == "Amina Begum"


def test_health_answers_without_session_for_any_host(db: None, client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok\n", {})


def test_health_says_when_the_database_is_gone(
    fresh_db: None, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    connection.close()
    # No server has its socket there.
    monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"database not reachable\n")


def test_an_actor_is_a_user(db: None, rf_user: HttpRequest) -> None:
    assert actor_of(rf_user) == Actor(kind=ActorKind.USER, name="visitor")


@pytest.fixture
def rf_user() -> HttpRequest:
    return HttpRequest()

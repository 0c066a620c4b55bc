"""Pages for faults: plain, in both languages, and sure to come even when the database does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation
from pytest_django import Settings

from flyingstart.accounts.api import User
from flyingstart.config import urls as site
from flyingstart.design.web import errors
from tests.design.rendering import tags, words


def faulty(fault: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise fault

    return view


urlpatterns = [
    path("bad/", faulty(SuspiciousOperation("x"))),
    path("forbidden/", faulty(PermissionDenied("a secret"))),
    path("missing/", faulty(Http404("a secret"))),
    path("broken/", faulty(RuntimeError("a secret"))),
    *site.urlpatterns,
]
handler400 = site.handler400
handler403 = site.handler403
handler404 = site.handler404
handler500 = site.handler500


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/bad/", 400, "We could not read that"),
        ("/forbidden/", 403, "You cannot see this page"),
        ("/missing/", 404, "Page not found"),
        ("/no/such/page/", 404, "Page not found"),
        ("/broken/", 500, "Sorry, something went wrong"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_each_fault_has_its_page_and_gives_nothing_away(
    visitor: Client, address: str, status: int, heading: str
) -> None:
    response = visitor.get(address)

    html = response.content.decode()
    assert response.status_code == status
    assert words(html).count(heading) == 1
    assert len(tags(html, "h1")) == 1
    assert "a secret" not in html
    assert "Traceback" not in html


@pytest.mark.django_db
def test_staff_are_led_back_to_their_page_and_others_home(visitor: Client) -> None:
    other = words(visitor.get("/nowhere/").content.decode())
    visitor.force_login(User.objects.create_user("sam@example.org", "!", name="Sam Okafor"))
    staff = words(visitor.get("/staff/nowhere/").content.decode())

    assert "Go to your staff page" in staff
    assert "Go to the home page" in other


@pytest.mark.parametrize(
    "page",
    [
        lambda request: errors.bad_request(request, SuspiciousOperation()),
        errors.server_error,
    ],
)
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ur", "rtl")])
def test_a_page_for_the_worst_asks_nothing_of_the_database(
    page: Callable[[HttpRequest], HttpResponse], language: str, direction: str
) -> None:
    # Without the `db` fixture any query fails; without middleware there is no user and no nonce.
    request = RequestFactory().get("/staff/")

    with translation.override(language):
        response = page(request)

    assert tags(response.content.decode(), "html")[0]["dir"] == direction

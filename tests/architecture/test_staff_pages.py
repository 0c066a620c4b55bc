"""Every page behind sign-in refuses strangers and wrong roles, whatever the method."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.converters import get_converters

from flyingstart.accounts.api import ROLES, Permission, User
from flyingstart.kernel.api import STAFF as ANY_STAFF
from tests.accounts.people import user_with

# What anybody may ask for. A new address is either added here on purpose or lies under /staff/.
# Below /sign-in/yours/ and /sign-in/again/ only who signed in is answered: tests/accounts.
PUBLIC = re.compile(r"/(?:sign-in/.*|sign-out/|language/some/|join/.*|whats-on/.*|tablet/.*)?")
EXAMPLES = {
    "int": "1",
    "str": "some",
    "slug": "some",
    "path": "some/thing",
    "uuid": "0192d3a0-0000-7000-8000-000000000000",
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# What a view may say to somebody whom it lets in, of an example that does not exist.
ANSWERS = {
    HTTPStatus.OK,
    HTTPStatus.NO_CONTENT,
    HTTPStatus.FOUND,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
}
# And to somebody whom it does not: whichever it looks at first, the person or the method.
REFUSALS = {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}


def pages(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address, its parameters filled with examples, and its view."""
    for entry in resolver.url_patterns:
        address = prefix + filled(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from pages(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def filled(pattern: str) -> str:
    def example(found: re.Match[str]) -> str:
        converter = found[1] or "str"
        assert converter in get_converters()
        return EXAMPLES[converter]

    return re.sub(r"<(?:(\w+):)?\w+>", example, pattern)


# Of two that share an address, Django answers by the first.
PAGES = dict(reversed([*pages(get_resolver())]))
ADDRESSES = sorted(PAGES)
STAFF = [address for address in ADDRESSES if address.startswith("/staff/")]


def asked_by(address: str) -> frozenset[str]:
    """What a page says that it asks of its reader; nothing, when it says nothing."""
    return getattr(PAGES[address], "requires", frozenset())


def test_every_address_is_public_on_purpose_or_lies_behind_sign_in() -> None:
    others = [address for address in ADDRESSES if not PUBLIC.fullmatch(address)]

    assert others == STAFF
    assert len(STAFF) >= 2


def test_every_staff_page_says_what_it_asks_of_its_reader() -> None:
    # One that asks nothing is neither for_staff nor requires(Permission.…).
    silent = [PAGES[address].__qualname__ for address in STAFF if not asked_by(address)]
    unknown = {asked for address in STAFF for asked in asked_by(address)} - {ANY_STAFF, *Permission}

    assert (silent, unknown) == ([], set())


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_sent_to_sign_in(db: None, client: Client, method: str) -> None:
    answers = {address: client.generic(method, address) for address in STAFF}

    assert {
        address: (a.status_code, a.headers.get("Location")) for address, a in answers.items()
    } == {address: (302, f"/sign-in/?next={address}") for address in STAFF}
    assert {answer.content for answer in answers.values()} == {b""}


def test_an_address_that_does_not_exist_tells_a_stranger_nothing(db: None, client: Client) -> None:
    answer = client.get("/staff/secrets/?of=whom")

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/sign-in/?next=/staff/secrets/%3Fof%3Dwhom",
    )


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a_role_opens_what_its_permissions_allow_and_nothing_else(db: None, role: str) -> None:
    held = {ANY_STAFF, *(ROLES[role].permissions if role else ())}
    client = Client(raise_request_exception=False)
    user = user_with(role)
    client.force_login(user)

    wrong = []
    for address in STAFF:
        if not asked_by(address) <= held:
            found = {(method, refusal(user, method, address)) for method in ("GET", "POST")}
            wrong += [(address, *one) for one in found if one[1] not in REFUSALS]
            continue
        # What a page does when it is sent nothing by somebody whom it lets in, one role shows.
        for method in ("GET", "POST") if role == "manager" else ("GET",):
            status = client.generic(method, address).status_code
            if status not in ANSWERS:
                wrong.append((address, method, status))

    assert wrong == []


def refusal(user: User, method: str, address: str) -> int:
    """What a view says to somebody who signed in, asked by itself: the rest is the same for all."""
    request = RequestFactory().generic(method, address)
    request.user = user
    view = resolve(address)
    try:
        return int(view.func(request, *view.args, **view.kwargs).status_code)
    except PermissionDenied:
        return HTTPStatus.FORBIDDEN


def test_who_is_refused_reads_that_they_may_not(db: None) -> None:
    user, client = user_with(""), Client()
    client.force_login(user)
    others = (address for address in STAFF if not asked_by(address) <= {ANY_STAFF})

    refused = next(one for one in others if refusal(user, "GET", one) == HTTPStatus.FORBIDDEN)

    assert client.get(refused).status_code == HTTPStatus.FORBIDDEN


def test_who_is_not_staff_opens_nothing(db: None) -> None:
    user = user_with("manager")
    user.is_staff = False
    user.save()
    client = Client()
    client.force_login(user)

    open_to_all = [address for address in STAFF if asked_by(address) == {ANY_STAFF}]
    assert {client.get(address).status_code for address in open_to_all} == {403}

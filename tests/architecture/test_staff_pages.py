"""Every page behind sign-in refuses a stranger, whatever the method."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

# What anybody may see. A new address is either added here on purpose or lies under /staff/.
PUBLIC = re.compile(r"/(?:sign-in/|sign-out/|language/some/|join/.*)?")
EXAMPLES = {
    "int": "1",
    "str": "some",
    "slug": "some",
    "path": "some/thing",
    "uuid": "0192d3a0-0000-7000-8000-000000000000",
}


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address, its parameters filled with examples."""
    for entry in resolver.url_patterns:
        address = prefix + filled(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif isinstance(entry, URLPattern):
            yield address


def filled(pattern: str) -> str:
    def example(found: re.Match[str]) -> str:
        converter = found[1] or "str"
        assert converter in get_converters()
        return EXAMPLES[converter]

    return re.sub(r"<(?:(\w+):)?\w+>", example, pattern)


ADDRESSES = sorted(set(addresses(get_resolver())))
STAFF = [address for address in ADDRESSES if address.startswith("/staff/")]


def test_every_address_is_public_on_purpose_or_lies_behind_sign_in() -> None:
    others = [address for address in ADDRESSES if not PUBLIC.fullmatch(address)]

    assert others == STAFF
    assert len(STAFF) >= 2


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", STAFF)
def test_a_stranger_is_sent_to_sign_in(db: None, client: Client, address: str, method: str) -> None:
    answer = client.generic(method, address)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in/?next={address}"
    assert answer.content == b""


def test_an_address_that_does_not_exist_tells_a_stranger_nothing(db: None, client: Client) -> None:
    answer = client.get("/staff/secrets/?of=whom")

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/sign-in/?next=/staff/secrets/%3Fof%3Dwhom",
    )

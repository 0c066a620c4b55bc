"""What other apps put on our pages."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from flyingstart.design import frame as frames
from flyingstart.design import slots
from flyingstart.design.slots import Card, Link
from flyingstart.kernel.api import Slot


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/staff/reach/wards/?period=2026-Q1")


@pytest.mark.parametrize(
    ("href", "path", "current"),
    [
        ("/staff/reach/", "/staff/reach/", True),
        ("/staff/reach/", "/staff/reach/wards/", True),
        ("/staff/reach", "/staff/reach/wards/", True),
        ("/staff/reach/", "/staff/reaching/", False),
        # The landing pages would otherwise be current everywhere.
        ("/staff/", "/staff/reach/", False),
        ("/staff/", "/staff/", True),
        ("/", "/anything/", False),
        ("/", "/", True),
    ],
)
def test_a_link_is_current_on_its_page_and_below(href: str, path: str, current: bool) -> None:
    assert Link(text="x", href=href).current(path) is current


def test_a_link_is_current_on_other_pages_that_its_own_leads_to() -> None:
    link = Link(text="x", href="/staff/reach/", others=("/staff/figures/",))

    assert link.current("/staff/reach/")
    assert link.current("/staff/figures/sessions/")
    assert not link.current("/staff/")


def test_links_and_cards_come_by_order_then_as_registered(request_: HttpRequest) -> None:
    links: Slot[Link] = Slot(name="links")
    links.fill(lambda _: [Link(text="b", href="/b/"), Link(text="a", href="/a/", order=1)])
    links.fill(lambda _: [Link(text="c", href="/c/")])
    cards: Slot[Card] = Slot(name="cards")
    cards.fill(lambda _: [Card(title="second", text="", href="/", order=2)])
    cards.fill(lambda _: [Card(title="first", text="", href="/", order=1)])

    assert [link.text for link in slots.navigation(links, request_)] == ["a", "b", "c"]
    assert [card.title for card in slots.cards(cards, request_)] == ["first", "second"]


def test_a_filler_decides_by_the_request(request_: HttpRequest) -> None:
    links: Slot[Link] = Slot(name="links")

    def for_visitors(request: HttpRequest) -> Iterable[Link]:
        return [Link(text="here", href=request.path)]

    links.fill(for_visitors)

    assert [link.href for link in slots.navigation(links, request_)] == ["/staff/reach/wards/"]


def test_the_first_council_that_has_a_name_is_named(
    request_: HttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: Slot[str] = Slot(name="authority name")
    monkeypatch.setattr(slots, "authority_name", names)
    assert slots.authority(request_) == ""
    assert frames.frame(request_).authority == "your council"

    names.fill(lambda _: ["", "Riverton Borough Council"])

    assert slots.authority(request_) == "Riverton Borough Council"
    assert frames.frame(request_).authority == "Riverton Borough Council"
    assert frames.bare_frame(request_).authority == "your council"
    assert frames.bare_frame(request_).council == ""


def test_navigation_marks_where_one_is(
    request_: HttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    links: Slot[Link] = Slot(name="staff links")
    links.fill(lambda _: [Link(text="Reach", href="/staff/reach/")])
    monkeypatch.setattr(frames, "staff_links", links)

    items = frames.frame(request_).staff_navigation

    assert [(i["text"], i["href"], i["current"], i["active"]) for i in items] == [
        ("Today", "/staff/", False, False),
        ("Reach", "/staff/reach/", False, True),
    ]


def test_a_switch_of_language_comes_back_to_the_same_page(request_: HttpRequest) -> None:
    languages = frames.frame(request_).languages

    assert [(x.code, x.name, x.direction, x.current) for x in languages] == [
        ("en", "English", "ltr", True),
        ("ur", "اردو", "rtl", False),
    ]
    assert languages[1].href == (
        "/language/ur/?next=%2Fstaff%2Freach%2Fwards%2F%3Fperiod%3D2026-Q1"
    )

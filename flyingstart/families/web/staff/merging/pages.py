"""Lists page by page; whatever the address says, there is a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

T = TypeVar("T")


def page_of(rows: Sequence[T] | QuerySet[Any], size: int, request: HttpRequest) -> Page[Any]:
    """The page that the address asks for; the nearest one where there is none such."""
    return Paginator(rows, size).get_page(request.GET.get("page", "1"))


def pagination(page: Page[Any], request: HttpRequest) -> dict[str, Any]:
    """What the GOV.UK component takes; empty when all is on one page."""
    if page.paginator.num_pages < 2:
        return {}

    def href(number: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    found: dict[str, Any] = {"landmarkLabel": _("Pages of the list")}
    if page.has_previous():
        found["previous"] = {"href": href(page.previous_page_number()), "text": _("Previous")}
    if page.has_next():
        found["next"] = {"href": href(page.next_page_number()), "text": _("Next")}
    return found

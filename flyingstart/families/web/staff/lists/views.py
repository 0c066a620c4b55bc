"""The lists of children, adults and families."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, User, log_download, may, requires, scope_of
from flyingstart.design.api import ShownTable, Table, show
from flyingstart.families.consent import numbers_to_ring
from flyingstart.families.models import SavedList
from flyingstart.families.queries.lists.asked import Kind
from flyingstart.families.queries.lists.described import Listed
from flyingstart.families.queries.lists.places import places_on
from flyingstart.families.queries.lists.rows import list_of
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.families.web.staff.lists import words
from flyingstart.families.web.staff.lists.table import (
    as_asked,
    choices_in,
    is_whole,
    left_out,
    list_table,
    sensible,
    without_filters,
)
from flyingstart.kernel.api import clock

PAGE = "families"


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of the three lists."""

    words: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Mine:
    """A list that the reader keeps; `change` is set for the one that is open."""

    name: str
    href: str
    change: str


@require_safe
@requires(Permission.VIEW_FAMILIES)
def families(request: HttpRequest) -> HttpResponse:
    """One of the lists, narrowed and sorted as the address says; or the file of the same."""
    user = signed_in(request)
    kind, faults = _kind(request.GET)
    table, query = table_of(kind, user, request.GET)
    if query.get(table.parameter("export")):
        if not table.exportable:
            raise PermissionDenied
        if table.wants_export(query):
            count = table.chosen(query).count()
            log_download(what=f"list of {kind}", rows=count, user=user, at=clock.now())
            return table.export(query)
    mine = _mine(user, request.GET.get("list", ""))
    opened = next((one for one in mine if one.change), None)
    context = {
        "heading": words.KINDS[kind],
        "tabs": [_tab(each, kind) for each in Kind],
        "table": _shown(table, query, kind),
        "faults": [*faults, *left_out(table, query)],
        "mine": mine,
        "opened": opened,
        "query": sensible(table, query),
        "may_register": may(user, Permission.REGISTER_FAMILIES),
        "is_whole": is_whole(table, query),
    }
    return TemplateResponse(request, "families/staff/lists/list.jinja", context)


def table_of(kind: Kind, user: User, query: QueryDict) -> tuple[Table[Listed], QueryDict]:
    """The table of a list as a reader sees it, and what is asked of it."""
    day = clock.today()
    places = places_on(day)
    asked, rows = list_of(kind, user, day, places, numbers_to_ring)
    table = list_table(asked, rows, choices_in(places), exportable=may_download(user))
    return table, as_asked(query, kind)


def may_download(user: User) -> bool:
    """Whether a reader may take away all that the lists show them."""
    sees = scope_of(user, Permission.VIEW_FAMILIES)
    takes = scope_of(user, Permission.EXPORT_FAMILIES)
    return not takes.is_empty and takes.covers(sees)


def _kind(query: QueryDict) -> tuple[Kind, Sequence[str]]:
    given = query.get("show", "")
    if given in Kind.values:
        return Kind(given), []
    said = [_("There is no such list. These are the children.")] if given else []
    return Kind.CHILDREN, said


def _tab(kind: Kind, chosen: Kind) -> Tab:
    return Tab(
        words=str(words.KINDS[kind]),
        href=f"{reverse(PAGE)}?show={kind.value}",
        is_chosen=kind is chosen,
    )


def _shown(table: Table[Listed], query: QueryDict, kind: Kind) -> ShownTable[Listed]:
    """The page of the table; to clear it is to see everybody, children of school age too."""
    clear = f"?{without_filters(kind)}#{table.key}"
    return replace(show(table, query), clear_href=clear)


def _mine(user: User, opened: str) -> list[Mine]:
    return [
        Mine(
            name=saved.name,
            href=reverse("list-open", args=[saved.public_id]),
            change=reverse("list-change", args=[saved.public_id])
            if str(saved.public_id) == opened
            else "",
        )
        for saved in SavedList.objects.filter(owner=user, page=PAGE)
    ]

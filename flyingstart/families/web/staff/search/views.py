"""Finding a family by whatever is known of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, may, requires
from flyingstart.design.api import Suggestions
from flyingstart.families.queries.search import Found, find_people
from flyingstart.families.web.staff.search.presenters import results, suggestions

# What is longer was not typed by hand.
LONGEST = 200
AT_ONCE, ON_THE_PAGE = 8, 50


@require_safe
@requires(Permission.VIEW_FAMILIES)
def find(request: HttpRequest) -> HttpResponse:
    """The page of results: each says why it matched."""
    text = _asked(request)
    found = find_people(text, user=request.user, limit=ON_THE_PAGE)
    context = {
        "text": text,
        "results": results(found),
        "words": count_words(found),
        "refusal": found.refusal if text else "",
        "by_family": found.by_family,
        "may_register": may(request.user, Permission.REGISTER_FAMILIES),
    }
    return TemplateResponse(request, "families/staff/find.jinja", context)


@require_safe
@requires(Permission.VIEW_FAMILIES)
def suggest(request: HttpRequest) -> HttpResponse:
    """The first few, while somebody writes in the head of a page."""
    found = find_people(_asked(request), user=request.user, limit=AT_ONCE)
    words = found.refusal or count_words(found)
    return Suggestions(words=words, found=suggestions(found)).response()


def count_words(found: Found) -> str:
    """How many were found."""
    count = len(found.people)
    if count == 0:
        return _("Nobody found")
    if found.has_more:
        return _("The %(count)s likeliest") % {"count": count}
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]

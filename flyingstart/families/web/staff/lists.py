"""The lists of children, adults and families."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, requires


@require_safe
@requires(Permission.VIEW_FAMILIES)
def families(request: HttpRequest) -> HttpResponse:
    """Until there are lists: the search."""
    del request
    return HttpResponseRedirect(reverse("family-find"))

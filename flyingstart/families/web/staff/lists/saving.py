"""Lists that the reader keeps: kept, opened, renamed, taken away. Nobody else's are found."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import forms
from flyingstart.families.errors import FamiliesError, ListNameTakenError
from flyingstart.families.models import SavedList
from flyingstart.families.operations.lists import (
    LONGEST_NAME,
    delete_list,
    rename_list,
    save_list,
)
from flyingstart.families.queries.lists.asked import Kind
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.families.web.staff.lists.table import sensible
from flyingstart.families.web.staff.lists.views import PAGE, table_of
from flyingstart.kernel.api import actor_of, clock

TEMPLATE = "families/staff/lists/name.jinja"
LONGEST_QUERY = 4000


class NameForm(forms.Form):
    """What a list is called."""

    name = forms.TextField(
        label=gettext_lazy("Name of the list"),
        called=gettext_lazy("a name for the list"),
        max_length=LONGEST_NAME,
        autocomplete="off",
    )


@require_POST
@requires(Permission.VIEW_FAMILIES)
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list that is shown; ask before another one of that name is replaced."""
    user = signed_in(request)
    query = _understood(request, request.POST.get("query", ""))
    form = NameForm(request.POST)
    is_taken = False
    if form.is_valid():
        try:
            saved = save_list(
                owner=user,
                name=form.cleaned_data["name"],
                page=PAGE,
                query=query,
                # Said of one name: another one is asked about again.
                replaces=request.POST.get("replaces") == form.cleaned_data["name"],
                by=actor_of(request),
                at=clock.now(),
            )
        except FamiliesError as fault:
            is_taken = isinstance(fault, ListNameTakenError)
            form.add_error("name", str(fault))
        else:
            messages.success(request, _("The list is kept under “My lists”."))
            return HttpResponseRedirect(_address(saved))
    context = {
        "title": _("Keep this list"),
        "form": form,
        "query": query,
        "taken": request.POST.get("name", "").strip() if is_taken else "",
        "back": f"{reverse(PAGE)}?{query}",
        "delete": "",
    }
    return TemplateResponse(request, TEMPLATE, context)


@require_safe
@requires(Permission.VIEW_FAMILIES)
def open_list(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """The page that a list was made on, as it was; what makes sense no longer is said there."""
    return HttpResponseRedirect(_address(_own(request, list_id)))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_FAMILIES)
def change(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Call a list otherwise, or go on to take it away."""
    saved = _own(request, list_id)
    sent = request.POST if request.method == "POST" else None
    form = NameForm(sent, initial={"name": saved.name})
    if sent is not None and form.is_valid():
        try:
            renamed = rename_list(
                saved=saved,
                name=form.cleaned_data["name"],
                by=actor_of(request),
                at=clock.now(),
            )
        except FamiliesError as fault:
            form.add_error("name", str(fault))
        else:
            messages.success(request, _("The list has its new name."))
            return HttpResponseRedirect(_address(renamed))
    context = {
        "title": _("Rename or delete this list"),
        "form": form,
        "query": "",
        "taken": "",
        "back": _address(saved),
        "delete": reverse("list-delete", args=[saved.public_id]),
    }
    return TemplateResponse(request, TEMPLATE, context)


@require_POST
@requires(Permission.VIEW_FAMILIES)
def delete(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Take a list away; the families on it stay as they are."""
    delete_list(saved=_own(request, list_id), by=actor_of(request), at=clock.now())
    messages.success(request, _("The list is deleted. The families on it stay as they are."))
    return HttpResponseRedirect(reverse(PAGE))


def _own(request: HttpRequest, list_id: uuid.UUID) -> SavedList:
    """A list of the reader. Raises `Http404`."""
    found = SavedList.objects.filter(owner=signed_in(request), public_id=list_id).first()
    if found is None:
        raise Http404
    return found


def _address(saved: SavedList) -> str:
    return f"{reverse(PAGE)}?{saved.query}&list={saved.public_id}"


def _understood(request: HttpRequest, text: str) -> str:
    """What of a query the page would heed: nothing else is kept."""
    query = QueryDict(text[:LONGEST_QUERY])
    given = query.get("show", "")
    kind = Kind(given) if given in Kind.values else Kind.CHILDREN
    return sensible(*table_of(kind, signed_in(request), query))

"""The pages that change a family: each a small form and one operation."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import forms
from flyingstart.families.errors import FamiliesError
from flyingstart.families.models import Family, FamilyTie, Person
from flyingstart.families.queries.merged import family_records, person_records, person_roots
from flyingstart.families.web.staff.guard import family_in_sight, note_opening, signed_in
from flyingstart.kernel.api import clock


class FamilyView(Protocol):
    """A view of a family, found and allowed; further ids of the address by their names."""

    def __call__(self, request: HttpRequest, family: Family, **ids: uuid.UUID) -> HttpResponse:
        """Answer."""


@dataclass(frozen=True, kw_only=True)
class SmallForm:
    """A page with one form. `save` is one operation; `done` is said once it is saved.

    `foreseen` are sentences that say what will happen, under `foreseen_title`; `facts` are
    (question, answer).
    """

    title: str
    form: forms.Form
    save: Callable[[Mapping[str, Any]], object]
    done: str
    button: str = ""
    is_grave: bool = False
    foreseen: Sequence[str] = ()
    foreseen_title: str = ""
    facts: Sequence[tuple[str, str]] = ()
    about: str = ""
    back: str = ""
    template: str = "families/staff/edit.jinja"
    context: Mapping[str, Any] = field(default_factory=dict)


def changes(permission: Permission) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Make a page of a function `(request, family, …ids)`: only for who may do this there.

    A family out of sight is 404; one that the reader sees, but may not change so, is 403. These
    pages show what the family's own page shows: who opens one is put on record.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        @require_http_methods(["GET", "HEAD", "POST"])
        @requires(permission)
        @functools.wraps(view)
        def run(request: HttpRequest, public_id: uuid.UUID, **ids: uuid.UUID) -> HttpResponse:
            family = family_in_sight(request, public_id)
            if not signed_in(request).has_perm(permission, family):
                raise PermissionDenied
            note_opening(request, family)
            return view(request, family, **ids)

        return run

    return decorate


def answer(request: HttpRequest, family: Family, page: SmallForm) -> HttpResponse:
    """Show the form; save what is sent and go back to the family. Faults are said in place."""
    back = page.back or family_page(family)
    if request.method == "POST" and page.form.is_valid():
        try:
            page.save(page.form.cleaned_data)
        except FamiliesError as fault:
            page.form.add_error(None, str(fault))
        else:
            messages.success(request, page.done)
            return HttpResponseRedirect(back)
    return draw(request, family, page)


def draw(request: HttpRequest, family: Family, page: SmallForm) -> HttpResponse:
    """The page as it stands."""
    context = {
        "family": family,
        "page": page,
        "form": page.form,
        "button": page.button or _("Save"),
        "back": page.back or family_page(family),
        **page.context,
    }
    return TemplateResponse(request, page.template, context)


def family_page(family: Family) -> str:
    """The address of a family's page."""
    return reverse("family", args=[family.public_id])


def member_of(family: Family, person_id: uuid.UUID, *, or_did: bool = False) -> Person:
    """Somebody who belongs to a family, or (`or_did`) did; whoever was merged is the one kept.

    Of those who left the page of a family tells the name, nothing else; the dead stay with it.
    Raises `Http404`.
    """
    person = Person.objects.filter(public_id=person_id).first()
    if person is None:
        raise Http404
    root = person_roots([person.pk])[person.pk]
    ties = FamilyTie.objects.filter(
        person__in=person_records([root])[root],
        family__in=family_records([family.pk])[family.pk],
    )
    staying = Person.objects.get(pk=root)
    if not or_did and staying.died_on is None:
        ties = ties.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today()))
    if not ties.exists():
        raise Http404
    return staying


def members_of(family: Family) -> list[Person]:
    """Those who belong to a family today, as far as ties say; the living first."""
    families = family_records([family.pk])[family.pk]
    ties = FamilyTie.objects.filter(family__in=families, ends_on=None)
    roots = set(person_roots(list(ties.values_list("person_id", flat=True))).values())
    return list(Person.objects.filter(pk__in=roots).order_by("died_on", "pk"))


def own_or_404(rows: QuerySet[Any], family: Family, public_id: uuid.UUID) -> Any:
    """A row that was made about a family, or about one merged into it. Raises `Http404`."""
    found = rows.filter(
        family__in=family_records([family.pk])[family.pk], public_id=public_id
    ).first()
    if found is None:
        raise Http404
    return found

"""The list of what was joined, and the page on which it is parted again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import Permission, User, requires
from flyingstart.design.api import formats
from flyingstart.families.errors import FamiliesError
from flyingstart.families.models import Family, Merge
from flyingstart.families.operations.parting import entered_since, unmerge
from flyingstart.families.queries.hiding import masked_people
from flyingstart.families.queries.merged import family_roots, person_roots
from flyingstart.families.since import SinceEntry
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.families.web.staff.merging.merges import PartForm, digest, shown
from flyingstart.families.web.staff.merging.pages import page_of, pagination
from flyingstart.families.web.staff.merging.reading import families_now
from flyingstart.families.web.staff.merging.sight import merge_in_sight, merges_in_sight
from flyingstart.kernel.api import actor_of, clock

PER_PAGE = 25
STATES = {
    "": gettext_lazy("All"),
    "standing": gettext_lazy("Joined still"),
    "parted": gettext_lazy("Parted again"),
}


@require_safe
@requires(Permission.MERGE_FAMILIES)
def joined(request: HttpRequest) -> HttpResponse:
    """What was joined, the latest first."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in STATES else ""
    merges = merges_in_sight(signed_in(request)).select_related("kept_person", "merged_person")
    if chosen:
        merges = merges.filter(undone_at__isnull=chosen == "standing")
    page = page_of(merges.order_by("-merged_at", "-pk"), PER_PAGE, request)
    count, base = page.paginator.count, reverse("joined")
    context = {
        "merges": shown(list(page), page.start_index()),
        "count": ngettext("%(count)s entry", "%(count)s entries", count)
        % {"count": formats.number(count)},
        "states": [
            (words, f"{base}?state={key}" if key else base, key == chosen)
            for key, words in STATES.items()
        ],
        "chosen": chosen,
        "pagination": pagination(page, request),
    }
    return TemplateResponse(request, "families/staff/merging/joined.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MERGE_FAMILIES)
def merge(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """A merge. While it stands, everything that was entered since is asked about one by one."""
    held = merge_in_sight(request, merge_id)
    if held.public_id != merge_id:
        return HttpResponseRedirect(_address(held))
    (told,) = shown([held])
    entries = _in_sight(entered_since(held), signed_in(request))
    seen = digest(entries)
    form = PartForm(
        request.POST if request.method == "POST" else None,
        entries=entries,
        kept=told.kept,
        merged=told.merged,
    )
    if request.method == "POST" and held.undone_at is not None:
        messages.info(request, _("They are parted already."))
        return HttpResponseRedirect(_address(held))
    is_stale = request.method == "POST" and request.POST.get("seen") != seen
    if form.is_bound and form.is_valid() and not is_stale:
        try:
            _part(held, form, request)
        except FamiliesError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("They are two records again."))
            return HttpResponseRedirect(_address(held))
    context = {
        "merge": told,
        "form": form,
        "seen": seen,
        "is_stale": is_stale,
        "is_anything_since": bool(entries),
        "families": _families(held, signed_in(request)),
    }
    return TemplateResponse(request, "families/staff/merging/merge.jinja", context)


def _part(held: Merge, form: PartForm, request: HttpRequest) -> None:
    unmerge(
        merge=held,
        belongs=form.belongs,
        reason=form.cleaned_data["reason"],
        by=actor_of(request),
        at=clock.now(),
    )


def _in_sight(entries: Sequence[SinceEntry], user: User) -> list[SinceEntry]:
    """Entries in words that tell the reader of no home that is hidden from them. One query."""
    people = {pk for entry in entries for pk in entry.where_of}
    hidden = masked_people(user, people)
    return [
        entry if hidden.isdisjoint(entry.where_of) else replace(entry, text=entry.masked)
        for entry in entries
    ]


def _address(held: Merge) -> str:
    return reverse("merge", args=[held.public_id])


def _families(held: Merge, user: User) -> list[tuple[str, str]]:
    """Links to the families that it concerns: (words, address)."""
    if held.kept_person_id and held.merged_person_id:
        people = person_roots([held.kept_person_id, held.merged_person_id])
        found = families_now(set(people.values()), user, clock.today())
    else:
        ids = {pk for pk in (held.kept_family_id, held.merged_family_id) if pk}
        roots = set(family_roots(ids).values())
        found = list(Family.objects.visible_to(user).filter(pk__in=roots).order_by("pk"))
    one = _("Open the family")
    return [
        (
            one if len(found) == 1 else _("Open family %(number)s") % {"number": number},
            reverse("family", args=[family.public_id]),
        )
        for number, family in enumerate(found, 1)
    ]

"""Two records side by side: joined by somebody who says why, or said to be two people."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import forms
from flyingstart.families.errors import FamiliesError
from flyingstart.families.models import Distinct, Merge, Person
from flyingstart.families.operations.merging import (
    merge_families,
    merge_people,
    say_distinct,
    withdraw_distinct,
)
from flyingstart.families.queries.merged import person_records
from flyingstart.families.web.staff.editing.base import SmallForm
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.families.web.staff.merging.asking import FIRST, JoinForm
from flyingstart.families.web.staff.merging.comparing import digest, rows
from flyingstart.families.web.staff.merging.reading import Two, distinct_of, read_two
from flyingstart.families.web.staff.merging.sight import pair_in_sight
from flyingstart.kernel.api import actor_of, clock

METHODS = ["GET", "HEAD", "POST"]
OTHER = "other"


class DistinctForm(forms.Form):
    """Why two who look alike are two."""

    why = forms.RadiosField(
        label=gettext_lazy("How do you know?"),
        choices=[
            ("They are twins", gettext_lazy("They are twins")),
            ("They are related", gettext_lazy("They are related, such as a father and his son")),
            ("They are known as two", gettext_lazy("I know them both")),
            (OTHER, gettext_lazy("Otherwise")),
        ],
    )
    words = forms.TextField(
        label=gettext_lazy("How?"), called=gettext_lazy("how you know"), max_length=500
    )

    class Rules:
        """Words are asked where none are offered."""

        only_when = {"words": ("why", OTHER)}

    @property
    def reason(self) -> str:
        """As it is kept."""
        said = self.cleaned_data
        return str(said["words"] if said["why"] == OTHER else said["why"])


class WithdrawForm(forms.Form):
    """Why two may be one after all."""

    reason = forms.TextField(
        label=gettext_lazy("What changed?"),
        hint=gettext_lazy("Such as: the twins turned out to be one child"),
        called=gettext_lazy("what changed"),
        max_length=500,
    )


@require_http_methods(METHODS)
@requires(Permission.MERGE_FAMILIES)
def pair(request: HttpRequest, first_id: uuid.UUID, second_id: uuid.UUID) -> HttpResponse:
    """The two side by side, and everything that is asked before they are joined."""
    first, second = pair_in_sight(request, first_id, second_id)
    if first == second:
        return _to_merge(request, first)
    two = read_two(first, second, signed_in(request), clock.today())
    form = JoinForm(request.POST if request.method == "POST" else None, two=two)
    seen = digest(two)
    is_stale = request.method == "POST" and request.POST.get("seen") != seen
    if form.is_bound and form.is_valid() and not is_stale:
        try:
            merge = _join(form, request)
        except FamiliesError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Joined. If it was a mistake, part them again below."))
            return HttpResponseRedirect(reverse("merge", args=[merge.public_id]))
    context = {
        "two": two,
        "rows": rows(two),
        "names": [str(first), str(second)],
        "why": two.alike.reasons if two.alike else (),
        "refusal": _refusal(two),
        "form": form,
        "seen": seen,
        "is_stale": is_stale,
        "foreseen": _foreseen(form),
        "distinct": reverse("pair-two", args=[first.public_id, second.public_id]),
    }
    return TemplateResponse(request, "families/staff/merging/pair.jinja", context)


@require_http_methods(METHODS)
@requires(Permission.MERGE_FAMILIES)
def two_people(request: HttpRequest, first_id: uuid.UUID, second_id: uuid.UUID) -> HttpResponse:
    """Say that they are two people; where that was said, take it back."""
    first, second = pair_in_sight(request, first_id, second_id)
    if first == second:
        return _to_merge(request, first)
    held = distinct_of(first, second)
    # Either form may be sent twice: the page has turned by then, and the first word stays.
    if held and "why" not in request.POST:
        return _withdraw(request, first, second, held)
    if "reason" in request.POST:
        return HttpResponseRedirect(reverse("pair", args=[first.public_id, second.public_id]))
    form = DistinctForm(request.POST if request.method == "POST" else None)

    def save(_said: Mapping[str, Any]) -> None:
        by, at = actor_of(request), clock.now()
        say_distinct(first=first, second=second, reason=form.reason, by=by, at=at)

    page = SmallForm(
        title=_("They are two people"),
        about=_both(first, second),
        form=form,
        save=save,
        done=_("Kept: they are two people."),
        button=_("They are two people"),
        back=reverse("duplicates"),
        foreseen=[
            _("The pair leaves the list, and nobody can join the two by mistake."),
            _("Both records stay as they are. It can be taken back on the page of the two."),
        ],
    )
    return _answer(request, page)


def _withdraw(request: HttpRequest, first: Person, second: Person, held: Distinct) -> HttpResponse:
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def save(said: Mapping[str, Any]) -> None:
        withdraw_distinct(
            distinct=held, reason=said["reason"], by=actor_of(request), at=clock.now()
        )

    facts = [(_("Said to be two by"), held.said_by_name), (_("Because"), held.reason)]
    page = SmallForm(
        title=_("Perhaps one person after all"),
        about=_both(first, second),
        form=form,
        save=save,
        done=_("Taken back: they can be joined again."),
        button=_("Take it back"),
        back=reverse("pair", args=[first.public_id, second.public_id]),
        facts=facts,
    )
    return _answer(request, page)


def _answer(request: HttpRequest, page: SmallForm) -> HttpResponse:
    """Show the form; save what is sent and go back. Faults are said in place."""
    if page.form.is_bound and page.form.is_valid():
        try:
            page.save(page.form.cleaned_data)
        except FamiliesError as fault:
            page.form.add_error(None, str(fault))
        else:
            messages.success(request, page.done)
            return HttpResponseRedirect(page.back)
    context = {"page": page, "form": page.form, "button": page.button, "back": page.back}
    return TemplateResponse(request, page.template, context)


def _join(form: JoinForm, request: HttpRequest) -> Merge:
    """One operation, whatever was answered."""
    said, two = form.cleaned_data, form.two
    is_first_kept = said["kept"] == FIRST
    choice = form.choice(said.get("families"))
    couples = [(two.first.person, two.second.person), *form.couples(choice)]
    pairs = couples if is_first_kept else [(other, one) for one, other in couples]
    told: dict[str, Any] = {
        "reason": said["reason"],
        "knows_they_are_one": bool(form.doubts),
        "by": actor_of(request),
        "at": clock.now(),
    }
    if choice is None:
        kept, merged = pairs[0]
        return merge_people(kept=kept, merged=merged, **told)
    families = (choice.first, choice.second) if is_first_kept else (choice.second, choice.first)
    return merge_families(kept=families[0], merged=families[1], pairs=pairs, **told)


def _refusal(two: Two) -> str:
    """Why nobody can join these two; "": somebody can."""
    numbers = [half.state.answers.nhs_number for half in (two.first, two.second)]
    if two.distinct is not None:
        words = _("%(name)s said that these are two people: %(reason)s")
        return words % {"name": two.distinct.said_by_name, "reason": two.distinct.reason}
    if all(numbers) and numbers[0] != numbers[1]:
        return _(
            "Their NHS numbers differ, so these are two people. If one of the numbers is a slip, "
            "put that right first."
        )
    return ""


def _foreseen(form: JoinForm) -> Sequence[str]:
    words = [
        _("Nothing is deleted. Both records stay as they were written, and are read as one."),
        _("Search, lists and figures have one person from then on."),
        _("It can be parted again: then both are what they were before."),
    ]
    if form.choices:
        words.insert(
            2, _("Where the families are joined, what was done with either stands on one page.")
        )
    return words


def _to_merge(request: HttpRequest, person: Person) -> HttpResponse:
    """Where it is told that two records were joined before, perhaps a moment ago."""
    messages.info(request, _("These records are joined already."))
    records = person_records([person.pk])[person.pk]
    standing = Merge.objects.filter(Q(merged_person__in=records), undone_at=None)
    merge = standing.select_related("whole").latest("pk")
    return HttpResponseRedirect(reverse("merge", args=[(merge.whole or merge).public_id]))


def _both(first: Person, second: Person) -> str:
    return _("%(one)s and %(other)s") % {"one": first, "other": second}

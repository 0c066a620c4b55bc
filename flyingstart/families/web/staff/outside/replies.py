"""What families wrote: the queue, and one of it with what was done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import Permission, User, log_opening, requires, roles_with
from flyingstart.design.api import formats, forms
from flyingstart.families.enums import ReplyChannel
from flyingstart.families.errors import FamiliesError
from flyingstart.families.models import Family, Reply
from flyingstart.families.operations.replies import assign_reply, finish_reply, reopen_reply
from flyingstart.families.queries.replies import queue, replies_visible_to, waiting
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.families.web.staff.outside.replies_today import waiting_words
from flyingstart.kernel.api import actor_of, clock

KIND = "reply"
BEGINNING = 160


@dataclass(frozen=True, kw_only=True)
class ReplyRow:
    """Something a family wrote, in the queue."""

    words: str
    about: str
    href: str
    is_risk: bool
    is_unread: bool


class AnswerForm(forms.Form):
    """What was done about it."""

    answer = forms.TextAreaField(
        label=gettext_lazy("What did you do?"),
        called=gettext_lazy("what you did"),
        hint=gettext_lazy("Such as: rang her, she comes on Tuesday"),
        rows=3,
        max_length=2_000,
    )


@require_safe
@requires(Permission.READ_REPLIES)
def replies(request: HttpRequest) -> HttpResponse:
    """What waits, words of danger first; or what was dealt with."""
    user = signed_in(request)
    done = request.GET.get("show") == "done"
    context = {
        "rows": [_row(one) for one in queue(user, done=done)],
        "done": done,
        "waiting": waiting_words(waiting(user, clock.now())),
    }
    return TemplateResponse(request, "families/staff/outside/replies.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.READ_REPLIES)
def reply(request: HttpRequest, reply_id: uuid.UUID) -> HttpResponse:
    """One of them: taken on, given to somebody, dealt with, opened again."""
    user, held = signed_in(request), _reply(request, reply_id)
    readers = _readers(user, held)
    does = request.POST.get("do", "")
    form = AnswerForm(request.POST if does == "finish" else None)
    if request.method == "POST":
        by, at = actor_of(request), clock.now()
        try:
            if does == "take":
                assign_reply(reply=held, to=user, by=by, at=at)
            elif does == "give" and request.POST.get("to", "") in readers:
                assign_reply(reply=held, to=readers[request.POST["to"]], by=by, at=at)
            elif does == "reopen":
                reopen_reply(reply=held, by=by, at=at)
            elif does == "finish" and form.is_valid():
                finish_reply(reply=held, answer=form.cleaned_data["answer"], by=by, at=at)
                messages.success(request, _("Done. Thank you."))
                return HttpResponseRedirect(reverse("replies"))
        except FamiliesError as fault:
            messages.error(request, str(fault))
        if not form.is_bound:
            return HttpResponseRedirect(reverse("reply", args=[reply_id]))
    family = _family(user, held)
    context = {
        "reply": held,
        "about": _about(held),
        "form": form,
        "family": reverse("family", args=[family.public_id]) if family else "",
        "readers": [(public_id, one.name) for public_id, one in readers.items()],
        "is_mine": held.taken_by == user.public_id,
        "done": _("Done by %(name)s, %(moment)s")
        % {"name": held.done_by_name, "moment": formats.moment(held.done_at)}
        if held.done_at
        else "",
    }
    return TemplateResponse(request, "families/staff/outside/reply.jinja", context)


def _reply(request: HttpRequest, reply_id: uuid.UUID) -> Reply:
    """A reply that the reader may read, put on record. Raises `Http404`; the refusal is too."""
    user = signed_in(request)
    found = replies_visible_to(user).filter(public_id=reply_id).select_related("person").first()
    if found is not None or Reply.objects.filter(public_id=reply_id).exists():
        log_opening(
            kind=KIND,
            public_id=reply_id,
            user=user,
            allowed=found is not None,
            at=clock.now(),
        )
    if found is None:
        raise Http404
    return found


def _readers(user: User, held: Reply) -> dict[str, User]:
    """Colleagues to whom it may be given, by their public ids."""
    roles = roles_with(Permission.READ_REPLIES)
    others = User.objects.filter(is_active=True, grants__role_name__in=roles)
    return {
        str(one.public_id): one
        for one in others.exclude(pk=user.pk).distinct().order_by("name", "pk")
        if one.has_perm(Permission.READ_REPLIES, held)
    }


def _family(user: User, held: Reply) -> Family | None:
    """The family in sight to which whoever wrote belongs now, where there is one only."""
    if held.person_id is None:
        return None
    own = Family.objects.visible_to(user).filter(ties__person=held.person_id, ties__ends_on=None)
    found = list(own.distinct()[:2])
    return found[0] if len(found) == 1 else None


def _row(one: Reply) -> ReplyRow:
    short = one.words if len(one.words) <= BEGINNING else f"{one.words[:BEGINNING]}…"
    return ReplyRow(
        words=short,
        about=_about(one),
        href=reverse("reply", args=[one.public_id]),
        is_risk=one.is_risk,
        is_unread=one.taken_by is None and one.done_at is None,
    )


def _about(one: Reply) -> str:
    words: list[Any] = [
        one.person or one.sender or _("nobody known"),
        ReplyChannel(one.channel).label,
        formats.moment(one.received_at),
        _("with %(name)s") % {"name": one.taken_by_name} if one.taken_by_name else "",
    ]
    return " · ".join(str(word) for word in words if word)

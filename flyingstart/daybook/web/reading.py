"""Reading worries: one's own receipts, the list, one of them, its steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import User, log_opening
from flyingstart.daybook.enums import DutyKey
from flyingstart.daybook.errors import ConcernError
from flyingstart.daybook.models import Concern, ConcernReceipt, ConcernStep
from flyingstart.daybook.operations import concerns
from flyingstart.daybook.queries.concerns import (
    concerns_visible_to,
    duty_on,
    is_closed,
    kinds_read_by,
    officer_due,
    receipts_of,
)
from flyingstart.design.api import AnswerRow, Column, Table, formats, forms, show
from flyingstart.kernel.api import Actor, actor_of, clock, for_staff

KIND = "concern"


class StepForm(forms.Form):
    """What was done, or why."""

    words = forms.TextAreaField(
        label=gettext_lazy("What was done, and why?"),
        hint=gettext_lazy("Whom you spoke to, what was decided, by whom"),
        called=gettext_lazy("what was done"),
        rows=5,
        max_length=10_000,
    )


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """One kind of step: what its page is called, what it does, what is said then."""

    title: str
    save: Callable[..., ConcernStep]
    done: str


@require_safe
@for_staff
def listed(request: HttpRequest) -> HttpResponse:
    """Worries to read, for those who read them; for everybody, what became of their own."""
    user = _user(request)
    kinds = kinds_read_by(user)
    own = _own(list(receipts_of(user.public_id)))
    context = {
        "title": _("Worries"),
        "reads": bool(kinds),
        "table": show(_read(list(concerns_visible_to(user))), request.GET) if kinds else None,
        "own": show(own, request.GET),
    }
    return TemplateResponse(request, "daybook/list.jinja", context)


@require_safe
@for_staff
def one(request: HttpRequest, concern_id: uuid.UUID) -> HttpResponse:
    """One worry. Its raiser is told that it was read."""
    concern = _found(request, concern_id)
    concerns.read_concern(concern=concern, by=actor_of(request), at=clock.now())
    due = officer_due(concern)
    closed = is_closed(concern)
    context = {
        "concern": concern,
        "closed": closed,
        "due": due,
        "due_words": formats.date(due) if due else "",
        "officer": duty_on(DutyKey.OFFICER, clock.london_day(concern.raised_at)),
        "is_late": due is not None and due < clock.today() and not closed,
        "facts": list(_facts(concern)),
        "steps": [
            AnswerRow(
                key=f"{step.get_kind_display()}, {formats.moment(step.at)}, {step.by_name}",
                value=_lines(step.words),
            )
            for step in concern.steps.all()
        ],
    }
    return TemplateResponse(request, "daybook/concern.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def step(request: HttpRequest, concern_id: uuid.UUID, step: str) -> HttpResponse:
    """Say what was done; close it; open it again."""
    concern = _found(request, concern_id)
    page = _steps().get(step)
    if page is None:
        raise Http404
    back = reverse("concern", args=[concern.pk])
    form = StepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by: Actor = actor_of(request)
        try:
            page.save(concern=concern, words=form.cleaned_data["words"], by=by, at=clock.now())
        except ConcernError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, page.done)
            return HttpResponseRedirect(back)
    context = {"title": page.title, "caption": concern.name, "form": form, "back": back}
    return TemplateResponse(request, "daybook/step.jinja", context)


def _steps() -> dict[str, StepPage]:
    return {
        "done": StepPage(
            title=_("Say what was done"), save=concerns.add_step, done=_("It is written down.")
        ),
        "close": StepPage(
            title=_("Close this worry"), save=concerns.close_concern, done=_("It is closed.")
        ),
        "reopen": StepPage(
            title=_("Open this worry again"),
            save=concerns.reopen_concern,
            done=_("It is open again."),
        ),
    }


def _user(request: HttpRequest) -> User:
    if isinstance(request.user, User):
        return request.user
    raise Http404


def _found(request: HttpRequest, concern_id: uuid.UUID) -> Concern:
    """A worry that the reader reads. Either way it is put on record; raises `Http404`.

    A refusal looks the same whether there is such a worry or not: the database does not tell.
    """
    user = _user(request)
    found = concerns_visible_to(user).filter(pk=concern_id).first()
    log_opening(
        kind=KIND, public_id=concern_id, user=user, allowed=found is not None, at=clock.now()
    )
    if found is None:
        raise Http404
    return found


def _read(rows: list[Concern]) -> Table[Concern]:
    return Table(
        key="concerns",
        caption=_("Worries to read"),
        columns=[
            Column(
                key="name",
                heading=_("About"),
                value=lambda row: row.name,
                link=lambda row: reverse("concern", args=[row.pk]),
            ),
            Column(key="kind", heading=_("Who it is"), value=lambda row: row.get_kind_display()),
            Column(key="raised", heading=_("Raised"), value=lambda row: row.raised_at),
            Column(
                key="danger", heading=_("In danger then"), value=lambda row: _yes(row.danger_now)
            ),
            Column(
                key="state",
                heading=_("State"),
                value=lambda row: _("Closed") if is_closed(row) else _("Open"),
            ),
        ],
        rows=rows,
        exportable=False,
        empty=_("Nobody has raised a worry."),
    )


def _own(rows: list[ConcernReceipt]) -> Table[ConcernReceipt]:
    return Table(
        key="own",
        caption=_("Worries that you raised"),
        columns=[
            Column(key="at", heading=_("Raised"), value=lambda row: row.raised_at),
            Column(key="what", heading=_("About"), value=lambda row: row.get_kind_display()),
            Column(key="with", heading=_("What became of it"), value=_became),
        ],
        rows=rows,
        exportable=False,
        empty=_("You have not raised any."),
    )


def _became(receipt: ConcernReceipt) -> str:
    if receipt.read_at is None:
        return _("It is with those who read worries; not read yet")
    return _("It was read: %(moment)s") % {"moment": formats.moment(receipt.read_at)}


def _facts(concern: Concern) -> Iterator[AnswerRow]:
    yield AnswerRow(key=_("Who it is"), value=str(concern.get_kind_display()))
    yield AnswerRow(key=_("What was seen"), value=_lines(concern.seen))
    yield AnswerRow(key=_("What was said"), value=_lines(concern.said))
    yield AnswerRow(key=_("In danger at that moment"), value=_yes(concern.danger_now))
    yield AnswerRow(key=_("Who had been told"), value=_lines(concern.told))
    yield AnswerRow(key=_("Raised by"), value=concern.raised_by_name)
    yield AnswerRow(key=_("Raised"), value=list(_when(concern)))


def _when(concern: Concern) -> Iterator[str]:
    yield formats.moment(concern.raised_at)
    if concern.came_at is not None:
        when = formats.moment(concern.came_at)
        yield _("Written without a network; it came %(when)s") % {"when": when}


def _yes(answer: bool) -> str:
    return _("Yes") if answer else _("No")


def _lines(words: str) -> Sequence[str]:
    return [line for line in words.splitlines() if line.strip()]

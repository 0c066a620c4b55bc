"""The page of those who read worries: what they are asked of packs, and their answer."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import User, log_opening
from flyingstart.daybook.api import Concern, kinds_read_by
from flyingstart.design.api import Column, Kind, ShownTable, Table, formats, forms, show
from flyingstart.kernel.api import actor_of, clock, for_staff
from flyingstart.privacy.enums import Decision
from flyingstart.privacy.models import Disposal, WorryQuestion
from flyingstart.privacy.operations.worries import Passage, answer_worries
from flyingstart.privacy.queries.old import WORRIES
from flyingstart.privacy.queries.requests import due_on
from flyingstart.privacy.queries.worries import question_for, questions_for, worries_about
from flyingstart.privacy.web.base import SmallForm, answer, note_opening, sent, user_of
from flyingstart.privacy.web.keeping import LIST, approving

QUESTION, CONCERN = "worries asked", "concern"


class AnswerForm(forms.Form):
    """Three questions of each worry: does it go out, in which words, why not."""

    marks_optional = False

    def __init__(self, *args: Any, worries: Sequence[Concern], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._worries = list(worries)
        rules: dict[str, tuple[str, Decision]] = {}
        fields: Any = self.fields
        for number, worry in enumerate(self._worries, start=1):
            which = {"number": number, "day": formats.date(worry.raised_at)}
            fields[f"goes{number}"] = forms.RadiosField(
                label=_("Worry %(number)d, of %(day)s: what becomes of it?") % which,
                called=_("what becomes of worry %(number)d") % which,
                choices=Decision.choices,
                coerce=Decision,
            )
            fields[f"words{number}"] = forms.TextAreaField(
                label=_("What is handed over of it, in your words?"),
                hint=_("Name nobody else. Say nothing by which they could tell who was worried"),
                called=_("what is handed over"),
                rows=4,
                max_length=10_000,
            )
            fields[f"why{number}"] = forms.TextAreaField(
                label=_("Why is it kept back?"),
                hint=_("It stands beside the worry, where only those who read worries see it"),
                called=_("why it is kept back"),
                rows=3,
                max_length=2_000,
            )
            rules[f"words{number}"] = (f"goes{number}", Decision.RELEASE)
            rules[f"why{number}"] = (f"goes{number}", Decision.WITHHOLD)
        self.only_when = rules
        for name in rules:
            self._demanded.add(name)
            fields[name].required = False

    @property
    def passages(self) -> list[Passage]:
        """What is decided, of a valid form."""
        return [
            Passage(
                concern=worry,
                decision=self.cleaned_data[f"goes{number}"],
                words=self.cleaned_data[f"words{number}"],
                why=self.cleaned_data[f"why{number}"],
            )
            for number, worry in enumerate(self._worries, start=1)
        ]


@require_safe
@for_staff
def asked(request: HttpRequest) -> HttpResponse:
    """What is asked, the oldest first."""
    user = _reader(request)
    rows = list(questions_for(user).prefetch_related("request__pauses"))
    table = Table(
        key="asked",
        caption=_("What you are asked"),
        caption_hidden=True,
        columns=[
            Column(
                key="about",
                heading=_("About"),
                value=lambda row: str(row.request.person),
                link=lambda row: reverse("privacy-lead-answer", args=[row.public_id]),
                link_of=lambda row: row.get_kind_display(),
            ),
            Column(key="kind", heading=_("Worries about"), value=lambda r: r.get_kind_display()),
            Column(key="state", heading=_("State"), value=_state),
            Column(key="due", heading=_("Copy due"), value=_due),
        ],
        rows=rows,
        exportable=False,
        empty=_("Nothing is asked of you."),
    )
    tables: list[ShownTable[Any]] = [show(table, request.GET)]
    if lists := list(_lists(user)):
        tables.append(show(_to_erase(lists), request.GET))
    context = {"tables": tables}
    return TemplateResponse(request, "privacy/asked.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One question with the worries it is about, and the answer."""
    question = question_for(_reader(request), public_id)
    if question is None:
        raise Http404
    worries = worries_about(question)
    note_opening(request, QUESTION, question.public_id)
    for worry in worries:
        log_opening(
            kind=CONCERN, public_id=worry.pk, user=user_of(request), allowed=True, at=clock.now()
        )
    form = AnswerForm(sent(request), worries=worries)
    page = SmallForm(
        title=_("What of these worries goes into the copy?") if worries else _("Is there a worry?"),
        caption=str(question.request.person),
        form=form,
        save=lambda _said: answer_worries(
            question=question, passages=form.passages, by=actor_of(request), at=clock.now()
        ),
        done=_("You have answered. Who makes the copy is told no more than that."),
        back=reverse("privacy-lead"),
        button=_("Answer") if worries else _("Answer that there is none"),
        facts=_facts(question, worries),
        foreseen=_foreseen(worries),
    )
    return answer(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A list of worries whose time is over: they count, and nobody is named."""
    held = next((one for one in _lists(_reader(request)) if one.public_id == public_id), None)
    if held is None:
        raise Http404
    note_opening(request, LIST, held.public_id)
    return answer(request, approving(request, held, back=reverse("privacy-lead")))


def _lists(user: User) -> Iterator[Disposal]:
    """Lists that were put forward, of worries that somebody reads."""
    kinds = kinds_read_by(user)
    waiting = Disposal.objects.filter(
        approved_at=None, cancelled_at=None, put_forward_at__isnull=False
    )
    for one in waiting.select_related("rule"):
        own = [WORRIES[name] for name in one.rule.records if name in WORRIES]
        if own and set(own) <= set(kinds):
            yield one


def _to_erase(lists: Sequence[Disposal]) -> Table[Disposal]:
    return Table(
        key="lists",
        caption=_("Worries whose time is over"),
        columns=[
            Column(
                key="rule",
                heading=_("Rule"),
                value=lambda row: row.rule.name,
                link=lambda row: reverse("privacy-lead-approve", args=[row.public_id]),
            ),
            Column(
                key="listed",
                heading=_("Worries"),
                value=lambda row: sum(row.rows_listed.values()),
                kind=Kind.NUMBER,
            ),
            Column(key="oldest", heading=_("The oldest of"), value=lambda row: row.oldest_on),
            Column(
                key="forward", heading=_("Put forward by"), value=lambda r: r.put_forward_by_name
            ),
        ],
        rows=lists,
        exportable=False,
        empty="",
    )


def _reader(request: HttpRequest) -> User:
    """Somebody who reads worries. Raises `Http404`: for everybody else there is no such page."""
    user = user_of(request)
    if not kinds_read_by(user):
        raise Http404
    return user


def _facts(question: WorryQuestion, worries: Sequence[Concern]) -> list[tuple[str, str]]:
    asked = question.request
    who = _("%(name)s (%(what)s)") % {
        "name": asked.asker_name,
        "what": asked.get_asker_is_display(),
    }
    found = [(_("Who asks for a copy"), who)]
    for number, worry in enumerate(worries, start=1):
        which = {"number": number, "day": formats.date(worry.raised_at)}
        words = [said for said in (worry.seen, worry.said) if said]
        words += [f"{step.get_kind_display()}: {step.words}" for step in worry.steps.all()]
        found.append((_("Worry %(number)d, of %(day)s") % which, " · ".join(words)))
    return found


def _foreseen(worries: Sequence[Concern]) -> list[str]:
    said = [
        _(
            "You are asked this whenever a copy is made of somebody’s record, whether there is a "
            "worry or not."
        ),
        _("Nothing of a worry goes out but what you write here. Nobody else can put it in."),
        _(
            "It is kept back where it would be likely to harm somebody, or to get in the way of "
            "keeping a child safe."
        ),
    ]
    if not worries:
        said.insert(
            0, _("No such worry is linked to this record. Look also among those with a name alone.")
        )
    return said


def _state(question: WorryQuestion) -> str:
    return _("Answered") if question.answered_at else _("Waits for you")


def _due(question: WorryQuestion) -> str:
    due = due_on(question.request)
    return formats.date(due) if due else _("The clock stands still")

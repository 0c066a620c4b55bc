"""Breaches and complaints: lists, new ones, one of them, and their steps."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import requires
from flyingstart.design.api import AnswerRow, Column, Table, formats, forms, show
from flyingstart.kernel.api import actor_of, clock
from flyingstart.privacy.enums import BreachKind, Risk
from flyingstart.privacy.models import Breach, Complaint
from flyingstart.privacy.operations import incidents
from flyingstart.privacy.web.asking import FORM
from flyingstart.privacy.web.base import (
    PROTECT,
    SmallForm,
    Step,
    Thing,
    answer,
    draw,
    found,
    note_opening,
    paragraph,
    read_time,
    sent,
)
from flyingstart.privacy.web.states import breach_standing, complaint_standing


class MomentForm(forms.Form):
    """A day and a time."""

    marks_optional = False

    day = forms.DateField(label=gettext_lazy("Which day?"), latest=clock.today)
    time = forms.TextField(
        label=gettext_lazy("At what time?"),
        hint=gettext_lazy("Such as 10:30 or 2pm"),
        called=gettext_lazy("the time"),
        width=10,
        max_length=20,
        autocomplete="off",
    )

    def clean_time(self) -> dt.time:
        """Raises `ValidationError` for what is no time of day."""
        return read_time(self.cleaned_data["time"])

    @property
    def moment(self) -> dt.datetime:
        """The moment, of a valid form."""
        return dt.datetime.combine(
            self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=clock.LONDON
        )


class BreachForm(MomentForm):
    """What went wrong, and when we knew."""

    kind = forms.RadiosField(
        label=gettext_lazy("What sort of breach is it?"),
        choices=BreachKind.choices,
        coerce=BreachKind,
    )
    what = forms.TextAreaField(
        label=gettext_lazy("What happened?"),
        hint=gettext_lazy("Name no families"),
        called=gettext_lazy("what happened"),
        rows=5,
        max_length=5_000,
    )
    people_count = forms.WholeNumberField(
        label=gettext_lazy("About how many people is it?"), required=False, min_value=0
    )
    told_by = forms.TextField(
        label=gettext_lazy("Who told you?"), required=False, max_length=200, autocomplete="off"
    )
    contained = forms.TextAreaField(
        label=gettext_lazy("What was done at once?"), required=False, rows=3, max_length=5_000
    )
    field_order = ["day", "time", "kind", "what", "people_count", "told_by", "contained"]


class RiskForm(forms.Form):
    """How likely harm is."""

    risk = forms.RadiosField(
        label=gettext_lazy("How likely does it harm anybody?"), choices=Risk.choices, coerce=Risk
    )
    why = forms.TextAreaField(
        label=gettext_lazy("Why do you think so?"),
        called=gettext_lazy("why"),
        rows=3,
        max_length=2_000,
    )


class ToldForm(MomentForm):
    """When the regulator was told."""

    late_why = forms.TextAreaField(
        label=gettext_lazy("Why was it later than 72 hours?"),
        hint=gettext_lazy("Leave it empty when it was not"),
        required=False,
        rows=3,
        max_length=2_000,
    )


class WordsForm(forms.Form):
    """A few sentences."""

    marks_optional = False

    words = forms.TextAreaField(label="", rows=4, max_length=5_000)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class ComplaintForm(forms.Form):
    """Who complains about what."""

    marks_optional = False

    from_name = forms.TextField(
        label=gettext_lazy("Who complains?"),
        called=gettext_lazy("who complains"),
        max_length=200,
        autocomplete="off",
    )
    reach = forms.TextAreaField(
        label=gettext_lazy("Where does the answer go?"), required=False, rows=2, max_length=500
    )
    words = forms.TextAreaField(
        label=gettext_lazy("What do they say?"),
        called=gettext_lazy("what they say"),
        rows=6,
        max_length=10_000,
    )
    received_on = forms.DateField(label=gettext_lazy("When did it come?"), latest=clock.today)


class AcknowledgeForm(forms.Form):
    """When they were told that it came."""

    day = forms.DateField(
        label=gettext_lazy("When were they told that it came?"), latest=clock.today
    )


@require_safe
@requires(PROTECT)
def breaches(request: HttpRequest) -> HttpResponse:
    """All breaches, the newest first."""
    now = clock.now()
    table = Table(
        key="breaches",
        caption=_("Breaches"),
        caption_hidden=True,
        columns=[
            Column(
                key="known",
                heading=_("Known since"),
                value=lambda row: row.known_at,
                link=lambda row: reverse("privacy-breach", args=[row.public_id]),
            ),
            Column(key="kind", heading=_("What went wrong"), value=lambda r: r.get_kind_display()),
            Column(
                key="state", heading=_("State"), value=lambda row: breach_standing(row, now).state
            ),
            Column(
                key="next",
                heading=_("Next step"),
                value=lambda row: breach_standing(row, now).next_step or None,
            ),
        ],
        rows=list(Breach.objects.all()),
        exportable=False,
        empty=_("No breach has been written down."),
    )
    context = {
        "title": _("Breaches"),
        "intro": _(
            "Whatever went wrong with people’s data, also where nobody was harmed. Unless harm is "
            "unlikely, the Information Commissioner is told within 72 hours."
        ),
        "table": show(table, request.GET),
        "action": Step(words=_("Write a breach down"), href=reverse("privacy-breach-new")),
    }
    return TemplateResponse(request, "privacy/list.jinja", context)


@require_http_methods(FORM)
@requires(PROTECT)
def breach_new(request: HttpRequest) -> HttpResponse:
    """A new breach."""
    now = clock.now()
    form = BreachForm(
        sent(request),
        initial={"day": clock.today(), "time": f"{now.astimezone(clock.LONDON):%H:%M}"},
    )
    page = SmallForm(
        title=_("Write a breach down"),
        form=form,
        save=lambda said: incidents.log_breach(
            what=said["what"],
            kind=said["kind"],
            known_at=form.moment,
            told_by=said["told_by"],
            people_count=said["people_count"],
            contained=said["contained"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is written down. The 72 hours run from when it was known."),
        back=reverse("privacy-breaches"),
        then=lambda made: reverse("privacy-breach", args=[made.public_id]),
        foreseen=[_("Say below when you came to know of it: that starts the clock.")],
    )
    return answer(request, page)


@require_safe
@requires(PROTECT)
def breach(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One breach."""
    held = found(Breach.objects.all(), public_id)
    note_opening(request, "breach", held.public_id)
    standing = breach_standing(held, clock.now())
    return draw(
        request,
        Thing(
            title=str(held.get_kind_display()).capitalize(),
            caption=_("Breach"),
            back=reverse("privacy-breaches"),
            back_words=_("Breaches"),
            state=standing.state,
            due=_("Tell the regulator by %(day)s") % {"day": standing.due_words}
            if standing.due
            else "",
            is_late=standing.is_late,
            facts=list(_breach_facts(held)),
            steps=list(_breach_steps(held)),
        ),
    )


@require_http_methods(FORM)
@requires(PROTECT)
def breach_step(request: HttpRequest, public_id: uuid.UUID, step: str) -> HttpResponse:
    """A step of a breach: judge, regulator, people or close."""
    held = found(Breach.objects.all(), public_id)
    by, at, data = actor_of(request), clock.now(), sent(request)
    if step == "judge":
        form: forms.Form = RiskForm(data)
        title = _("Say how likely harm is")
        save = lambda said: incidents.judge_breach(breach=held, **said, by=by, at=at)  # noqa: E731
    elif step == "regulator":
        told = form = ToldForm(data, initial={"day": clock.today()})
        title = _("Tell the regulator")
        save = lambda said: incidents.tell_regulator(  # noqa: E731
            breach=held, told_at=told.moment, late_why=said["late_why"], by=by, at=at
        )
    elif step == "people":
        form, title = WordsForm(data, label=_("How were they told, and what?")), _("Tell people")
        save = lambda said: incidents.tell_people(  # noqa: E731
            breach=held, how=said["words"], by=by, at=at
        )
    elif step != "close":
        raise Http404
    else:
        form = WordsForm(data, label=_("What is done so that it does not happen again?"))
        title = _("Close the breach")
        save = lambda said: incidents.close_breach(  # noqa: E731
            breach=held, lessons=said["words"], by=by, at=at
        )
    page = SmallForm(
        title=title,
        caption=_("Breach"),
        form=form,
        save=save,
        done=_("It is saved."),
        back=reverse("privacy-breach", args=[held.public_id]),
    )
    return answer(request, page)


@require_safe
@requires(PROTECT)
def complaints(request: HttpRequest) -> HttpResponse:
    """All complaints, the newest first."""
    now = clock.now()
    table = Table(
        key="complaints",
        caption=_("Complaints"),
        caption_hidden=True,
        columns=[
            Column(
                key="from",
                heading=_("From"),
                value=lambda row: row.from_name,
                link=lambda row: reverse("privacy-complaint", args=[row.public_id]),
                link_of=lambda row: formats.date(row.received_on),
            ),
            Column(key="received", heading=_("Came on"), value=lambda row: row.received_on),
            Column(
                key="state",
                heading=_("State"),
                value=lambda row: complaint_standing(row, now).state,
            ),
            Column(
                key="due",
                heading=_("By"),
                value=lambda row: complaint_standing(row, now).due_words or None,
            ),
        ],
        rows=list(Complaint.objects.order_by("-received_on", "-pk")),
        exportable=False,
        empty=_("Nobody has complained."),
    )
    context = {
        "title": _("Complaints"),
        "intro": _(
            "About how people’s data was used. Each is acknowledged within 30 days and answered "
            "without delay."
        ),
        "table": show(table, request.GET),
        "action": Step(words=_("Write a complaint down"), href=reverse("privacy-complaint-new")),
    }
    return TemplateResponse(request, "privacy/list.jinja", context)


@require_http_methods(FORM)
@requires(PROTECT)
def complaint_new(request: HttpRequest) -> HttpResponse:
    """A new complaint."""
    page = SmallForm(
        title=_("Write a complaint down"),
        form=ComplaintForm(sent(request), initial={"received_on": clock.today()}),
        save=lambda said: incidents.receive_complaint(**said, by=actor_of(request), at=clock.now()),
        done=_("The complaint is written down."),
        back=reverse("privacy-complaints"),
        then=lambda made: reverse("privacy-complaint", args=[made.public_id]),
    )
    return answer(request, page)


@require_safe
@requires(PROTECT)
def complaint(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One complaint."""
    held = found(Complaint.objects.all(), public_id)
    note_opening(request, "complaint", held.public_id)
    standing = complaint_standing(held, clock.now())
    steps = []
    if held.acknowledged_on is None:
        steps.append(_complaint_step(held, _("Acknowledge it"), "acknowledge"))
    if held.answered_on is None:
        steps.append(_complaint_step(held, _("Answer it"), "answer"))
    return draw(
        request,
        Thing(
            title=held.from_name,
            caption=_("Complaint"),
            back=reverse("privacy-complaints"),
            back_words=_("Complaints"),
            state=standing.state,
            due=_("Acknowledge it by %(day)s") % {"day": standing.due_words}
            if standing.due
            else "",
            is_late=standing.is_late,
            facts=[
                AnswerRow(key=_("Came on"), value=formats.date(held.received_on)),
                AnswerRow(key=_("They say"), value=paragraph(held.words)),
                AnswerRow(key=_("Answer goes to"), value=paragraph(held.reach)),
                AnswerRow(key=_("Acknowledged"), value=_day(held.acknowledged_on)),
                AnswerRow(key=_("Answered"), value=[_day(held.answered_on), held.outcome]),
            ],
            steps=steps,
        ),
    )


@require_http_methods(FORM)
@requires(PROTECT)
def complaint_step(request: HttpRequest, public_id: uuid.UUID, step: str) -> HttpResponse:
    """A step of a complaint: acknowledge or answer."""
    held = found(Complaint.objects.all(), public_id)
    by, at = actor_of(request), clock.now()
    if step == "acknowledge":
        form: forms.Form = AcknowledgeForm(sent(request), initial={"day": clock.today()})
        title = _("Acknowledge the complaint")
        save = lambda said: incidents.acknowledge_complaint(  # noqa: E731
            complaint=held, **said, by=by, at=at
        )
    elif step != "answer":
        raise Http404
    else:
        form = WordsForm(sent(request), label=_("What was found, and what is done?"))
        title = _("Answer the complaint")
        save = lambda said: incidents.answer_complaint(  # noqa: E731
            complaint=held, outcome=said["words"], by=by, at=at
        )
    page = SmallForm(
        title=title,
        caption=held.from_name,
        form=form,
        save=save,
        done=_("It is saved."),
        back=reverse("privacy-complaint", args=[held.public_id]),
    )
    return answer(request, page)


def _breach_facts(held: Breach) -> Iterator[AnswerRow]:
    yield AnswerRow(key=_("Known since"), value=formats.moment(held.known_at))
    yield AnswerRow(key=_("What happened"), value=paragraph(held.what))
    count = formats.number(held.people_count) if held.people_count is not None else ""
    yield AnswerRow(key=_("People"), value=count)
    yield AnswerRow(key=_("Told by"), value=held.told_by)
    yield AnswerRow(key=_("Done at once"), value=paragraph(held.contained))
    yield AnswerRow(key=_("Harm"), value=[str(held.get_risk_display()), held.risk_why])
    told = formats.moment(held.regulator_at) if held.regulator_at else ""
    yield AnswerRow(key=_("Regulator told"), value=[told, held.late_why])
    people = formats.moment(held.people_told_at) if held.people_told_at else ""
    yield AnswerRow(key=_("People told"), value=[people, held.people_told_how])
    yield AnswerRow(key=_("Learned"), value=paragraph(held.lessons))


def _breach_steps(held: Breach) -> Iterator[Step]:
    if held.closed_at is not None:
        return
    for words, step in (
        (_("Say how likely harm is"), "judge"),
        (_("Tell the regulator"), "regulator"),
        (_("Tell the people it is about"), "people"),
        (_("Close the breach"), "close"),
    ):
        yield Step(words=words, href=reverse("privacy-breach-step", args=[held.public_id, step]))


def _complaint_step(held: Complaint, words: str, step: str) -> Step:
    return Step(words=words, href=reverse("privacy-complaint-step", args=[held.public_id, step]))


def _day(day: dt.date | None) -> str:
    return formats.date(day) if day else ""

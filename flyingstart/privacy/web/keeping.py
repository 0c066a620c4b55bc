"""How long records are kept, lists of what is due, legal holds."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flyingstart.accounts.api import User, requires
from flyingstart.design.api import AnswerRow, Column, Kind, Table, formats, forms, show
from flyingstart.kernel.api import actor_of, clock
from flyingstart.privacy.errors import PrivacyError
from flyingstart.privacy.files.words import heading
from flyingstart.privacy.models import Disposal, LegalHold, RetentionRule
from flyingstart.privacy.operations import keeping
from flyingstart.privacy.queries.requests import holds_of, people_of
from flyingstart.privacy.web.asking import FORM, WhyForm, person_or_404
from flyingstart.privacy.web.base import (
    PROTECT,
    SmallForm,
    Step,
    Thing,
    answer,
    draw,
    found,
    note_opening,
    sent,
    user_of,
)
from flyingstart.privacy.web.states import hold_standing

LIST = "disposal list"


class HoldForm(forms.Form):
    """A legal hold."""

    marks_optional = False

    name = forms.TextField(
        label=gettext_lazy("What is it called?"),
        hint=gettext_lazy("Such as the name of the inquiry"),
        called=gettext_lazy("its name"),
        max_length=200,
        autocomplete="off",
    )
    reason = forms.TextAreaField(
        label=gettext_lazy("Why must this be kept?"),
        called=gettext_lazy("why"),
        rows=3,
        max_length=2_000,
    )
    review_on = forms.DateField(
        label=gettext_lazy("When is it looked at again?"), earliest=clock.today
    )


class ReviewForm(forms.Form):
    """When a hold is looked at again."""

    review_on = forms.DateField(
        label=gettext_lazy("When is it looked at again?"), earliest=clock.today
    )


@require_safe
@requires(PROTECT)
def retention(request: HttpRequest) -> HttpResponse:
    """The rules, the lists, the holds."""
    context = {
        "title": _("Keep and erase"),
        "tables": [show(table, request.GET) for table in (_rules(), _lists(), _holds(request))],
        "rules": [
            (rule.name, reverse("privacy-disposal-new", args=[rule.public_id]))
            for rule in RetentionRule.objects.filter(is_current=True)
            if keeping.serves(rule)
        ],
    }
    return TemplateResponse(request, "privacy/retention.jinja", context)


@require_POST
@requires(PROTECT)
def disposal_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """List now what is due under a rule."""
    rule = found(RetentionRule.objects.filter(is_current=True), public_id)
    try:
        made = keeping.make_disposal(rule=rule, by=actor_of(request), at=clock.now())
    except PrivacyError as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(reverse("privacy-retention"))
    if made is None:
        messages.success(request, _("Nothing is due under this rule."))
        return HttpResponseRedirect(reverse("privacy-retention"))
    return HttpResponseRedirect(reverse("privacy-disposal", args=[made.public_id]))


@require_safe
@requires(PROTECT)
def disposal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One list; once it is done, its certificate."""
    held = found(Disposal.objects.select_related("rule"), public_id)
    note_opening(request, LIST, held.public_id)
    return draw(
        request,
        Thing(
            title=_("Certificate") if held.erased_at else _("List to erase"),
            caption=held.rule.name,
            back=reverse("privacy-retention"),
            back_words=_("Keep and erase"),
            state=state_of(held),
            facts=facts_of(held),
            steps=list(_steps(held, user_of(request))),
            notes=list(_notes(held, user_of(request))),
            tables=[show(_people(request, held), request.GET)] if _has_people(held) else [],
        ),
    )


def _has_people(held: Disposal) -> bool:
    return keeping.lists_people(held.rule) and not held.erased_at


def _steps(held: Disposal, user: User) -> Iterator[Step]:
    """What can be done with a list: by whom depends on who did what before."""
    if held.approved_at or held.cancelled_at:
        return
    steps = []
    if held.put_forward_at is None:
        steps.append((_("Put it forward: it may be erased"), "privacy-put-forward"))
    elif held.put_forward_by != user.public_id and not keeping.is_of_worries(held.rule):
        steps.append((_("Approve it: erase what is on it"), "privacy-approve"))
    steps.append((_("Throw the list away"), "privacy-cancel"))
    for words, page in steps:
        yield Step(words=words, href=reverse(page, args=[held.public_id]))


def _notes(held: Disposal, user: User) -> Iterator[str]:
    """Who has to do what next."""
    if held.approved_at or held.cancelled_at:
        return
    if held.put_forward_at is None:
        yield _("Two people decide: one puts the list forward, another one approves it.")
    elif keeping.is_of_worries(held.rule):
        yield _("It waits for somebody who reads these worries, under “Asked about worries”.")
    elif held.put_forward_by == user.public_id:
        yield _("You put it forward. It waits for somebody else to approve it.")


@require_http_methods(FORM)
@requires(PROTECT)
def put_forward(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One has looked through a list."""
    held = found(Disposal.objects.select_related("rule"), public_id)
    page = SmallForm(
        title=_("Put the list forward"),
        caption=str(held.rule),
        form=forms.Form(sent(request)),
        save=lambda _said: keeping.put_forward_disposal(
            disposal=held, by=actor_of(request), at=clock.now()
        ),
        done=_("It is put forward. Somebody else approves it."),
        back=reverse("privacy-disposal", args=[held.public_id]),
        button=_("Put forward"),
        foreseen=[
            _("You say that you looked through it, and that nothing on it is needed any more."),
            _("Nothing is erased before somebody else approves it."),
        ],
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Erase what is on a list."""
    held = found(Disposal.objects.select_related("rule"), public_id)
    page = approving(request, held, back=reverse("privacy-disposal", args=[held.public_id]))
    return answer(request, page)


def approving(request: HttpRequest, held: Disposal, *, back: str) -> SmallForm:
    """The form that approves a list."""
    foreseen = [
        _("Nothing that is under a legal hold by then is erased."),
        _("It cannot be undone."),
    ]
    if keeping.lists_people(held.rule):
        foreseen[:1] = [
            _("%(count)d people are erased, with all that is held about them, and its history.")
            % {"count": held.people_listed},
            _(
                "Figures of earlier years that are counted again have them no more. "
                "Signed reports stay as they are."
            ),
            _("Who was in touch in the meantime, or is under a hold, is left."),
        ]
    return SmallForm(
        title=_("Erase what is on this list"),
        caption=str(held.rule),
        form=forms.Form(sent(request)),
        save=lambda _said: keeping.approve_disposal(
            disposal=held, by=actor_of(request), at=clock.now()
        ),
        done=_("It is approved, and erased within minutes. Then the certificate is here."),
        back=back,
        button=_("Erase for good"),
        is_grave=True,
        facts=[(str(row.key), _one_line(row)) for row in facts_of(held) if row.value],
        foreseen=foreseen,
    )


def _one_line(row: AnswerRow) -> str:
    return row.value if isinstance(row.value, str) else "; ".join(row.value or ())


@require_http_methods(FORM)
@requires(PROTECT)
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Throw a list away."""
    held = found(Disposal.objects.all(), public_id)
    page = SmallForm(
        title=_("Throw the list away"),
        caption=str(held.rule),
        form=WhyForm(sent(request)),
        save=lambda said: keeping.cancel_disposal(
            disposal=held, **said, by=actor_of(request), at=clock.now()
        ),
        done=_("Nothing on it is erased."),
        back=reverse("privacy-disposal", args=[held.public_id]),
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def hold_new(request: HttpRequest, person_id: uuid.UUID | None = None) -> HttpResponse:
    """A new hold, of one person with their families or of everybody."""
    person = person_or_404(request, person_id) if person_id else None
    whole = _("Nothing of this person and their families is erased while it lasts.")
    page = SmallForm(
        title=_("Begin a legal hold"),
        caption=str(person) if person else _("Everybody"),
        form=HoldForm(sent(request)),
        save=lambda said: keeping.begin_hold(
            person=person, **said, by=actor_of(request), at=clock.now()
        ),
        done=_("The hold is on."),
        back=reverse("privacy-retention"),
        foreseen=[whole if person else _("Nothing at all is erased while it lasts.")],
    )
    return answer(request, page)


@require_safe
@requires(PROTECT)
def hold(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One hold."""
    held = _hold_or_404(request, public_id)
    standing = hold_standing(held, clock.now())
    steps = []
    if held.ends_on is None:
        for words, page in (
            (_("It is needed still"), "privacy-hold-review"),
            (_("It is over"), "privacy-hold-end"),
        ):
            steps.append(Step(words=words, href=reverse(page, args=[held.public_id])))
    return draw(
        request,
        Thing(
            title=held.name,
            caption=_("Legal hold"),
            back=reverse("privacy-retention"),
            back_words=_("Keep and erase"),
            state=standing.state,
            due=_("Look at it again by %(day)s") % {"day": standing.due_words}
            if standing.due
            else "",
            is_late=standing.is_late,
            facts=[
                AnswerRow(key=_("About"), value=str(held.person or _("Everybody"))),
                AnswerRow(key=_("Why"), value=held.reason),
                AnswerRow(key=_("Since"), value=formats.date(held.starts_on)),
                AnswerRow(
                    key=_("Ended"),
                    value=[formats.date(held.ends_on), held.ended_why] if held.ends_on else None,
                ),
            ],
            steps=steps,
        ),
    )


@require_http_methods(FORM)
@requires(PROTECT)
def hold_review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A hold is needed still."""
    held = _hold_or_404(request, public_id)
    page = SmallForm(
        title=_("The hold is needed still"),
        caption=held.name,
        form=ReviewForm(sent(request)),
        save=lambda said: keeping.review_hold(
            hold=held, **said, by=actor_of(request), at=clock.now()
        ),
        done=_("It is saved."),
        back=reverse("privacy-hold", args=[held.public_id]),
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def hold_end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A hold is over."""
    held = _hold_or_404(request, public_id)
    page = SmallForm(
        title=_("End the hold"),
        caption=held.name,
        form=WhyForm(sent(request)),
        save=lambda said: keeping.end_hold(hold=held, **said, by=actor_of(request), at=clock.now()),
        done=_("The hold is over."),
        back=reverse("privacy-hold", args=[held.public_id]),
        foreseen=[_("What is due may be erased again.")],
    )
    return answer(request, page)


def state_of(held: Disposal) -> str:
    """How a list stands, in words."""
    if held.erased_at:
        return _("Erased")
    if held.cancelled_at:
        return _("Thrown away")
    if held.approved_at:
        return _("Being erased")
    return _("Put forward") if held.put_forward_at else _("Waits for you")


def _hold_or_404(request: HttpRequest, public_id: uuid.UUID) -> LegalHold:
    return found(holds_of(request.user), public_id)


def _rules() -> Table[RetentionRule]:
    return Table(
        key="rules",
        caption=_("How long records are kept"),
        columns=[
            Column(key="name", heading=_("Records"), value=lambda row: row.name),
            Column(key="months", heading=_("Kept for"), value=_span, sort=lambda row: row.months),
            Column(key="from", heading=_("From"), value=lambda r: r.get_counts_from_display()),
            Column(key="source", heading=_("Why so long"), value=lambda row: row.source),
        ],
        rows=list(RetentionRule.objects.filter(is_current=True)),
        exportable=False,
        empty=_("The pack holds no rules: nothing is ever due."),
    )


def _span(rule: RetentionRule) -> str:
    years, months = divmod(rule.months, 12)
    if months:
        said = ngettext("%(count)d month", "%(count)d months", rule.months)
        return said % {"count": rule.months}
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


def _lists() -> Table[Disposal]:
    return Table(
        key="lists",
        caption=_("Lists and certificates"),
        columns=[
            Column(
                key="made",
                heading=_("Made"),
                value=lambda row: row.made_at,
                link=lambda row: reverse("privacy-disposal", args=[row.public_id]),
            ),
            Column(key="rule", heading=_("Rule"), value=lambda row: row.rule.name),
            Column(
                key="listed",
                heading=_("Listed"),
                value=lambda row: row.people_listed or sum(row.rows_listed.values()),
                kind=Kind.NUMBER,
            ),
            Column(key="state", heading=_("State"), value=state_of),
        ],
        rows=list(Disposal.objects.select_related("rule")[:100]),
        exportable=False,
        empty=_("No list was made yet. One is made each night when something is due."),
    )


def _holds(request: HttpRequest) -> Table[LegalHold]:
    now = clock.now()
    return Table(
        key="holds",
        caption=_("Legal holds"),
        columns=[
            Column(
                key="name",
                heading=_("Hold"),
                value=lambda row: row.name,
                link=lambda row: reverse("privacy-hold", args=[row.public_id]),
            ),
            Column(
                key="about", heading=_("About"), value=lambda row: str(row.person or _("Everybody"))
            ),
            Column(
                key="review",
                heading=_("Look at it again by"),
                value=lambda row: hold_standing(row, now).due_words,
                sort=lambda row: row.review_on,
            ),
        ],
        rows=list(holds_of(request.user).filter(ends_on=None)),
        exportable=False,
        empty=_("No hold is on."),
    )


def facts_of(held: Disposal) -> list[AnswerRow]:
    """What a list says of itself, and its certificate."""
    rows = [AnswerRow(key=_("Rule"), value=[held.rule.name, _span(held.rule)])]
    if keeping.lists_people(held.rule):
        rows += [
            AnswerRow(key=_("Silent since before"), value=formats.date(held.due_before)),
            AnswerRow(key=_("Listed"), value=_people_words(held.people_listed)),
        ]
    else:
        listed = [
            f"{heading(name)}: {formats.number(count)}" for name, count in held.rows_listed.items()
        ]
        rows.append(AnswerRow(key=_("Listed"), value=listed))
        oldest = formats.date(held.oldest_on) if held.oldest_on else None
        rows.append(AnswerRow(key=_("The oldest of"), value=oldest))
    if held.put_forward_at:
        forward = [formats.moment(held.put_forward_at), held.put_forward_by_name]
        rows.append(AnswerRow(key=_("Put forward"), value=forward))
    if held.approved_at:
        approved = [formats.moment(held.approved_at), held.approved_by_name]
        rows.append(AnswerRow(key=_("Approved"), value=approved))
    if held.cancelled_at:
        thrown = [formats.moment(held.cancelled_at), held.cancelled_why]
        rows.append(AnswerRow(key=_("Thrown away"), value=thrown))
    if held.erased_at:
        rows.append(AnswerRow(key=_("Erased at"), value=formats.moment(held.erased_at)))
        if keeping.lists_people(held.rule):
            gone, kept = held.people_erased or 0, held.people_kept or 0
            rows += [
                AnswerRow(key=_("Erased"), value=_people_words(gone)),
                AnswerRow(key=_("Left, as they were needed"), value=_people_words(kept)),
            ]
        rows += [
            AnswerRow(
                key=_("Rows, by table"),
                value=[f"{table}: {formats.number(count)}" for table, count in held.erased.items()],
            ),
        ]
    return rows


def _people_words(count: int) -> str:
    return _("%(count)s people") % {"count": formats.number(count)}


def _people(request: HttpRequest, held: Disposal) -> Table[Any]:
    lines = held.lines.select_related("person").filter(person__in=people_of(request.user))
    return Table(
        key="people",
        caption=_("Who is on it"),
        columns=[
            Column(key="name", heading=_("Name"), value=lambda line: str(line.person)),
            Column(key="born", heading=_("Born"), value=lambda line: line.person.date_of_birth),
            Column(key="last", heading=_("Last of use"), value=lambda line: line.last_on),
        ],
        rows=list(lines),
        exportable=False,
        empty=_("The list is empty by now."),
    )

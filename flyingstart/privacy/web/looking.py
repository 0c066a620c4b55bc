"""Who looked at a person's record, as a page and a file to hand over; unusual looks to review."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import AccessLog, User, log_download, requires
from flyingstart.design.api import Column, Kind, Table, formats, forms, show
from flyingstart.families.api import Person
from flyingstart.kernel.api import actor_of, clock
from flyingstart.privacy.enums import LookKind, LookOutcome
from flyingstart.privacy.files.pdf import Page, Section, as_pdf
from flyingstart.privacy.operations.looking import review_look
from flyingstart.privacy.queries.looks import Look, by_day, looks_at, unusual_looks
from flyingstart.privacy.queries.requests import people_of
from flyingstart.privacy.web.asking import FORM, person_or_404
from flyingstart.privacy.web.base import PROTECT, SmallForm, answer, found, sent, user_of

LOOKED = "person"
NOTHING = "all"


class ReviewForm(forms.Form):
    """What came of it."""

    outcome = forms.RadiosField(
        label=gettext_lazy("What was it?"), choices=LookOutcome.choices, coerce=LookOutcome
    )
    words = forms.TextAreaField(
        label=gettext_lazy("What was said or done?"), required=False, rows=3, max_length=2_000
    )


@require_safe
@requires(PROTECT)
def looked(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Who opened the record of somebody, or was refused it; a line a person and day."""
    person = person_or_404(request, person_id)
    lines = by_day(list(looks_at(person)))
    if request.GET.get("file") == "pdf":
        log_download(what="who looked", rows=len(lines), user=user_of(request), at=clock.now())
        return _pdf(person, lines)
    table = Table(
        key="looks",
        caption=_("Who looked"),
        columns=[
            Column(key="at", heading=_("When"), value=lambda row: row.at),
            Column(key="who", heading=_("Who"), value=lambda row: row.user.name),
            Column(
                key="outcome",
                heading=_("Outcome"),
                value=_outcome,
            ),
        ],
        rows=lines,
        file_name="who-looked",
        empty=_("Nobody opened it since this is kept."),
    )
    if table.wants_export(request.GET):
        log_download(what="who looked", rows=len(lines), user=user_of(request), at=clock.now())
        return table.export(request.GET)
    context = {
        "person": person,
        "table": show(table, request.GET),
        "pdf": f"{request.path}?file=pdf",
        "ask": reverse("privacy-ask", args=[person.public_id]),
        "hold": reverse("privacy-hold-of", args=[person.public_id]),
    }
    return TemplateResponse(request, "privacy/looked.jinja", context)


@require_safe
@requires(PROTECT)
def unusual(request: HttpRequest) -> HttpResponse:
    """Looks of the last 30 days that are worth a second one."""
    table = Table(
        key="unusual",
        caption=_("Unusual looks"),
        caption_hidden=True,
        columns=[
            Column(
                key="who",
                heading=_("Who"),
                value=lambda look: look.user.name,
                link=_review_address,
                link_of=lambda look: (
                    f"{kind_words(look.line.kind)}, {formats.moment(look.line.first_at)}"
                ),
            ),
            Column(key="why", heading=_("Why"), value=lambda look: kind_words(look.line.kind)),
            Column(key="when", heading=_("When"), value=lambda look: look.line.first_at),
            Column(
                key="looks",
                heading=_("Looks"),
                value=lambda look: look.line.looks,
                kind=Kind.NUMBER,
            ),
        ],
        rows=unusual_looks(clock.now()),
        exportable=False,
        empty=_("Nothing unusual in the last 30 days that was not reviewed."),
    )
    context = {
        "title": _("Unusual looks"),
        "intro": _(
            "Most have a good reason: a family with a common name, a late visit. Ask before you "
            "judge. Each line is reviewed by somebody else than who looked."
        ),
        "table": show(table, request.GET),
        "action": None,
    }
    return TemplateResponse(request, "privacy/list.jinja", context)


@require_http_methods(FORM)
@requires(PROTECT)
def review(
    request: HttpRequest, kind: str, user_id: uuid.UUID, day: str, thing: str
) -> HttpResponse:
    """Say what came of one."""
    user = found(User.objects.all(), user_id)
    look = next(
        (one for one in unusual_looks(clock.now()) if _key(one) == (kind, user.pk, day, thing)),
        None,
    )
    if look is None:
        raise Http404
    page = SmallForm(
        title=_("Review a look"),
        caption=user.name,
        form=ReviewForm(sent(request)),
        save=lambda said: review_look(
            kind=look.line.kind,
            user=user,
            day=look.line.day,
            thing=look.line.thing,
            **said,
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is reviewed."),
        back=reverse("privacy-unusual"),
        facts=list(_facts(request, look)),
    )
    return answer(request, page)


def kind_words(kind: LookKind) -> str:
    """Why a look is worth a second one, in words."""
    return str(kind.label)


def _facts(request: HttpRequest, look: Look) -> list[tuple[str, str]]:
    facts = [
        (_("Why"), kind_words(look.line.kind)),
        (_("First"), formats.moment(look.line.first_at)),
        (_("Looks that day"), formats.number(look.line.looks)),
    ]
    if look.family is not None:
        members = people_of(request.user).filter(ties__family=look.family).distinct()
        facts.append((_("The family"), ", ".join(str(one) for one in members)))
    return facts


def _key(look: Look) -> tuple[str, int, str, str]:
    line = look.line
    return (line.kind.value, line.user, line.day.isoformat(), str(line.thing or NOTHING))


def _review_address(look: Look) -> str:
    kind, _user, day, thing = _key(look)
    return reverse("privacy-review", args=[kind, look.user.public_id, day, thing])


def _outcome(row: AccessLog) -> str:
    return _("opened") if row.allowed else _("refused")


def _pdf(person: Person, lines: list[AccessLog]) -> HttpResponse:
    page = Page(
        title=_("Who looked at this record"),
        subtitle=str(person),
        facts=[(_("As at"), formats.moment(clock.now()))],
        words=[_("Everybody who opened the record of this person or of their family, day by day.")],
        sections=[
            Section(
                title=_("Who looked"),
                headings=[_("When"), _("Who"), _("Outcome")],
                rows=[[formats.moment(one.at), one.user.name, _outcome(one)] for one in lines],
            )
        ],
    )
    return HttpResponse(
        as_pdf(page),
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'attachment; filename="who-looked.pdf"',
            "Cache-Control": "no-store",
        },
    )

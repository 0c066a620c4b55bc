"""Letters and papers of a family: kept with a scan, corrected, taken back, and the scan itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, log_opening, requires
from flyingstart.design.api import formats, forms
from flyingstart.families import papers
from flyingstart.families.consent import may_contact_each
from flyingstart.families.enums import (
    Channel,
    Direction,
    FileType,
    PaperKind,
    Purpose,
    Sight,
    Silence,
)
from flyingstart.families.models import Family, Paper, Person
from flyingstart.families.operations.papers import correct_paper, keep_paper, take_back_paper
from flyingstart.families.queries.merged import family_records, person_roots
from flyingstart.families.rules.contacting import Allowed, Refused
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    members_of,
    own_or_404,
)
from flyingstart.families.web.staff.editing.keeping import AboutForm
from flyingstart.families.web.staff.family.presenters import joined
from flyingstart.families.web.staff.guard import family_in_sight, signed_in
from flyingstart.kernel.api import actor_of, clock

PAGE = "families/staff/outside/paper.jinja"
KIND = "paper"
SIGHTS = [
    (Sight.EVERYONE, gettext_lazy("Everyone who may open the family, at the door too")),
    (Sight.LIMITED, gettext_lazy("Only family workers and managers")),
]


class PaperForm(AboutForm):
    """What a paper is, and whom it is about."""

    direction = forms.RadiosField(
        label=gettext_lazy("Which way did it go?"),
        choices=[
            (Direction.IN, gettext_lazy("It came in")),
            (Direction.OUT, gettext_lazy("We sent or handed it out")),
        ],
        coerce=Direction,
    )
    kind = forms.SelectField(
        label=gettext_lazy("What sort of paper is it?"),
        called=gettext_lazy("what sort of paper it is"),
        choices=[(kind, str(kind.label).capitalize()) for kind in PaperKind],
        coerce=PaperKind,
    )
    title = forms.TextField(
        label=gettext_lazy("What is it?"),
        called=gettext_lazy("what it is"),
        hint=gettext_lazy("Such as: letter of the health visitor about weaning"),
        max_length=200,
    )
    dated = forms.DateField(
        label=gettext_lazy("Which day stands on it?"),
        called=gettext_lazy("the day"),
        hint=gettext_lazy("If none: the day it came or went"),
        latest=clock.today,
    )
    sight = forms.RadiosField(label=gettext_lazy("Who reads it?"), choices=SIGHTS, coerce=Sight)


class NewPaperForm(PaperForm):
    """A paper and its scan."""

    scan = forms.FileField(
        label=gettext_lazy("Scan or photo"),
        called=gettext_lazy("a scan or photo"),
        hint=gettext_lazy("PDF, JPEG or PNG, up to 10 MB. Leave it out if there is none"),
        accept=".pdf,.jpg,.jpeg,.png",
        max_size=papers.LARGEST,
        required=False,
    )


class GoesForm(forms.Form):
    """Why a paper goes."""

    reason = forms.TextAreaField(
        label=gettext_lazy("Why do you take it back?"),
        called=gettext_lazy("why you take it back"),
        hint=gettext_lazy("Such as: belongs to another family"),
        rows=2,
        max_length=500,
    )


@changes(Permission.EDIT_FAMILIES)
def add(request: HttpRequest, family: Family) -> HttpResponse:
    """A paper that came or went."""
    submission = _submission(request)
    members = members_of(family)
    form = NewPaperForm(*_sent(request), members=members, initial={"dated": clock.today()})
    _offer_sights(request, family, form)
    page = SmallForm(
        title=_("Keep a letter or paper"),
        form=form,
        save=lambda said: keep_paper(
            family=family,
            direction=said["direction"],
            kind=said["kind"],
            dated=said["dated"],
            title=said["title"],
            sight=said["sight"],
            person=form.about,
            scan=said["scan"].read() if said["scan"] else None,
            submission=submission,
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The paper is kept."),
        foreseen_title=_("Before you write a letter"),
        foreseen=_letters(members),
        template=PAGE,
        context={"submission": submission},
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def correct(request: HttpRequest, family: Family, paper_id: uuid.UUID) -> HttpResponse:
    """What should have been said of a paper."""
    held = _paper(request, family, paper_id)
    members = members_of(family)
    root = person_roots([held.person_id])[held.person_id] if held.person_id else None
    if root and root not in {person.pk for person in members}:
        members.append(Person.objects.get(pk=root))
    about = next((str(one.public_id) for one in members if one.pk == root), "")
    form = PaperForm(
        *_sent(request),
        members=members,
        initial={
            "person": about,
            "direction": held.direction,
            "kind": held.kind,
            "dated": held.dated,
            "title": held.title,
            "sight": held.sight,
        },
    )
    _offer_sights(request, family, form)
    sent = request.POST.get("version", "")
    if sent.isascii() and sent.isdigit() and len(sent) < 9:
        held.version = int(sent)
    page = SmallForm(
        title=_("Correct a paper"),
        facts=[(_("Kept by"), held.kept_by_name), (_("On"), formats.moment(held.kept_at))],
        form=form,
        save=lambda said: correct_paper(
            paper=held,
            direction=said["direction"],
            kind=said["kind"],
            dated=said["dated"],
            title=said["title"],
            sight=said["sight"],
            person=form.about,
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is saved."),
        template=PAGE,
        context={
            "version": held.version,
            "take_back": reverse("paper-take-back", args=[family.public_id, held.public_id]),
        },
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def take_back(request: HttpRequest, family: Family, paper_id: uuid.UUID) -> HttpResponse:
    """A paper that does not belong here goes, and its scan for good."""
    held = _paper(request, family, paper_id)
    page = SmallForm(
        title=_("Take a paper back"),
        facts=[(_("Paper"), held.title), (_("Dated"), formats.date(held.dated))],
        form=GoesForm(*_sent(request)),
        save=lambda said: take_back_paper(
            paper=held, reason=said["reason"], by=actor_of(request), at=clock.now()
        ),
        done=_("The paper is taken back."),
        button=_("Take it back"),
        is_grave=True,
        foreseen=[
            _("Its scan is deleted for good. The history keeps what was said of it, and why.")
        ],
    )
    return answer(request, family, page)


@require_safe
@requires(Permission.VIEW_FAMILIES)
def scan(request: HttpRequest, public_id: uuid.UUID, paper_id: uuid.UUID) -> HttpResponse:
    """The scan of a paper, put on record as opened; as a file, never as a page of this site."""
    family = family_in_sight(request, public_id)
    held = _paper(request, family, paper_id)
    if not held.stored_as:
        raise Http404
    try:
        content = papers.read(held)
    except FileNotFoundError:
        raise Http404 from None
    kind = FileType(held.file_type)
    log_opening(
        kind=KIND,
        public_id=held.public_id,
        user=signed_in(request),
        allowed=True,
        at=clock.now(),
    )
    response = HttpResponse(content, content_type=papers.MEDIA_TYPES[kind])
    # The name says nothing of the family: it stays behind in folders of downloads.
    name = f"{held.kind}-{held.dated.isoformat()}.{kind.value}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _paper(request: HttpRequest, family: Family, paper_id: uuid.UUID) -> Paper:
    """A paper of the family that the reader may see. Raises `Http404`; a refusal is on record."""
    user = signed_in(request)
    try:
        held: Paper = own_or_404(Paper.objects.visible_to(user), family, paper_id)
    except Http404:
        own = Paper.objects.filter(family__in=family_records([family.pk])[family.pk])
        if own.filter(public_id=paper_id).exists():
            log_opening(kind=KIND, public_id=paper_id, user=user, allowed=False, at=clock.now())
        raise
    return held


def _offer_sights(request: HttpRequest, family: Family, form: PaperForm) -> None:
    """Who does not read limited papers keeps none."""
    if not signed_in(request).has_perm(Permission.SEE_WARNINGS, family):
        form.fields["sight"].choices = SIGHTS[:1]  # type: ignore[attr-defined]  # radios


def _submission(request: HttpRequest) -> uuid.UUID:
    """The mark of the form, which comes back with it."""
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid.uuid4()


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _letters(members: Sequence[Person]) -> list[str]:
    """To whom of a family a letter may go, and to whom not; nothing of children, and never why."""
    ids = [person.pk for person in members]
    said = may_contact_each(ids, Channel.LETTER, Purpose.ANSWER, at=clock.now())
    yes = [str(one) for one in members if isinstance(said[one.pk], Allowed)]
    no = [str(one) for one in members if _is_refused(said[one.pk])]
    words = [
        _("You may write to %(names)s.") % {"names": joined(yes)} if yes else "",
        _("Send no letter to %(names)s.") % {"names": joined(no)} if no else "",
    ]
    return [one for one in words if one]


def _is_refused(said: Allowed | Refused) -> bool:
    return isinstance(said, Refused) and said.why not in {Silence.CHILD, Silence.DIED}

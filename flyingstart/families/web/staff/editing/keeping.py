"""What colleagues keep about a family: notes and warnings."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import formats, forms
from flyingstart.families.enums import Sight
from flyingstart.families.models import Family, Note, Person, WarningNote
from flyingstart.families.operations.notes import correct_note, write_note
from flyingstart.families.operations.warnings import end_warning, review_warning, write_warning
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    family_page,
    members_of,
    own_or_404,
)
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import actor_of, clock

KEEP, OVER = "keep", "over"
REVIEW_AFTER = dt.timedelta(days=90)


class AboutForm(forms.Form):
    """Something written about a family, or about somebody of it."""

    marks_optional = False

    person = forms.SelectField(
        label=gettext_lazy("About"), required=False, empty_words=gettext_lazy("The whole family")
    )

    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(person.public_id): person for person in members}
        self.fields["person"].choices = [  # type: ignore[attr-defined]  # a select
            (public_id, str(person)) for public_id, person in self.members.items()
        ]

    @property
    def about(self) -> Person | None:
        """Whom it is about, of a valid form."""
        return self.members.get(self.cleaned_data["person"])


class NoteForm(AboutForm):
    """A note."""

    text = forms.TextAreaField(
        label=gettext_lazy("Note"),
        called=gettext_lazy("the note"),
        hint=gettext_lazy("What you saw and did. The family may read it one day"),
        rows=8,
        max_length=10_000,
    )


class CorrectionForm(forms.Form):
    """What a note should have said."""

    text = forms.TextAreaField(
        label=gettext_lazy("What it should say"),
        called=gettext_lazy("what it should say"),
        rows=8,
        max_length=10_000,
    )


class WarningForm(AboutForm):
    """A warning: a sentence, who reads it, until when."""

    text = forms.TextAreaField(
        label=gettext_lazy("What must colleagues know before they meet this family?"),
        called=gettext_lazy("the warning"),
        hint=gettext_lazy("What to do, in one sentence. The reasons belong into a note"),
        rows=3,
        max_length=500,
        counted=True,
    )
    sight = forms.RadiosField(
        label=gettext_lazy("Who reads it?"),
        choices=[
            (Sight.EVERYONE, gettext_lazy("Everyone who may open the family, at the door too")),
            (Sight.LIMITED, gettext_lazy("Only family workers and managers")),
        ],
        coerce=Sight,
    )
    review_on = forms.DateField(label=gettext_lazy("Look at it again by"), earliest=clock.today)


class WarningAgainForm(forms.Form):
    """Whether a warning is still true."""

    is_true = forms.RadiosField(
        label=gettext_lazy("Is it still true?"),
        choices=[(KEEP, gettext_lazy("Yes")), (OVER, gettext_lazy("No, it is over"))],
    )
    review_on = forms.DateField(label=gettext_lazy("Look at it again by"), earliest=clock.today)
    reason = forms.TextAreaField(
        label=gettext_lazy("Why is it over?"),
        called=gettext_lazy("why it is over"),
        rows=2,
        max_length=500,
    )

    class Rules:
        """One asks for a day, the other for a reason."""

        only_when = {"review_on": ("is_true", KEEP), "reason": ("is_true", OVER)}


@changes(Permission.WRITE_NOTES)
def note(request: HttpRequest, family: Family) -> HttpResponse:
    """A new note."""
    form = NoteForm(_sent(request), members=members_of(family))
    page = SmallForm(
        title=_("Write a note"),
        form=form,
        save=lambda said: write_note(
            family=family,
            text=said["text"],
            person=form.about,
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("The note is saved."),
    )
    return answer(request, family, page)


@changes(Permission.WRITE_NOTES)
def correct(request: HttpRequest, family: Family, note_id: uuid.UUID) -> HttpResponse:
    """A later note in the place of an earlier one; both are kept."""
    held: Note = own_or_404(Note.objects.visible_to(signed_in(request)), family, note_id)
    page = SmallForm(
        title=_("Correct a note"),
        facts=[(_("Written by"), held.written_by_name), (_("On"), formats.moment(held.written_at))],
        form=CorrectionForm(_sent(request), initial={"text": held.text}),
        save=lambda said: correct_note(
            note=held, text=said["text"], by=actor_of(request), at=clock.now()
        ),
        done=_("The note is corrected. What it said before stays in the history."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def warn(request: HttpRequest, family: Family) -> HttpResponse:
    """A new warning."""
    form = WarningForm(
        _sent(request),
        members=members_of(family),
        initial={"review_on": clock.today() + REVIEW_AFTER},
    )
    if not signed_in(request).has_perm(Permission.SEE_WARNINGS, family):
        # Who does not read limited warnings writes none.
        form.fields["sight"].choices = [  # type: ignore[attr-defined]  # radios
            (Sight.EVERYONE, _("Everyone who may open the family, at the door too"))
        ]
    page = SmallForm(
        title=_("Warn colleagues"),
        form=form,
        save=lambda said: write_warning(
            family=family,
            text=said["text"],
            sight=said["sight"],
            review_on=said["review_on"],
            person=form.about,
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("Colleagues are warned."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def warning(request: HttpRequest, family: Family, warning_id: uuid.UUID) -> HttpResponse:
    """Whether a warning is still true."""
    seen = WarningNote.objects.visible_to(signed_in(request))
    held: WarningNote = own_or_404(seen, family, warning_id)
    if held.ended_at is not None and request.method != "POST":
        return HttpResponseRedirect(family_page(family))
    page = SmallForm(
        title=_("Look at a warning again"),
        facts=[(_("It says"), held.text), (_("Written by"), held.written_by_name)],
        form=WarningAgainForm(_sent(request), initial={"review_on": clock.today() + REVIEW_AFTER}),
        save=lambda said: _look_again(request, held, said),
        done=_("It is saved."),
    )
    return answer(request, family, page)


def _look_again(request: HttpRequest, held: WarningNote, said: Any) -> None:
    by, at = actor_of(request), clock.now()
    if said["is_true"] == KEEP:
        review_warning(warning=held, review_on=said["review_on"], by=by, at=at)
    else:
        end_warning(warning=held, reason=said["reason"], by=by, at=at)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None

"""An adopted child's record is sealed: the page says what goes and what stays, for good."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.models import Family
from flyingstart.families.operations.sealing import seal_record
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, member_of
from flyingstart.kernel.api import actor_of, clock


class SealForm(forms.Form):
    """What was seen, and that one knows what this does."""

    evidence = forms.TextAreaField(
        label=gettext_lazy("What did you see?"),
        hint=gettext_lazy("Such as the adoption order and its date. Do not write the new name."),
        called=gettext_lazy("what you saw"),
        rows=3,
        max_length=500,
    )
    is_sure = forms.CheckboxField(
        label=gettext_lazy("I know that this cannot be taken back, by me or by anybody")
    )


@changes(Permission.SEAL_RECORDS)
def seal(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Seal the record of a child of a family."""
    person = member_of(family, person_id, or_did=True)
    page = SmallForm(
        title=_("Seal this child’s record"),
        about=str(person),
        form=SealForm(request.POST if request.method == "POST" else None),
        save=lambda said: seal_record(
            person=person, evidence=said["evidence"], by=actor_of(request), at=clock.now()
        ),
        done=_("The record is sealed. Read what is written about the family for the name."),
        button=_("Seal the record"),
        is_grave=True,
        foreseen=[
            _("The child is in no search, list, register, history or file from now on."),
            _("Names, numbers, addresses, papers and notes about the child are taken away."),
            _("Figures of the past stay as they were."),
            _("The child’s new family registers as new. Nothing joins the two, ever."),
            _("What was written about the whole family stays: read it for the child’s name."),
        ],
    )
    return answer(request, family, page)

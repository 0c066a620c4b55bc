"""The questions of a crèche: who leaves whom, who fetches whom, how many adults there are."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.activities.models import CrecheStay
from flyingstart.activities.operations.care import MOST_ADULTS
from flyingstart.design.api import forms


class LeaveForm(forms.Form):
    """A child is left. `who` names family, child and adult by their public ids."""

    marks_optional = False

    who = forms.SelectField(
        label=gettext_lazy("Which child, and who leaves it?"),
        called=gettext_lazy("the child and who leaves it"),
        empty_words=gettext_lazy("Choose"),
    )
    phone = forms.PhoneField(
        label=gettext_lazy("How do we reach them while they are next door?"),
        called=gettext_lazy("a phone number"),
        autocomplete="off",
    )
    named = forms.TextField(
        label=gettext_lazy("Who else may fetch the child?"),
        hint=gettext_lazy("Only whom they name now; names with commas between"),
        required=False,
        autocomplete="off",
        max_length=400,
    )
    must_know = forms.TextField(
        label=gettext_lazy("Anything to know today?"),
        hint=gettext_lazy("Allergies that we know of are shown anyway"),
        required=False,
        autocomplete="off",
        max_length=200,
    )
    submission = forms.HiddenField()

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial={"submission": str(uuid.uuid4())}, **kwargs)
        self.fields["who"].choices = choices  # type: ignore[attr-defined]  # a select

    def clean_submission(self) -> uuid.UUID:
        """Raises `ValidationError` for what no page of ours sent."""
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            raise ValidationError(_("This page has expired: open it again")) from None


class AdultsForm(forms.Form):
    """How many adults are with the children."""

    marks_optional = False

    adults = forms.WholeNumberField(
        label=gettext_lazy("How many adults are with the children?"),
        called=gettext_lazy("how many adults"),
        max_value=MOST_ADULTS,
    )


class CollectForm(forms.Form):
    """Who fetches a child: one of those who may."""

    marks_optional = False

    to = forms.RadiosField(
        label=gettext_lazy("Who fetches the child?"), called=gettext_lazy("who fetches the child")
    )
    agreed_with = forms.TextField(
        label=gettext_lazy("Whom did you call?"),
        hint=gettext_lazy("The lead’s name. Do not hand over before they agree."),
        called=gettext_lazy("the lead whom you called"),
        autocomplete="off",
        max_length=200,
    )

    def __init__(self, *args: Any, stay: CrecheStay, has_order: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict.fromkeys([stay.left_by, *stay.named])
        self.fields["to"].choices = [(one, one) for one in names]  # type: ignore[attr-defined]  # radios
        if not has_order:
            del self.fields["agreed_with"]

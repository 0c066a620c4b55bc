"""What the pages that ask have in common: what is kept of them, and how it is said again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from flyingstart.design.api import AnswerRow, forms
from flyingstart.families.rules.joining import Answers, Kept

Words = str | Promise
UNSAID, NONE_OF_THEM = "unsaid", "none"


def name_of(kept: Kept) -> str:
    """A name as it was given."""
    names = (kept.get("given_name", ""), kept.get("family_name", ""))
    return " ".join(name for name in names if name)


class StepForm(forms.Form):
    """A page that asks.

    `heading` is the page's heading where no field is; `lead` stands under it. Nothing is marked as
    optional: the pages say in words what may be left out.
    """

    marks_optional = False
    heading: ClassVar[Words] = ""
    lead: ClassVar[Words] = ""
    optional_rows: ClassVar[Collection[str]] = ()

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, answers: Answers, kept: Kept | None = None
    ) -> None:
        super().__init__(data, initial=dict(kept or {}))
        self.answers = answers

    def kept(self) -> dict[str, Any]:
        """What is kept of a valid form, as plain values."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in self.cleaned_data.items()
        }

    def rows(self, href: str, *, of: str = "") -> list[AnswerRow]:
        """What was answered in words, each with the link to change it.

        `href` is the page's address, `of` whom it is about where several are asked the same.
        Answers in `optional_rows` have a row only when there is one.
        """
        return [
            AnswerRow(
                key=self.asked(name, field),
                value=said,
                change_href=f"{href}#{self.place(name)}",
                change_what=f"{field.label} ({of})" if of else str(field.label),
            )
            for name, field in self.fields.items()
            for said in [self.said(name, field)]
            if said is not None and (said or name not in self.optional_rows)
        ]

    def asked(self, name: str, field: Any) -> str:
        """The question, before its answer."""
        del name
        return str(field.label)

    def said(self, name: str, field: Any) -> str | list[str] | None:
        """One answer in words; None has no row."""
        value = self.initial.get(name)
        if isinstance(field, forms.DateField):
            value = dt.date.fromisoformat(value) if value else None
        said: str | list[str] | None = field.said(value)
        return said

    def place(self, name: str) -> str:
        """Where on the page a field is."""
        return str(getattr(self[name], "fault_id", self[name].auto_id))


class NamedForm(StepForm):
    """Somebody with at least one name."""

    def clean(self) -> dict[str, Any]:
        """Raises where there is no name at all."""
        given = super().clean() or self.cleaned_data
        names = ("given_name", "family_name")
        if not any(given.get(name) or name in self.errors for name in names):
            self.add_error("given_name", ValidationError(self.nameless(), code="required"))
        return given

    def nameless(self) -> str:
        """What is said then."""
        return _("Enter a name. One is enough.")

    def asked(self, name: str, field: Any) -> str:
        """A whole name is one answer."""
        return _("Name") if name == "given_name" else super().asked(name, field)

    def said(self, name: str, field: Any) -> str | list[str] | None:
        """A whole name is one answer."""
        if name == "family_name":
            return None
        return name_of(self.initial) if name == "given_name" else super().said(name, field)

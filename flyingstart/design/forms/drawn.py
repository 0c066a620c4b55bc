"""What all our fields have in common: words, looks and how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from flyingstart.design import govuk
from flyingstart.design.govuk import Words

QUESTION = ("?", "؟")
HEADINGS = {"l", "xl"}


class Drawing(BoundField):
    """A field in a form. `as_field_group()` draws label, hint, error and control."""

    field: Drawn

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the macro of the GOV.UK component is called with."""
        return govuk.options(self.field.component(self))

    @property
    def box_id(self) -> str:
        """The id of the control, or of the first of several."""
        return str(self.auto_id or self.html_name)

    @property
    def fault_id(self) -> str:
        """Where a link of the error summary leads."""
        return self.box_id

    @cached_property
    def fault(self) -> ValidationError | None:
        """The first thing that is wrong."""
        found = self.form.errors.as_data().get(self.name, [])
        return found[0] if found else None

    @property
    def is_optional(self) -> bool:
        """Whether the label says that the answer may be left out."""
        asks = getattr(self.form, "is_required", None)
        required = asks(self.name) if asks else self.field.required
        return not required and getattr(self.form, "marks_optional", False)

    @property
    def label_words(self) -> Words:
        """The label as it is shown."""
        if not self.is_optional or not self.field.may_be_marked_optional:
            return self.label
        return _("%(label)s (optional)") % {"label": self.label}

    def group(self) -> govuk.Fieldset:
        """The group round several controls."""
        size = self.field.label_size
        return govuk.Fieldset(
            legend=govuk.Legend(
                words=self.label_words,
                classes=f"govuk-fieldset__legend--{size}" if size else None,
                is_page_heading=size in HEADINGS or None,
            )
        )

    def control(self) -> dict[str, Any]:
        """What a control with its own label is made of."""
        size = self.field.label_size
        return {
            **self.about(),
            "id": self.box_id,
            "name": self.html_name,
            "label": govuk.Label(
                words=self.label_words,
                classes=f"govuk-label--{size}" if size else None,
                is_page_heading=size in HEADINGS or None,
            ),
            "classes": width_class(self.field.width),
            "attributes": self.field.attributes or None,
            "disabled": self.field.disabled or None,
        }

    def about(self) -> dict[str, Any]:
        """Hint and error."""
        hint = self.field.hint
        messages = self.errors
        return {
            "hint": govuk.Hint(words=hint) if hint else None,
            "error_message": govuk.ErrorMessage(
                words=str(messages[0]), visually_hidden_text=_("Error")
            )
            if messages
            else None,
        }

    def written(self) -> str | None:
        """The text in the box."""
        value = self.value()
        return None if value in (None, "") else str(value)


class Drawn(forms.Field):
    """Mixed in before one of Django's fields.

    `called` is how messages name the answer ("your date of birth"); without it they use the label,
    or say "your answer" where the label is a question. `key` is how it is called beside the answer
    when answers are checked; without it, the label. `label_size` of "l" or "xl" makes the label
    the page's heading. `width` is in letters. `hint` is escaped unless it is safe markup.
    """

    bound_field_class = Drawing
    may_be_marked_optional = True

    def __init__(
        self,
        *,
        hint: Words = "",
        called: Words = "",
        key: Words = "",
        label_size: str = "s",
        width: int | None = None,
        attributes: Mapping[str, Words] | None = None,
        **options: Any,
    ) -> None:
        self.hint = hint
        self.called = called
        self.key = key
        self.label_size = label_size
        self.width = width
        self.attributes = dict(attributes or {})
        self.own_missing = (options.get("error_messages") or {}).get("required")
        # Django would take None, not what the class says.
        options.setdefault("template_name", getattr(type(self), "template_name", None))
        super().__init__(**options)

    def component(self, drawing: Any) -> object:
        """The component that draws this field, one of `flyingstart.design.govuk`."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The answer's name inside a sentence."""
        if self.called:
            return str(self.called)
        label = str(self.label or "")
        if not label or self.is_question:
            return _("your answer")
        # "Date of birth" is lower case inside a sentence; "NHS number" and "I agree" are not.
        stays = label[1:2].isupper() or label.startswith("I ")
        return label if stays else label[0].lower() + label[1:]

    @property
    def is_question(self) -> bool:
        """Whether the label asks, and nothing else names the answer."""
        return not self.called and str(self.label or "").endswith(QUESTION)

    @property
    def first_name(self) -> str:
        """The answer's name at the beginning of a sentence."""
        return self.name[0].upper() + self.name[1:]

    def missing(self) -> str:
        """What is said when there is no answer."""
        if self.own_missing:
            return str(self.own_missing)
        if self.is_question:
            return _("Answer the question “%(label)s”") % {"label": self.label}
        return self.missing_words() % {"name": self.name}

    def missing_words(self) -> str:
        """The sentence for an answer that has a name."""
        return _("Enter %(name)s")

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` with our own words where an answer is missing."""
        if self.required and value in self.empty_values:
            raise ValidationError(self.missing(), code="required")
        super().validate(value)

    def raw(self, value: Any) -> str:
        """An answer as the browser sends it."""
        return str(getattr(value, "value", value))

    def said(self, value: Any) -> str | list[str] | None:
        """A cleaned answer in words; "" for none given, None for what is nobody's to read."""
        return "" if value in self.empty_values else str(value)

    def none(self) -> Any:
        """The cleaned value of a question that was not asked."""
        return self.to_python(None)


def width_class(letters: int | None) -> str | None:
    """The narrowest class that shows so many letters; None for the whole width."""
    if letters is None:
        return None
    steps = (2, 3, 4, 5, 10, 20, 30)
    return f"govuk-input--width-{next((s for s in steps if s >= letters), steps[-1])}"

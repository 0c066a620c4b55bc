"""What parents write: kept as the desk keeps it, and refused in words where the desk would refuse.

Each answer is bounded, tidied to what can be seen, and never looked at for what it might do: pages
escape it, files disarm it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from flyingstart.design.api import forms
from flyingstart.families.enums import DetailKind
from flyingstart.families.errors import DetailError
from flyingstart.families.rules import checks
from flyingstart.families.text import tidy
from flyingstart.places.api import normal_postcode

LONGEST_NAME = 100


class LineField(forms.TextField):
    """One line, in the form in which it will be kept; what cannot be seen is no answer."""

    def to_python(self, value: Any) -> str:
        """The tidied line."""
        return tidy(super().to_python(value))


class NameField(LineField):
    """A part of a name, in any script."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"max_length": LONGEST_NAME, "spellcheck": False, "required": False, **options}
        )


class PhoneField(forms.PhoneField):
    """A phone number as the record takes one."""

    def to_python(self, value: Any) -> str:
        """The tidied number."""
        return tidy(super().to_python(value))

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what the record does not take."""
        super().validate(value)
        try:
            checks.contact_value(DetailKind.PHONE, value)
        except DetailError:
            raise ValidationError(
                _("Enter the whole phone number, like 07700 900 982"), code="invalid"
            ) from None


class EmailField(forms.EmailField):
    """An email address as the record takes one."""

    def to_python(self, value: Any) -> str:
        """The tidied address."""
        return tidy(super().to_python(value))

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what the record does not take."""
        super().validate(value)
        try:
            checks.contact_value(DetailKind.EMAIL, value)
        except DetailError:
            raise ValidationError(
                _("Enter an email address in the correct format, like name@example.com"),
                code="invalid",
            ) from None


class PostcodeField(LineField):
    """A whole postcode, in the form in which people write one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "max_length": 20,
                "width": 10,
                "autocomplete": "postal-code",
                "autocapitalize": "characters",
                "spellcheck": False,
                "direction": "ltr",
                **options,
            }
        )

    def to_python(self, value: Any) -> str:
        """The postcode in its usual form, if it has one."""
        text = super().to_python(value)
        return normal_postcode(text) or text

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what has not the form of one."""
        super().validate(value)
        if value and not normal_postcode(value):
            raise ValidationError(_("Enter a whole postcode, like AB1 2CD"), code="invalid")

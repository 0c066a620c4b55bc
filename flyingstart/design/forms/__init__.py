"""Forms and their fields. Draw one with `{{ form.name_of_the_field.as_field_group() }}`."""

from __future__ import annotations

from flyingstart.design.forms.answers import answer_rows
from flyingstart.design.forms.choices import (
    AutocompleteField,
    CheckboxesField,
    CheckboxField,
    RadiosField,
    SelectField,
    YesNoField,
)
from flyingstart.design.forms.dates import DateField, month_of
from flyingstart.design.forms.form import Form
from flyingstart.design.forms.texts import (
    EmailField,
    FileField,
    HiddenField,
    PasswordField,
    PhoneField,
    TextAreaField,
    TextField,
    WholeNumberField,
)

__all__ = [
    "AutocompleteField",
    "CheckboxField",
    "CheckboxesField",
    "DateField",
    "EmailField",
    "FileField",
    "Form",
    "HiddenField",
    "PasswordField",
    "PhoneField",
    "RadiosField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "WholeNumberField",
    "YesNoField",
    "answer_rows",
    "month_of",
]

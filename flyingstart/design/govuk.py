"""The arguments of the GOV.UK components, as types: a misspelt option fails before it is drawn.

Names are those of the components' own documentation, in snake case. `words` becomes `html` when it
is marked as safe markup and `text`, which the macros escape, otherwise. What is None is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

from django.utils.functional import Promise
from markupsafe import Markup

Words: TypeAlias = str | Promise


@dataclass(frozen=True, kw_only=True)
class Hint:
    """A line under a label."""

    words: Words


@dataclass(frozen=True, kw_only=True)
class ErrorMessage:
    """What is wrong with one control."""

    words: Words
    visually_hidden_text: Words


@dataclass(frozen=True, kw_only=True)
class Label:
    """The name of a control; of an option, only what is special about it."""

    words: Words | None = None
    classes: str | None = None
    is_page_heading: bool | None = None
    attributes: Mapping[str, Words] | None = None


@dataclass(frozen=True, kw_only=True)
class Legend:
    """The name of a group of controls."""

    words: Words
    classes: str | None = None
    is_page_heading: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Fieldset:
    """A group of controls."""

    legend: Legend


@dataclass(frozen=True, kw_only=True)
class Affix:
    """What stands before or after a box, such as a pound sign."""

    words: Words


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """What an option reveals when it is chosen; already markup."""

    html: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One option of radios, checkboxes or a select; or a divider between them."""

    value: str | None = None
    words: Words | None = None
    checked: bool | None = None
    selected: bool | None = None
    divider: Words | None = None
    behaviour: str | None = None
    hint: Hint | None = None
    label: Label | None = None
    conditional: Conditional | None = None
    attributes: Mapping[str, Words] | None = None


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box of a date."""

    id: str
    name: str
    label: Words
    classes: str
    value: str | None = None
    autocomplete: str | None = None
    inputmode: str | None = None
    attributes: Mapping[str, Words] | None = None


@dataclass(frozen=True, kw_only=True)
class Control:
    """What all controls with a label of their own share."""

    id: str
    name: str
    label: Label
    hint: Hint | None = None
    error_message: ErrorMessage | None = None
    classes: str | None = None
    attributes: Mapping[str, Words] | None = None
    disabled: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Wrapper:
    """The row of a box and what stands before and after it."""

    attributes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Input(Control):
    """govukInput."""

    value: str | None = None
    type: str | None = None
    inputmode: str | None = None
    autocomplete: str | None = None
    autocapitalize: str | None = None
    spellcheck: bool | None = None
    prefix: Affix | None = None
    suffix: Affix | None = None
    input_wrapper: Wrapper | None = None


@dataclass(frozen=True, kw_only=True)
class Textarea(Control):
    """govukTextarea."""

    value: str | None = None
    rows: int | None = None
    autocomplete: str | None = None
    spellcheck: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Plural:
    """A sentence about a number, by the plural forms that English has."""

    one: Words
    other: Words


@dataclass(frozen=True, kw_only=True)
class CharacterCount:
    """govukCharacterCount."""

    id: str
    name: str
    label: Label
    maxlength: int
    hint: Hint | None = None
    error_message: ErrorMessage | None = None
    classes: str | None = None
    attributes: Mapping[str, Words] | None = None
    value: str | None = None
    rows: int | None = None
    spellcheck: bool | None = None
    textarea_description_text: Words | None = None
    characters_under_limit_text: Plural | None = None
    characters_at_limit_text: Words | None = None
    characters_over_limit_text: Plural | None = None


@dataclass(frozen=True, kw_only=True)
class PasswordInput(Control):
    """govukPasswordInput."""

    autocomplete: str
    show_password_text: Words
    hide_password_text: Words
    show_password_aria_label_text: Words
    hide_password_aria_label_text: Words
    password_shown_announcement_text: Words
    password_hidden_announcement_text: Words


@dataclass(frozen=True, kw_only=True)
class FileUpload(Control):
    """govukFileUpload."""


@dataclass(frozen=True, kw_only=True)
class Select(Control):
    """govukSelect."""

    items: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class Options:
    """govukRadios and govukCheckboxes."""

    id_prefix: str
    name: str
    items: Sequence[Item]
    fieldset: Fieldset | None = None
    hint: Hint | None = None
    error_message: ErrorMessage | None = None
    classes: str | None = None


@dataclass(frozen=True, kw_only=True)
class DateInput:
    """govukDateInput."""

    id: str
    items: Sequence[Box]
    fieldset: Fieldset
    hint: Hint | None = None
    error_message: ErrorMessage | None = None


def options(component: Any) -> dict[str, Any]:
    """The arguments of a component as its macro takes them."""
    found: dict[str, Any] = {}
    for field in fields(component):
        value = getattr(component, field.name)
        if value is None:
            continue
        if field.name == "words":
            found["html" if hasattr(str_of(value), "__html__") else "text"] = str_of(value)
        else:
            found[option_name(field.name)] = _plain(value)
    return found


def option_name(name: str) -> str:
    """The name that the documentation of the components gives an option."""
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def str_of(words: Words) -> str:
    """Words in the reader's language; safe markup stays so."""
    if hasattr(words, "__html__"):
        return Markup(words)  # noqa: S704 - asks it for its own markup, marks nothing as safe
    return str(words)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return options(value)
    if isinstance(value, Promise):
        return str_of(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value

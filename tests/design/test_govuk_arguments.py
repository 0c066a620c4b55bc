"""The types of the components' arguments against the documentation in the npm package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.utils.functional import lazystr
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, override

from flyingstart.design import govuk
from tests.design.test_govuk import COMPONENTS

# Parts of components that our types share: only what a macro documents may be given to it.
WHOLE = {
    govuk.Input: ["input"],
    govuk.Textarea: ["textarea"],
    govuk.CharacterCount: ["character-count"],
    govuk.PasswordInput: ["password-input"],
    govuk.FileUpload: ["file-upload"],
    govuk.Select: ["select"],
    govuk.Options: ["radios", "checkboxes"],
    govuk.DateInput: ["date-input"],
    govuk.Hint: ["hint"],
    govuk.Label: ["label"],
    govuk.ErrorMessage: ["error-message"],
    govuk.Fieldset: ["fieldset"],
}
# Each is an option of one of these, taken together.
PARTS = {
    govuk.Item: ["radios", "checkboxes", "select"],
    govuk.Box: ["date-input"],
}


def documented(component: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (COMPONENTS / component / "macro-options.json").read_text(encoding="utf-8")
    )
    return found


def ours(part: type) -> Iterator[str]:
    assert is_dataclass(part)
    for field in fields(part):
        yield from (["text", "html"] if field.name == "words" else [govuk.option_name(field.name)])


@pytest.mark.parametrize(
    ("part", "component"),
    [(part, component) for part, components in WHOLE.items() for component in components],
)
def test_every_option_is_one_that_the_component_documents(part: type, component: str) -> None:
    assert {*ours(part)} <= {option["name"] for option in documented(component)}


@pytest.mark.parametrize("part", PARTS)
def test_every_option_of_an_item_is_one_that_a_component_documents(part: type) -> None:
    known = {
        option["name"]
        for component in PARTS[part]
        for whole in documented(component)
        if whole["name"] == "items"
        for option in whole["params"]
    }

    # The macro of dates reads it and its documentation forgets it: months may be written as words.
    assert {*ours(part)} - {"inputmode"} <= known


def test_a_misspelt_option_fails_in_python() -> None:
    with pytest.raises(TypeError, match="lable"):
        govuk.Hint(lable="x")  # type: ignore[call-arg]


def test_options_are_in_the_macros_spelling_and_what_is_none_is_left_out() -> None:
    options = govuk.options(
        govuk.Input(
            id="a",
            name="b",
            label=govuk.Label(words="Name", is_page_heading=True),
            error_message=govuk.ErrorMessage(words="Wrong", visually_hidden_text="Error"),
            spellcheck=False,
            attributes={"data-x": lazystr("late")},
        )
    )

    assert options == {
        "id": "a",
        "name": "b",
        "label": {"text": "Name", "isPageHeading": True},
        "errorMessage": {"text": "Wrong", "visuallyHiddenText": "Error"},
        "spellcheck": False,
        "attributes": {"data-x": "late"},
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("<b>x</b>", {"text": "<b>x</b>"}),
        (format_html("<b>{}</b>", "<i>"), {"html": "<b>&lt;i&gt;</b>"}),
        (lazystr("<b>"), {"text": "<b>"}),
    ],
)
def test_only_safe_markup_is_markup(words: str, expected: Mapping[str, str]) -> None:
    assert govuk.options(govuk.Hint(words=words)) == expected


def test_words_are_of_the_language_at_the_time_of_drawing() -> None:
    hint = govuk.Hint(words=gettext_lazy("Day"))

    with override("ur"):
        assert govuk.options(hint) == {"text": "دن"}
    assert govuk.options(hint) == {"text": "Day"}
